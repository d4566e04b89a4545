"""PM8: what records say about each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import corpus_rule, record_rule
from ml_postmortems.model.requirements import RECORD_REFERENCES, FieldPath, words
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest


@corpus_rule("PM801")
def repeated_record_id(corpus: Corpus) -> Iterator[Problem]:
    """An id, former ids included, belongs to one record.

    What it does
        Compares the ids and aliases of all records.
    Why it matters
        Two records would have one address, and only one of them would be read. Both are reported, because a check of
        one file cannot know which came first.
    Example
        Two pull requests that both took `PM-2025-0007`
    Instead
        The later one takes the next free number.
    """
    holders: dict[str, list[tuple[RecordFile, FieldPath]]] = {}
    for file in corpus.files:
        for path, name in _names(file):
            holders.setdefault(name, []).append((file, path))
    for name, named in holders.items():
        for file, path in named:
            other = next((other for other, _ in named if other is not file), None)
            if other:
                problem = at_field(
                    file,
                    path,
                    "must belong to one record",
                    f"{shown(name)}, which is that of {shown(other.path.name)} too",
                    "give the later record the next free number, and rename its file"
                    if path == ("id",)
                    else "delete it here, or mend the other record",
                )
                yield replace(problem, path=file.path)


def _names(file: RecordFile) -> Iterator[tuple[FieldPath, str]]:
    """The id and the former ids of a record, as far as they can be read, with their places."""
    if file.record:
        if not any(fault.field == ("id",) for fault in file.faults):
            yield ("id",), file.record.id
        for index, alias in enumerate(file.record.aliases):
            yield ("aliases", index), alias


@record_rule("PM802")
def unknown_record(file: RecordFile, corpus: Corpus) -> Iterator[Problem]:
    """A record that another one names exists.

    What it does
        Looks up the ids under `recurrence` and `superseded_by`.
    Why it matters
        A recurrence of something nobody can read teaches nothing.
    Example
        `of: [PM-2024-0010]` where the numbers end at 0009
    Instead
        `of: [PM-2024-0009]`
    """
    if not file.record:
        return
    own_id = file.record.id
    for field in RECORD_REFERENCES:
        for path, word in words(file.record, field):
            if not corpus.file_of(word):
                near = closest(word, (record.id for record in corpus.records if record.id != own_id))
                yield at_field(
                    file,
                    path,
                    "must be the id of a record",
                    shown(word),
                    f"did you mean `{near}`?" if near else "name a record that exists",
                )
