"""Contents of pages that were made before, kept between runs, so that only those are made whose reads changed.

A page is kept under a hash of everything that it reads. What that is, a page is given as one value in place of the
index, so that it cannot read more: see `record_reads`. The code and the templates are part of the name of the store.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from markupsafe import Markup

import ml_postmortems
from ml_postmortems.fingerprint import code_fingerprint
from ml_postmortems.processes import made_by_all
from ml_postmortems.progress import followed
from ml_postmortems.text_store import Taken, TextStore, digest_of, text_store
from ml_postmortems.web.page import Content, SitePage, TocEntry

_LIBRARIES = (
    "Jinja2",
    "MarkupSafe",
    "markdown-it-py",
    "mdit-py-plugins",
    "nh3",
    "pydantic",
    "Pygments",
    "snowballstemmer",
)
_SUFFIXES = {".py", ".yml", ".html", ".json", ".svg"}
LEAST_SHARED = 1000
"""Of fewer pages the other processes would save less than their start costs."""
_SPARE = 2
"""Texts are dropped that a build did not use, where there are more than so many times those that it used."""


class Fragments:
    """What was made before, by what it was made of; without a store everything is made."""

    def __init__(self, store: TextStore | None = None) -> None:
        self._store = store or TextStore()
        self.is_partial = False
        """Whether only a part of the pages is made, so that what is not asked for is needed all the same."""

    def content(self, reads: Callable[[], str], make: Callable[[], Content]) -> Content:
        """The content of a page that reads what this hash is of; what is kept is tidy."""
        if not self._store.is_open:
            return make()
        kept = self.text(reads, lambda: _content_to_json(make().tidy()))
        html, toc = json.loads(kept)
        return Content(Markup(html), tuple(TocEntry(*entry) for entry in toc), is_tidy=True)

    def text(self, reads: Callable[[], str], make: Callable[[], str]) -> str:
        """A text that is made of what this hash is of, and of nothing else."""
        if not self._store.is_open:
            return make()
        key = reads()
        if kept := self._store.get(key):
            return zlib.decompress(b64decode(kept)).decode()
        text = make()
        self._store.put(key, b64encode(zlib.compress(text.encode(), 1)).decode())
        return text

    def contents(
        self, pages: Sequence[SitePage], standing: Mapping[str, str] | None = None
    ) -> Generator[tuple[SitePage, str, Content | None]]:
        """Pages with their contents, tidy and in their order, made by as many processes as help.

        `standing` are the hashes, by address, of pages that stand: a page is not made that has the same hash again.
        Where they are given, each page has its hash beside it; it is empty where none tells what the page is made of.
        """

        here = os.getpid()

        def make(first: int, step: int) -> Iterator[tuple[str, Content | None, Taken | None]]:
            for page in pages[first::step]:
                keyed = page.keyed() if page.keyed and standing is not None else None
                key = keyed.key() if keyed else ""
                stands = keyed is not None and standing is not None and standing.get(page.url) == key
                if stands:
                    self._store.used.add(key)
                content = None if stands else (keyed.make if keyed else page.content)().tidy()
                yield key, content, self._store.taken() if os.getpid() != here else None

        made = made_by_all(make) if len(pages) >= LEAST_SHARED else make(0, 1)
        for page, (key, content, taken) in zip(followed("Making pages", pages), made, strict=True):
            if taken:
                self._store.add(taken)
            yield page, key, content


NO_FRAGMENTS = Fragments()


def key_of(kind: str, *digests: str) -> str:
    """The hash under which something of a kind is kept."""
    return digest_of(kind, *digests)


@contextmanager
def kept_fragments(root: Path, use: str) -> Iterator[Fragments]:
    """The fragments of a folder of records for one use, such as an audience; what is new is saved at the end."""
    with text_store(root, "fragments", site_fingerprint, use) as store:
        fragments = Fragments(store)
        yield fragments
        store.save(lambda: store.used, most=sys.maxsize if fragments.is_partial else _SPARE * len(store.used))


@cache
def site_fingerprint() -> str:
    """What a page depends on besides what it reads: all code, templates and texts of the package; raises OSError."""
    return code_fingerprint(site_files(), _LIBRARIES)


def site_files() -> list[Path]:
    """The files of the package that decide what a page holds, in a fixed order."""
    package = Path(ml_postmortems.__file__).parent
    return sorted(path for path in package.rglob("*") if path.suffix in _SUFFIXES and path.is_file())


def _content_to_json(content: Content) -> str:
    return json.dumps([content.html, [[entry.title, entry.anchor] for entry in content.toc]], ensure_ascii=False)
