"""Which stems the words of a text hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.lint import held_stems
from ml_postmortems.lint.held_stems import HeldStems

STEMS = ("key", "pass", "keys", "://", "ab")
WORDS = st.lists(st.sampled_from(["keyPass", "KEYS", "x://keys", "://", "ab", "Pa", "none"]), max_size=4)


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_what_words_hold_depends_on_them_alone(texts: list[list[str]]) -> None:
    """A stem is told of a text where one of its words holds it in any case, whatever texts came before."""
    stems = HeldStems()
    bits = {stem: stems.bits_of([stem]) for stem in STEMS[:3]}
    for number, words in enumerate(texts):
        if number == 1:
            bits |= {stem: stems.bits_of([stem]) for stem in STEMS[3:]}  # as a module that is imported later
        held = stems.held_in(frozenset(words))
        for stem, bit in bits.items():
            is_short = len(stem) < 3  # taken for held
            assert bool(held & bit) == (is_short or any(stem in word.lower() for word in words))


def test_words_that_are_forgotten_are_looked_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text is told in full also when there are too many words to remember."""
    monkeypatch.setattr(held_stems, "_MOST_WORDS", 1)
    stems = HeldStems()
    bits = stems.bits_of(["key", "pass"])
    stems.held_in(frozenset({"key", "none"}))
    assert stems.held_in(frozenset({"key", "pass"})) & bits == bits
