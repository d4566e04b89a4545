"""A corpus says the same whether its front matter was parsed now or before, whatever happened to files and cache."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.reading import front_matter, parsed_cache, yaml_tree
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.parsed_cache import TreeLines
from ml_postmortems.reading.yaml_tree import YamlTree, read_yaml
from tests.helpers import own_record, write_corpus, write_record


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "ml-postmortems" / "front-matter"


@pytest.fixture
def root(cache: Path, tmp_path: Path) -> Path:
    """A good record, one with a fault of the schema, and one with a fault of its YAML."""
    root = write_corpus(
        tmp_path, own_record(id="PM-2025-0001"), own_record(id="PM-2025-0002", title="Two", severity="SEV9")
    )
    write_record(root, own_record(id="PM-2025-0003", title="Three"))
    [third] = root.rglob("PM-2025-0003*")
    third.write_text(third.read_text("utf-8").replace("\ntitle:", "\ntitle: One too many\ntitle:", 1), "utf-8")
    return root


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that went through the YAML parser."""
    texts: list[str] = []

    def noted(text: str, first_line: int) -> YamlTree:
        texts.append(text)
        return read_yaml(text, first_line)

    monkeypatch.setattr(front_matter, "read_yaml", noted)
    return texts


def said(corpus: Corpus) -> object:
    """Everything that the files of a corpus say, lines of fields included."""
    return [
        (
            *(file.path, file.record, file.body, dict(file.places.lines), dict(file.places.moved), file.tree),
            *(file.faults, list(file.derived.items()), file.head, file.declared),
        )
        for file in corpus.files
    ]


def database_in(cache: Path) -> Path:
    [path] = cache.glob("*/*.sqlite")
    return path


def test_what_did_not_change_is_not_parsed_again(root: Path, parsed: list[str]) -> None:
    """Records, lines and faults are the same; only the file with a fault in its YAML is parsed each time."""
    first = said(load_corpus(root))
    assert len(parsed) == 3
    parsed.clear()
    assert said(load_corpus(root)) == first
    [again] = parsed
    assert "One too many" in again


@pytest.mark.parametrize("times", [1, 2], ids=["read now", "read before"])
def test_what_a_file_let_go_of_is_made_again(root: Path, times: int) -> None:
    """A check of ten thousand records holds the values of few, and whoever asks for them later gets the same."""
    for _ in range(times):
        corpus = load_corpus(root)
    first = said(corpus)
    for file in corpus.files:
        file.release()
    assert not any({"record", "tree", "places", "derived"} & vars(file.content).keys() for file in corpus.files)
    assert said(corpus) == first


def test_a_record_that_was_read_now_is_held_without_its_tree(root: Path) -> None:
    """The tree and the lines of its keys take half of the memory of a record, and few rules ask for them."""
    first = load_corpus(root).files[0]
    assert {"record"} == vars(first.content).keys() & {"record", "tree", "places", "derived"}


def test_of_many_records_few_are_held(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten thousand records are read within the memory of two thousand, and say the same when they are read again."""
    for number in (4, 5):
        write_record(root, own_record(id=f"PM-2025-000{number}", title=f"Labels lost {number}"))
    monkeypatch.setattr("ml_postmortems.reading.corpus.MOST_HELD", 1)
    corpus = load_corpus(root)
    assert [file.path.name[:12] for file in corpus.files if "record" in vars(file.content)] == ["PM-2025-0001"]
    assert said(corpus) == said(load_corpus(root))


def test_one_changed_file_is_parsed_alone(root: Path, parsed: list[str]) -> None:
    """A changed body is not parsed at all, a changed field is; renaming a file changes nothing that is kept."""
    load_corpus(root)
    [third] = root.rglob("PM-2025-0003*")
    third.unlink()
    [first] = root.rglob("PM-2025-0001*")
    parsed.clear()
    first.write_text(first.read_text("utf-8") + "\nMore.\n", "utf-8")
    load_corpus(root)
    assert parsed == []
    first.write_text(first.read_text("utf-8").replace("\nseverity:", "\n\nseverity:", 1), "utf-8")
    corpus = load_corpus(root)
    assert len(parsed) == 1
    file = corpus.file_of("PM-2025-0001")
    assert file
    lines = file.text.split("\n")
    assert lines[file.places.line(("severity",)) - 1].startswith("severity:")


def test_a_vocabulary_that_did_not_change_is_not_parsed_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Terms and the lines of their definitions are the same; a changed file is parsed alone, and told of its faults."""
    texts: list[str] = []

    def noted(text: str, first_line: int, max_events: int) -> YamlTree:
        texts.append(text)
        return read_yaml(text, first_line, max_events)

    monkeypatch.setattr(yaml_tree, "read_yaml", noted)
    first = load_corpus(root)
    assert len(texts) == 2
    second = load_corpus(root)
    assert len(texts) == 2
    assert (second.taxonomy, second.catalog) == (first.taxonomy, first.catalog)
    for kept, parsed in zip(second.vocabulary_files, first.vocabulary_files, strict=True):
        assert dict(kept.places.lines) == dict(parsed.places.lines)
        assert (kept.text, kept.faults) == (parsed.text, ())
    catalog = root / "catalog.yml"
    catalog.write_text(catalog.read_text("utf-8") + "colour: red\n", "utf-8")
    for parsed_texts in (3, 4):
        changed = load_corpus(root)
        assert len(texts) == parsed_texts
        assert changed.catalog is None
        assert changed.taxonomy == first.taxonomy


def test_what_no_file_holds_any_more_goes(root: Path, cache: Path) -> None:
    """The cache does not grow with each edit."""
    load_corpus(root)
    [first] = root.rglob("PM-2025-0001*")
    for number in range(3):
        first.write_text(first.read_text("utf-8").replace("\nseverity:", f"\n# {number}\nseverity:", 1), "utf-8")
        load_corpus(root)
    with sqlite3.connect(database_in(cache)) as database:
        assert database.execute("SELECT count(*) FROM texts").fetchone() == (
            4,
        )  # two records, the taxonomy and the catalog
    database.close()


@pytest.mark.parametrize("damage", ["text", "digest", "no database", "half of it", "empty"])
def test_a_damaged_cache_is_not_believed(damage: str, root: Path, cache: Path) -> None:
    """A flipped value, a file that is no database, a file cut short: the corpus is read as it stands on disk."""
    before = said(load_corpus(root))
    path = database_in(cache)
    if damage in ("text", "digest"):
        with sqlite3.connect(path) as database:
            database.execute(f"UPDATE texts SET {damage} = replace({damage}, '1', '2')")
        database.close()
    else:
        content = path.read_bytes()
        path.write_bytes(
            {"no database": b"no database" * 1000, "half of it": content[: len(content) // 2]}.get(damage, b"")
        )
    assert said(load_corpus(root)) == before
    assert said(load_corpus(root)) == before


def test_another_parser_parses_anew(
    root: Path, cache: Path, parsed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What other code, or another PyYAML, made of a text is not used, and does not stay."""
    load_corpus(root)
    before = database_in(cache)
    parsed.clear()
    monkeypatch.setattr(parsed_cache, "code_fingerprint", lambda *_: "another")
    load_corpus(root)
    assert len(parsed) == 3
    assert database_in(cache) != before


def test_a_cache_that_others_may_write_to_is_not_used(root: Path, cache: Path, parsed: list[str]) -> None:
    """Neither a folder, nor a file, nor a link that somebody else could have put there."""
    load_corpus(root)
    path = database_in(cache)
    for place in (path, path.parent):
        mode = place.stat().st_mode
        place.chmod(0o777)
        parsed.clear()
        load_corpus(root)
        assert len(parsed) == 3
        place.chmod(mode)
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")
    parsed.clear()
    load_corpus(root)
    assert len(parsed) == 3


@pytest.mark.parametrize("home", ["/proc/nowhere", "/dev/null"])
def test_no_cache_is_needed(home: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be kept, everything is read."""
    before = said(load_corpus(root))
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    assert said(load_corpus(root)) == before


def test_the_cache_of_a_folder_that_is_gone_goes(root: Path, cache: Path, tmp_path: Path) -> None:
    """When a new folder is read for the first time, caches of folders that are gone are removed, and no others."""
    other = tmp_path / "other"
    other.mkdir()
    gone = write_corpus(other, own_record(id="PM-2025-0001"))
    load_corpus(root)
    load_corpus(gone)
    assert len(list(cache.iterdir())) == 2
    shutil.rmtree(other)
    third = tmp_path / "third"
    third.mkdir()
    load_corpus(write_corpus(third, own_record(id="PM-2025-0001")))
    kept = {os.fsdecode((folder / "folder").read_bytes()) for folder in cache.iterdir()}
    assert kept == {str(root.resolve()), str((third / root.name).resolve())}


_TREES = st.recursive(
    st.text("abc é", max_size=5),
    lambda parts: (
        st.lists(parts, max_size=3) | st.dictionaries(st.text("xyz", min_size=1, max_size=3), parts, max_size=3)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text("xyz", min_size=1, max_size=3), _TREES, min_size=1, max_size=4))
def test_lines_are_those_of_the_parser(tree: dict[str, object]) -> None:
    """Lines are kept in the order in which the parser meets keys and items, so their paths can be left out."""
    read = read_yaml(yaml.safe_dump(tree, default_style='"'), 2)
    lines = TreeLines(lambda: read.value, str(list(read.lines.values())))
    assert dict(lines) == dict(read.lines)
    assert len(lines) == len(read.lines)
