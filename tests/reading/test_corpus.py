"""A folder of records: everything in it is read or told, and nothing hides anything else."""

from __future__ import annotations

import os
from collections.abc import Callable
from operator import add
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import FolderNotFound
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.body import BodyAsked
from ml_postmortems.reading.corpus import Corpus, RecordsAsked, load_corpus
from ml_postmortems.reading.faults import FaultKind
from tests.helpers import (
    CATALOG,
    FROZEN_RECORDS,
    TAXONOMY,
    external_record,
    own_record,
    record_text,
    write_corpus,
    write_record,
)


def misplaced(corpus: Corpus) -> list[str]:
    assert all(fault.kind is FaultKind.MISPLACED_FILE for _, fault in corpus.misplaced)
    return [path.relative_to(corpus.root).as_posix() for path, _ in corpus.misplaced]


def vocabulary_faults(corpus: Corpus, name: str) -> list[tuple[FaultKind, int, str]]:
    (file,) = (file for file in corpus.vocabulary_files if file.path.name == name)
    return [(fault.kind, fault.line, fault.subject) for fault in file.faults]


def test_helper_records_are_faultless(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The records that tests start from pass the checker without a finding, warnings included."""
    root = write_corpus(tmp_path, own_record(), external_record())
    with pytest.raises(SystemExit) as caught:
        postmortems(["check", "--root", str(root)])
    assert capsys.readouterr().out == "2 records checked: no findings\n"
    assert caught.value.code == 0


def test_real_corpus_is_faultless() -> None:
    """The records of this repository can all be read, with their vocabulary, and nothing is misplaced."""
    corpus = load_corpus(FROZEN_RECORDS)
    assert len(corpus.records) == len(corpus.files) == len(list(FROZEN_RECORDS.glob("*/*.md"))) >= 8
    assert [fault for file in corpus.files for fault in file.faults] == []
    assert [fault for file in corpus.vocabulary_files for fault in file.faults] == []
    assert corpus.misplaced == ()
    assert corpus.taxonomy
    assert corpus.catalog


def test_whoever_may_read_front_matter_only_is_refused_all_text(tmp_path: Path) -> None:
    """An empty text would be taken for one; what is kept across edits of bodies rests on this."""
    root = write_corpus(tmp_path, own_record())
    corpus = load_corpus(root)
    (file,) = corpus.without_bodies().files
    assert file.record == corpus.files[0].record
    for asked in ("text", "body", "digest"):
        with pytest.raises(BodyAsked):
            getattr(file, asked)


@pytest.mark.parametrize(
    "ask",
    [
        *(len, list, bool, set),
        lambda files: files[0],
        lambda files: add(files, ()),
        lambda files: add((), files),
        lambda files: files == (),
        lambda files: files != (),
        lambda files: 1 in files,
        lambda files: files.count(1),
    ],
)
def test_whoever_may_read_no_record_is_noticed(tmp_path: Path, ask: Callable[[Any], object]) -> None:
    """However the files are asked for."""
    corpus = load_corpus(write_corpus(tmp_path, own_record())).without_records()
    with pytest.raises(RecordsAsked):
        ask(corpus.files)
    for asked in (lambda: corpus.get("PM-2025-0001"), lambda: corpus.records, lambda: corpus.file_of("PM-2025-0001")):
        with pytest.raises(RecordsAsked):
            asked()


def test_records_stand_in_the_order_of_their_paths(tmp_path: Path) -> None:
    """The order of records is that of their paths, in whatever order they were written."""
    ids = ["PM-2025-0010", "PM-2024-0002", "PM-2025-0002", "PM-1999-0001"]
    root = write_corpus(tmp_path, *(own_record(id=record_id) for record_id in ids))
    assert [record.id for record in load_corpus(root).records] == sorted(ids)
    assert load_corpus(root) == load_corpus(root)


def test_lookup(tmp_path: Path) -> None:
    """A record is found by its id and by the ids it once had; an id that holds now goes before a former one."""
    first = own_record(id="PM-2025-0001", aliases=["PM-2025-0009", "PM-2025-0002"], title="First")
    second = own_record(id="PM-2025-0002", title="Second")
    corpus = load_corpus(write_corpus(tmp_path, first, second))
    found = {number: corpus.get(f"PM-2025-000{number}") for number in (1, 2, 9, 3)}
    assert {number: record and record.title for number, record in found.items()} == {
        1: "First",
        2: "Second",
        9: "First",
        3: None,
    }
    file = corpus.file_of("PM-2025-0009")
    assert file
    assert file.path.name == "PM-2025-0001-first.md"


def test_first_of_two_records_with_one_id(tmp_path: Path) -> None:
    """Where two files claim one id, the first in order is found; both are read."""
    root = write_corpus(tmp_path, own_record(title="Aaa"), own_record(title="Bbb"))
    corpus = load_corpus(root)
    assert [record.title for record in corpus.records] == ["Aaa", "Bbb"]
    found = corpus.get("PM-2025-0001")
    assert found
    assert found.title == "Aaa"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"no front matter",
        b"---\nid: PM-2025-0002\n",
        b"---\ntitle: a: b\n---\n",
        b"---\n- x\n---\n",
        b"---\n" + b"[" * 60_000 + b"\n---\n",
        b"x" * 300_000,
    ],
)
def test_bad_file_hides_no_other(tmp_path: Path, content: bytes) -> None:
    """A file that cannot be read is in the corpus with its fault, and all others are read as if it were not there."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"), own_record(id="PM-2025-0003"))
    bad = root / "2025/PM-2025-0002-bad.md"
    bad.write_bytes(content)
    corpus = load_corpus(root)
    assert [record.id for record in corpus.records] == ["PM-2025-0001", "PM-2025-0003"]
    assert [file.path for file in corpus.files if file.faults] == [bad]
    assert len(corpus.files) == 3
    found = corpus.file_of("PM-2025-0002")
    assert found
    assert found.path == bad
    assert corpus.get("PM-2025-0002") is None


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        "PM-2025-0001-x.md",
        ".hidden",
        ".DS_Store",
        "taxonomy.yaml",
        "Taxonomy.yml",
        "catalog.yml~",
        "readme.md",
        "2025",  # a file, not a folder
        "202",
        "20255",
        "\u0662\u0660\u0662\u0665",
        "2025/notes.md",
        "2025/README.md",
        "2025/PM-2024-0001-x.md",
        "2025/PM-2025-1-x.md",
        "2025/PM-2025-0001.md",
        "2025/PM-2025-0001-.md",
        "2025/PM-2025-0001-X.md",
        "2025/PM-2025-0001-a--b.md",
        "2025/PM-2025-0001-a_b.md",
        "2025/PM-2025-0001-a.MD",
        "2025/PM-2025-0001-a.md.orig",
        "2025/PM-2025-0001-a.md\n",
        "2025/pm-2025-0001-a.md",
        "2025/PM-2025-0001-\u00e9.md",
        "2025/PM-2025-000\u0661-a.md",
        "2025/.PM-2025-0001-a.md.swp",
        "2025/PM-2025-0001/notes.md",
        "2025/PM-2025-0001/picture.svg",
        "2025/PM-2025-0001/Picture.png",
        "2025/PM-2025-0001/a b.png",
        "2025/PM-2025-0001/a.PNG",
        "2025/PM-2025-0001/sub/picture.png",
        "2025/PM-2024-0001/picture.png",
        "2025/pictures/picture.png",
        "archive/2025/PM-2025-0001-x.md",
    ],
)
def test_misplaced_files(tmp_path: Path, name: str) -> None:
    """Whatever is no record, picture or vocabulary under its right name is told, and never read as one."""
    root = write_corpus(tmp_path, own_record(id="PM-2023-0001"))
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(record_text(own_record()), "utf-8")
    corpus = load_corpus(root)
    (told,) = misplaced(corpus)
    assert name.startswith(told)
    assert [record.id for record in corpus.records] == ["PM-2023-0001"]
    assert corpus.pictures == ()
    for text in (corpus.misplaced[0][1].found, corpus.misplaced[0][1].condition, corpus.misplaced[0][1].subject):
        assert text.isprintable()


def test_name_that_is_not_utf8(tmp_path: Path) -> None:
    """A name that no encoding gives is told in printable characters."""
    root = write_corpus(tmp_path)
    (root / os.fsdecode(b"a\xff.md")).write_text("x", "utf-8")
    ((_, fault),) = load_corpus(root).misplaced
    assert fault.found == "`a\\udcff.md`"


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    """A year, a picture folder or a picture that is a link is misplaced: what it leads to is not read."""
    elsewhere = write_corpus(tmp_path / "elsewhere", own_record(id="PM-2025-0001"), own_record(id="PM-2024-0001"))
    (elsewhere / "picture.png").write_bytes(b"x")
    root = write_corpus(tmp_path / "here", own_record(id="PM-2024-0002"))
    (root / "2025").symlink_to(elsewhere / "2025")
    (root / "2024/PM-2024-0002").mkdir()
    (root / "2024/PM-2024-0002/picture.png").symlink_to(elsewhere / "picture.png")
    (root / "2024/PM-2024-0003").symlink_to(elsewhere / "2024")
    corpus = load_corpus(root)
    assert misplaced(corpus) == ["2024/PM-2024-0002/picture.png", "2024/PM-2024-0003", "2025"]
    assert [record.id for record in corpus.records] == ["PM-2024-0002"]


def test_special_files_under_right_names(tmp_path: Path) -> None:
    """A link, a pipe and a folder under the name of a record are read as such, told and not waited for."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"))
    (root / "2025/PM-2025-0002-link.md").symlink_to(root / "2025/PM-2025-0001-session.md")
    os.mkfifo(root / "2025/PM-2025-0003-pipe.md")
    (root / "2025/PM-2025-0004-folder.md").mkdir()
    corpus = load_corpus(root)
    kinds = [[fault.kind for fault in file.faults] for file in corpus.files]
    assert kinds == [[], *[[FaultKind.UNREADABLE_FILE]] * 3]


def test_pictures(tmp_path: Path) -> None:
    """Pictures beside a record are known, in order."""
    root = write_corpus(tmp_path, own_record())
    folder = root / "2025/PM-2025-0001"
    folder.mkdir()
    names = ["a.jpg", "b-1.png", "c_2.webp", "d.jpeg", "e.gif"]
    for name in reversed(names):
        (folder / name).write_bytes(b"x")
    corpus = load_corpus(root)
    assert [path.name for path in corpus.pictures] == names
    assert corpus.misplaced == ()


def test_readme_is_allowed(tmp_path: Path) -> None:
    """A README beside the vocabulary is no record and no fault."""
    root = write_corpus(tmp_path, own_record())
    (root / "README.md").write_text("hello", "utf-8")
    corpus = load_corpus(root)
    assert corpus.misplaced == ()
    assert len(corpus.files) == 1


def test_missing_folder(tmp_path: Path) -> None:
    """Without the folder there is no corpus; the message names it and says how to name another."""
    file = tmp_path / "file"
    file.write_text("x", "utf-8")
    for place in (tmp_path / "nowhere", file):
        with pytest.raises(FolderNotFound) as caught:
            load_corpus(place)
        assert str(caught.value).startswith(f"{place}: ")
        assert "--root" in str(caught.value)


def test_empty_folder(tmp_path: Path) -> None:
    """An empty folder is a corpus without records and vocabulary, which is told."""
    corpus = load_corpus(tmp_path)
    assert (corpus.files, corpus.taxonomy, corpus.catalog) == ((), None, None)
    for name in ("taxonomy.yml", "catalog.yml"):
        assert vocabulary_faults(corpus, name) == [(FaultKind.UNREADABLE_FILE, 1, "file")]


@pytest.mark.parametrize("name", ["taxonomy.yml", "catalog.yml"])
def test_missing_vocabulary_hides_no_record(tmp_path: Path, name: str) -> None:
    """Records are read without the one or the other vocabulary file."""
    root = write_corpus(tmp_path, own_record())
    (root / name).unlink()
    corpus = load_corpus(root)
    assert len(corpus.records) == 1
    assert (corpus.taxonomy is None, corpus.catalog is None) == (name == "taxonomy.yml", name == "catalog.yml")


@pytest.mark.parametrize(
    ("catalog", "fault"),
    [
        ("", (FaultKind.WRONG_SHAPE, 1, "file")),
        ("- x\n", (FaultKind.WRONG_SHAPE, 1, "file")),
        ("a: b: c\n", (FaultKind.YAML_SYNTAX, 1, "file")),
        ("[?:", (FaultKind.YAML_SYNTAX, 2, "file")),
        ("!x\na: b\n", (FaultKind.YAML_FEATURE, 1, "file")),
        ("[a]: b\n", (FaultKind.YAML_FEATURE, 1, "file")),
        (CATALOG.replace("kind: model", "kind: modle"), (FaultKind.UNKNOWN_TERM, 40, "artifacts.ranking-model.kind")),
        (CATALOG.replace("    name: Ranking\n", ""), (FaultKind.MISSING_KEY, 9, "teams.ranking.name")),
        (CATALOG.replace("  acme:\n", "  Acme Inc:\n"), (FaultKind.MALFORMED_VALUE, 6, "operators.Acme Inc")),
        (CATALOG.replace("  acme:\n", "  us:\n"), (FaultKind.DUPLICATE_KEY, 6, "operators.us")),
        (CATALOG.replace("census", "all"), (FaultKind.UNKNOWN_TERM, 2, "corpus")),
        (
            CATALOG.replace("2021-04-01", "2021-4-1"),
            (FaultKind.MALFORMED_VALUE, 26, "artifacts.click-log.in_service_from"),
        ),
        (CATALOG + "colour: red\n", (FaultKind.UNKNOWN_KEY, CATALOG.count("\n") + 1, "colour")),
        (CATALOG.replace("schema_version: 1", "schema_version: 2"), (FaultKind.UNKNOWN_TERM, 1, "schema_version")),
        (CATALOG.replace("name: Ranking\n", "name: !x Ranking\n"), (FaultKind.YAML_FEATURE, 11, "teams.ranking.name")),
        ("x" * (1024 * 1024 + 1), (FaultKind.OVERSIZED_FILE, 1, "file")),
        ("a: \u202e\n", (FaultKind.FORBIDDEN_CHARACTER, 1, "file")),
    ],
)
def test_bad_catalog(tmp_path: Path, catalog: str, fault: tuple[FaultKind, int, str]) -> None:
    """The catalog is read as strictly as a record; one with a fault is none, and the fault has its line."""
    corpus = load_corpus(write_corpus(tmp_path, own_record(), catalog=catalog))
    assert corpus.catalog is None
    assert len(corpus.records) == 1
    assert fault in vocabulary_faults(corpus, "catalog.yml")
    assert all(fault.condition.startswith("must ") for file in corpus.vocabulary_files for fault in file.faults)


def test_advice_on_the_version_of_the_catalog(tmp_path: Path) -> None:
    """Where only one word will do, it is said which."""
    root = write_corpus(tmp_path, catalog=CATALOG.replace("schema_version: 1", "schema_version: nine"))
    (fault,) = load_corpus(root).vocabulary_files[1].faults
    assert (fault.condition, fault.fix) == ("must be 1", "write `1`")


def test_catalog_of_a_large_company(tmp_path: Path) -> None:
    """A catalog holds thousands of artifacts, more than any record has fields; and it, too, has bounds."""
    artifact = "  model-{0}: {{kind: model, name: Model {0}, team: ranking, upstream: [click-log, user-features]}}\n"
    large = CATALOG + "".join(artifact.format(number) for number in range(4000))
    corpus = load_corpus(write_corpus(tmp_path, catalog=large))
    assert corpus.catalog
    assert len(corpus.catalog.artifacts) == 4006
    too_large = "a: [" + "x," * 100_000 + "]\n"
    corpus = load_corpus(write_corpus(tmp_path, catalog=too_large))
    assert vocabulary_faults(corpus, "catalog.yml") == [(FaultKind.EXCESSIVE_NESTING, 1, "file")]


def test_bad_name_of_a_leaf(tmp_path: Path) -> None:
    """Where the taxonomy refers to a leaf, the form `family/leaf` is asked for in words."""
    text = TAXONOMY.replace("use: data-quality/corrupted-values", "use: corrupted-values", 1)
    corpus = load_corpus(write_corpus(tmp_path, taxonomy=text))
    assert corpus.taxonomy is None
    (fault,) = corpus.vocabulary_files[0].faults
    assert fault.condition == "must have the form `family/leaf`"
    assert fault.line == text.split("\n").index("            use: corrupted-values") + 1


def test_link_in_place_of_the_vocabulary(tmp_path: Path) -> None:
    """A vocabulary file that is a link is not followed."""
    root = write_corpus(tmp_path)
    (tmp_path / "elsewhere.yml").write_text(CATALOG, "utf-8")
    (root / "catalog.yml").unlink()
    (root / "catalog.yml").symlink_to(tmp_path / "elsewhere.yml")
    corpus = load_corpus(root)
    assert corpus.catalog is None
    assert vocabulary_faults(corpus, "catalog.yml") == [(FaultKind.UNREADABLE_FILE, 1, "file")]


def test_vocabulary_is_read(tmp_path: Path) -> None:
    """Operators, teams and artifacts of the catalog, and the terms of the taxonomy, are there by their names."""
    corpus = load_corpus(write_corpus(tmp_path))
    assert corpus.catalog
    assert set(corpus.catalog.operators) == {"us", "acme"}
    assert corpus.catalog.artifacts["ranking-model"].depends_on == ("feature-store",)
    assert corpus.catalog.artifacts["ranking-model"].upstream == ("user-features",)
    assert corpus.taxonomy
    assert set(corpus.taxonomy.severities) == {"SEV1", "SEV2", "SEV3", "SEV4", "SEV5"}
    assert set(corpus.taxonomy.risk.likelihood) == set("12345")


def test_files_of_a_new_year(tmp_path: Path) -> None:
    """A year begins with its first record, and every year is read."""
    root = write_corpus(tmp_path, own_record())
    write_record(root, own_record(id="PM-2026-0001"))
    assert [record.year for record in load_corpus(root).for_audience(Visibility.PUBLIC).records] == [2025, 2026]
