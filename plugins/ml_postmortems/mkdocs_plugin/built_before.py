"""Whether the site in a folder is what a build would make now, so that nothing has to be built.

Compared are everything that a build reads, and the site itself, by names, sizes and times; a time of change (`ctime`)
moves with every write and cannot be set. Where something else may decide what a page holds, nothing is said to stand:
plugins and hooks of others, and modules of macros.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable
from functools import cache, cached_property
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from ml_postmortems.atomic_folder import AtomicFolder
from ml_postmortems.errors import GitUnusable
from ml_postmortems.fingerprint import installed_versions
from ml_postmortems.mkdocs_plugin.edited_bodies import Made, frame_of
from ml_postmortems.mkdocs_plugin.file_state import State, state_of
from ml_postmortems.reading.git import head_commit, is_shallow
from ml_postmortems.text_store import digest_of, text_store
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.fragments import site_fingerprint
from ml_postmortems.web.standing_files import NotedFiles, StandingFiles, noted_from_json, noted_to_json

_PLUGINS = {"postmortems", "macros", "search", "material/search"}
_NAME = re.compile(r"[A-Za-z_]\w*")
_EXTENSIONS = frozenset(
    {"admonition", "attr_list", "def_list", "fenced_code", "footnotes", "md_in_html", "tables", "toc"}
)
"""Those that read no file."""
_STORE, _EDITED, _FILES = "built-sites", "edited-sites", "files-of-sites"


class BuiltBefore:
    """What is known of the last build of one site."""

    def __init__(self, config: MkDocsConfig, records: Path, as_of: str) -> None:
        """`config` is as MkDocs has read it, before any plugin changed it."""
        self._records = records
        self._site = Path(config.site_dir)
        self._config = config
        self._entries = _entries(config, records) if _is_known(config) else None
        self._around = _around(config, records, as_of) if _is_known(config) else ""
        self._inputs = digest_of(self._around, json.dumps(self._entries)) if self._entries is not None else None
        self._key_of: tuple[SiteBuild, str | None] | None = None

    def told(self) -> list[str] | None:
        """What the build said that made the site, if it would make the same now; else None."""
        if self._inputs is None:
            return None
        with text_store(self._records, _STORE, site_fingerprint, str(self._site)) as store:
            kept = store.get(self._inputs)
        if not kept:
            return None
        lines, state = json.loads(kept)
        return list(lines) if state == self._standing else None

    def made(self, site: SiteBuild) -> Made | None:
        """What was noted of the site, where since then nothing was edited but bodies of its records; else None."""
        if (key := self._key(site)) is None:
            return None
        with text_store(self._records, _EDITED, site_fingerprint, str(self._site)) as store:
            kept = store.get(key)
        if not kept:
            return None
        made, state = json.loads(kept)
        return Made.from_json(made) if state == self._standing else None

    def standing_files(self, folder: AtomicFolder) -> StandingFiles | None:
        """The files that the last build noted, where the site stands as it left it; None where nobody may note any."""
        if self._inputs is None:
            return None
        with text_store(self._records, _FILES, site_fingerprint, str(self._site)) as store:
            kept = json.loads(store.get(_FILES) or "null")
        stands = kept and kept[0] == self._standing
        return StandingFiles(noted_from_json(kept[1]) if stands else {}, folder.link)

    @cached_property
    def _standing(self) -> str:
        """A hash of the files of the site as the last build left them."""
        return self._state_of_site()

    def _state_of_site(self) -> str:
        return digest_of(json.dumps(state_of([self._site])))

    def _key(self, site: SiteBuild) -> str | None:
        if self._key_of is None or self._key_of[0] is not site:
            self._key_of = (site, self._made_key(site))
        return self._key_of[1]

    def _made_key(self, site: SiteBuild) -> str | None:
        """A hash of everything that a build reads but for bodies of records; None where another page may hold one."""
        if self._entries is None or not _are_bodies_unread(self._config):
            return None
        folder_of = cache(os.path.realpath)

        def place_of(path: str) -> str:
            folder, name = os.path.split(path)
            return f"{folder_of(folder)}/{name}"

        records = {place_of(str(file.path)) for file in site.publication.everything.files}
        own_folders = _own_folders(self._config)
        is_own = cache(lambda folder: any(Path(folder).is_relative_to(place) for place in own_folders))
        around: State = []
        for path, *about in self._entries:
            if place_of(str(path)) not in records:
                around.append([path, *about])
            elif is_own(os.path.split(str(path))[0]):
                return None
        return digest_of(self._around, json.dumps(around), frame_of(site))

    def note(self, lines: Iterable[str], site: SiteBuild, made: Made, files: NotedFiles) -> None:
        """Remember the site that stands now, what the build said, and what it was made of."""
        if self._inputs is None:
            return
        state = self._state_of_site()
        self._put(_STORE, self._inputs, [list(lines), state])
        self._put(_FILES, _FILES, [state, noted_to_json(files)])
        if (key := self._key(site)) is not None:
            self._put(_EDITED, key, [made.to_json(), state])

    def _put(self, name: str, key: str, value: object) -> None:
        with text_store(self._records, name, site_fingerprint, str(self._site)) as store:
            store.put(key, json.dumps(value))
            store.save(lambda: store.used, most=1)


def _is_known(config: MkDocsConfig) -> bool:
    """Whether nobody else has a say in what a page holds."""
    if set(config.plugins) - _PLUGINS or config.hooks or config.theme.name != "material":
        return False
    macros = config.plugins.get("macros")
    if macros is None:
        return True
    place = Path(config.config_file_path).parent / str(macros.config.get("module_name", "main"))
    return not (macros.config.get("modules") or place.exists() or place.with_suffix(".py").exists())


def _own_folders(config: MkDocsConfig) -> list[Path]:
    """Where pages and templates of the project lie."""
    return [Path(config.docs_dir), *([Path(config.theme.custom_dir)] if config.theme.custom_dir else [])]


def _are_bodies_unread(config: MkDocsConfig) -> bool:
    """Whether nothing lets a hand-written page hold what stands outside of the folder of pages."""
    macros = config.plugins.get("macros")
    reads = macros and (macros.config.get("include_dir") or macros.config.get("include_yaml"))
    return not reads and set(config.markdown_extensions) <= _EXTENSIONS


def _entries(config: MkDocsConfig, records: Path) -> State:
    """Every file that a build reads."""
    project = Path(config.config_file_path).parent
    places = [project, *(each for each in (*_own_folders(config), records) if not each.is_relative_to(project))]
    return state_of(places, without=Path(config.site_dir))


def _around(config: MkDocsConfig, records: Path, as_of: str) -> str:
    """A hash of what a build reads besides files."""
    named = sorted(set(_NAME.findall(Path(config.config_file_path).read_text("utf-8"))) & set(os.environ))
    return digest_of(
        as_of,
        *sys.argv,
        *(f"{name}={os.environ[name]}" for name in (*named, "SOURCE_DATE_EPOCH") if name in os.environ),
        _history(records),
        *sorted(f"{name} {version}" for name, version in installed_versions().items()),
    )


def _history(records: Path) -> str:
    try:
        return f"{head_commit(records)} {is_shallow(records)}"
    except GitUnusable as error:
        return str(error)
