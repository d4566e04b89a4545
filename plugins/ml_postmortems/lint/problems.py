"""Short ways for rules to state what they found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_postmortems.lint.finding import Problem
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.faults import Fault, FaultKind, field_text, shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.vocabulary import VocabularyFile
from ml_postmortems.suggestion import closest

_MOST_LISTED = 20
"""Terms that a message still names one by one."""


def at_field(file: RecordFile | VocabularyFile, path: FieldPath, condition: str, found: str, fix: str) -> Problem:
    """A problem of one field of the record, on its line."""
    subject = field_text(file.places.path_in_file(path))
    return Problem(file.places.line(path), subject, condition, found, fix, path)


def in_body(line: int, subject: str, condition: str, found: str, fix: str) -> Problem:
    """A problem of the Markdown body."""
    return Problem(line, subject, condition, found, fix)


def from_fault(fault: Fault) -> Problem:
    """What reading found, as a problem."""
    return Problem(fault.line, fault.subject, fault.condition, fault.found, fault.fix, fault.field, is_fault=True)


def faults_of(file: RecordFile, kind: FaultKind) -> Iterator[Problem]:
    """What reading found of one kind."""
    return (from_fault(fault) for fault in file.faults if fault.kind is kind)


def not_a_term(
    file: RecordFile | VocabularyFile, path: FieldPath, what: str, found: str, terms: Iterable[str]
) -> Problem:
    """A problem of a word that the vocabulary does not have."""
    near = closest(found, terms := list(terms))
    home = "catalog.yml" if "catalog" in what else "taxonomy.yml"
    choice = f"one of {', '.join(sorted(terms))}" if len(terms) <= _MOST_LISTED else "one that exists"
    fix = f"did you mean `{near}`?" if near else f"use {choice}, or add it to {home}"
    return at_field(file, path, f"must be {what}", shown(found), fix)
