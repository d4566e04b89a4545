"""The checker's answer about a record as it would be, before anything is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile, parse_record_file


def try_record(corpus: Corpus, path: Path, content: bytes, as_of: date) -> tuple[RecordFile, Report]:
    """The record that a file with this content would hold, and what the checker would say of it."""
    file = parse_record_file(path, content)
    return file, check_one(corpus, file, as_of)


def check_one(corpus: Corpus, file: RecordFile, as_of: date) -> Report:
    """What the checker says of one file as it is given, in the place of the one that the corpus has.

    It is asked as in the pull request that changes the record, so the recurrence question is among the findings.
    Rules about the whole corpus are left out: they say nothing that the record's own status could change.
    """
    context = Context(corpus.with_file(file), as_of, changed=frozenset({file.path}))
    rules = [rule for rule in all_rules() if rule.is_about_one_record]
    return check(context, [file], {file.path}, rules)
