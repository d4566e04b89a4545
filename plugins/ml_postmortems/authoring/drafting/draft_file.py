"""Where a draft goes: under the next free id, by a file name from its title, never over anything that is there."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

from ml_postmortems.atomic_file import create_file, folder_lock
from ml_postmortems.authoring.drafting.next_id import next_id
from ml_postmortems.errors import FileUnwritable
from ml_postmortems.reading.as_of import as_of_date
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_names import record_path, slug


def date_of_writing(root: Path) -> date:
    """What stands for today where somebody writes: the clock, because the newest commit can be of last year.

    SOURCE_DATE_EPOCH goes before it. Raises MalformedDate.
    """
    return as_of_date(root) if os.environ.get("SOURCE_DATE_EPOCH") else date.today()


def draft_path(root: Path, record_id: str, title: str) -> Path:
    """The path of a record's file in the folder of records."""
    return record_path(root, record_id, slug(title))


def write_draft(corpus: Corpus, year: int, title: str, text_of: Callable[[str], str]) -> Path:
    """Write a new file under the next free id and return its path; `text_of` makes the text for an id.

    Where somebody else has taken the id meanwhile, the next one is used. Raises FileUnwritable.
    """
    folder = corpus.root / f"{year:04}"
    try:
        folder.mkdir(exist_ok=True)
        if folder.is_symlink():
            raise FileUnwritable(folder, "a symbolic link in its place")
        with folder_lock(corpus.root):
            while True:
                record_id = next_id(corpus, year)
                path = draft_path(corpus.root, record_id, title)
                if create_file(path, text_of(record_id).encode()):
                    return path
    except OSError as error:
        raise FileUnwritable(folder, error.strerror or "an error") from error
