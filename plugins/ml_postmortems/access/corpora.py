"""The records of a folder as their reader may see them."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus

SEES_ALL = Visibility.RESTRICTED
"""The audience of who has the files themselves."""


def readable_corpus(root: Path, audience: Visibility) -> Corpus:
    """Every record on disk that can be read, drafts included, as this audience may see it: for searching.

    Raises FolderNotFound.
    """
    return readable_part(load_corpus(root, by_times=True), audience)


def unreadable_files(corpus: Corpus) -> tuple[Path, ...]:
    """The files of a corpus, as it was loaded, whose record cannot be read; nobody knows who may see them."""
    return tuple(file.path for file in corpus.files if not file.head)


def readable_part(corpus: Corpus, audience: Visibility) -> Corpus:
    """The same of a corpus that was loaded, where what is compared with it need not be readable."""
    return corpus.for_audience(audience)
