"""The audit: what a base knows of the artifacts that a folder uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ml_postmortems.audit.base import record_link
from ml_postmortems.audit.change import Change
from ml_postmortems.audit.exceptions import accept
from ml_postmortems.audit.finding import AuditFinding, AuditLevel, AuditReport, CheckName
from ml_postmortems.audit.manifest import MANIFEST, ReadManifest
from ml_postmortems.audit.names import meant
from ml_postmortems.audit.present_cases import PresentCases
from ml_postmortems.audit.sources import Mention, Unreadable, mentions
from ml_postmortems.audit.used import Used
from ml_postmortems.errors import AuditUnusable
from ml_postmortems.model.audit_base import AuditBase, Contamination, Prevention
from ml_postmortems.model.terms import Visibility
from ml_postmortems.suggestion import closest


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """What is audited, against which base."""

    folder: Path
    base: AuditBase
    place: str
    """Where the base was read from, for links."""
    today: date
    manifest: ReadManifest | None = None
    change: Change | None = None
    """None looks at everything."""
    note: str | None = None
    untold: Mapping[str, Visibility] = field(default_factory=dict)
    """The records of which the report says ids, days and artifacts, but nothing in their authors' words."""


def audit(request: AuditRequest) -> AuditReport:
    """Everything that the base knows of what is used; raises AuditUnusable where nothing says what is used."""
    base, problems = request.base, []
    used = request.manifest.used() if request.manifest else ()
    if not used:
        found = tuple(mentions(request.folder))
        used, others = meant((each for each in found if isinstance(each, Mention)), base)
        problems += [_unreadable(each) for each in found if isinstance(each, Unreadable)]
        problems += map(_unmatched, others)
        if not found:
            raise _nothing(request.folder)
    every = _names(used)
    if change := request.change:
        used = tuple(each for each in used if change.touches(each))
        problems = [each for each in problems if change.has(each.path)]
    cases = PresentCases(request.folder, request.manifest.manifest.regression_cases if request.manifest else ())
    look = _Look(request, cases)
    findings = [*problems, *(finding for each in used for finding in look.at(each))]
    kept, accepted, stale = accept(findings, request.manifest, request.today, None if request.change else every)
    return AuditReport(
        as_of=request.today,
        base_as_of=base.as_of,
        used=_names(used),
        every=every,
        findings=tuple(sorted({*kept, *stale}, key=lambda each: each.key)),
        accepted=accepted,
        notes=(request.note,) if request.note else (),
    )


def _names(used: Sequence[Used]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.artifact for each in used))


class _Look:
    """Looks artifacts up in a base."""

    def __init__(self, request: AuditRequest, cases: PresentCases) -> None:
        self.base, self.today, self.place = request.base, request.today, request.place
        self.cases, self.untold = cases, request.untold

    def at(self, use: Used) -> Iterator[AuditFinding]:
        """Every finding about one use."""
        if use.artifact not in self.base.artifacts:
            near = closest(use.artifact, self.base.artifacts)
            fix = f"did you mean `{near}`?" if near else "name an id of the catalog of the base"
            yield AuditFinding(
                use.path,
                use.line,
                CheckName.UNKNOWN_ARTIFACT,
                AuditLevel.ERROR,
                f"`{use.artifact}`",
                "must be an artifact of the base",
                "no such id",
                fix,
                use.artifact,
            )
            return
        covered = (use.artifact, *self.base.artifacts[use.artifact].upstream)
        yield from self._contamination(use, covered)
        yield from self._preventions(use, covered)
        yield from self._cases(use)
        yield from self._incidents(use, covered)

    def _contamination(self, use: Used, covered: Sequence[str]) -> Iterator[AuditFinding]:
        for data in self.base.contamination:
            if data.artifact in covered and data.state != "repaired" and _overlap(data, use):
                days = f"from {data.start or 'an unknown day'} to {data.end or 'an unknown day'}"
                which = f"; filter: {self._words(data.record, data.filter)}" if data.filter else ""
                state = "of which nobody says what became of it" if data.state == "unknown" else data.state
                yield self._finding(
                    use,
                    CheckName.CONTAMINATED_DATA,
                    AuditLevel.ERROR if data.is_live else AuditLevel.WARNING,
                    "must be free of bad data",
                    f"data {days}{_through(use, data.artifact)}, {state}{which} ({data.record})",
                    f"leave these data out and say `from:` and `to:` in {MANIFEST}, or write an exception there",
                    data.record,
                )

    def _preventions(self, use: Used, covered: Sequence[str]) -> Iterator[AuditFinding]:
        for each in self.base.preventions:
            reached = next((artifact for artifact in covered if artifact in each.artifacts), None)
            if reached is None:
                continue
            check, level, condition, standing = self._standing(each)
            title = self._words(each.record, each.title)
            yield self._finding(
                use,
                check,
                level,
                condition,
                f"{each.action} of {each.record}{_through(use, reached)}, {standing}: {title}",
                f"ask the team `{each.team}`, or write an exception into {MANIFEST}",
                each.record,
            )

    def _standing(self, each: Prevention) -> tuple[CheckName, AuditLevel, str, str]:
        if each.overdue_from and each.overdue_from <= self.today:
            days = (self.today - each.overdue_from).days + 1
            standing = f"overdue for {days} {'day' if days == 1 else 'days'}"
            return CheckName.OVERDUE_PREVENTION, AuditLevel.ERROR, "must have its prevention in time", standing
        if each.came_back:
            standing = f"{'broken' if each.is_certain else 'perhaps broken'} by {each.came_back}"
            return CheckName.BROKEN_PREVENTION, AuditLevel.WARNING, "must have a prevention that holds", standing
        standing = each.status
        return CheckName.UNVERIFIED_PREVENTION, AuditLevel.WARNING, "must have a verified prevention", standing

    def _cases(self, use: Used) -> Iterator[AuditFinding]:
        for cause in self.base.uncovered:
            if use.artifact in cause.artifacts:
                found = f"cause {cause.cause} of {cause.record} ({cause.category}) without one"
                level = AuditLevel.WARNING if cause.is_asked else AuditLevel.NOTE
                yield self._missing(use, found, "add the case, and name it in the record", cause.record, level)
        for case in self.base.cases:
            if use.artifact not in case.artifacts:
                continue
            called = self._words(case.record, f"{case.suite}, {case.case}")
            name = f"{called} ({case.record} {case.action})"
            if case.result == "fail":
                condition, fix = "must pass its regression cases", "mend it, and write the new result into the record"
                yield self._finding(
                    use, CheckName.FAILING_CASE, AuditLevel.ERROR, condition, f"{name}, failed", fix, case.record
                )
            elif case.result == "not-run":
                yield self._missing(use, f"{name}, which has not run", "run it, and write its result down", case.record)
            elif case.stale_from is None or case.stale_from <= self.today:
                condition, fix = "must have fresh results of its regression cases", "run it, and write its result down"
                found = f"{name}, whose last result is {'unknown' if case.stale_from is None else 'old'}"
                yield self._finding(use, CheckName.STALE_CASE, AuditLevel.WARNING, condition, found, fix, case.record)
            if not self.cases.has(case.suite, case.case):
                fix = f"add it to the tests here, or list it under `regression_cases` of {MANIFEST}"
                yield self._missing(use, f"{name}, which is not in this folder", fix, case.record)

    def _missing(
        self, use: Used, found: str, fix: str, record: str, level: AuditLevel = AuditLevel.WARNING
    ) -> AuditFinding:
        condition = "must have its regression cases"
        return self._finding(use, CheckName.MISSING_CASE, level, condition, found, fix, record)

    def _incidents(self, use: Used, covered: Sequence[str]) -> Iterator[AuditFinding]:
        for incident in self.base.incidents:
            reached = next((artifact for artifact in covered if artifact in incident.artifacts), None)
            if reached:
                when, title = f"{incident.severity}, {incident.began}", self._words(incident.record, incident.title)
                yield self._finding(
                    use,
                    CheckName.PAST_INCIDENT,
                    AuditLevel.NOTE,
                    "has a past",
                    f"{incident.record}{_through(use, reached)}, {when}: {title}",
                    "read what was learned from it",
                    incident.record,
                )

    def _words(self, record: str, words: str) -> str:
        visibility = self.untold.get(record)
        return f"(words of this {visibility} record: --audience {visibility})" if visibility else words

    def _finding(
        self, use: Used, check: CheckName, level: AuditLevel, condition: str, found: str, fix: str, record: str
    ) -> AuditFinding:
        link = record_link(self.place, record)
        subject = f"`{use.artifact}`"
        return AuditFinding(
            use.path, use.line, check, level, subject, condition, found, fix, use.artifact, record, link
        )


def _through(use: Used, artifact: str) -> str:
    """Which artifact upstream is meant, where it is not the one that is used."""
    return "" if artifact == use.artifact else f" through `{artifact}`"


def _overlap(data: Contamination, use: Used) -> bool:
    is_before = data.end and use.start and data.end < use.start
    return not (is_before or (data.start and use.end and use.end < data.start))


def _unreadable(file: Unreadable) -> AuditFinding:
    fix = f"mend the file, or write {MANIFEST}"
    check = CheckName.UNREADABLE_FILE
    return AuditFinding(file.path, 1, check, AuditLevel.WARNING, "file", "must be readable YAML", file.why, fix)


def _unmatched(mention: Mention) -> AuditFinding:
    name = mention.names[0] if mention.names else "a thing without a name"
    return AuditFinding(
        mention.path,
        mention.line,
        CheckName.UNKNOWN_ARTIFACT,
        AuditLevel.NOTE,
        f"`{name}`",
        "is looked for in the base",
        "no artifact of this id or name",
        f"write {MANIFEST} with the ids of the catalog if the base has it",
    )


def _nothing(folder: Path) -> AuditUnusable:
    return AuditUnusable(
        str(folder),
        "must say what it uses",
        f"no artifact in {MANIFEST}, and no MLmodel, DVC file or model card",
        f"write {MANIFEST} with `schema_version: 1` and `datasets: [{{id: ...}}]`",
    )
