"""The first screen of a record says how long it hurt, why, and how far its prevention has come, in whole sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.analytics.actions import action_state
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.web.in_short import InShort, all_well, in_short, rough_ends, unknown_harm
from ml_postmortems.web.sentences import Opening, opening
from tests.helpers import RecordDict, external_record, own_record
from tests.site import index_of, page_of, record_of, text_of

DAY = date(2025, 12, 1)
SENTENCES = st.lists(st.from_regex(r"[A-Z][a-z]{1,12}( [a-z]{1,12}){0,6}[.!?]", fullmatch=True), min_size=1, max_size=8)


def action(id: str, type: str, status: str, addresses: list[str], **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "title": f"Do {id}",
        "type": type,
        "team": "search",
        "status": status,
        "addresses": addresses,
    } | more


def short(record: RecordDict) -> InShort:
    """The first screen on the day of these tests."""
    typed = record_of(record)
    return in_short(typed, {each.id: action_state(each, DAY) for each in known_items(typed.actions)})


def record(actions: list[dict[str, Any]], **changes: Any) -> RecordDict:
    return own_record(actions=actions, validation=[], **changes)


@given(SENTENCES, st.integers(1, 200))
def test_a_text_is_cut_between_sentences_and_nothing_is_lost(sentences: list[str], most: int) -> None:
    """What is shown and what is folded are the whole text; the shown part is one sentence, or fits."""
    text = " ".join(sentences)
    found = opening(text, most)
    assert f"{found.shown} {found.folded}".strip() == text
    assert len(found.shown) <= most or found.shown == sentences[0]
    assert not found.folded or len(found.shown) + 1 + len(found.folded.split(". ")[0]) > most - 120


def test_a_short_text_is_shown_whole() -> None:
    """Nobody has to open what would have fitted."""
    assert opening("It broke. We saw it.", 100) == Opening("It broke. We saw it.", "")


@pytest.mark.parametrize(
    ("status", "accepted", "unanswered"),
    [
        ("open", None, False),
        ("wont-do", None, True),
        (None, None, True),
        (None, {"reason": "It is cheap.", "by_role": "head of search", "date": "2025-04-01"}, False),
        (None, {"unknown": "No action was published."}, True),
    ],
)
def test_a_cause_is_unanswered_until_somebody_means_to_answer_it(
    status: str | None, accepted: Any, unanswered: bool
) -> None:
    """An action that was given up answers nothing; a risk that somebody accepted needs no action."""
    actions = [action("A1", "prevent", status, ["C1"], due="2026-02-01", reason="Too dear.")] if status else []
    given_record = record(actions)
    given_record["causes"][0]["accepted_risk"] = accepted
    found = short(given_record).remedy.unanswered
    assert ("C1" in [each.cause.id for each in found]) is unanswered


def test_the_first_known_number_of_people_is_the_one_that_is_shown() -> None:
    """Of what is known of the impact, people come before requests and money; what is not known is no number."""
    shown = own_record()
    [first, *_] = known_items(known(record_of(shown).impact).users)  # type: ignore[union-attr]
    assert short(shown).number == first
    shown["impact"]["users"] = {"unknown": "Nobody counted."}
    assert short(shown).number != first


def test_the_page_says_of_what_its_number_is() -> None:
    """`93 %` alone may be what went right: the words of the record stand beside each number, for a finger, too."""
    shown = own_record()
    shown["impact"]["users"] = [
        {"text": "Sessions with right results; others are not counted", "value": "93", "unit": "%", "evidence": ["E1"]}
    ]
    page = text_of(page_of(index_of(shown), "postmortems/PM-2025-0001/"))
    assert "Sessions with right results: 93 %." in page


def test_a_number_that_the_summary_tells_is_not_told_again() -> None:
    """The first screen of a phone has no room for the same figure twice; another figure stays."""
    users = [{"text": "Families accused", "value": "26000", "unit": "families", "evidence": ["E1"]}]
    summary = "About 26,000 families were accused in the end."
    assert short(own_record(summary=summary, **{"impact.users": users})).number is None
    assert short(own_record(summary=summary, **{"impact.users": [users[0] | {"value": "6000"}]})).number


@pytest.mark.parametrize(
    ("started", "mitigated", "said"),
    [
        (
            {"to": "2015-06-29T01:22:43Z"},
            {"unknown": "Nobody says when the label went"},
            ("It began on or before 29 Jun 2015; when exactly is not known.", "Nobody says when the label went."),
        ),
        ({"from": "2015-06"}, {"from": "2016-01"}, ("It had not begun by Jun 2015.", "It had not ended by Jan 2016.")),
        ({"unknown": "No log."}, {"unknown": "No log."}, ("No log.",)),
        ({"unknown": "No log."}, {"from": "2016-01-05", "to": "2016-01-05"}, ("No log.", "It ended on 5 Jan 2016.")),
        ({"unknown": "No log."}, {"from": "2016", "to": "2016"}, ("No log.", "It ended in 2016.")),
        (
            {"unknown": "No log."},
            {"from": "2016-01-05", "to": "2016-02"},
            ("No log.", "It ended between 5 Jan 2016 and Feb 2016."),
        ),
        ({"to": "2016"}, {"to": "2016"}, ("It began and ended in or before 2016; when exactly is not known.",)),
        ({"from": "2016-01-05", "to": "2016-01-05"}, {"from": "2016-01-06", "to": "2016-01-06"}, ()),
        ({"from": "2015-06-01", "to": "2015-06-03"}, {"not_yet": "2016-01-05"}, ("It had not ended by 5 Jan 2016.",)),
    ],
)
def test_an_unknown_length_is_told_in_whole_sentences(started: Any, mitigated: Any, said: tuple[str, ...]) -> None:
    """Each end that is not known says what is, with its noun and as a date is read."""
    told = external_record(times={"started": started, "mitigated": mitigated}, **{"timeline.0.marks": []})
    for event in told["timeline"]:
        event["marks"] = []
    assert unknown_harm(record_of(told)) == said


def day(value: str) -> dict[str, str]:
    return {"from": value, "to": value}


def test_what_has_no_room_on_a_phone_is_a_number() -> None:
    """Of many long measures some are listed, and the page says how many more there are."""
    title = "Compare what the model was asked with what it answered before anything of it is shown to somebody"
    actions = [action(f"A{number}", "prevent", "open", ["C1"], title=title) for number in range(1, 9)]
    found = short(record(actions))
    assert 2 <= len(found.measures) < 5
    assert len(found.measures) + found.more_measures == 8
    few = short(record([each | {"title": "Compare"} for each in actions[:4]]))
    assert (len(few.measures), few.more_measures) == (4, 0)


@pytest.mark.parametrize(
    ("resolved", "said"),
    [
        (day("2025-06-10T23:00:00Z"), "It took 7 h more until everything was normal."),
        (day("2025-06-10T16:10:00Z"), ""),
        (day("2025-06-10"), ""),
        ({"unknown": "No log."}, ""),
    ],
)
def test_what_was_left_when_the_harm_was_over_is_told(resolved: Any, said: str) -> None:
    """A summary that speaks of fifteen hours beside a harm of eight looks like a slip of one of them."""
    times = {"started": day("2025-06-10T08:00:00Z"), "mitigated": day("2025-06-10T16:00:00Z"), "resolved": resolved}
    told = external_record(times=times)
    for event in told["timeline"]:
        event["marks"] = []
    assert all_well(record_of(told)) == said


DIFFER = {
    "one_of": [
        {"at": "2025-11-18T11:20:00Z", "evidence": ["E1"]},
        {"at": "2025-11-18T11:28:00Z", "evidence": ["E1"]},
    ]
}


@pytest.mark.parametrize(
    ("started", "mitigated", "said"),
    [
        (day("2019"), day("2022-03-11"), "It began in 2019 and ended on 11 Mar 2022; the exact days are not known."),
        (day("2019"), day("2022-03-11T10:00:00Z"), "It began in 2019; the exact day is not known."),
        (day("2025-11-18"), day("2025-11-18T14:30:00Z"), "It began on 18 Nov 2025; the exact time is not known."),
        (day("2025-11-18"), day("2025-11-18"), "It began and ended on 18 Nov 2025; the exact times are not known."),
        (day("2020-07-20"), day("2023-06-24"), "From 20 Jul 2020 to 24 Jun 2023."),
        (
            {"from": "2016-03-23", "to": "2016-03-24"},
            day("2016-03-24T10:00:00Z"),
            "It began on 23 or 24 Mar 2016; the exact day is not known.",
        ),
        (DIFFER, day("2025-11-18T14:30:00Z"), "It began between 11:20 and 11:28 UTC; the sources differ."),
        (day("2025-11-18T11:20:00Z"), day("2025-11-18T14:30:00Z"), ""),
        ({"to": "2025-11-18"}, day("2025-11-19"), ""),
    ],
)
def test_a_range_does_not_stand_without_its_reason(started: Any, mitigated: Any, said: str) -> None:
    """`4 to 38 months` looks like a slip until somebody says that the beginning is known to the year."""
    told = external_record(times={"started": started, "mitigated": mitigated})
    for event in told["timeline"]:
        event["marks"] = []
    assert rough_ends(record_of(told)) == said


@pytest.mark.parametrize(
    ("times", "headline", "answer"),
    [
        (
            {"started": {"unknown": "No log."}, "mitigated": {"unknown": "No log."}},
            "How long: unknown",
            "Unknown. No log.",
        ),
        (
            {"started": {"not_applicable": "It hurt nobody."}, "mitigated": {"not_applicable": "It hurt nobody."}},
            "How long: does not apply",
            "Does not apply. It hurt nobody.",
        ),
        (
            {
                "started": {"from": "2024-06-01", "to": "2024-06-01"},
                "mitigated": {"from": "2024-06-21", "to": "2024-06-21"},
            },
            "hurt for about 20 days",
            "About 20 days. From 1 Jun 2024 to 21 Jun 2024.",
        ),
        ({}, "How long: not told yet", "This is not written down yet."),
    ],
)
def test_the_page_says_how_long_or_why_not(times: Any, headline: str, answer: str) -> None:
    """In the line below the title and in the answer, whether a length is known or not."""
    told = external_record(times=times or None)
    for event in told["timeline"]:
        event["marks"] = []
    page = text_of(page_of(index_of(told), "postmortems/PM-2024-0001/"))
    assert headline in page
    assert f"How long it hurt {answer}" in page


@pytest.mark.parametrize(
    ("confidence", "text", "said"),
    [
        ("known", "Nobody tested it. It was late.", "It could happen because nobody tested it."),
        ("potential", "Nobody tested it.", "Perhaps it could happen because nobody tested it."),
        ("known", "Redis had no owner.", "Redis had no owner."),
        ("potential", "Redis had no owner.", "Redis had no owner. That is not certain."),
        ("known", f"Nobody {'ever ' * 60}tested it.", None),
    ],
)
def test_the_cause_behind_the_primary_one_is_told_where_there_is_room(
    confidence: str, text: str, said: str | None
) -> None:
    """What failed is often said by the immediate cause alone; why it could, by the one behind it.

    A word that may be a name keeps its capital, and so its sentence stands alone.
    """
    told = external_record(
        causes=[
            _cause("C1", "technical/code-defect", "The model mixed up two kinds of images.", caused_by=["C2"]),
            _cause("C2", "process/test-or-eval-gap", text, role="systemic", confidence=confidence),
        ],
        primary_cause="C1",
    )
    page = text_of(page_of(index_of(told), "postmortems/PM-2024-0001/"))
    assert f"The model mixed up two kinds of images. {said + ' ' if said else ''}Cause category:" in page


def _cause(id: str, category: str, text: str, **more: Any) -> dict[str, Any]:
    base = {"id": id, "category": category, "role": "immediate", "text": text, "confidence": "known"}
    return base | {"evidence": ["E1"]} | more
