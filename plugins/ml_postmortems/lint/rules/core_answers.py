"""PM3 for severe records: what everything else rests on is known; and reasons are those of one field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.general_words import is_english
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.completeness import not_known_places
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.impact import IMPACT_HEADINGS
from ml_postmortems.model.instant import Span
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, words
from ml_postmortems.model.terms import Confidence, KeyInstant, Severity
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_SEVERE = (Severity.SEV1, Severity.SEV2)
_MOST_FIELDS = 4
"""One reason may stand for as many fields of a record without a warning."""
_FACT = lazy_pattern(
    r"\d|`|\w_\w|\w\.(?:csv|json|parquet|py|ya?ml|sql|txt|log|md|sh)\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million"
    r"|half|third|quarter|twice|double|noon|midnight)s?\b",
    re.IGNORECASE,
)
_ANSWERS = (
    ("summary",),
    ("trigger", "text"),
    ("failure", "definition"),
    ("failure", "expected"),
    ("failure", "observed"),
    ("detection", "monitor"),
    ("detection", "should_have_been"),
    ("causes", "text"),
)
_MOST_WORDS = 16
"""A longer sentence tells what it is that nobody knows."""
_SENTENCE_END = lazy_pattern(r"(?<=[.!?])\s+")
_NOT_KNOWN = lazy_pattern(
    r"\b(?:(?:could|can|has|have|had|was|were|is|are|will)(?: not|n't| never)(?: yet)?(?: be| been)?"
    r" (?:conclusively |fully |exactly |reliably )?(?:established|determined|ascertained|clarified|identified|known"
    r"|reconstructed|pinned down|found out|said)"
    r"|(?:is|are|was|were|remains?|remained|stays?) (?:still |as yet )?(?:unknown|unclear|undetermined|unestablished)"
    r"|(?:nobody|no one) (?:knows|knew|could (?:say|tell))|not known)\b",
    re.IGNORECASE,
)
_EXAMPLE_HOST = lazy_pattern(r"(?:www\.)?example\.(?:com|org|net)")


@file_rule("PM324")
def severe_incident_without_core(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 our own records know when it was, what it did, and one cause.

    What it does
        In our own published records: `started` or `mitigated` is known, one heading of the impact has an
        answer, and one cause that is not ruled out has `confidence: known`.
    Why it matters
        A severe incident of which none of this is known is still being looked into.
    Example
        `impact: {unknown: Nobody kept a count.}`
    Instead
        What can be found out; else leave it at `in-review`, where it is read as well.
    """
    record = own_published(file)
    if not record or record.severity not in _SEVERE:
        return
    for path, what in _missing(record):
        yield at_field(
            file,
            path,
            f"must say {what} at SEV1 and SEV2 in a record of ours",
            "nothing that is known",
            "look for it; until it is found, leave the record at `in-review`",
        )


def _missing(record: Record) -> Iterator[tuple[FieldPath, str]]:
    instants = key_instants(record)
    if record.timeline is not None and not any(
        isinstance(instants.get(name), Span) for name in (KeyInstant.STARTED, KeyInstant.MITIGATED)
    ):
        yield ("timeline",), "when it started or was mitigated"
    impact = known(record.impact)
    told = impact and (
        known(impact.harm) or impact.groups or any(known_items(getattr(impact, name)) for name in IMPACT_HEADINGS)
    )
    if record.impact is not None and not told:
        yield ("impact",), "under one heading of the impact what it did"
    if known_items(record.causes) and all(each.confidence is not Confidence.KNOWN for each in record.real_causes):
        yield ("causes",), "of one cause that it is known"


@file_rule("PM325", Level.WARNING)
def one_reason_for_all(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, no reason stands for many fields that are unknown or not applicable.

    What it does
        Warns where one reason stands, word for word, at five fields of the record or more.
    Why it matters
        Each of them is unknown for another reason, or nobody has looked.
    Example
        Trigger, failure, detection, impact and lessons are all `{unknown: The page does not say.}`
    Instead
        What the page says of each, and for the rest who could know it.
    """
    record = published(file)
    if not record:
        return
    fields: dict[str, dict[str | int, FieldPath]] = {}
    for path, statement in not_known_places(record):
        fields.setdefault(" ".join(re.findall(r"\w+", statement.why.casefold())), {}).setdefault(path[0], path)
    for places in fields.values():
        if len(places) > _MOST_FIELDS:
            path = next(iter(places.values()))
            yield at_field(
                file,
                path,
                f"must have a reason of its own, or share it with at most {_MOST_FIELDS - 1} other fields",
                f"one reason for {len(places)} fields: {', '.join(map(str, places))}",
                "say of each what was looked at",
            )


@file_rule("PM353")
def unknown_told_as_answer(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, what nobody knows is written as unknown, and not as an answer that says so.

    What it does
        Looks in summary, trigger, failure, detection and causes of our own records for texts whose every sentence says
        that something could not be established, remains unclear, is not known or the like.
    Why it matters
        Such a text counts as an answer, and the bound on how much may be unknown passes over it.
    Example
        `trigger: {category: upstream-schema-change, text: The exact trigger could not be established.}`
    Instead
        `trigger: {unknown: The logs of the release were deleted after thirty days.}`
    """
    record = own_published(file)
    if not record:
        return
    for path, text in (each for field in _ANSWERS for each in words(record, field)):
        sentences = [each for each in _SENTENCE_END.split(text) if each.strip()]
        if sentences and all(len(each.split()) <= _MOST_WORDS and _NOT_KNOWN.search(each) for each in sentences):
            yield at_field(
                file,
                path,
                "must say something, or the field must be `{unknown: why}`",
                shown(text),
                "write `{unknown: why}` with what was looked at, or what is known of it",
            )


@file_rule("PM329", Level.WARNING)
def applicable_after_all(file: RecordFile) -> Iterator[Problem]:
    """A reason why something is not applicable does not say that it is there.

    What it does
        Looks in reasons of `not_applicable` for words such as `still` and `is in the`, in sentences that deny nothing.
        Completeness counts such a field as unknown.
    Why it matters
        Not applicable closes the question, and nobody comes back to what is still there.
    Example
        `affected_data: {not_applicable: The wrong labels are still in the training set.}`
    Instead
        The wrong labels under `affected_data`, with the state that they are in.
    """
    record = published(file)
    if not record:
        return
    for path, statement in not_known_places(record):
        if found := statement.contradiction:
            yield at_field(
                file,
                path,
                "must be not applicable only where there is none",
                f"{shown(found)}, in {shown(statement.why)}",
                "fill it in; what nobody knows of it is `{unknown: why}`",
            )


@file_rule("PM330", Level.WARNING)
def account_without_fact(file: RecordFile) -> Iterator[Problem]:
    """From SEV3 up our own record tells one fact that can be looked up: a number, a time, a version, a name of a file.

    What it does
        Looks in symptom, summary, trigger, causes, timeline and body of our own published records for a digit, a number
        in words, code, or a name such as `export.csv` and `user_id`. It asks of texts in English only.
    Why it matters
        An account of attitudes and circumstances fits every incident, and nobody can check it.
    Example
        `Established practices did not fully cover the landscape around the scorer`, and so on, to the end
    Instead
        What was changed to what, in which version, and what that did to how many.
    """
    record = own_published(file)
    if not record or record.severity in (Severity.SEV4, Severity.SEV5):
        return
    fields = (("summary",), ("trigger", "text"), ("causes", "text"), ("timeline", "text"))
    texts = [record.symptom, *(text for field in fields for _, text in words(record, field)), file.body.text]
    if not any(_FACT.search(text) for text in texts) and is_english("\n".join(texts)):
        yield at_field(
            file,
            ("symptom",),
            "must belong to an account with at least one fact that can be looked up",
            "no number, time, version, id or name of a file in summary, causes, timeline and body",
            "say how many, when, which version, and which job or file it was",
        )


@file_rule("PM326")
def evidence_at_example_address(file: RecordFile) -> Iterator[Problem]:
    """The evidence of an external record does not stand at an address that is kept free for examples.

    What it does
        Looks in external published records for evidence at example.com, example.org or example.net, which are nobody's,
        whoever may see the record.
    Why it matters
        Nobody can look at it, so it shows nothing.
    Example
        `uri: "https://www.example.com/"`
    Instead
        `uri: "https://status.acme.example/2024-06-05"`
    """
    record = published(file)
    if not record or record.is_own:
        return
    for index, item in enumerate(known_items(record.evidence)):
        uri = known(item.uri)
        if uri and _EXAMPLE_HOST.fullmatch((urlsplit(str(uri)).hostname or "").casefold()):
            yield at_field(
                file,
                ("evidence", index, "uri"),
                "must lead to where it was published",
                shown(uri),
                "write the address at which the source stands; that of an exercise ends in `.example`",
            )
