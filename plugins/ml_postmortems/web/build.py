"""A site made of a folder of records: what stops it, and everything that goes into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.search.pages import Page
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import aliases, findings_page, redirect_page, site_pages
from ml_postmortems.web.pictures import published_pictures
from ml_postmortems.web.search_page import search_files
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.trend_pages import trend_pages
from ml_postmortems.web.urls import RECORDS, SEARCH, record_url


@dataclass(frozen=True)
class SiteBuild:
    """One build for one audience; records with errors are kept out of it."""

    corpus: Corpus
    audience: Visibility
    as_of: date
    report: Report
    """Everything the checker found."""

    @cached_property
    def index(self) -> SiteIndex:
        """The good records of this audience by facet."""
        bad = {finding.path for finding in self.report.errors}
        good = tuple(file for file in self.corpus.files if file.path.as_posix() not in bad)
        return SiteIndex(replace(self.corpus, files=good).for_audience(self.audience))

    @property
    def left_out(self) -> int:
        """How many records this audience may not see."""
        return sum(not self.audience.may_see(record.visibility) for record in self.corpus.records)

    def stops(self, is_preview: bool) -> bool:
        """Whether the errors are such that nothing can be published; a preview can show bad records as such."""
        if not is_preview:
            return bool(self.report.errors)
        return not (self.corpus.taxonomy and self.corpus.catalog)

    def pages(self) -> Iterator[SitePage]:
        """Every generated page; in a preview also one for each bad record, with its findings."""
        yield from site_pages(self.index)
        yield from trend_pages(self.index, self.as_of)
        for file in self.corpus.files:
            path = file.path.as_posix()
            errors = tuple(finding for finding in self.report.errors if finding.path == path)
            if errors:
                yield findings_page(_title_of(file), record_url(_id_from_name(file)), errors)

    def redirects(self) -> Iterator[tuple[str, str]]:
        """The file of each former address of a record, and the HTML that leads on."""
        for address, target in aliases(self.index):
            yield f"{address}index.html", str(redirect_page(address, target))

    def search_files(self, pages: Sequence[Page]) -> Iterator[tuple[str, bytes]]:
        """What the browser searches: the records of this audience and the other pages of the site, by path."""
        for name, content in search_files(self.index, self.audience, pages):
            yield f"{SEARCH}{name}", content

    def pictures(self) -> Iterator[tuple[str, Path]]:
        """Where each picture that is evidence of a visible record is published, and where it lies."""
        for file in self.index.corpus.files:
            assert file.record
            for uri in published_pictures(file.record):
                picture = file.path.parent / uri
                if picture.is_file() and not picture.is_symlink():
                    yield f"{RECORDS}{uri}", picture


def build_site(folder: Path, audience: Visibility, as_of: date) -> SiteBuild:
    """Read and check a folder of records; raises FolderNotFound."""
    corpus = load_corpus(folder)
    return SiteBuild(corpus, audience, as_of, check(Context(corpus, as_of)))


def _id_from_name(file: RecordFile) -> str:
    return file.path.name[:12]


def _title_of(file: RecordFile) -> str:
    return file.record.title if file.record else file.path.name
