"""Pages other than records as documents of the search, hand-written ones by section, so that a hit links to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from ml_postmortems.search.questions import AnswerPage
from ml_postmortems.similarity.record_text import TextField

_SECTIONS = {"h1", "h2", "h3"}
_BLOCKS = _SECTIONS | {"p", "li", "td", "th", "dt", "dd", "pre", "h4", "h5", "h6", "tr", "div", "br"}
_NOT_TEXT = {"script", "style", "svg", "noscript"}
_LISTS_OF_OTHERS = {"pm-records", "pm-browse__terms"}
"""Classes of lists of records and terms, which the search finds themselves."""


@dataclass(frozen=True, slots=True)
class Page:
    """One section of a page."""

    url: str
    """Its address relative to the root of the site, with its anchor."""
    title: str
    group: str
    """The title of the page that the section is on."""
    body: str

    @property
    def text(self) -> Mapping[TextField, str]:
        """Its text by field; a page has two."""
        empty = dict.fromkeys(TextField, "")
        return {**empty, TextField.TITLE: self.title, TextField.BODY: self.body}


@dataclass(frozen=True, slots=True)
class SearchedPages:
    """All pages that are searched besides the records."""

    terms: Sequence[Page] = ()
    """Pages of causes, controls, teams and models, which are listed before the others."""
    others: Sequence[Page] = ()
    answers: Sequence[AnswerPage] = ()
    """Those that answer plain questions; they are found by the questions, too."""

    @property
    def all(self) -> tuple[Page, ...]:
        """In the order in which they are numbered."""
        return (*self.terms, *self.others)


def sections_of(url: str, title: str, html: str) -> Iterator[Page]:
    """The sections of the content of a page that have text, from its HTML."""
    reader = _Sections(url, title)
    reader.feed(html)
    reader.close()
    yield from reader.pages()


class _Sections(HTMLParser):
    def __init__(self, url: str, title: str) -> None:
        super().__init__(convert_charrefs=True)
        self.url = url
        self.title = title
        self._sections: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._heading = False
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A heading with an anchor begins a section."""
        classes = set((dict(attrs).get("class") or "").split())
        if tag in _NOT_TEXT or (tag == "ul" and (self._hidden or classes & _LISTS_OF_OTHERS)):
            self._hidden += 1
        anchor = dict(attrs).get("id")
        if tag in _SECTIONS and (anchor or tag == "h1"):
            self._heading = True
            if tag != "h1":
                self._sections.append((f"#{anchor}", [], []))
        elif tag in _BLOCKS:
            self._sections[-1][2].append("\n")

    def handle_endtag(self, tag: str) -> None:
        """The end of a heading or of ignored content."""
        if tag in _NOT_TEXT or tag == "ul":
            self._hidden = max(0, self._hidden - 1)
        if tag in _SECTIONS:
            self._heading = False

    def handle_data(self, data: str) -> None:
        """Text of a heading, or of the section that it began."""
        if not self._hidden:
            _, heading, text = self._sections[-1]
            (heading if self._heading else text).append(data)

    def pages(self) -> Iterator[Page]:
        """The sections with text."""
        for anchor, heading, text in self._sections:
            lines = (" ".join(line.split()) for line in "".join(text).split("\n"))
            body = "\n".join(filter(None, lines))
            name = " ".join("".join(heading).split()) if anchor else self.title
            if body:
                yield Page(self.url + anchor, name or self.title, self.title, body)
