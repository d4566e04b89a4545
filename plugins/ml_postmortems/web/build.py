"""A site made of a folder of records: what stops it, and everything that goes into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ml_postmortems.access.publication import Publication
from ml_postmortems.lint.finding import Finding
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.record_names import id_in_name
from ml_postmortems.search.pages import Page
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import aliases, findings_page, redirect_page, site_pages
from ml_postmortems.web.pictures import published_pictures
from ml_postmortems.web.search_page import search_files
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import RECORDS, SEARCH, record_url


@dataclass(frozen=True)
class SiteBuild:
    """One build of what is published."""

    publication: Publication

    @cached_property
    def index(self) -> SiteIndex:
        """The records of this build by facet."""
        return SiteIndex(self.publication.corpus)

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """The errors with which nothing is published; a preview shows bad records as long as the vocabulary is good."""
        publication = self.publication
        if publication.is_preview and publication.everything.taxonomy and publication.everything.catalog:
            return ()
        return publication.blockers

    def pages(self) -> Iterator[SitePage]:
        """Every generated page; in a preview also one for each bad record, with its findings."""
        yield from site_pages(self.index)
        yield from number_pages(self.index, self.publication.as_of)
        if self.publication.is_preview:
            yield from self._findings_pages()

    def _findings_pages(self) -> Iterator[SitePage]:
        for file in self.publication.everything.files:
            path = file.path.as_posix()
            errors = tuple(finding for finding in self.publication.report.errors if finding.path == path)
            if errors:
                yield findings_page(_title_of(file), record_url(id_in_name(file.path) or file.path.stem), errors)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """The file of each former address of a record, and the HTML that leads on."""
        for address, target in aliases(self.index):
            yield f"{address}index.html", str(redirect_page(address, target))

    def search_files(self, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
        """What the browser searches: the records of this audience and the other pages of the site, by path."""
        for name, content in search_files(self.index, self.publication.audience, pages):
            yield f"{SEARCH}{name}", content

    def pictures(self) -> Iterator[tuple[str, Path]]:
        """Where each picture that is evidence of a visible record is published, and where it lies."""
        for file in self.index.corpus.files:
            assert file.record
            for uri in published_pictures(file.record):
                picture = file.path.parent / uri
                if picture.is_file() and not picture.is_symlink():
                    yield f"{RECORDS}{uri}", picture


def _title_of(file: RecordFile) -> str:
    return file.record.title if file.record else file.path.name
