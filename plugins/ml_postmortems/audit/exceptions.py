"""Findings that a manifest accepts for a while, and exceptions that no longer cover anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from ml_postmortems.audit.finding import Accepted, AuditFinding, AuditLevel, CheckName
from ml_postmortems.audit.manifest import MANIFEST, AuditException, ReadManifest, is_expired
from ml_postmortems.suggestion import closest


def accept(
    findings: Iterable[AuditFinding], manifest: ReadManifest | None, today: date, whole: Sequence[str] | None
) -> tuple[list[AuditFinding], tuple[Accepted, ...], list[AuditFinding]]:
    """The findings that stand, those that are accepted, and findings about the exceptions themselves.

    `whole` names all artifacts that a folder uses. Of part of a folder it is None: nobody knows then whether an
    exception covers anything.
    """
    exceptions = manifest.exceptions() if manifest else ()
    standing, accepted = [], []
    used: set[int] = set()
    for finding in findings:
        covering = [(line, each) for line, each in exceptions if _covers(each, finding)]
        used.update(line for line, _ in covering)
        valid = next((each for _, each in covering if not is_expired(each, today)), None)
        if valid:
            accepted.append(Accepted(finding, valid.reason, valid.expires.last_day))
        else:
            standing.append(finding)
    about = [_expired(line, each) for line, each in exceptions if is_expired(each, today)]
    if whole is not None:
        idle = ((line, each) for line, each in exceptions if line not in used and not is_expired(each, today))
        about += [_unused(line, each, whole) for line, each in idle]
    return standing, tuple(accepted), about


def _covers(exception: AuditException, finding: AuditFinding) -> bool:
    return (
        exception.check is finding.check
        and finding.level is not AuditLevel.NOTE
        and exception.artifact == finding.artifact
        and exception.record in (None, finding.record)
    )


def _expired(line: int, exception: AuditException) -> AuditFinding:
    return AuditFinding(
        MANIFEST,
        line,
        CheckName.EXPIRED_EXCEPTION,
        AuditLevel.ERROR,
        f"exception to `{exception.check}`",
        "must not be over",
        f"expires: {exception.expires}",
        "mend what it covered and delete it, or give a later day with the reason why",
        exception.artifact,
        exception.record,
    )


def _unused(line: int, exception: AuditException, whole: Sequence[str]) -> AuditFinding:
    found, fix = "none", "delete it"
    if exception.artifact not in whole:
        near = closest(exception.artifact, whole)
        found = f"no use of `{exception.artifact}`"
        fix = f"did you mean `{near}`?" if near else "name the artifact as the finding does, or delete it"
    return AuditFinding(
        MANIFEST,
        line,
        CheckName.UNUSED_EXCEPTION,
        AuditLevel.WARNING,
        f"exception to `{exception.check}`",
        "must cover a finding",
        found,
        fix,
        exception.artifact,
        exception.record,
    )
