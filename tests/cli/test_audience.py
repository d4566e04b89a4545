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
ABOUT_NO_FOLDER_OR_ONE_RECORD = {"rule", "flow"}
"""Those of them that count and list no records."""
GUARDS = {"audit"}
"""Commands that count all that lies on disk, and tell no words of what is not public."""
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


LEFT_OUT = "1 record that the audience `public` may not see is left out; --audience internal reads it too"


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
    others = TO_FILES | ASKED_BY_PROGRAMS | GUARDS
    assert names == LOOK_AT_ALL.keys() | FOR_OTHERS.keys() | ON_NAMED_RECORDS | others


@pytest.mark.parametrize("name", LOOK_AT_ALL)
def test_what_looks_for_records_finds_the_internal_one(run: Run, base: Path, name: str) -> None:
    """With a label, so that nobody takes it for public."""
    lines = run(name, *LOOK_AT_ALL[name]).output.splitlines()
    assert any("PM-2025-0002" in line and "internal" in line for line in lines)


@pytest.mark.parametrize("name", FOR_OTHERS)
def test_what_is_written_for_others_is_public(run: Run, base: Path, name: str) -> None:
    """Neither text nor JSON names the internal record, or counts it as one that was left out by name."""
    for form in ([], {"rule": []}.get(name, ["--json"])):
        outcome = run(name, *FOR_OTHERS[name], *form)
        assert "zebra" not in outcome.output + outcome.errors
        assert "PM-2025-0002" not in outcome.output + outcome.errors


COUNTING = [(name, *arguments) for name, arguments in FOR_OTHERS.items() if name not in ABOUT_NO_FOLDER_OR_ONE_RECORD]


@pytest.mark.parametrize("command", [*COUNTING, ("export", "out"), ("actions", "create", "--format", "gh")])
def test_who_has_the_folder_is_told_how_many_records_are_left_out(
    run: Run, base: Path, command: tuple[str, ...]
) -> None:
    """With the option that reads them: a short list would else pass for all there is. Where none is, no line is."""
    outcome = run(*command)
    assert LEFT_OUT in outcome.errors.splitlines()
    assert "may not see" not in outcome.output
    assert "may not see" not in run(*command, "--audience", "internal", "--root", str(base)).errors


@pytest.mark.parametrize("command", COUNTING)
def test_programs_are_told_nothing_beside_their_answer(run: Run, base: Path, command: tuple[str, ...]) -> None:
    """Standard error stays empty with JSON."""
    assert "may not see" not in run(*command, "--json").errors


def test_the_line_names_each_option_that_reads_more(run: Run, base: Path) -> None:
    """Who needs the internal records need not ask for restricted ones."""
    write_corpus(base.parent, own_record(id="PM-2025-0003", title="A yak", visibility="restricted"))
    lines = [run("actions", "--audience", audience).errors for audience in ("public", "internal", "restricted")]
    assert lines == [
        "2 records that the audience `public` may not see are left out; "
        "--audience internal reads 1 of them, --audience restricted all\n",
        "1 record that the audience `internal` may not see is left out; --audience restricted reads it too\n",
        "",
    ]


def test_what_is_owed_of_an_internal_record_is_not_passed_over(run: Run, base: Path) -> None:
    """`none` is not all that is said."""
    open_action = {"actions.1.status": "open", "actions.1.completed": None, "actions.1.due": "2025-05-01"}
    record = own_record(
        id="PM-2025-0002", title="A zebra in the stable", visibility="internal", validation=None, **open_action
    )
    write_corpus(base.parent, record | {"status": "published"})
    public, internal = run("actions", "--overdue"), run("actions", "--overdue", "--audience", "internal")
    assert (public.output, public.errors) == ("Actions as of 1 Jun 2025: none.\n", f"{LEFT_OUT}\n")
    assert "1 overdue" in internal.output and not internal.errors


@pytest.mark.parametrize("name", ["share", "flow"])
@pytest.mark.parametrize("way", ["PM-2025-0002", "pm-2025-0002", "path"])
def test_a_record_that_is_named_and_hidden_is_said_to_be_so(run: Run, base: Path, name: str, way: str) -> None:
    """Not that it is not there: who names it has the folder. The other one and its audience go on as they did."""
    wanted = next(base.glob("2025/PM-2025-0002*.md")).as_posix() if way == "path" else way
    outcome = run(name, wanted)
    assert (outcome.code, outcome.output) == (2, "")
    assert f"may see: found `{wanted}`, which is internal\n  fix: add --audience internal" in outcome.errors
    assert run(name, wanted, "--audience", "internal").code == 0
    assert run(name, "PM-2025-0001").code == 0
    assert "found no `PM-2025-0009`" in run(name, "PM-2025-0009").errors


def test_a_draft_that_is_to_be_shared_is_said_to_be_one(run: Run, base: Path) -> None:
    """In place of another record that might be meant."""
    write_corpus(base.parent, own_record(id="PM-2025-0003", title="A yak", status="draft"))
    outcome = run("share", "PM-2025-0003")
    assert outcome.code == 2
    assert "must be published: found that it is a draft\n  fix: `postmortems check --merge" in outcome.errors


def test_audiences_that_are_named_default_to_the_public() -> None:
    """For every command that has the option, and for the site; those that look at all have no default.

    `init` writes the audience of a new site down, asks for it, and publishes a site for insiders only when told to.
    """
    for name in postmortems.list_commands(click.Context(postmortems)):
        command = postmortems.get_command(click.Context(postmortems), name)
        assert command
        defaults = [option.default for option in command.params if option.name == "audience"]
        assert all(default == "public" for default in defaults) or name in {*LOOK_AT_ALL, *GUARDS, "init"}, name
    assert PostmortemsConfig().audience == "public"
