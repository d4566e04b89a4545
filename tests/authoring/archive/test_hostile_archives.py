"""Archives that attack the importer: each file is a draft that can be read, or is refused with its reason."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ml_postmortems.authoring.archive.draft_parts import Assumptions
from ml_postmortems.authoring.archive.importing import FileOutcome, State, import_files
from ml_postmortems.authoring.archive.source_files import MAX_SOURCE_BYTES, find_sources
from ml_postmortems.errors import InputUnusable
from ml_postmortems.reading.record_file import read_record_file
from tests.authoring.pictures.samples import png
from tests.authoring.workspace import context_in, workspace

HEAD = "# A model forgets\n\nDate: 2024-03-05\n\n## Timeline (UTC)\n\n- 10:00 It begins\n- 10:30 It ends\n\n"
FILLED = MAX_SOURCE_BYTES - 1000
BOMBS = {
    "brackets": "[" * FILLED,
    "pictures": "![" * (FILLED // 2),
    "links": "[a](" * (FILLED // 4),
    "quotes": ">" * FILLED,
    "nested lists": "".join(f"{' ' * depth}- x\n" for depth in range(400)),
    "stars": "*" * FILLED,
    "ticks": "`" * FILLED,
    "fences": "```\n" * (FILLED // 4),
    "pipes": "|" * FILLED,
    "table": "|a|b|\n|-|-|\n" + "|1|2|\n" * 20_000,
    "tags": "<div " * (FILLED // 5),
    "comments": "<!--" * (FILLED // 4),
    "headings": "# x\n" * (FILLED // 4),
    "times": "10:00 " * (FILLED // 6),
    "times by line": "- 10:00 x\n" * (FILLED // 10),
    "dates": "1/1/1" * (FILLED // 5),
    "colons": "**a:** " * (FILLED // 7),
    "words": "aaaa " * (FILLED // 5),
    "one word": "a" * FILLED,
    "dashes": "--- " * (FILLED // 4),
    "spaces": "x" + " " * FILLED + "x",
    "emails": "a@b.cc " * (FILLED // 7),
    "definitions": "[a]: ../../x\n" * (FILLED // 13),
}


def imported(folder: Path, content: str | bytes, name: str = "a.md") -> tuple[Path, FileOutcome]:
    """The folder of records, and what became of a file with this content."""
    archive = folder / "archive"
    archive.mkdir(exist_ok=True)
    (archive / name).write_bytes(content.encode() if isinstance(content, str) else content)
    root = folder / "base/postmortems"
    if not root.exists():
        root, _ = workspace(folder / "base")
    found = find_sources(archive, root)
    found.passed_over.clear()
    (outcome,) = import_files(context_in(root), found, None, Assumptions("ranking", "SEV3"), dry_run=False)
    return root, outcome


@pytest.mark.parametrize("name", BOMBS)
@pytest.mark.parametrize("place", ["timeline", "body"])
@pytest.mark.parametrize("width", [0, 7900])
def test_a_bomb_ends_soon_in_a_draft_or_a_reason(tmp_path: Path, name: str, place: str, width: int) -> None:
    """Within five seconds, in the timeline and in a section of its own, on one line and on lines that may be."""
    bomb = BOMBS[name]
    if width:
        bomb = "\n".join(bomb[at : at + width] for at in range(0, len(bomb) - width, width + 1)) or bomb
    text = HEAD + ("" if place == "timeline" else "## Impact\n\n") + bomb
    begin = time.perf_counter()
    _, outcome = imported(tmp_path, text)
    assert time.perf_counter() - begin < 5
    if outcome.state is State.WRITTEN:
        assert outcome.record and read_record_file(outcome.record).record
    else:
        assert outcome.state is State.REFUSED and "fix:" in outcome.reason


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "must have a text"),
        (b"\xff\xfe#\x00 \x00x\x00", "zero"),
        ("# caf\u00e9".encode("latin-1"), "must be UTF-8"),
        (b"# x\n" * MAX_SOURCE_BYTES, "must be at most"),
        (b"PK\x03\x04\x00", "zero"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """With its reason and nothing written."""
    root, outcome = imported(tmp_path, content)
    assert outcome.state is State.REFUSED and told in outcome.reason
    assert len(list(root.glob("**/*.md"))) == 1


@pytest.mark.parametrize(
    "front",
    ["a: &x [1]\nb: *x", "a: !!python/object:os.system x", "{" * 100, "a: b: c", "x: |\n" + "y\n" * 300, "- 1\n- 2"],
)
def test_front_matter_that_is_no_plain_yaml_is_kept_as_text(tmp_path: Path, front: str) -> None:
    """Anchors, tags and broken lines are neither followed nor lost."""
    _, outcome = imported(tmp_path, f"---\n{front}\n---\n{HEAD}")
    assert outcome.record
    file = read_record_file(outcome.record)
    assert file.record
    assert "".join(front.split()) in "".join(file.text.split())


def test_markup_and_links_do_no_harm(tmp_path: Path) -> None:
    """Script, handlers and links that lead elsewhere are words in the draft; the checker finds nothing dangerous."""
    text = HEAD + (
        "## Impact\n\n<script>alert(1)</script> <img src=x onerror=alert(2)> <b onclick='x()'>bold</b>\n"
        "[go](javascript:alert(3)) [up](../../etc/passwd) [page](Other%20page.md) {{ 7 * 7 }} =HYPERLINK(1) @everyone\n"
        "<!-- hidden --> <model-name> \u202ereversed\u200b <details><summary>more</summary>\n"
    )
    root, outcome = imported(tmp_path, text)
    assert outcome.record
    body = outcome.record.read_text("utf-8")
    kept = "alert(1) bold go javascript:alert(3) ../../etc/passwd hidden model-name reversed more"
    assert [word for word in kept.split() if word not in body] == []
    codes = {finding.code for finding in context_findings(root, outcome.record)}
    assert not codes & {"PM004", "PM018", "PM703", "PM704", "PM707", "PM714"}


def context_findings(root: Path, path: Path) -> tuple:  # type: ignore[type-arg]
    """What the checker says of a file."""
    from ml_postmortems.authoring.unsaved_check import check_unsaved

    context = context_in(root)
    return check_unsaved(context.corpus, path, path.read_bytes(), context.as_of)[1].findings


def test_secrets_do_not_come_in(tmp_path: Path) -> None:
    """Their lines are left out and told; e-mail addresses are taken out."""
    key = "AKIA" + "IOSFODNN7EXAMPLR"
    text = HEAD + f"## Impact\n\naws_access_key_id = {key}\n\nAsk jane.doe@example.com about it.\n"
    _, outcome = imported(tmp_path, text)
    assert outcome.record
    body = outcome.record.read_text("utf-8")
    assert key not in body and "jane.doe" not in body
    assert any("Line 12" in note for note in outcome.notes)


def test_pictures_stay_within_the_archive(tmp_path: Path) -> None:
    """A picture below the archive is carried, cleaned and listed; one that lies outside, or is none, is told."""
    archive = tmp_path / "archive"
    archive.mkdir()
    (tmp_path / "secret.png").write_bytes(png())
    (archive / "chart.png").write_bytes(png())
    (archive / "fake.png").write_bytes(b"<svg onload=alert(1)>")
    (archive / "link.png").symlink_to(tmp_path / "secret.png")
    shown = "![Chart](chart.png) ![out](../secret.png) ![no](fake.png) ![l](link.png) ![none](x.png)"
    text = f"{HEAD}## Impact\n\n{shown}\n"
    root, outcome = imported(tmp_path, text)
    assert outcome.record and outcome.id
    folder = root / "2024" / outcome.id
    assert [path.name for path in folder.iterdir()] == ["chart.png"]
    assert f"![Chart]({outcome.id}/chart.png)" in outcome.record.read_text("utf-8")
    assert not [each.code for each in context_findings(root, outcome.record) if each.level == "error"]
    assert len([note for note in outcome.notes if "picture" in note]) == 4


def test_an_archive_is_a_plain_folder_of_plain_files(tmp_path: Path) -> None:
    """Packed files, links, records and endless folders are refused or told, and never followed."""
    root, _ = workspace(tmp_path / "base")
    archive = tmp_path / "archive"
    archive.mkdir()
    (archive / "all.zip").write_bytes(b"PK")
    (archive / "link.md").symlink_to(root / "catalog.yml")
    (archive / "page.html").write_text("<p>")
    found = find_sources(archive, root)
    assert found.sources == []
    assert sorted(path.name for path, _ in found.passed_over) == ["all.zip", "link.md", "page.html"]
    (tmp_path / "to").symlink_to(archive)
    for path in (archive / "all.zip", archive / "page.html", tmp_path / "to", tmp_path / "none", root, root / "2025"):
        with pytest.raises(InputUnusable):
            find_sources(path, root)
    deep = archive.joinpath(*["d"] * 30)
    deep.mkdir(parents=True)
    with pytest.raises(InputUnusable):
        find_sources(archive, root)
