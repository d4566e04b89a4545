"""Whatever a file holds, reading gives a record, faults or both, and never an exception."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.durations import durations, happened
from ml_postmortems.model.requirements import field_rules, insider_places
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.audience import record_for_audience
from ml_postmortems.reading.markdown import body_links
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from tests.helpers import RecordDict, external_record, own_record, record_text

PATH = Path("2025/PM-2025-0001-x.md")
CORE_KEYS = sorted({rule.path[0] for rule in field_rules()})
ALL_KEYS = sorted({part for rule in field_rules() for part in rule.path} | {"unknown", "not_applicable"})


@cache
def valid_text() -> str:
    return record_text(own_record(**{"times": external_record()["times"]}), body="## What happened\n\ntext\n")


def holds(content: bytes) -> RecordFile:
    """Read bytes as a record file, and check what must hold of every one."""
    file = parse_record_file(PATH, content)
    line_count = content.count(b"\n") + 1
    for fault in file.faults:
        assert 1 <= fault.line <= line_count, fault
        assert fault.condition.startswith("must "), fault
        for text in (fault.subject, fault.condition, fault.found, fault.fix):
            assert text, fault
            assert text.isprintable(), fault
    if file.record is None:
        assert len(file.faults) == 1
        return file
    assert file.body.line >= 3
    for section in file.body.sections:
        assert content.decode().replace("\r\n", "\n").split("\n")[section.line - 1].startswith("## ")
    list(body_links(file.body))
    for audience in Visibility:
        record_for_audience(file.record, audience, set())
    assert 0 < completeness(file.record).share <= 1
    durations(file.record)
    assert happened(file.record).sort_key().tzinfo
    list(insider_places(file.record))
    return file


def test_valid_text_is_valid() -> None:
    """The text that is mutated below is a record without faults, or its mutations would show nothing."""
    assert holds(valid_text().encode()).faults == ()


@given(st.binary(max_size=200))
@settings(max_examples=150)
@example(b"---\n---")
@example(b"---\n\xef\xbb\xbf\n---\n")
def test_any_bytes(content: bytes) -> None:
    """Random bytes, alone and in place of front matter and body, are read or refused."""
    holds(content)
    holds(b"---\n" + content + b"\n---\n" + content)


@given(st.text("abtims:-#[]{},&*!|>'\"%@`\\ \n\t?~<.0123456789xuU\u00e9\U0001f600\r", max_size=120))
@settings(max_examples=400)
@example('"": x')
@example('"[key]": x')
@example('"\\0known": {unknown: x}')
@example('times: {"": {unknown: x}}')
@example('summary: {"\\0not known": x}')
@example("? ~\n: x")
@example("tags: [~]")
@example('"a\\nb": x')
def test_any_front_matter(front_matter: str) -> None:
    """Whatever stands between the fences, made of the characters that mean something to YAML, is read or refused."""
    holds(f"---\n{front_matter}\n---\n## One\n".encode())


characters = st.sampled_from(list(" \n\t:#-[]{}\"'&*!|>~\\0aZé\x00\u202e<"))
edits = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "insert", "flip", "swap", "indent", "cut"]),
        st.integers(0, 100_000),
        st.integers(0, 100_000),
        characters,
    ),
    min_size=1,
    max_size=6,
)


@given(edits)
@settings(max_examples=200)
def test_any_edit_of_a_record(edits: list[tuple[str, int, int, str]]) -> None:
    """A record with lines deleted, doubled, moved, indented or cut, and characters changed, is read or refused."""
    lines = valid_text().split("\n")
    for what, row, column, character in edits:
        here = row % len(lines)
        line = lines[here]
        at = column % (len(line) + 1)
        match what:
            case "delete":
                lines[here : here + 1] = []
            case "double":
                lines.insert(column % len(lines), line)
            case "insert":
                lines[here] = line[:at] + character + line[at:]
            case "flip":
                lines[here] = line[:at] + character + line[at + 1 :]
            case "swap":
                other = column % len(lines)
                lines[here], lines[other] = lines[other], line
            case "indent":
                lines[here] = f"  {line}"
            case _:
                lines[here] = line[:at]
        lines = lines or [""]
    holds("\n".join(lines).encode())


words = st.sampled_from(
    ["x", "", "2025", "2025-02-30", "E1", "C1", "SEV1", "public", "true", "1", "null", "-1", "a\nb"]
)
keys = st.sampled_from(ALL_KEYS) | st.text(max_size=6)
trees = st.recursive(
    words | st.text(max_size=10) | st.none(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(keys, parts, max_size=4),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(CORE_KEYS) | st.text(max_size=6), trees, max_size=12))
@settings(max_examples=300)
def test_any_tree(tree: RecordDict) -> None:
    """Any mapping of texts, lists and mappings, written as front matter, is read or refused."""
    holds(record_text(tree, "").encode())


def paths_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in parts for found in paths_in(part, (*path, key)))]


PLACES = [path for path in paths_in(own_record()) if path]


@given(st.lists(st.tuples(st.sampled_from(PLACES), trees), min_size=1, max_size=4))
@settings(max_examples=200)
def test_any_value_at_any_place(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    """Any tree in place of any value of a record is told where it stands, and hides nothing else of the record."""
    record: Any = own_record()
    touched: set[str | int] = set()
    for path, value in changes:
        *parents, last = path
        place = record
        for part in parents:
            place = place[part] if has(place, part) else None
        if has(place, last):
            place[last] = value
            touched.add(path[0])
    file = holds(record_text(record).encode())
    if file.record:
        assert {fault.field[0] for fault in file.faults if fault.field} <= touched
        whole = parse_record_file(PATH, record_text(own_record()).encode()).record
        for name in set(CORE_KEYS) - touched:
            assert getattr(file.record, name) == getattr(whole, name)


def has(place: Any, key: Any) -> bool:
    return key in place if isinstance(place, dict) else isinstance(place, list) and key in range(len(place))
