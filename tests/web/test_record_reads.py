"""Each part of what a record page reads is part of the key under which it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.access.publication import publish
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.fragments import Fragments, kept_fragments
from ml_postmortems.web.page import Content
from ml_postmortems.web.record_reads import RecordReads
from ml_postmortems.web.urls import RECORDS
from tests.cli.running import git
from tests.helpers import BODY, in_month, own_record, write_corpus, write_record

AS_OF = date(2026, 6, 30)
TOLD_BY_THE_RECORD = {"days_overdue", "drilled"}
"""Parts that the record itself and the day decide, which are in the key anyway."""


def make_root(folder: Path) -> Path:
    """Records of one cause, a month each, the first of which the fourth names; another has a control of the third."""
    root = write_corpus(
        folder,
        *(
            in_month(own_record(id=f"PM-2025-000{month}", title=f"Words {month * 'x'}"), f"0{month}")
            for month in (3, 4, 5)
        ),
        own_record(id="PM-2025-0002", title="Two", status="withdrawn", status_reason="It was none."),
        own_record(id="PM-2025-0006", title="Six", **{"recurrence.related": ["PM-2025-0003"]}),
        own_record(id="PM-2025-0007", title="Seven", **{"actions.1.control.id": "guard-x"}),
        own_record(id="PM-2025-0008", title="Eight", status="in-review", **{"actions.1.control.id": "guard-x"}),
    )
    body = BODY.replace("## Limitations\n", "## Limitations\n\nAs in [one](PM-2025-0002-two.md).\n", 1)
    write_record(root, own_record(id="PM-2025-0009", title="Nine"), body)
    git(folder, "init", "-q", "-b", "main")
    _commit(folder)
    _replace(root, "PM-2025-0003", '"2034-12-31"', '"2035-12-31"')
    return root


def _commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Go on")


def _replace(root: Path, name: str, old: str, new: str) -> None:
    (path,) = root.glob(f"**/{name}*")
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "facts": lambda root: _replace(root, "taxonomy.yml", "name: ", "name: The "),
    "record_ids": lambda root: _replace(root, "PM-2025-0002", "withdrawn", "draft"),
    "elsewhere": lambda root: _replace(root, "PM-2025-0003", "Words xxx", "Words yyy"),
    "neighbours": lambda root: _replace(root, "PM-2025-0004", "2025-04-", "2025-08-"),
    "actions_of_record": lambda root: _commit(root.parent),
    "controls": lambda root: _replace(root, "PM-2025-0007", "guard-x", "guard-y"),
}
"""By part an edit that changes it on some page, which without it in the key would be shown as it was."""


def pages(root: Path, kept: Fragments) -> dict[str, Content]:
    """The pages of the records."""
    build = SiteBuild(publish(root, Visibility.INTERNAL, AS_OF), fragments=kept)
    return {page.url: page.content().tidy() for page in build.pages() if page.url.startswith(f"{RECORDS}PM-")}


def test_every_part_has_its_edit() -> None:
    """A new part comes with one."""
    assert {field.name for field in fields(RecordReads)} == EDITS.keys() | TOLD_BY_THE_RECORD


@pytest.mark.parametrize("part", EDITS)
@pytest.mark.parametrize("is_in_key", [True, False])
def test_a_page_is_made_again_where_a_part_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, *, is_in_key: bool
) -> None:
    """With the part in the key; and where the key holds it as it was at first, the page is stale, so the edit tells."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "2026-01-05T12:00:00Z")
    root, first, key = make_root(tmp_path / "base"), dict[Path, RecordReads](), RecordReads.key

    def without_part(reads: RecordReads, file: RecordFile) -> str:
        before = first.setdefault(file.path, reads)
        return key(replace(reads, **{part: getattr(before, part)}), file)

    if not is_in_key:
        monkeypatch.setattr(RecordReads, "key", without_part)
    with kept_fragments(root, "") as kept:
        pages(root, kept)
    EDITS[part](root)
    with kept_fragments(root, "") as kept:
        warm = pages(root, kept)
    assert (warm == pages(root, Fragments())) == is_in_key
