"""What is looked for quickly first passes over nothing that the exact search finds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_postmortems.lint import (
    confidential_marks,
    host_names,
    leftovers,
    mentions,
    model_orders,
    personal_data,
    wordings,
)
from ml_postmortems.lint.rules import early_closing, retelling
from ml_postmortems.lint.text_patterns import END, SearchedText, TextPattern
from ml_postmortems.lint.texts import record_texts
from ml_postmortems.model.budgets import MOST_PLACES
from ml_postmortems.model.completeness import completeness as completeness_of
from ml_postmortems.model.completeness import not_known_places
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import needed_places, words
from tests.helpers import external_record, own_record

PATTERNS = [
    each
    for group in (
        *(personal_data.EXACT, personal_data.IN_PROSE, personal_data.POSSIBLE),
        *(host_names.CERTAIN, host_names.POSSIBLE),
        *(confidential_marks.MARKS, model_orders.ORDERS, mentions.IN_FIELDS, mentions.TO_ALL_IN_FIELDS),
        *(wordings.BLAME, wordings.HINDSIGHT),
        *(leftovers.CERTAIN, leftovers.UNFINISHED, leftovers.POSSIBLE, leftovers.POSSIBLY_UNFINISHED),
        leftovers.MACHINE_WRITTEN,
    )
    for each in group
]


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda each: each.what)
@settings(max_examples=10, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_each_match_passes_the_quick_looks(pattern: TextPattern, data: st.DataObject) -> None:
    """Whatever a pattern takes, it is found by the words and the look that come first, among other pieces as well."""
    text = data.draw(st.from_regex(pattern.regex, alphabet=st.characters(max_codepoint=0x2026)))
    assert _is_found(pattern, text)
    if pattern.regex.search(piece := text.strip(END)) and END not in piece:
        assert _is_found(pattern, f"{END}Before.{END}{piece}{END}After.{END}")


def _is_found(pattern: TextPattern, text: str) -> bool:
    return any(SearchedText(text).find([pattern._replace(is_real=lambda _: True)]))


@given(st.from_regex(re.compile(mentions.MENTION.pattern, mentions.MENTION.flags)))
def test_each_mention_has_its_sign(text: str) -> None:
    """What is taken for a mention has the sign by which bodies are chosen."""
    assert mentions.SIGN.search(text)


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
    patterns = (*personal_data.EXACT, *personal_data.IN_PROSE)
    found = {each.what for each in SearchedText(f"{END}{text}{END}").find(patterns)}
    assert found == ({what} if what else set())


@given(st.from_regex(re.compile(early_closing._GOES_ON.pattern, re.IGNORECASE)))
def test_each_sentence_of_open_work_has_a_word(text: str) -> None:
    """Lines are chosen by words, in whatever case and letters the pattern takes them."""
    assert list(early_closing._lines_with_a_word(text))


@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=30), max_size=6))
def test_only_rows_of_common_words_are_repeated(texts: list[list[str]]) -> None:
    """A row that stands in enough texts is found without listing the rows of all words."""
    held = Counter(word for text in texts for word in set(text))
    common = {word for word, number in held.items() if number > MOST_PLACES}
    assert _rows_in_many(texts, common) == _rows_in_many(texts, held.keys())


def _rows_in_many(texts: list[list[str]], common: Set[str]) -> set[tuple[str, ...]]:
    rows = Counter(row for text in texts for row in set(retelling._phrases(text, common)))
    return {row for row, number in rows.items() if number > MOST_PLACES}


def test_answers_about_records_are_not_mixed_up() -> None:
    """What is kept about the record that was asked about last is not said of the next one."""
    one, other = Record.model_validate(own_record()), Record.model_validate(external_record())
    first = [_said(one), _said(other)]
    assert [_said(one), _said(other), _said(one)] == [*first, first[0]]
    assert first[0] != first[1]


def _said(record: Record) -> list[object]:
    return [
        list(record_texts(record)),
        list(not_known_places(record)),
        list(needed_places(record)),
        list(words(record, ("causes", "text"))),
        completeness_of(record),
    ]


def test_words_are_in_lower_case() -> None:
    """They are looked for in a text in lower case."""
    assert all(word == word.lower() for each in PATTERNS for word in each.words)
