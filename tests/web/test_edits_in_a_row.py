"""Builds after edits, as `mkdocs serve` makes them: each takes over what no edit of a body changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.access.publication import checked_whole, publish, publish_changes
from ml_postmortems.model.terms import Visibility
from ml_postmortems.similarity.similar import KnownTexts
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.urls import RECORDS
from tests.helpers import own_record, write_corpus, write_record

AS_OF = date(2025, 12, 1)
FIRST = own_record()
SECOND = own_record(id="PM-2025-0002", title="The scores were stale", **{"recurrence.of": ["PM-2025-0001"]})
DRAFT = own_record(id="PM-2025-0003", title="Nobody knows yet why", status="draft")


def _append(text: str, name: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        for path in root.rglob(f"{name}*.md"):
            path.write_text(f"{path.read_text('utf-8')}\n{text}\n", "utf-8")

    return edit


def _replace(old: str, new: str, name: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        for path in root.rglob(f"{name}*"):
            path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    return edit


def _remove(root: Path) -> None:
    for path in root.rglob("PM-2025-0002*.md"):
        path.unlink()


def _add(root: Path) -> None:
    write_record(root, own_record(id="PM-2025-0004", title="It came once more"))


BODY_EDITS: dict[str, Callable[[Path], None]] = {
    "a sentence": _append("It was seen on a Monday.", "PM-2025-0001"),
    "a sentence of a draft": _append("Somebody looks into it.", "PM-2025-0003"),
}
EDITS = BODY_EDITS | {
    "an error in a body": _append("<blink>Look</blink>", "PM-2025-0001"),
    "an error that is mended": _replace("<blink>Look</blink>", "", "PM-2025-0001"),
    "a field": _replace('title: "', 'title: "Again, ', "PM-2025-0002"),
    "a status": _replace('status: "published"', 'status: "in-review"', "PM-2025-0002"),
    "the vocabulary": _replace("name: ", "name: The ", "taxonomy.yml"),
    "a removed record": _remove,
    "a new record": _add,
}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(list(EDITS)), min_size=1, max_size=5))
def test_pages_after_edits_are_those_of_a_reading_anew(
    tmp_path_factory: pytest.TempPathFactory, edits: list[str]
) -> None:
    """After any edits in a row: of the records that were edited at once, and of all others once all is checked."""
    root = write_corpus(tmp_path_factory.mktemp("edits"), FIRST, SECOND, DRAFT)
    known = KnownTexts()
    site = SiteBuild(publish(root, Visibility.INTERNAL, AS_OF, is_preview=True), known_texts=known)
    _pages(site)
    for name in edits:
        EDITS[name](root)
        publication = publish_changes(site.publication, AS_OF)
        site = SiteBuild(publication, known_texts=known).after_edit_of(site)
        anew = SiteBuild(publish(root, Visibility.INTERNAL, AS_OF, is_preview=True))
        edited = {file.path.name[:12] for file in publication.changed or ()}
        expected = _pages(anew)
        for url, html in _pages(site).items():
            if url.removeprefix(RECORDS).rstrip("/") in edited:
                assert html == expected[url], (name, url)
        site = SiteBuild(checked_whole(publication), known_texts=known).after_edit_of(site)
        assert _pages(site) == expected, name


@pytest.mark.parametrize("name", EDITS)
def test_what_is_made_of_front_matter_is_made_once(name: str, tmp_path: Path) -> None:
    """An edit of a body reads no other record; any other edit lets go of what was made."""
    root = write_corpus(tmp_path, FIRST, SECOND, DRAFT)
    before = SiteBuild(publish(root, Visibility.INTERNAL, AS_OF, is_preview=True))
    _pages(before)
    EDITS[name](root)
    after = SiteBuild(publish_changes(before.publication, AS_OF)).after_edit_of(before)
    _pages(after)
    unchanged = name in BODY_EDITS or name == "an error that is mended"  # there was none
    assert (after.index.reads is before.index.reads) == unchanged
    assert (after.index.similar is before.index.similar) == unchanged


def test_another_day_makes_all_anew(tmp_path: Path) -> None:
    """What is overdue or in service depends on the day."""
    root = write_corpus(tmp_path, FIRST, SECOND)
    before = SiteBuild(publish(root, Visibility.INTERNAL, AS_OF, is_preview=True))
    _pages(before)
    later = replace(before.publication, as_of=date(2026, 1, 1))
    assert SiteBuild(later).after_edit_of(before).index.reads is not before.index.reads


def _pages(site: SiteBuild) -> dict[str, str]:
    """The pages of the records, as whoever opens them gets them."""
    urls = [page.url for page in site.pages() if page.url.startswith(f"{RECORDS}PM-")]
    return {url: str(page.content().html) for url in urls if (page := site.page(url))}
