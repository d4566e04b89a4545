"""A site made of a folder of records: what stops it, and everything that goes into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ml_postmortems.access.publication import Publication
from ml_postmortems.analytics.record_days import RecordDays, record_days
from ml_postmortems.export.audit_files import audit_files
from ml_postmortems.export.record_data import DataContext
from ml_postmortems.lint.finding import Finding
from ml_postmortems.reading.change_days import change_days
from ml_postmortems.reading.record_file import RecordFile, front_matter_of
from ml_postmortems.search.pages import Page
from ml_postmortems.similarity.similar import KnownTexts
from ml_postmortems.web.data_files import data_files, texts_of_record
from ml_postmortems.web.data_page import data_page
from ml_postmortems.web.draft_place import DEFAULT_PLACE, DraftPlace
from ml_postmortems.web.fragments import NO_FRAGMENTS, Fragments
from ml_postmortems.web.new_page import new_page
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import aliases, index_pages, record_page, redirect_page
from ml_postmortems.web.pictures import published_pictures
from ml_postmortems.web.preview_pages import Preview
from ml_postmortems.web.search_page import edited_search_files, search_files
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.site_reads import NOTHING_MADE, MadeOfFrontMatter
from ml_postmortems.web.standing_files import StandingFiles
from ml_postmortems.web.urls import RECORDS, TRENDS, record_url


@dataclass(frozen=True)
class SiteBuild:
    """One build of what is published."""

    publication: Publication
    draft_place: DraftPlace = DEFAULT_PLACE
    site: str = ""
    """The address of the site with a slash at its end; empty where it is not known."""
    fragments: Fragments = NO_FRAGMENTS
    """What former builds made."""
    known_texts: KnownTexts | None = None
    """What one build hands to the next."""
    known: MadeOfFrontMatter = NOTHING_MADE
    """What was made before, where only bodies were edited since."""
    known_of_preview: MadeOfFrontMatter = NOTHING_MADE
    """The same for the pages of records that an author works on."""

    @cached_property
    def index(self) -> SiteIndex:
        """The records of this build by facet."""
        found = self.publication
        return SiteIndex(
            found.corpus,
            found.as_of,
            found.audience,
            self.draft_place,
            self.fragments,
            self.known_texts,
            self.known,
        )

    def after_edit_of(self, before: SiteBuild) -> SiteBuild:
        """The same with what an earlier build made, as far as nothing but bodies was edited since."""
        if not self._has_front_matter_of(before):
            return self
        made = before._preview.index.made_of_front_matter if before.publication.is_preview else NOTHING_MADE
        return replace(self, known=before.index.made_of_front_matter, known_of_preview=made)

    def _has_front_matter_of(self, other: SiteBuild) -> bool:
        """Whether the same records are published, and all say the same but for their bodies."""
        if self.publication.as_of != other.publication.as_of or not self.has_vocabulary_of(other):
            return False
        files, others = self.publication.everything.files, other.publication.everything.files
        published, before = ([file.path for file in each.publication.corpus.files] for each in (self, other))
        return (
            len(files) == len(others)
            and published == before
            and all(
                file is former or (file.path == former.path and front_matter_of(file) == front_matter_of(former))
                for file, former in zip(files, others, strict=True)
            )
        )

    def has_vocabulary_of(self, other: SiteBuild) -> bool:
        """Whether taxonomy, catalog, settings and the like are the same texts."""
        files, others = self.publication.everything.vocabulary_files, other.publication.everything.vocabulary_files
        return [(file.path, file.text) for file in files] == [(file.path, file.text) for file in others]

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The errors with which nothing is published; a preview shows bad records as long as the vocabulary is good."""
        publication = self.publication
        if publication.is_preview and publication.everything.taxonomy and publication.everything.catalog:
            return ()
        return publication.blockers

    def pages(self) -> Iterator[SitePage]:
        """Every generated page; in a preview those of unfinished records have their findings above."""
        yield from self._record_pages.values()
        yield from index_pages(self.index)
        yield from number_pages(self.index, self.publication.as_of)
        yield data_page(self.index, self._data_context)
        yield new_page(self.publication.corpus, self.publication.as_of, self.draft_place)

    def page(self, url: str) -> SitePage | None:
        """The page of an address, None where there is none; to find that of a record, no other is looked at."""
        if page := self._previewed.get(url):
            return page
        if (file := self._files_by_url.get(url)) and file.record:
            return record_page(file, file.record, self.index)
        return self._all_pages.get(url)

    @property
    def page_of_words(self) -> SitePage:
        """The one page besides those of records that reads bodies: it tells which words rise."""
        return next(page for page in number_pages(self.index, self.publication.as_of) if page.url == TRENDS)

    @cached_property
    def _files_by_url(self) -> Mapping[str, RecordFile]:
        return {record_url(file.head.names[0]): file for file in self.index.with_bodies.files if file.head}

    @cached_property
    def _record_pages(self) -> Mapping[str, SitePage]:
        records = (record_page(file, file.record, self.index) for file in self.index.with_bodies.files if file.record)
        return {**{page.url: page for page in records}, **self._previewed}

    @cached_property
    def _preview(self) -> Preview:
        return Preview(self.publication, self.known_texts, self.known_of_preview)

    @cached_property
    def _previewed(self) -> Mapping[str, SitePage]:
        return {page.url: page for page in self._preview.pages()} if self.publication.is_preview else {}

    @cached_property
    def _all_pages(self) -> Mapping[str, SitePage]:
        return {page.url: page for page in self.pages()}

    def redirects(self) -> Iterator[tuple[str, str]]:
        """The file of each former address of a record, and the HTML that leads on."""
        for address, target in aliases(self.index):
            yield f"{address}index.html", str(redirect_page(address, target))

    def search_files(self, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
        """What the browser searches: the records of this audience and the other pages of the site.

        They are for the folder of the search page; `search.versioned_files` places them there.
        """
        return search_files(self.index, pages)

    def edited_texts(self, edited: Sequence[RecordFile]) -> Iterator[tuple[str, bytes]]:
        """What the bodies of some records make besides pages and the search, by path."""
        for file in edited:
            yield from texts_of_record(file, self.index, self._data_context)

    def edited_search_files(
        self, edited: Sequence[RecordFile], manifest: bytes, read: Callable[[str], bytes]
    ) -> Iterator[tuple[str, bytes | None]]:
        """What is another one of the files of the search after edits of the bodies of some records; None: it is gone.

        `manifest` is the one that there was, and `read` gives the content of a file of its folder.
        """
        ids = {file.record.id for file in edited if file.record}
        return edited_search_files(self.index, manifest, read, ids)

    def data_files(self, standing: StandingFiles | None = None) -> Iterator[tuple[str, bytes]]:
        """What other programs read, by path, but for files that stand and are taken over."""
        yield from data_files(self.index, self.days, self._data_context, standing)
        yield from audit_files(self.publication)

    def changed_on(self, page: str) -> date:
        """The day of the site map for a page: of a record its last change, of all others the as-of date."""
        return self._changed_pages.get(page, self.publication.as_of)

    @cached_property
    def days(self) -> RecordDays:
        """When records were published and changed."""
        corpus = self.index.corpus
        return record_days(corpus.files, self.index.publication_days, change_days(corpus.root), self.publication.as_of)

    @cached_property
    def _changed_pages(self) -> Mapping[str, date]:
        return {record_url(record): day for record, day in self.days.changed.items()}

    @property
    def _data_context(self) -> DataContext:
        return DataContext(self.publication.audience, self.publication.as_of, self.site)

    def pictures(self) -> Iterator[tuple[str, Path]]:
        """Where each picture that is evidence of a visible record is published, and where it lies."""
        for file in self.index.corpus.files:
            assert file.record
            for uri in published_pictures(file.record):
                picture = file.path.parent / uri
                if picture.is_file() and not picture.is_symlink():
                    yield f"{RECORDS}{uri}", picture
