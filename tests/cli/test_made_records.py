"""A command makes the records that it shows: to make one of what is kept takes 0.2 ms, and there are thousands."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems import file_times
from ml_postmortems.reading.parsed_cache import KeptFrontMatter
from tests.cli.running import Run
from tests.helpers import own_record, write_corpus

LOG = "incident,date,severity\nINC-1,2025-11-18,SEV2\n"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the records that are made of what is kept."""
    ids: list[str] = []
    real = KeptFrontMatter.record

    def noted(kept: KeptFrontMatter) -> object:
        ids.append(kept.head().names[0])
        return real(kept)

    monkeypatch.setattr(KeptFrontMatter, "record", noted)
    return ids


@pytest.mark.parametrize("settled", [file_times.SETTLED, 0], ids=["read", "known by times"])
def test_commands_make_the_records_that_they_show(
    run: Run, made: list[str], tmp_path: Path, settled: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check with nothing to tell makes none, a search makes those that it found."""
    monkeypatch.setattr(file_times, "SETTLED", settled)
    root = write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001"),
        own_record(id="PM-2025-0002", title="Labels lost"),
        own_record(id="PM-2025-0003", title="Reranker stalled"),
    )
    (root / "incidents.csv").write_text(LOG, "utf-8")
    for arguments, shown in ((("check",), set()), (("search", "Labels", "lost"), {"PM-2025-0002"})):
        first = run(*arguments, "--root", str(root))
        made.clear()
        again = run(*arguments, "--root", str(root))
        assert again == first
        assert set(made) == shown, arguments
