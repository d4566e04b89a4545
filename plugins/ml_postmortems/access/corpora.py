"""The records of a folder as their reader may see them."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus


def readable_corpus(root: Path, audience: Visibility) -> Corpus:
    """Every record on disk that can be read, drafts included, as this audience may see it: for searching.

    Raises FolderNotFound.
    """
    return load_corpus(root).for_audience(audience)
