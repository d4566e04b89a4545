"""Who may see what a command prints: only what looks for records shows those that are not public, unless it is told."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click
import pytest

from ml_postmortems.cli.main import postmortems
from ml_postmortems.mkdocs_plugin.plugin import PostmortemsConfig
from tests.cli.running import Run
from tests.helpers import own_record, write_corpus

LOOK_AT_ALL = {"search": ["zebra"], "similar": ["-"], "next": ["PM-2025-0001"], "rate": []}
"""Commands that show all that lies on disk to who works with it, with arguments that lead to the internal record."""
FOR_OTHERS: dict[str, list[str]] = {
    "actions": [],
    "audit": ["--base", "postmortems"],
    "controls": [],
    "digest": ["--since", "2000-01-01"],
    "flow": ["PM-2025-0001"],
    "playbook": ["technical/unvalidated-input"],
    "recurrence": [],
    "times": [],
    "trends": [],
    "rule": ["PM104"],
}
"""Commands whose answers are written down for others."""
ASKED_BY_PROGRAMS = {"mcp"}
"""Commands that are asked by programs; `tests/mcp_server` looks at what they tell."""
ON_NAMED_RECORDS = {
    "attach",
    "catalog",
    "check",
    "import",
    "init",
    "migrate",
    "new",
    "rename",
    "review",
    "status",
    "timeline",
}
"""Commands that write or judge the records that they are given, whoever may read those."""
TO_FILES = {"export", "share"}
"""Commands that write files for others: what is in them is looked at in their own tests."""


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A public record and one like it that is internal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"a zebra in the stable")))
    (tmp_path / "ml-audit.yml").write_text("schema_version: 1\nservices: [{id: search-service}]\n")
    return write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001"),
        own_record(id="PM-2025-0002", title="A zebra in the stable", symptom="A zebra.", visibility="internal"),
    )


def test_every_command_has_its_place() -> None:
    """A new command is entered above, and so its author decides who reads it."""
    names = set(postmortems.list_commands(click.Context(postmortems)))
    others = TO_FILES | ASKED_BY_PROGRAMS
    assert names == LOOK_AT_ALL.keys() | FOR_OTHERS.keys() | ON_NAMED_RECORDS | others


@pytest.mark.parametrize("name", LOOK_AT_ALL)
def test_what_looks_for_records_finds_the_internal_one(run: Run, base: Path, name: str) -> None:
    """With a label, so that nobody takes it for public."""
    lines = run(name, *LOOK_AT_ALL[name]).output.splitlines()
    assert any("PM-2025-0002" in line and "internal" in line for line in lines)


@pytest.mark.parametrize("name", FOR_OTHERS)
def test_what_is_written_for_others_is_public(run: Run, base: Path, name: str) -> None:
    """Neither text nor JSON names the internal record, or counts it as one that was left out by name."""
    for form in ([], {"rule": [], "audit": ["--format", "json"]}.get(name, ["--json"])):
        outcome = run(name, *FOR_OTHERS[name], *form)
        assert "zebra" not in outcome.output + outcome.errors
        assert "PM-2025-0002" not in outcome.output + outcome.errors


def test_audiences_that_are_named_default_to_the_public() -> None:
    """For every command that has the option, and for the site; those that look at all have no default.

    `init` writes the audience of a new site down, asks for it, and publishes a site for insiders only when told to.
    """
    for name in postmortems.list_commands(click.Context(postmortems)):
        command = postmortems.get_command(click.Context(postmortems), name)
        assert command
        defaults = [option.default for option in command.params if option.name == "audience"]
        assert all(default == "public" for default in defaults) or name in {*LOOK_AT_ALL, "init"}, name
    assert PostmortemsConfig().audience == "public"
