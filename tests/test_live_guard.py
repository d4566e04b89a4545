"""The guard that keeps tests off the live records, since nobody would notice if it stopped to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ml_postmortems.reading.corpus import load_corpus
from tests.helpers import FROZEN_RECORDS, REPOSITORY
from tests.live import LIVE_RECORDS, LiveRecordsRead

WAYS: dict[str, Callable[[], object]] = {
    "a file": lambda: (LIVE_RECORDS / "catalog.yml").read_text("utf-8"),
    "by a relative path": lambda: Path("postmortems/taxonomy.yml").read_bytes(),
    "a listing": lambda: list(LIVE_RECORDS.rglob("*.md")),
    "through another folder": lambda: list((REPOSITORY / "tests/../postmortems").iterdir()),
    "the reader": lambda: load_corpus(LIVE_RECORDS),
    "a command": lambda: subprocess.run([Path(sys.executable).with_name("postmortems"), "check"], cwd=REPOSITORY),
    "a build": lambda: subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=REPOSITORY),
}


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_the_live_records(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that takes one fails at once, with what to use instead."""
    monkeypatch.chdir(REPOSITORY)
    with pytest.raises(LiveRecordsRead, match="use FROZEN_RECORDS"):
        WAYS[way]()


def test_the_frozen_records_and_other_commands_are_open() -> None:
    """The copy has the same name in its path, and programs that are not ours may run in the repository."""
    assert len(load_corpus(FROZEN_RECORDS).records) == 45
    assert subprocess.run([sys.executable, "-c", ""], cwd=REPOSITORY).returncode == 0
