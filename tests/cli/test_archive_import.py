"""`postmortems import` as it is run: the report, its exit codes, and a second run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_postmortems.authoring.archive import importing
from ml_postmortems.authoring.drafting import draft_file
from tests.authoring.workspace import EPOCH, workspace
from tests.cli.running import Run

SOURCE = """\
# A model forgets

Date: 2024-03-05
Severity: SEV2

## Timeline (UTC)

- 10:00 It begins
- 11:00 It ends

## Our theory

It was never told.
"""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two postmortems beside a folder of records."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    workspace(tmp_path)
    folder = tmp_path / "old"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.md").write_text(SOURCE, "utf-8")
    (folder / "sub/b.md").write_text(SOURCE.replace("forgets", "invents").replace("Severity: SEV2\n", ""), "utf-8")
    return folder


def drafts() -> list[str]:
    """The names of the drafts."""
    return sorted(path.name for path in Path("postmortems/2024").glob("*.md"))


def test_each_file_is_told_and_one_that_lacks_something_stops_no_other(run: Run, archive: Path) -> None:
    """Exit code 1 as long as a file is no draft, with the option that mends it; 0 afterwards."""
    first = run("import", "old", "--team", "ranking")
    assert first.code == 1
    assert drafts() == ["PM-2024-0001-a-model-forgets.md"]
    assert "add --severity SEV3" in first.output and "2 of 2 lines with a time became entries" in first.output
    second = run("import", "old", "--team", "ranking", "--severity", "sev4")
    assert second.code == 0
    assert "a.md: imported before -> postmortems/2024/PM-2024-0001-a-model-forgets.md" in second.output
    assert drafts() == ["PM-2024-0001-a-model-forgets.md", "PM-2024-0002-a-model-invents.md"]
    assert "postmortems next PM-2024-0002" in second.output


def test_a_dry_run_writes_nothing(run: Run, archive: Path) -> None:
    """And says what would be written."""
    outcome = run("import", "old/a.md", "--team", "ranking", "--dry-run")
    assert outcome.code == 0 and "would be written -> postmortems/2024/PM-2024-0001" in outcome.output
    assert not Path("postmortems/2024").exists()


def test_a_source_is_known_by_its_content_and_by_its_path(run: Run, archive: Path) -> None:
    """A draft that was edited or renamed is found, a source that moved or changed makes no second draft."""
    run("import", "old/a.md", "--team", "ranking")
    (draft,) = Path("postmortems/2024").glob("*.md")
    draft.write_text(draft.read_text("utf-8").replace("title: A model forgets", "title: Another title"), "utf-8")
    (archive / "moved.md").write_text(SOURCE, "utf-8")
    (archive / "a.md").write_text(SOURCE + "\nOne more line.\n", "utf-8")
    for name, state in (("moved.md", "imported before ->"), ("a.md", "the source has changed since ->")):
        assert state in run("import", f"old/{name}", "--team", "ranking").output
    assert len(drafts()) == 1
    assert "Another title" in draft.read_text("utf-8")


def test_a_run_that_was_interrupted_goes_on(run: Run, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is whole, and the next run does the rest."""
    write = draft_file.write_draft
    calls: list[int] = []

    def stop(*arguments: object) -> Path:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "write_draft", stop)
    outcome = run("import", "old", "--team", "ranking", "--severity", "SEV4")
    assert outcome.code == 130 and "Run the same command to go on" in outcome.errors
    assert len(drafts()) == 1
    assert run("import", "old", "--team", "ranking", "--severity", "SEV4").code == 0
    assert len(drafts()) == 2


def test_a_map_of_ones_own_decides(run: Run, archive: Path) -> None:
    """What it does not name goes by the map that it extends; what none names is under From the original."""
    Path("map.yml").write_text(
        "severities: {high: SEV2}\nzones: {UTC: Asia/Tokyo}\nfields:\n  why-it-happened: ['our theor*']\n",
        "utf-8",
    )
    (archive / "a.md").write_text(SOURCE.replace("SEV2", "high"), "utf-8")
    plain = run("import", "old/a.md", "--team", "ranking", "--severity", "SEV5", "--dry-run")
    assert "not mapped: Our theory" in plain.output
    outcome = run("import", "old/a.md", "--team", "ranking", "--map", "map.yml")
    assert "map map.yml" in outcome.output and "not mapped" not in outcome.output
    (draft,) = Path("postmortems/2024").glob("*.md")
    text = draft.read_text("utf-8")
    assert "severity: SEV2" in text and "2024-03-05T10:00:00+09:00" in text
    assert "## Why it happened\n\n### Our theory" in text and "From the original" not in text


@pytest.mark.parametrize(
    "text",
    [
        "fields: {nothing: [x]}\n",
        "colour: red\n",
        "extends: nobody\n",
        "dates: backwards\n",
        "timezone: Mars/Base\n",
        "severities: {high: bad}\n",
        "fields: [x]\n",
        "fields: {summary: {a: b}}\n",
        "- x\n",
        "a: &b c\n",
    ],
)
def test_a_map_that_cannot_be_used_is_told(run: Run, archive: Path, text: str) -> None:
    """With its place and the fix, before any file is read."""
    Path("map.yml").write_text(text, "utf-8")
    outcome = run("import", "old", "--team", "ranking", "--map", "map.yml")
    assert outcome.code == 2 and "map.yml" in outcome.errors and "fix:" in outcome.errors
    assert not Path("postmortems/2024").exists()


def test_what_does_not_exist_is_told(run: Run, archive: Path) -> None:
    """Archive, map, team, severity and zone."""
    for words in (
        ["nowhere"],
        ["old", "--map", "elastik"],
        ["old", "--team", "rankin"],
        ["old", "--severity", "SEV9"],
        ["old", "--timezone", "Mars/Base"],
        ["postmortems"],
    ):
        outcome = run("import", *words)
        assert outcome.code == 2 and "fix:" in outcome.errors, words


def test_the_report_is_json_as_well(run: Run, archive: Path) -> None:
    """One object a file, with all that the text says."""
    outcome = run("import", "old/a.md", "--team", "ranking", "--json")
    (report,) = json.loads(outcome.output)
    assert report["state"] == "written" and report["id"] == "PM-2024-0001"
    assert (report["entries"], report["timed_lines"], report["unread"]) == (2, 2, [])
    assert report["unmapped"] == ["Our theory"] and 0 < report["share_under_original"] < 1


def test_a_folder_that_cannot_be_written_loses_nothing(run: Run, archive: Path) -> None:
    """The reason is told, and nothing half-written stays."""
    Path("postmortems/2024").write_text("in the way")
    outcome = run("import", "old/a.md", "--team", "ranking")
    assert outcome.code == 1 and "must be writable" in outcome.output
    assert Path("postmortems/2024").read_text() == "in the way"
