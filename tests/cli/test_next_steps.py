"""`postmortems next` as it is run."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import RecordNotFound, StatusLineUnusable, UnknownName
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import STAND_INS
from tests.authoring.workspace import OPTIONS, workspace
from tests.helpers import changed, external_record, own_record

_COMMAND = re.compile(r"(?P<promise>[^:]*(?:: [^:]*)?): postmortems (?P<command>.*)")


def later(**changes: Any) -> dict[str, Any]:
    """Our own record once more, half a year later and answered for."""
    text = json.dumps(own_record(id="PM-2025-0002", title="Session length spoils the order again"))
    record: dict[str, Any] = json.loads(text.replace("2025-03-", "2025-09-"))
    record["recurrence"] = {"of": ["PM-2025-0001"], "broken_controls": []}
    record["status"] = "draft"
    for path, value in changes.items():
        record = changed(record, path, value)
    return record


DRAFTED = {key: value for key, value in later().items() if key in STAND_INS}
"""What a draft holds after `new`."""


def run(folder: Path, *arguments: str) -> Result:
    """Run the command on the records of a folder, on 1 December 2025."""
    where = ["--root", str(folder / "postmortems"), "--as-of", "2025-12-01"]
    return CliRunner().invoke(postmortems, ["next", *arguments, *where])


def test_fresh_draft_is_told_what_to_write(tmp_path: Path) -> None:
    """The author of a new draft reads ten minutes of work, with forms to paste and an answer; exit code 1."""
    root, _ = workspace(tmp_path)
    CliRunner().invoke(postmortems, ["new", *OPTIONS, "--year", "2025", "--root", str(root)])
    result = run(tmp_path, "PM-2025-0002")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[1] == (
        "status draft, SEV3, own; fields for `published`: 38 % complete (10 answered, 0 unknown, 16 missing)"
    )
    assert lines[2].startswith("file ") and lines[2].endswith("-stale-features-lower-the-ranking-of-new.md")
    assert (
        lines[4]
        == "Open for `in-review`: 7 things in 2 portions, about 22 minutes by our estimate. Asked for early: timeline."
    )
    assert lines[6].startswith("Portion 1 of 2, about 10 minutes: What it rests on; why it happened; how it came")
    assert " 1. evidence: What the claims rest on." in lines
    assert any(line.startswith("    PM-2025-0001 answered (") for line in lines)


def test_record_that_qualifies_is_told_to_move_on(tmp_path: Path) -> None:
    """Nothing missing: the command to move on, and exit code 0."""
    workspace(tmp_path, own_record(status="draft"))
    result = run(tmp_path, "PM-2025-0001")
    assert result.exit_code == 0
    assert "Nothing is missing for `in-review`." in result.stdout
    assert "Next: postmortems status PM-2025-0001 in-review" in result.stdout


CASES = {
    "fresh draft": (own_record(), DRAFTED),
    "draft that is ready": (own_record(), later()),
    "in review, one thing missing": (own_record(), later(status="in-review", lessons=None)),
    "in review, many things missing": (own_record(), DRAFTED | {"status": "in-review"}),
    "in review with an error": (own_record(), later(status="in-review", **{"causes.0.caused_by": ["C9"]})),
    "in review with unknowns": (
        own_record(),
        later(status="in-review", **{"impact.money": {"unknown": "Nobody has looked."}}),
    ),
    "published, not validated": (own_record(), later(status="published", validation=None)),
    "external draft": (external_record(), external_record(id="PM-2024-0002", status="draft", title="Acme again")),
}
"""Records in all the states in which `next` says something else; the last one is asked about."""


@pytest.mark.parametrize("options", [[], ["--all"], ["--for", "published"], ["--for", "closed", "--all"]])
@pytest.mark.parametrize("case", CASES)
def test_every_command_that_is_named_shows_what_was_promised(case: str, options: list[str], tmp_path: Path) -> None:
    """Who follows a message finds what it promised: each named command exists, runs, and shows the thing or does it."""
    records = CASES[case]
    workspace(tmp_path, *records)
    result = run(tmp_path, records[-1]["id"], *options)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    named = [match for line in result.stdout.splitlines() if (match := _COMMAND.search(line))]
    assert named or result.exit_code == 0 or "--all" in options
    for match in sorted(named, key=lambda match: "--paste" in match["command"]):
        promise, words = match["promise"], shlex.split(match["command"])
        followed = CliRunner().invoke(postmortems, [*words, "--as-of", "2025-12-01"])
        assert_keeps_promise(promise, words, result, followed)


def assert_keeps_promise(promise: str, words: list[str], first: Result, followed: Result) -> None:
    """What each message promises of its command; a message that is not listed here fails."""
    text = followed.stdout
    match promise:
        case "Fill in what you know, then go on":
            assert "Portion 1 of" in text
        case "These forms in the file":
            assert "--paste" in words and "to be filled in" in followed.stderr
        case "All at once":
            count = re.search(r"in (\d+) portions", first.stdout)
            assert count and f"Portion {count[1]} of {count[1]}" in text
        case "Next":
            assert followed.exit_code == 0 and f"-> {words[2]}" in text
        case "When nothing is open any more":
            assert words[0] == "status" and ("->" in text or "stays as it is" in text)
        case "After that":
            assert words[0] == "status" and ("->" in text or "Nothing is missing" not in first.stdout)
        case _ if further := re.fullmatch(
            r"Then `published` asks for (\d+) more things?(?:, \d+ with these)?", promise
        ):
            here, there = (re.search(r"Open for .*: (\d+) things?", each) for each in (first.stdout, text))
            assert there and int(there[1]) == int(further[1]) + (int(here[1]) if here else 0)
        case _ if better := re.fullmatch(r"Not asked for, and worth a look: (\d+) things?", promise):
            shown = text.split("Not asked for, about", 1)[1]
            found = re.findall(r"^(?: ?\d+\. |\S+:\d+: PM)", shown, re.MULTILINE)
            assert len(found) == int(better[1])
        case _:
            pytest.fail(f"nobody says what is promised by: {promise}")


def test_status_names_a_command_that_shows_what_is_missing(tmp_path: Path) -> None:
    """A refused move names a command that shows every missing thing, wherever the records lie."""
    root, _ = workspace(tmp_path, own_record(status="in-review", lessons=None, summary=None))
    where = ["--root", str(root), "--as-of", "2025-12-01"]
    refused = CliRunner().invoke(postmortems, ["status", "PM-2025-0001", "published", *where])
    (line,) = [line for line in refused.stdout.splitlines() if line.startswith("What is missing")]
    words = shlex.split(line.partition(": postmortems ")[2])
    text = CliRunner().invoke(postmortems, [*words, "--as-of", "2025-12-01"]).stdout
    assert "1. lessons:" in text and "summary:" in text


def test_program_gets_json(tmp_path: Path) -> None:
    """--json prints the whole plan as one object with its version, and findings where the file cannot be read."""
    _, corpus = workspace(tmp_path, own_record(status="in-review", lessons=None))
    document = json.loads(run(tmp_path, "PM-2025-0001", "--json").stdout)
    assert (document["version"], document["is_ready"]) == (1, False)
    assert document["portions"][0]["items"][0]["subject"] == "lessons"
    corpus.files[0].path.write_text("no front matter\n")
    assert json.loads(run(tmp_path, "PM-2025-0001", "--json").stdout)["findings"]


def test_author_can_look_further_ahead(tmp_path: Path) -> None:
    """--for shows what a later status will ask for."""
    workspace(tmp_path, own_record(status="draft", validation=None))
    result = run(tmp_path, "PM-2025-0001", "--for", "closed")
    assert result.exit_code == 1
    assert "validation" in result.stdout


def test_finished_record_has_no_next_step(tmp_path: Path) -> None:
    """A withdrawn record is left in peace."""
    workspace(tmp_path, own_record(status="withdrawn", status_reason="Told twice."))
    result = run(tmp_path, "PM-2025-0001")
    assert (result.exit_code, "nothing is left to do" in result.stdout) == (0, True)


def test_unreadable_record_shows_its_findings(tmp_path: Path) -> None:
    """What keeps the file from being read comes first."""
    _, corpus = workspace(tmp_path)
    corpus.files[0].path.write_text("no front matter\n")
    result = run(tmp_path, "PM-2025-0001")
    assert result.exit_code == 1
    assert "PM005" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["PM-2025-0099"], RecordNotFound),
        (["PM-2025-0001", "--for", "publishd"], UnknownName),
        (["nowhere/at/all.md"], RecordNotFound),
    ],
)
def test_what_does_not_exist_is_an_error_of_the_package(
    tmp_path: Path, arguments: list[str], error: type[Exception]
) -> None:
    """A wrong name is one message, with the nearest right one."""
    workspace(tmp_path)
    assert isinstance(run(tmp_path, *arguments).exception, error)


def test_status_that_stands_nowhere_is_told(tmp_path: Path) -> None:
    """Without a status line nobody can say what comes next."""
    _, corpus = workspace(tmp_path)
    path = corpus.files[0].path
    path.write_text(path.read_text("utf-8").replace('status: "published"\n', "", 1), "utf-8")
    assert isinstance(run(tmp_path, "PM-2025-0001").exception, StatusLineUnusable)


def test_error_is_counted_beside_the_share_of_fields(tmp_path: Path) -> None:
    """A share of 100 per cent says what it is of, and the errors that are left stand on the same line."""
    workspace(tmp_path, own_record(status="draft", trigger="a push"))
    line = run(tmp_path, "PM-2025-0001").stdout.splitlines()[1]
    assert "fields for `published`: " in line and line.endswith(", and 1 error to mend")


def test_errors_that_only_a_later_status_has_are_not_counted(tmp_path: Path) -> None:
    """What `closed` asks of a published record is no error of it: `check` has none."""
    open_action = {"actions.0.status": "open", "actions.0.completed": None}
    workspace(tmp_path, own_record(**open_action))
    result = run(tmp_path, "PM-2025-0001")
    assert result.exit_code == 1 and "PM5" in result.stdout
    assert "to mend" not in result.stdout.splitlines()[1]


def test_record_that_is_late_is_told_so(tmp_path: Path) -> None:
    """Where the base gives days for a status, a record in review that is past them reads it first."""
    root, _ = workspace(tmp_path, own_record(status="in-review"))
    (root / "settings.yml").write_text("schema_version: 1\ncadence: {published: {SEV1: 14}}\n", "utf-8")
    result = run(tmp_path, "PM-2025-0001")
    assert "Overdue: settings.yml asks for `published` by 2025-" in result.stdout


@pytest.mark.parametrize("field", ["agent", "risk", "extent", "reporting", "assumptions", "dissent"])
def test_field_that_nobody_asks_for_has_a_form(tmp_path: Path, field: str) -> None:
    """Who has something to say about it gets a skeleton, and `--paste` writes it; what is empty is told by `check`."""
    workspace(tmp_path, {key: value for key, value in own_record(status="draft").items() if key != field})
    shown = run(tmp_path, "PM-2025-0001", "--form", field)
    assert shown.exit_code == 0 and f"      {field}:" in shown.stdout
    path = load_corpus(tmp_path / "postmortems").files[0].path
    before = path.read_text("utf-8")
    assert f"\n{field}:" not in before
    assert run(tmp_path, "PM-2025-0001", "--form", field, "--paste").exit_code == 0
    assert f"\n{field}:" in path.read_text("utf-8")


def test_part_of_an_entry_has_a_form_and_is_not_pasted(tmp_path: Path) -> None:
    """Nobody but the author knows which entry it belongs to, so the file stays as it is."""
    workspace(tmp_path)
    path = load_corpus(tmp_path / "postmortems").files[0].path
    before = path.read_text("utf-8")
    shown = run(tmp_path, "PM-2025-0001", "--form", "causes.since", "--paste")
    assert shown.exit_code == 0 and "since:" in shown.stdout
    assert "copied into the entry" in shown.stderr
    assert path.read_text("utf-8") == before


def test_form_of_a_field_that_does_not_exist(tmp_path: Path) -> None:
    """The nearest name is told."""
    workspace(tmp_path)
    assert "did you mean `agent`" in str(run(tmp_path, "PM-2025-0001", "--form", "agents").exception)


def test_paste_tells_what_it_does_not_write(tmp_path: Path) -> None:
    """A part of an entry that stands there already is named, so nobody takes it for written."""
    workspace(tmp_path, later(**{"people.participants": None}))
    path = next(file.path for file in load_corpus(tmp_path / "postmortems").files if "PM-2025-0002" in file.path.name)
    before = path.read_text("utf-8")
    told = run(tmp_path, "PM-2025-0002", "--for", "published", "--paste", "--all")
    assert "Nothing was written." in told.stderr, told.stdout
    assert "To be copied into what stands there already: people.participants" in told.stderr
    assert path.read_text("utf-8") == before
