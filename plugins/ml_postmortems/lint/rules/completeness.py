"""PM3: what the status, severity and origin of a record ask for is there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.model.block import Gate, Requirement
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.completeness import completeness, not_known_places
from ml_postmortems.model.derived_values import completed
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import needed_places, places_missing_in_items
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.model.terms import (
    ActionStatus,
    AffectedDataState,
    ArtifactRole,
    CauseRole,
    KeyInstant,
    Kind,
    Origin,
    Visibility,
)
from ml_postmortems.model.tiers import EVERY_TIER, Tier, asked_instants, tier_names
from ml_postmortems.model.underived import why_not_derived
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.suggestion import closest

SUMMARY_WORDS = (40, 120)
_LEAST_OF_SHORT = 25
"""Honest summaries of small events have 29 words and more; what happened, to whom and what ended it takes as many."""
_NO_REASONS = {"", "why", "unknown", "not applicable", "tbd", "todo", "n/a", "na", "none", "reason"}
_WORD = lazy_pattern(r"[^\W\d_]{3,}")


@file_rule("PM301")
def missing_field(file: RecordFile) -> Iterator[Problem]:
    """A record has every field that its status, severity and origin ask for.

    What it does
        Goes through the requirements of the format, which rise with the status.
    Why it matters
        A draft may have gaps. A published record with gaps is one that cannot be found, compared or learnt from.
    Example
        `status: published` without `causes`
    Instead
        Fill the field in; where nobody knows, `{unknown: why}`; where there is none, `{not_applicable: why}`.
    """
    if not file.record:
        return
    for path, rule, value in needed_places(file.record):
        if value is None or value == ():
            assert rule.needed
            key, about = path[-1], rule.description.rstrip(".")
            may_be_unknown = rule.may_be_unknown and not rule.must_be_answered(file.record)
            unknown = f", or `{key}: {{unknown: why}}`" if may_be_unknown else ""
            reason = why_not_derived(path, completed(file.tree).tree)
            yield at_field(
                file,
                path,
                f"must be given {when_needed(rule.needed, file.record)}",
                "nothing" if value is None else "an empty list",
                f"add `{key}:` ({about[:1].lower()}{about[1:]}){unknown}"
                f"{f'; it is not derived, since {reason}' if reason else ''}",
            )
    for path, rule in places_missing_in_items(file.record):
        assert rule.with_item
        when, about = when_needed(rule.with_item, file.record), rule.description.rstrip(".")
        fix = f"add `{path[-1]}:` ({about[:1].lower()}{about[1:]})"
        yield at_field(file, path, f"must be given {when}", "nothing", fix)


@file_rule("PM302", Level.WARNING)
def mostly_unknown(file: RecordFile) -> Iterator[Problem]:
    """At least half of what a published record needs is known.

    What it does
        Counts the places that are said to be unknown or not applicable, and the required fields that are answered.
    Why it matters
        Saying so is honest, and a record of unknowns is still not a record to learn from.
    Example
        Timeline, causes, impact and actions are all `{unknown: ...}`
    Instead
        Look for other sources, or keep it `in-review` until there are some.
    """
    if not file.record or not Gate.PUBLISHED.includes(file.record.status):
        return
    measured = completeness(file.record)
    not_known = len(measured.unknown) + len(measured.not_applicable)
    if not_known > len(measured.answered):
        yield at_field(
            file,
            ("status",),
            "must stand for a record of which at least half is known",
            f"{not_known} places unknown or not applicable, {len(measured.answered)} answered",
            "look for other sources, or keep the record in review",
        )


@file_rule("PM303")
def missing_body_section(file: RecordFile) -> Iterator[Problem]:
    """The body has the sections that its status, severity and origin ask for, each with text.

    What it does
        Looks for the `##` headings that the reference of the fields lists under *Body*, and for something under each.
    Why it matters
        The fields say what; the text says how it came about, and what the reader should be careful with.
    Example
        `## Limitations` with nothing under it
    Instead
        A sentence about what the account leaves open.
    """
    record = file.record
    if not record:
        return
    written = {section.title: section for section in file.body.sections}
    known = {section.title for section in BODY_SECTIONS}
    for section in BODY_SECTIONS:
        title, is_needed = section.title, section.is_needed(record)
        when = when_needed(section.needed, record) if is_needed else "from `published` on"
        if title not in written:
            if not is_needed:
                continue
            near = closest(title, [other for other in written if other not in known])
            yield in_body(
                written[near].line if near else file.body.line,
                f"section `## {title}`",
                f"must be given {when}",
                shown(f"## {near}") if near else "nothing",
                "write the heading exactly so" if near else "add the heading and what there is to say",
                {"section": title},
            )
        elif not written[title].text and section.needed.gate.includes(record.status):
            yield in_body(
                written[title].line,
                f"section `## {title}`",
                f"must not be empty {when}",
                "nothing but a comment" if written[title].is_commented else "nothing",
                f"say what there is to say{' in place of the comment' if written[title].is_commented else ''}, "
                f"{'if only that there is nothing and why' if is_needed else 'or delete the heading'}",
                {"section": title},
            )


@file_rule("PM305")
def summary_of_wrong_length(file: RecordFile) -> Iterator[Problem]:
    """The summary has 40 to 120 words; of a near miss, a hazard, a drill and at SEV4 and SEV5, 25 are enough.

    What it does
        Counts the words.
    Why it matters
        It is all that most readers read. Shorter leaves out who was hurt; longer is not read.
    Example
        `summary: The model was wrong.`
    Instead
        What happened, to whom, for how long, why, and what ended it.
    """
    if not file.record or not isinstance(file.record.summary, str):
        return
    count, (least, most) = len(file.record.summary.split()), SUMMARY_WORDS
    if file.record.tier is Tier.SHORT or file.record.kind is Kind.DRILL:
        least = _LEAST_OF_SHORT
    if not least <= count <= most and Gate.IN_REVIEW.includes(file.record.status):
        yield at_field(
            file,
            ("summary",),
            f"must have {least} to {most} words",
            str(count),
            "add who was hurt, for how long and why" if count < least else "cut what only insiders need",
        )


@file_rule("PM306")
def missing_key_instant(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, each key instant is marked in the timeline or accounted for in `times`.

    What it does
        Looks for started, detected, diagnosed, mitigated and resolved, in the short form for detected and resolved
        only; and for data-repaired where bad data was repaired.
    Why it matters
        How fast we find and fix is computed from them. What nobody knows is counted as not known, not left out.
    Example
        No entry marks `diagnosed`, and no interval is given for it.
    Instead
        `times: {diagnosed: {unknown: the chat of that night is gone}}`
    """
    if not file.record or not Gate.PUBLISHED.includes(file.record.status):
        return
    if any(fault.field[:1] in (("timeline",), ("times",)) for fault in file.faults):
        return
    if not file.record.timeline:
        return  # missing-field tells
    given = key_instants(file.record)
    place = ("times",) if "times" in file.tree else ("timeline",)
    asked = set(asked_instants(file.record.tier))
    if any(each.state is AffectedDataState.REPAIRED for each in known_items(file.record.affected_data)):
        asked.add(KeyInstant.DATA_REPAIRED)
    for name in KeyInstant:
        if name in asked and name not in given:
            problem = at_field(
                file,
                ("times", name.value),
                "must be given where no entry of the timeline marks it",
                "neither",
                f"add `{name}` to the `marks` of an entry, or `{name}: {{unknown: why}}` to `times`",
            )
            yield replace(problem, line=file.places.line(place))


@record_rule("PM307")
def missing_artifact_version(file: RecordFile, context: Context) -> Iterator[Problem]:
    """From SEV3 on, our own models and data sets that broke are named with their version.

    What it does
        Asks for `version` where the artifact is a model, a vendor's model or a data set, and its role is `origin` or
        `failed`. The short form, external records and artifacts that only passed the failure on need none.
    Why it matters
        Whether the next version has the same fault depends on which one had it.
    Example
        `id: ranking-model` without `version`
    Instead
        `version: "2025-11-18"`, or `version: {unknown: why}`
    """
    if not file.record or not context.corpus.catalog or not Gate.IN_REVIEW.includes(file.record.status):
        return
    if file.record.tier is Tier.SHORT or not file.record.is_own:
        return
    for index, use in enumerate(known_items(file.record.artifacts)):
        if use.role not in (ArtifactRole.ORIGIN, ArtifactRole.FAILED):
            continue
        artifact = context.corpus.catalog.artifacts.get(use.id)
        if artifact and artifact.kind.is_versioned and use.version is None:
            yield at_field(
                file,
                ("artifacts", index, "version"),
                f"must be given for a {artifact.kind}",
                "nothing",
                "add the version, or `version: {unknown: why}`",
            )


@file_rule("PM308")
def missing_public_evidence(file: RecordFile) -> Iterator[Problem]:
    """A record of somebody else's incident names a public source.

    What it does
        Looks for evidence with `visibility: public` and an http or https link where `origin` is `external`.
    Why it matters
        Everything in the record must be found again by who doubts it.
    Example
        `uri: PM-2024-0001/page.png`, a file beside the record, and no link
    Instead
        The link of the published report.
    """
    if not file.record or file.record.origin is not Origin.EXTERNAL:
        return
    if not Gate.IN_REVIEW.includes(file.record.status) or file.record.evidence in (None, ()):
        return
    public = (
        item
        for item in known_items(file.record.evidence)
        if item.visibility is Visibility.PUBLIC and (known(item.uri) or "").startswith("http")
    )
    if not any(public):
        yield at_field(
            file,
            ("evidence",),
            "must name at least one public source",
            "none",
            "add the report with its link and `visibility: public`",
        )


@file_rule("PM309")
def missing_reason(file: RecordFile) -> Iterator[Problem]:
    """What was ruled out, given up or left unclassified says why.

    What it does
        Asks for `ruled_out_because` on causes with role `ruled-out`, `proposed_category` on unclassified causes, and
        `reason` on actions with status `wont-do`.
    Why it matters
        Without the reason the next person goes through the same again.
    Example
        `status: wont-do` without `reason`
    Instead
        `reason: The service is switched off in March.`
    """
    if not file.record:
        return
    for index, cause in enumerate(known_items(file.record.causes)):
        if cause.role is CauseRole.RULED_OUT and not cause.ruled_out_because:
            yield _reason(file, ("causes", index, "ruled_out_because"), "a cause with role `ruled-out`", "why not")
        if cause.category == UNCLASSIFIED and not cause.proposed_category:
            yield _reason(
                file, ("causes", index, "proposed_category"), "an unclassified cause", "which leaf is missing"
            )
    for index, action in enumerate(known_items(file.record.actions)):
        if action.status is ActionStatus.WONT_DO and not action.reason:
            yield _reason(file, ("actions", index, "reason"), "an action with status `wont-do`", "why not")


@file_rule("PM310")
def unexplained_unknown(file: RecordFile) -> Iterator[Problem]:
    """What is said to be unknown or not applicable gives a reason.

    What it does
        Refuses `why`, `unknown`, `tbd` and the like where the reason belongs, and what has no word of three letters.
    Why it matters
        A reader wants to know whether to go on looking. The placeholder of a message is no reason.
    Example
        `impact: {unknown: why}`
    Instead
        `impact: {unknown: The logs of that week were deleted after thirty days.}`
    """
    for path, statement in not_known_places(file.record) if file.record else ():
        if is_no_reason(statement.why):
            yield at_field(
                file,
                path,
                "must say why it is not known",
                shown(statement.why),
                "write the reason as a sentence, or fill the field in",
            )


def _reason(file: RecordFile, path: tuple[str | int, ...], what: str, say: str) -> Problem:
    return at_field(file, path, f"must be given for {what}", "nothing", f"add `{path[-1]}:` and say {say}")


def is_no_reason(text: str) -> bool:
    """Whether a reason is a placeholder, or holds no word."""
    return text.strip(" .?!-").lower() in _NO_REASONS or not has_words(text)


def has_words(text: str) -> bool:
    """Whether there is a word of at least three letters in it; scripts without spaces count as one word."""
    return bool(_WORD.search(text))


def when_needed(needed: Requirement, record: Record) -> str:
    """From which status on, and at which severities, as it reads in a message about this record."""
    severities = f" at {tier_names(needed.tiers)}" if needed.tiers != EVERY_TIER else ""
    match needed.gate:
        case Gate.TAKEN_BACK | Gate.SUPERSEDED | Gate.CLOSED:
            return f"at status `{record.status}`{severities}"
        case _:
            return f"from `{needed.gate}` on{severities}"
