"""The records of a folder that an audience may not see: how many, said in one way by the commands and the site."""

from __future__ import annotations

from collections.abc import Collection

from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile


def hidden_from(corpus: Corpus, audience: Visibility) -> tuple[Visibility, ...]:
    """The visibility of each record that can be read and that this audience may not see."""
    return tuple(file.head.visibility for file in corpus.files if file.head and is_hidden(file, audience))


def is_hidden(file: RecordFile, audience: Visibility) -> bool:
    """Whether a file is of a record that this audience may not see; not known of what cannot be read."""
    return file.head is not None and not audience.may_see(file.head.visibility)


def hidden_line(hidden: Collection[Visibility], audience: Visibility, remedy: str) -> str:
    """One line for people: how many records are left out, named by none, and what brings them in."""
    records, verb = counted(len(hidden), "record"), "is" if len(hidden) == 1 else "are"
    return f"{records} that the audience `{audience}` may not see {verb} left out; {remedy}"
