"""The index as static files for the browser: it fetches the terms of a query and the hits that it shows, and no more.

    manifest.json               version of the rest, and what both indexes are made of
    <version>/vocabulary.json   facets with the names of their terms, names of the query language
    <version>/<index>/          `records` or `pages`
        documents.json          what ranking needs of every document: days, and the terms of the facets that are shown
        facets/<key>.json       the terms of another facet, fetched when a query names it
        terms/<n>.json          [term, [[field, [document, frequency, length, ...]], ...]], ...
        positions/<n>.json      [term, [[field, [[position, ...], ...]], ...]], ...: fetched for phrases
                                Terms are in the order of the alphabet, so that those that begin alike lie together, and
                                the manifest says with which letters each shard begins.
        words.json              the beginnings that there are lists for
        words/<head>.json       [word, number of documents], ...: for prefixes and spelling; words of the field that no
                                document has are there with 0
        hits/<n>.json           one document as it is listed, with its shorter fields
        texts/<n>.json          its longer fields, fetched when the shorter ones do not show why it was found

Documents and positions are stored as the distance from the one before. The version is a hash of all files, so that a
browser never mixes two deployments, and what a browser has kept is right for ever.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import sub
from typing import Any

from ml_postmortems.model.facets import FACETS, FACETS_BY_KEY, FacetTerm, Vocabulary, facet_terms
from ml_postmortems.search.documents import Document, field_words, query_values
from ml_postmortems.search.pages import Page
from ml_postmortems.search.weights import FIELD_WEIGHTS, K1
from ml_postmortems.search.whoosh_index import Posting, WhooshIndex
from ml_postmortems.similarity.record_text import TextField

SHOWN = ("severity", "cause", "team", "model", "year", "kind", "status")
"""The facets that the search page shows; the family of a cause is read from the cause."""
_SHORT = (TextField.TITLE, TextField.SUMMARY, TextField.LESSONS)
_LONG = (TextField.CAUSES, TextField.ACTIONS, TextField.BODY, TextField.NAMES, TextField.SYNONYMS)
_SHARD = 20_000
"""Bytes in a shard, or more where there would be too many shards; packed it is about a third."""
_MANY_SHARDS = 1_024
"""By how many the postings of a large corpus are divided; what frames them makes some more."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)

Show = Callable[[Document], Mapping[str, str]]
"""How a record is listed: its address, and its facts in words."""


def export(
    documents: Sequence[Document], index: WhooshIndex, pages: Sequence[Page], vocabulary: Vocabulary, show: Show
) -> Iterator[tuple[str, bytes]]:
    """Every file by its path below the search page, in the order of the paths; the manifest comes last.

    `index` holds the documents in their order.
    """
    page_index = WhooshIndex(page.text for page in pages)
    files = {"vocabulary.json": _json(_vocabulary(documents, vocabulary))}
    spelt = {"records": field_words(vocabulary), "pages": frozenset[str]()}
    about = {}
    listed = {"records": _record_files(documents, index, show), "pages": _page_files(pages)}
    for name, each in (("records", index), ("pages", page_index)):
        files |= {f"{name}/{path}": _json(content) for path, content in listed[name]}
        files |= {f"{name}/{path}": content for path, content in _word_files(each, spelt[name])}
        shards = _shards_of_terms(each)
        about[name] = _about(each, [shard.start for shard in shards])
        for number, shard in enumerate(shards):
            files[f"{name}/terms/{number}.json"] = _array(shard.terms)
            files[f"{name}/positions/{number}.json"] = _array(shard.positions)
    version = hashlib.sha256(_json(about))
    files = dict(sorted(files.items()))
    for path, content in files.items():
        version.update(path.encode() + b"\0" + content + b"\0")
    name = version.hexdigest()[:16]
    for path, content in files.items():
        yield f"{name}/{path}", content
    yield "manifest.json", _json({"version": name, **about})


def _about(index: WhooshIndex, starts: Sequence[str]) -> dict[str, Any]:
    fields = [
        {"name": field, "weight": weight.weight, "b": weight.b, "average": index.average_length(field)}
        for field, weight in FIELD_WEIGHTS.items()
    ]
    return {"documents": index.size, "starts": starts, "k1": K1, "fields": fields}


def _vocabulary(documents: Sequence[Document], vocabulary: Vocabulary) -> dict[str, Any]:
    values = query_values(documents, vocabulary)
    return {
        "shown": SHOWN,
        "facets": [[facet.key, facet.noun.capitalize(), _terms(facet.key, documents, vocabulary)] for facet in FACETS],
        "values": [[name, list(known.items())] for name, known in values.items()],
    }


def _terms(key: str, documents: Sequence[Document], vocabulary: Vocabulary) -> list[list[str]]:
    """The terms of a facet that a document has, with their names, in the order of the vocabulary."""
    facet = FACETS_BY_KEY[key]
    defined = facet_terms(facet, vocabulary)
    used = {term for document in documents for term in document.facts[key]}
    keys = [
        *(term for term in defined if term in used),
        *sorted(used - defined.keys(), reverse=facet.newest_term_first),
    ]
    return [[term, defined.get(term, FacetTerm(term, term, "")).name] for term in keys]


def _record_files(documents: Sequence[Document], index: WhooshIndex, show: Show) -> Iterator[tuple[str, Any]]:
    names = [*(facet.key for facet in FACETS if facet.key != "family"), "primary", "owner", "has"]
    columns = {name: _column([document.facts[name] for document in documents]) for name in names}
    ids = [[document.record.id, *document.record.aliases] for document in documents]
    yield (
        "documents.json",
        {"days": [document.day for document in documents], "facets": [[n, columns[n]] for n in SHOWN]},
    )
    yield "facets/id.json", _column(ids)
    for name in names:
        if name not in SHOWN:
            yield f"facets/{name}.json", columns[name]
    for number, document in enumerate(documents):
        texts = index.text(number)
        short = {field.value: texts[field] for field in _SHORT}
        yield f"hits/{number}.json", {**show(document), "id": document.record.id, "text": short}
        yield f"texts/{number}.json", {field.value: texts[field] for field in _LONG}


def _page_files(pages: Sequence[Page]) -> Iterator[tuple[str, Any]]:
    for number, page in enumerate(pages):
        text = {field.value: page.text[field] for field in (TextField.TITLE, TextField.BODY)}
        yield f"hits/{number}.json", {"url": page.url, "title": page.title, "group": page.group, "text": text}


def _column(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """The terms of every document, as numbers in a list of terms: a number for one, a list for none or several."""
    terms = sorted({term for row in rows for term in row})
    number_of = {term: number for number, term in enumerate(terms)}
    numbers = [[number_of[term] for term in row] for row in rows]
    return {"terms": terms, "rows": [row[0] if len(row) == 1 else row for row in numbers]}


@dataclass(frozen=True, slots=True)
class _Shard:
    """Terms that follow each other in the alphabet."""

    start: str
    """The least letters that come after every term of the shard before, and after none of this one."""
    terms: list[bytes]
    positions: list[bytes]


def _shards_of_terms(index: WhooshIndex) -> list[_Shard]:
    """All terms with their postings; encoded term by term, for as numbers they would fill memory."""
    field_numbers = {field: number for number, field in enumerate(FIELD_WEIGHTS)}
    encoded: dict[str, list[tuple[int, bytes, bytes]]] = defaultdict(list)
    total = 0
    for term, field, postings in index.postings():
        positions = [_steps(posting.positions) for posting in postings]
        encoded[term].append((field_numbers[field], _json(_packed(postings)), _json(positions)))
        total += len(encoded[term][-1][1])
    most = max(_SHARD, total // _MANY_SHARDS)
    shards, size, before = [_Shard("", [], [])], 0, ""
    for term in sorted(encoded, key=_in_browser):
        fields = sorted(encoded[term])
        row = _row(term, ((field, postings) for field, postings, _ in fields))
        if size and size + len(row) > most:
            shards.append(_Shard(_start_of(term, before), [], []))
            size = 0
        shards[-1].terms.append(row)
        shards[-1].positions.append(_row(term, ((field, positions) for field, _, positions in fields)))
        size, before = size + len(row), term
    return shards


def _in_browser(term: str) -> bytes:
    """What browsers compare texts by."""
    return term.encode("utf-16-be")


def _start_of(term: str, before: str) -> str:
    """The least beginning of a term that comes after another one."""
    beginnings = (term[:end] for end in range(1, len(term) + 1))
    return next(start for start in beginnings if _in_browser(start) > _in_browser(before))


def _row(term: str, fields: Iterable[tuple[int, bytes]]) -> bytes:
    return _array([_json(term), _array(_array([_json(field), content]) for field, content in fields)])


def _word_files(index: WhooshIndex, spelt: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    lists: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, documents in sorted({**dict.fromkeys(spelt, 0), **dict(index.words())}.items()):
        lists[head_of(word)].append((word, documents))
    yield "words.json", _json(sorted(lists))
    for head, words in lists.items():
        yield f"words/{head}.json", _json(words)


def head_of(word: str) -> str:
    """The name of the list of words that begin with the same two letters: their code points."""
    return "-".join(f"{ord(letter):x}" for letter in word[:2])


def _packed(postings: Sequence[Posting]) -> list[int]:
    packed, before = [], 0
    for posting in postings:
        packed += [posting.document - before, len(posting.positions), posting.length]
        before = posting.document
    return packed


def _steps(places: Sequence[int]) -> list[int]:
    return [places[0], *map(sub, places[1:], places)]


def _json(content: Any) -> bytes:
    return _ENCODER.encode(content).encode()


def _array(encoded: Iterable[bytes]) -> bytes:
    """An array of what is encoded already."""
    return b"[" + b",".join(encoded) + b"]"
