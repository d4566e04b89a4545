"""What is shown of a text: the passage that tells most, with the words that were asked for; the same in the browser."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.search.snippets import PASSAGE_LENGTH, IsWanted, Piece, highlighted, passage
from ml_postmortems.similarity.analysis import tokens
from tests.search.corpora import frozen_corpus, made_corpus
from tests.search.javascript import JavaScript

WORDS = st.sampled_from(
    ["skew", "feature_store", "the", "a", "longer-word-of-several", "x" * 50, "GPT-4o", "end.\n", "drift,"]
)
TEXTS = st.lists(WORDS, max_size=120).map(" ".join)
TERMS = ["skew", "store", "drift", "gpt-4o"]


def wanting(*terms: str) -> IsWanted:
    """Whether a token is one of some terms."""
    return lambda token: token.term in terms


@given(TEXTS)
def test_nothing_is_lost_and_only_wanted_words_are_marked(text: str) -> None:
    """The pieces make up the text again; a marked one holds a wanted term, and no other does."""
    pieces = highlighted(text, wanting(*TERMS))
    assert "".join(piece.text for piece in pieces) == text
    for piece in pieces:
        has_wanted = any(token.term in TERMS for token in tokens(piece.text))
        assert piece.is_match == has_wanted


@given(TEXTS)
def test_a_passage_is_short_and_of_the_text(text: str) -> None:
    """At most two lines and the dots; what it shows stands there in the text, matches too where there is one."""
    pieces = passage(text, wanting(*TERMS))
    shown = "".join(piece.text for piece in pieces)
    inner = shown.removeprefix("… ").removesuffix(" …")
    assert len(inner) <= PASSAGE_LENGTH
    assert inner in text
    if any(token.term in TERMS for token in tokens(text)):
        assert any(piece.is_match for piece in pieces)


def test_the_passage_with_most_different_words_is_shown() -> None:
    """Two different words close together tell more than one that is repeated."""
    text = "skew skew skew " + "filler " * 60 + "drift of the store here " + "filler " * 60 + "skew"
    pieces = passage(text, wanting("skew", "drift", "store"))
    assert [piece.text for piece in pieces if piece.is_match] == ["drift", "store"]
    assert pieces[0] == Piece("… ", False) and pieces[-1] == Piece(" …", False)


def test_the_browser_shows_the_same(javascript: JavaScript) -> None:
    """Each field of the records, for words that are in it and words that are not."""
    texts = [
        text
        for each in (frozen_corpus(), made_corpus())
        for record in each.documents[:12]
        for text in record.text.values()
    ]
    texts += [
        "😀 " * 150 + "skew drift " + "filler " * 60,
        "cafe\u0301 skew " * 40 + "drift",
    ]
    terms = [sorted({token.term for token in tokens(text)})[::9] + TERMS for text in texts]
    answers = javascript.call("harness.js", "marked", [list(pair) for pair in zip(texts, terms, strict=True)])
    assert sum(map(len, texts)) > 50_000
    for text, wanted, answer in zip(texts, terms, answers, strict=True):
        ours = highlighted(text, wanting(*wanted)), passage(text, wanting(*wanted))
        assert answer == [[[piece.text, piece.is_match] for piece in pieces] for pieces in ours]
