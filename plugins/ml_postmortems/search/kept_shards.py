"""The shards of the terms of records, kept between runs: after an edit only rows of the edited records are made anew.

Shards are kept under the hash of what they hold, and a list says which of them belong together and to which texts. So a
run that was killed leaves a list whose shards are there or one that is not believed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ml_postmortems.search import shards as shards_module
from ml_postmortems.search.documents import Document
from ml_postmortems.search.index_cache import fingerprint_with
from ml_postmortems.search.shards import (
    Shard,
    edited_shards,
    postings_of_document,
    term_shards,
)
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.text_store import TextStore, digest_of, text_store

_LIST = "list"
_MOST_EDITED = 2
"""All is made anew where more than one of so many texts is another one."""
_Pair = tuple[str, str]
"""The terms of a shard, and their positions, as JSON."""


def kept_term_shards(documents: Sequence[Document], index: WhooshIndex, root: Path, use: str) -> list[Shard]:
    """What `term_shards` makes of an index that holds these documents in their order."""
    texts = [document.digest for document in documents]
    with text_store(root, "shards", _fingerprint, use) as store:
        edited = _edited(store, texts)
        if edited is None:
            shards = term_shards(index)
        else:
            numbers, pairs = edited
            former = ((terms.encode(), positions.encode()) for terms, positions in pairs)
            shards = edited_shards(former, {number: postings_of_document(number, index) for number in numbers})
        _keep(store, texts, shards)
        store.save(lambda: store.used, most=0)
    return shards


def _edited(store: TextStore, texts: Sequence[str]) -> tuple[list[int], list[_Pair]] | None:
    """Which documents have another text than before, by their numbers, and the shards of before; None where unknown."""
    kept = store.get(_LIST)
    if not kept:
        return None
    before, keys = json.loads(kept)
    if len(before) != len(texts):
        return None
    edited = [number for number, (old, new) in enumerate(zip(before, texts, strict=True)) if old != new]
    if len(edited) * _MOST_EDITED > len(texts):
        return None
    pairs = [(store.get(terms), store.get(positions)) for terms, positions in keys]
    found = [(terms, positions) for terms, positions in pairs if terms and positions]
    return (edited, found) if len(found) == len(pairs) else None


def _keep(store: TextStore, texts: Sequence[str], shards: Sequence[Shard]) -> None:
    if not store.is_open:
        return
    store.used.clear()
    keys = [[_kept(store, shard.terms), _kept(store, shard.positions)] for shard in shards]
    store.put(_LIST, json.dumps([texts, keys]))


@cache
def _fingerprint() -> str:
    return fingerprint_with(Path(__file__), Path(shards_module.__file__))


def _kept(store: TextStore, rows: bytes) -> str:
    text = rows.decode()
    key = digest_of(text)
    if store.get(key) is None:
        store.put(key, text)
    return key
