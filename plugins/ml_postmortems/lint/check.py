"""The checker: runs the rules over the selected files and collects all findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.corpus_problems import corpus_problems
from ml_postmortems.lint.finding import Finding, Level, Problem
from ml_postmortems.lint.levels import level_of
from ml_postmortems.lint.problem_cache import InFile, problem_cache
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.derived_values import is_within
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.progress import followed
from ml_postmortems.reading.record_file import RecordFile


@dataclass(frozen=True, slots=True)
class Exempted:
    """A finding that the record is exempt from, or a secret that is none, with the reason."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of one run of the checker."""

    findings: tuple[Finding, ...]
    """Sorted by path, line and code; those of one rule on one line in the order in which it reports them."""
    exempted: tuple[Exempted, ...]
    record_count: int

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that block the merge."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)


def check(
    context: Context,
    files: Collection[RecordFile] | None = None,
    paths: Collection[Path] | None = None,
    rules: Collection[Rule] | None = None,
    after: Callable[[RecordFile], None] = lambda _: None,
) -> Report:
    """Run `rules` (all by default) over `files` (all by default).

    Rules about the corpus always read all of it; `paths` limits the report to findings in these files, and leaves out
    rules that report none of them. `after` is called with each file when the rules about one record have looked at it.
    """
    files = context.corpus.files if files is None else files
    by_path = {file.path: file for file in context.corpus.files} | {file.path: file for file in files}
    findings: dict[Finding, None] = {}
    exempted: dict[Finding, str] = {}
    rules = all_rules() if rules is None else rules
    if paths is not None and by_path.keys() >= set(paths):
        rules = [rule for rule in rules if rule.reports_records]
    for rule, file, path, problem in _problems(rules, context, files, by_path, after):
        if paths is not None and path not in paths:
            continue
        if file and (_is_about_faulty_field(problem, file) or _is_about_copy(problem, file)):
            continue
        level = level_of(rule, path, file, context)
        if level is None:
            continue
        finding = _finding(rule, level, problem, path)
        reason = _exemption(rule, file) or _permission(problem, context)
        if reason:
            exempted[finding] = reason
        else:
            findings[finding] = None
    return Report(
        tuple(sorted(findings, key=lambda finding: (finding.path, finding.line, finding.code))),
        tuple(Exempted(finding, exempted[finding]) for finding in sorted(exempted)),
        len(files),
    )


def _problems(
    rules: Collection[Rule],
    context: Context,
    files: Collection[RecordFile],
    by_path: Mapping[Path, RecordFile],
    after: Callable[[RecordFile], None],
) -> Iterator[tuple[Rule, RecordFile | None, Path, Problem]]:
    """Each problem that rules report, with its path and, for a problem of a record, the file of that record."""
    file_rules = [rule for rule in rules if rule.check_file]
    in_files: dict[int, Mapping[str, Sequence[Problem]]] = {}
    with (
        paused_garbage_collection(),
        problem_cache(context.corpus) as cache,
        corpus_problems(context) as problems,
    ):

        def look_through(file: RecordFile) -> InFile | None:
            return cache.find(file) if file_rules and id(file) not in in_files else None

        def take(file: RecordFile, seen: InFile | None) -> None:
            if seen:
                in_files[id(file)] = seen.problems
                cache.keep(file, seen)

        of_record = [rule for rule in rules if rule.check_record]
        found = problems.of_records(of_record, files, look_through, take, after)
        found = {**found, **problems.of_corpus([rule for rule in rules if rule.check_corpus])}
        for file in followed("Checking records", tuple(files)):
            if seen := look_through(file):
                take(file, seen)
                after(file)
    by_code = {rule.code: rule for rule in file_rules}
    for file in files if file_rules else ():
        for code, told in in_files[id(file)].items():
            if rule := by_code.get(code):
                yield from ((rule, file, file.path, problem) for problem in told)
    for rule in rules:
        for problem in found.get(rule.code, ()):
            assert problem.path
            yield rule, by_path.get(problem.path), problem.path, replace(problem, path=None)


def _exemption(rule: Rule, file: RecordFile | None) -> str | None:
    """The reason why a record is exempt from a rule, if it is."""
    if not rule.exemptable or not file or not file.record:
        return None
    return next((each.reason for each in file.record.exemptions if each.rule == rule.code), None)


def _permission(problem: Problem, context: Context) -> str | None:
    """Why what looks like a secret is none, if the base says so; what the pull request says of itself is no answer."""
    digest, allowed = problem.data.get("sha256"), context.corpus.allowed_secrets
    return allowed.reason_of(digest) if digest and allowed and digest not in context.new_secrets else None


def _finding(rule: Rule, level: Level, problem: Problem, path: Path) -> Finding:
    return Finding(
        path=path.as_posix(),
        line=problem.line,
        code=rule.code,
        subject=problem.subject,
        condition=problem.condition,
        found=problem.found,
        fix=problem.fix,
        rule=rule.name,
        level=level,
        field=problem.field,
        data=problem.data,
    )


def _is_about_faulty_field(problem: Problem, file: RecordFile) -> bool:
    """True if reading has already reported a fault of this field, of a block around it or of a part of it."""
    if problem.is_fault or not problem.field:
        return False
    return any(_overlap(problem.field, faulty) for faulty in _faulty_fields(file))


def _is_about_copy(problem: Problem, file: RecordFile) -> bool:
    """True if the value was derived by copying another, of which the same is told."""
    if not problem.field:
        return False
    copies = {path for path, each in file.derived.items() if each.is_copy}
    return is_within(problem.field, copies)


def _faulty_fields(file: RecordFile) -> Iterator[FieldPath]:
    return (fault.field for fault in file.faults if fault.field)


def _overlap(one: FieldPath, other: FieldPath) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
