"""Helpers with which rules build problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ml_postmortems.lint.finding import Problem
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.vocabulary import VocabularyFile
from ml_postmortems.suggestion import closest

_MOST_LISTED = 20
"""Up to this many terms, a message lists all of them."""


def at_field(
    file: RecordFile | VocabularyFile,
    path: FieldPath,
    condition: str,
    found: str,
    fix: str,
    data: Mapping[str, str] | None = None,
) -> Problem:
    """A problem of one field, on its line; `path` is that of the parsed object."""
    written = file.places.path_in_file(path)
    return Problem(file.places.line(path), field_text(written), condition, found, fix, written, data or {})


def in_body(
    line: int, subject: str, condition: str, found: str, fix: str, data: Mapping[str, str] | None = None
) -> Problem:
    """A problem of the Markdown body."""
    return Problem(line, subject, condition, found, fix, data=data or {})


def from_fault(fault: Fault) -> Problem:
    """A fault of reading as a problem."""
    return Problem(fault.line, fault.subject, fault.condition, fault.found, fault.fix, fault.field, is_fault=True)


def faults_of(file: RecordFile, kind: FaultKind) -> Iterator[Problem]:
    """The faults of one kind that reading the file found, as problems."""
    return (from_fault(fault) for fault in file.faults if fault.kind is kind)


def not_a_term(
    file: RecordFile | VocabularyFile, path: FieldPath, what: str, home: str, found: str, terms: Iterable[str]
) -> Problem:
    """A problem of a word that the vocabulary lacks; `what` names the kind of word, `home` the file that defines it."""
    near = closest(found, terms := list(terms))
    choice = f"one of {', '.join(sorted(terms))}" if len(terms) <= _MOST_LISTED else "one that exists"
    fix = f"did you mean `{near}`?" if near else f"use {choice}, or add it to {home}"
    return at_field(file, path, f"must be {what}", shown(found), fix)
