"""The MkDocs plugin: thin hooks that hand over to `web/`. Nothing else in the package knows MkDocs."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Literal, NoReturn

import click
from jinja2 import Environment, Template
from markupsafe import escape
from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from ml_postmortems.access.hidden import hidden_line
from ml_postmortems.access.publication import Publication, checked_whole, omission_lines, publish, publish_changes
from ml_postmortems.atomic_folder import AtomicFolder, put_file, unwritable
from ml_postmortems.base.served_pages import served_files, without_dead_items
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.lint.outputs.text import finding_lines, summary_text
from ml_postmortems.mkdocs_plugin import live_site
from ml_postmortems.mkdocs_plugin.build_progress import shown_between_logs
from ml_postmortems.mkdocs_plugin.built_before import BuiltBefore
from ml_postmortems.mkdocs_plugin.edited_bodies import Made, take_over
from ml_postmortems.mkdocs_plugin.generated_file import GeneratedFile
from ml_postmortems.mkdocs_plugin.live_site import LiveSite, Whole
from ml_postmortems.mkdocs_plugin.stamping import Stamping, Theme, can_stamp, is_in_nav, listed, set_content
from ml_postmortems.mkdocs_plugin.standing_pages import StandingPages
from ml_postmortems.mkdocs_plugin.ways import ways_to
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plain_text import clean_line
from ml_postmortems.processes import made_apart
from ml_postmortems.progress import followed
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.search.pages import Page as SearchedPage
from ml_postmortems.search.pages import sections_of
from ml_postmortems.search.versioned_files import MANIFEST, write_files
from ml_postmortems.similarity.similar import KnownTexts
from ml_postmortems.styled_text import line_to_text
from ml_postmortems.user_cache import without_cache
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.content_policy import inline_scripts, policy_files
from ml_postmortems.web.default_nav import default_nav
from ml_postmortems.web.draft_place import DraftPlace
from ml_postmortems.web.fragments import NO_FRAGMENTS, Fragments, kept_fragments
from ml_postmortems.web.indentation import without_indentation
from ml_postmortems.web.macros import Macros
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.page_sandbox import page_sandbox
from ml_postmortems.web.rendering import SITE_FILES
from ml_postmortems.web.search_page import HEADER_SCRIPT, with_manifest
from ml_postmortems.web.standing_files import NotedFiles, StandingFiles
from ml_postmortems.web.urls import RECORDS, SEARCH, TRENDS
from ml_postmortems.wording import date_text

log = get_plugin_logger("postmortems")
STYLESHEETS = tuple(
    f"assets/postmortems/{name}.css" for name in ("postmortems", "record", "charts", "search", "around", "print")
)
SCRIPTS = (HEADER_SCRIPT, "assets/postmortems/contents.js", "assets/postmortems/footnotes.js")
_HIDDEN = InclusionLevel.NOT_IN_NAV


class PostmortemsConfig(Config):
    """The options of the plugin in `mkdocs.yml`."""

    folder = config_options.Type(str, default="postmortems")
    """The folder of records, from where `mkdocs.yml` lies."""
    audience = config_options.Choice([each.value for each in Visibility], default=Visibility.PUBLIC.value)
    """For whom the site is built; what others may see is left out."""
    strict = config_options.Type(bool, default=False)
    """Whether a record that is left out, such as a draft, stops the build."""
    new_file = config_options.Type(str, default="")
    """The forge's page for a new file, with the branch, such as `https://github.com/acme/pm/new/main`."""
    pages = config_options.Type(bool, default=True)
    """Whether the site has the guides and the reference of the package, and its navigation where there is none."""
    cache = config_options.Type(bool, default=True)
    """Whether what former builds computed is used, from the user's own cache; the result is the same."""


class PostmortemsPlugin(BasePlugin[PostmortemsConfig]):
    """Publishes the folder of records as pages and indexes, and gives hand-written pages their macros."""

    def __init__(self) -> None:
        self.is_preview = False
        self.command = "serve"
        self.is_dirty = False
        self.whole: AtomicFolder | None = None
        self.expected: set[str] = set()
        self.pages: dict[str, SitePage] = {}
        self.searched: list[SearchedPage] = []
        self.scripts: set[str] = set()
        self.lit: Page | None = None
        self.live: LiveSite | None = None
        self.told: list[str] = []
        self.before: BuiltBefore | None = None
        self.standing: StandingFiles | None = None
        self.standing_pages: StandingPages | None = None
        self.shown = ExitStack()
        self.kept = ExitStack()

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether bad records are shown (preview) or stop the build, and what becomes of the site."""
        self.is_preview = command == "serve"
        context = click.get_current_context(silent=True)
        # To plugins `mkdocs serve --clean` is a build, but it serves a folder of its own, which nobody else sees.
        self.command = "serve" if context and context.info_name == "serve" else command
        self.is_dirty = dirty
        self.may_be_live = live_site.is_asked_for() and not dirty
        self.known_texts = KnownTexts() if self.may_be_live else None

    @event_priority(100)  # first, so that no other plugin remembers the old folder
    @paused_garbage_collection()
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read and check the records before anything is written; errors stop the build with the checker's messages."""
        folder = _shown_path(Path(config.config_file_path).parent / self.config.folder)
        self._end_if_built_before(config, folder)
        self._build_aside(config)
        try:
            as_of = as_of_date(folder)
            audience = Visibility[self.config.audience.upper()]
            self.kept = ExitStack()
            if not self.config.cache:
                self.kept.enter_context(without_cache())
            with shown_between_logs():
                publication = publish(folder, audience, as_of, is_preview=self.is_preview)
            fragments = self.kept.enter_context(kept_fragments(folder, f"{audience} {self.is_preview}"))
            self.site = self._site_of(publication, config, fragments)
            self.as_of = as_of.isoformat()
        except PostmortemsError as error:
            raise PluginError(_clean(str(error))) from error
        self._tell_what_is_published()
        self._replace_search(config)
        self.standing = self.before.standing_files(self.whole) if self.before and self.whole else None
        self._end_if_bodies_were_edited()
        config.watch.append(str(folder.absolute()))
        # Behind a custom_dir, which may override our templates, and before the theme.
        config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(SITE_FILES))
        config.extra_css[:0] = STYLESHEETS
        for name in SCRIPTS:
            script = ExtraScriptValue(name)
            script.type = "module"
            config.extra_javascript.append(script)
        config.extra["postmortems_as_of"] = {"day": self.as_of, "text": date_text(as_of)}  # for the footer
        return config

    def _replace_search(self, config: MkDocsConfig) -> None:
        """Switch the theme's own search off: its box would lie over ours, and it finds no records."""
        search = config.plugins.get("material/search")
        if search and search.config.get("enabled"):
            search.config["enabled"] = False
            self._tell(
                "The plugin search is switched off: our search takes its place. It can be taken out of mkdocs.yml."
            )

    def _end_if_built_before(self, config: MkDocsConfig, folder: Path) -> None:
        """End the command `mkdocs build` where the site stands as it would be built; see `built_before`."""
        self.told, self.before = [], None
        context = click.get_current_context(silent=True)
        if self.is_dirty or not self.config.cache or not context or context.info_name != "build":
            return
        with suppress(PostmortemsError):  # which the build will tell
            self.before = BuiltBefore(config, folder, as_of_date(folder).isoformat())
        if self.before and (told := self.before.told()) is not None:
            for line in told:
                log.info(line)
            site = _shown_path(Path(config.site_dir))
            log.info(f"Nothing has changed since {site}/ was built, so it stays; POSTMORTEMS_NO_CACHE=1 builds it anew")
            _end()

    def _end_if_bodies_were_edited(self) -> None:
        """End the command `mkdocs build` where the site can be taken over; see `edited_bodies`."""
        last = self.before.made(self.site) if self.before and self.whole else None
        if not last:
            return
        whole = self.whole
        assert whole and self.standing
        try:
            if (made := take_over(self.site, last, whole)) is None:
                return
            whole.publish(())
        except PostmortemsError as error:
            raise PluginError(_clean(str(error))) from error
        except OSError as error:
            raise PluginError(_clean(str(unwritable(whole.target, error)))) from error
        log.info(f"Only bodies of records have changed: the rest was taken over. The site is in {whole.target}/")
        self.site.fragments.is_partial = True
        self.kept.close()
        self.whole = None
        whole.close()  # before the times are noted, because to unlink a file moves them
        self._note(made, {name: each for name, each in self.standing.last.items() if name not in whole.put_names})
        _end()

    def _note(self, made: Made, files: NotedFiles) -> None:
        """Remember the site that stands now, for the next build."""
        if self.before:
            self.before.note(self.told, self.site, made, files)

    def _tell(self, line: str) -> None:
        self.told.append(line)
        log.info(line)

    def _site_of(
        self, publication: Publication, config: MkDocsConfig, fragments: Fragments = NO_FRAGMENTS
    ) -> SiteBuild:
        place = DraftPlace(self.config.folder, self.config.new_file)
        address = f"{config.site_url.rstrip('/')}/" if config.site_url else ""
        return SiteBuild(publication, place, address, fragments, self.known_texts)

    def _after_edit(self, config: MkDocsConfig) -> SiteBuild | None:
        """The site after an edit of records; None where more changes than the pages and files that records make."""
        before = self.site.publication
        try:
            as_of = as_of_date(before.everything.root)
            site = self._site_of(publish_changes(before, as_of), config).after_edit_of(self.site)
            if as_of != before.as_of or not site.has_vocabulary_of(self.site):
                return None
            self.site = site
            self._tell_what_is_published()
        except (PostmortemsError, PluginError) as error:
            raise live_site.stop(_clean(str(error))) from error
        return site

    def _whole_site(self, config: MkDocsConfig) -> SiteBuild:
        """The same with the findings that the edit of one record brings for others."""
        self.site = self._site_of(checked_whole(self.site.publication), config).after_edit_of(self.site)
        return self.site

    def _tell_what_is_published(self) -> None:
        """Say which records are left out, and stop where errors or `strict` forbid to publish."""
        publication = self.site.publication
        checked = summary_text(publication.report)
        if self.site.blockers:
            found = (line_to_text(line) for finding in self.site.blockers for line in finding_lines(finding))
            raise PluginError("\n".join([*found, checked]))
        lines = list(map(clean_line, omission_lines(publication.omissions)))
        if lines and self.config.strict and not self.is_preview:
            raise PluginError("\n".join([*lines, "`strict` lets no record be left out, so nothing was built."]))
        self._tell(checked)
        for line in lines:
            self._tell(line)
        if hidden := publication.hidden:
            remedy = "the option `audience` of the plugin postmortems (AUDIENCE=internal) decides"
            self._tell(hidden_line(hidden, publication.audience, remedy))

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add an empty page for every generated page, and the static files; `on_page_content` fills the pages."""
        self.searched, self.scripts = [], set()
        self.pages = {f"{page.url}index.md": page for page in self.site.pages()}
        made: list[File] = [GeneratedFile.of(config, source) for source in self.pages]
        for source, html in self.site.redirects():
            made.append(File.generated(config, source, content=html, inclusion=_HIDDEN))
        for source, picture in self.site.pictures():
            made.append(File.generated(config, source, abs_src_path=str(picture.absolute())))
        written = {file.dest_uri: file.src_uri for file in files if not file.inclusion.is_excluded()}
        own = [file.src_uri for file in files.documentation_pages()]
        for file in made:
            if file.dest_uri in written:
                name = f"{Path(config.docs_dir).name}/{written[file.dest_uri]}"
                raise PluginError(
                    clean_line(f"{name} must not exist: {file.url} is generated; rename the hand-written file")
                )
            files.append(file)
        if self.config.pages:
            self._serve_pages(files, config)
            if config.nav is None:
                config.nav = default_nav({file.src_uri for file in files}, own)
        self._equip_macros(config)
        return files

    def _serve_pages(self, files: Files, config: MkDocsConfig) -> None:
        """Add the guides and the reference where the base has no page of that place."""
        vocabulary = self.site.index.vocabulary
        served = {
            place: text
            for place, text in served_files(
                vocabulary.taxonomy, vocabulary.catalog, self.site.index.corpus.settings
            ).items()
            if place not in files.src_uris
        }
        known = {*files.src_uris, *served}
        for place, text in served.items():
            is_page = place.endswith(".md")
            content = without_dead_items(text, place, known) if is_page else text
            files.append(File.generated(config, place, content=content, inclusion=_HIDDEN))

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Take the pages out of MkDocs' hands that need none of its steps; see `stamping`."""
        self.nav, self.files = nav, files
        can_be_stamped = not self.is_dirty and can_stamp(config)
        folder = str(self.site.publication.everything.root)
        if not (self.may_be_live and can_be_stamped):
            self.live = None
        elif self.live is None:
            self.live = LiveSite(folder, lambda: self._after_edit(config), lambda: self._whole_site(config))
        if can_be_stamped:
            for file in files:
                if isinstance(file, GeneratedFile) and file.page and (self.live or not is_in_nav(file, nav)):
                    file.page.update_date = self.site.changed_on(file.url).isoformat()
                    file.write = self._write_page
                    if is_in_nav(file, nav):
                        file.page.title = str(escape(self.pages[file.src_uri].title))
        listed(files, is_listed=False)
        return nav

    @event_priority(-100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Note which files the site will have, now that no plugin adds or drops any."""
        self.expected = {file.dest_uri for file in files if file.inclusion.is_included()}
        listed(files, is_listed=True)
        self.all_pages = files.documentation_pages()
        listed(files, is_listed=False)
        self.stamping = Stamping(Theme(config, self.nav, env, self.all_pages))
        written = [self.pages[file.src_uri] for file in files if isinstance(file, GeneratedFile) and file.write]
        self.shown.enter_context(shown_between_logs())
        self.standing_pages = StandingPages(self.standing, self.stamping) if self.standing else None
        keys = self.standing_pages.keys(written) if self.standing_pages else None
        self.contents = self.site.fragments.contents(written, keys)
        return env

    def _write_page(self, file: GeneratedFile) -> None:
        """Write one page that MkDocs does not render, unless it is made when somebody asks for it."""
        if self.live:
            return
        try:
            page, key, content = next(self.contents)
            assert page is self.pages[file.src_uri], "MkDocs writes files in their order"
            standing = self.standing_pages
            if content is None and standing and (taken := standing.take(file, key)) is not None:
                self.scripts.update(taken)
                return
            made = content or page.content().tidy()
            output = self.stamping.page(file, replace(page, content=lambda: made))
        except Exception as error:
            log.error(f"Error building page '{file.src_uri}': {error}")
            raise
        scripts = list(inline_scripts(output))
        self.scripts.update(scripts)
        write_file(output.encode("utf-8", errors="xmlcharrefreplace"), file.abs_dest_path)
        if standing:
            standing.note(file, page, key, made, scripts)

    @event_priority(100)
    def on_pre_template(self, template: Template, *, template_name: str, config: MkDocsConfig) -> Template:
        """Show a template of the theme, such as the site map, all pages."""
        listed(self.files, is_listed=True)
        return template

    @event_priority(-100)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Put a generated page into its empty shell; what the theme prints as it is gets escaped here."""
        page.update_date = self.site.changed_on(page.url).isoformat()
        generated = self.pages.get(page.file.src_uri)
        if not generated:
            self.searched.extend(sections_of(page.url, str(page.title), html))
            return html
        set_content(page, generated, generated.content())
        return str(page.content)

    def on_page_context(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Light the tab of a page that the navigation does not name, by the nearest address that it does.

        Of generated pages the list of records is the last resort; a hand-written page may stand outside of all tabs.
        The ways to a hand-written page stand above it; a generated one has its own.
        """
        context["pages"] = self.all_pages
        if page.parent is None and page.url:
            named = [each for each in nav.pages if each.parent and each.url and page.url.startswith(each.url)]
            is_generated = isinstance(page.file, GeneratedFile)
            of_list = [each for each in nav.pages if is_generated and each.url == RECORDS]
            nearest = max(named, key=lambda each: len(each.url), default=next(iter(of_list), None))
            if nearest:
                nearest.active = True
                self.lit = nearest
        if not isinstance(page.file, GeneratedFile):
            page.meta["ways"] = ways_to(page, self.lit)
        return context

    @event_priority(-100)  # behind plugins that change what a page holds
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Put the light out again, which the next page shall not have; a generated page loses its indentation."""
        if self.lit:
            self.lit.active, self.lit = False, None
        html = without_indentation(output) if isinstance(page.file, GeneratedFile) else output
        if page.file.src_uri in self.pages or not isinstance(page.file, GeneratedFile):  # else full of marks
            self.scripts.update(inline_scripts(html))
        return html

    @event_priority(-100)
    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Note the scripts of pages that are templates of the theme, and take the listed pages out again."""
        listed(self.files, is_listed=False)
        if template_name.endswith(".html"):
            self.scripts.update(inline_scripts(output_content))
        return output_content

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what the browser searches, what other programs read, and the policy that a server may send."""
        with self.shown:
            self._write_data(config)

    def _write_data(self, config: MkDocsConfig) -> None:
        sections = sorted(self.searched, key=lambda page: page.url)
        if self.live:
            self.kept.close()
            self.site = replace(self.site, fragments=NO_FRAGMENTS).after_edit_of(self.site)
            self.live.built(Whole.of(config, self.files, self.stamping, sections), self.site)
            self.is_built = True
            return
        self.contents.close()
        for name, content in followed(
            "Writing data", chain(self.site.data_files(self.standing), policy_files(self.scripts))
        ):
            # In place of a link, where not all files of a record could be taken over.
            put_file(Path(config.site_dir, name), content)
            self.expected.add(name)
        self.expected.update(self.standing.now if self.standing else ())
        searched = made_apart(len(self.site.index.corpus.files), lambda: self.site.search_files(sections))
        page = Path(config.site_dir, SEARCH, "index.html")
        written = write_files(followed("Writing the search", searched), page.parent)
        self.expected |= {f"{SEARCH}{name}" for name in written}
        manifest = page.with_name(MANIFEST).read_bytes()
        page.write_text(with_manifest(page.read_text("utf-8"), manifest), "utf-8")
        if not config.site_url:  # a site map is of whole addresses; without them MkDocs writes an empty one
            for name in {"sitemap.xml", "sitemap.xml.gz"} - self.expected:
                Path(config.site_dir, name).unlink(missing_ok=True)
        self._keep_page_of_words(config)
        self.kept.close()
        self.is_built = True

    def _keep_page_of_words(self, config: MkDocsConfig) -> None:
        """Keep the shell of the page that an edited body changes besides that of its record."""
        file = self.files.get_file_from_path(f"{TRENDS}index.md")
        if self.before and isinstance(file, GeneratedFile) and can_stamp(config):
            written = Path(config.site_dir, file.dest_uri).read_text("utf-8")
            self.stamping.keep(file, self.pages[file.src_uri], written)

    @event_priority(-100)  # behind plugins that hand the server its own builder
    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> LiveReloadServer:
        """Make pages when a browser asks for them; see `live_site`."""
        if self.live:
            self.live.attach(server, builder)
        return server

    def on_build_error(self, *, error: Exception) -> None:
        """Say in one message that a disk is full or a folder cannot be written; what was kept before stays."""
        self.shown.close()
        self.kept.__exit__(type(error), error, error.__traceback__)
        if self.whole and isinstance(error, OSError):
            raise PluginError(_clean(str(unwritable(self.whole.target, error)))) from error

    def on_shutdown(self) -> None:
        """Put the new site in place of the old one, unless an exception is on its way, as in a strict build."""
        if self.whole is None:
            return
        whole, self.whole = self.whole, None
        self.settings.site_dir = str(whole.target)
        is_new = self.is_built and sys.exc_info()[0] is None
        try:
            if is_new:
                whole.publish(self.expected)
                log.info(f"The site is in {whole.target}/")
        except PostmortemsError as error:
            raise PluginError(_clean(str(error))) from error
        finally:
            # What is deployed must stay until it is; MkDocs copies it after this event.
            atexit.register(whole.close) if self.command == "gh-deploy" else whole.close()
        if (
            is_new and self.before
        ):  # after the old files are gone, because to unlink one moves the times of what is linked to it
            self._note(Made.of(self.site, self.stamping.kept(RECORDS)), self.standing.now if self.standing else {})

    def _build_aside(self, config: MkDocsConfig) -> None:
        """Have MkDocs write into a folder beside the site, which others see until the new one is whole."""
        self.is_built = False
        if self.command == "serve":
            return
        try:
            self.whole = AtomicFolder.begin(Path(config.site_dir))
            self.whole.take_over(only_hidden=not self.is_dirty)  # as MkDocs does, which cleans all but hidden files
        except PostmortemsError as error:
            raise PluginError(_clean(str(error))) from error
        self.settings = config
        config.site_dir = str(self.whole.folder)

    def _equip_macros(self, config: MkDocsConfig) -> None:
        """Register the macros, and let hand-written pages run them in a sandbox in which nothing is undefined.

        Of the configuration pages see the plain settings: the rest leads to records that not everybody may see.
        """
        plugin = config.plugins.get("macros")
        if plugin is None:
            return
        macros = Macros(self.site.index, self.site.publication.as_of, lambda: str(plugin.page.url))
        plugin.register_macros(dict(macros.all()))
        plugin.config["on_error_fail"] = not self.is_preview
        settings = {name: value for name, value in config.items() if isinstance(value, str | int)}
        plugin.variables["config"] = settings | {"extra": dict(config.extra)}
        plugin._env = page_sandbox(plugin.env, plugin.macros)


def _end() -> NoReturn:
    """End the command. Its process ends with it, so nothing has to be looked through for cycles before."""
    atexit.register(gc.freeze)
    sys.exit(0)


def _clean(text: str) -> str:
    """A text of several lines as the commands print it: MkDocs prints errors as they are."""
    return "\n".join(map(clean_line, text.split("\n")))


def _shown_path(path: Path) -> Path:
    """A path as messages show it: from the working folder, where it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
