"""What an export keeps, takes back and quotes; what leaves at all is looked at in `test_nothing_leaks`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ml_postmortems.lint.check import Report
from tests.cli.leaving import SITE, everything
from tests.cli.running import Run
from tests.helpers import own_record, write_corpus

HIDDEN = "PM-2025-0006"


@pytest.fixture(autouse=True)
def _day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764547200")


@pytest.fixture
def no_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """A checker that finds nothing, so that the outputs alone have to withstand what a rule should refuse."""
    nothing = Report((), (), 0)
    monkeypatch.setattr("ml_postmortems.access.publication.check", lambda *_, **__: nothing)


def files_in(folder: Path) -> dict[str, str]:
    """Every file of a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()
    }


def test_a_digest_quotes_titles_that_would_be_live(tmp_path: Path, run: Run, no_rules: None) -> None:
    """Where no rule refuses them: no mention, no link, no reference, no tag."""
    write_corpus(tmp_path, own_record(title="@team see [this](https://evil.test) #12 <b>now</b>"))
    outcome = run("digest", "--since", "2000-01-01", "--format", "markdown", "--site", SITE)
    assert outcome.code == 0 and f"({SITE}postmortems/PM-2025-0001/)" in outcome.output
    for live in ("@team", "](https://evil", "#12", "https://evil"):
        assert live not in outcome.output
    assert "<b>" not in outcome.output.replace("\\<b", "")


def test_a_record_that_was_taken_back_leaves_no_file_behind(tmp_path: Path, run: Run) -> None:
    """Its files of the last export go, files of others stay, and an export for a search engine removes none."""
    root = write_corpus(tmp_path, own_record(), own_record(id="PM-2025-0002", title="Another one"))
    run("export", "out")
    Path("out/mine.txt").write_text("x", "utf-8")
    write_corpus(tmp_path, own_record(id="PM-2025-0002", title="Another one", visibility="internal"))
    run("export", "out", "--opensearch")
    assert Path("out/postmortems/PM-2025-0002.json").exists()
    assert run("export", "out", "--root", str(root)).code == 0
    made = files_in(Path("out"))
    assert not [name for name, text in made.items() if "PM-2025-0002" in name or "Another one" in text]
    assert {"mine.txt", "bulk.ndjson", "postmortems/PM-2025-0001.json"} <= made.keys()


def test_the_list_of_an_export_removes_nothing_outside_of_its_folder(tmp_path: Path, run: Run) -> None:
    """Whatever somebody wrote into it."""
    write_corpus(tmp_path, own_record())
    Path("keep.txt").write_text("x", "utf-8")
    Path("out").mkdir()
    names = ["../keep.txt", str(tmp_path / "keep.txt")]
    Path("out/export.json").write_text(json.dumps({"audience": "public", "files": names}), "utf-8")
    assert run("export", "out").code == 0
    assert Path("keep.txt").exists()


@pytest.mark.parametrize("way", [(), ("--opensearch",)])
def test_a_folder_holds_the_export_for_one_audience(tmp_path: Path, run: Run, way: tuple[str, ...]) -> None:
    """What one may see would else stay beside, or be deleted by name in, what another gets."""
    write_corpus(tmp_path, own_record(), own_record(id=HIDDEN, title="Another one", visibility="internal"))
    run("export", "out", "--audience", "internal", *way)
    before = files_in(Path("out"))
    outcome = run("export", "out", *way)
    assert outcome.code == 2 and "out/export.json" in outcome.errors and HIDDEN not in outcome.errors
    assert files_in(Path("out")) == before


def test_every_export_is_made_twice_with_the_same_bytes(tmp_path: Path, run: Run) -> None:
    """In the same folder, and in another one."""
    root = write_corpus(tmp_path, own_record())
    assert everything(run, root, "public", "PM-2025-0001") == everything(run, root, "public", "PM-2025-0001")
