"""What tells whether a file has changed sees every change, and nothing in folders that are left out."""

from __future__ import annotations

import os
from pathlib import Path

from ml_postmortems.mkdocs_plugin.file_state import state_of


def test_every_change_is_seen(tmp_path: Path) -> None:
    """Also of the same size and the same time of the content, as a file that is copied back has; and a dead link."""
    page, link = tmp_path / "docs/page.md", tmp_path / "docs/link.md"
    page.parent.mkdir()
    page.write_text("Home")
    link.symlink_to(tmp_path / "nowhere")
    seen = [state_of([page.parent])]
    times = page.stat()
    page.write_text("Here")
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    seen.append(state_of([page.parent]))
    link.unlink()
    seen.append(state_of([page.parent]))
    assert seen[0] != seen[1] != seen[2]


def test_what_is_left_out_is_not_looked_at(tmp_path: Path) -> None:
    """Hidden folders, and one folder, whether it is a place of its own or lies in one; a place may be a file."""
    for name in ("docs/page.md", "docs/records/one.md", "docs/.cache/two.md", "mkdocs.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("Text")
    docs, records = tmp_path / "docs", tmp_path / "docs/records"
    found = state_of([docs, records, tmp_path / "mkdocs.yml"], records)
    assert [entry[0] for entry in found] == [str(docs / "page.md"), str(tmp_path / "mkdocs.yml")]
