"""Writes a corpus into a folder: the records, their vocabulary and the ground truth, all or nothing."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from scripts.synth.corpus import SyntheticCorpus, draw_corpus
from scripts.synth.history import commit_history
from scripts.synth.settings import Settings
from scripts.synth.truth import truth_text

TRUTH = "ground-truth.json"
"""The file by which a folder is known to be a synthetic corpus, which may be replaced."""
TAXONOMY = Path(__file__).resolve().parents[2] / "postmortems" / "taxonomy.yml"


def write_corpus(target: Path, settings: Settings, *, has_history: bool = False) -> SyntheticCorpus:
    """Write `target/postmortems/` and `target/ground-truth.json`, with a git history if asked; returns what it is.

    An earlier synthetic corpus in the place of `target` is replaced. Raises FileExistsError where anything else is
    there, and OSError where it cannot be written; then nothing has changed.
    """
    if target.exists() and not is_replaceable(target):
        raise FileExistsError(f"{target} must be missing, empty or an earlier synthetic corpus: found other files")
    corpus = draw_corpus(settings)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as temporary:
        made = Path(temporary) / "corpus"
        _write_files(made, corpus)
        if has_history:
            commit_history(made, corpus)
        _put_in_place(made, target, former=Path(temporary) / "former")
    return corpus


def is_replaceable(target: Path) -> bool:
    """Whether a folder is empty, or holds an earlier synthetic corpus."""
    return target.is_dir() and ((target / TRUTH).is_file() or not any(target.iterdir()))


def _put_in_place(made: Path, target: Path, former: Path) -> None:
    """Let the new folder take the place of the old one, which comes back where that fails."""
    if not target.exists():
        made.rename(target)
        return
    target.rename(former)
    try:
        made.rename(target)
    except OSError:
        former.rename(target)
        raise


def _write_files(folder: Path, corpus: SyntheticCorpus) -> None:
    root = folder / "postmortems"
    root.mkdir(parents=True)
    shutil.copyfile(TAXONOMY, root / "taxonomy.yml")
    (root / "catalog.yml").write_bytes(corpus.catalog_text().encode())
    for name, text in corpus.records():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    (folder / TRUTH).write_bytes(truth_text(corpus).encode())
