"""Pages that only a preview has: what the checker finds in a record, above the page that the record will have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from ml_postmortems.access.publication import Publication
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.reading.record_file import STAND_INS, RecordFile
from ml_postmortems.reading.record_names import id_in_name
from ml_postmortems.similarity.similar import KnownTexts
from ml_postmortems.web.page import Content, SitePage
from ml_postmortems.web.pages import record_page
from ml_postmortems.web.rendering import render
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.site_reads import NOTHING_MADE, MadeOfFrontMatter
from ml_postmortems.web.urls import record_url


class Preview:
    """The pages of the records that an author works on, which take the place of those that `site_pages` makes."""

    def __init__(
        self, publication: Publication, known_texts: KnownTexts | None = None, known: MadeOfFrontMatter = NOTHING_MADE
    ) -> None:
        self._publication = publication
        self._known_texts = known_texts
        self._known = known

    @cached_property
    def index(self) -> SiteIndex:
        """The records that this audience may see, with those that errors keep out."""
        found = self._publication
        return SiteIndex(found.readable, found.as_of, known_texts=self._known_texts, known=self._known)

    def pages(self) -> Iterator[SitePage]:
        """One page for each record with something to say of it."""
        readable = {file.path: file for file in self._publication.readable.files}
        for file in self._publication.previewed:
            if findings := self._publication.findings_to_show(file):
                yield self._page(file, readable.get(file.path), findings)

    def _page(self, file: RecordFile, shown: RecordFile | None, findings: Sequence[Finding]) -> SitePage:
        """`shown` is the record as this audience may see it, None where nobody knows what it may see."""
        name = id_in_name(file.path) or file.path.stem
        url = record_url(name)
        path = _relative(file.path, self._publication.everything.root) if shown or not file.record else name
        page = record_page(shown, shown.record, self.index) if shown and shown.record else None

        def content() -> Content:
            errors = sum(finding.level is Level.ERROR for finding in findings)
            values = {
                "path": path,
                "findings": findings,
                "errors": errors,
                "warnings": len(findings) - errors,
                "stand_ins": sorted({str(fault.field[0]) for fault in file.faults if fault.field[:1] in _STAND_INS}),
            }
            below = page.content() if page else Content(Markup())
            above = render("findings.html", url, title="" if page else name, **values)
            return Content(above + below.html, below.toc)

        return SitePage(url, page.title if page else name, "", content)


_STAND_INS = {(field,) for field in STAND_INS}


def _relative(path: Path, root: Path) -> str:
    """A path as it is written in the folder that holds the folder of records."""
    return path.relative_to(root.parent).as_posix() if path.is_relative_to(root.parent) else path.as_posix()
