"""One run of the checker as somebody asks for it: which records, by which rules, as of when, mended first or not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.fixes.fixable_rules import FIXABLE_RULES
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import find_rule, select_rules
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.pull_request import PullRequest, read_selection
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.selection import Selection

if TYPE_CHECKING:  # fixes take 11 ms to import
    from ml_postmortems.lint.fixes.plan import Plan


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What somebody wants to have checked."""

    root: Path
    paths: tuple[Path, ...] = ()
    """Files or folders; none for everything."""
    since: str | None = None
    """The base of the pull request that is checked: empty for the main branch, None where there is no pull request."""
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    """Codes or families of rules to run, and not to run."""
    as_of: date | None = None
    """What stands for today; None for what the folder says."""
    is_merge: bool = False
    """True under `check --merge`."""


@dataclass(frozen=True)
class CheckRun:
    """A request with the records that it is about."""

    request: CheckRequest
    rules: tuple[Rule, ...]
    corpus: Corpus
    selection: Selection
    pull_request: PullRequest | None

    @property
    def as_of(self) -> date:
        """What stands for today."""
        return self.request.as_of or as_of_date(self.request.root)

    @cached_property
    def report(self) -> Report:
        """The findings in what was asked for, and in the records that the pull request loses."""
        context = Context.of(self.corpus, self.as_of, self.pull_request, is_merge=self.request.is_merge)
        paths = self.pull_request.paths if self.pull_request else self.selection.paths
        return check(context, self.selection.files, paths, self.rules, after=RecordFile.drop_made)

    @cached_property
    def plan(self) -> Plan:
        """What can be fixed in what was asked for; raises FixNotSafe."""
        from ml_postmortems.lint.fixes.plan import plan_fixes

        return plan_fixes(self.corpus, self.selection, self._fixed_codes)

    @cached_property
    def fixable(self) -> int:
        """How many of the findings `check --fix` would mend."""
        if not any(finding.code in FIXABLE_RULES for finding in self.report.findings):
            return 0
        from ml_postmortems.lint.fixes.plan import count_fixable

        return count_fixable(self.corpus, self.selection, self.report.findings)

    @property
    def reported_rules(self) -> tuple[Rule, ...]:
        """The rules that found something, by code."""
        return tuple(find_rule(code) for code in sorted({finding.code for finding in self.report.findings}))

    def fixed(self) -> CheckRun:
        """Carry out the plan, and return the run over what the files hold now; raises FixNotSafe, FileNotWritten."""
        from ml_postmortems.lint.fixes.writing import write_plan

        write_plan(self.plan)
        return start_check(replace(self.request, paths=self.plan.paths_after(self.request.paths)))

    @property
    def _fixed_codes(self) -> frozenset[str] | None:
        """The rules whose findings to fix; what belongs to no rule is fixed unless only some rules are selected."""
        request = self.request
        if not request.select and not request.ignore:
            return None
        return frozenset(rule.code for rule in self.rules).union(() if request.select else ("",))


def start_check(request: CheckRequest) -> CheckRun:
    """Read what a request is about; raises FolderNotFound, NothingToCheck, UnknownRules and GitUnusable."""
    rules = select_rules(request.select, request.ignore)
    corpus = load_corpus(request.root, by_times=True)
    selection, pull_request = read_selection(corpus, request.paths, request.since)
    return CheckRun(request, rules, corpus, selection, pull_request)
