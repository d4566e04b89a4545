"""Writes a corpus into a folder: the records, their vocabulary and the ground truth, all or nothing."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.atomic_folder import atomic_folder
from scripts.synth.corpus import SyntheticCorpus, draw_corpus
from scripts.synth.duties import with_regimes
from scripts.synth.history import commit_history
from scripts.synth.settings import Settings
from scripts.synth.truth import truth_text

TRUTH = "ground-truth.json"
"""The file by which a folder is known to be a synthetic corpus, which may be replaced."""


def write_corpus(target: Path, settings: Settings, *, has_history: bool = False) -> SyntheticCorpus:
    """Write `target/postmortems/` and `target/ground-truth.json`, with a git history if asked; returns what it is.

    An earlier synthetic corpus in the place of `target` is replaced. Raises FileExistsError where anything else is
    there, and BuildRunning or FolderUnwritable where it cannot be written; then nothing has changed.
    """
    refuse_other_files(target)
    corpus = draw_corpus(settings)
    with atomic_folder(target) as made:
        _write_files(made, corpus)
        if has_history:
            commit_history(made, corpus)
    return corpus


def refuse_other_files(target: Path) -> None:
    """Raise FileExistsError unless a folder is missing, empty or an earlier synthetic corpus."""
    if not target.exists():
        return
    if not target.is_dir() or (any(target.iterdir()) and not (target / TRUTH).is_file()):
        raise FileExistsError(f"{target} must be missing, empty or an earlier synthetic corpus: found other files")


def _write_files(folder: Path, corpus: SyntheticCorpus) -> None:
    root = folder / "postmortems"
    root.mkdir(parents=True)
    (root / "taxonomy.yml").write_bytes(with_regimes(corpus.settings.taxonomy.read_text("utf-8")).encode())
    (root / "catalog.yml").write_bytes(corpus.catalog_text().encode())
    for name, text in corpus.tables():
        (root / name).write_bytes(text.encode())
    for name, text in corpus.records():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    (folder / TRUTH).write_bytes(truth_text(corpus).encode())
