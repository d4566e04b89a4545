"""Bytes to text, and text to its halves: refused is whatever two readers could see differently."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.reading.faults import Fault, FaultKind
from ml_postmortems.reading.forbidden_characters import forbidden_character
from ml_postmortems.reading.record_file import RecordFile, parse_record_file, read_record_file
from ml_postmortems.reading.source import (
    MAX_FILE_BYTES,
    MAX_FRONT_MATTER_BYTES,
    Unreadable,
    decode,
    read_bytes,
    split_front_matter,
)
from tests.helpers import own_record, record_text

PATH = Path("2025/PM-2025-0001-x.md")
ALLOWED = [
    "\t",
    "\n",
    "\u00a0",  # no-break space: visible as a space
    "\u00e9",
    "e\u0301",  # the same letter in two characters
    "\u200c",  # zero-width non-joiner: Persian words need it
    "\u200d",  # zero-width joiner: emoji need it
    "\U0001f469\u200d\U0001f680\ufe0f",
    "\u4e2d\u6587",
    "\u05d0",
    "\u2013",
    "\U00020000",
]
FORBIDDEN = [
    *(chr(number) for number in range(0x20) if chr(number) not in "\t\n"),
    *(chr(number) for number in range(0x7F, 0xA0)),
    *"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",  # directions
    *"\u2028\u2029",  # separators of lines and paragraphs
    *"\u200b\u2060\u2061\u2062\u2063\u2064\ufeff",  # invisible
    *"\ufff9\ufffa\ufffb",  # interlinear notes
    *"\ufdd0\ufdef\ufffe\uffff",  # no characters at all
    *"\U000e0001\U000e0041\U000e007f",  # invisible tags
]


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail rather than hang."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"did not end within {seconds} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def fault_of_bytes(content: bytes) -> Fault:
    """The one fault for which a file cannot be read."""
    file = parse_record_file(PATH, content)
    assert file.record is None
    (fault,) = file.faults
    return fault


def fault_of_path(path: Path) -> Fault:
    with within(5):
        file = read_record_file(path)
    assert file.record is None
    assert file.path == path
    (fault,) = file.faults
    return fault


@pytest.mark.parametrize(
    ("first_lines", "kind"),
    [
        ("", FaultKind.MISSING_FRONT_MATTER),
        ("\n---\nid: x\n---\n", FaultKind.MISSING_FRONT_MATTER),
        ("----\nid: x\n----\n", FaultKind.MISSING_FRONT_MATTER),
        ("--- \nid: x\n---\n", FaultKind.MISSING_FRONT_MATTER),
        (" ---\nid: x\n---\n", FaultKind.MISSING_FRONT_MATTER),
        ("---yaml\nid: x\n---\n", FaultKind.MISSING_FRONT_MATTER),
        ("--- # front matter\nid: x\n---\n", FaultKind.MISSING_FRONT_MATTER),
        ("+++\nid = 'x'\n+++\n", FaultKind.MISSING_FRONT_MATTER),
        ("\u2014\nid: x\n\u2014\n", FaultKind.MISSING_FRONT_MATTER),
        ("id: x\n", FaultKind.MISSING_FRONT_MATTER),
        ("# Title\n\n---\nid: x\n---\n", FaultKind.MISSING_FRONT_MATTER),
        ("---", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\n", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\nid: x\n", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\nid: x\n...\n", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\nid: x\n----\n", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\nid: x\n--- \n", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\nid: x\n ---\n", FaultKind.UNCLOSED_FRONT_MATTER),
        ("---\nid: x\n\t---\n", FaultKind.UNCLOSED_FRONT_MATTER),
    ],
)
def test_fences(first_lines: str, kind: FaultKind) -> None:
    """Line 1 is exactly `---` and so is the closing line: nothing else opens or closes front matter."""
    fault = fault_of_bytes(first_lines.encode())
    assert (fault.kind, fault.line) == (kind, 1)


def test_halves() -> None:
    """The halves are what stands between and after the first two fences, each with its first line."""
    halves = split_front_matter("---\nid: x\n\n---\nbody\n---\nmore\n")
    assert (halves.front_matter, halves.front_matter_line) == ("id: x\n\n", 2)
    assert (halves.body, halves.body_line) == ("body\n---\nmore\n", 5)
    empty = split_front_matter("---\n---")
    assert (empty.front_matter, empty.body, empty.body_line) == ("\n", "", 3)


@pytest.mark.parametrize("text", ["---\nid: x\n---\n", "----\n", "---\n"])
def test_byte_order_mark(text: str) -> None:
    """A byte order mark is refused: some readers see a first line without it, others with it."""
    fault = fault_of_bytes(b"\xef\xbb\xbf" + text.encode())
    assert (fault.kind, fault.line, fault.found) == (FaultKind.FORBIDDEN_CHARACTER, 1, "U+FEFF")
    assert "byte order mark" in fault.fix


def test_windows_line_ends() -> None:
    """A file with CRLF says the same as with LF, and its lines are counted the same."""
    text = record_text(own_record(severity="SEV9"))
    unix, windows = (parse_record_file(PATH, each.encode()) for each in (text, text.replace("\n", "\r\n")))
    assert windows == unix
    assert windows.faults[0].line == text.split("\n").index('severity: "SEV9"') + 1


@pytest.mark.parametrize("content", [b"---\rid: x\r---\r", b"---\nid: x\ry: z\n---\n", b"---\nid: x\r\r\n---\n"])
def test_lone_carriage_return(content: bytes) -> None:
    """A carriage return that ends no line could end one for other readers."""
    assert fault_of_bytes(content).kind is FaultKind.FORBIDDEN_CHARACTER


@pytest.mark.parametrize("character", FORBIDDEN, ids=lambda character: f"U+{ord(character):04X}")
def test_forbidden_characters(character: str) -> None:
    """What cannot be seen in a diff, or changes how the rest is seen, is refused in both halves, with its line."""
    for content, line in (
        (f"---\nid: x\ntitle: a{character}b\n---\n", 3),
        (f"---\nid: x\n---\n\n\ntext {character} text\n", 6),
    ):
        fault = fault_of_bytes(content.encode("utf-8"))
        assert (fault.kind, fault.line) == (FaultKind.FORBIDDEN_CHARACTER, line)
        assert fault.found == f"U+{ord(character):04X}"
        assert "byte order mark" not in fault.fix


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed_characters(text: str) -> None:
    """People write in their own script, with accents, dashes and emoji."""
    assert forbidden_character(text) is None
    assert decode(f"---\n{text}".encode()) == f"---\n{text}"


def test_first_forbidden_character_is_told() -> None:
    """The first of several is named; a control character at the very begin is not taken for a byte order mark."""
    assert forbidden_character("ab\u202ec\x00") == "\u202e"
    fault = fault_of_bytes(b"\x00---\n")
    assert (fault.found, fault.line) == ("U+0000", 1)
    assert "byte order mark" not in fault.fix


@pytest.mark.parametrize(
    ("content", "line", "byte"),
    [
        (b"\xff\xfe-\x00", 1, "0xff"),
        (b"\n\xff", 2, "0xff"),
        (b"---\ntitle: caf\xe9\n---\n", 2, "0xe9"),
        (b"---\nid: x\n---\n\n\xc3", 5, "0xc3"),
        (b"---\r\nid: x\r\ntitle: \xa0\r\n", 3, "0xa0"),
        (b"---\ntitle: \xed\xa0\x80\n---\n", 2, "0xed"),  # half of a surrogate pair
        (b"---\ntitle: \xc0\xaf\n---\n", 2, "0xc0"),  # a slash in two bytes
        (b"---\ntitle: \xf4\x90\x80\x80\n---\n", 2, "0xf4"),  # beyond Unicode
    ],
)
def test_not_utf8(content: bytes, line: int, byte: str) -> None:
    """Other encodings, and UTF-8 that is not the shortest form, are refused with line and byte."""
    fault = fault_of_bytes(content)
    assert (fault.kind, fault.line) == (FaultKind.NOT_UTF8, line)
    assert byte in fault.found


def test_size_is_looked_at_before_reading(tmp_path: Path) -> None:
    """A file of 64 GiB is refused at once, without memory for it."""
    path = tmp_path / "PM-2025-0001-x.md"
    with path.open("wb") as file:
        file.truncate(64 * 1024**3)
    fault = fault_of_path(path)
    assert fault.kind is FaultKind.OVERSIZED_FILE
    assert fault.condition == "must be at most 256 KiB"
    assert fault.found == f"{64 * 1024**2} KiB"


def test_size_of_a_file(tmp_path: Path) -> None:
    """256 KiB is the largest file, counted in bytes."""
    path = tmp_path / "PM-2025-0001-x.md"
    path.write_bytes(b"x" * MAX_FILE_BYTES)
    assert len(read_bytes(path)) == 256 * 1024
    path.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    assert fault_of_path(path).kind is FaultKind.OVERSIZED_FILE


@pytest.mark.parametrize("letter", ["x", "\u00e9", "\U0001f600"])
def test_size_of_front_matter(letter: str) -> None:
    """64 KiB is the largest front matter, counted in bytes."""
    room = MAX_FRONT_MATTER_BYTES - len("t: \n")
    fitting = "x" * (room % len(letter.encode())) + letter * (room // len(letter.encode()))
    assert len(split_front_matter(f"---\nt: {fitting}\n---\n").front_matter.encode()) == 64 * 1024
    fault = fault_of_bytes(f"---\nt: {fitting}x\n---\n".encode())
    assert (fault.kind, fault.subject, fault.found) == (FaultKind.OVERSIZED_FILE, "front matter", "65 KiB")


def test_special_files_are_refused_without_waiting(tmp_path: Path) -> None:
    """A link, a pipe, a folder, a device and nothing at all are no records, and none of them is waited for."""
    real = tmp_path / "PM-2025-0001-real.md"
    real.write_text(record_text(own_record()), "utf-8")
    link, dangling, pipe, folder = (tmp_path / name for name in ("link.md", "dangling.md", "pipe.md", "folder.md"))
    link.symlink_to(real)
    dangling.symlink_to(tmp_path / "nowhere")
    os.mkfifo(pipe)
    folder.mkdir()
    for path in (link, dangling, pipe, folder, tmp_path / "absent.md", Path("/dev/zero")):
        assert fault_of_path(path).kind is FaultKind.UNREADABLE_FILE, path
    assert read_record_file(real).record


def test_pipe_with_a_writer_is_refused(tmp_path: Path) -> None:
    """A pipe that somebody writes into is refused as well, and not read."""
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    try:
        os.write(end, b"---\nid: x\n---\n")
        assert fault_of_path(pipe).kind is FaultKind.UNREADABLE_FILE
    finally:
        os.close(end)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_files_are_closed(tmp_path: Path) -> None:
    """Reading leaves no file open, whether it is read or refused."""
    good, large = tmp_path / "good.md", tmp_path / "large.md"
    good.write_text(record_text(own_record()), "utf-8")
    large.write_bytes(b"x" * (MAX_FILE_BYTES + 1))
    before = open_files()
    for path in (good, large, tmp_path, Path("/dev/zero")):
        read_record_file(path)
    assert open_files() == before


@pytest.mark.parametrize("limit", [0, 10])
def test_limit_can_be_given(tmp_path: Path, limit: int) -> None:
    """Other files than records have a limit of their own."""
    path = tmp_path / "x.yml"
    path.write_bytes(b"x" * limit)
    assert read_bytes(path, limit) == b"x" * limit
    path.write_bytes(b"x" * (limit + 1))
    with pytest.raises(Unreadable):
        read_bytes(path, limit)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has files whose size nobody tells")
def test_a_file_is_read_to_its_end_whatever_its_size_was_said_to_be() -> None:
    """Somebody may be writing it: what is there counts, up to the limit."""
    path = Path("/proc/self/status")
    assert path.stat().st_size == 0
    assert read_bytes(path).startswith(b"Name:")
    assert len(read_bytes(path)) > 500
    assert len(read_bytes(path, limit=9)) == 10


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=150)
def test_decoded_text_is_safe(text: str) -> None:
    """Whatever is decoded holds no forbidden character and differs from the bytes in its line ends only."""
    try:
        decoded = decode(text.encode())
    except Unreadable as error:
        assert error.fault.kind is FaultKind.FORBIDDEN_CHARACTER
        assert any(character in FORBIDDEN or ord(character) > 0x7F for character in text)
        return
    assert decoded == text.replace("\r\n", "\n")
    assert not set(decoded) & set(FORBIDDEN)


@given(st.lists(st.sampled_from(["---", "a: b", "", "----", " ---", "text", "--- ", "..."]), max_size=8))
@settings(max_examples=100)
def test_halves_put_together_are_the_file(lines: list[str]) -> None:
    """Splitting loses nothing: the two halves between their fences are the file again, or it is refused."""
    text = "\n".join(lines)
    try:
        halves = split_front_matter(text)
    except Unreadable:
        assert not lines or lines[0] != "---" or "---" not in lines[1:]
        return
    assert "---" not in halves.front_matter.split("\n")
    closing = lines.index("---", 1)
    assert text.split("\n")[halves.body_line - 2] == "---"
    assert halves.body_line == closing + 2
    assert halves.body == "\n".join(lines[closing + 1 :])


def test_fault_of_an_unreadable_file_is_all_there_is(tmp_path: Path) -> None:
    """A file that cannot be read is a record file with one fault, no record, no body and no fields."""
    file: RecordFile = read_record_file(tmp_path / "absent.md")
    assert (file.record, file.body.text, file.tree, len(file.faults)) == (None, "", {}, 1)
    assert file.places.line(("title",)) == 1
