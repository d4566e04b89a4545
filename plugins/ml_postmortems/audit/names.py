"""Which artifacts of a base are meant by what files of other tools name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ml_postmortems.audit.sources import Mention
from ml_postmortems.audit.used import Used
from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.audit_base import AuditBase

_OTHER = lazy_pattern(r"[^a-z0-9]+", re.ASCII)


def meant(mentions: Iterable[Mention], base: AuditBase) -> tuple[tuple[Used, ...], tuple[Mention, ...]]:
    """The artifacts that are meant, each once a file, and the mentions that no artifact of the base answers."""
    by_name = _by_name(base)
    used: dict[tuple[str, str], Used] = {}
    others = []
    for mention in mentions:
        artifact = next(_found(mention, by_name), None)
        if artifact is None:
            others.append(mention)
        else:
            each = Used(artifact, mention.path, mention.line, is_declared=False, paths=mention.paths)
            used.setdefault((artifact, mention.path), each)
    return tuple(used.values()), tuple(others)


def _found(mention: Mention, by_name: Mapping[str, str]) -> Iterator[str]:
    return (by_name[slug] for name in mention.names if (slug := _slug(name)) in by_name)


def _by_name(base: AuditBase) -> Mapping[str, str]:
    """Ids before names: an id is meant wherever it stands."""
    names = {_slug(artifact.name): id for id, artifact in reversed(base.artifacts.items())}
    return names | {id: id for id in base.artifacts}


def _slug(name: str) -> str:
    return _OTHER.sub("-", name.lower()).strip("-")
