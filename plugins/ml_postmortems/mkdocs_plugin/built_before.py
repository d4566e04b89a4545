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
from collections.abc import Iterable, Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from ml_postmortems.errors import GitUnusable
from ml_postmortems.fingerprint import installed_versions
from ml_postmortems.reading.git import head_commit, is_shallow
from ml_postmortems.text_store import digest_of, text_store
from ml_postmortems.web.fragments import site_fingerprint

_PLUGINS = {"postmortems", "macros", "search", "material/search"}
_NAME = re.compile(r"[A-Za-z_]\w*")
_LEFT_OUT = {"__pycache__", "node_modules"}
_STORE = "built-sites"
State = list[list[object]]
"""Path, size and times of each file."""


class BuiltBefore:
    """What is known of the last build of one site."""

    def __init__(self, config: MkDocsConfig, records: Path, as_of: str) -> None:
        """`config` is as MkDocs has read it, before any plugin changed it."""
        self._records = records
        self._site = Path(config.site_dir)
        self._inputs = _inputs(config, records, as_of) if _is_known(config) else None

    def told(self) -> list[str] | None:
        """What the build said that made the site, if it would make the same now; else None."""
        if self._inputs is None:
            return None
        with text_store(self._records, _STORE, site_fingerprint, str(self._site)) as store:
            kept = store.get(self._inputs)
        if not kept:
            return None
        lines, state = json.loads(kept)
        return list(lines) if state == _state([self._site]) else None

    def note(self, lines: Iterable[str]) -> None:
        """Remember the site that was built, and what the build said."""
        if self._inputs is None:
            return
        with text_store(self._records, _STORE, site_fingerprint, str(self._site)) as store:
            store.put(self._inputs, json.dumps([list(lines), _state([self._site])]))
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


def _inputs(config: MkDocsConfig, records: Path, as_of: str) -> str:
    """A hash of everything that a build reads."""
    file = Path(config.config_file_path)
    project = file.parent
    named = sorted(set(_NAME.findall(file.read_text("utf-8"))) & set(os.environ))
    custom = [Path(config.theme.custom_dir)] if config.theme.custom_dir else []
    places = [
        project,
        *(each for each in (Path(config.docs_dir), records, *custom) if not each.is_relative_to(project)),
    ]
    return digest_of(
        as_of,
        *sys.argv,
        *(f"{name}={os.environ[name]}" for name in (*named, "SOURCE_DATE_EPOCH") if name in os.environ),
        _history(records),
        *sorted(f"{name} {version}" for name, version in installed_versions().items()),
        json.dumps(_state(places, without=Path(config.site_dir))),
    )


def _history(records: Path) -> str:
    try:
        return f"{head_commit(records)} {is_shallow(records)}"
    except GitUnusable as error:
        return str(error)


def _state(places: Iterable[Path], without: Path | None = None) -> State:
    return sorted(entry for place in places for entry in _files(place, without))


def _files(place: Path, without: Path | None) -> Iterator[list[object]]:
    """Every file that is not hidden, links followed; a site may lie within the place."""
    for folder, names, files in os.walk(place, followlinks=True):
        names[:] = [
            name
            for name in names
            if not name.startswith(".") and name not in _LEFT_OUT and Path(folder, name) != without
        ]
        for name in files:
            path = Path(folder, name)
            try:
                found = path.stat()
            except OSError:
                yield [str(path), -1, -1, -1]
            else:
                yield [str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns]
