"""`init --update`: a later version's files come in, and nothing that a base changed is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_postmortems.base.answers import Forge
from ml_postmortems.base.changes import Deed, FileChange, carry_out, plan_update
from ml_postmortems.base.manifest import MANIFEST, Manifest, read_manifest
from ml_postmortems.base.three_way import merge_texts
from ml_postmortems.errors import BaseUnusable
from tests.base.bases import answers, write_base

LATER = "9.9"
EDIT = "# Our own line, {name}\n"


def update(folder: Path, files: dict[str, str]) -> dict[str, FileChange]:
    """Bring a base to these files and return what was done, by path."""
    before = read_manifest(folder)
    changes = list(plan_update(folder, before, files, LATER))
    carry_out(folder, changes, Manifest(before.answers, LATER, files))
    return {change.path: change for change in changes}


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "init.json"
    }


@pytest.mark.parametrize("forge", Forge)
def test_an_edit_in_every_file_is_kept(tmp_path: Path, forge: Forge) -> None:
    """A base that added a line to the end of each file gets the new first line of each, and keeps its own."""
    old = write_base(tmp_path, answers(forge, has_example=True))
    for name in old:
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.write(EDIT.format(name=name))
    new = {name: f"# New in {LATER}\n{text}" for name, text in old.items()}
    done = update(tmp_path, new)
    assert {change.deed for change in done.values()} == {Deed.MERGE}
    assert done.keys() == old.keys()
    after = texts(tmp_path)
    for name, text in old.items():
        assert after[name] == f"# New in {LATER}\n{text}{EDIT.format(name=name)}", name


@pytest.mark.parametrize("forge", Forge)
def test_conflicts_are_shown_in_every_file(tmp_path: Path, forge: Forge) -> None:
    """Where a base and the new version changed the same line, both stand in the file between marks."""
    old = write_base(tmp_path, answers(forge))
    for name, text in old.items():
        (tmp_path / name).write_text(EDIT.format(name=name) + text.partition("\n")[2], "utf-8")
    new = {name: f"# New in {LATER}\n{text.partition(chr(10))[2]}" for name, text in old.items()}
    done = update(tmp_path, new)
    assert {change.deed for change in done.values()} == {Deed.CONFLICT}
    for name, text in texts(tmp_path).items():
        assert text.startswith(f"<<<<<<< yours\n{EDIT.format(name=name)}=======\n# New in {LATER}\n>>>>>>> postmortems")


def test_each_kind_of_change(tmp_path: Path) -> None:
    """Unchanged files become the new ones, deleted ones stay away, own ones stay, dropped ones go unless changed."""
    base = {name: f"{name}\n" for name in ("same", "new-text", "deleted", "dropped", "dropped-edited", "caught-up")}
    write_base(tmp_path, answers(), base)
    (tmp_path / "deleted").unlink()
    (tmp_path / "dropped-edited").write_text("ours\n")
    (tmp_path / "caught-up").write_text("later\n")
    (tmp_path / "added-here").write_text("ours\n")
    later = {
        "same": "same\n",
        "new-text": "later\n",
        "deleted": "later\n",
        "caught-up": "later\n",
        "added": "later\n",
        "added-here": "theirs\n",
    }
    done = update(tmp_path, later)
    assert {name: change.deed for name, change in done.items()} == {
        "new-text": Deed.UPDATE,
        "deleted": Deed.KEEP,
        "caught-up": Deed.KEEP,
        "added": Deed.CREATE,
        "added-here": Deed.KEEP,
        "dropped": Deed.REMOVE,
        "dropped-edited": Deed.KEEP,
    }
    assert texts(tmp_path) == {
        "same": "same\n",
        "new-text": "later\n",
        "caught-up": "later\n",
        "added": "later\n",
        "added-here": "ours\n",
        "dropped-edited": "ours\n",
    }
    assert update(tmp_path, later).keys() <= {"added-here", "deleted"}


def test_windows_line_endings_stay(tmp_path: Path) -> None:
    """A checkout with carriage returns is merged by its lines, and keeps its endings."""
    write_base(tmp_path, answers(), {"a": "1\n2\n3\n"})
    (tmp_path / "a").write_bytes(b"1\r\n2\r\n3\r\nours\r\n")
    assert update(tmp_path, {"a": "new\n1\n2\n3\n"})["a"].deed is Deed.MERGE
    assert (tmp_path / "a").read_bytes() == b"new\r\n1\r\n2\r\n3\r\nours\r\n"


def test_what_is_no_text_stays(tmp_path: Path) -> None:
    """A file that became something else is not touched, and told."""
    write_base(tmp_path, answers(), {"a": "1\n", "b": "1\n"})
    (tmp_path / "a").write_bytes(b"\xff\xfe")
    (tmp_path / "b").unlink()
    (tmp_path / "b").mkdir()
    done = update(tmp_path, {"a": "2\n", "b": "2\n"})
    assert {change.deed for change in done.values()} == {Deed.KEEP}
    assert (tmp_path / "a").read_bytes() == b"\xff\xfe"


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link in a base cannot make an update read or write outside of it."""
    base = tmp_path / "base"
    write_base(base, answers(), {"a": "1\n", "folder/b": "1\n", "folder/c": "1\n"})
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("a", "b", "c"):
        (outside / name).write_text("1\n")
    (base / "a").unlink()
    (base / "a").symlink_to(outside / "a")
    (base / "folder").rename(base / "moved")
    (base / "folder").symlink_to(outside)
    done = update(base, {"a": "2\n", "folder/b": "2\n"})
    assert {change.deed for change in done.values()} == {Deed.KEEP}
    assert texts(outside) == {"a": "1\n", "b": "1\n", "c": "1\n"}
    with pytest.raises(BaseUnusable, match="a link"):
        update(base, {"folder/new": "2\n"})
    assert not (outside / "new").exists()


@pytest.mark.parametrize("name", ["../a", "/etc/a", "a/../../b", ".git/hooks/pre-commit", "a//b", "./a", MANIFEST])
def test_a_manifest_names_files_of_the_base_only(tmp_path: Path, name: str) -> None:
    """A manifest comes out of the repository, so it may name nothing that lies elsewhere."""
    write_base(tmp_path, answers(), {"a": "1\n"})
    kept = json.loads((tmp_path / MANIFEST).read_text("utf-8"))
    kept["files"] = {name: ["1", ""]}
    (tmp_path / MANIFEST).write_text(json.dumps(kept), "utf-8")
    with pytest.raises(BaseUnusable, match="as `postmortems init` wrote it"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", "[" * 100_000, '{"manifest_version": 2}', '{"manifest_version": 1}'])
def test_a_broken_manifest_is_told(tmp_path: Path, text: str) -> None:
    """Whatever stands in its place, the update stops before it writes."""
    (tmp_path / MANIFEST).parent.mkdir()
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(BaseUnusable):
        read_manifest(tmp_path)


LINES = st.lists(st.sampled_from(["a", "b", "c", "ours", "theirs", ""]), max_size=8).map(
    lambda lines: "".join(f"{line}\n" for line in lines)
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(before=LINES, ours=LINES, theirs=LINES)
def test_no_line_of_ours_is_lost(before: str, ours: str, theirs: str) -> None:
    """Each line that a base added is in the merged text, whatever the new version did."""
    merged = merge_texts(ours, before, theirs, LATER).text.split("\n")
    for line in set(ours.split("\n")) - set(before.split("\n")):
        assert line in merged
    if before == theirs:
        assert "\n".join(merged) == ours
    if before == ours:
        assert "\n".join(merged) == theirs
