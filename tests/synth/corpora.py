"""Synthetic corpora, written to a folder and read again as anybody would read them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.record import Record
from ml_postmortems.reading.corpus import Corpus, load_corpus
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_TAXONOMY, REPOSITORY


@dataclass(frozen=True)
class Written:
    """A corpus on disk."""

    folder: Path
    until: date

    @cached_property
    def corpus(self) -> Corpus:
        """The records, read strictly."""
        return load_corpus(self.folder / "postmortems")

    @cached_property
    def report(self) -> Report:
        """What the checker says at the as-of date, with all rules."""
        return check(Context(self.corpus, self.until, is_merge=True))

    @cached_property
    def truth(self) -> dict[str, Any]:
        """What the generator says it planted."""
        loaded: dict[str, Any] = json.loads((self.folder / "ground-truth.json").read_text("utf-8"))
        return loaded

    def record(self, record_id: str) -> Record:
        """One record by its id."""
        found = self.corpus.get(record_id)
        assert found, record_id
        return found


def written(folder: Path, *, has_history: bool = False, **settings: Any) -> Written:
    """Write a corpus with these settings and return it."""
    asked = Settings(**{"taxonomy": FROZEN_TAXONOMY} | settings)
    write_corpus(folder, asked, has_history=has_history)
    return Written(folder, asked.until)


def run_synth(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The generator in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.synth", *arguments, "--taxonomy", str(FROZEN_TAXONOMY)],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
