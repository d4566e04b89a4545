"""What a new base has to know: who it is for, where it lives, and which teams begin."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ml_postmortems import __version__
from ml_postmortems.errors import NameUnusable
from ml_postmortems.model.scalars import NAME_LENGTH, SLUG_LENGTH
from ml_postmortems.model.settings import VERSION_PATTERN
from ml_postmortems.model.terms import Term, Visibility
from ml_postmortems.plain_text import printable

RULES_SINCE = ".".join(__version__.split(".")[:2])
"""What `rules_since` of a base is that begins with this version."""
_ACTIVE = frozenset('<>"{}`\\')
_NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


class Forge(Term):
    """Where a base lives."""

    GITHUB = "github", "Workflows, an issue form and CODEOWNERS for GitHub."
    GITLAB = "gitlab", "A pipeline, templates and CODEOWNERS for GitLab."
    OTHER = "other", "None of these: the README says which commands a pipeline runs."


@dataclass(frozen=True, slots=True)
class BaseAnswers:
    """What `init` was told; kept in the base, so that an update asks nothing."""

    organisation: str
    forge: Forge
    audience: Visibility
    teams: tuple[str, ...]
    """Their names; ids are made of them."""
    has_example: bool = False
    rules_since: str = RULES_SINCE
    """The version of the package with which the base began; an update does not raise it."""

    @property
    def team_ids(self) -> dict[str, str]:
        """The names of the teams by their ids for the catalog."""
        return {slug_of(name): name for name in self.teams}

    def to_json(self) -> dict[str, Any]:
        """The answers as plain values."""
        return {
            "organisation": self.organisation,
            "forge": self.forge.value,
            "audience": self.audience.value,
            "teams": list(self.teams),
            "example": self.has_example,
            "rules_since": self.rules_since,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> BaseAnswers:
        """The answers that were kept; raises ValueError, KeyError or TypeError for other values."""
        teams = kept["teams"]
        if not isinstance(teams, list):
            raise TypeError
        return cls(
            organisation=checked_name("organisation", str(kept["organisation"])),
            forge=Forge[str(kept["forge"]).upper()],
            audience=Visibility[str(kept["audience"]).upper()],
            teams=tuple(checked_name("team", str(team)) for team in teams),
            has_example=kept["example"] is True,
            rules_since=_checked_version(str(kept["rules_since"])),
        )


def _checked_version(text: str) -> str:
    if not re.fullmatch(VERSION_PATTERN, text, re.ASCII):
        raise ValueError(text)
    return text


def checked_name(what: str, name: str) -> str:
    """A name that can stand in every file, without spaces around it; raises NameUnusable for any other.

    The theme prints the name of a site without escaping it, so no character of HTML or of macros may be in it.
    """
    name = " ".join(name.split())
    is_readable = printable(name) == name and not set(name) & _ACTIVE
    if not slug_of(name) or len(name) > NAME_LENGTH or not is_readable:
        condition = f"must have letters or digits, at most {NAME_LENGTH} characters, and none of"
        raise NameUnusable(what, name, f"{condition} {' '.join(sorted(_ACTIVE))}", "leave such characters out")
    return name


def split_names(text: str) -> list[str]:
    """The names of a list with commas."""
    return [name for each in text.split(",") if (name := each.strip())]


def checked_teams(names: Iterable[str]) -> tuple[str, ...]:
    """The teams with each id once."""
    by_id: dict[str, str] = {}
    for name in names:
        by_id.setdefault(slug_of(checked_name("team", name)), checked_name("team", name))
    return tuple(by_id.values())


def slug_of(name: str) -> str:
    """The id for a name: its letters and digits in small letters without accents, words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", plain).strip("-")[:SLUG_LENGTH].rstrip("-")
