"""Checks a record as it would be saved, before anything is written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.pull_request import PullRequest
from ml_postmortems.reading.record_file import RecordFile, parse_record_file


def check_unsaved(
    corpus: Corpus, path: Path, content: bytes, as_of: date, pull_request: PullRequest | None = None
) -> tuple[RecordFile, Report]:
    """The record that a file with this content would hold, and what the checker would report for it."""
    file = parse_record_file(path, content)
    return file, check_one(unsaved_context(corpus, file, as_of, pull_request), file)


def unsaved_context(corpus: Corpus, file: RecordFile, as_of: date, pull_request: PullRequest | None = None) -> Context:
    """The checker's view of a file in the place of the one that the corpus has, as in a pull request that changes it.

    `pull_request` is what has changed so far; without it, the record counts as new.
    """
    changed, former = frozenset({file.path}), dict[Path, RecordFile]()
    if pull_request:
        former = dict(pull_request.former)
        merged = next((each for each in corpus.files if each.path == file.path), None)
        if merged and file.path not in pull_request.changed:
            former[file.path] = merged
        changed |= pull_request.changed
    context = Context.of(corpus.with_file(file), as_of, pull_request)
    return replace(context, changed=changed, former=former, lost=())


def check_one(context: Context, file: RecordFile) -> Report:
    """What the checker reports for one file of a trial.

    Rules about the whole corpus are left out, because nothing in the file can change what they report.
    """
    rules = [rule for rule in all_rules() if rule.is_about_one_record]
    return check(context, [file], {file.path}, rules)
