"""`postmortems check`: what it looks at, and its three exit codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.running import Run, assert_is_report
from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import CASES, EXTERNAL, OTHER, OWN, PNG, write_files

CLEAN_OWN = "1 record checked: no findings\n"
CLEAN_ALL = "2 records checked: no findings\n"


def _break(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace('severity: "SEV', 'severity: "SEV-'), "utf-8")


def test_clean_records_are_exit_code_0(records: Path, run: Run) -> None:
    """Without PATHS all records are checked, and the last line says how many."""
    assert run("check") == (0, CLEAN_ALL, "")


@pytest.mark.parametrize(("arguments", "is_told"), [((), True), (("--merge",), False), (("--format", "json"), False)])
def test_a_draft_in_order_is_told_from_a_publishable_record(
    arguments: tuple[str, ...], is_told: bool, records: Path, run: Run
) -> None:
    """No finding means that it is in order for its status, so the way to what publication asks is named."""
    (records / OWN).write_text(record_text(own_record(status="draft")), "utf-8")
    hint = "PM-2025-0001 is in order for its status, draft. Publication would ask nothing more: postmortems status"
    assert (hint in run("check", f"postmortems/{OWN}", *arguments).output) is is_told
    assert hint not in run("check", f"postmortems/{EXTERNAL}", *arguments).output


def test_a_draft_that_is_to_be_merged_is_told_what_publication_asks(records: Path, run: Run) -> None:
    """What `status` would refuse is told with the draft itself, each once, and in the words of the checker."""
    draft = own_record(status="draft")
    del draft["hypotheses"]
    (records / OWN).write_text(record_text(draft), "utf-8")
    told = run("check", "--merge", f"postmortems/{OWN}")
    assert told.code == 1
    assert "PM810" not in told.output
    asked = told.output.split("For `published`: 1 more thing; a form of each: postmortems next PM-2025-0001 --for")[1]
    assert "PM301 hypotheses must be given from `published` on" in asked
    assert "PM810" not in asked
    assert "For `published`" not in run("check", f"postmortems/{OWN}").output
    (records / OWN).write_text(record_text(own_record(status="draft")), "utf-8")
    told = run("check", "--merge", f"postmortems/{OWN}")
    assert told.code == 1
    assert "For `published`: 0 more things; it is not merged as draft: postmortems status" in told.output
    assert "PM810 status must be" in run("check", "--merge").output


def test_a_check_of_a_draft_says_how_much_publication_would_ask(records: Path, run: Run) -> None:
    """The count is that of the command it names, so that no round of errors comes as a surprise after `in order`."""
    draft = own_record(status="draft")
    del draft["hypotheses"], draft["lessons"]
    (records / OWN).write_text(record_text(draft), "utf-8")
    listing = f"check --merge postmortems/{OWN}"
    told = f"Publication would still ask 2 things: postmortems {listing}\n"
    assert told in run("check").output
    output = run("check", f"postmortems/{OWN}").output
    assert told in output
    assert re.findall(r": (PM\d+) (\w+) ", output) == [("PM301", "hypotheses"), ("PM301", "lessons")]
    assert "For `published`: 2 more things;" in run(*listing.split()).output


def test_a_check_of_a_draft_says_how_long_it_is(records: Path, run: Run) -> None:
    """One draft that is named is measured; published records and machines are not told."""
    (records / OWN).write_text(record_text(own_record(status="draft")), "utf-8")
    assert "Size: " in run("check", f"postmortems/{OWN}").output
    assert "Size: " in run("check", "--merge", f"postmortems/{OWN}").output
    for arguments in ((), (f"postmortems/{EXTERNAL}",), (f"postmortems/{OWN}", "--format", "json")):
        assert "Size: " not in run("check", *arguments).output


def test_an_error_is_exit_code_1(records: Path, run: Run) -> None:
    """The report goes to standard output, where CI and editors read it."""
    _break(records / OWN)
    assert run("check") == (
        1,
        f"postmortems/{OWN}:8: PM104 severity must be one of SEV1, SEV2, SEV3, SEV4, SEV5: found `SEV-1`\n"
        "  fix: did you mean `SEV1`?\n"
        "2 records checked: 1 error, 0 warnings in 1 file\n"
        "1 can be fixed by postmortems check --fix\n",
        "",
    )


def test_a_warning_alone_is_exit_code_0(records: Path, run: Run) -> None:
    """A warning is told and stops nothing."""
    (warned,) = (case for case in CASES if case.code == "PM302")
    text = warned.bad[EXTERNAL]
    assert isinstance(text, str)
    (records / EXTERNAL).write_text(text, "utf-8")
    outcome = run("check")
    assert outcome.code == 0
    assert "PM302 (warning) status must" in outcome.output
    assert outcome.output.endswith("2 records checked: 0 errors, 2 warnings in 1 file\n")


@pytest.mark.parametrize(
    ("paths", "count"),
    [
        ([f"postmortems/{OWN}"], 1),
        (["postmortems/2025"], 1),
        (["postmortems/2025/"], 1),
        (["postmortems"], 2),
        (["."], 2),
        (["postmortems/../postmortems/2024"], 1),
        ([f"postmortems/{OWN}", f"postmortems/{EXTERNAL}"], 2),
        ([f"postmortems/{OWN}", "postmortems/2025", "."], 2),
        (["postmortems/taxonomy.yml"], 0),
    ],
)
def test_paths_choose_what_is_checked(paths: list[str], count: int, records: Path, run: Run) -> None:
    """A file, a folder or several: each record in them is checked once."""
    noun = "record" if count == 1 else "records"
    assert run("check", *paths) == (0, f"{count} {noun} checked: no findings\n", "")


def test_the_faults_of_other_records_are_not_told(records: Path, run: Run) -> None:
    """Who asks about one record is not told about the rest."""
    _break(records / EXTERNAL)
    (records / "2024/outage.md").write_text("x", "utf-8")
    assert run("check", f"postmortems/{OWN}") == (0, CLEAN_OWN, "")
    assert run("check", "postmortems/2024").code == 1


def test_a_chosen_record_is_checked_against_all_others(records: Path, run: Run) -> None:
    """Ids are unique and references exist in the whole folder, however little of it was asked for."""
    (records / "2025/PM-2025-0001-twin.md").write_text(record_text(own_record()), "utf-8")
    record = changed(own_record(), "recurrence.related", ["PM-2024-0001"])
    (records / OWN).write_text(record_text(record), "utf-8")
    outcome = run("check", f"postmortems/{OWN}")
    assert outcome.code == 1
    assert "PM801" in outcome.output
    assert "PM802" not in outcome.output


@pytest.mark.parametrize(
    ("path", "content", "code"),
    [
        ("2025/outage.md", b"x", "PM013"),
        ("2025/PM-2025-0001/clicks.png", PNG, "PM016"),
        ("catalog.yml", b"a: b", "PM114"),
    ],
)
def test_what_is_no_record_can_be_chosen_too(path: str, content: bytes, code: str, records: Path, run: Run) -> None:
    """A misplaced file, a picture or the catalog is checked as what it is, alone or with its folder."""
    (records / path).parent.mkdir(exist_ok=True)
    (records / path).write_bytes(content)
    for chosen in (records / path, (records / path).parent):
        outcome = run("check", str(chosen.relative_to(records.parent)))
        assert outcome.code == 1
        assert f"postmortems/{path}:" in outcome.output
        assert code in outcome.output


def test_a_link_is_checked_with_its_folder(records: Path, run: Run) -> None:
    """A record that is a link is told of in the folder where it stands, wherever it leads."""
    (records / OTHER).symlink_to("/etc/passwd")
    for chosen in (f"postmortems/{OTHER}", "postmortems/2025", "postmortems"):
        outcome = run("check", chosen)
        assert outcome.code == 1
        assert outcome.output.startswith(f"postmortems/{OTHER}:1: PM001 ")


def test_a_file_outside_the_folder_is_checked_like_one_inside(records: Path, run: Run) -> None:
    """A copy can be checked before it is put in, against the records that are there."""
    copy = Path("drafts/2025/PM-2025-0002-other.md")
    copy.parent.mkdir(parents=True)
    record = own_record(id="PM-2025-0002", recurrence={"related": ["PM-2024-0001"]})
    copy.write_text(record_text(record), "utf-8")
    assert run("check", str(copy)) == (0, CLEAN_OWN, "")
    _break(copy)
    outcome = run("check", str(copy))
    assert (outcome.code, outcome.output.split(": ")[0]) == (1, f"{copy}:8")


def test_another_folder_of_records(records: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--root` names the folder, so the command works from anywhere."""
    monkeypatch.chdir("/")
    assert run("check", "--root", str(records)) == (0, CLEAN_ALL, "")
    monkeypatch.chdir(records)
    assert run("check", "--root", ".", "2025") == (0, CLEAN_OWN, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nope.md"], "nope.md: the path must be a record"),
        (["postmortems/2031"], "postmortems/2031: the path must be a record"),
        ([f"postmortems/{OWN}", "nope.md"], "nope.md: the path must be a record"),
        (["empty"], "empty: the path must be a record or a folder that holds records: found no record there"),
        (["--root", "nope"], "nope: the folder of records must exist"),
        (["--root", f"postmortems/{OWN}"], f"postmortems/{OWN}: the folder of records must exist"),
        (["--nope"], "No such option"),
        (["--root"], "requires an argument"),
    ],
)
def test_what_cannot_be_asked_is_exit_code_2(arguments: list[str], message: str, records: Path, run: Run) -> None:
    """A question that cannot be answered says so on standard error, and nothing passes as checked."""
    Path("empty").mkdir()
    outcome = run("check", *arguments)
    assert (outcome.code, outcome.output) == (2, "")
    assert message in outcome.errors


@pytest.mark.parametrize("arguments", [["nope.md"], ["--root", "nope"]], ids=" ".join)
def test_a_question_that_cannot_be_answered_comes_with_advice(arguments: list[str], records: Path, run: Run) -> None:
    """These messages have the same two lines as findings."""
    first, second = run("check", *arguments).errors.splitlines()
    assert " must " in first and ": found " in first
    assert second.startswith("  fix: ")


def test_no_folder_of_records_is_exit_code_2(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> None:
    """Run from the wrong folder, the command does not say that all is well."""
    monkeypatch.chdir(tmp_path)
    outcome = run("check")
    assert (outcome.code, outcome.output) == (2, "")
    assert "--root" in outcome.errors


def test_a_folder_without_vocabulary_is_not_clean(tmp_path: Path, run: Run) -> None:
    """An empty folder is told what it lacks."""
    outcome = run("check", "--root", str(tmp_path))
    assert outcome.code == 1
    assert "catalog.yml:1: PM114" in outcome.output
    assert "taxonomy.yml:1: PM114" in outcome.output
    assert outcome.output.endswith("0 records checked: 2 errors, 0 warnings in 2 files\n")


HOSTILE = ("\\e[31m", "\\n::error::x", "\\r::error file=x::y", "\\u2028::error::x", "\\u202e", "\\0", "\\a")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_value_cannot_write_a_line_of_its_own(hostile: str, records: Path, run: Run) -> None:
    """Text of a record, wherever it stands, comes out as part of one printable line."""
    text = record_text(own_record(), "\n## \u00a0[x](::error::x)\n")
    for written in ('"PM-2025-0001"', '"incident"', '"SEV1"', '"data-change"', '"C2"', '"L1"', '"started"', '"pass"'):
        text = text.replace(written, f'"{hostile}"')
    (records / OWN).write_text(text, "utf-8")
    outcome = run("check")
    assert outcome.code == 1
    assert_is_report(outcome.output)
    assert len(outcome.output.splitlines()) > 20


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("block", ["", "  "])
def test_a_hostile_key_cannot_write_a_line_of_its_own(block: str, hostile: str, records: Path, run: Run) -> None:
    """A key is text of a stranger as well."""
    text = record_text(own_record()).replace("trigger:\n", f'trigger:\n  "{hostile}": x\n' if block else "trigger:\n")
    (records / OWN).write_text(text if block else f'---\n"{hostile}": x\n{text[4:]}', "utf-8")
    outcome = run("check")
    assert outcome.code == 1
    assert_is_report(outcome.output)


@pytest.mark.parametrize("name", ["a\n::error::b", "a\x1b[31m.md", "PM-2025-0001-\udcff.md"])
def test_a_hostile_file_name_cannot_write_a_line_of_its_own(name: str, records: Path, run: Run) -> None:
    """The name of a file is text of a stranger as well."""
    (records / "2025" / name).touch()
    outcome = run("check")
    assert outcome.code == 1
    assert_is_report(outcome.output)


def test_a_hostile_argument_cannot_write_a_line_of_its_own(records: Path, run: Run) -> None:
    """A list of changed files from a pull request is handed on as arguments."""
    outcome = run("check", "a\n::error::b\x1b[31m")
    assert (outcome.code, outcome.output) == (2, "")
    assert len(outcome.errors.splitlines()) == 2


def test_explain_shows_what_is_derived(tmp_path: Path, run: Run) -> None:
    """For a file that is named: each value that the format fills, and from what; not for a file of version 1."""
    root = write_files(tmp_path, {OWN: record_text(own_record(schema_version="2", kind=None))})
    output = run("check", "--root", str(root), "--explain", str(root / OWN)).output
    assert "  kind, from the default, `incident`\n" in output
    assert "derived" not in run("check", "--root", str(root), "--explain", str(root / EXTERNAL)).output
