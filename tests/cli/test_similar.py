"""`postmortems similar` answers "have we seen this before" for a record or for what is pasted."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.helpers import FROZEN_RECORDS, REPOSITORY, own_record, write_corpus

ROOT = ("--root", str(FROZEN_RECORDS))


def pasted(monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))


def test_a_record_by_its_id(run: Run) -> None:
    """The repeat of an incident leads to it, with the reasons, the strongest first."""
    code, output, errors = run("similar", "PM-2024-0002", "--limit", "1", *ROOT)
    assert (code, errors) == (0, "")
    assert output.startswith("PM-2024-0001  2024-11-25")
    assert "    - same cause technical/control-plane-coupling\n" in output


def test_what_is_pasted(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Text from an incident channel, escape sequences and broken bytes included, finds the record; so in JSON."""
    text = b"\x1b[31mALERT\x1b[0m users see \xff chat titles of other people, redis client deployed"
    pasted(monkeypatch, text)
    assert run("similar", "-", *ROOT).output.startswith("PM-2023-0001 ")
    pasted(monkeypatch, text)
    document = json.loads(run("similar", "-", "--json", *ROOT).output)
    assert document["version"] == 1
    first = document["similar"][0]
    assert first["id"] == "PM-2023-0001"
    assert "redis" in first["words"]
    assert first["ties"] == []


def test_nothing_alike(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing found is said with what to do next, and is no error; in JSON the list is empty."""
    pasted(monkeypatch, b"xyzzy plugh")
    code, output, errors = run("similar", "-", *ROOT)
    assert (code, errors) == (0, "")
    assert output.startswith("No record is alike enough to be worth your time.\n")
    assert "describe in two or three sentences what users see" in output
    assert "`postmortems search`" in output
    pasted(monkeypatch, (REPOSITORY / "LICENSE").read_bytes())
    assert json.loads(run("similar", "-", "--json", *ROOT).output)["similar"] == []


def test_a_record_that_does_not_exist(run: Run) -> None:
    """A misspelt id gets the nearest one."""
    code, output, errors = run("similar", "PM-2025-0020", *ROOT)
    assert (code, output) == (2, "")
    assert "did you mean `PM-2025-000" in errors


def test_a_new_draft_shows_what_it_is_like(run: Run, records: Path) -> None:
    """Right after writing a draft, and in the next steps, the author is shown the records most like it."""
    draft = (
        "--origin",
        "own",
        "--kind",
        "incident",
        "--severity",
        "SEV3",
        "--team",
        "ranking",
        "--visibility",
        "public",
    )
    title = "Session length in milliseconds spoils the ranking again"
    code, output, errors = run("new", "--no-input", *draft, "--title", title, "--symptom", "Long sessions on top")
    assert code == 0
    seen = "Have we seen this before? The records most like it:\n  PM-2025-0001 "
    assert seen in errors
    assert seen in run("next", Path(output.splitlines()[0]).name[:12], "--all").output


def test_all_that_lies_on_disk_is_compared(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An internal record is found by who has the files, and marked; it is said what a named audience may not see."""
    root = write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001"),
        own_record(id="PM-2025-0002", title="The hidden zebra grazes", symptom="A zebra.", visibility="internal"),
    )
    for what in ("-", "PM-2025-0001"):
        pasted(monkeypatch, b"zebra grazes")
        assert re.search("^PM-2025-0002 .*  internal$", run("similar", what, "--root", str(root)).output, re.MULTILINE)
        pasted(monkeypatch, b"zebra grazes")
        answer = run("similar", what, "--audience", "public", "--root", str(root)).output
        assert "PM-2025-0002" not in answer
        assert answer.endswith(
            "\n1 record that the audience `public` may not see is left out; --audience internal reads it too\n"
        )
    pasted(monkeypatch, b"zebra grazes")
    document = json.loads(run("similar", "-", "--json", "--root", str(root)).output)
    assert (document["left_out"], document["similar"][0]["visibility"]) == (0, "internal")


@pytest.mark.parametrize("fault", [("title: ", "\ttitle: "), ("---\n", "\N{ZERO WIDTH NO-BREAK SPACE}---\n")])
def test_a_record_that_cannot_be_read_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: tuple[str, str]
) -> None:
    """With its file and the command that tells why; an audience, who might not see it, is told no name."""
    monkeypatch.chdir(tmp_path)
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"), own_record(id="PM-2025-0002", title="The zebra"))
    [broken] = root.glob("*/PM-2025-0001*.md")
    broken.write_text(broken.read_text("utf-8").replace(*fault, 1), "utf-8")
    path = broken.relative_to(tmp_path).as_posix()
    told = f"1 record that cannot be read is left out: {path}; `postmortems check {path}` tells why\n"
    for command in (("similar", "PM-2025-0002"), ("similar", "-"), ("search", "zebra")):
        pasted(monkeypatch, b"zebra")
        assert run(*command).output.endswith(told)
        pasted(monkeypatch, b"zebra")
        for_others = run(*command, "--audience", "public").output
        assert for_others.endswith("\n1 record that cannot be read is left out; `postmortems check` tells why\n")
        assert path not in for_others
        pasted(monkeypatch, b"zebra")
        assert json.loads(run(*command, "--json").output)["unreadable"] == 1
    assert run("check", path).code == 1


def test_of_several_that_cannot_be_read_one_is_named(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A base with many broken files gets one line."""
    monkeypatch.chdir(tmp_path)
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001"), own_record(id="PM-2025-0002"))
    for path in root.glob("*/PM-*.md"):
        path.write_text("", "utf-8")
    lines = run("search", "zebra").output.splitlines()
    assert lines[-2] == "0 records found"
    assert lines[-1].startswith("2 records that cannot be read are left out: postmortems/2025/PM-2025-0001")
    assert lines[-1].endswith(".md and others; `postmortems check` tells why")
