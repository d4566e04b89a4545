"""A search gives the same hits with what was kept and without, to each audience."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.access.search_index import open_search_index
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.search import document_cache
from ml_postmortems.search import documents as documents_module
from ml_postmortems.search.documents import Document, Row
from tests.helpers import own_record, write_corpus


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record for everybody that names a more secret one, and a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001", aliases=["PM-2024-0001"], **{"recurrence.related": ["PM-2025-0002"]}),
        own_record(id="PM-2025-0002", title="Labels lost", visibility="internal"),
        own_record(id="PM-2025-0003", title="Wrong unit"),
    )


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files of which a row was computed."""
    paths: list[Path] = []
    make = documents_module._row

    def noted(file: RecordFile, vocabulary: Vocabulary) -> Row:
        paths.append(file.path)
        return make(file, vocabulary)

    monkeypatch.setattr(documents_module, "_row", noted)
    return paths


def said(root: Path, audience: Visibility = Visibility.PUBLIC) -> list[object]:
    """All that documents say, in their order."""
    return [_said(document) for document in open_search_index(root, audience).documents]


def _said(document: Document) -> object:
    return (document.names, document.path, document.digest, document.facts, document.day, document.record)


def test_unchanged_records_are_not_read_again(root: Path, made: list[Path]) -> None:
    """Each audience has rows of its own; a changed record is read alone."""
    first, internal = said(root), said(root, Visibility.INTERNAL)
    assert len(first) == 2
    assert len(internal) == len(made) - 2 == 3
    made.clear()
    assert (said(root), said(root, Visibility.INTERNAL)) == (first, internal)
    assert made == []
    [changed] = root.rglob("PM-2025-0003*")
    _add_to(changed)
    said(root)
    assert made == [changed]


def test_what_becomes_visible_is_read_anew(root: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that names another says something else to readers who may see that one."""
    said(root)
    [second] = root.rglob("PM-2025-0002*")
    second.write_text(second.read_text("utf-8").replace("internal", "public", 1), "utf-8")
    made.clear()
    after = said(root)
    assert {path.name[:12] for path in made} == {"PM-2025-0001", "PM-2025-0002"}
    monkeypatch.setenv("XDG_CACHE_HOME", "/dev/null")
    assert said(root) == after


@pytest.mark.parametrize("name", ["taxonomy.yml", "catalog.yml"])
def test_another_vocabulary_reads_anew(name: str, root: Path, made: list[Path]) -> None:
    """Facts follow the catalog and the taxonomy."""
    said(root)
    made.clear()
    with (root / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    said(root)
    assert len(made) == 2


def test_rows_stay_for_a_while_when_their_file_goes(root: Path, made: list[Path]) -> None:
    """What is published is a part of what is searched, and both use the same rows."""
    first = said(root)
    [path] = root.rglob("PM-2025-0003*")
    [other] = root.rglob("PM-2025-0001*")
    text, other_text = path.read_bytes(), other.read_bytes()
    path.unlink()
    assert said(root) == [each for each in first if "PM-2025-0003" not in str(each)]
    _add_to(other)
    assert len(said(root)) == 1
    path.write_bytes(text)
    other.write_bytes(other_text)
    made.clear()
    assert said(root) == first
    assert made == []


def test_rows_do_not_grow_with_each_edit(root: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where more than twice as many are kept as a search uses, those that it does not use go."""
    monkeypatch.setattr(document_cache, "_SPARE", 0)
    said(root)
    [path] = root.rglob("PM-2025-0003*")
    first = path.read_bytes()
    for _ in range(3):
        _add_to(path)
        said(root)
    path.write_bytes(first)
    made.clear()
    said(root)
    assert made == [path]


def _add_to(path: Path) -> None:
    path.write_text(path.read_text("utf-8") + "\nMore.\n", "utf-8")
