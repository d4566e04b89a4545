"""Which files a command means by the paths it was given."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ml_postmortems.errors import NothingToCheck
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.selection import Selection, select_files
from tests.helpers import own_record, record_text, write_corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Three records of two years, a picture and a misplaced file."""
    ids = ["PM-2024-0001", "PM-2025-0001", "PM-2025-0002"]
    root = write_corpus(tmp_path, *(own_record(id=record_id, title="Some words") for record_id in ids))
    (root / "2025/PM-2025-0001").mkdir()
    (root / "2025/PM-2025-0001/errors.png").write_bytes(b"x")
    (root / "2025/notes.txt").write_text("x", "utf-8")
    return load_corpus(root)


def chosen(corpus: Corpus, *names: str) -> tuple[list[str], list[str]]:
    """The ids of the records that are chosen, and the paths that findings may speak of."""
    selection = select_files(corpus, [corpus.root / name for name in names])
    files, paths = selection.files, selection.paths
    assert paths is not None
    return [file.path.name[:12] for file in files], sorted(path.relative_to(corpus.root).as_posix() for path in paths)


def test_no_path_means_everything(corpus: Corpus) -> None:
    """Without a path all records are meant, and findings about any file."""
    assert select_files(corpus, []) == Selection(corpus.files, None)
    assert select_files(corpus, iter([])) == Selection(corpus.files, None)


def test_one_record(corpus: Corpus) -> None:
    """The path of a record means that record, and findings about it only."""
    name = "2025/PM-2025-0002-some-words.md"
    assert chosen(corpus, name) == (["PM-2025-0002"], [name])


def test_a_folder(corpus: Corpus) -> None:
    """A folder means everything below it: records, pictures and what is misplaced there."""
    assert chosen(corpus, "2025") == (
        ["PM-2025-0001", "PM-2025-0002"],
        [
            "2025/PM-2025-0001-some-words.md",
            "2025/PM-2025-0001/errors.png",
            "2025/PM-2025-0002-some-words.md",
            "2025/notes.txt",
        ],
    )
    everything, paths = chosen(corpus, ".")
    assert everything == ["PM-2024-0001", "PM-2025-0001", "PM-2025-0002"]
    assert {"taxonomy.yml", "catalog.yml"} <= set(paths)


@pytest.mark.parametrize("name", ["catalog.yml", "2025/notes.txt", "2025/PM-2025-0001", "2025/PM-2025-0001/errors.png"])
def test_other_files(corpus: Corpus, name: str) -> None:
    """A vocabulary file, a picture or a misplaced file can be asked about too, without any record."""
    ids, paths = chosen(corpus, name)
    assert ids == []
    assert len(paths) == 1
    assert paths[0].startswith(name)


def test_several_paths(corpus: Corpus) -> None:
    """Paths that overlap mean each file once, in the order of the corpus."""
    record = "2024/PM-2024-0001-some-words.md"
    ids, paths = chosen(corpus, "2025", record, "2024", record)
    assert ids == ["PM-2024-0001", "PM-2025-0001", "PM-2025-0002"]
    assert len(paths) == 5
    assert record in paths


def test_a_copy_from_elsewhere(corpus: Corpus, tmp_path: Path) -> None:
    """A record file that lies elsewhere is read where it lies, in place of nothing in the corpus."""
    copy = tmp_path / "PM-2025-0001-some-words.md"
    copy.write_text(record_text(own_record(title="A copy")), "utf-8")
    selection = select_files(corpus, [copy])
    (file,), paths = selection.files, selection.paths
    assert file.record
    assert file.record.title == "A copy"
    assert paths == frozenset({copy})


def test_relative_paths(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path counts from where the command runs, with dots and all."""
    monkeypatch.chdir(corpus.root / "2024")
    selection = select_files(corpus, [Path("../2025/../2025/PM-2025-0001-some-words.md")])
    (file,), _ = selection.files, selection.paths
    assert file.path.name[:12] == "PM-2025-0001"
    selection = select_files(corpus, [Path("..")])
    files, _ = selection.files, selection.paths
    assert files == corpus.files


def test_a_link_stands_where_it_is(corpus: Corpus) -> None:
    """A record that is a link means the link, which is refused, not the file that it leads to."""
    link = corpus.root / "2025/PM-2025-0003-link.md"
    link.symlink_to(corpus.root / "2025/PM-2025-0001-some-words.md")
    selection = select_files(load_corpus(corpus.root), [link])
    (file,), _ = selection.files, selection.paths
    assert file.path == link
    assert file.record is None


@pytest.mark.parametrize("name", ["nowhere", "2025/PM-2025-0009-none.md", "2026"])
def test_path_that_means_nothing(corpus: Corpus, name: str) -> None:
    """A path that does not exist is told, not passed over as if all were well."""
    with pytest.raises(NothingToCheck) as caught:
        select_files(corpus, [corpus.root / "2025", corpus.root / name])
    assert name in str(caught.value)
    assert "found no such path" in str(caught.value)


def test_folder_without_records(corpus: Corpus, tmp_path: Path) -> None:
    """A folder with nothing to check in it is told as such."""
    folder = tmp_path / "empty"
    folder.mkdir()
    os.mkfifo(folder / "pipe")
    with pytest.raises(NothingToCheck, match="found no record there"):
        select_files(corpus, [folder])
