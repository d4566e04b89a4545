"""Which records a query finds, and their scores, held against the texts themselves and against Whoosh's own search."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple
from functools import cache
from itertools import cycle, islice
from math import log
from typing import Any

import pytest
import whoosh.fields
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.filedb.filestore import RamStorage

from ml_postmortems.search.engine import MOST_EXPANSIONS
from ml_postmortems.search.field_weights import FIELD_WEIGHTS, K1
from ml_postmortems.search.query import And, Node, Not, Or, Phrase, Prefix, Words
from ml_postmortems.search.query_parser import parse_query
from ml_postmortems.search.query_words import SENTENCE_WORDS
from ml_postmortems.search.ranking import WEAK_SHARE, Ranker
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.analysis import folded, stem, tokens
from ml_postmortems.similarity.record_text import TextField
from tests.search.corpora import SearchedCorpus, frozen_corpus, made_corpus

VOCABULARY = [
    "skew",
    "store",
    "feature",
    "feature_store",
    "top-k",
    "k",
    "GPT-4o",
    "running",
    "runs",
    "the",
    "C++",
    "p99",
]
LEAVES = st.one_of(
    st.sampled_from(VOCABULARY).map(Words),
    st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=3).map(" ".join).map(Phrase),
    st.sampled_from(["sk", "fe", "run", "st", "to"]).map(Prefix),
)
NODES: st.SearchStrategy[Node] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(And),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(Or),
    ),
    max_leaves=5,
)


@cache
def small_texts() -> tuple[dict[TextField, str], ...]:
    """Thirty texts over a small vocabulary, so that every sort of query finds some of them."""
    chance = random.Random(3)
    texts = []
    for _ in range(30):
        fields = {field: " ".join(chance.choices(VOCABULARY, k=chance.randint(0, 5))) for field in TextField}
        fields[TextField.SYNONYMS] = ""
        texts.append(fields)
    return tuple(texts)


@cache
def small_ranker() -> Ranker:
    """The search of these texts."""
    return ranker_of(small_texts())


def ranker_of(texts: Sequence[dict[TextField, str]]) -> Ranker:
    """The search of some texts; the records behind them do not matter, as long as they count."""
    counted = [document for document in made_corpus().documents if document.record.status.is_counted]
    return Ranker(list(islice(cycle(counted), len(texts))), WhooshIndex(texts))


@settings(max_examples=300)
@given(NODES)
def test_a_query_finds_what_its_words_say(node: Node) -> None:
    """Every document that matches by its text, and no other, whatever the query."""
    ranking = small_ranker().rank(node)
    if not ranking.is_partial:
        assert set(ranking.order) == {at for at, text in enumerate(small_texts()) if _holds(node, text) is not False}


def test_what_no_document_has_all_of_some_have() -> None:
    """Where all words together find nothing, each of them counts alone; words in no index find nothing by that."""
    bodies = ["alpha", "beta", "gamma"]
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies]
    ranking = ranker_of(texts).rank(parse_query("the alpha is with a beta xylophone", {}).node)
    assert ranking.is_partial
    assert ranking.order == (0, 1)
    assert ranking.missing == (Words("xylophone"),)
    assert [list(ranking.lacks(number)) for number in (0, 1)] == [[Words("beta")], [Words("alpha")]]


@pytest.mark.parametrize(
    "query", ["why did I lose alpha", "What's my alpha?", "we can’t lose alpha", "alpha: how -what"]
)
def test_words_that_make_a_sentence_are_not_asked_for(query: str) -> None:
    """No record has to say them and none is told to lack them, but what is in quotes is found as it stands."""
    bodies = ["they lose alpha", "what my users lose", "alpha"]
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies]
    ranking = ranker_of(texts).rank(parse_query(query, {}).node)
    asked = [word for word in ("lose", "alpha") if word in query]
    assert (ranking.is_partial, ranking.missing) == (False, ())
    assert ranking.node == (And(tuple(map(Words, asked))) if len(asked) > 1 else Words("alpha"))
    assert ranker_of(texts).rank(Phrase("what my")).order == (1,)


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "xylophone"]), min_size=2, max_size=5, unique=True))
def test_what_a_document_lacks(words: list[str]) -> None:
    """Each word that it has not and another has, where it has some of the words only."""
    bodies = ["alpha beta", "alpha", "gamma beta", "beta delta", "gamma"]
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies]
    ranking = ranker_of(texts).rank(parse_query(" ".join(words), {}).node)
    for number in ranking.order if ranking.is_partial else ranking.near:
        lacks = [word for word in words if word not in bodies[number].split() and word != "xylophone"]
        assert list(ranking.lacks(number)) == [Words(word) for word in lacks]


@pytest.mark.parametrize(("rare", "is_shown"), [(20, True), (200, False)])
def test_what_has_least_of_some_words_is_left_out(rare: int, is_shown: bool) -> None:
    """A word that everybody uses is no answer beside a rare one: below a quarter of the best score nothing is shown."""
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: "beta"} for _ in range(rare)]
    texts[7][TextField.BODY] = "alpha"
    ranker = ranker_of(texts)
    ranking = ranker.rank(parse_query("alpha beta", {}).node)
    faint = (log(rare / rare) + 1) / (log(rare / 2) + 1)  # by BM25F, where texts are of one length
    assert (faint >= WEAK_SHARE) == is_shown
    assert len(ranking.order) == (rare if is_shown else 1)
    assert ranking.order[0] == 7


def test_the_best_score_is_one_that_counts() -> None:
    """A withdrawn record, or one that other facts exclude, leaves no answer out."""
    searched = made_corpus()
    [withdrawn, *_] = (document for document in searched.documents if not document.record.status.is_counted)
    counted = [document for document in searched.documents if document.record.status.is_counted]
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: "beta"} for _ in range(200)]
    texts[7][TextField.BODY] = "alpha"
    ranker = Ranker([*counted[:7], withdrawn, *islice(cycle(counted), 192)], WhooshIndex(texts))
    assert len(ranker.rank(parse_query("alpha beta", searched.values).node).order) == 199
    assert len(ranker.rank(parse_query("alpha beta -alpha", searched.values).node).order) == 199


def test_the_reading_that_finds_everything_is_taken() -> None:
    """The first one first; where none does, what has some of the first."""
    bodies = ["alpha beta", "alpha", "gamma"]
    ranker = ranker_of([dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies])
    alpha, gamma, other = Words("alpha"), Words("gamma"), Words("xylophone")
    assert ranker.rank(alpha, gamma).node == alpha
    assert ranker.rank(other, gamma).node == gamma
    assert ranker.rank(other, And((alpha, other))).node == other


def test_what_some_have_follows_where_few_have_all() -> None:
    """Somebody who describes a failure in five words is shown the near ones too, apart from what has every word."""
    bodies = ["alpha beta", "alpha", "gamma", "beta beta", "alpha gamma"]
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies]
    ranking = ranker_of(texts).rank(parse_query("alpha beta", {}).node)
    assert ranking.order == (0,)
    assert ranking.near == (3, 1, 4)
    assert not ranking.is_partial
    assert ranker_of(texts).rank(parse_query("alpha -gamma", {}).node).near == ()


@pytest.mark.parametrize("rest", ["", " -beta", " severity:SEV1", " (alpha OR beta) -gamma"])
def test_a_word_that_no_record_has_is_named_whatever_else_is_asked(rest: str) -> None:
    """Beside facts and exclusions, too; what only a withdrawn record says is in a record."""
    searched = made_corpus()
    [withdrawn, *_] = (document for document in searched.documents if not document.record.status.is_counted)
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in ("alpha", "beta", "gamma")]
    texts.append(dict.fromkeys(TextField, "") | {TextField.BODY: "omega"})
    counted = [document for document in searched.documents if document.record.status.is_counted]
    ranker = Ranker([*counted[:3], withdrawn], WhooshIndex(texts))
    assert ranker.rank(parse_query(f"xylophone{rest}", searched.values).node).missing == (Words("xylophone"),)
    assert ranker.rank(parse_query(f"omega{rest}", searched.values).node).missing == ()


def test_a_compound_that_nobody_wrote_is_loosened_to_its_words() -> None:
    """`over-refusal` finds who refused; a name with a number in it, such as an id, is no words."""
    bodies = ["it refused over and over", "refusal", "gamma 7", "over"]
    ranker = ranker_of([dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies])
    ranking = ranker.rank(parse_query("over-refusal", {}).node)
    assert set(ranking.order) == {0, 1, 3}
    assert ranking.order[0] == 0
    assert ranking.is_partial
    assert ranking.missing == (Words("over-refusal"),)
    assert ranker.rank(parse_query("gamma-8", {}).node).order == ()


@pytest.mark.parametrize("query", ["?role=admin&until=2051", "role=admin,until=2051", "role=admin;until=2051"])
def test_what_stands_together_is_loosened_to_its_words(query: str) -> None:
    """Where no record has all of it: parameters of an address, or settings in a log."""
    bodies = ["valid until 2051", "an admin", "no match"]
    ranker = ranker_of([dict.fromkeys(TextField, "") | {TextField.BODY: body} for body in bodies])
    ranking = ranker.rank(parse_query(query, {}).node)
    assert ranking.is_partial
    assert ranking.order == (0, 1)


def test_scores_are_bm25f() -> None:
    """For each word of the real records and for pairs of words, from what Whoosh's own reader tells."""
    searched = frozen_corpus()
    theirs = _bm25f_of(searched)
    written = {term for text in searched.documents[0].text.values() for term in text.split() if term.isalpha()}
    words = sorted(word for word in written if word.lower() not in SENTENCE_WORDS)
    assert len(words) > 300
    for word in words:
        terms = [token.term for token in tokens(word)]
        if terms:
            assert searched.ranker.engine.term(terms[0]) == pytest.approx(theirs(terms), rel=1e-9)
    for one, other in zip(words[::7], words[3::7], strict=False):
        terms = [token.term for word in (one, other) for token in tokens(word)]
        ours = searched.ranker.rank(Or((Words(one), Words(other)))).scores
        assert not terms or ours == pytest.approx(theirs(terms), rel=1e-9)


def test_a_phrase_scores_the_fields_that_have_it() -> None:
    """Each of its words as often as these have it, and as rare as it is in any field."""
    fields = dict.fromkeys(TextField, "")
    texts = [
        fields | {TextField.TITLE: "alpha beta gamma", TextField.BODY: "alpha gamma beta"},
        fields | {TextField.BODY: "beta alpha"},
        fields | {TextField.BODY: "alpha"},
        fields | {TextField.SUMMARY: "alpha beta alpha"},
        fields,
    ]

    def score(field: TextField, length: int, average: float, **often: int) -> float:
        weight = FIELD_WEIGHTS[field]
        long = 1 - weight.b + weight.b * length / average
        amounts = {term: weight.weight * count / long for term, count in often.items()}
        rarity = {"alpha": log(5 / (4 + 1)) + 1, "beta": log(5 / (3 + 1)) + 1}
        return sum(rarity[term] * (K1 + 1) * amount / (K1 + amount) for term, amount in amounts.items())

    scores = ranker_of(texts).rank(Phrase("alpha beta")).scores
    assert scores == pytest.approx(
        {0: score(TextField.TITLE, 3, 3 / 5, alpha=1, beta=1), 3: score(TextField.SUMMARY, 3, 3 / 5, alpha=2, beta=1)}
    )


def test_a_prefix_stands_for_the_most_frequent_words() -> None:
    """At most 64, and of equal ones the first of the alphabet."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"zz{first}{second}q" for first in letters[:4] for second in letters]
    texts = [dict.fromkeys(TextField, "") | {TextField.BODY: name} for name in names]
    texts.append(dict.fromkeys(TextField, "") | {TextField.BODY: names[-1]})
    ranker = ranker_of(texts)
    wanted = {*range(MOST_EXPANSIONS - 1), len(names) - 1, len(names)}
    assert set(ranker.rank(Prefix("zz")).order) == wanted


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(["mo*", "th*", "in*", "co*", "re*"] * 6),
        " ".join(f"-{word}*" for word in ["mo", "th", "in", "co"] * 7),
        "(" * 8 + " OR ".join(["model data"] * 15) + ")" * 8,
        " ".join('"the model of a data set"' for _ in range(9)),
        "x" * 256,
        "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z",
        "/".join(["the"] * 60),
    ],
)
def test_no_query_takes_long(text: str) -> None:
    """Two seconds at most, whatever is asked."""
    searched = made_corpus()
    query = parse_query(text, searched.values)
    assert not query.problems
    started = time.process_time()
    searched.ranker.rank(query.node)
    assert time.process_time() - started < 2


def _bm25f_of(searched: SearchedCorpus) -> Callable[[Sequence[str]], dict[int, float]]:
    """BM25F of any of some terms (Robertson and Zaragoza 2009, 3.6), over fields that Whoosh analyses.

    A term is as common as the fields make it that say something of a record alone.
    """
    fields = {field.value: whoosh.fields.TEXT(analyzer=SpaceSeparatedTokenizer()) for field in TextField}
    index = RamStorage().create_index(whoosh.fields.Schema(**fields))
    writer = index.writer()
    for document in searched.documents:
        terms = {field.value: " ".join(t.term for t in tokens(text)) for field, text in document.text.items()}
        writer.add_document(**terms)
    writer.commit()
    reader, size = index.reader(), len(searched.documents)

    def search(terms: Sequence[str]) -> dict[int, float]:
        totals: dict[int, float] = {}
        for term in terms:
            amounts: dict[int, float] = {}
            counted: set[int] = set()
            for field, (weight, b, makes_common) in (
                (field.value, astuple(each)) for field, each in FIELD_WEIGHTS.items()
            ):
                if (field, term) in reader:
                    average = reader.field_length(field) / size
                    matcher = reader.postings(field, term)
                    while matcher.is_active():
                        length = reader.doc_field_length(matcher.id(), field)
                        amount = weight * matcher.weight() / (1 - b + b * length / average)
                        amounts[matcher.id()] = amounts.get(matcher.id(), 0) + amount
                        counted |= {matcher.id()} if makes_common else set()
                        matcher.next()
            rarity = log(size / ((len(counted) or len(amounts)) + 1)) + 1
            for number, amount in amounts.items():
                totals[number] = totals.get(number, 0) + rarity * (K1 + 1) * amount / (K1 + amount)
        return totals

    return search


def _holds(node: Node, text: dict[TextField, str]) -> bool | None:
    """Whether a text matches, read off its words; None for a query that asks for nothing."""
    match node:
        case Words(of):
            return None if of == "the" else any(_has_words(of, each) for each in text.values())
        case Phrase(of):
            return any(_has_phrase(of, each) for each in text.values()) if list(_words(of)) else None
        case Prefix(start):
            starting = {
                stem(word) for each in map(_all_words, small_texts()) for word in each if word.startswith(start)
            }
            return any(stem(word) in starting for word in _all_words(text))
        case Not(inner):
            held = _holds(inner, text)
            return None if held is None else not held
        case And(parts) | Or(parts):
            said = [held for part in parts if (held := _holds(part, text)) is not None]
            return (all(said) if isinstance(node, And) else any(said)) if said else None
        case _:
            raise AssertionError(node)


def _has_words(of: str, text: str) -> bool:
    """One word, or a compound: as a whole or its words in their order."""
    written = [folded(word) for word in text.split()]
    if any(sign in of for sign in "_-"):
        return folded(of) in written or _has_phrase(of, text)
    return stem(folded(of)) in {stem(word) for word in _parts(written)}


def _has_phrase(of: str, text: str) -> bool:
    wanted = list(_words(of))
    said = dict(_words(text))
    return bool(wanted) and any(
        all(said.get(start - wanted[0][0] + at) == word for at, word in wanted) for start in said
    )


def _words(text: str) -> Iterator[tuple[int, str]]:
    """The stems of the words, each with its place; stop words leave a gap."""
    for at, word in enumerate(_parts(folded(each) for each in text.split())):
        if word != "the":
            yield at, stem(word)


def _all_words(text: dict[TextField, str]) -> set[str]:
    written = [folded(word) for each in text.values() for word in each.split()]
    return {*written, *_parts(written)} - {"the"}


def _parts(written: Any) -> list[str]:
    return [part for word in written for part in word.replace("_", " ").replace("-", " ").split()]
