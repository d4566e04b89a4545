"""What the site's search is made of: its scripts, and the files that they fetch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import partial

from markupsafe import escape

from ml_postmortems.access.published_words import site_use
from ml_postmortems.model.durations import happened
from ml_postmortems.model.facets import CAUSE, CAUSE_FAMILY, CONTROL, MODEL, TEAM
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.plurals import counted
from ml_postmortems.search.documents import Document
from ml_postmortems.search.export import export, export_edited
from ml_postmortems.search.kept_shards import kept_term_shards
from ml_postmortems.search.pages import Page, SearchedPages
from ml_postmortems.search.versioned_files import version_of
from ml_postmortems.web.answer_pages import answer_pages
from ml_postmortems.web.searched_pages import searched_pages
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.term_index import TermIndex
from ml_postmortems.web.urls import record_url
from ml_postmortems.wording import day_text

_FOLDER = "assets/postmortems/search/"
_MODULES = (
    "search-page",
    "results",
    "page-state",
    "searching",
    "found",
    "ranking",
    "plan",
    "engine",
    "shards",
    "documents",
    "query",
    "query-parser",
    "query-problems",
    "query-words",
    "questions",
    "fields",
    "explanation",
    "snippets",
    "spelling",
    "analysis",
    "stemmer",
    "constants",
    "dom",
)
SCRIPTS = tuple(f"{_FOLDER}{name}.js" for name in _MODULES)
"""The module of the search page, and then all that it imports, so that they are fetched at once."""
HEADER_SCRIPT = f"{_FOLDER}header-box.js"
_FIRST = ("vocabulary.json", "records/documents.json")
"""What every query needs."""
_PLACE = '<div class="pm-search" data-pm-search'
_SEARCHED_TERMS = (CAUSE_FAMILY, CAUSE, CONTROL, TEAM, MODEL)
"""Facets whose pages are hits of their own."""


def with_manifest(page: str, manifest: bytes) -> str:
    """The search page with the manifest in it, and with what every query needs on its way before a script asks.

    The manifest is known when all pages are made; a page without one fetches it.
    """
    return page.replace(_PLACE, _place_with(manifest), 1)


def with_new_manifest(page: str, former: bytes, manifest: bytes) -> str:
    """The same of a page that has a former manifest in it."""
    return page.replace(_place_with(former), _place_with(manifest), 1)


def _place_with(manifest: bytes) -> str:
    version = version_of(manifest)
    links = (f'<link rel="preload" as="fetch" crossorigin href="{version}/{name}">\n' for name in _FIRST)
    return f'{"".join(links)}{_PLACE} data-manifest="{escape(manifest.decode())}"'


def search_files(index: SiteIndex, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
    """The index for the browser, as `export` gives it, for the folder of the search page."""
    documents, searched_index = index.searched.documents, index.searched.index
    answers = tuple(answer_pages(index.vocabulary.taxonomy))
    searched = SearchedPages(tuple(_term_pages(index)), (*searched_pages(index), *pages), answers)
    show = partial(_listed, index=index)
    shards = partial(kept_term_shards, documents, root=index.corpus.root, use=site_use(index.audience))
    yield from export(documents, searched_index, searched, index.vocabulary, show, shards)


def edited_search_files(
    index: SiteIndex, manifest: bytes, read: Callable[[str], bytes], edited: Collection[str]
) -> Iterator[tuple[str, bytes | None]]:
    """What is another one of these after edits of the bodies of records, by their ids; see `export_edited`."""
    documents = index.searched.documents
    numbers = [number for number, document in enumerate(documents) if document.names[0] in edited]
    show = partial(_listed, index=index)
    yield from export_edited(manifest, read, documents, numbers, index.searched.index, index.vocabulary, show)


def _term_pages(index: SiteIndex) -> Iterator[Page]:
    """The page of each term that explains itself or has records."""
    for facet in _SEARCHED_TERMS:
        for term in index.terms(facet):
            if term.term.key != UNCLASSIFIED:
                group = f"{facet.noun.capitalize()}, {counted(len(term.counted), 'record')}"
                yield Page(term.url, term.term.name, group, _term_text(term, index))


def _term_text(term: TermIndex, index: SiteIndex) -> str:
    """The definition of a term, what it includes, and the names that queries have for it."""
    leaf = index.vocabulary.taxonomy.leaves.get(term.term.key) if term.facet is CAUSE else None
    others = (*leaf.includes, *leaf.aliases) if leaf else ()
    return "\n".join(filter(None, (" ".join(term.term.definition.split()), *others, term.term.key)))


def _listed(document: Document, index: SiteIndex) -> Mapping[str, str]:
    record = document.record
    primary = document.facts["primary"]
    return {
        "url": record_url(record.id),
        "title": record.title,
        "date": day_text(happened(record).earliest),
        "severity": record.severity.value,
        "level": index.vocabulary.taxonomy.severities[record.severity].name,
        "team": index.name(TEAM, record.teams.owner),
        "cause": index.name(CAUSE, primary[0]) if primary else "",
        "status": record.status.value,
        "kind": record.kind.value,
    }
