"""PM4 and PM5 for what contradicts itself: evidence on both sides, one leaf ruled out and in force, rates above all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published, published
from ml_postmortems.model.derived_values import is_within
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.reasoning import Hypothesis
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.terms import CauseRole, HypothesisState
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_SHARE = lazy_pattern(
    r"(\d+(?:\.\d+)?)\s?(?:%|per ?cent)\s+of\s+(?!(?:its?|the|their|that|this|what|usual|normal|average|mean|median"
    r"|baseline|last|previous|earlier|former|capacity|quota|budget|limit|expected|planned|target|yesterday|forecast|typical|nominal"
    r"|historic\w*|reference|memory|rated|maximum|allowed|a|an|one|today)\b)(?:all\s+|our\s+)?[a-z-]+(?:\s[a-z-]+)?s\b",
    re.IGNORECASE,
)
_LEAST_REFUTED = 2
"""A measurement often tells two explanations apart; three or more it seldom does alone."""


@file_rule("PM416", Level.WARNING)
def evidence_for_and_against(file: RecordFile) -> Iterator[Problem]:
    """What shows the primary cause is not all that refutes the only explanations that were weighed.

    What it does
        Warns in our own published records with several pieces of evidence where no hypothesis is `supported`, and
        every one that is `refuted` is so by nothing but evidence of the primary cause: one analysis may refute some
        of them. What `evidence_default` gives is left alone: nobody chose it. Warns, too, where one piece supports what
        is supported and alone refutes two hypotheses or more.
    Why it matters
        If the same piece shows the cause and refutes the explanations, one of them was misread.
    Example
        `evidence: [E2]` of the primary cause, and the only hypothesis has `state: refuted` and
        `evidence_against: [E2]`
    Instead
        The hypothesis that became C1 as `supported`, and what tells it from the others.
    """
    record = own_published(file)
    primary = record.primary if record else None
    hypotheses = known_items(record.hypotheses) if record else ()
    if not record or not primary or len(known_items(record.evidence)) == 1:
        return
    if any(each.state is HypothesisState.SUPPORTED for each in hypotheses):
        yield from _decided_by_one_piece(file, hypotheses)
        return
    refuted = [(index, each) for index, each in enumerate(hypotheses) if each.state is HypothesisState.REFUTED]
    chosen = [
        (index, set(each.evidence_against))
        for index, each in refuted
        if not is_within(file.places.path_in_file(("hypotheses", index, "evidence_against")), file.derived)
    ]
    if chosen and len(chosen) == len(refuted) and all(each and each <= set(primary.evidence) for _, each in chosen):
        index, against = chosen[0]
        yield at_field(
            file,
            ("hypotheses", index, "evidence_against"),
            "must hold more than what shows the primary cause, or another hypothesis must be `supported`",
            f"{', '.join(sorted(against))}, which shows {primary.id}",
            "say which explanation became the cause, and what speaks against this one",
        )


def _decided_by_one_piece(file: RecordFile, hypotheses: Sequence[Hypothesis]) -> Iterator[Problem]:
    """A problem where the piece that supports what is supported is all that refutes everything else."""
    supporting = {name for each in hypotheses for name in each.evidence_for if each.state is HypothesisState.SUPPORTED}
    refuted = [index for index, each in enumerate(hypotheses) if each.state is HypothesisState.REFUTED]
    if len(supporting) != 1 or len(refuted) < _LEAST_REFUTED:
        return
    places = [("hypotheses", index, "evidence_against") for index in refuted]
    if any(is_within(file.places.path_in_file(place), file.derived) for place in places):
        return
    if all(set(hypotheses[index].evidence_against) == supporting for index in refuted):
        name = supporting.pop()
        yield at_field(
            file,
            places[0],
            "must not be the one piece that decides every hypothesis",
            f"{name}, which supports one and refutes {len(refuted)}",
            "say what would look otherwise under each explanation, and where that was looked at",
        )


@file_rule("PM417", Level.WARNING)
def category_ruled_out_and_kept(file: RecordFile) -> Iterator[Problem]:
    """A category that was ruled out is not that of a cause that holds.

    What it does
        Warns from `published` on where a cause with `role: ruled-out` has the category of one with another role.
    Why it matters
        Either the failure was of that kind or it was not; often the two are one cause in two wordings.
    Example
        C3 `technical/model-regression`, ruled out, beside C1 `technical/model-regression`
    Instead
        The category that tells the two apart.
    """
    record = published(file)
    causes = known_items(record.causes) if record else ()
    kept = {cause.category: cause.id for cause in causes if cause.role is not CauseRole.RULED_OUT}
    for index, cause in enumerate(causes):
        if cause.role is CauseRole.RULED_OUT and cause.category in kept:
            yield at_field(
                file,
                ("causes", index, "category"),
                "must be another one than that of a cause that holds",
                f"{shown(cause.category)}, as of {kept[cause.category]}",
                "say what was ruled out, or take one of the two away",
            )


@file_rule("PM531")
def rate_over_all(file: RecordFile) -> Iterator[Problem]:
    """A threshold or criterion asks for at most all of what it counts.

    What it does
        Looks in thresholds of controls and criteria of actions for more than 100 per cent of a number of things. Per
        cent of a usual value, of a budget or of a capacity may be more.
    Why it matters
        An alert at 150 per cent of refused payments never fires.
    Example
        `success_criterion: At least 150 per cent of refused payments are found within a day.`
    Instead
        `success_criterion: At least 95 per cent of refused payments are found within a day.`
    """
    for index, action in enumerate(known_items(file.record.actions) if file.record else ()):
        places: list[tuple[FieldPath, str | None]] = [
            (("actions", index, "success_criterion"), known(action.success_criterion)),
            (("actions", index, "control", "threshold"), known(action.control.threshold) if action.control else None),
        ]
        for path, text in places:
            for match in _SHARE.finditer(text or ""):
                if Decimal(match.group(1)) > 100:
                    yield at_field(
                        file,
                        path,
                        "must ask for at most 100 per cent of them",
                        shown(match.group()),
                        "write a share of at most 100 per cent",
                    )
                    break
