"""Pages leave out what their audience may not see, also where a rule would have refused the record before."""

from __future__ import annotations

from typing import Any

import html5lib
import pytest

from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.pages import site_pages
from tests.helpers import BODY, RecordDict, file_name, own_record
from tests.site import draft_record, index_of, text_of

HIDDEN = "PM-2025-0006"
WORD = "Quuxolotl"
"""Stands in everything that is hidden."""
HIDING = ("internal", "restricted")


def secret_record(visibility: str) -> RecordDict:
    return own_record(id=HIDDEN, title=f"{WORD} fails in secret", visibility=visibility, symptom=f"{WORD} was seen.")


def public_site(*records: RecordDict, body: str = BODY) -> dict[str, str]:
    """The HTML of every page of the public site of these records, by its address; no rule is asked."""
    index = index_of(*records, body=body, audience=Visibility.PUBLIC)
    return {page.url: page.content().html for page in site_pages(index)}


@pytest.mark.parametrize("visibility", HIDING)
@pytest.mark.parametrize(
    "link",
    [
        "[the earlier one](../2025/{file})",
        "[the earlier one]({file}#causes)",
        "[the earlier one][o]\n\n[o]: ../2025/{file}",
        "![the earlier one](PM-2025-0006/graph.png)",
    ],
)
def test_links_of_the_body_to_hidden_records_become_text(visibility: str, link: str) -> None:
    """The words of the link stay, and nothing says where it led."""
    secret = secret_record(visibility)
    pages = public_site(own_record(), secret, body=f"{BODY}\n{link.format(file=file_name(secret).split('/')[-1])}\n")
    page = pages["postmortems/PM-2025-0001/"]
    assert "the earlier one" in page
    assert all(HIDDEN not in html and WORD not in html for html in pages.values())


@pytest.mark.parametrize("visibility", HIDING)
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recurrence.of", [HIDDEN]),
        ("recurrence.related", [HIDDEN]),
        ("recurrence.dismissed", [{"id": HIDDEN, "reason": f"{WORD} is something else altogether."}]),
    ],
)
def test_fields_that_name_hidden_records_leave_them_out(visibility: str, field: str, value: Any) -> None:
    """Under each field of the recurrence, with the reason that is given there."""
    pages = public_site(own_record(**{field: value}), secret_record(visibility))
    assert all(HIDDEN not in html and WORD not in html for html in pages.values())


@pytest.mark.parametrize("visibility", HIDING)
def test_a_hidden_successor_is_not_named(visibility: str) -> None:
    """A record that a hidden one supersedes is shown as superseded, by nothing that a reader could follow."""
    record = own_record(status="superseded", status_reason="It is told again.", superseded_by=HIDDEN)
    pages = public_site(record, secret_record(visibility))
    assert "superseded" in pages["postmortems/PM-2025-0001/"].lower()
    assert all(HIDDEN not in html and WORD not in html for html in pages.values())


@pytest.mark.parametrize("visibility", HIDING)
def test_evidence_that_is_more_secret_than_its_record_is_left_out(visibility: str) -> None:
    """With its title, its address, its copy and every mention; the claims that rest on it stay."""
    evidence = {
        "evidence.1.visibility": visibility,
        "evidence.1.title": WORD,
        "evidence.1.uri": f"https://a.test/{WORD}",
        "evidence.1.copy": f"https://archive.test/{WORD}",
        "evidence.1.captured": "2025-03-12",
        "evidence.1.sha256": "7d" * 32,
    }
    page = public_site(own_record(**evidence))["postmortems/PM-2025-0001/"]
    assert WORD not in page and "7d7d" not in page and "kept since" not in page
    text = text_of(html5lib.parse(page, treebuilder="lxml", namespaceHTMLElements=False).getroot())
    assert "E2" not in text.split()
    assert "E1" in text and own_record()["causes"][0]["text"] in text


def test_the_same_pages_show_all_of_it_to_those_who_may_see_it() -> None:
    """What the tests above look for would be found."""
    record = own_record(
        **{"recurrence.related": [HIDDEN], "evidence.1.visibility": "restricted", "evidence.1.title": WORD}
    )
    index = index_of(record, secret_record("restricted"), draft_record(), audience=Visibility.RESTRICTED)
    [page] = [page.content().html for page in site_pages(index) if page.url == "postmortems/PM-2025-0001/"]
    assert HIDDEN in page and page.count(WORD) > 1
