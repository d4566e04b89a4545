"""A search says the same whether its records were kept or read, whatever happened to the files and to the cache."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from ml_postmortems.errors import FolderNotFound
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.search import kept_documents
from ml_postmortems.search.kept_documents import Searched, searched
from ml_postmortems.search.searching import Search
from tests.helpers import own_record, write_corpus, write_record


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two public records and one internal; and a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(kept_documents, "_COARSEST_CLOCK", 0)
    return write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001", title="The first quokka"),
        own_record(id="PM-2025-0002", title="The second wombat"),
        own_record(id="PM-2025-0003", title="The hidden zebra", visibility="internal"),
    )


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """The folders that were read as YAML."""
    read: list[Path] = []

    def noted(root: Path) -> Corpus:
        read.append(root)
        return load_corpus(root)

    monkeypatch.setattr(kept_documents, "load_corpus", noted)
    yield read


def said(kept: Searched, query: str) -> object:
    """Everything that is shown of what a query finds."""
    found = Search(kept.documents, kept.index, kept.vocabulary).run(query)
    hits = [(hit.document.record, hit.document.path, hit.document.day, hit.score, hit.snippet) for hit in found.hits()]
    return hits, found.facets, found.suggestion


def titles(root: Path, audience: Visibility = Visibility.PUBLIC) -> set[str]:
    return {document.record.title for document in searched(root, audience).documents}


def test_nothing_is_read_twice(root: Path, reads: list[Path]) -> None:
    """What was kept says what was read, down to the facts, the passages and the places of the files."""
    read = searched(root, Visibility.PUBLIC)
    kept = searched(root, Visibility.PUBLIC)
    assert reads == [root]
    for query in ("quokka", "severity:SEV2", "second session", "wombta", "team:ranking -wombat"):
        assert said(read, query) == said(kept, query)


def test_what_changes_is_read(root: Path, reads: list[Path]) -> None:
    """A record, a new one, one that is gone, the names of the vocabulary; and the folder by another name."""
    assert titles(root) == {"The first quokka", "The second wombat"}
    [first] = root.rglob("PM-2025-0001*")
    first.write_text(first.read_text("utf-8").replace("The first quokka", "The mended quokka"), "utf-8")
    assert titles(root) == {"The mended quokka", "The second wombat"}
    new = write_record(root, own_record(id="PM-2025-0004", title="A new numbat"))
    assert "A new numbat" in titles(root)
    new.unlink()
    assert titles(root) == {"The mended quokka", "The second wombat"}
    for name in ("catalog.yml", "taxonomy.yml"):
        (root / name).write_text((root / name).read_text("utf-8") + "# seen again\n", "utf-8")
        searched(root, Visibility.PUBLIC)
    assert len(reads) == 6
    searched(root / ".." / root.name, Visibility.PUBLIC)
    assert len(reads) == 7


def test_a_file_that_changes_there_and_back_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read between is not what its name and its content say."""
    [first] = root.rglob("PM-2025-0001*")
    was = first.read_text("utf-8")

    def changing(root: Path) -> Corpus:
        first.write_text(was.replace("The first quokka", "The passing quokka"), "utf-8")
        corpus = load_corpus(root)
        first.write_text(was, "utf-8")
        return corpus

    monkeypatch.setattr(kept_documents, "load_corpus", changing)
    assert "The passing quokka" in titles(root)
    monkeypatch.setattr(kept_documents, "load_corpus", load_corpus)
    assert "The first quokka" in titles(root)


def test_each_audience_has_its_own(root: Path) -> None:
    """What one may see is never handed to another."""
    assert "The hidden zebra" in titles(root, Visibility.INTERNAL)
    assert "The hidden zebra" not in titles(root)
    assert "The hidden zebra" not in titles(root)
    assert "The hidden zebra" in titles(root, Visibility.INTERNAL)


def test_evidence_of_one_audience_is_not_handed_to_another(root: Path) -> None:
    """Where both see the same records, too, and whoever asks first."""
    evidence = [{**each, "visibility": "internal"} for each in own_record()["evidence"]]
    write_record(root, own_record(id="PM-2025-0004", evidence=evidence))
    [hidden] = root.rglob("PM-2025-0003*")
    hidden.unlink()
    for _ in range(2):
        for audience in (Visibility.INTERNAL, Visibility.PUBLIC):
            [seen] = [d.record for d in searched(root, audience).documents if d.record.id == "PM-2025-0004"]
            read = load_corpus(root).for_audience(audience).get("PM-2025-0004")
            assert seen == read
    assert len(list((root.parent / "cache").rglob("documents"))) == 2


def test_an_index_of_other_documents_does_not_fit(
    root: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a process was killed between the two, and the files were changed back."""
    searched(root, Visibility.PUBLIC)
    [first] = root.rglob("PM-2025-0001*")
    was = first.read_text("utf-8")
    first.write_text(was.replace("quokka", "numbat"), "utf-8")
    with monkeypatch.context() as patched:
        patched.setattr(kept_documents, "_write", lambda *arguments: None)
        searched(root, Visibility.PUBLIC)
    first.write_text(was, "utf-8")
    kept = searched(root, Visibility.PUBLIC)
    assert len(reads) == 3
    assert kept.index.term("quokka")
    assert not kept.index.term("numbat")


def test_what_others_may_write_is_not_unpickled(root: Path, reads: list[Path]) -> None:
    """Nor is a link followed; what is written is the user's alone."""
    searched(root, Visibility.PUBLIC)
    file = kept_file(root)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o622)
    searched(root, Visibility.PUBLIC)
    assert len(reads) == 2
    file = kept_file(root)
    elsewhere = root.parent / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    searched(root, Visibility.PUBLIC)
    assert len(reads) == 3


def kept_file(root: Path) -> Path:
    [file] = (root.parent / "cache").rglob("documents")
    return file


@pytest.mark.parametrize("at", [0, 64, 128, -1])
def test_damage_is_noticed(root: Path, reads: list[Path], at: int) -> None:
    """One changed byte, in the key, the hash or the content, and all is read anew; so for a file that is cut off."""
    searched(root, Visibility.PUBLIC)
    file = kept_file(root)
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    for damaged in (bytes(content), file.read_bytes()[:100], b""):
        file.write_bytes(damaged)
        assert titles(root) == {"The first quokka", "The second wombat"}
    assert len(reads) == 4


def test_other_code_reads_anew(root: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What an audience may see is decided there."""
    searched(root, Visibility.PUBLIC)
    monkeypatch.setattr(kept_documents, "made_by", lambda: "another version")
    searched(root, Visibility.PUBLIC)
    assert len(reads) == 2


def test_without_its_index_all_is_read(root: Path, reads: list[Path]) -> None:
    """Kept documents have no text of their own."""
    searched(root, Visibility.PUBLIC)
    for folder in (root.parent / "cache/ml-postmortems/search").iterdir():
        if not (folder / "documents").exists():
            shutil.rmtree(folder)
    kept = searched(root, Visibility.PUBLIC)
    assert len(reads) == 2
    assert kept.index.term("quokka")


def test_no_cache_is_needed(root: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a place for it, records are read each time."""
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc/nowhere")
    assert titles(root) == titles(root)
    assert len(reads) == 2


def test_a_change_while_it_is_read_is_not_kept(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read of a file that changed meanwhile may be neither the old nor the new."""
    [first] = root.rglob("PM-2025-0001*")

    def changing(root: Path) -> Corpus:
        corpus = load_corpus(root)
        first.write_text(first.read_text("utf-8").replace("The first quokka", "The mended quokka"), "utf-8")
        return corpus

    monkeypatch.setattr(kept_documents, "load_corpus", changing)
    searched(root, Visibility.PUBLIC)
    monkeypatch.setattr(kept_documents, "load_corpus", load_corpus)
    assert not list((root.parent / "cache").rglob("documents"))
    assert "The mended quokka" in titles(root)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """Is told as by every other command."""
    with pytest.raises(FolderNotFound):
        searched(tmp_path / "nowhere", Visibility.PUBLIC)
