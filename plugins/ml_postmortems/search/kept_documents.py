"""What the command line searches, kept between runs, so that no YAML is read again while no file has changed.

Reading a record takes 4 ms and hashing its file 0.04, so of 1,000 records a search waits four seconds for nothing. The
documents of a folder are kept as a pickle, which can run any code: so it lies in the user's own cache, where nobody
else can write, like the index. Before it is read, it is compared with its hash. If any file of the folder is another
one, or the code is, all are read anew.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ml_postmortems.atomic import replace_file
from ml_postmortems.errors import FileUnwritable, FolderNotFound
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import corpus_digest, last_change, load_corpus
from ml_postmortems.search.documents import Document, documents_of
from ml_postmortems.search.index_cache import cached_index, is_own, kept_index, made_by, own_folder
from ml_postmortems.search.whoosh_index import WhooshIndex, without_collector

_FILE = "documents"
_DIGITS = 64
_COARSEST_CLOCK = 2_000_000_000
"""Nanoseconds by which a file system may be wrong about when a file was changed."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched: the documents of a folder, their index in the same order, and the vocabulary."""

    documents: Sequence[Document]
    index: WhooshIndex
    vocabulary: Vocabulary


def searched(root: Path, audience: Visibility) -> Searched:
    """The records of a folder as an audience may see them; raises FolderNotFound and VocabularyUnusable."""
    use = f"search for {audience}"
    started = time.time_ns()
    key = _key(root, audience)
    if key and (kept := _read(root, audience, key)):
        documents, vocabulary = kept
        if index := kept_index(documents, root, use):
            return Searched(documents, index, vocabulary)
    corpus = load_corpus(root).for_audience(audience)
    documents = documents_of(corpus, corpus.vocabulary)
    index = cached_index(documents, root, use)
    if key and _is_settled(root, started):
        _write(root, audience, key, documents, corpus.vocabulary)
    return Searched(documents, index, corpus.vocabulary)


def _is_settled(root: Path, started: int) -> bool:
    """Whether no file has changed since then, not even there and back: those of the key are those that were read."""
    try:
        return last_change(root) < started - _COARSEST_CLOCK
    except (OSError, FolderNotFound):
        return False


def _key(root: Path, audience: Visibility) -> str:
    """What the kept documents must have been made of; empty where that cannot be told: a package without sources."""
    content = corpus_digest(root)
    try:
        parts = (made_by(), hashlib.sha256(Path(__file__).read_bytes()).hexdigest(), content, audience)
    except OSError:
        return ""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _folder(root: Path, audience: Visibility) -> Path:
    return own_folder(root, f"documents for {audience}")


def _read(root: Path, audience: Visibility, key: str) -> tuple[tuple[Document, ...], Vocabulary] | None:
    try:
        handle = os.open(_folder(root, audience) / _FILE, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(handle, "rb") as file:
            if not is_own(os.fstat(handle)):
                return None
            content = file.read()
    except OSError:
        return None
    head, payload = content[: 2 * _DIGITS], content[2 * _DIGITS :]
    if head != _head(key, payload):
        return None
    with without_collector():
        documents, vocabulary = pickle.loads(payload)
        gc.freeze()  # they live as long as the process, and Python would look through them all again and again
        return documents, vocabulary


def _write(root: Path, audience: Visibility, key: str, documents: Sequence[Document], vocabulary: Vocabulary) -> None:
    """Keep documents without their bodies, which the index has; a cache is a help and no need."""
    slim = tuple(replace(document, body=None) for document in documents)
    payload = pickle.dumps((slim, vocabulary), pickle.HIGHEST_PROTOCOL)
    with suppress(OSError, FileUnwritable):
        replace_file(_folder(root, audience) / _FILE, _head(key, payload) + payload, mode=0o600)


def _head(key: str, payload: bytes) -> bytes:
    return (key + hashlib.sha256(payload).hexdigest()).encode()
