"""The browser finds what Python finds: the same records in the same order, with the same scores and counts."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.errors import QueryUnreadable
from ml_postmortems.search.engine import ordered
from ml_postmortems.search.query import Node, asks_for_taken_back, is_empty, query_text, without_stop_words
from ml_postmortems.search.query_parser import both_readings, parse_query
from ml_postmortems.search.query_problems import LONGEST_QUERY
from ml_postmortems.search.snippets import Piece
from ml_postmortems.similarity.analysis import tokens
from tests.search.corpora import SearchedCorpus, frozen_corpus, made_corpus
from tests.search.javascript import JavaScript

QUERIES = [
    line
    for line in (Path(__file__).parent / "parity-queries.txt").read_text("utf-8").split("\n")
    if line and not line.startswith("# ")
]
CORPORA = {"real": frozen_corpus, "made": made_corpus}


@pytest.fixture(scope="module", params=CORPORA)
def searched(request: pytest.FixtureRequest) -> SearchedCorpus:
    """Each corpus in turn."""
    return CORPORA[request.param]()


@pytest.fixture(scope="module")
def base(searched: SearchedCorpus, javascript: JavaScript) -> str:
    """Where the engine finds the files of a corpus."""
    folder, address = javascript.place(searched.name)
    searched.write(folder)
    return address


def asks_for_nothing(text: str, searched: SearchedCorpus) -> bool:
    """Whether a query can be read, and asks for nothing; the command line refuses it, and the page lists nothing."""
    query = parse_query(text, searched.values)
    return not query.problems and is_empty(without_stop_words(query.node))


@pytest.mark.parametrize("text", ["🙂", "??????", "*a", "-", "the of IT OR", '""', "()", "-the"])
def test_a_query_that_asks_for_nothing_finds_nothing(
    searched: SearchedCorpus, javascript: JavaScript, base: str, text: str
) -> None:
    """Refused on the command line, and without hits and counts on the page."""
    with pytest.raises(QueryUnreadable, match="asks for nothing"):
        searched.search.run(text)
    [[answer]] = javascript.call("harness.js", "rank", [[base, [text], False]])
    assert (answer["hits"], answer["counts"], answer["near"]) == ([], [], [])


def test_there_are_queries_of_every_kind() -> None:
    """At least 200, none twice."""
    assert len(QUERIES) >= 200
    assert len(set(QUERIES)) == len(QUERIES)


@pytest.mark.parametrize("is_typing", [False, True])
def test_the_same_records_in_the_same_order(
    searched: SearchedCorpus, javascript: JavaScript, base: str, is_typing: bool
) -> None:
    """Ids, scores to rounding, the word that was read as a prefix, the parts that no record has, and the suggestion.

    Finished or half typed: that only decides whether what cannot be read is an error.
    """
    [answers] = javascript.call("harness.js", "rank", [[base, QUERIES, is_typing]])
    differences: list[Any] = []
    found = 0
    for text, answer in zip(QUERIES, answers, strict=True):
        query, prefixed = both_readings(text, searched.values)
        told = (
            parse_query(f"{text} " if len(text) < LONGEST_QUERY else text, searched.values, is_typing=True)
            if is_typing
            else query
        )
        assert len(told.problems) == answer["problems"], text
        ranking = searched.ranker.rank(query.node, prefixed.node)
        found += len(ranking.order)
        order = () if asks_for_nothing(text, searched) else ranking.order
        wanted = [[number, pytest.approx(ranking.scores[number], rel=1e-9, abs=1e-9)] for number in order]
        said = (answer["isPartial"], answer["missing"], answer["near"], answer["prefix"], answer["lacks"])
        word = "" if ranking.node == without_stop_words(query.node) else prefixed.prefix
        missing = [query_text(part) for part in ranking.missing]
        partial = ranking.order if ranking.is_partial else ranking.near
        lacks = [[number, [query_text(part) for part in ranking.lacks(number)]] for number in partial[:10]]
        if answer["hits"] != wanted or said != (ranking.is_partial, missing, list(ranking.near), word, lacks):
            differences.append((text, answer["hits"][:5], answer["isPartial"], answer["missing"], ranking))
        meant = searched.search.suggestion(text, ranking.missing)
        if answer["suggestion"] != meant:
            differences.append((text, answer["suggestion"], meant))
    assert not differences, f"{len(differences)} differ, such as {differences[:3]}"
    assert found > len(QUERIES)


def test_hits_are_explained_alike(searched: SearchedCorpus, javascript: JavaScript, base: str) -> None:
    """The page and the command line mark the same words of a title, and show the same passage of the same field."""
    queries = [text for text in QUERIES if not parse_query(text, searched.values).problems]
    queries = [text for text in queries if not asks_for_nothing(text, searched)]
    [answers] = javascript.call("harness.js", "explained", [[base, queries]])
    shown = 0
    for text, answer in zip(queries, answers, strict=True):
        found = searched.search.run(text)
        wanted = [
            [hit.document.record.id, _pairs(hit.title), hit.field, _pairs(hit.snippet)]
            for hit in (*found.hits(10), *found.near())
        ]
        assert answer == wanted, text
        shown += len(wanted)
    assert shown > len(queries)


def test_queries_that_overlap_lose_nothing(searched: SearchedCorpus, javascript: JavaScript, base: str) -> None:
    """A phrase, and its words while what the phrase needs is still on its way."""
    first, second, *_ = (token for token in tokens(searched.documents[0].record.title) if token.is_word)
    words = f"{first.word} {second.word}"
    assert second.position == first.position + 1
    [[alone, together]] = javascript.call("harness.js", "raced", [[base, f'"{words}"', words]])
    assert alone == together > 0


def test_counts_of_facets(searched: SearchedCorpus, javascript: JavaScript, base: str) -> None:
    """A term counts the records that it would leave; the facet that a default narrows counts what it hides, too."""
    [answers] = javascript.call("harness.js", "rank", [[base, QUERIES, False]])
    for text, answer in zip(QUERIES, answers, strict=True):
        counts = dict(answer["counts"])
        if not counts:
            continue
        shown = {number for number, _ in answer["hits"]}
        for key in counts.keys() - {"status"}:
            wanted = Counter(term for number in shown for term in searched.documents[number].facts[key])
            assert counts[key] == wanted, (text, key)
        node = parse_query(text, searched.values).node
        if not asks_for_taken_back(node):
            hidden = {"withdrawn", "superseded"}
            assert sum(count for status, count in counts["status"].items() if status not in hidden) == len(shown)


def test_queries_are_read_alike(searched: SearchedCorpus, javascript: JavaScript) -> None:
    """The same tree of the same parts, and the same problems with the same proposals, finished or not."""
    values = [[name, list(known.items())] for name, known in searched.values.items()]
    for is_typing in (False, True):
        answers = javascript.call("harness.js", "parsed", [[text, values, is_typing] for text in QUERIES])
        for text, answer in zip(QUERIES, answers, strict=True):
            query = parse_query(text, searched.values, is_typing=is_typing)
            assert answer["node"] == _as_json(query.node), text
            of_the_page = [  # it proposes no command
                {**asdict(problem), "fix": problem.fix.split(", or paste the text into")[0]}
                for problem in query.problems
            ]
            assert answer["problems"] == of_the_page, text
            assert (answer["corrected"], answer["prefix"]) == (query.corrected, query.prefix), text


def test_texts_are_analysed_alike(javascript: JavaScript) -> None:
    """Records, queries, and the letters of many scripts give the same terms in the same places."""
    letters = [
        f"a{chr(code)}b {chr(code)} {chr(code)}{chr(code)}" for code in range(32, 0x3000) if chr(code).isprintable()
    ]
    documents = [*frozen_corpus().documents, *made_corpus().documents[:20]]
    texts = [*QUERIES, *(text for document in documents for text in document.text.values()), "\n".join(letters)]
    answers = javascript.call("harness.js", "analysed", [[text] for text in texts])
    for text, answer in zip(texts, answers, strict=True):
        normal = unicodedata.normalize("NFC", text)
        wanted = [[t.term, t.word, t.position, normal[t.start : t.end], t.is_compound, t.is_part] for t in tokens(text)]
        different = [pair for pair in zip(answer, wanted, strict=False) if pair[0] != pair[1]]
        assert not different, different[:3]
        assert len(answer) == len(wanted)


def test_records_that_tie_are_listed_newest_first() -> None:
    """What differs in the seventh digit only is no difference that anybody should see."""
    assert ordered({3: 1.0, 1: 1.00000001, 2: 2.0, 0: 0.5}) == (2, 1, 3, 0)


def _as_json(node: Node) -> Any:
    """A tree of Python in the form of the browser's."""
    fields = {name: getattr(node, name) for name in type(node).__dataclass_fields__}
    if "of" in fields:
        of = fields["of"]
        fields["of"] = [_as_json(part) for part in of] if isinstance(of, tuple) else _as_json(of)
    return json.loads(json.dumps({"kind": type(node).__name__.lower(), **fields}))


def _pairs(pieces: Sequence[Piece]) -> list[list[Any]]:
    return [[piece.text, piece.is_match] for piece in pieces]
