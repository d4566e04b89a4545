"""The stemmer of the browser is the stemmer of the index."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest
import snowballstemmer

from ml_postmortems.similarity.analysis import stem
from ml_postmortems.similarity.own_stems import OWN_STEMS
from tests.helpers import FROZEN_RECORDS, REPOSITORY
from tests.search.javascript import JavaScript

_SYLLABLES = (
    "ba",
    "y",
    "e",
    "ing",
    "est",
    "ss",
    "tt",
    "ck",
    "gener",
    "log",
    "i",
    "cy",
    "at",
    "bl",
    "iz",
    "x",
    "oo",
    "ll",
)
_ENDINGS = (
    *("", "s", "es", "ies", "ied", "ed", "edly", "eed", "eedly", "ing", "ingly", "'s", "'s'", "'", "sses", "us", "ly"),
    *(
        "ational",
        "ization",
        "iveness",
        "fulness",
        "ousli",
        "biliti",
        "ogist",
        "ogi",
        "lessli",
        "icate",
        "ative",
        "alize",
    ),
    *(
        "iciti",
        "ical",
        "ement",
        "ment",
        "ent",
        "ion",
        "sion",
        "tion",
        "ance",
        "ence",
        "able",
        "ible",
        "ism",
        "e",
        "l",
        "ll",
        "y",
    ),
)
DOCS = REPOSITORY / "docs"
_KNOWN = (
    "skis skies idly gently ugly early only singly sky news howe atlas cosmos bias andes inning outing canning herring "
)
_MORE = "earring evening proceed exceed succeed dying lying tying later latest past pasting emergency organization"


def words() -> list[str]:
    """Every word of pages and records, words made of syllables and endings, and all short ones."""
    texts = [path.read_text("utf-8") for top in (DOCS, FROZEN_RECORDS) for path in top.rglob("*.md")]
    found = {word for text in texts for word in re.findall(r"[a-z']+", text.lower())}
    chance = random.Random(7)
    made = {
        "".join(chance.choices(_SYLLABLES, k=chance.randint(1, 3))) + ending for ending in _ENDINGS for _ in range(400)
    }
    short = {"".join(letters) for count in (1, 2, 3) for letters in product("abcdeinsy", repeat=count)}
    return sorted(found | made | short | set((_KNOWN + _MORE).split()))


def test_both_find_the_same_stem(javascript: JavaScript) -> None:
    """A word of a query meets the word of a record whichever side of the wire each was read on."""
    stemmer = snowballstemmer.stemmer("english")
    asked = words()
    assert len(asked) > 15_000
    stems = javascript.call("stemmer.js", "stemWord", [[word] for word in asked])
    wrong = {
        word: (found, wanted)
        for word, found, wanted in zip(asked, stems, stemmer.stemWords(asked), strict=True)
        if found != wanted
    }
    assert not wrong


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("production", "products"),
        ("customer", "custom"),
        ("engineers", "engines"),
        ("containers", "contains"),
        ("conversations", "conversions"),
        ("integrity", "integration"),
        ("authorization", "authors"),
        ("important", "imports"),
        ("exceptions", "except"),
        ("units", "united"),
        ("cents", "cent"),
        ("majority", "major"),
        ("initiative", "initial"),
        ("animation", "animal"),
        ("personal", "persons"),
        ("identical", "identity"),
        ("permissive", "permission"),
    ],
)
def test_words_of_different_meaning_are_told_apart(one: str, other: str) -> None:
    """A search for the one does not find the other."""
    assert stem(one) != stem(other)


def test_an_own_stem_belongs_to_its_words_only() -> None:
    """No other word gets it from the stemmer, and each word of the list would be joined without it."""
    stemmer = snowballstemmer.stemmer("english")
    others = [word for word in words() if word not in OWN_STEMS]
    assert not set(OWN_STEMS.values()) & set(stemmer.stemWords(others))
    for own in set(OWN_STEMS.values()):
        assert own in OWN_STEMS, own


def test_both_keep_the_same_words_apart(javascript: JavaScript) -> None:
    """The browser has the same list."""
    asked = [*OWN_STEMS, "products", "deploy", "deployment", "c++", "constructor", "toString"]
    assert javascript.call("analysis.js", "stem", [[word] for word in asked]) == [stem(word) for word in asked]
