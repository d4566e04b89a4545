"""The Whoosh index of a corpus, kept between runs, so that only records that changed are indexed anew.

    <user's cache>/ml-postmortems/search/<corpus and use>/
        current               the name of the generation that is good
        <sha256 of manifest>/ one generation: manifest.json, contents.json and Whoosh's files; never changed
            checked.json      the size and times that each file had when it was compared with its hash

A new generation is made aside, from links to the files of the one before, and becomes good by one rename. So a kill at
any moment leaves the last good one. Before Whoosh sees a file, it is compared with its hash in the manifest, because
Whoosh would not notice a damaged one; what does not fit is made anew. A file that has the times that it had when it was
compared is not read again: of 10,000 records the hash alone would take a sixth of a search.

Whoosh's files hold pickles, which can run any code. So they lie in the user's own cache, outside of the repository,
in folders that nobody else can write to; where there is no such place, the index is made in memory.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from ml_postmortems import model, reading, similarity
from ml_postmortems.atomic_file import folder_lock
from ml_postmortems.file_times import settled_state
from ml_postmortems.fingerprint import code_fingerprint, modules_of
from ml_postmortems.processes import made_apart
from ml_postmortems.progress import followed
from ml_postmortems.search import documents as documents_module
from ml_postmortems.search import postings, whoosh_index
from ml_postmortems.search.documents import Document
from ml_postmortems.search.whoosh_index import ENGINE, Contents, WhooshIndex, update_files
from ml_postmortems.text_store import digest_of
from ml_postmortems.user_cache import OWNER_FILE, cache_folder

_CURRENT = "current"
_MANIFEST = "manifest.json"
_CONTENTS = "contents.json"
_CHECKED = "checked.json"
_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LIBRARIES = ("markdown-it-py", "pydantic", "python-frontmatter", "PyYAML", "snowballstemmer")
_MOST_DELETED = 3
"""An index is made anew when more than one of so many of its texts are deleted ones."""


@dataclass(frozen=True, slots=True)
class _Generation:
    folder: Path
    contents: Contents
    files: Mapping[str, str]
    """The hash of each file, by its name."""

    def index_of(self, keys: Sequence[str]) -> WhooshIndex | None:
        """The index, if it holds just these texts."""
        is_it = self.contents.numbers.keys() == set(keys)
        return WhooshIndex.opened(self.folder, self.contents, keys) if is_it else None


def cached_index(documents: Sequence[Document], root: Path, use: str) -> WhooshIndex:
    """The index of documents in their order. Each folder of records has a cache for each use, such as an audience."""
    try:
        folder = cache_folder(root, "search", use)
        with folder_lock(folder):
            return _up_to_date(folder, documents)
    except OSError:  # no home, a full disk, somebody else's folder: a cache is a help and no need
        return WhooshIndex(document.text for document in documents)


def _up_to_date(folder: Path, documents: Sequence[Document]) -> WhooshIndex:
    keys = _keys(documents)
    last = _read_current(folder)
    if last and (index := last.index_of(keys)):
        return index
    wanted = dict(zip(keys, documents, strict=True))
    new = wanted.keys() - last.contents.numbers.keys() if last else wanted
    made = next(made_apart(len(new), lambda: [_next_generation(folder, last, wanted)]))
    return WhooshIndex.opened(made.folder, made.contents, keys)


def _keys(documents: Sequence[Document]) -> list[str]:
    """What a text is recognised by; a file that is there twice gives two."""
    seen: Counter[str] = Counter()
    keys = []
    for document in documents:
        keys.append(f"{document.digest}-{seen[document.digest]}")
        seen[document.digest] += 1
    return keys


def _read_current(folder: Path) -> _Generation | None:
    """The generation that is good, or None where none fits or something is damaged."""
    try:
        name = (folder / _CURRENT).read_text("ascii")
        generation = folder / name
        if not _NAME.fullmatch(name) or _hash(generation / _MANIFEST) != name:
            return None
        manifest = json.loads((generation / _MANIFEST).read_bytes())
        if manifest["made_by"] != index_fingerprint() or manifest["files"] != _checked_hashes(generation):
            return None
        contents = Contents(**json.loads((generation / _CONTENTS).read_bytes()))
        return _Generation(generation, contents, manifest["files"])
    except (OSError, ValueError):
        return None


def _next_generation(folder: Path, last: _Generation | None, wanted: Mapping[str, Document]) -> _Generation:
    if last and _is_worn(last.contents, wanted):
        last = None
    known = last.contents.numbers if last else {}
    aside = Path(mkdtemp(prefix="new-", dir=folder))
    if last:
        for path in last.folder.iterdir():
            if path.name not in (_MANIFEST, _CONTENTS, _CHECKED):
                (aside / path.name).hardlink_to(path)
    gone = [key for key in known if key not in wanted]
    new = followed("Indexing records", [key for key in wanted if key not in known])
    added = ((key, wanted[key].text) for key in new)
    contents = update_files(aside, last.contents if last else None, gone, added)
    written = {"numbers": contents.numbers, "lengths": contents.lengths, "words": contents.words}
    (aside / _CONTENTS).write_bytes(_json(written))
    files = _hashes(aside, _kept_hashes(aside, last) if last else {})
    manifest = _json({"made_by": index_fingerprint(), "files": files})
    (aside / _MANIFEST).write_bytes(manifest)
    made = aside.rename(folder / hashlib.sha256(manifest).hexdigest())
    pointer = folder / f"new-{_CURRENT}"
    pointer.write_text(made.name, "ascii")
    pointer.replace(folder / _CURRENT)
    _remove_all_but(folder, made.name)
    return _Generation(made, contents, files)


def _is_worn(contents: Contents, wanted: Mapping[str, Document]) -> bool:
    """Whether so much of an index would be deleted that it is better made anew."""
    kept = len(contents.numbers.keys() & wanted.keys())
    written = max(contents.numbers.values(), default=0) + 1
    return (written - kept) * _MOST_DELETED > kept


def _remove_all_but(folder: Path, name: str) -> None:
    """Remove former generations, and what a killed process left. Nobody is about to open them: we have the lock."""
    for path in folder.iterdir():
        if path.name not in (name, _CURRENT, OWNER_FILE):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


def _checked_hashes(generation: Path) -> dict[str, str]:
    """The hash of each file of a generation, read only where its size or times are others than when it was hashed."""
    states = {name: settled_state(generation / name) for name in _names(generation)}
    noted = _noted(generation / _CHECKED)
    known = {name: digest for name, (state, digest) in noted.items() if states.get(name) == state}
    hashes = _hashes(generation, known)
    now = {name: (state, hashes[name]) for name, state in states.items() if state}
    if now != noted:
        with suppress(OSError):  # a full disk; the index is good all the same
            (generation / _CHECKED).write_bytes(_json(now))
    return hashes


def _noted(path: Path) -> dict[str, tuple[str, str]]:
    """The state and the hash of each file that was compared before; nothing where a kill broke the note off."""
    try:
        return {name: (state, digest) for name, (state, digest) in json.loads(path.read_bytes()).items()}
    except (OSError, ValueError):
        return {}


def _names(generation: Path) -> list[str]:
    return sorted(path.name for path in generation.iterdir() if path.name not in (_MANIFEST, _CHECKED))


def _hashes(generation: Path, known: Mapping[str, str]) -> dict[str, str]:
    """The hash of each file but the manifest; those that are known are not computed again."""
    return {name: known.get(name) or _hash(generation / name) for name in _names(generation)}


def _kept_hashes(aside: Path, last: _Generation) -> dict[str, str]:
    """The hashes of the files that are still links to those of the last generation."""
    kept = (name for name in last.files if (aside / name).exists() and (aside / name).samefile(last.folder / name))
    return {name: last.files[name] for name in kept}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()


@cache
def index_fingerprint() -> str:
    """What an index depends on besides the records: the code that writes it, all that reads records, and what they use.

    What an audience may see of a record is decided there, too, and the index hands its texts out.
    """
    return f"{ENGINE} {code_fingerprint(code_of_an_index(), _LIBRARIES)}"


def fingerprint_with(*makers: Path) -> str:
    """The same with the modules that make something of an index, for what they make."""
    return digest_of(index_fingerprint(), code_fingerprint(makers, ()))


def code_of_an_index() -> list[Path]:
    """The modules that decide what an index holds, in a fixed order."""
    own = (Path(documents_module.__file__), Path(whoosh_index.__file__), Path(postings.__file__))
    return [*own, *modules_of(model, reading, similarity)]
