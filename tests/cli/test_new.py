"""`postmortems new` as it is run: by a person at a terminal and by a script."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import PostmortemsError
from tests.authoring.importers.exports import INCIDENT_IO, PAGERDUTY, written
from tests.authoring.terminal import Terminal
from tests.authoring.workspace import DRAFT, EPOCH, OPTIONS, workspace
from tests.helpers import REPOSITORY

PATH = "postmortems/2025/PM-2025-0002-stale-features-lower-the-ranking-of-new.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one record, which is the current folder, on 1 December 2025."""
    workspace(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command in this process, as a script does."""
    return CliRunner().invoke(postmortems, [*arguments])


def files(folder: Path) -> set[str]:
    """Every file of a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_script_writes_a_draft_that_passes_check(folder: Path) -> None:
    """All by options: one file, its path, and the two commands that come next."""
    before = files(folder)
    result = run("new", *OPTIONS)
    assert (result.exit_code, result.stdout) == (
        0,
        f"{PATH}\n\nNext:\n  postmortems next PM-2025-0002\n  postmortems check {PATH}\n",
    )
    assert files(folder) - before == {PATH}
    assert run("check").exit_code == 0


def test_options_take_names(folder: Path) -> None:
    """A script may say a team or a severity as people call it."""
    result = run("new", *OPTIONS, "--team", "data PLATFORM", "--severity", "Moderate")
    assert result.exit_code == 0, result.output
    assert "owner: data-platform" in (folder / PATH).read_text("utf-8")


def test_dry_run_writes_nothing(folder: Path) -> None:
    """--dry-run prints exactly the file that would be written."""
    before = files(folder)
    result = run("new", *OPTIONS, "--dry-run")
    assert result.exit_code == 0 and files(folder) == before
    run("new", *OPTIONS)
    assert (folder / PATH).read_text("utf-8") == result.stdout


def test_missing_answers_are_told_all_at_once(folder: Path) -> None:
    """A script learns in one run what it has to give; nothing is written."""
    before = files(folder)
    result = run("new", "--no-input", "--title", "T")
    assert isinstance(result.exception, PostmortemsError)
    for name in DRAFT:
        assert (f"--{name} must be given" in str(result.exception)) == (name in ("severity", "team"))
    assert files(folder) == before


def test_three_options_make_a_draft(folder: Path) -> None:
    """Title, severity and team are enough: kind, origin, visibility and symptom follow, and are not written."""
    result = run("new", "--no-input", "--title", DRAFT["title"], "--severity", "SEV3", "--team", "ranking")
    assert result.exit_code == 0, result.output
    front = (folder / PATH).read_text("utf-8").split("\n# Still asked for")[0]
    assert front.count("\n") == 7 and not [key for key in ("symptom", "origin", "kind:", "visibility") if key in front]
    assert run("check").exit_code == 0
    shown = run("check", "--explain", PATH).stdout
    assert "symptom, from `title`" in shown and "visibility, from `origin`" in shown
    external = ["--origin", "external", "--team", "acme-search"]
    result = run("new", "--no-input", *external, "--title", "X fails", "--severity", "SEV4")
    path = result.stdout.split("\n")[0]
    assert "## Limitations" in (folder / path).read_text("utf-8")
    assert "What went well" not in (folder / path).read_text("utf-8"), "nothing that only our own records have"


def test_export_is_imported_once_and_then_updated(folder: Path) -> None:
    """The second import says where the draft is; --update shows what it would add, adds it, and then finds nothing."""
    export = written(folder, PAGERDUTY | {"log_entries": []})
    asked = [part for name in ("symptom", "kind", "visibility") for part in (f"--{name}", DRAFT[name])]
    first = run("new", "--no-input", "--from", str(export), *asked)
    path = folder / first.stdout.split("\n")[0]
    assert first.exit_code == 0 and first.stderr.split("\n")[-2:] == ["  `assignments`", ""]
    assert "Not used of the export:" in first.stderr
    draft = path.read_bytes()
    again = run("new", "--no-input", "--from", str(export), *asked)
    assert isinstance(again.exception, PostmortemsError) and path.name in str(again.exception)
    written(folder, PAGERDUTY)
    dry = run("new", "--from", str(export), "--update", "--dry-run")
    assert "+    text: " in dry.stdout and "would add" in dry.stderr and path.read_bytes() == draft
    assert run("new", "--from", str(export), "--update").stdout == dry.stdout
    assert path.read_bytes() != draft and run("check").exit_code == 0
    assert "nothing to change" in run("new", "--from", str(export), "--update").stdout
    assert sum(each.startswith("postmortems/2025/") for each in files(folder)) == 2


def test_update_shows_what_the_checker_has_against_it(folder: Path) -> None:
    """An entry that does not fit what the author wrote is added and told, as when it is typed."""
    export = written(folder, PAGERDUTY["incident"] | {"resolved_at": None})
    asked = [part for name in ("symptom", "kind", "visibility") for part in (f"--{name}", DRAFT[name])]
    path = folder / run("new", "--no-input", "--from", str(export), *asked).stdout.split("\n")[0]
    path.write_text(path.read_text("utf-8").replace("at: 2025-10-06T21:30:42Z", "at: 2025-10-08"), "utf-8")
    written(folder, PAGERDUTY["incident"])
    result = run("new", "--from", str(export), "--update")
    assert result.exit_code == 0 and "added 1 entry of `timeline`" in result.stderr
    assert "PM2" in result.stderr and "  fix: " in result.stderr


def test_update_of_an_incident_without_a_draft_writes_one(folder: Path) -> None:
    """A script gives the same command each time: the first run makes the draft, the next ones update it."""
    command = ["new", "--update", "--from", str(written(folder, INCIDENT_IO)), *OPTIONS]
    assert run(*command).exit_code == 0 and (folder / PATH).exists()
    result = run(*command)
    assert result.exit_code == 0 and "these answers were not used: --title" in result.stderr
    assert run("new", "--update", *OPTIONS).exit_code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["--no-input"],
        ["--from", "none.json"],
        ["--from", "."],
        ["--timeline", "postmortems/taxonomy.yml"],
        ["--resume", "postmortems/catalog.yml"],
        ["--from", "postmortems/catalog.yml"],
        ["--year", "20x5"],
        ["--year", "1812"],
        [*OPTIONS, "--title", "\udcff"],
        [*OPTIONS, "--title", "a\x00b"],
        [*OPTIONS, "--symptom", "a\u202eb"],
        [*OPTIONS, "--root", "nowhere"],
        [*OPTIONS, "--team", "ran\nking"],
    ],
)
def test_bad_input_is_one_message_and_exit_code_2(folder: Path, arguments: list[str]) -> None:
    """No input makes a traceback or a file; an error says what must hold and how to mend it."""
    before = files(folder)
    (folder / "arguments.py").write_text(
        "import sys\nfrom ml_postmortems.cli.main import main\n"
        f"sys.argv = {['postmortems', 'new', *arguments]!r}\nmain()\n"
    )
    ended = subprocess.run(
        [sys.executable, "arguments.py"],
        capture_output=True,
        text=True,
        cwd=folder,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env={"PYTHONPATH": str(REPOSITORY / "plugins"), "PATH": "/usr/bin:/bin"},
    )
    assert ended.returncode == 2, ended.stderr
    assert "Traceback" not in ended.stderr
    assert " must " in ended.stderr and "  fix: " in ended.stderr
    assert files(folder) - {"arguments.py"} == before


def test_warning_about_a_draft_is_shown(folder: Path) -> None:
    """What the checker would warn of is said when the draft is written."""
    result = run("new", *OPTIONS, "--symptom", "An engineer carelessly broke the ranking; it was human error.")
    assert result.exit_code == 0
    assert "(warning)" in result.stderr


def test_person_is_led_to_a_draft(folder: Path) -> None:
    """At a terminal the command asks, understands numbers and beginnings, and ends with the path."""
    with Terminal(folder, "new") as terminal:
        terminal.answer("origin [own]: ", "1")
        terminal.answer("title: ", DRAFT["title"])
        terminal.answer("kind [incident]: ", "inc")
        terminal.answer("severity: ", "sev3")
        terminal.answer("team: ", "rankin")
        terminal.answer("year [2025]: ", "")
        terminal.answer("Enter writes the draft now", "")
        assert terminal.end() == 0, terminal.shown
    assert PATH in terminal.shown
    assert "Traceback" not in terminal.shown
    assert run("check").exit_code == 0


@pytest.mark.parametrize("key", [b"\x03", b"\x04"])
def test_interrupted_person_loses_nothing(folder: Path, key: bytes) -> None:
    """Ctrl-C or Ctrl-D in the middle leaves no record, keeps the answers, and says how to go on; that way leads on."""
    before = files(folder)
    with Terminal(folder, "new") as terminal:
        terminal.answer("origin [own]: ", "own")
        terminal.answer("title: ", DRAFT["title"])
        terminal.press("kind [incident]: ", key)
        assert terminal.end() == 130, terminal.shown
    assert "nothing was written" in terminal.shown and "Traceback" not in terminal.shown
    kept = terminal.shown.split("postmortems new --resume ")[1].split()[0]
    assert files(folder) - before == {Path(kept).relative_to(folder).as_posix() if Path(kept).is_absolute() else kept}
    with Terminal(folder, "new", "--resume", kept) as terminal:
        terminal.answer("origin [own]: ", "")
        terminal.answer(f"title [{DRAFT['title']}]: ", "")
        terminal.answer("kind [incident]: ", "incident")
        terminal.answer("severity: ", "SEV3")
        terminal.answer("team: ", "ranking")
        terminal.answer("year [2025]: ", "")
        terminal.answer("Enter writes the draft now", "")
        assert terminal.end() == 0, terminal.shown
    assert files(folder) - before == {PATH}


def test_what_options_say_is_not_asked(folder: Path) -> None:
    """A person who gave all but one answer is asked for that one."""
    options = [part for name, value in DRAFT.items() if name != "severity" for part in (f"--{name}", value)]
    with Terminal(folder, "new", *options, "--year", "2025") as terminal:
        terminal.answer("severity: ", "SEV3")
        terminal.answer("Enter writes the draft now", "")
        assert terminal.end() == 0, terminal.shown
    assert (folder / PATH).is_file()


def test_draft_is_gone_on_with_at_a_terminal(folder: Path) -> None:
    """`--resume` with an id asks what is open; Ctrl-C keeps each answer, says what is left and how to go on."""
    run("new", *OPTIONS, "--severity", "SEV4")
    with Terminal(folder, "new", "--resume", "pm-2025-0002") as terminal:
        terminal.answer("artifact: ", "feature")
        terminal.answer("`feature` fits 2 of them. Type numbers.", "1")
        terminal.answer("role: ", "failed")
        terminal.answer("version: ", "")
        terminal.answer("Another artifact? Enter: no.", "click")
        terminal.press("role: ", b"\x03")
        assert terminal.end() == 130, terminal.shown
    assert "Traceback" not in terminal.shown
    ending = terminal.shown.split("Stopped.\n")[1]
    assert ending.startswith(f"Written into {PATH}: artifacts.\nNot answered yet: lifecycle stage, evidence, timeline,")
    forms = ["next", "PM-2025-0002", "--for", "published", "--all"]
    told = re.search(
        r"Open for `published`: (\d+) things: postmortems next PM-2025-0002 --for published --all\n", ending
    )
    assert told and f"Open for `published`: {told[1]} things in" in run(*forms).output
    assert ending.endswith(
        "\nNext:\n  postmortems new --resume PM-2025-0002\n  postmortems next PM-2025-0002\n"
        f"  postmortems check {PATH}\n"
    )
    assert "artifacts:\n  - id: feature-store\n    role: failed\n" in (folder / PATH).read_text("utf-8")
    assert run("check").exit_code == 0
    with Terminal(folder, "new", "--resume", PATH) as terminal:
        terminal.answer("Open: lifecycle stage, evidence,", "")
        terminal.answer("title: ", "done")
        assert terminal.end() == 0, terminal.shown
    assert "nothing was written" in terminal.shown


def test_draft_is_not_gone_on_with_from_a_pipe(folder: Path) -> None:
    """Input that is no terminal is told so, and the file stays; so do the options that would mean nothing."""
    run("new", *OPTIONS)
    before = (folder / PATH).read_bytes()
    result = CliRunner().invoke(postmortems, ["new", "--resume", "PM-2025-0002"], input="A summary.\n")
    assert str(result.exception).startswith(f"{PATH}: its questions must be answered at a terminal: found none\n")
    assert "postmortems next PM-2025-0002" in str(result.exception)
    result = run("new", "--resume", "PM-2025-0002", "--team", "ranking")
    assert result.exit_code == 2 and "--resume of a draft must go with no option but --root" in result.output
    assert (folder / PATH).read_bytes() == before


def test_record_that_is_no_draft_is_not_asked_about(folder: Path) -> None:
    """A published record is refused before anything else, with what to do instead."""
    result = run("new", "--resume", "PM-2025-0001")
    assert isinstance(result.exception, PostmortemsError) and "found a record that is published" in str(
        result.exception
    )
    result = run("new", "--resume", "PM-2025-0009")
    assert "found no `PM-2025-0009`" in str(result.exception)


def test_names_of_any_script_in_a_narrow_terminal_without_colours(folder: Path) -> None:
    """Columns stay straight with wide characters, lines fit, no escape code is sent, and the name is understood."""
    catalog = folder / "postmortems" / "catalog.yml"
    text = catalog.read_text("utf-8").replace(
        "    name: Data platform\n", "    name: データ基盤とそのほかのとても長い名前のチーム\n"
    )
    catalog.write_text(text.replace("    name: Reliability\n", "    name: Zuverlässigkeit\n"), "utf-8")
    options = [part for name, value in DRAFT.items() if name != "team" for part in (f"--{name}", value)]
    with Terminal(folder, "new", *options, "--year", "2025", columns=48, NO_COLOR="1") as terminal:
        terminal.answer("team: ", "ZUVERLÄSSIGKEIT")
        terminal.answer("Enter writes the draft now", "")
        assert terminal.end() == 0, terminal.shown
    listed = terminal.shown.split("system that failed?\n")[1].split("team: ")[0].splitlines()
    assert "   3  reliability    Zuverlässigkeit" in listed
    assert "\x1b" not in terminal.shown
    prose = [line for line in terminal.shown.splitlines() if not line.startswith(("Enter writes", "  postmortems"))]
    assert not [line for line in prose if _columns(line) > 48 and not line.startswith("postmortems/")]
    assert "owner: reliability" in (folder / PATH).read_text("utf-8")


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


_COUNTING_READS = """
import sys
from ml_postmortems.cli.main import postmortems
read = []
sys.addaudithook(lambda event, given: read.append(str(given[0])) if event == "open" else None)
try:
    postmortems(sys.argv[2:], standalone_mode=False)
finally:
    print(sum(name.endswith(sys.argv[1]) for name in read), file=sys.stderr)
"""


def test_every_record_is_read_once(folder: Path) -> None:
    """The records are read when the command starts, and not again to say which of them the draft resembles."""
    (record,) = (folder / "postmortems").rglob("PM-*.md")
    command = [sys.executable, "-c", _COUNTING_READS, record.name, "new", *OPTIONS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "1", done.stderr


def test_the_records_like_it_are_shown(folder: Path) -> None:
    """An author hears of a similar record when the draft is written, while it can still be looked up."""
    (record,) = (folder / "postmortems").rglob("PM-*.md")
    title = next(line for line in record.read_text("utf-8").splitlines() if line.startswith("title: "))
    result = run("new", *OPTIONS, "--title", title.removeprefix("title: ").strip("\"'"))
    assert result.exit_code == 0
    assert "Have we seen this before?" in result.stderr and "PM-2025-0001" in result.stderr
