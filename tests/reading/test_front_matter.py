"""Front matter as a whole: a mapping of fields, read by python-frontmatter with our own handler."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import frontmatter
import pytest

from ml_postmortems.reading.faults import FaultKind
from ml_postmortems.reading.front_matter import parse_front_matter
from ml_postmortems.reading.record_file import STAND_INS, parse_record_file
from ml_postmortems.reading.source import Unreadable
from tests.helpers import BODY, own_record, record_text

PATH = Path("2025/PM-2025-0001-x.md")


@pytest.mark.parametrize(
    ("front_matter", "found"),
    [
        ("", "nothing"),
        ("\n", "nothing"),
        ("# only a comment\n", "nothing"),
        ("~\n", "nothing"),
        ("null\n", "nothing"),
        ('""\n', "nothing"),
        ("[]\n", "nothing"),
        ("- title: x\n- kind: y\n", "[2 items]"),
        ("Lost labels\n", "Lost labels"),
        ("{{ cookiecutter }}\n", None),
    ],
)
def test_front_matter_is_a_mapping(front_matter: str, found: str | None) -> None:
    """Nothing, a list and a text are no fields; common readers take all three for a record without fields."""
    file = parse_record_file(PATH, f"---\n{front_matter}---\n{BODY}".encode())
    assert file.record is None
    (fault,) = file.faults
    assert fault.line == 2
    if found:
        assert fault.kind is FaultKind.FRONT_MATTER_NOT_A_MAPPING
        assert found in fault.found


def test_empty_mapping_is_a_mapping() -> None:
    """An empty mapping is one that misses every field."""
    file = parse_record_file(PATH, b"---\n{}\n---\n")
    assert file.record
    assert {fault.subject for fault in file.faults} == STAND_INS.keys()
    assert {fault.kind for fault in file.faults} == {FaultKind.MISSING_KEY}


def test_fences_inside_texts_are_text() -> None:
    """Only a line that is exactly `---` is a fence; others, in block texts too, are content."""
    read = parse_front_matter("---\ntitle: |\n  ---\n  x\ntags: [---]\n---\n---\nmore\n---\n")
    assert read.values == {"title": "---\nx\n", "tags": ["---"]}
    assert read.tree.lines == {(): 2, ("title",): 2, ("tags",): 5, ("tags", 0): 5}
    assert (read.body, read.body_line) == ("---\nmore\n---", 7)


@pytest.mark.parametrize("end", ["", "\n", "\n\n", "\n  \n", "\n\u00a0\n"])
def test_white_space_at_the_end_of_the_file(end: str) -> None:
    """It is none of what a record says, and moves no line."""
    read = parse_front_matter(f"---\na: b\n---{end}")
    assert (read.values, read.body, read.body_line) == ({"a": "b"}, "", 4)


@pytest.mark.parametrize("end", [" ", "\u00a0\n", "\t\n\n"])
def test_a_fence_with_white_space_behind_it_closes_nothing(end: str) -> None:
    """Also where the library would trim it away, since it is the last of the file."""
    with pytest.raises(Unreadable) as caught:
        parse_front_matter(f"---\na: b\n---{end}")
    assert caught.value.fault.kind is FaultKind.UNCLOSED_FRONT_MATTER


@pytest.mark.parametrize("start", ["\n", "  ", "\n\n    "])
def test_white_space_before_the_body_is_kept(start: str) -> None:
    """Lines are counted from the fence, and an indented first line is code, as on GitHub."""
    read = parse_front_matter(f"---\na: b\n---\n{start}text\n")
    assert (read.body, read.body_line) == (f"{start}text", 4)
    assert type(read.body) is str


def test_the_library_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `frontmatter.parse` returns is the record: front matter and body."""
    parse = frontmatter.parse

    def more(text: str, **options: Any) -> tuple[dict[str, object], str]:
        values, body = parse(text, **options)
        return values | {"more": "x"}, f"{body} and more"

    monkeypatch.setattr(frontmatter, "parse", more)
    file = parse_record_file(PATH, record_text(own_record()).encode())
    assert file.tree == own_record() | {"more": "x"}
    assert file.body.text.endswith(" and more")


def test_whole_file() -> None:
    """A file gives the record, its body with the line it begins on, and the tree as it is written."""
    text = record_text(own_record())
    file = parse_record_file(PATH, text.encode())
    assert file.faults == ()
    assert file.record
    assert file.record.title == own_record()["title"]
    assert file.tree == own_record()
    assert file.body.text == BODY.rstrip()
    assert text.split("\n")[file.body.line - 2] == "---"
    assert file.path == PATH
