"""The reviewer's report on a pull request: what must be mended and agreed to, then everything that helps to judge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ml_postmortems.authoring.review.cause_signs import cause_signs
from ml_postmortems.authoring.review.change import Change
from ml_postmortems.authoring.review.changes import changes_of
from ml_postmortems.authoring.review.guard_changes import guard_changes
from ml_postmortems.authoring.review.hollow_signs import hollow_signs
from ml_postmortems.authoring.review.leaf_words import LeafWords
from ml_postmortems.authoring.review.lesson_signs import lesson_signs
from ml_postmortems.authoring.review.let_go import Hands, let_go
from ml_postmortems.authoring.review.markdown_text import code, plain, prose, table
from ml_postmortems.authoring.review.people_signs import people_signs
from ml_postmortems.authoring.review.record_review import (
    MOST_SHOWN,
    RecordReview,
    record_background,
    record_verdict,
    share_text,
)
from ml_postmortems.authoring.review.rewritten_history import rewritten_history
from ml_postmortems.authoring.review.settings_changes import settings_changes
from ml_postmortems.authoring.review.vocabulary_changes import catalog_changes, taxonomy_changes
from ml_postmortems.authoring.review.words_to_question import word_signs
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.allowed_secrets import AllowedSecret
from ml_postmortems.model.block import Gate
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import ALLOWED_SECRETS_FILE, CATALOG_FILE, SETTINGS_FILE, TAXONOMY_FILE, Corpus
from ml_postmortems.reading.pull_request import PullRequest, new_exemptions, read_selection, record_id_of
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.selection import Selection

MARKER = "<!-- postmortems review -->"
"""The first line of each report, by which a workflow finds the comment that it has to update."""
MOST_CHARACTERS = 65_536
"""What GitHub takes in one comment."""
_MOST_ROWS = 40
_RESERVED = 1_500
"""Kept free for saying what was left out."""


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """What a report is about, before it is written."""

    reviews: tuple[RecordReview, ...]
    """Records that rewrite what was merged or have new exemptions first, then those with a warning that leads, errors,
    alerts."""
    lost: tuple[RecordFile, ...]
    """Former records whose id leads nowhere any more, and that no other record took over."""
    elsewhere: tuple[Finding, ...]
    """Findings in files that are no records."""
    pull_request: PullRequest | None
    new_secrets: tuple[AllowedSecret, ...] = ()
    """What the pull request adds to the list of texts that are no secrets."""
    settings_changes: tuple[Change, ...] = ()
    """What the pull request changes in `settings.yml`; what weakens the gate comes first."""
    vocabulary_changes: tuple[Change, ...] = ()
    """What the pull request changes in taxonomy and catalog that decides what is asked of records."""
    guard_changes: tuple[Change, ...] = ()
    """What the pull request changes in the files that run the checks and say who has to agree."""

    @property
    def gate_changes(self) -> tuple[Change, ...]:
        """Everything that the pull request changes in how records are judged."""
        return (*self.guard_changes, *self.settings_changes, *self.vocabulary_changes)


def review_report(corpus: Corpus, paths: Iterable[Path], since: str | None, as_of: date, links: str = "") -> str:
    """The report in Markdown on the records at these paths (all, without paths), or on what a pull request changed.

    `since` names the base of the pull request as in `read_selection`, `links` where the files can be seen. Raises
    NothingToCheck and GitUnusable.
    """
    selection, pull_request = read_selection(corpus, paths, since)
    context = Context.of(corpus, as_of, pull_request)
    guards = guard_changes(corpus.root, pull_request.commit) if pull_request else ()
    return review_to_markdown(review(context, selection, pull_request, guards), context, links)


def review(
    context: Context, selection: Selection, pull_request: PullRequest | None = None, guards: Sequence[Change] = ()
) -> ReviewReport:
    """Look at the selected records; in a pull request, compare them with what they were before.

    `guards` is what it changes in the files that guard the gate.
    """
    report = check(context, selection.files, selection.paths)
    paths = {file.path.as_posix() for file in selection.files}
    hands = Hands(context.corpus, pull_request)
    leaf_words = LeafWords(context.corpus.taxonomy) if context.corpus.taxonomy else None
    reviews = [_review_of(file, report.findings, pull_request, hands, leaf_words) for file in selection.files]
    return ReviewReport(
        tuple(sorted(reviews, key=_weight)),
        pull_request.lost if pull_request else (),
        tuple(finding for finding in report.findings if finding.path not in paths),
        pull_request,
        pull_request.new_secrets if pull_request else (),
        settings_changes(pull_request.base_settings, context.corpus.settings) if pull_request else (),
        (
            *taxonomy_changes(pull_request.base_taxonomy, context.corpus.taxonomy),
            *catalog_changes(pull_request.base_catalog, context.corpus.catalog),
        )
        if pull_request
        else (),
        tuple(guards),
    )


def _weight(review: RecordReview) -> tuple[int, int, int, int, Path]:
    """What a reviewer has to see first comes first."""
    return (
        -len(review.rewritten) - len(review.let_go) - len(review.new_exemptions),
        -len(review.to_look_at_first),
        -len(review.errors),
        -len(review.alerts),
        review.file.path,
    )


def _review_of(
    file: RecordFile,
    findings: Sequence[Finding],
    pull_request: PullRequest | None,
    hands: Hands,
    leaf_words: LeafWords | None,
) -> RecordReview:
    former = pull_request.former.get(file.path) if pull_request else None
    return RecordReview(
        file,
        tuple(finding for finding in findings if finding.path == file.path.as_posix()),
        changes_of(former, file) if former else None,
        is_new=pull_request is not None and former is None,
        new_exemptions=tuple(each for _, each in new_exemptions(file, former)) if pull_request else (),
        rewritten=rewritten_history(former, file),
        let_go=let_go(former, file, hands),
        signs=_new_signs(file, former, leaf_words),
    )


def _new_signs(file: RecordFile, former: RecordFile | None, leaf_words: LeafWords | None) -> tuple[str, ...]:
    raised = _signs(former, leaf_words) if former else ()
    return tuple(sign for sign in _signs(file, leaf_words) if sign not in raised)


def _signs(file: RecordFile, leaf_words: LeafWords | None) -> tuple[str, ...]:
    return (
        *word_signs(file),
        *cause_signs(file.record, leaf_words),
        *people_signs(file),
        *lesson_signs(file),
        *hollow_signs(file.record),
    )


def review_to_markdown(report: ReviewReport, context: Context, links: str = "", most: int = MOST_CHARACTERS) -> str:
    """The report in GitHub's Markdown, at most as long as a comment may be; `links` is where the files can be seen.

    What does not fit is left out and said: first the folded parts of the records that weigh least, then whole records.
    """
    parts = (
        _summary,
        _guard_changes,
        _rewritten,
        _let_go,
        _to_look_at_first,
        _settings_changes,
        _vocabulary_changes,
        _new_exemptions,
        _lost,
        _elsewhere,
        _overview,
    )
    head = "\n".join([MARKER, "", *(line for part in parts for line in part(report))])
    foot = _foot(report, context)
    room = most - _RESERVED - len(head) - len(foot)
    verdicts, room = _fitting(["\n".join(["", *record_verdict(each, context, links)]) for each in report.reviews], room)
    backgrounds, _ = _fitting(
        [
            "\n".join(["", *record_background(each, context)]) if verdict is not None else None
            for each, verdict in zip(report.reviews, verdicts, strict=True)
        ],
        room,
    )
    texts = [(verdict or "") + (background or "") for verdict, background in zip(verdicts, backgrounds, strict=True)]
    left_out = [each for each, verdict in zip(report.reviews, verdicts, strict=True) if verdict is None]
    shortened = [
        each
        for each, verdict, background in zip(report.reviews, verdicts, backgrounds, strict=True)
        if verdict is not None and background is None
    ]
    cut = [*_cut(left_out, "whole records"), *_cut(shortened, "drawings, chains and questions of")]
    return "".join([head, *texts, *cut, foot])


def _fitting(texts: Sequence[str | None], room: int) -> tuple[list[str | None], int]:
    """Of these texts those for which there is room, in their order, and the room that is left."""
    fitting: list[str | None] = []
    for text in texts:
        fits = text is not None and len(text) <= room
        fitting.append(text if fits else None)
        room -= len(text) if text is not None and fits else 0
    return fitting, room


def _summary(report: ReviewReport) -> list[str]:
    lines = ["## Postmortem review", ""]
    errors = sum(len(each.errors) for each in report.reviews) + len(report.elsewhere)
    others = (report.lost, report.elsewhere, report.new_secrets, report.gate_changes)
    if not report.reviews and not any(others):
        return [*lines, "No record was changed, so there is nothing to review.", ""]
    said = [counted(len(report.reviews), "record"), f"**{counted(errors, 'error')}**"]
    said.append(counted(sum(len(each.warnings) for each in report.reviews), "warning"))
    alerts = sum(len(each.alerts) for each in report.reviews)
    if alerts := alerts + sum(each.is_alert for each in report.gate_changes):
        said.append(f"{counted(alerts, 'change')} to agree to")
    if report.lost:
        said.append(f"**{counted(len(report.lost), 'record')} deleted**")
    return [*lines, ", ".join(said) + ".", ""]


def _rewritten(report: ReviewReport) -> list[str]:
    """What is said before all else: facts that a merged record is made to say otherwise, none of them left out."""
    lines = []
    for each in report.reviews:
        if each.rewritten:
            lines += [
                "> [!WARNING]",
                f"> **{record_id_of(each.file)} rewrites what was merged.** Compare both versions:",
            ]
            lines += [">", *(f"> - {prose(text)}" for text in each.rewritten), ""]
    return lines


def _guard_changes(report: ReviewReport) -> list[str]:
    """How the pull request changes the checks that it has to pass, and who has to agree to it."""
    items = [f"> - {prose(each.text)}" for each in report.guard_changes]
    return _warning("**Files that guard the gate are changed. Do the checks still run, and still refuse?**", items)


def _let_go(report: ReviewReport) -> list[str]:
    """What was promised in a merged record, and is not any more, or by somebody else."""
    items = [f"> - **{record_id_of(each.file)}**: {prose(text)}" for each in report.reviews for text in each.let_go]
    return _warning("**Promised work is given up, put off by far or handed on. Has its former owner agreed?**", items)


def _to_look_at_first(report: ReviewReport) -> list[str]:
    """What may be told smaller, further or otherwise than it was, which only somebody who was there can say."""
    items = [
        f"> - **{record_id_of(each.file)}**, {finding.code}: {prose(finding.sentence)}"
        for each in report.reviews
        for finding in each.to_look_at_first
    ]
    items += [f"> - **{record_id_of(each.file)}**: {sign}" for each in report.reviews for sign in each.signs]
    return _warning("**To look at first: a checker cannot decide it**", items)


def _settings_changes(report: ReviewReport) -> list[str]:
    """How the pull request changes what will be checked and counted."""
    items = [f"> - {prose(each.text)}" for each in report.settings_changes]
    heading = f"**{code(SETTINGS_FILE)} changes what is checked and counted once this is merged**"
    return _warning(f"{heading} (until then the stricter of the old and the new settings holds):", items)


def _vocabulary_changes(report: ReviewReport) -> list[str]:
    """How the pull request changes what records are held to, and whose they are."""
    items = [f"> - {prose(each.text)}" for each in report.vocabulary_changes]
    heading = f"**{code(TAXONOMY_FILE)} or {code(CATALOG_FILE)} changes what is asked of records once this is merged**"
    return _warning(f"{heading} (until then the bounds and operators of the base hold as well):", items)


def _new_exemptions(report: ReviewReport) -> list[str]:
    """What the pull request asks not to be checked for."""
    asked = [
        f"> - **{record_id_of(each.file)}** exempts itself from {exemption.rule}: {plain(exemption.reason, 200)}"
        for each in report.reviews
        for exemption in each.new_exemptions
    ]
    asked += [
        f"> - {code(ALLOWED_SECRETS_FILE)} says that {code(each.sha256[:12])} is no secret: {plain(each.reason, 200)} "
        f"(agreed by {plain(each.allowed_by)}); it holds once this is merged"
        for each in report.new_secrets
    ]
    return _warning("**Not to be checked, if a reviewer who is no author agrees:**", asked)


def _warning(heading: str, items: Sequence[str]) -> list[str]:
    """A list that nobody overlooks; nothing, where there is nothing to list."""
    if not items:
        return []
    more = [f"> - and {len(items) - MOST_SHOWN} more"] if len(items) > MOST_SHOWN else []
    return ["> [!WARNING]", f"> {heading}", ">", *items[:MOST_SHOWN], *more, ""]


def _lost(report: ReviewReport) -> list[str]:
    """A record that others may link to is gone."""
    lines = []
    for file in report.lost[:MOST_SHOWN]:
        record = file.record
        was = f", {record.severity}, {record.status}" if record else ""
        title = f" {plain(record.title)}" if record else ""
        lines += [
            "> [!CAUTION]",
            f"> **{record_id_of(file)} was deleted** (it was {code(file.path.as_posix())}{was}).{title}",
            "> Records are never deleted: bring the file back, and withdraw it instead "
            "(`status: withdrawn` with `status_reason`)."
            + (" It was published, so links to it exist." if record and Gate.PUBLISHED.includes(record.status) else ""),
            "",
        ]
    if len(report.lost) > MOST_SHOWN:
        lines += [f"**{len(report.lost) - MOST_SHOWN} more records were deleted.**", ""]
    return lines


def _elsewhere(report: ReviewReport) -> list[str]:
    """Findings outside of the records: vocabulary, misplaced files, pictures."""
    lines = [
        f"- {code(finding.path)}, line {finding.line}, {finding.code}: {prose(finding.sentence)}\\\n"
        f"  fix: {prose(finding.fix)}"
        for finding in report.elsewhere[:MOST_SHOWN]
    ]
    if len(report.elsewhere) > MOST_SHOWN:
        lines.append(f"- and {len(report.elsewhere) - MOST_SHOWN} more: `postmortems check`")
    return ["**In other files**", "", *lines, ""] if lines else []


def _overview(report: ReviewReport) -> list[str]:
    """A line for each record, where there are several."""
    if len(report.reviews) < 2:
        return []
    rows = [
        [
            record_id_of(each.file),
            plain(each.file.record.title, 60) if each.file.record else "cannot be read",
            each.file.record.severity if each.file.record else "",
            share_text(each.file.record) if each.file.record else "",
            str(len(each.errors)),
            str(len(each.warnings)),
            "new" if each.is_new else str(len(each.alerts)) if each.changes is not None else "",
        ]
        for each in report.reviews[:_MOST_ROWS]
    ]
    lines = table(["record", "", "severity", "complete", "errors", "warnings", "to agree to"], rows)
    if len(report.reviews) > _MOST_ROWS:
        lines += ["", f"{len(report.reviews) - _MOST_ROWS} more records are not in this table."]
    return [*lines, ""]


def _cut(left_out: list[RecordReview], what: str) -> list[str]:
    if not left_out:
        return []
    names = ", ".join(record_id_of(each.file) for each in left_out[:_MOST_ROWS])
    more = f" and {len(left_out) - _MOST_ROWS} more" if len(left_out) > _MOST_ROWS else ""
    return [
        "\n> [!NOTE]\n"
        f"> Left out, because GitHub takes {MOST_CHARACTERS:,} characters: {what} {names}{more}.\n"
        "> `postmortems review FILE` shows them.\n"
    ]


def _foot(report: ReviewReport, context: Context) -> str:
    compared = f", compared with {code(report.pull_request.commit[:12])}" if report.pull_request else ""
    # Of the base of a pull request, whose author must not write into the report.
    text = (context.base_settings or context.corpus.settings).texts.review
    own = f"\n{plain(text)}\n" if text else ""
    return f"\n---\nAs of {context.as_of.isoformat()}{compared}. `postmortems rule CODE` explains a finding.\n{own}"
