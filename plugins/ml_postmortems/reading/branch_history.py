"""What the history of the checked-out branch tells of a folder, or why it tells nothing; kept until HEAD moves."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from ml_postmortems.errors import GitUnusable
from ml_postmortems.reading.git import head_commit, is_committed, is_shallow
from ml_postmortems.reading.parsed_cache import reader_fingerprint
from ml_postmortems.text_store import text_store

Rows = Sequence[Sequence[str]]
_MOST_KEPT = 4
"""Commits of which a reading is kept, as for somebody who goes to and fro between branches."""


def told_by_history(folder: Path, kind: str, read: Callable[[], Rows]) -> tuple[Rows, str | None]:
    """What `read` finds, which may raise GitUnusable; else no rows and the reason, to follow "... is not known: ".

    `kind` names what is read; the same commit is read once for each kind.
    """
    try:
        if is_shallow(folder):
            return (), "the clone is shallow (`git fetch --unshallow` brings the history)"
        if not is_committed(folder):
            return (), "no commit holds this folder"
        commit = head_commit(folder)
        with text_store(folder, kind, reader_fingerprint) as store:
            kept = store.get(commit)
            rows: Rows = json.loads(kept) if kept else read()
            if not kept:
                store.put(commit, json.dumps(rows))
                store.save(lambda: store.used, most=_MOST_KEPT)
        return rows, None
    except GitUnusable:
        return (), "the folder is in no git repository that can be read"
