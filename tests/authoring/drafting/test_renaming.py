"""`postmortems rename`: another id for a record, and everything that refers to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ml_postmortems.cli.main import postmortems
from ml_postmortems.errors import RenamingRefused
from ml_postmortems.reading.corpus import load_corpus
from tests.authoring.workspace import workspace
from tests.helpers import BODY, own_record, record_text

ID, OTHER = "PM-2025-0001", "PM-2025-0002"


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(postmortems, ["rename", *arguments, "--root", str(folder / "postmortems")])


def texts(folder: Path) -> dict[str, str]:
    """Every record file with its text, by its path in the folder."""
    return {str(path.relative_to(folder)): path.read_text("utf-8") for path in sorted(folder.rglob("PM-*.md"))}


def later_record(**changes: Any) -> dict[str, Any]:
    """A record that names the first one in its fields."""
    return own_record(
        id=OTHER, title="Another record", symptom="Another thing was seen.", recurrence={"related": [ID]}, **changes
    )


def test_every_reference_follows(tmp_path: Path) -> None:
    """Fields, prose and links of every record name the record by its new id; nothing else of them changes."""
    root, corpus = workspace(tmp_path, own_record(), later_record())
    named, other = (file.path for file in corpus.files)
    link = f"\nSee [that one](../2025/{named.name}) or {ID}, not {ID}0 or https://example.com/{ID}.\n"
    other.write_text(other.read_text("utf-8") + link, "utf-8")
    before = texts(root)
    result = run(tmp_path, ID, "PM-2025-0007")
    target = named.with_name(named.name.replace(ID, "PM-2025-0007"))
    assert (result.exit_code, result.stdout.split("\n")[0]) == (0, f"{ID} -> PM-2025-0007: {target}")
    after = texts(root)
    assert (
        after[f"2025/{target.name}"].replace("PM-2025-0007", ID).replace(f"aliases: [{ID}]\n", "")
        == (before[f"2025/{named.name}"])
    )
    told = f"See [that one]({target.name}) or PM-2025-0007, not {ID}0 or https://example.com/{ID}.\n"
    assert after[f"2025/{other.name}"].endswith(told)
    renamed = load_corpus(root).file_of("PM-2025-0007")
    assert renamed and renamed == load_corpus(root).file_of(ID), "links to the old id still lead there"


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("aliases: [PM-2023-0001]", f"aliases: [PM-2023-0001, {ID}]"),
        ("aliases:\n  - PM-2023-0001", f"aliases:\n  - {ID}\n  - PM-2023-0001"),
        ("aliases: []", f"aliases: [{ID}]"),
    ],
)
def test_a_published_record_keeps_its_former_ids(written: str, becomes: str, tmp_path: Path) -> None:
    """However the list of them is written, the old id is one more."""
    root, corpus = workspace(tmp_path)
    path = corpus.files[0].path
    path.write_text(path.read_text("utf-8").replace(f'id: "{ID}"\n', f'id: "{ID}"\n{written}\n', 1), "utf-8")
    assert run(tmp_path, ID).exit_code == 0
    [file] = load_corpus(root).files
    assert becomes in file.path.read_text("utf-8")
    assert file.record and ID in file.record.aliases and not file.faults


def test_a_draft_leaves_no_trace_of_its_id(tmp_path: Path) -> None:
    """Nobody can have linked to it."""
    root, _ = workspace(tmp_path, own_record(status="draft"))
    assert run(tmp_path, ID).exit_code == 0
    assert ID not in "".join(texts(root).values())


def test_of_two_records_of_one_id_the_one_that_is_named_moves(tmp_path: Path) -> None:
    """What others say of the id is left to the record that keeps it, and no alias takes it away."""
    root, corpus = workspace(tmp_path, own_record(), later_record())
    keeper, other = (file.path for file in corpus.files)
    twin = keeper.with_name(f"{ID}-a-twin.md")
    twin.write_text(record_text(own_record(title="A twin"), BODY), "utf-8")
    before = texts(root)
    refused = CliRunner().invoke(postmortems, ["rename", ID, "--root", str(root)])
    assert isinstance(refused.exception, RenamingRefused) and "name the later record by its file" in str(
        refused.exception
    )
    assert texts(root) == before
    result = run(tmp_path, str(twin))
    assert result.exit_code == 0 and f"{ID} is now {keeper} alone" in result.stdout
    after = texts(root)
    assert after[f"2025/{keeper.name}"] == before[f"2025/{keeper.name}"]
    assert after[f"2025/{other.name}"] == before[f"2025/{other.name}"]
    assert (
        'id: "PM-2025-0003"' in after["2025/PM-2025-0003-a-twin.md"]
        and "aliases" not in after["2025/PM-2025-0003-a-twin.md"]
    )


def test_pictures_move_along(tmp_path: Path) -> None:
    """The folder of pictures gets the new id, and evidence leads there."""
    root, corpus = workspace(
        tmp_path, own_record(**{"evidence.1.kind": "picture", "evidence.1.uri": f"{ID}/clicks.png"})
    )
    pictures = corpus.files[0].path.with_name(ID)
    pictures.mkdir()
    (pictures / "clicks.png").write_bytes(b"x")
    assert run(tmp_path, ID, "PM-2024-0009").exit_code == 0
    [file] = load_corpus(root).files
    assert (root / "2024" / "PM-2024-0009" / "clicks.png").read_bytes() == b"x" and not pictures.exists()
    assert "PM-2024-0009/clicks.png" in file.path.read_text("utf-8")


@pytest.mark.parametrize("new", ["PM-2025-0002", "PM-25-7", "anything"])
def test_an_id_that_is_taken_or_none_is_refused(new: str, tmp_path: Path) -> None:
    """Nothing is written, and the message says how to go on."""
    root, _ = workspace(tmp_path, own_record(), later_record())
    before = texts(root)
    result = run(tmp_path, ID, new)
    assert isinstance(result.exception, RenamingRefused)
    assert "leave it out for the next free one; nothing was written" in str(result.exception)
    assert texts(root) == before
