"""A folder whose unchanged files are not opened says the same as one that is read, whatever happened to its files."""

from __future__ import annotations

import gc
import os
import random
import time
from pathlib import Path

import pytest

from ml_postmortems import file_times
from ml_postmortems.errors import RecordChanged
from ml_postmortems.reading import known_files, record_file
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.source import read_bytes
from tests.helpers import own_record, write_corpus, write_record
from tests.reading.test_parsed_cache import said

SETTLED = 0.02


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six good records and one with a fault, in a cache of their own; a file is known soon after it was written."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(file_times, "SETTLED", int(SETTLED * 1e9))
    root = write_corpus(tmp_path, *(own_record(id=f"PM-2025-000{each}", title=f"Title {each}") for each in range(1, 7)))
    write_record(root, own_record(id="PM-2025-0007", title="Seven", severity="SEV9"))
    time.sleep(2 * SETTLED)
    return root


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the records whose files are opened."""
    ids: list[str] = []

    def noted(path: Path) -> bytes:
        ids.append(path.name[:12])
        return read_bytes(path)

    monkeypatch.setattr(record_file, "read_bytes", noted)
    return ids


def test_a_file_is_opened_when_more_than_its_row_is_asked(root: Path, opened: list[str]) -> None:
    """Heads and hashes are known; one with a fault is read each time."""
    first = said(load_corpus(root))
    load_corpus(root, by_times=True)
    opened.clear()
    corpus = load_corpus(root, by_times=True)
    whole = load_corpus(root)
    assert [each.digest for each in corpus.files] == [each.digest for each in whole.files]
    fronts = [record_file.front_matter_digest(each) for each in whole.files]
    opened.clear()
    corpus = load_corpus(root, by_times=True)
    assert all(file.head for file in corpus.files)
    assert [record_file.front_matter_digest(each) for each in corpus.files] == fronts
    assert opened == ["PM-2025-0007"]
    assert corpus.files[2].record
    assert "Title 3" in corpus.files[2].text
    assert opened == ["PM-2025-0007", "PM-2025-0003"]
    assert said(corpus) == first


@pytest.mark.parametrize("seed", range(6))
def test_after_any_edits_a_folder_says_what_a_whole_reading_says(root: Path, seed: int) -> None:
    """Files are edited at the same length, broken, renamed, swapped, deleted, added and set back to old times."""
    chance = random.Random(seed)
    for number in range(8):
        files = sorted(root.glob("2025/*.md"))
        path, other = chance.sample(files, 2)
        before = path.stat()
        match chance.randrange(7):
            case 0:
                path.write_text(path.read_text("utf-8").replace("the", "one", 1 + number), "utf-8")
                os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
            case 1:
                path.write_text(path.read_text("utf-8").replace("\ntitle:", "\ntitle: Two\ntitle:", 1), "utf-8")
            case 2:
                path.rename(path.with_name(f"{path.name[:12]}-renamed-{number}.md"))
            case 3:
                aside = path.with_name("aside")
                path.rename(aside)
                other.rename(path)
                aside.rename(other)
            case 4 if len(files) > 3:
                path.unlink()
            case 5:
                write_record(root, own_record(id=f"PM-2025-01{number:02}", title=f"Added {number}"))
            case _:
                path.touch()
        time.sleep(2 * SETTLED)
        assert said(load_corpus(root, by_times=True)) == said(load_corpus(root))


def test_a_file_that_was_just_written_is_read(root: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another edit within the same tick of the clock of the file system would leave its times as they are."""
    monkeypatch.setattr(file_times, "SETTLED", 3600 * 10**9)
    for _ in range(2):
        opened.clear()
        load_corpus(root, by_times=True)
        assert len(opened) == 7


def test_a_whole_reading_keeps_what_is_known(root: Path, opened: list[str]) -> None:
    """A build between two checks does not make the second one open all files."""
    load_corpus(root, by_times=True)
    write_record(root, own_record(id="PM-2025-0008", title="Eight"))
    load_corpus(root)
    opened.clear()
    load_corpus(root, by_times=True)
    assert opened == ["PM-2025-0007", "PM-2025-0008"]


def test_a_record_that_is_written_meanwhile_is_an_error(root: Path) -> None:
    """What was told of it by its row would not fit what it says now."""
    load_corpus(root, by_times=True)
    corpus = load_corpus(root, by_times=True)
    path = corpus.files[0].path
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
    with pytest.raises(RecordChanged, match=r"0001.*must stay as it is.*found another text"):
        _ = corpus.files[0].text
    corpus.files[1].path.unlink()
    with pytest.raises(RecordChanged, match=r"0002.*found no file that can be read"):
        _ = corpus.files[1].text


def test_after_a_wrong_row_no_row_is_trusted(root: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk whose times tell too little the advice to run it again would else never help."""
    monkeypatch.setattr(known_files, "settled_state", lambda path: "the same")
    load_corpus(root, by_times=True)
    path = sorted(root.glob("2025/*.md"))[0]
    path.write_text(path.read_text("utf-8").replace("Title 1", "Other 1"), "utf-8")
    corpus = load_corpus(root, by_times=True)
    with pytest.raises(RecordChanged):
        _ = corpus.files[0].text
    del corpus
    gc.collect()
    opened.clear()
    again = load_corpus(root, by_times=True)
    assert len(opened) == 7
    assert again.files[0].record
    assert again.files[0].record.title == "Other 1"
