"""`postmortems playbook` as it is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import Run
from tests.helpers import external_record, own_record, write_corpus


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own record and an external one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")
    return write_corpus(tmp_path, own_record(), external_record())


@pytest.mark.parametrize("word", ["technical/unvalidated-input", "unvalidated-input"])
def test_a_cause_is_found_by_its_name_or_the_last_part_of_it(run: Run, base: Path, word: str) -> None:
    """What its records teach stands in the order in which somebody on call asks."""
    lines = run("playbook", word).output.splitlines()
    assert lines[0].endswith("(technical/unvalidated-input), from 1 record")
    headings = [line for line in lines if line.endswith(":") and not line.startswith(" ")]
    assert headings == [
        "How it looks:",
        "Ask first:",
        "What showed it:",
        "What ended it:",
        "What has been tried:",
        "Runbooks:",
        "Lessons:",
    ]
    assert "  - session-length-bounds (verified): no later record" in lines


def test_json_names_the_records_behind_every_sentence(run: Run, base: Path) -> None:
    """So that another tool can link them."""
    document = json.loads(run("playbook", "unvalidated-input", "--json").output)
    assert document["records"] == ["PM-2025-0001"]
    assert {each["record"] for each in document["symptoms"] + document["lessons"]} == {"PM-2025-0001"}
    assert [each["id"] for each in document["controls"]] == ["session-length-bounds"]


def test_a_cause_without_records_prints_its_questions(run: Run, base: Path) -> None:
    """They help all the same."""
    lines = run("playbook", "process/rollout-gap").output.splitlines()
    assert lines[0].endswith("from 0 records")
    assert [line for line in lines if line.endswith(":") and not line.startswith(" ")] == ["Ask first:"]


def test_what_is_no_cause_is_an_error(run: Run, base: Path) -> None:
    """With the nearest name."""
    outcome = run("playbook", "rollout-gab")
    assert outcome.code == 2
    assert "cause must exist: found `rollout-gab`" in outcome.errors
