"""`postmortems attach` as it is run: a clean picture beside the record, listed with its hash, or nothing at all."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.authoring.editing.attachment import plan_attachment
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import EditRefused, FileUnwritable, InputUnusable, PostmortemsError, UnknownName
from tests.authoring.editing.test_timeline import TEXT, folder_with
from tests.authoring.pictures.samples import SECRET, VP8, exif, gif, jpeg, png, png_chunk

NOISE = b"".join(b"\0" + hashlib.shake_256(bytes([n % 256, n >> 8])).digest(2000) for n in range(1000))
ENTRY = """\
  - id: E2
    kind: picture
    title: {title}
    uri: {uri}
    visibility: internal
    sha256: {digest}
    captured: 2026-01-02
"""


def run(folder: Path, *arguments: str) -> Result:
    """Attach something to the one record of a folder."""
    command = ["attach", "PM-2025-0001", *arguments, "--as-of", "2026-01-02", "--root", str(folder / "postmortems")]
    return CliRunner().invoke(postmortems, command)


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
    plan = plan_attachment(
        RecordText.read(path),
        tmp_path / "postmortems",
        Path(picture_file(tmp_path, png())),
        None,
        None,
        date(2026, 1, 2),
    )
    path.write_text(TEXT.replace("Nothing yet.", "Something."))
    with pytest.raises(FileUnwritable, match="changed since"):
        plan.write()
    assert list(path.parent.iterdir()) == [path]


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """It shows the lines that would come."""
    path = folder_with(tmp_path, TEXT)
    result = run(tmp_path, picture_file(tmp_path, png()), "--dry-run")
    assert "+    uri: PM-2025-0001/screenshot-2025.png" in result.stdout
    assert (path.read_text(), list(path.parent.iterdir())) == (TEXT, [path])
