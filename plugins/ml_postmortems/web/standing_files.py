"""Files of the site that stands which a build would write again, byte for byte: they are taken over as they are.

Each file is noted under the hash of all that it was made of. Where a build finds the same hash again, the file need not
be made: a link to it is put into the new folder.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple


class Noted(NamedTuple):
    """What is known of a file."""

    key: str
    """The hash of what it was made of."""
    about: str = ""
    """What whoever wrote it has to know to take it over, besides."""


NotedFiles = Mapping[str, Noted]
"""By their paths in the site."""


class StandingFiles:
    """The files that the last build noted, and those that this one notes for the next."""

    def __init__(self, last: NotedFiles, link: Callable[[str], None]) -> None:
        """`link` puts a file of the old site into the new one; raises OSError."""
        self.last, self._link = last, link
        self.now: dict[str, Noted] = {}

    def note(self, names: Collection[str], key: str, about: str = "") -> None:
        """Remember what files were made of."""
        for name in names:
            self.now[name] = Noted(key, about)

    def take(self, names: Collection[str], key: str) -> bool:
        """Take over files, if all of them stand and were made of this; else they have to be written."""
        if not all(name in self.last and self.last[name].key == key for name in names):
            return False
        try:
            for name in names:
                self._link(name)
        except OSError:
            return False
        self.now.update({name: self.last[name] for name in names})
        return True


def noted_to_json(noted: NotedFiles) -> list[Any]:
    """As it is kept; what is known of many files stands once."""
    abouts = {about: number for number, about in enumerate(dict.fromkeys(each.about for each in noted.values()))}
    return [list(abouts), [[name, each.key, abouts[each.about]] for name, each in noted.items()]]


def noted_from_json(kept: Sequence[Any]) -> NotedFiles:
    """As it was kept."""
    abouts, rows = kept
    return {name: Noted(key, abouts[number]) for name, key, number in rows}
