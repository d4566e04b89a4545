"""`postmortems check --evidence`: files beside records are compared with their hashes."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, PICTURE, PNG, line_of, pictured

DIGEST = sha256(PNG).hexdigest()
OTHER_DIGEST = sha256(b"other").hexdigest()


def _write(records: Path, text: str, content: bytes | None) -> None:
    (records / OWN).write_text(text, "utf-8")
    if content is not None:
        (records / PICTURE).parent.mkdir()
        (records / PICTURE).write_bytes(content)


def _copied(**fields: str) -> str:
    evidence = own_record()["evidence"][0]
    return record_text(changed(own_record(), "evidence.0", evidence | {"copy": "PM-2025-0001/clicks.png", **fields}))


@pytest.mark.parametrize(
    ("fields", "content", "state", "code"),
    [
        ({"sha256": DIGEST}, PNG, "fine", 0),
        ({"sha256": DIGEST}, b"other", "changed", 1),
        ({"sha256": DIGEST}, None, "missing", 1),
        ({}, None, "missing", 1),
        ({}, PNG, "no hash", 0),
    ],
)
@pytest.mark.parametrize("field", ["uri", "copy"])
def test_each_kept_file_is_compared(
    records: Path, run: Run, field: str, fields: dict[str, str], content: bytes | None, state: str, code: int
) -> None:
    """A line for each file, with its place; what changed or is missing is exit code 1; JSON says the same."""
    text = pictured(sha256=fields.get("sha256")) if field == "uri" else _copied(**fields)
    _write(records, text, content)
    line, name = line_of(text, f'{field}: "PM-2025-0001/clicks.png"'), "E5" if field == "uri" else "E1"
    outcome = run("check", "--evidence")
    first = f"postmortems/{OWN}:{line}: {name} {field} `PM-2025-0001/clicks.png`: {state}\n"
    assert outcome.output.startswith(first)
    assert outcome.output.endswith(f"1 file of evidence compared: 1 {state}\n")
    assert outcome.code == code
    as_json = run("check", "--evidence", "--format", "json")
    assert as_json.code == code
    found = sha256(content).hexdigest() if content else None
    assert json.loads(as_json.output) == {
        "version": 1,
        "unread": [],
        "files": [
            {
                "path": f"postmortems/{OWN}",
                "line": line,
                "evidence": name,
                "field": field,
                "file": "PM-2025-0001/clicks.png",
                "state": state,
                "sha256": fields.get("sha256"),
                "found": found,
            }
        ],
    }


def test_what_changed_is_told_with_both_hashes(records: Path, run: Run) -> None:
    """Who looks for the file that was kept knows its hash; who has no hash is given one."""
    _write(records, pictured(sha256=DIGEST), b"other")
    assert f"  sha256 is {DIGEST}, that of the file {OTHER_DIGEST}\n  fix: " in run("check", "--evidence").output
    (records / OWN).write_text(pictured(sha256=None), "utf-8")
    assert f"  fix: add `sha256: {OTHER_DIGEST}`" in run("check", "--evidence").output


def test_links_of_the_file_system_are_missing(records: Path, run: Run, tmp_path: Path) -> None:
    """A link in the place of the file is not followed."""
    _write(records, pictured(sha256=DIGEST), PNG)
    target = tmp_path / "elsewhere.png"
    (records / PICTURE).rename(target)
    (records / PICTURE).symlink_to(target)
    outcome = run("check", "--evidence")
    assert (outcome.code, ": missing\n" in outcome.output) == (1, True)


def test_folder_of_another_record_is_missing(records: Path, run: Run) -> None:
    """Evidence is kept in the folder of its own record; what another keeps may go with it."""
    _write(records, pictured(uri="PM-2024-0001/clicks.png", sha256=DIGEST), PNG)
    outcome = run("check", "--evidence")
    assert (outcome.code, ": missing\n" in outcome.output) == (1, True)


def test_unread_record_is_no_clean_answer(records: Path, run: Run) -> None:
    """Where a record cannot be read its evidence was not compared, and the exit code says so."""
    (records / OWN).write_text("no record", "utf-8")
    outcome = run("check", "--evidence")
    assert outcome.code == 1
    assert f"postmortems/{OWN}:1: the record cannot be read" in outcome.output


def test_without_kept_files_nothing_is_wrong(records: Path, run: Run) -> None:
    """Links and copies in an archive are not asked for."""
    assert run("check", "--evidence") == (0, "0 files of evidence compared\n", "")


@pytest.mark.parametrize("option", [["--fix"], ["--diff"], ["--merge"], ["--select", "PM0"], ["--format", "sarif"]])
def test_options_of_rules_are_refused(records: Path, run: Run, option: list[str]) -> None:
    """No rule runs, so an option about rules would be passed over in silence."""
    outcome = run("check", "--evidence", *option)
    assert outcome.code == 2
    assert "--evidence must go with no option but" in outcome.errors
