"""Generated pages written without MkDocs' own steps: the theme is rendered once for all pages of a kind and stamped.

    on_nav       the pages that the navigation does not name are taken out of what MkDocs renders
    templates    they are listed again, for the site map
    static files their turn: each is made, put into its shell and written, one at a time

A shell holds for the pages of one folder with as many headings, but for those that the theme itself links to: from
there the link is another one. On the first page of each kind the stamped page is compared with the one that MkDocs
renders; where they differ, MkDocs renders them all. A page whose shell is the one of the last build needs no proof.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment
from markupsafe import Markup, escape
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from ml_postmortems.mkdocs_plugin.generated_file import GeneratedFile
from ml_postmortems.text_store import digest_of
from ml_postmortems.web.page import Content, SitePage, TocEntry
from ml_postmortems.web.shell import CONTENT, DESCRIPTION, SEGMENT, TITLE, Shell, plain_mark, shell_of, text_mark

log = get_plugin_logger("postmortems")
_EVENTS = ("pre_page", "page_read_source", "page_markdown", "page_content", "env", "page_context", "post_page")
"""What gives a plugin a page, or all of them with their content."""
_ASKS_FOR_PAGE = re.compile(r"\bpage\b")


class _Kind(NamedTuple):
    """What the theme may ask of a page and does not print."""

    folder: str
    headings: int
    has_heading_1: bool
    has_description: bool

    @classmethod
    def of(cls, folder: str, generated: SitePage, content: Content) -> _Kind:
        """The kind of a page in a folder."""
        return cls(folder, len(content.toc), "<h1" in content.html, bool(generated.description))


@dataclass(frozen=True, slots=True)
class Theme:
    """What MkDocs renders pages with."""

    config: MkDocsConfig
    nav: Navigation
    env: Environment
    pages: Sequence[File]
    """Every page of the site, for templates that list them."""

    def render(self, page: Page) -> str:
        """What MkDocs makes of a page that has its content."""
        page.active = True
        try:
            context = get_context(self.nav, self.pages, self.config, page)
            context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
            output = self.env.get_template("main.html").render(context)
            return self.config.plugins.on_post_page(output, page=page, config=self.config) or ""
        finally:
            page.active = False


def can_stamp(config: MkDocsConfig) -> bool:
    """Whether a page of the theme depends on nothing that a shell cannot know.

    Other plugins may do anything to a page, but for the macros, which find none in an empty one. Templates of a
    `custom_dir` may ask for anything of a page, where they name it.
    """
    if not config.use_directory_urls:
        return False
    macros = config.plugins.get("macros")
    if getattr(macros, "pre_macro_functions", None) or getattr(macros, "post_macro_functions", None):
        return False
    ours = {"postmortems", *(["macros"] if macros else [])}
    handlers = [method for event in _EVENTS for method in config.plugins.events[event]]
    if any(config.plugins._event_origins.get(method) not in ours for method in handlers):
        return False
    custom = config.theme.custom_dir
    texts = Path(custom).rglob("*.html") if custom else ()
    return config.theme.name == "material" and not any(_ASKS_FOR_PAGE.search(path.read_text("utf-8")) for path in texts)


def is_in_nav(file: GeneratedFile, nav: Navigation) -> bool:
    """Whether the navigation names the page or one below it, so that the page's own entry looks different."""
    return any(page.url.startswith(file.url) for page in nav.pages)


def set_content(page: Page, generated: SitePage, content: Content) -> None:
    """Give MkDocs' page what a generated page holds; what the theme prints as it is gets escaped here."""
    page.title = str(escape(generated.title))
    page.meta = {
        "title": page.title,
        "description": str(escape(generated.description)),
        "is_generated": True,
        "hide": ["navigation"] if content.toc else ["navigation", "toc"],
    }
    page.present_anchor_ids = {entry.anchor for entry in content.toc}  # what hand-written pages may link to
    page.toc = TableOfContents([AnchorLink(str(escape(entry.title)), entry.anchor, 2) for entry in content.toc])
    page.content = str(content.html)


@dataclass(frozen=True, slots=True)
class KeptShells:
    """Shells that gave what MkDocs gives, for a later build in which everything that they show is the same."""

    shells: Mapping[_Kind, Shell]
    in_nav: Sequence[str]
    """The pages of their folder that the navigation names."""
    own: Mapping[str, tuple[str, Shell]]
    """By address the shell of a single page, which its entry in the navigation makes unlike all others, and the hash
    of what the theme was told of the page besides its content."""

    def to_json(self) -> list[Any]:
        """As they are kept."""
        shells = [[kind, shell.pieces, shell.slots] for kind, shell in self.shells.items()]
        own = [[url, about, shell.pieces, shell.slots] for url, (about, shell) in self.own.items()]
        return [shells, self.in_nav, own]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> KeptShells:
        """As they were kept."""
        shells, in_nav, own = kept
        return cls(
            {_Kind(*kind): _shell(pieces, slots) for kind, pieces, slots in shells},
            in_nav,
            {url: (about, _shell(pieces, slots)) for url, about, pieces, slots in own},
        )


def _shell(pieces: Sequence[str], slots: Sequence[Sequence[Any]]) -> Shell:
    return Shell(tuple(pieces), tuple((name, is_stripped) for name, is_stripped in slots))


def stamped(url: str, generated: SitePage, kept: KeptShells) -> str | None:
    """The whole page at an address; None where the theme has to be asked."""
    content = generated.content().tidy()
    if url in kept.own:
        about, own = kept.own[url]
        return own.page({CONTENT: str(content.html)}) if about == _told_besides(generated, content) else None
    folder, segment = _folder_and_segment(url)
    shell = kept.shells.get(_Kind.of(folder, generated, content))
    if shell is None or segment in shell.neighbours or any(each.startswith(url) for each in kept.in_nav):
        return None
    return shell.page(_values(segment, generated, content))


class Stamping:
    """Makes the pages of one build whole, each when it is asked for."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._shells: dict[_Kind, Shell | None] = {}
        self._proven: set[_Kind] = set()
        self._own: dict[str, tuple[str, Shell]] = {}

    def keep(self, file: GeneratedFile, generated: SitePage, written: str) -> None:
        """Keep the shell of a single page, if it gives what was written."""
        page, content = file.page, generated.content().tidy()
        assert page
        set_content(page, generated, content)
        heading = _heading(has_heading_1="<h1" in content.html)
        shell = shell_of(self._with_marked_content(page, heading))
        page.content = None
        if shell and shell.page({CONTENT: str(content.html)}) == written:
            self._own[file.url] = (_told_besides(generated, content), shell)

    def kept(self, folder: str) -> KeptShells:
        """The shells of the pages of a folder that were found to be right."""
        found = {kind: shell for kind, shell in self._shells.items() if kind.folder == folder and kind in self._proven}
        in_nav = [page.url for page in self._theme.nav.pages if page.url.startswith(folder)]
        return KeptShells({kind: shell for kind, shell in found.items() if shell}, in_nav, self._own)

    def page(self, file: GeneratedFile, generated: SitePage) -> str:
        """The whole page."""
        assert file.page
        content = generated.content().tidy()
        file.page.present_anchor_ids = {entry.anchor for entry in content.toc}
        if is_in_nav(file, self._theme.nav):
            return self._rendered(file, generated, content)
        folder, segment = _folder_and_segment(file.url)
        kind = _Kind.of(folder, generated, content)
        if kind not in self._shells:
            self._shells[kind] = shell_of(self._marked(kind, file))
        shell = self._shells[kind]
        if shell is None or segment in shell.neighbours:
            return self._rendered(file, generated, content)
        stamped = shell.page(_values(segment, generated, content))
        if kind in self._proven:
            return stamped
        self._proven.add(kind)
        rendered = self._rendered(file, generated, content)
        if stamped != rendered:
            log.info(f"Pages like {file.url} are rendered one by one, because the theme needs more of them")
            self._shells[kind] = None
        return rendered

    def look(self, file: GeneratedFile, generated: SitePage, content: Content) -> list[Any] | None:
        """What the theme gives a page besides its own texts; None of one that is rendered for itself."""
        folder, segment = _folder_and_segment(file.url)
        kind = _Kind.of(folder, generated, content)
        shell = self._shells.get(kind)
        if is_in_nav(file, self._theme.nav) or shell is None or segment in shell.neighbours:
            return None
        return [kind, shell.digest]

    def still_looks(self, file: GeneratedFile, look: Sequence[Any]) -> bool:
        """Whether the theme gives a page what it gave it when it was found to be right."""
        kind, digest = _Kind(*look[0]), look[1]
        if is_in_nav(file, self._theme.nav):
            return False
        if kind not in self._shells:
            self._shells[kind] = shell_of(self._marked(kind, file))
        shell = self._shells[kind]
        if shell is None or shell.digest != digest or _folder_and_segment(file.url)[1] in shell.neighbours:
            return False
        self._proven.add(kind)
        return True

    def _rendered(self, file: GeneratedFile, generated: SitePage, content: Content) -> str:
        page = file.page
        assert page
        set_content(page, generated, content)
        try:
            return self._theme.render(page)
        finally:
            page.content, page.toc = None, TableOfContents([])

    def _marked(self, kind: _Kind, file: GeneratedFile) -> str:
        """A page of this kind with a mark in the place of everything that is its own."""
        assert file.page
        config = self._theme.config
        source = f"{kind.folder}{plain_mark(SEGMENT)}/index.md"
        page = Page(None, GeneratedFile.of(config, source), config)
        page.update_date = file.page.update_date
        heading = _heading(has_heading_1=kind.has_heading_1)
        toc = tuple(TocEntry("", plain_mark(f"anchor{number}")) for number in range(kind.headings))
        set_content(page, SitePage("", "", "", lambda: Content(Markup())), Content(heading, toc))
        page.title = page.meta["title"] = text_mark(TITLE)
        page.meta["description"] = text_mark(DESCRIPTION) if kind.has_description else ""
        page.toc = TableOfContents(
            [AnchorLink(text_mark(f"heading{number}"), each.anchor, 2) for number, each in enumerate(toc)]
        )
        return self._with_marked_content(page, heading)

    def _with_marked_content(self, page: Page, heading: str) -> str:
        page.content = f"{plain_mark(CONTENT)}{heading}"
        return self._theme.render(page).replace(page.content, plain_mark(CONTENT))


def _heading(*, has_heading_1: bool) -> Markup:
    """What tells the theme whether the content of a page has a heading of its own."""
    return Markup("<h1 hidden></h1>") if has_heading_1 else Markup()


def _told_besides(generated: SitePage, content: Content) -> str:
    """A hash of what the theme is told of a page besides its content."""
    headings = [[entry.title, entry.anchor] for entry in content.toc]
    return digest_of(generated.title, generated.description, json.dumps(headings), str("<h1" in content.html))


def _values(segment: str, generated: SitePage, content: Content) -> Mapping[str, str]:
    values = {
        TITLE: str(escape(generated.title)),
        DESCRIPTION: str(escape(generated.description)),
        CONTENT: str(content.html),
        SEGMENT: segment,
    }
    for number, entry in enumerate(content.toc):
        values[f"heading{number}"] = str(escape(entry.title))
        values[f"anchor{number}"] = entry.anchor
    return values


def _folder_and_segment(url: str) -> tuple[str, str]:
    """`causes/process/` and `rollout-gap` of `causes/process/rollout-gap/`."""
    folder, slash, segment = url.removesuffix("/").rpartition("/")
    return f"{folder}{slash}", segment


def listed(files: Files, *, is_listed: bool) -> None:
    """Show MkDocs the pages that it does not render, or hide them."""
    for file in files:
        if isinstance(file, GeneratedFile) and file.write:
            file.is_listed = is_listed
