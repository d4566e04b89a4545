"""`postmortems check --fix` and `--diff`: what they write, move, print and refuse."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli import main as entry
from ml_postmortems.cli.main import postmortems
from ml_postmortems.lint.fixes import repair, writing
from ml_postmortems.lint.fixes.fix import apply_edits
from ml_postmortems.reading.corpus import load_corpus
from tests.helpers import BODY, external_record, own_record, record_text, write_corpus

OWN = Path("postmortems/2025/PM-2025-0001-session-length-in-milliseconds.md")
EXTERNAL = Path("postmortems/2024/PM-2024-0001-a-prompt-change-makes.md")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
_NOT_OF_KEPT_FILES = ("--ignore", "PM564", "--ignore", "PM565")
"""The hash and the day of a picture are not what these tests are about."""
PICTURE = {
    "id": "E5",
    "kind": "picture",
    "title": "Clicks",
    "uri": "PM-2025-0001/clicks.png",
    "team": "ranking",
    "visibility": "public",
}
ENVIRONMENT = {"SOURCE_DATE_EPOCH": "1767225600"}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of records, with two that nothing is wrong with, in the working directory."""
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path, own_record(), external_record())
    return Path("postmortems")


def check(*arguments: str) -> Result:
    """Run the checker here."""
    return CliRunner().invoke(postmortems, ["check", *arguments], env=ENVIRONMENT)


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def spoil(path: Path, old: str, new: str) -> None:
    """Replace a piece of text that stands in the file once."""
    text = path.read_text("utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")


def test_a_valid_corpus_is_left_alone(corpus: Path) -> None:
    """Where there is nothing to mend, nothing is written and nothing said but that all is well."""
    before = {path: path.stat().st_mtime_ns for path in corpus.rglob("*")}
    result = check("--fix", "--diff")
    assert result.output == "2 records checked: no findings\n"
    assert result.exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in corpus.rglob("*")} == before


def test_fix_mends_says_so_and_checks_the_result(corpus: Path) -> None:
    """Each fix is a line with its rule; the exit code is that of what is left to do."""
    right = OWN.read_bytes()
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev-1"')
    result = check("--fix")
    line = right.decode().split("\n").index('severity: "SEV1"') + 1
    assert result.output == (
        f"{OWN}:{line}: fixed PM104 severity: from `sev-1` to `SEV1`\n2 records checked: no findings\n"
    )
    assert result.exit_code == 0
    assert OWN.read_bytes() == right


def test_what_is_left_to_the_author_stays_an_error(corpus: Path) -> None:
    """A time without an offset is not guessed, however much else was mended."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    spoil(OWN, '"2025-03-11T01:00:00Z"', '"2025-03-11 01:00"')
    result = check("--fix")
    assert result.exit_code == 1
    assert "fixed PM104" in result.output and "PM105 timeline[1].at must be" in result.output


def test_without_fix_the_summary_says_how_much_can_be_mended(corpus: Path) -> None:
    """The number counts findings that --fix mends, not those it leaves and not what no rule minds."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    spoil(OWN, '"2025-03-11T01:00:00Z"', '"2025/03/11 01:00:00Z"')
    spoil(OWN, '"2025-03-11T04:30:00Z"', '"2025-03-11 04:30"')
    spoil(OWN, "symptom: ", "symptom:   ")
    before = snapshot(corpus)
    result = check()
    assert result.output.endswith("\n2 can be fixed by postmortems check --fix\n")
    assert snapshot(corpus) == before
    assert "can be fixed" not in check("--format", "json").output


@pytest.mark.parametrize("name", ["PM-2025-0009-x.md", 'PM-2025-0009-"\u00e9\\\x1b[31m\n+x.md'])
def test_diff_alone_writes_nothing_and_git_can_apply_it(name: str, corpus: Path, tmp_path: Path) -> None:
    """The diff is what --fix does, to the byte: applied by git it gives the same files, whatever they were called."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1" ')
    spoil(OWN, "an estimate from sampled logs.\n", "an estimate from sampled logs.")
    EXTERNAL.write_bytes(EXTERNAL.read_bytes().replace(b"\n", b"\r\n").replace(b'"announced"', b'"Announced"'))
    OWN.rename(OWN.with_name(name))
    before = snapshot(corpus)
    shown = check("--diff")
    assert shown.exit_code == 1
    assert snapshot(corpus) == before
    shutil.copytree(corpus, tmp_path / "copy/postmortems")
    check("--fix")
    patch = tmp_path / "fixes.diff"
    patch.write_bytes(shown.stdout_bytes)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "copy", check=True)
    command = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", str(patch)]
    subprocess.run(command, cwd=tmp_path / "copy", check=True)
    assert snapshot(tmp_path / "copy/postmortems") == snapshot(corpus) != before


def test_with_fix_the_diff_is_shown_as_well(corpus: Path) -> None:
    """--fix --diff writes and shows the lines that changed, and none around them but three."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    result = check("--fix", "--diff")
    assert '\n-severity: "sev1"\n+severity: "SEV1"\n' in result.output
    assert result.output.count("\n ") == 6
    assert check("--diff").output == "2 records checked: no findings\n"


def test_json_stays_json(corpus: Path) -> None:
    """In the formats for machines the fixes are told apart from the findings."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    result = check("--fix", "--diff", "--format", "json")
    json.loads(result.stdout)
    assert "fixed PM104" in result.stderr and "+severity" in result.stderr


def test_only_the_files_and_rules_asked_for_are_mended(corpus: Path) -> None:
    """A fix outside the paths or rules that were named is not made."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1" ')
    spoil(OWN, '"2025-03-11T01:00:00Z"', '"2025/03/11 01:00:00Z"')
    spoil(EXTERNAL, 'severity: "SEV3"', 'severity: "sev3"')
    check("--fix", "--select", "PM105", str(OWN))
    assert 'severity: "sev1" \n' in OWN.read_text() and '"2025-03-11T01:00:00Z"' in OWN.read_text()
    check("--fix", "--ignore", "PM104", str(OWN))
    assert 'severity: "sev1"\n' in OWN.read_text()
    assert 'severity: "sev3"' in EXTERNAL.read_text()


def test_a_file_gets_the_name_of_its_id_and_takes_pictures_and_links_along(corpus: Path) -> None:
    """After a record got another number its file, its pictures and all links to both lead to the same things."""
    body = BODY + f"\n![Clicks fall at one](PM-2025-0001/clicks.png) See [Acme](../2024/{EXTERNAL.name}) as well.\n"
    record = own_record(**{"id": "PM-2026-0004", "evidence.4": PICTURE, "impact.evidence": ["E5"]})
    OWN.write_text(record_text(record, body))
    picture = OWN.parent / "PM-2025-0001/clicks.png"
    picture.parent.mkdir()
    picture.write_bytes(PNG)
    link = f"\nSee [ours](../2025/{OWN.name}#why-it-happened) and `{OWN.name}`.\n"
    EXTERNAL.write_text(record_text(external_record(), BODY + link))
    result = check("--fix", str(OWN))
    new = corpus / "2026" / OWN.name.replace("PM-2025-0001", "PM-2026-0004")
    assert f"{OWN}:1: fixed PM014 file name: from `2025/{OWN.name}` to `2026/{new.name}`" in result.output
    assert not list(OWN.parent.iterdir())
    assert (new.parent / "PM-2026-0004/clicks.png").read_bytes() == PNG
    assert new.read_text() == record_text(record, body).replace("PM-2025-0001/clicks", "PM-2026-0004/clicks")
    assert EXTERNAL.read_text() == record_text(
        external_record(), BODY + link.replace(f"../2025/{OWN.name}", f"../2026/{new.name}", 1)
    )
    assert result.exit_code == 0, result.output
    assert check().exit_code == 0
    assert check("--fix", *_NOT_OF_KEPT_FILES).output == "2 records checked: no findings\n"


@pytest.mark.parametrize(
    ("name", "written", "new"),
    [
        ("Clicks.PNG", "Clicks.PNG", "clicks.png"),
        ("Error Rate (1).png", "Error%20Rate%20(1).png", "error-rate-1.png"),
        ("Error Rate.JPG", "<>Error Rate.JPG", "error-rate.jpg"),
        ("Übersicht__2.webp", "%C3%9Cbersicht__2.webp", "ubersicht-2.webp"),
    ],
)
def test_a_picture_gets_a_name_that_may_stand(corpus: Path, name: str, written: str, new: str) -> None:
    """Capitals and blanks go, and what names the picture follows: its evidence and the body, however they write it."""
    target = f"PM-2025-0001/{written}"
    target = f"<{target.replace('<>', '')}>" if "<>" in written else target
    record = own_record(**{"evidence.4": PICTURE | {"uri": f"PM-2025-0001/{name}"}, "impact.evidence": ["E5"]})
    body = BODY + "\n![Clicks fall at one]({})\n\nSee [it][p].\n\n[p]: {}\n"
    OWN.write_text(record_text(record, body.format(target, target)))
    picture = OWN.parent / "PM-2025-0001" / name
    picture.parent.mkdir()
    picture.write_bytes({"png": PNG, "jpg": b"\xff\xd8\xff", "webp": b"RIFF"}[new.split(".")[1]])
    assert f"name it `{new}`, as `check --fix` does" in check().output
    assert f"rename to {picture.parent.as_posix()}/{new}" in check("--diff").output
    result = check("--fix", str(OWN))
    assert f"{picture}:1: fixed PM013 file name: from `{name}` to `{new}`" in result.output
    assert [each.name for each in picture.parent.iterdir()] == [new]
    text = OWN.read_text()
    assert f'uri: "PM-2025-0001/{new}"' in text
    assert text.count(f"PM-2025-0001/{new}") == 3 and name not in text
    assert result.exit_code == 0, result.output
    assert check("--fix", *_NOT_OF_KEPT_FILES).output == "2 records checked: no findings\n"


def test_a_picture_never_takes_the_name_of_another(corpus: Path) -> None:
    """Neither of one that is there nor of one that gets the same name; and what is no picture keeps its name."""
    folder = OWN.parent / "PM-2025-0001"
    folder.mkdir()
    for name in ("Clicks.png", "clicks.png", "A b.png", "A_B.png", "Notes.DOC", "日.png"):
        (folder / name).write_bytes(PNG)
    before = snapshot(corpus)
    result = check("--fix")
    assert result.output.count("not fixed: the new name must be free") == 3
    assert snapshot(corpus) == before


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("2025/PM-2025-0001.md", "PM-2025-0001-session-length-in-milliseconds-spoils-the-order.md"),
        ("2025/Bot Outage (draft).md", "PM-2025-0001-bot-outage-draft.md"),
        ("2024/PM-2025-0001-bot.md", "PM-2025-0001-bot.md"),
        ("pm-2025-0001_Über.md", "PM-2025-0001-uber.md"),
    ],
)
def test_a_record_under_a_wrong_name_gets_one(corpus: Path, place: str, name: str) -> None:
    """The name is the id and the words that the file had, else the first of the title, as `new` names it."""
    OWN.rename(corpus / place)
    spoil(corpus / place, 'severity: "SEV1"', 'severity: "sev1"')
    assert "1 can be fixed" in check().output
    result = check("--fix")
    assert "fixed PM013 file name" in result.output and "fixed PM104" in result.output
    assert result.exit_code == 0, result.output
    assert [path.name for path in OWN.parent.iterdir()] == [name]


def test_a_folder_that_is_left_empty_is_no_mistake(corpus: Path) -> None:
    """The paths that were named are those before the fix; the check looks at where their files lie now."""
    wrong = corpus / "2019" / OWN.name
    wrong.parent.mkdir()
    OWN.rename(wrong)
    assert "1 record checked: no findings" in check("--fix", str(wrong.parent)).output


def test_a_copy_that_kept_its_id_is_not_renamed(corpus: Path) -> None:
    """Where two files have one id nobody knows whose it is, so none is moved over the other."""
    copy = OWN.with_name("PM-2025-0009-x.md")
    shutil.copy(OWN, copy)
    before = snapshot(corpus)
    result = check("--fix")
    assert f"{copy}:1: not fixed: the id must belong to this record alone: found `PM-2025-0001`" in result.output
    assert result.exit_code == 1
    assert snapshot(corpus) == before


def test_a_name_that_is_taken_is_not_taken_over(corpus: Path) -> None:
    """Neither a file nor a folder of pictures is ever moved onto another."""
    old = OWN.with_name("PM-2025-0009-x.md")
    OWN.rename(old)
    for folder in ("PM-2025-0009", "PM-2025-0001"):
        (OWN.parent / folder).mkdir()
    result = check("--fix")
    assert "not fixed: the new name must be free: found `2025/PM-2025-0001`, which exists" in result.output
    assert old.exists()


def test_a_link_that_cannot_follow_holds_its_file_back(corpus: Path) -> None:
    """A file is not renamed where a link to it is written in a way that would need more than its target changed."""
    old = OWN.with_name("PM-2025-0009-x.md")
    OWN.rename(old)
    link = f"\nWrite `[it](../2025/{old.name})` or [it](../2025/{old.name}).\n"
    EXTERNAL.write_text(record_text(external_record(), BODY + link))
    before = snapshot(corpus)
    result = check("--fix")
    assert f"not fixed: the links of `{EXTERNAL}` must follow" in result.output
    assert snapshot(corpus) == before


def test_a_link_in_the_place_of_a_record_is_not_followed(corpus: Path, tmp_path: Path) -> None:
    """Neither a record nor a year that is a symbolic link is read or written through."""
    outside = tmp_path / "outside.md"
    outside.write_text(record_text(own_record(severity="sev1")))
    OWN.unlink()
    OWN.symlink_to(outside)
    before = outside.read_bytes()
    assert "fixed" not in check("--fix").output
    assert "fixed" not in check("--fix", str(OWN)).output
    assert OWN.is_symlink() and outside.read_bytes() == before
    shutil.move(OWN.parent, tmp_path / "elsewhere")
    OWN.parent.symlink_to(tmp_path / "elsewhere")
    stray = corpus / "stray.md"
    stray.write_text(record_text(own_record()))
    assert "must be a folder: found something else" in check("--fix").output
    assert stray.exists()


def test_a_mended_file_keeps_its_rights(corpus: Path) -> None:
    """Permissions are those of the file before, and no temporary file is left."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    OWN.chmod(0o640)
    check("--fix")
    assert stat.S_IMODE(OWN.stat().st_mode) == 0o640
    assert list(OWN.parent.iterdir()) == [OWN]


def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """The exit code and the errors of the whole command."""
    monkeypatch.setattr("sys.argv", ["postmortems", "check", *arguments])
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stop:
        entry.main()
    return int(stop.value.code or 0), capsys.readouterr().err


def test_a_fix_that_would_change_more_stops_everything(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If a mended file does not read back equal, no file is written and the exit code is 2."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    spoil(EXTERNAL, 'severity: "SEV3"', 'severity: "sev3"')
    before = snapshot(corpus)
    monkeypatch.setattr(repair, "apply_edits", lambda text, edits: apply_edits(text, edits).replace("ranking", "rank"))
    code, errors = run(monkeypatch, capsys, "--fix")
    assert code == 2
    assert errors.startswith(f"{EXTERNAL}: the mended file must read as before") and "nothing was written" in errors
    assert snapshot(corpus) == before


def test_a_write_that_fails_leaves_the_old_file(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the disk is full or the system dies in between, the record is as it was and nothing lies beside it."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    before = snapshot(corpus)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    code, errors = run(monkeypatch, capsys, "--fix")
    assert (code, "found No space left on device" in errors) == (2, True)
    assert snapshot(corpus) == before


def test_a_change_by_somebody_else_is_not_overwritten(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What an editor saves between reading and writing is not lost."""
    spoil(OWN, 'severity: "SEV1"', 'severity: "sev1"')
    monkeypatch.setattr(writing, "read_bytes", lambda path: b"something newer")
    before = snapshot(corpus)
    code, errors = run(monkeypatch, capsys, "--fix")
    assert (code, "a change since it was read" in errors) == (2, True)
    assert snapshot(corpus) == before


def test_fix_works_on_the_files_of_a_branch(corpus: Path) -> None:
    """With --changed only the files that differ from the base are mended, and checked where they lie then."""
    environment = {**os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a", "GIT_CONFIG_GLOBAL": "/dev/null"}
    environment |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a"}
    spoil(EXTERNAL, 'severity: "SEV3"', 'severity: "sev3"')
    for command in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "start"]):
        subprocess.run(["git", *command], env=environment, check=True)
    OWN.rename(OWN.with_name("PM-2025-0009-x.md"))
    result = check("--fix", "--changed", "main")
    assert "fixed PM014" in result.output and "1 record checked: no findings" in result.output
    assert 'severity: "sev3"' in EXTERNAL.read_text()


def test_the_corpus_that_was_mended_is_read(corpus: Path) -> None:
    """What --fix leaves behind is a corpus without misplaced files."""
    OWN.rename(corpus / "note.md")
    check("--fix")
    assert load_corpus(corpus).misplaced == ()
