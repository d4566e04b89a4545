"""`mkdocs serve` without a whole build for each edit: what records make is made when a browser asks for it.

    first build       MkDocs renders what people wrote by hand; generated pages are only listed
    request           the page, or the file of search or data, is made of the present records and kept until an edit
    edited record     the records are read and checked, what was made is dropped, and the browser asks again
    any other edit    MkDocs builds again

A hand-written page with macros tells of records too: whoever asks for it after an edit waits for MkDocs to build.
"""

from __future__ import annotations

import gc
import posixpath
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file

from ml_postmortems.mkdocs_plugin.file_state import state_of
from ml_postmortems.mkdocs_plugin.generated_file import GeneratedFile
from ml_postmortems.mkdocs_plugin.stamping import Stamping
from ml_postmortems.search.pages import Page as SearchedPage
from ml_postmortems.search.versioned_files import MANIFEST, placed
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.search_page import with_manifest
from ml_postmortems.web.urls import SEARCH, record_url

log = get_plugin_logger("postmortems")
_INDEX = "index.html"
_WAITING = "/livereload/"
"""Where browsers wait for the next state."""
SECONDS_BETWEEN_LOOKS, _MOST_LOOKED_AT = 0.15, 2_000
"""At the folder, in place of half a second, and of how many records: a look takes 10 us each."""


def is_asked_for() -> bool:
    """Whether this is `mkdocs serve` that reloads the browser and watches no theme."""
    context = click.get_current_context(silent=True)
    if not context or context.info_name != "serve":
        return False
    return bool(context.params.get("livereload")) and not context.params.get("watch_theme")


@dataclass(frozen=True)
class Whole:
    """What one build of MkDocs left: everything that the next edits of records do not change."""

    config: MkDocsConfig
    files: Mapping[str, GeneratedFile]
    """The generated pages by where they are written."""
    with_macros: frozenset[str]
    """Where the hand-written pages are written that tell of records."""
    stamping: Stamping
    sections: tuple[SearchedPage, ...]
    """What the search finds in hand-written pages."""

    @classmethod
    def of(cls, config: MkDocsConfig, files: Files, stamping: Stamping, sections: Iterable[SearchedPage]) -> Whole:
        """What a build leaves that is at its end."""
        generated = {file.dest_uri: file for file in files if isinstance(file, GeneratedFile)}
        written = (file for file in files.documentation_pages() if not isinstance(file, GeneratedFile))
        with_macros = frozenset(
            file.dest_uri for file in written if "{{" in file.content_string or "{%" in file.content_string
        )
        return cls(config, generated, with_macros, stamping, tuple(sections))


class LiveSite:
    """The site of one `mkdocs serve`."""

    def __init__(
        self, records: str, after_edit: Callable[[], SiteBuild | None], checked: Callable[[], SiteBuild]
    ) -> None:
        """`records` is the folder.

        `after_edit` gives the site at the cost of the records that were edited, whose pages are right then, or None
        where all must be built; `checked` gives the same site with all other pages right too.
        """
        self._records = Path(records).absolute()
        self._after_edit = after_edit
        self._checked = checked
        self._lock = RLock()
        self._made: set[str] = set()
        self._stale: frozenset[str] = frozenset()

    def built(self, whole: Whole, site: SiteBuild) -> None:
        """Begin anew after MkDocs has built."""
        self._whole = whole
        self._watched = state_of(self._places, self._records)
        self._stale = frozenset()
        self._made = set()
        self._contents = _Contents(whole, site)
        gc.unfreeze()
        gc.collect()
        gc.freeze()  # or each edit waits half a second at 1,000 records, while all of them are looked through

    def attach(self, server: LiveReloadServer, build: Callable[[], None]) -> None:
        """Answer the requests of this server, and decide what an edit makes anew."""
        self._build = build
        answer = server.serve_request

        def respond(environ: Mapping[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
            if path.startswith(_WAITING) or not path.startswith(server.mount_path):
                return answer(environ, start_response)
            started: list[Any] = []
            content: Iterable[bytes] = ()
            state = None
            while state is not self._contents:  # MkDocs answers after an edit that came meanwhile, which drops the file
                state = self._make(path.removeprefix(server.mount_path))
                content = answer(environ, lambda *start: started.append(start))
            start_response(*started[-1])
            return content

        server.builder = self._rebuild
        server.set_app(respond)
        if len(self._contents.site.publication.everything.files) <= _MOST_LOOKED_AT:
            look_often(server)

    @property
    def _places(self) -> Iterator[Path]:
        config = self._whole.config
        return map(Path, (config.docs_dir, config.config_file_path, *config.watch))

    def _rebuild(self) -> None:
        """What MkDocs calls when a file has changed."""
        began = time.monotonic()
        with self._lock:
            site = self._after_edit() if self._watched == state_of(self._places, self._records) else None
            if site is None:
                self._build()
                return
            for name in self._made:
                self._path(name).unlink(missing_ok=True)
            self._made = set()
            self._stale = self._whole.with_macros
            self._contents = _Contents(self._whole, site)
        log.info(
            f"Records read and checked in {time.monotonic() - began:.1f} seconds; pages are made when they are opened"
        )

    def _make(self, path: str) -> _Contents:
        """Have the file of an address in the folder that the server serves, if the site has it; of which state."""
        name = posixpath.normpath("/" + path).lstrip("/")
        if path.endswith("/") or not path:
            name = posixpath.join(name, _INDEX)
        with self._lock:
            if name in self._stale:
                with suppress(SystemExit):  # MkDocs has said why it cannot build; the page stays as it was
                    self._build()
            if not self._path(name).is_file() and not self._write(name):
                self._write(f"{name}/{_INDEX}")
            return self._contents

    def _write(self, name: str) -> bool:
        content = self._content(name)
        if content is not None:
            write_file(content, str(self._path(name)))
            self._made.add(name)
        return content is not None

    def _content(self, name: str) -> bytes | None:
        """The content of a file; whoever looks beyond the edited records waits until all records are checked."""
        if not self._contents.is_right(name):
            self._contents = _Contents(self._whole, self._checked())
        return self._contents.get(name)

    def _path(self, name: str) -> Path:
        return Path(self._whole.config.site_dir, name)


@dataclass(frozen=True)
class _Contents:
    """Everything that one state of the records makes, by its path below the top of the site."""

    whole: Whole
    site: SiteBuild

    def is_right(self, name: str) -> bool:
        """Whether a file says what the checker says now: of everything, or of the records that were edited last."""
        changed = self.site.publication.changed
        return changed is None or name in {f"{record_url(file.record.id)}{_INDEX}" for file in changed if file.record}

    def get(self, name: str) -> bytes | None:
        """The content of a file; None where the records make no such file."""
        url = name.removesuffix(_INDEX)
        if url != name and (page := self.site.page(url)):
            file = self.whole.files.get(name) or self._new_file(url)
            html = self.whole.stamping.page(file, page)
            if url == SEARCH:
                html = with_manifest(html, self._search[f"{SEARCH}{MANIFEST}"])
            return html.encode("utf-8", errors="xmlcharrefreplace")
        if url != name:
            return self._redirects.get(name)
        if name.startswith(SEARCH):
            return self._search.get(name)
        if (picture := self._pictures.get(name)) is not None:
            return picture.read_bytes()
        return self._data.get(name)

    def _new_file(self, url: str) -> GeneratedFile:
        """The file of a page that came after MkDocs had built."""
        file = GeneratedFile.of(self.whole.config, f"{url}index.md")
        Page(None, file, self.whole.config).update_date = self.site.changed_on(url).isoformat()
        return file

    @cached_property
    def _search(self) -> Mapping[str, bytes]:
        files = placed(self.site.search_files(self.whole.sections))
        return {f"{SEARCH}{name}": content for name, content in files.items()}

    @cached_property
    def _data(self) -> Mapping[str, bytes]:
        return dict(self.site.data_files())

    @cached_property
    def _redirects(self) -> Mapping[str, bytes]:
        return {name: html.encode() for name, html in self.site.redirects()}

    @cached_property
    def _pictures(self) -> Mapping[str, Path]:
        return dict(self.site.pictures())


def stop(message: str) -> Abort:
    """What ends a rebuild and keeps the server running."""
    log.error(message)
    return Abort("The site stays as it was until this is mended.")


def look_often(server: LiveReloadServer) -> None:
    """Have the server look more often at what it watches from now on, which is the folder of records.

    Neither MkDocs nor watchdog has an option for it.
    """
    server.observer._timeout = SECONDS_BETWEEN_LOOKS
