"""The review asks about lapses of people as causes, and about attention as the only remedy."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.review.people_signs import people_signs
from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.lint.context import Context
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.selection import Selection
from tests.helpers import REPOSITORY, external_record, own_record, record_text, write_corpus

_PATH = Path("postmortems/2025/PM-2025-0001-session-length.md")


def _signs(record: dict[str, Any]) -> tuple[str, ...]:
    return people_signs(parse_record_file(_PATH, record_text(record).encode()))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Attention was not given by the on-duty engineer.", "Attention was not given"),
        ("The new unit was overlooked by the reviewer.", "overlooked by the reviewer"),
        ("Human error.", "Human error"),
        ("A step of the runbook was forgotten.", "step of the runbook was forgotten"),
        ("The warning on the dashboard went unheeded during the night.", "unheeded"),
        ("It was not spotted in code review that two columns had been swapped.", "not spotted in code review"),
        ("The review was done by people who were tired.", "review was done by people who were tired"),
    ],
)
def test_a_lapse_as_a_cause_is_quoted(text: str, quoted: str) -> None:
    """A cause that is somebody's lapse, in the passive voice too, is asked for what would have stopped anybody."""
    (sign,) = _signs(own_record(**{"causes.0.text": text}))
    assert sign.startswith(f"C1 tells what somebody did or left out: “{quoted}”.")
    assert sign.endswith("?")
    assert _signs(own_record(**{"causes.0.text": text}, status="draft")) == ()
    assert _signs(external_record(**{"causes.0.text": text})) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The check was not run for files that came late.",
        "The column was missed by a join on the old key.",
        "A reduced exponent range overflowed in the attention of long inputs.",
        "What the developers had measured did not hold in this hospital.",
        "The team's table had no column for the unit.",
    ],
)
def test_what_a_system_did_is_not_asked(text: str) -> None:
    """Jobs skip, and a table of a team is no person."""
    assert _signs(own_record(**{"causes.0.text": text})) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The reviewer saw 55 generated files and could not see the one that mattered.",
        "Nobody owned the list of units.",
        "The data platform team renamed the column.",
    ],
)
def test_what_somebody_did_is_asked_where_the_chain_begins_with_it(text: str) -> None:
    """An immediate cause that begins with a person asks for what let it through; behind it people may stand."""
    (sign,) = _signs(own_record(**{"causes.0.text": text}))
    assert sign.startswith("C1 tells what somebody did or left out")
    assert _signs(own_record(**{"causes.1.text": text})) == ()


def test_a_lapse_that_was_ruled_out_is_not_asked() -> None:
    """What somebody was suspected of and did not do needs no other explanation."""
    assert _signs(own_record(**{"causes.2.text": "The warning was missed by the night shift."})) == ()


@pytest.mark.parametrize(
    ("titles", "is_asked"),
    [
        (("Engineers were reminded to read the runbook", "The team will be more careful"), True),
        (("Refresher course on units for all engineers", "Circulate the lessons of that night"), True),
        (("Everybody looks at the dashboard each morning", "Reviewers take extra care"), True),
        (("Make sure that everyone knows the escalation path", "Lunch talk about the incident"), True),
        (("Make sure that everyone is paged by the alert", "Keep an eye on the nightly job"), False),
        (("The team will be more careful", "Alert on clicks among the first three results"), False),
        (("Share the decoder between training and serving", "Alert on the meeting notes service"), False),
    ],
)
def test_attention_as_the_only_remedy_is_asked(titles: tuple[str, str], is_asked: bool) -> None:
    """One lasting action that works without people is enough; what mitigated does not count."""
    signs = _signs(own_record(**{"actions.1.title": titles[0], "actions.2.title": titles[1]}))
    assert [sign.startswith("All that lasts is what people keep in mind: A2 “") for sign in signs] == [True] * is_asked
    assert all(titles[1] in sign for sign in signs)


@pytest.mark.parametrize(
    ("title", "criterion", "is_asked"),
    [
        ("Hang a list of units beside the desks", "The list hangs there.", True),
        ("Hang a list of units beside the desks", "100 per cent of the engineers have seen it.", True),
        ("Hang a list of units beside the desks", "A replay of that night is refused.", False),
        ("Keep lengths of sessions below 86400", "Nobody sees longer ones.", False),
        ("Refuse sessions without a unit", "None is left.", False),
    ],
)
def test_an_action_names_what_works_without_people(title: str, criterion: str, is_asked: bool) -> None:
    """In its title, or in a criterion that counts no people; a control beside it is what the form asks for."""
    told = {f"actions.{index}.title": title for index in (1, 2)}
    met = {f"actions.{index}.success_criterion": criterion for index in (1, 2)}
    assert bool([sign for sign in _signs(own_record(**told, **met)) if "All that lasts" in sign]) == is_asked


def test_the_signs_lead_the_review(tmp_path: Path) -> None:
    """Above the list of records, where a reviewer begins."""
    corpus = load_corpus(write_corpus(tmp_path, own_record(**{"causes.0.text": "Human error."})))
    context = Context(corpus, date(2025, 6, 1))
    text = review_to_markdown(review(context, Selection(corpus.files, None)), context)
    assert "C1 tells what somebody did or left out" in text[: text.index("### ")]


def test_honest_records_are_asked_nothing() -> None:
    """The records that were written from other facts, before these questions, raise none of them."""
    files = [*(REPOSITORY / "tests/fixtures").rglob("PM-*.md")]
    assert len(files) > 40
    for path in files:
        assert people_signs(parse_record_file(path, path.read_bytes())) == (), path.name
