"""The checker: every rule over every file that is asked for, all findings at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from ml_postmortems.lint.finding import Finding, Problem
from ml_postmortems.lint.registry import Rule, all_rules
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile


def check_corpus(corpus: Corpus) -> list[Finding]:
    """All findings of all files, in the order of path and line."""
    return check_files(corpus, corpus.files, None)


def check_files(corpus: Corpus, files: Collection[RecordFile], paths: Collection[Path] | None) -> list[Finding]:
    """All findings of these files, in the order of path and line.

    Rules about the corpus look at all of it; where `paths` is given, only what they find in those files is kept.
    """
    findings: set[Finding] = set()
    for rule in all_rules():
        if rule.check_record:
            for file in files:
                for problem in rule.check_record(file, corpus):
                    if not _is_about_faulty_field(problem, file):
                        findings.add(_finding(rule, problem, file.path))
        elif rule.check_corpus:
            for problem in rule.check_corpus(corpus):
                assert problem.path, f"{rule.code} must say which file"
                if paths is None or problem.path in paths:
                    findings.add(_finding(rule, problem, problem.path))
    return sorted(findings)


def _finding(rule: Rule, problem: Problem, path: Path) -> Finding:
    return Finding(
        path=path.as_posix(),
        line=problem.line,
        code=rule.code,
        subject=problem.subject,
        condition=problem.condition,
        found=problem.found,
        fix=problem.fix,
        rule=rule.name,
        level=rule.level,
    )


def _is_about_faulty_field(problem: Problem, file: RecordFile) -> bool:
    """Whether reading already told of the same field, so that nothing more can be said about it."""
    if problem.is_fault or not problem.field:
        return False
    written = file.places.path_in_file(problem.field)
    return any(_overlap(written, faulty) for faulty in _faulty_fields(file))


def _faulty_fields(file: RecordFile) -> Iterator[FieldPath]:
    return (fault.field for fault in file.faults if fault.field)


def _overlap(one: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
