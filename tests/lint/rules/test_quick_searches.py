"""What is looked for quickly first passes over nothing that the exact search finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.lint.rules import completeness, language, safety
from ml_postmortems.lint.texts import folded, lines_with, prose, record_texts
from ml_postmortems.model.completeness import completeness as completeness_of
from ml_postmortems.model.completeness import not_known_places
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import needed_places, words
from tests.helpers import external_record, own_record

WORDINGS = [*language._BLAME, *language._HINDSIGHT]
CASE_SENSITIVE = {
    "template text": (completeness._TEMPLATE_TEXT, completeness._TEMPLATE_HINTS),
    "internal hosts": (safety._INTERNAL_HOST, safety._HOST_HINTS),
    **{what: (form.pattern, form.hint) for what, form in safety._PERSONAL.items() if form.hint},
}


@pytest.mark.parametrize("wording", WORDINGS, ids=lambda each: each.hints[0])
@given(data=st.data())
def test_each_wording_has_a_hint(wording: language._Wording, data: st.DataObject) -> None:
    """Whatever letters a pattern without case takes, one of its hints is in the folded text."""
    text = data.draw(st.from_regex(wording.pattern))
    assert any(hint in folded(text) for hint in wording.hints)


@pytest.mark.parametrize("what", CASE_SENSITIVE)
@given(data=st.data())
def test_each_match_is_on_a_line_with_a_hint(what: str, data: st.DataObject) -> None:
    """Where lines are chosen by a hint, they hold every match of the pattern, whole."""
    pattern, hints = CASE_SENSITIVE[what]
    text = data.draw(st.from_regex(pattern))
    found = [match.group() for match in pattern.finditer(text)]
    assert [match.group() for _, line in lines_with(text, hints) for match in pattern.finditer(line)] == found


@given(st.from_regex(safety._MENTION))
def test_each_mention_has_its_sign(text: str) -> None:
    """What is taken for a mention has the sign by which bodies are chosen."""
    assert safety._SIGN_OF_MENTION.search(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("call +49 30 1234 5678", "a telephone number"),
        ("x+49 30 1234 5678", None),
        ("4111 1111 1111 1111", "a card number"),
        ("1.4111 1111 1111 1111", None),
        ("DE89 3704 0044 0532 0130 00", "a bank account number"),
        ("aDE89 3704 0044 0532 0130 00", None),
        ("123-45-6789", "a social security number"),
        ("900-45-6789", None),
        ("000-45-6789", None),
        ("666-45-6789", None),
        ("1-123-45-6789", None),
    ],
)
def test_what_stands_before_a_form_counts(text: str, what: str | None) -> None:
    """Forms begin where no longer word or number goes on."""
    found = {name for name, form in safety._PERSONAL.items() if list(safety._lines_of(text, form))}
    assert found == ({what} if what else set())


def test_answers_about_records_are_not_mixed_up() -> None:
    """What is kept about the record that was asked about last is not said of the next one."""
    one, other = Record.model_validate(own_record()), Record.model_validate(external_record())
    first = [_said(one), _said(other)]
    assert [_said(one), _said(other), _said(one)] == [*first, first[0]]
    assert first[0] != first[1]


def _said(record: Record) -> list[object]:
    return [
        list(record_texts(record)),
        list(prose(record)),
        list(not_known_places(record)),
        list(needed_places(record)),
        list(words(record, ("causes", "text"))),
        completeness_of(record),
    ]


def test_hints_are_in_lower_case() -> None:
    """They are looked for in a folded text."""
    assert all(hint == folded(hint) for wording in WORDINGS for hint in wording.hints)
    assert re.search(WORDINGS[0].pattern, "HUMAN ERROR")
