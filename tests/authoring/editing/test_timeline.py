"""`postmortems timeline` as it is run: one entry changes, and every other byte of the file stays."""

from __future__ import annotations

from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.authoring.editing.timeline import EventValues, add_event, edit_event, sort_timeline
from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import (
    EditRefused,
    FileUnwritable,
    NothingToChange,
    PostmortemsError,
    TimeUnclear,
    UnknownName,
)
from ml_postmortems.model.account import Event
from tests.authoring.workspace import EPOCH
from tests.helpers import write_corpus

HEAD = """\
---
# Written in a hurry; times are UTC.
schema_version: 1
id: PM-2025-0001
title: "Stale features: the ranking"{blank}
kind: incident
origin: own
status: draft
severity: SEV3
visibility: internal
teams: {owner: ranking}
symptom: New shops were missing.
evidence:
  - id: E1
    kind: log
    title: A log
    uri: https://example.com/log
    visibility: internal
"""
TIMELINE = """\
timeline:
  # All of the night shift.

  # The alert came late.
  - at: 2025-11-18T11:20:00Z
    phase: serving
    kind: signal
    text: >-
      An alert fired,
      and nobody saw it.
      # not a comment
    marks: [detected]{blank}
    # seen in the channel

  - at: 2025-11-18T12:00:00Z
    # who decided?
    phase: response
    kind: decision
    text: 'Roll back: yes'
    evidence: [E1]
  # open: when did it start?
"""
TAIL = """\
# What is still asked for.
#summary:
---

## What happened

Nothing yet.
"""
HEAD, TIMELINE = (text.replace("{blank}", "   ") for text in (HEAD, TIMELINE))
TEXT = HEAD + TIMELINE + TAIL


def folder_with(folder: Path, text: str) -> Path:
    """The path of the one record of a folder, which has this text."""
    root = write_corpus(folder)
    path = root / "2025/PM-2025-0001-stale-features.md"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the records of a folder, on 1 December 2025."""
    command = ["timeline", *arguments, "--root", str(folder / "postmortems")]
    return CliRunner().invoke(postmortems, command, env={"SOURCE_DATE_EPOCH": EPOCH})


def differing(before: str, after: str) -> list[str]:
    """The lines that went and came."""
    return [line for line in ndiff(before.splitlines(True), after.splitlines(True)) if line[0] in "+-"]


def test_entry_goes_where_its_time_belongs(tmp_path: Path) -> None:
    """Between the entries around it, with comments and layout of all others as they were; the diff is shown."""
    path = folder_with(tmp_path, TEXT)
    result = run(
        tmp_path, "add", "PM-2025-0001", "--at", "Nov 18, 2025 - 11:30 UTC", "--text", "Somebody asked:\n why?",
        *("--kind", "Communication", "--evidence", "E1", "--mark", "diagnosed"),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    entry = """\
  - at: 2025-11-18T11:30:00Z
    phase: response
    kind: communication
    text: "Somebody asked: why?"
    evidence: [E1]
    marks: [diagnosed]
"""
    after = path.read_text()
    assert after == TEXT.replace("    # seen in the channel\n", f"    # seen in the channel\n{entry}")
    shown = [line for line in result.stdout.splitlines() if line[0] in "+-" and line[1] == " "]
    assert shown == [f"+{line}" for line in entry.splitlines()]
    assert f"{path}: wrote timeline[1]" in result.stderr


@pytest.mark.parametrize(
    ("at", "above"),
    [
        ("2025-11-18 11:00Z", "  # The alert came late.\n"),
        ("2025-11-18 12:00Z", "  # open: when did it start?\n"),
        ("now", "  # open: when did it start?\n"),
    ],
)
def test_entry_at_an_end(tmp_path: Path, at: str, above: str) -> None:
    """The first goes above the comments of the next entry, one of the same time behind it, the last to the end."""
    path = folder_with(tmp_path, TEXT)
    assert run(tmp_path, "add", str(path), "--at", at, "--text", "New.").exit_code == 0
    before, after = TEXT.split(above)
    written = path.read_text()
    assert written.startswith(before) and written.endswith(above + after)
    assert len(written.splitlines()) == len(TEXT.splitlines()) + 4


@pytest.mark.parametrize("written", ["", "timeline: []\n", "timeline:\n", "#timeline:\n"])
def test_first_entry(tmp_path: Path, written: str) -> None:
    """A record without a timeline gets one: on the line that waits for it, else where the format has it."""
    path = folder_with(tmp_path, HEAD + written + TAIL)
    assert run(tmp_path, "add", "PM-2025-0001", "--at", "2025-11-18", "--text", "New.").exit_code == 0
    entry = "timeline:\n  - at: 2025-11-18\n    phase: response\n    kind: event\n    text: New.\n"
    assert path.read_text() == HEAD + entry + TAIL


def test_line_ends_of_the_file_stay(tmp_path: Path) -> None:
    """A file of another system keeps its line ends, new lines included."""
    path = folder_with(tmp_path, TEXT.replace("\n", "\r\n"))
    assert run(tmp_path, "add", "PM-2025-0001", "--at", "2025-11-18 11:30Z", "--text", "New.").exit_code == 0
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") == TEXT.count("\n") + 4


def test_edit_changes_what_is_given(tmp_path: Path) -> None:
    """Values of one entry, by the number that findings have; other keys keep their lines and comments."""
    path = folder_with(tmp_path, TEXT)
    assert run(tmp_path, "edit", "PM-2025-0001", "1", "--text", "Rolled back.", "--mark", "mitigated").exit_code == 0
    after = TEXT.replace("'Roll back: yes'", "Rolled back.")
    assert path.read_text() == after.replace("    evidence: [E1]\n", "    evidence: [E1]\n    marks: [mitigated]\n")
    assert (
        run(tmp_path, "edit", "PM-2025-0001", "1", "--evidence", "", "--at", "2025-11-18 13:00 +01:00").exit_code == 0
    )
    assert "evidence: [E1]" not in path.read_text()
    assert differing(TEXT, path.read_text())[:2] == [
        "-   - at: 2025-11-18T12:00:00Z\n", "+   - at: 2025-11-18T13:00:00+01:00\n",
    ]  # fmt: skip
    assert run(tmp_path, "edit", "PM-2025-0001", "0", "--text", "An alert fired.").exit_code == 0
    folded = "    text: >-\n      An alert fired,\n      and nobody saw it.\n      # not a comment\n"
    assert (
        folded not in path.read_text() and "    text: An alert fired.\n    marks: [detected]   \n" in path.read_text()
    )


def test_sort_moves_entries_with_their_comments(tmp_path: Path) -> None:
    """The entries stand in the order of time; those that are in order are not written again."""
    path = folder_with(tmp_path, TEXT)
    told = run(tmp_path, "edit", "PM-2025-0001", "0", "--at", "2025-11-19").stderr
    assert "see `postmortems timeline sort`" in told and "PM201" in told
    before = path.read_text()
    assert run(tmp_path, "sort", "PM-2025-0001", "--dry-run").exit_code == 0
    assert path.read_text() == before
    assert run(tmp_path, "sort", "PM-2025-0001").exit_code == 0
    after = path.read_text()
    assert sorted(after.splitlines()) == sorted(before.splitlines())
    for earlier, later in (
        ("# All of", "2025-11-18T12"),
        ("# who decided", "# The alert"),
        ("# The alert", "at: 2025-11-19"),
        ("# seen in", "# open:"),
    ):
        assert after.index(earlier) < after.index(later)
    written = path.stat().st_mtime_ns
    assert "nothing to change" in run(tmp_path, "sort", "PM-2025-0001").stdout
    assert path.stat().st_mtime_ns == written


def test_list_shows_numbers(tmp_path: Path) -> None:
    """Each entry with its number, which findings use too, and nothing in a text makes a line of its own."""
    folder_with(tmp_path, TEXT)
    lines = run(tmp_path, "list", "PM-2025-0001").stdout.splitlines()
    assert lines[1] == "  1  2025-11-18T12:00:00Z decision Roll back: yes [E1]"
    assert len(lines) == 2


def test_list_shows_what_is_derived_and_one_zone(tmp_path: Path) -> None:
    """A kind that the file leaves out is not a question mark, and times of two zones can be compared."""
    text = TEXT.replace("schema_version: 1", "schema_version: 2").replace("    kind: signal\n", "")
    text = text.replace("at: 2025-11-18T11:20:00Z\n", "at: 2025-11-18T13:20:00+02:00\n", 1)
    folder_with(tmp_path, text)
    lines = run(tmp_path, "list", "PM-2025-0001").stdout.splitlines()
    assert lines[0].startswith("  0  2025-11-18T11:20:00Z signal An alert fired,")
    assert "?" not in lines[0] + lines[1]


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("add", "--at", "yesterday", "--text", "x"), TimeUnclear, "must be a date"),
        (("add", "--at", "2025-11-18", "--text", " "), EditRefused, "text must"),
        (("add", "--at", "2025-11-18", "--text", "x\u202ey"), EditRefused, "must hold no control"),
        (("add", "--at", "2025-11-18", "--text", "x", "--evidence", "E2"), UnknownName, "use one of: E1"),
        (("add", "--at", "2025-11-18", "--text", "x", "--kind", "decisionn"), UnknownName, "did you mean `decision`"),
        (("add", "--at", "2025-11-18", "--text", "x", "--mark", "fixed"), UnknownName, "mark must exist"),
        (("add", "--at", "2025-11-18", "--text", "x", "--phase", "trainingg"), UnknownName, "did you mean `training`"),
        (("edit", "2", "--text", "x"), EditRefused, "found 2, of 2 entries"),
        (("edit", "1"), NothingToChange, "add --at"),
        (("edit", "1", "--text", ""), EditRefused, "text must"),
    ],
)
def test_unclear_input_is_refused(
    tmp_path: Path, arguments: tuple[str, ...], error: type[PostmortemsError], message: str
) -> None:
    """The message says what is wrong and how to say it; not a byte is written."""
    path = folder_with(tmp_path, TEXT)
    result = run(tmp_path, arguments[0], "PM-2025-0001", *arguments[1:])
    assert isinstance(result.exception, error)
    assert message in str(result.exception) and "\n  fix: " in str(result.exception)
    assert path.read_text() == TEXT


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("timeline: {unknown: nobody noted it}\n", "must be a list"),
        ("timeline: [{at: 2025-11-18, phase: response, kind: event, text: x}]\n", "lines of its own"),
        ("timeline:\n  -\n    at: 2025-11-18\n    text: x\n", "lines of its own"),
        ("timeline:\n  - at: soon\n    text: x\n", "timeline[0] must have a time"),
        ("timeline: &all\n  - at: 2025-11-18\n", "must be plain YAML"),
        ("timeline:\n  - at: [\n", "must be YAML"),
    ],
)
def test_layout_that_is_not_safe_to_change_is_refused(tmp_path: Path, written: str, message: str) -> None:
    """Where a program cannot tell the lines of an entry for certain, it changes none and names the line."""
    path = folder_with(tmp_path, HEAD + written + TAIL)
    result = run(tmp_path, "add", "PM-2025-0001", "--at", "2025-11-18", "--text", "New.")
    assert isinstance(result.exception, EditRefused)
    assert message in str(result.exception) and f"{path}:" in str(result.exception)
    assert path.read_text() == HEAD + written + TAIL


def test_change_of_somebody_else_is_not_lost(tmp_path: Path) -> None:
    """A file that was saved meanwhile is left alone."""
    path = folder_with(tmp_path, TEXT)
    before = RecordText.read(path)
    change = add_event(before, EventValues(at="2025-11-18", text="New."))
    path.write_text(TEXT.replace("Nothing yet.", "Something."))
    with pytest.raises(FileUnwritable, match="changed since"):
        change.after.write_over(before)
    assert "Something." in path.read_text()


def test_link_is_not_followed(tmp_path: Path) -> None:
    """A record that is a link is refused, and what it leads to stays."""
    path = folder_with(tmp_path, TEXT)
    target = tmp_path / "elsewhere.md"
    path.rename(target)
    path.symlink_to(target)
    assert run(tmp_path, "add", str(path), "--at", "2025-11-18", "--text", "New.").exit_code != 0
    assert target.read_text() == TEXT


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]), min_size=1
)


@settings(max_examples=60)
@given(
    texts=st.lists(_WORDS.filter(str.strip), min_size=1, max_size=4), numbers=st.lists(st.integers(0, 3), max_size=4)
)
def test_any_text_is_written_as_it_was_said(texts: list[str], numbers: list[int]) -> None:
    """Whatever characters a text has, the file says it afterwards, and the comments of the file are all there."""
    record: Any = RecordText(Path("PM-2025-0001-x.md"), TEXT.encode())
    for hour, text in enumerate(texts):
        try:
            record = add_event(record, EventValues(at=f"2025-11-1{hour}", text=text)).after
            said = [event["text"] for event in record.items("timeline")]
            assert " ".join(text.split()) in said
        except EditRefused:
            continue
    for number in numbers:
        if number < len(record.items("timeline")):
            record = edit_event(record, number, EventValues(at=f"2025-12-0{number + 1}")).after
    after = sort_timeline(record).after.content.decode()
    comments = [line for line in TEXT.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in comments if line not in after.splitlines()] == []


def test_times_are_in_the_zone_of_the_record(tmp_path: Path) -> None:
    """A record with a `timezone` takes times without an offset, writes the offset and orders its own times by it."""
    local = TEXT.replace("visibility: internal\nteams", "visibility: internal\ntimezone: Europe/Berlin\nteams")
    path = folder_with(tmp_path, local.replace("2025-11-18T12:00:00Z", "2025-11-18 13:00"))
    assert run(tmp_path, "add", "PM-2025-0001", "--at", "Nov 18, 2025, 12:40 PM", "--text", "New.").exit_code == 0
    assert [event["at"] for event in RecordText.read(path).items("timeline")] == [
        "2025-11-18T11:20:00Z", "2025-11-18T12:40:00+01:00", "2025-11-18 13:00",
    ]  # fmt: skip


def test_entry_on_one_line_can_be_edited(tmp_path: Path) -> None:
    """An entry between braces gets a line for each key when it is changed; the entries beside it stay on theirs."""
    text = HEAD.replace("{blank}", "") + (
        "timeline:\n"
        '  - {at: 2025-11-18T11:20:00Z, marks: [detected], text: "An alert, and nobody saw it.", evidence: [E1]}\n'
        '  - {at: 2025-11-18T12:00:00Z, marks: [resolved],\n     text: "It is over."}\n'
        "---\n\n## What happened\n\nMuch.\n"
    )
    path = tmp_path / "PM-2025-0001-x.md"
    path.write_text(text, "utf-8")
    before = RecordText.read(path)
    after = before.with_values("timeline", 1, {"text": "It is over, we think."}, Event)
    assert after.content.decode() == text.replace(
        '  - {at: 2025-11-18T12:00:00Z, marks: [resolved],\n     text: "It is over."}\n',
        "  - at: 2025-11-18T12:00:00Z\n    marks: [resolved]\n    text: It is over, we think.\n",
    )
