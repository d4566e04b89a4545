"""What is published is decided in one place, and the site, its counts and the numbers follow it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.access.publication import Publication, checked_whole, publish, publish_changes, published_corpus
from ml_postmortems.analytics.archive import Archive
from ml_postmortems.model.terms import Status, Visibility
from ml_postmortems.web.build import SiteBuild
from tests.helpers import own_record, write_corpus

AS_OF = date(2026, 6, 30)
GOOD = own_record(id="PM-2025-0001")


def other(**changes: Any) -> dict[str, Any]:
    """A second record beside the good one."""
    return own_record(id="PM-2025-0002", title="Another one", **changes)


def published(
    folder: Path, *records: dict[str, Any], audience: Visibility = Visibility.PUBLIC, is_preview: bool = False
) -> Publication:
    return publish(write_corpus(folder, *records), audience, AS_OF, is_preview=is_preview)


def ids(publication: Publication) -> list[str]:
    return [record.id for record in publication.corpus.records]


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
@pytest.mark.parametrize("audience", list(Visibility))
@pytest.mark.parametrize("is_preview", [False, True])
def test_what_is_not_merged_is_not_published(
    status: Status, audience: Visibility, is_preview: bool, tmp_path: Path
) -> None:
    """Drafts stand in previews only, records in review also where the public does not read; neither is counted."""
    publication = published(tmp_path, GOOD, other(status=status.value), audience=audience, is_preview=is_preview)
    is_shown = is_preview or (status is Status.IN_REVIEW and audience is not Visibility.PUBLIC)
    assert ids(publication) == ["PM-2025-0001", "PM-2025-0002"][: 1 + is_shown]
    index = SiteBuild(publication).index
    assert [record.id for record in index.counted] == ["PM-2025-0001"]
    assert [record.id for record in index.groups.in_review] == ["PM-2025-0002"] * is_shown
    assert len(Archive(publication.corpus, AS_OF).incidents) == 1
    assert not publication.blockers
    why = {Status.DRAFT: "is a draft", Status.IN_REVIEW: "is in review"}[status]
    assert [omission.reason for omission in publication.omissions] == [why] * (not is_shown)


@pytest.mark.parametrize("status", [status for status in Status if status.is_mergeable])
def test_an_error_in_a_merged_record_stops(status: Status, tmp_path: Path) -> None:
    """It is not published and counted nowhere, and a site is not built without it in silence."""
    publication = published(tmp_path, GOOD, other(status=status.value, severity="SEV9"))
    assert ids(publication) == ["PM-2025-0001"]
    assert {Path(finding.path).name[:12] for finding in publication.blockers} == {"PM-2025-0002"}
    assert SiteBuild(publication).blockers


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_an_error_in_a_draft_stops_nothing(status: Status, tmp_path: Path) -> None:
    """It is left out, inside the organisation as well, and named with its reason."""
    record = other(status=status.value, severity="SEV9")
    publication = published(tmp_path, GOOD, record, audience=Visibility.INTERNAL)
    assert ids(publication) == ["PM-2025-0001"]
    assert not publication.blockers
    assert [omission.reason for omission in publication.omissions] == ["has 1 error"]


def test_a_file_that_cannot_be_read_stops(tmp_path: Path) -> None:
    """Nobody knows what it is, so it may be a merged record."""
    root = write_corpus(tmp_path, GOOD, other())
    [bad] = root.rglob("PM-2025-0002*")
    bad.write_text("no front matter\n", "utf-8")
    assert publish(root, Visibility.PUBLIC, AS_OF).blockers


def test_numbers_count_what_the_site_shows(tmp_path: Path) -> None:
    """The commands look for errors only, and leave out the same records as the site does."""
    root = write_corpus(
        tmp_path,
        GOOD,
        other(severity="SEV9"),
        own_record(id="PM-2025-0003", title="A third one", status="draft"),
        own_record(id="PM-2025-0004", title="A fourth one", visibility="internal"),
    )
    for audience in Visibility:
        whole, quick = publish(root, audience, AS_OF), published_corpus(root, audience, AS_OF)
        assert ids(whole) == ids(quick)
        assert whole.omissions == quick.omissions
        assert whole.blockers == quick.blockers


def test_what_an_audience_may_not_see_is_counted_and_not_named(tmp_path: Path) -> None:
    """A log of a public build does not name internal records."""
    draft = own_record(id="PM-2025-0003", title="A third one", visibility="internal", status="draft")
    publication = published(tmp_path, GOOD, other(visibility="internal"), draft)
    assert ids(publication) == ["PM-2025-0001"]
    assert publication.hidden == (Visibility.INTERNAL, Visibility.INTERNAL)
    assert publication.omissions == ()


def test_numbers_and_site_leave_out_the_same_under_settings(tmp_path: Path) -> None:
    """A warning that the base raised keeps out a record in review; a merged one stays, whatever is raised later."""
    blaming = {"symptom": "A careless engineer broke most search results."}
    root = write_corpus(
        tmp_path, GOOD, other(**blaming), own_record(id="PM-2025-0003", title="A third", status="in-review", **blaming)
    )
    everyone = ["PM-2025-0001", "PM-2025-0002", "PM-2025-0003"]
    for level, expected in (("warning", everyone), ("error", everyone[:2]), ("off", everyone)):
        (root / "settings.yml").write_text(f"schema_version: 1\nrules: {{PM601: {level}}}\n", "utf-8")
        for decide in (publish, published_corpus):
            publication = decide(root, Visibility.INTERNAL, AS_OF)
            assert ids(publication) == expected
            assert publication.blockers == ()


def test_wrong_settings_stop_the_build(tmp_path: Path) -> None:
    """Nobody knows what they were to change, so nothing is published."""
    root = write_corpus(tmp_path, GOOD)
    (root / "settings.yml").write_text("schema_version: 1\nrules: {PM303: off}\n", "utf-8")
    for publication in (publish(root, Visibility.PUBLIC, AS_OF), published_corpus(root, Visibility.PUBLIC, AS_OF)):
        assert [finding.code for finding in publication.blockers] == ["PM118"]


def test_edits_in_a_row_are_told_as_a_reading_anew_tells_them(tmp_path: Path) -> None:
    """What an edit brought stands through the next one of another record, and goes when it is mended."""
    now = published(tmp_path, GOOD, other())
    first, second = (file.path for file in now.everything.files)
    good = first.read_text("utf-8")
    for path, text in (
        (first, f"{good}\n<blink>Look</blink>\n"),
        (second, second.read_text("utf-8") + "\nMore.\n"),
        (first, good),
    ):
        path.write_text(text, "utf-8")
        now = publish_changes(now, AS_OF)
        anew = publish(now.everything.root, Visibility.PUBLIC, AS_OF)
        assert [file.path for file in now.changed or ()] == [path]
        assert now.report.findings == anew.report.findings == checked_whole(now).report.findings
        assert ids(now) == ids(anew) == (["PM-2025-0001", "PM-2025-0002"] if text is good else ["PM-2025-0002"])
