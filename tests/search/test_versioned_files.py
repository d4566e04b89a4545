"""Files in a folder that is named after what is in them."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.search.versioned_files import MANIFEST, FolderHash, placed, version_of, write_files

FILES = st.dictionaries(st.text(st.sampled_from("ab/"), max_size=3), st.binary(max_size=3), max_size=4)


def state_of(files: dict[str, bytes]) -> str:
    """The state of a hash of all these files."""
    hashed = FolderHash()
    for path, content in files.items():
        hashed.add(path, content)
    return hashed.state


@given(FILES, FILES)
def test_a_hash_after_a_change_is_that_of_all_files_as_they_are_now(
    before: dict[str, bytes], now: dict[str, bytes]
) -> None:
    """In whatever order they come, and from the state of a former run."""
    assert state_of(dict(reversed(now.items()))) == state_of(now)
    hashed = FolderHash(state_of(before))
    for path, content in before.items():
        if now.get(path) != content:
            hashed.remove(path, content)
    for path, content in now.items():
        if before.get(path) != content:
            hashed.add(path, content)
    assert hashed.state == state_of(now)


@given(FILES, FILES)
def test_other_files_have_another_hash(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Also where a letter moves from a path into the content, or contents change places."""
    assert (state_of(one) == state_of(other)) == (one == other)


def test_files_are_written_where_a_browser_looks_for_them(tmp_path: Path) -> None:
    """In a folder that bears the version of the manifest, which lies beside it."""
    manifest = json.dumps({"version": "0123"}).encode()
    files = [("a.json", b"1"), ("words/b.json", b"2"), ("words/c.json", b"3"), (MANIFEST, manifest)]
    write_files(iter(files), tmp_path)
    names = write_files(iter(files), tmp_path)  # into the folder of the same version, as a dirty build does
    written = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()
    }
    assert written == placed(files)
    assert written == {"0123/a.json": b"1", "0123/words/b.json": b"2", "0123/words/c.json": b"3", MANIFEST: manifest}
    assert names == ["0123/a.json", "0123/words/b.json", "0123/words/c.json", MANIFEST]
    assert version_of(manifest) == "0123"
