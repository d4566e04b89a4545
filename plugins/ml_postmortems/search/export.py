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

Documents and positions are stored as the difference from the one before. The version is a hash of all files. As it is
known only when all are made, files are given without it, one by one, and `versioned_files` places them: those of 10,000
records are too large to be held.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
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
from ml_postmortems.search.versioned_files import MANIFEST, FolderHash
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.similarity.record_text import TextField

SEARCH_PAGE_FACETS = ("severity", "has", "cause", "control", "team", "model", "year", "kind", "status")
"""The facets that the search page shows; the family of a cause is read from the cause."""
RECORDS, PAGES = "records", "pages"
"""The two indexes."""
_STATE = "state"
"""What the hash of the files goes on from after an edit."""
Files = Iterator[tuple[str, bytes]]
"""Each with its path."""
About = Mapping[str, Any]
"""What the manifest says of an index."""
Show = Callable[[Document], Mapping[str, str]]
"""How a record is listed: its address, and its facts as text."""


def export(
    documents: Sequence[Document],
    index: WhooshIndex,
    pages: SearchedPages,
    vocabulary: Vocabulary,
    show: Show,
    shards_of_records: Callable[[WhooshIndex], list[Shard]] = term_shards,
) -> Files:
    """Every file by its path within the versioned folder; the manifest, which lies above it, comes last.

    `index` holds the documents in their order; `shards_of_records` may know its shards from before.
    """
    page_index = WhooshIndex(page.text for page in pages.all)
    record_files = _in_json(_record_files(documents, index, show))
    words = field_words(vocabulary)
    about: dict[str, About] = {}

    def files() -> Files:
        yield "vocabulary.json", to_json(_vocabulary(documents, vocabulary, pages.answers))
        yield from ((f"english/{letter}.json", to_json(sorted(stems))) for letter, stems in english_stems().items())
        about[RECORDS] = yield from _index_files(RECORDS, index, words, record_files, shards_of_records)
        page_files = _in_json(_page_files(pages.all))
        of_pages = yield from _index_files(PAGES, page_index, frozenset(), page_files, term_shards)
        about[PAGES] = {**of_pages, "terms": len(pages.terms)}

    written = FolderHash()
    for path, content in files():
        written.add(path, content)
        yield path, content
    yield MANIFEST, _manifest(written, about)


def export_edited(
    manifest: bytes,
    read: Callable[[str], bytes],
    documents: Sequence[Document],
    edited: Collection[int],
    index: WhooshIndex,
    vocabulary: Vocabulary,
    show: Show,
) -> Iterator[tuple[str, bytes | None]]:
    """What becomes another file after edits of the texts of some documents, by their numbers; their facts are the same.

    `manifest` is that of the last export, and `read` gives a file of its folder. Without content, a file is gone.
    """
    last = json.loads(manifest)
    pairs = [
        (read(f"{RECORDS}/terms/{number}.json"), read(f"{RECORDS}/positions/{number}.json"))
        for number in range(len(last[RECORDS]["starts"]))
    ]
    hits = {
        path: content
        for number in edited
        for path, content in _below(RECORDS, _in_json(_hit_files(number, documents[number], index, show)))
    }
    heads = json.loads(read(f"{RECORDS}/words.json"))
    former = {path: read(path) for path in (*hits, *(f"{RECORDS}/{path}" for path in _word_paths(heads)))}
    had = places_of_texts({number: _text_of_hit(number, former) for number in edited})
    shards = edited_shards(pairs, {number: postings_of_document(number, index) for number in edited}, had)
    former |= _below(RECORDS, _shard_files(pairs))
    files = {
        **hits,
        **dict(_below(RECORDS, _in_json(_word_files(index, field_words(vocabulary))))),
        **dict(_below(RECORDS, _shard_files((shard.terms, shard.positions) for shard in shards))),
    }
    written = FolderHash(last[_STATE])
    for path in sorted(former.keys() | files.keys()):
        before, content = former.get(path), files.get(path)
        if before == content:
            continue
        if before is not None:
            written.remove(path, before)
        if content is not None:
            written.add(path, content)
        yield path, content
    about = {RECORDS: _about(index, [shard.start for shard in shards]), PAGES: last[PAGES]}
    yield MANIFEST, _manifest(written, about)


def _index_files(
    name: str,
    index: WhooshIndex,
    known_words: frozenset[str],
    documents: Files,
    shards_of: Callable[[WhooshIndex], list[Shard]],
) -> Generator[tuple[str, bytes], None, About]:
    """The files of one index, of which those of its documents are given."""
    yield from _below(name, documents)
    yield from _below(name, _in_json(_word_files(index, known_words)))
    shards = shards_of(index)
    yield from _below(name, _shard_files((shard.terms, shard.positions) for shard in shards))
    return _about(index, [shard.start for shard in shards])


def _below(folder: str, files: Files) -> Files:
    return ((f"{folder}/{path}", content) for path, content in files)


def _in_json(files: Iterable[tuple[str, Any]]) -> Files:
    return ((path, to_json(content)) for path, content in files)


def _shard_files(shards: Iterable[tuple[bytes, bytes]]) -> Files:
    for number, (terms, positions) in enumerate(shards):
        yield f"terms/{number}.json", terms
        yield f"positions/{number}.json", positions


def _manifest(files: FolderHash, about: Mapping[str, About]) -> bytes:
    name = hashlib.sha256(to_json([files.state, about])).hexdigest()[:16]
    return to_json({"version": name, _STATE: files.state, "constants": SHARED_CONSTANTS, **about})


def _about(index: WhooshIndex, starts: Sequence[str]) -> About:
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
    index.let_go()


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


def _word_paths(heads: Iterable[str]) -> Iterator[str]:
    """The paths of these files."""
    yield "words.json"
    yield from (f"words/{head}.json" for head in heads)
