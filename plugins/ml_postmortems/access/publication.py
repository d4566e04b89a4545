"""What is published of a folder of records: for the site, every count, feed and export, one decision.

Published is a record whose status may be merged and in which the checker finds no error. Readers inside the
organisation also see records in review, marked as such and counted nowhere; drafts stand in previews only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ml_postmortems.access.hidden import hidden_from, is_hidden
from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding
from ml_postmortems.lint.levels import can_be_error
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.terms import Status, Visibility
from ml_postmortems.plurals import counted
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import RecordFile

_VISIBILITY = ("visibility",)


@dataclass(frozen=True, slots=True)
class Omission:
    """A record that is not published, though its audience might see it."""

    path: Path
    reason: str
    """Completes "<path> is left out: it ...": `is a draft`, `is in review`, `has 2 errors`."""


@dataclass(frozen=True)
class Publication:
    """A folder of records as one audience gets it on one day."""

    everything: Corpus
    """What lies on disk; for messages, never for pages."""
    audience: Visibility
    as_of: date
    report: Report
    """What the checker found: everything, or the errors only."""
    is_preview: bool = False
    """True where drafts are shown, and findings in the place of records with errors."""
    changed: tuple[RecordFile, ...] | None = None
    """The files of which the report is of now; of all others it is of an earlier reading. None: it is of now."""

    @cached_property
    def corpus(self) -> Corpus:
        """The records that this audience gets; those that count say so by their status."""
        kept = tuple(file for file in self.everything.files if not self._reason(file))
        return replace(self.everything, files=kept).for_audience(self.audience)

    @cached_property
    def readable(self) -> Corpus:
        """The records that this audience may see, with those that errors keep out as far as they can be read.

        For pages of a preview. A record whose visibility cannot be read is none of them.
        """
        kept = tuple(file for file in self.everything.files if file.head and not _hides_visibility(file))
        return replace(self.everything, files=kept).for_audience(self.audience)

    @cached_property
    def previewed(self) -> tuple[RecordFile, ...]:
        """The files whose findings a preview shows: with errors, or not merged; none that this audience may not see.

        Those whose visibility cannot be read are among them, and only of that may a page speak.
        """
        return tuple(
            file
            for file in self.everything.files
            if (_hides_visibility(file) or not self._is_hidden(file))
            and (file.path.as_posix() in self._errors_by_path or _is_unmerged(file))
        )

    def findings_to_show(self, file: RecordFile) -> tuple[Finding, ...]:
        """What a preview says of a file: nothing that names a record which this audience may not see."""
        path = file.path.as_posix()
        found = (finding for finding in self.report.findings if finding.path == path)
        if _hides_visibility(file):
            return tuple(finding for finding in found if not file.record or finding.field[:1] == _VISIBILITY)
        return tuple(finding for finding in found if not any(name in _text_of(finding) for name in self._hidden_names))

    @cached_property
    def _hidden_names(self) -> frozenset[str]:
        """The ids and titles of the records that this audience may not see."""
        hidden = [file.record for file in self.everything.files if file.record and self._is_hidden(file)]
        return frozenset({name for record in hidden for name in (record.id, *record.aliases, record.title)})

    @cached_property
    def omissions(self) -> tuple[Omission, ...]:
        """The records that this audience might see and that are not published, in the order of their paths."""
        reasons = ((file, self._reason(file)) for file in self.everything.files if not self._is_hidden(file))
        return tuple(Omission(file.path, reason) for file, reason in reasons if reason)

    @property
    def hidden(self) -> tuple[Visibility, ...]:
        """The visibility of each record that this audience may not see."""
        return hidden_from(self.everything, self.audience)

    @cached_property
    def blockers(self) -> tuple[Finding, ...]:
        """The errors with which nothing is published: all but those of drafts and of records in review."""
        unmerged = {file.path.as_posix() for file in self.everything.files if _is_unmerged(file)}
        return tuple(finding for finding in self.report.errors if finding.path not in unmerged)

    def _is_hidden(self, file: RecordFile) -> bool:
        return is_hidden(file, self.audience)

    def _reason(self, file: RecordFile) -> str:
        """Why a record is not published; empty where it is."""
        if errors := self._errors_by_path.get(file.path.as_posix()):
            return f"has {counted(errors, 'error')}"
        if not file.head:
            return "cannot be read"
        if not self.is_preview and not _is_shown(file.head.status, self.audience):
            return "is a draft" if file.head.status is Status.DRAFT else "is in review"
        return ""

    @cached_property
    def _errors_by_path(self) -> dict[str, int]:
        count: dict[str, int] = {}
        for finding in self.report.errors:
            count[finding.path] = count.get(finding.path, 0) + 1
        return count


def publish(root: Path, audience: Visibility, as_of: date, *, is_preview: bool = False) -> Publication:
    """Read and check a folder of records, and decide what this audience gets; raises FolderNotFound."""
    corpus = load_corpus(root)
    return Publication(corpus, audience, as_of, check(Context(corpus, as_of), after=RecordFile.release), is_preview)


def publish_changes(before: Publication, as_of: date) -> Publication:
    """The same folder after an edit, at the cost of what changed; raises FolderNotFound.

    Files with the same text are taken over with what was worked out of them. Checked are those that changed, and by the
    rules about all files together; the other findings stand, until `checked_whole` looks for those that an edit of
    another file brings or takes away.
    """
    corpus = load_corpus(before.everything.root, before.everything)
    known = {id(file) for file in before.everything.files}
    changed = tuple(file for file in corpus.files if id(file) not in known)
    report = check(Context(corpus, as_of), files=changed)
    paths = {file.path.as_posix() for file in corpus.files} - {file.path.as_posix() for file in changed}
    about_one = {rule.code for rule in all_rules() if rule.is_about_one_record}
    standing = [each for each in before.report.findings if each.path in paths and each.code in about_one]
    merged = {*report.findings, *standing}
    findings = sorted(merged, key=lambda finding: (finding.path, finding.line, finding.code))
    whole = replace(report, findings=tuple(findings), record_count=len(corpus.files))
    return replace(before, everything=corpus, as_of=as_of, report=whole, changed=changed)


def checked_whole(publication: Publication) -> Publication:
    """The same reading with every file checked."""
    report = check(Context(publication.everything, publication.as_of))
    return replace(publication, report=report, changed=None)


def published_corpus(root: Path, audience: Visibility, as_of: date) -> Publication:
    """The same with the errors only, for numbers; raises FolderNotFound.

    Records are checked as of their newest version, also for the numbers of a past day: a date that was to come then is
    no error now. What was not known on that day is left out by `analytics.archive`.
    """
    corpus = load_corpus(root)
    rules = [rule for rule in all_rules() if can_be_error(rule, corpus.settings)]
    checked_on = max(as_of, as_of_date(root))
    return Publication(corpus, audience, as_of, check(Context(corpus, checked_on), rules=rules))


def _hides_visibility(file: RecordFile) -> bool:
    """Whether nobody knows who may see a record: it cannot be read, or what it says of that."""
    return not file.head or any(fault.field[:1] == _VISIBILITY for fault in file.faults)


def _text_of(finding: Finding) -> str:
    return f"{finding.sentence} {finding.fix}"


def _is_unmerged(file: RecordFile) -> bool:
    return file.head is not None and not file.head.status.is_mergeable


def _is_shown(status: Status, audience: Visibility) -> bool:
    return status.is_mergeable or (status is Status.IN_REVIEW and audience is not Visibility.PUBLIC)


def omission_lines(omissions: Collection[Omission]) -> list[str]:
    """One line for each record that is not published."""
    return [f"{omission.path} is left out: it {omission.reason}" for omission in omissions]
