"""The index as static files for the browser, which fetches the terms of a query and the hits that it shows, no more.

    manifest.json               version of the rest, the shared constants, and what both indexes are made of
    <version>/vocabulary.json   facets with the names of their terms, fields of the query language, and the pages that
                                answer plain questions
    <version>/english/<l>.json  stems of English words by their first letter, fetched for a word that may be misspelt
    <version>/<index>/          `records` or `pages`
        documents.json          what ranking needs of every document: days, and the terms of the facets that are shown
        facets/<key>.json       the terms of another facet, fetched when a query names it
        terms/<n>.json          [term, [[field, [document, frequency, length, ...]], ...]], ...
        positions/<n>.json      [term, [[field, [[position, ...], ...]], ...]], ...: fetched for phrases
                                Shards are sorted by term, so that a prefix needs few of them; the manifest has the
                                beginning of each shard.
        words.json              the heads that there are lists of words for
        words/<head>.json       [word, number of documents], ...: for prefixes and spelling; words of the taxonomy that
                                no document has are listed with 0
        hits/<n>.json           one document as it is listed, with its shorter fields
        texts/<n>.json          its longer fields, fetched when the shorter ones do not show why it was found

Documents and positions are stored as the difference from the one before. The version is a hash of all files, so that a
browser never mixes two deployments, and a cached file never becomes wrong.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ml_postmortems.model.facets import FACETS, FACETS_BY_KEY, Vocabulary, facet_term, facet_terms
from ml_postmortems.search.constants import SHARED_CONSTANTS
from ml_postmortems.search.documents import HAS, Document, field_words, query_values
from ml_postmortems.search.english import english_stems
from ml_postmortems.search.explanation import LATER_FIELDS, SHORT_FIELDS
from ml_postmortems.search.field_weights import FIELD_WEIGHTS
from ml_postmortems.search.pages import Page, SearchedPages
from ml_postmortems.search.questions import AnswerPage
from ml_postmortems.search.shards import (
    Shard,
    edited_shards,
    places_of_texts,
    postings_of_document,
    term_shards,
    to_json,
    word_lists,
)
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import TextField

SEARCH_PAGE_FACETS = ("severity", "has", "cause", "control", "team", "model", "year", "kind", "status")
"""The facets that the search page shows; the family of a cause is read from the cause."""
RECORDS, PAGES = "records", "pages"
"""The two indexes."""
Show = Callable[[Document], Mapping[str, str]]
"""How a record is listed: its address, and its facts as text."""


def export(
    documents: Sequence[Document],
    index: WhooshIndex,
    pages: SearchedPages,
    vocabulary: Vocabulary,
    show: Show,
    shards_of_records: Callable[[WhooshIndex], list[Shard]] = term_shards,
) -> Iterator[tuple[str, bytes]]:
    """Every file by its path below the search page, in the order of the paths; the manifest comes last.

    `index` holds the documents in their order; `shards_of_records` may know its shards from before.
    """
    page_index = WhooshIndex(page.text for page in pages.all)
    files = {"vocabulary.json": to_json(_vocabulary(documents, vocabulary, pages.answers))}
    known_words = {RECORDS: field_words(vocabulary), PAGES: frozenset[str]()}
    about: dict[str, dict[str, Any]] = {}
    listed = {RECORDS: _record_files(documents, index, show), PAGES: _page_files(pages.all)}
    for name, each, shards_of in ((RECORDS, index, shards_of_records), (PAGES, page_index, term_shards)):
        files |= {f"{name}/{path}": to_json(content) for path, content in listed[name]}
        files |= {f"{name}/{path}": to_json(content) for path, content in _word_files(each, known_words[name])}
        shards = shards_of(each)
        about[name] = _about(each, [shard.start for shard in shards])
        files |= _shard_files(name, shards)
    about[PAGES]["terms"] = len(pages.terms)
    files |= {f"english/{letter}.json": to_json(sorted(stems)) for letter, stems in english_stems().items()}
    yield from _versioned(files, about)


def export_edited(
    last: Mapping[str, bytes],
    documents: Sequence[Document],
    edited: Collection[int],
    index: WhooshIndex,
    vocabulary: Vocabulary,
    show: Show,
) -> Iterator[tuple[str, bytes]]:
    """The same after edits of the texts of some documents, by their numbers, whose facts stayed as they were.

    `last` are the files of the last export by the same paths; what texts of records do not decide is taken from it.
    """
    manifest = json.loads(last["manifest.json"])
    former = f"{manifest['version']}/"
    files = {name.removeprefix(former): content for name, content in last.items() if name.startswith(former)}
    before = len(manifest[RECORDS]["starts"])
    pairs = [(files[f"{RECORDS}/terms/{n}.json"], files[f"{RECORDS}/positions/{n}.json"]) for n in range(before)]
    made_anew = tuple(f"{RECORDS}/{folder}" for folder in ("terms/", "positions/", "words"))
    files = {name: content for name, content in files.items() if not name.startswith(made_anew)}
    had = places_of_texts({number: _text_of_hit(number, files) for number in edited})
    for number in edited:
        hits = _hit_files(number, documents[number], index, show)
        files |= {f"{RECORDS}/{path}": to_json(content) for path, content in hits}
    files |= {f"{RECORDS}/{path}": to_json(each) for path, each in _word_files(index, field_words(vocabulary))}
    shards = edited_shards(pairs, {number: postings_of_document(number, index) for number in edited}, had)
    files |= _shard_files(RECORDS, shards)
    about = {RECORDS: _about(index, [shard.start for shard in shards]), PAGES: manifest[PAGES]}
    yield from _versioned(files, about)


def _shard_files(name: str, shards: Sequence[Shard]) -> dict[str, bytes]:
    files = {}
    for number, shard in enumerate(shards):
        files[f"{name}/terms/{number}.json"] = shard.terms
        files[f"{name}/positions/{number}.json"] = shard.positions
    return files


def _versioned(files: Mapping[str, bytes], about: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, bytes]]:
    version = hashlib.sha256(to_json(about))
    files = dict(sorted(files.items()))
    for path, content in files.items():
        version.update(path.encode() + b"\0" + content + b"\0")
    name = version.hexdigest()[:16]
    for path, content in files.items():
        yield f"{name}/{path}", content
    yield "manifest.json", to_json({"version": name, "constants": SHARED_CONSTANTS, **about})


def _about(index: WhooshIndex, starts: Sequence[str]) -> dict[str, Any]:
    fields = [
        {"name": field, **asdict(weight), "average": index.average_length(field)}
        for field, weight in FIELD_WEIGHTS.items()
    ]
    return {"documents": index.size, "starts": starts, "fields": fields}


def _vocabulary(documents: Sequence[Document], vocabulary: Vocabulary, answers: Sequence[AnswerPage]) -> dict[str, Any]:
    values = query_values(documents, vocabulary)
    return {
        "shown": SEARCH_PAGE_FACETS,
        "facets": [
            *([facet.key, facet.noun.capitalize(), _terms(facet.key, documents, vocabulary)] for facet in FACETS),
            ["has", "With", list(HAS.items())],
        ],
        "values": [[name, list(known.items())] for name, known in values.items()],
        "answers": [[page.url, page.title, page.about, page.asked_by] for page in answers],
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
    return [[term, facet_term(facet, term, vocabulary).name] for term in keys]


def _record_files(documents: Sequence[Document], index: WhooshIndex, show: Show) -> Iterator[tuple[str, Any]]:
    names = [*(facet.key for facet in FACETS if facet.key != "family"), "primary", "owner", "has"]
    columns = {name: _column([document.facts[name] for document in documents]) for name in names}
    ids = [[document.record.id, *document.record.aliases] for document in documents]
    yield (
        "documents.json",
        {"days": [document.day for document in documents], "facets": [[n, columns[n]] for n in SEARCH_PAGE_FACETS]},
    )
    yield "facets/id.json", _column(ids)
    for name in names:
        if name not in SEARCH_PAGE_FACETS:
            yield f"facets/{name}.json", columns[name]
    for number, document in enumerate(documents):
        yield from _hit_files(number, document, index, show)


def _hit_files(number: int, document: Document, index: WhooshIndex, show: Show) -> Iterator[tuple[str, Any]]:
    texts = index.text(number)
    short = {field.value: texts[field] for field in (TextField.TITLE, *SHORT_FIELDS)}
    yield f"hits/{number}.json", {**show(document), "id": document.record.id, "text": short}
    yield f"texts/{number}.json", {field.value: texts[field] for field in LATER_FIELDS}


def _text_of_hit(number: int, files: Mapping[str, bytes]) -> Mapping[TextField, str]:
    """What `_hit_files` wrote of the text of a document, which is all of it."""
    short, later = (json.loads(files[f"{RECORDS}/{folder}/{number}.json"]) for folder in ("hits", "texts"))
    return {TextField(name): text for name, text in (short["text"] | later).items()}


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


def _word_files(index: WhooshIndex, known_words: frozenset[str]) -> Iterator[tuple[str, Any]]:
    lists = word_lists({**dict.fromkeys(known_words, 0), **dict(index.words())}.items())
    yield "words.json", sorted(lists)
    for head, words in lists.items():
        yield f"words/{head}.json", words
