"""What a draft is made from: plain timelines, and files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.authoring.importers.timeline import read_timeline
from ml_postmortems.errors import InputUnusable
from tests.authoring.importers.exports import written


def test_timeline_as_spreadsheets_save_it(tmp_path: Path) -> None:
    """Semicolons, a byte order mark, quotes and any order of lines are read as people mean them."""
    path = tmp_path / "t.csv"
    path.write_bytes(
        b'\xef\xbb\xbfAt;text;marks;phase\r\n2025-03-02T10:00:00Z;"Bad; very";started detected;serving\r\n'
        b"\r\n2025-03-01;Deployed;;\r\n"
    )
    assert read_timeline(path) == [
        {"at": "2025-03-01", "phase": "response", "kind": "event", "text": "Deployed"},
        {
            "at": "2025-03-02T10:00:00Z",
            "phase": "serving",
            "kind": "event",
            "text": "Bad; very",
            "marks": ["started", "detected"],
        },
    ]


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("t.csv", "at,text\n2025-03-01,ok\n2025-13-01,bad\n", 3, "at must be a date or a time with its offset"),
        ("t.csv", "at,text\n2025-03-01T10:00:00,ok\n", 2, "at must be a date or a time with its offset"),
        ("t.csv", "at,text\n2025-03-01 10:00 CET,ok\n", 2, "at must be a date or a time with its offset"),
        ("t.csv", "time,text\n", 1, "first line must name the columns at and text"),
        ("t.csv", "at,text,fase\n", 1, "column must be one of at, text, phase, kind, marks: found `fase`"),
        ("t.csv", "at,text,at\n", 1, "first line must name each column once"),
        ("t.csv", "at,text\n2025-03-01,a,b\n", 2, "line must have 2 columns: found 3"),
        ("t.csv", "at,text\n2025-03-01,\n", 2, "text must say what happened: found nothing"),
        ("t.csv", 'at,text\n2025-03-01,"open\n', 2, "file must be CSV"),
        ("t.csv", "at,text,phase\n2025-03-01,a,servng\n", 2, "phase must be one of"),
        ("t.csv", "at,text,marks\n2025-03-01,a,strated\n", 2, "marks must be one of"),
        ("t.csv", "at,text\n", None, "timeline must have entries: found none"),
        ("t.csv", "", 1, "first line must name the columns"),
        ("t.json", "[", 1, "file must be JSON"),
        ("t.json", "{}", None, "timeline must be a list of objects: found an object"),
        ("t.json", "[1]", None, "entry 1 must be an object"),
        ("t.json", '[{"at": 1, "text": "a"}]', None, "entry 1: at must be a date"),
        ("t.json", '[{"at": "2025", "text": "a", "who": 1}]', None, "key of entry 1 must be one of"),
        ("t.json", '[{"at": "2025", "text": "a", "marks": 3}]', None, "entry 1: marks must be a list"),
        ("t.json", '[{"at": "2025", "text": "a", "kind": {"a": 1}}]', None, "entry 1: kind must be one of"),
        ("t.json", "[" * 100_000, None, "file must be JSON that nests little"),
        ("t.csv", "at,text\n" + "2025,a\n" * 501, None, "timeline must have at most 500 entries"),
    ],
)
def test_unusable_timeline_is_told_with_its_line(
    tmp_path: Path, name: str, content: str, line: int | None, message: str
) -> None:
    """Whatever is wrong with a timeline is one message with the file, and for CSV the line."""
    path = written(tmp_path, content, name)
    with pytest.raises(InputUnusable) as caught:
        read_timeline(path)
    assert message in str(caught.value) and "\n  fix: " in str(caught.value)
    assert caught.value.line == line
    assert str(caught.value).startswith(str(path))


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    """A missing file, a folder, a huge file and one of another encoding are messages."""
    (tmp_path / "huge.csv").write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    (tmp_path / "latin.csv").write_bytes(b"at,text\n2025,caf\xe9\n")
    for name in ("none.csv", ".", "huge.csv", "latin.csv"):
        with pytest.raises(InputUnusable, match="fix: "):
            read_timeline(tmp_path / name)
