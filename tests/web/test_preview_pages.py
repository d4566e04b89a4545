"""The preview of an unfinished record: its findings above its page, and nothing that its audience may not see."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import html5lib
import pytest

from ml_postmortems.access.publication import publish
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.build import SiteBuild
from tests.helpers import own_record, record_text
from tests.lint.rules.all_cases import ALL_CASES
from tests.lint.rules.cases import AS_OF, OTHER, OWN, Case, write_files
from tests.site import draft_record, text_of

SECRET = "The salaries of all clerks stood in the training data"


def pages(folder: Path, files: Mapping[str, str | None], audience: Visibility = Visibility.PUBLIC) -> dict[str, str]:
    """The HTML of each record page of a preview, by id."""
    publication = publish(write_files(folder, files), audience, AS_OF, is_preview=True)
    found = [page for page in SiteBuild(publication).pages() if page.url.startswith("postmortems/PM-")]
    assert len({page.url for page in found}) == len(found)
    return {page.url.split("/")[1]: page.content().html for page in found}


def words(html: str) -> str:
    """What a reader sees of a page."""
    return text_of(html5lib.parse(html, treebuilder="lxml", namespaceHTMLElements=False).getroot())


def test_findings_stand_above_the_page(tmp_path: Path) -> None:
    """The author sees what is wrong, where in the project it stands, and the record below it."""
    record = own_record(title="<b>Old pages</b> first", **{"causes.0.category": "process/nonsuch"})
    html = pages(tmp_path, {OWN: record_text(record)})["PM-2025-0001"]
    text = words(html)
    assert "1 error" in text and "This record is not published" in text
    assert f"postmortems/{OWN}" in text and str(tmp_path) not in text
    assert text.index("PM108") < text.index("<b>Old pages</b> first") < text.index("Timeline")
    assert "<b>" not in html


def test_a_placeholder_is_no_value(tmp_path: Path) -> None:
    """Where a core field cannot be read the page shows something in its place, and says so."""
    text = words(pages(tmp_path, {OWN: record_text(own_record(severity="SEV9"))})["PM-2025-0001"])
    assert "stands below as a placeholder: severity." in text


def test_warnings_of_a_draft_are_shown(tmp_path: Path) -> None:
    """What needs no mending before the merge is told to the author of a draft; merged records stay as they will be."""
    blaming = {"symptom": "A careless engineer broke most search results."}
    draft = draft_record(id="PM-2025-0002", title="A second one", **blaming)
    found = pages(tmp_path, {OWN: record_text(own_record(**blaming)), OTHER: record_text(draft)})
    assert "PM601" in words(found["PM-2025-0002"])
    assert "pm-findings" not in found["PM-2025-0001"]


@pytest.mark.parametrize("change", [{}, {"severity": "SEV9"}, {"status": "draft"}, {"schema_version": "7"}])
def test_a_record_that_the_audience_may_not_see_has_no_page(change: Mapping[str, str], tmp_path: Path) -> None:
    """Neither its title nor its id stands in a public preview, whatever is wrong with it."""
    hidden = own_record(id="PM-2025-0002", title=SECRET, visibility="internal", **change)
    found = pages(tmp_path, {OTHER: record_text(hidden)})
    assert "PM-2025-0002" not in found
    assert not any(SECRET in html or "PM-2025-0002" in html for html in found.values())


def test_of_a_record_with_an_unreadable_visibility_only_that_is_said(tmp_path: Path) -> None:
    """It may be restricted, so that its page has the id, and the finding that keeps it from being shown."""
    record = own_record(id="PM-2025-0002", title=SECRET, visibility="Public", severity="SEV9")
    html = pages(tmp_path, {OTHER: record_text(record)})["PM-2025-0002"]
    text = words(html)
    assert "visibility must be one of" in text and "did you mean" in text
    assert SECRET not in html and "SEV9" not in html and Path(OTHER).stem not in html


def test_a_finding_does_not_name_a_hidden_record(tmp_path: Path) -> None:
    """Findings that compare two records are left out where the audience may see one of them only."""
    hidden = own_record(id="PM-2025-0002", title=SECRET, visibility="internal")
    naming = own_record(**{"recurrence.related": ["PM-2025-0002"], "recurrence.of": ["PM-2025-0002"], "tags": "x"})
    found = pages(tmp_path, {OWN: record_text(naming), OTHER: record_text(hidden)})
    assert "pm-findings" in found["PM-2025-0001"]
    assert "PM-2025-0002" not in found["PM-2025-0001"]
    inside = pages(tmp_path / "inside", {OWN: record_text(naming), OTHER: record_text(hidden)}, Visibility.INTERNAL)
    assert "PM-2025-0002" in inside["PM-2025-0001"]


def test_a_file_that_cannot_be_read_has_its_findings(tmp_path: Path) -> None:
    """There is no page to show, so the findings stand under the id."""
    text = words(pages(tmp_path, {OTHER: "---\nid: [\n---\n"})["PM-2025-0002"])
    assert text.split()[0] == "PM-2025-0002"
    assert "PM007" in text


@pytest.mark.parametrize("case", ALL_CASES, ids=lambda case: f"{case.code}-{case.subject}")
def test_whatever_is_wrong_the_preview_shows_it(case: Case, tmp_path: Path) -> None:
    """No bad record stops the preview of the others; wrong vocabulary files stop all."""
    site = SiteBuild(publish(write_files(tmp_path, case.bad), Visibility.RESTRICTED, AS_OF, is_preview=True))
    if not site.blockers:
        assert all(page.content().html for page in site.pages() if page.url.startswith("postmortems/PM-"))
