"""What an audit finds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from ml_postmortems.model.terms import Term


class AuditLevel(Term):
    """How grave a finding is."""

    ERROR = "error", "The audit fails."
    WARNING = "warning", "The audit fails with `--strict`."
    NOTE = "note", "It is good to know, and never fails."


class CheckName(Term):
    """What an audit looks for."""

    CONTAMINATED_DATA = "contaminated-data", "Data that are used hold bad data which an incident left behind."
    OVERDUE_PREVENTION = "overdue-prevention", "What shall prevent a failure is not done, and its day has passed."
    UNVERIFIED_PREVENTION = "unverified-prevention", "What shall prevent a failure is not shown to work."
    BROKEN_PREVENTION = "broken-prevention", "A failure came back although its prevention was verified."
    FAILING_CASE = "failing-case", "A regression case failed when it ran last."
    MISSING_CASE = "missing-case", "A failure has no regression case, or none that runs here."
    STALE_CASE = "stale-case", "A regression case passed too long ago, or nobody says when."
    PAST_INCIDENT = "past-incident", "An incident happened to what is used, or to what that is made of."
    UNKNOWN_ARTIFACT = "unknown-artifact", "The base does not have what is used."
    UNREADABLE_FILE = "unreadable-file", "A file that may say what is used cannot be read."
    EXPIRED_EXCEPTION = "expired-exception", "An exception of the manifest is over."
    UNUSED_EXCEPTION = "unused-exception", "An exception of the manifest covers nothing."


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing to look at, on the line that names the artifact."""

    path: str
    line: int
    check: CheckName
    level: AuditLevel
    subject: str
    condition: str
    found: str
    fix: str
    artifact: str | None = None
    record: str | None = None
    link: str | None = None
    """The address of the page of the record, where the base comes from a site."""

    @property
    def sentence(self) -> str:
        """The finding as one sentence, without place and fix."""
        return f"{self.subject} {self.condition}: found {self.found}"

    @property
    def key(self) -> tuple[str, int, int, str, str]:
        """The order of findings: by place, the gravest first."""
        return self.path, self.line, list(AuditLevel).index(self.level), self.check, self.found


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that the manifest accepts for a while."""

    finding: AuditFinding
    reason: str
    expires: date


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What an audit of a folder found."""

    as_of: date
    """The day that counts as today."""
    base_as_of: date
    """The day as of which the base speaks."""
    used: tuple[str, ...]
    """The artifacts that were looked up."""
    every: tuple[str, ...]
    """All artifacts that the folder uses, also those that a change does not touch."""
    findings: tuple[AuditFinding, ...]
    accepted: tuple[Accepted, ...]
    notes: tuple[str, ...] = field(default=())
    """What is to be known of the base, such as that its offline copy was read."""

    def of(self, level: AuditLevel) -> tuple[AuditFinding, ...]:
        """The findings of a level."""
        return tuple(each for each in self.findings if each.level is level)

    def fails(self, *, is_strict: bool) -> bool:
        """Whether the audit fails; with `is_strict`, for warnings too."""
        return bool(self.of(AuditLevel.ERROR) or (is_strict and self.of(AuditLevel.WARNING)))
