"""`postmortems attach` as it is run: a clean picture beside the record, listed with its hash, or nothing at all."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.authoring.editing.attachment import Naming, plan_attachment
from ml_postmortems.authoring.editing.kept_content import kept_file
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import EditRefused, FileUnwritable, InputUnusable, PostmortemsError, UnknownName
from tests.authoring.editing.test_timeline import TEXT, folder_with
from tests.authoring.pictures.samples import SECRET, VP8, exif, gif, jpeg, png, png_chunk

NOISE = b"".join(b"\0" + hashlib.shake_256(bytes([n % 256, n >> 8])).digest(2000) for n in range(1000))
ENTRY = """\
  - {{id: E2, kind: picture, title: {title},
     uri: {uri}, visibility: internal,
     sha256: {digest}, captured: 2026-01-02}}
"""


def run(folder: Path, *arguments: str, pasted: str | None = None) -> Result:
    """Attach something to the one record of a folder."""
    command = ["attach", "PM-2025-0001", *arguments, "--as-of", "2026-01-02", "--root", str(folder / "postmortems")]
    return CliRunner().invoke(postmortems, command, input=pasted)


def picture_file(folder: Path, content: bytes, name: str = "Screenshot 2025.png") -> str:
    """The path of a file outside of the records."""
    (folder / name).write_bytes(content)
    return str(folder / name)


def pictures(folder: Path) -> list[str]:
    """What lies in the folders beside the record."""
    year = folder / "postmortems/2025"
    return sorted(str(path.relative_to(year)) for path in year.glob("*/*"))


def entry(folder: Path, title: str, uri: str) -> str:
    """The evidence that the record should list for a picture."""
    digest = hashlib.sha256((folder / "postmortems/2025" / uri).read_bytes()).hexdigest()
    return ENTRY.format(title=title, uri=uri, digest=digest)


def test_picture_is_evidence_without_metadata(tmp_path: Path) -> None:
    """The copy has no metadata, the record lists it with its hash, and the original and all other lines stay."""
    path = folder_with(tmp_path, TEXT)
    dirty = png(3, 2, png_chunk(b"tEXt", b"Author\0" + SECRET))
    source = picture_file(tmp_path, dirty)
    result = run(tmp_path, source, "--caption", "Café error rate: after the push")
    assert result.exit_code == 0, result.output
    uri = "PM-2025-0001/cafe-error-rate-after-the-push.png"
    assert (path.parent / uri).read_bytes() == png()
    assert Path(source).read_bytes() == dirty
    added = entry(tmp_path, '"Café error rate: after the push"', uri)
    assert path.read_text() == TEXT.replace("timeline:\n", f"{added}timeline:\n")
    assert f"![Café error rate: after the push]({uri})" in result.stderr
    checked = CliRunner().invoke(postmortems, ["check", "--root", str(tmp_path / "postmortems")])
    assert "PM01" not in checked.output and "PM02" not in checked.output


@pytest.mark.parametrize(
    ("content", "name", "uri"),
    [
        (png(), "Screenshot 2025.png", "screenshot-2025.png"),
        (jpeg(exif(6)), "IMG_0001.JPEG", "img-0001.jpg"),
        (VP8, "a.webp", "a.webp"),
        (gif(), "liar.png", "liar.gif"),
        (png(), "\u202e...png", "a-picture.png"),
        (png(), f"{'long ' * 40}.png", "long-long-long-long-long-long-long.png"),
    ],
)
def test_name_is_safe_and_says_the_format(tmp_path: Path, content: bytes, name: str, uri: str) -> None:
    """Whatever the file is called, its copy has small letters, digits and hyphens and the end of its real format."""
    folder_with(tmp_path, TEXT)
    (tmp_path / "in").mkdir()
    assert run(tmp_path, picture_file(tmp_path / "in", content, name)).exit_code == 0
    assert pictures(tmp_path) == [f"PM-2025-0001/{uri}"]


def test_names_are_free(tmp_path: Path) -> None:
    """A second picture of the same name lies beside the first; the same picture again is refused."""
    path = folder_with(tmp_path, TEXT)
    assert run(tmp_path, picture_file(tmp_path, png(), "a.png")).exit_code == 0
    assert run(tmp_path, picture_file(tmp_path, png(5, 5), "a.png")).exit_code == 0
    names = [item["uri"] for item in RecordText.read(path).items("evidence")[1:]]
    assert names == ["PM-2025-0001/a.png", "PM-2025-0001/a-2.png"]
    again = run(tmp_path, picture_file(tmp_path, png(3, 2, png_chunk(b"tEXt", b"k\0v")), "b.png"))
    assert isinstance(again.exception, InputUnusable) and "found it as `E2`" in str(again.exception)


@pytest.mark.parametrize(
    ("content", "arguments", "error", "message"),
    [
        (b"no picture", (), InputUnusable, "must be a PNG, JPEG"),
        (png(40_000, 40_000, pixels=b""), (), InputUnusable, "16,384 pixels a side"),
        (bytes(17 << 20), (), InputUnusable, "must be at most 16384 KiB"),
        (png(2000, 1000, pixels=NOISE), (), InputUnusable, "must be at most 1024 KiB"),
        (png(), ("--caption", "x\u202ey"), EditRefused, "must hold no control"),
        (png(), ("--visibility", "secret"), UnknownName, "visibility must exist"),
    ],
)  # fmt: skip
def test_what_cannot_be_evidence_is_refused(
    tmp_path: Path, content: bytes, arguments: tuple[str, ...], error: type[PostmortemsError], message: str
) -> None:
    """The message says why; no folder, no picture and no line is written."""
    path = folder_with(tmp_path, TEXT)
    result = run(tmp_path, picture_file(tmp_path, content), *arguments)
    assert isinstance(result.exception, error), result.output
    assert message in str(result.exception)
    assert (path.read_text(), list(path.parent.iterdir())) == (TEXT, [path])


def test_links_are_not_followed(tmp_path: Path) -> None:
    """Neither a picture nor a folder of pictures may be a link to somewhere else."""
    path = folder_with(tmp_path, TEXT)
    (tmp_path / "link.png").symlink_to(picture_file(tmp_path, png()))
    assert "a symbolic link" in str(run(tmp_path, str(tmp_path / "link.png")).exception)
    (tmp_path / "elsewhere").mkdir()
    (path.parent / "PM-2025-0001").symlink_to(tmp_path / "elsewhere")
    assert isinstance(run(tmp_path, str(tmp_path / "Screenshot 2025.png")).exception, FileUnwritable)
    assert (list((tmp_path / "elsewhere").iterdir()), path.read_text()) == ([], TEXT)


def test_nothing_is_left_of_what_could_not_be_finished(tmp_path: Path) -> None:
    """Where the record was changed meanwhile, the picture goes again, with the folder that was made for it."""
    path = folder_with(tmp_path, TEXT)
    source = Path(picture_file(tmp_path, png()))
    naming = Naming(date(2026, 1, 2))
    plan = plan_attachment(RecordText.read(path), tmp_path / "postmortems", source, kept_file(source), naming)
    path.write_text(TEXT.replace("Nothing yet.", "Something."))
    with pytest.raises(FileUnwritable, match="changed since"):
        plan.write()
    assert list(path.parent.iterdir()) == [path]


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """It shows the lines that would come."""
    path = folder_with(tmp_path, TEXT)
    result = run(tmp_path, picture_file(tmp_path, png()), "--dry-run")
    assert " uri: PM-2025-0001/screenshot-2025.png," in result.stdout
    assert (path.read_text(), list(path.parent.iterdir())) == (TEXT, [path])


EXCERPT = "10:02 @mchen: the canary is green  \r\n10:19 ana.silva@example.com: arrival times are too short\r\n\r\n"


@pytest.mark.parametrize("way", ["--text", "-", "chat.log"])
def test_text_is_kept_as_evidence(tmp_path: Path, way: str) -> None:
    """A chat excerpt is a file beside the record with its hash, however it comes; no address of a person is in it."""
    path = folder_with(tmp_path, TEXT.replace("schema_version: 1", "schema_version: 2"))
    (tmp_path / "chat.log").write_text(EXCERPT)
    given = {"--text": ("--text", EXCERPT), "-": ("-",), "chat.log": (str(tmp_path / "chat.log"),)}[way]
    result = run(tmp_path, *given, "--kind", "chat", "--caption", "On-call channel", pasted=EXCERPT)
    assert result.exit_code == 0, result.output
    assert "wrote E2, 2 lines of text\n1 e-mail address left out." in result.stderr
    kept = path.parent / "PM-2025-0001/on-call-channel.txt"
    assert kept.read_text() == (
        "10:02 @mchen: the canary is green\n10:19 (an e-mail address): arrival times are too short\n"
    )
    assert RecordText.read(path).items("evidence")[1] == {
        "id": "E2",
        "kind": "chat",
        "title": "On-call channel",
        "uri": "PM-2025-0001/on-call-channel.txt",
        "sha256": hashlib.sha256(kept.read_bytes()).hexdigest(),
        "captured": "2026-01-02",
    }
    again = run(tmp_path, *given, pasted=EXCERPT)
    assert isinstance(again.exception, InputUnusable) and "found it as `E2`" in str(again.exception)


def test_kept_text_is_compared_with_its_hash(tmp_path: Path) -> None:
    """What was pasted and is changed later is told by `check`, and a missing one by `check --evidence`."""
    path = folder_with(tmp_path, TEXT)
    assert run(tmp_path, "--text", "select count(*) from shops; 400").exit_code == 0
    root = ["--root", str(tmp_path / "postmortems")]
    fine = CliRunner().invoke(postmortems, ["check", *root])
    assert not [code for code in ("PM01", "PM023") if code in fine.output], fine.output
    kept = path.parent / "PM-2025-0001/select-count-from-shops-400.txt"
    kept.write_text("select count(*) from shops; 4000\n")
    assert "PM023 evidence[1].sha256 must be that of" in CliRunner().invoke(postmortems, ["check", *root]).output
    kept.unlink()
    result = CliRunner().invoke(postmortems, ["check", "--evidence", *root])
    assert result.exit_code == 1 and "shops-400.txt`: missing" in result.output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \n", "must not be empty"),
        ("x" * 70_000, "at most 64 KiB: found 69 KiB"),
        ("the password is hunter2-Xk29!fq", "found what looks like"),
    ],
)
def test_text_that_no_record_may_hold_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A secret is told before it is in the repository; nothing is written."""
    path = folder_with(tmp_path, TEXT)
    result = run(tmp_path, "-", pasted=text)
    assert isinstance(result.exception, InputUnusable) and message in str(result.exception)
    assert (path.read_text(), list(path.parent.iterdir())) == (TEXT, [path])


def test_text_beside_a_record_is_looked_at_by_the_checker(tmp_path: Path) -> None:
    """A text that somebody put there by hand must be one, be listed, and hold no secret."""
    path = folder_with(tmp_path, TEXT)
    folder = path.parent / "PM-2025-0001"
    folder.mkdir()
    (folder / "notes.txt").write_text("the password is hunter2-Xk29!fq")
    (folder / "dump.txt").write_bytes(b"\xff\xfe")
    output = CliRunner().invoke(postmortems, ["check", "--root", str(tmp_path / "postmortems")]).output
    assert "PM015 picture must hold no secret" in output and "PM015 picture must be a text in UTF-8" in output
    assert output.count("PM016") == 2


def test_attach_needs_one_source(tmp_path: Path) -> None:
    """Neither both a file and a text nor none."""
    folder_with(tmp_path, TEXT)
    assert run(tmp_path).exit_code == run(tmp_path, "-", "--text", "x").exit_code == 2
