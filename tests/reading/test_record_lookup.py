"""Finding the record that an author means."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.errors import RecordNotFound
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record
from tests.authoring.workspace import workspace
from tests.helpers import own_record

NAME = "PM-2025-0001-session-length-in-milliseconds"


@pytest.mark.parametrize("wanted", ["PM-2025-0001", "pm-2025-0001", "PM-2023-0042", NAME, f"{NAME}.md"])
def test_record_is_found_by_its_names(tmp_path: Path, wanted: str) -> None:
    """An id in any case, a former id and the name of the file all mean the record."""
    _, corpus = workspace(tmp_path, own_record(aliases=["PM-2023-0042"]))
    assert find_record(corpus, wanted) is corpus.files[0]


def test_record_is_found_by_its_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path means the record from wherever it is written."""
    root, corpus = workspace(tmp_path)
    assert find_record(corpus, str(corpus.files[0].path)) is corpus.files[0]
    monkeypatch.chdir(root / "2025")
    assert find_record(corpus, f"{NAME}.md") is corpus.files[0]


@pytest.mark.parametrize(
    ("wanted", "advice"),
    [
        ("PM-2025-0010", "did you mean `PM-2025-0001`?"),
        ("PM-2025-001", "did you mean `PM-2025-0001`?"),
        ("elsewhere.md", "name a record of"),
        ("", "name a record of"),
        ("a\0b", "name a record of"),
        ("x" * 5000, "name a record of"),
        ("outage.md", "lies there and is no record"),
    ],
)
def test_what_is_not_found_is_told_with_advice(tmp_path: Path, wanted: str, advice: str) -> None:
    """Nothing found is one message with the nearest record, or where to look."""
    root, _ = workspace(tmp_path)
    (root / "2025" / "outage.md").write_text("x")
    with pytest.raises(RecordNotFound, match="fix: ") as caught:
        find_record(load_corpus(root), wanted)
    assert advice in str(caught.value)
