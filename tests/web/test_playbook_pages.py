"""The playbook says for each cause what its records teach, and the lessons of all records stand in one list."""

from __future__ import annotations

import json

import html5lib
import pytest

from ml_postmortems.analytics.controls import count_states
from ml_postmortems.model.facets import CAUSE
from ml_postmortems.model.taxonomy import UNCLASSIFIED
from ml_postmortems.web import parts
from ml_postmortems.web.macros import Macros
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import RecordDict, external_record, in_month, own_record
from tests.site import index_of, page_of, text_of

LEAF = "technical/unvalidated-input"


def later_record() -> RecordDict:
    """A record of May that repeats ours, with a lesson of its own."""
    record: RecordDict = json.loads(json.dumps(in_month(own_record(), "05")))
    record |= {"id": "PM-2025-0009", "aliases": [], "title": "It came again", "symptom": "Clicks halved once more."}
    record["recurrence"] = {"of": ["PM-2025-0001"], "related": [], "dismissed": [], "broken_controls": []}
    record["lessons"][0]["text"] = "Ask who else divides by a thousand."
    return record


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """Our own record, one that repeats it, and an external one."""
    return index_of(own_record(), later_record(), external_record())


def test_every_cause_has_a_page_and_the_overview_leads_to_it(index: SiteIndex) -> None:
    """Those without a record too: the questions help all the same."""
    leaves = {term.term.key for term in index.terms(CAUSE)} - {UNCLASSIFIED}
    urls = {page.url for page in site_pages(index) if page.url.startswith("playbook/")}
    assert urls == {"playbook/"} | {f"playbook/{leaf}/" for leaf in leaves}
    links = {link.get("href") for link in page_of(index, "playbook/").findall(".//a")}
    assert {f"{leaf}/" for leaf in leaves} <= links


def test_a_page_tells_looks_questions_endings_controls_and_lessons(index: SiteIndex) -> None:
    """In the order in which somebody on call asks, the newest record first."""
    page = page_of(index, f"playbook/{LEAF}/")
    headings = [text_of(each) for each in page.findall(".//h2")]
    assert headings == [
        "How it looks",
        "Ask first",
        "What showed it",
        "What ended it",
        "What has been tried",
        "Runbooks",
        "Lessons",
        "Records",
    ]
    words = text_of(page)
    own = own_record()
    assert words.index("Clicks halved once more.") < words.index(own["symptom"])
    for mark in ("diagnosed", "mitigated"):
        (event,) = (each for each in own["timeline"] if mark in each.get("marks", []))
        assert event["text"] in words
    assert "Session length bounds" in words
    assert "https://wiki.example.com/session-length" in words
    assert all(lesson["text"] in words for lesson in own["lessons"])


def test_a_cause_without_records_has_its_questions_only(index: SiteIndex) -> None:
    """And says so."""
    page = page_of(index, "playbook/process/rollout-gap/")
    assert [text_of(each) for each in page.findall(".//h2")] == ["Ask first"]
    assert "No record has this cause yet" in text_of(page)


def test_lessons_stand_in_one_list_with_who_knows_of_them(index: SiteIndex) -> None:
    """Every lesson of every record once, with the number of later records that name its record."""
    rows = {text_of(row.find("th/a")): text_of(row) for row in page_of(index, "lessons/").findall(".//tbody/tr")}
    expected = [lesson["text"] for record in (own_record(), later_record()) for lesson in record["lessons"]]
    assert set(expected) <= set(rows)
    assert "1 names its record" in rows[own_record()["lessons"][0]["text"]]
    assert rows["Ask who else divides by a thousand."].endswith("none")


def test_many_lessons_are_split(index: SiteIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    """No page becomes one that a phone cannot open."""
    whole = [text_of(each) for each in page_of(index, "lessons/").findall(".//tbody/tr/th/a")]
    monkeypatch.setattr(parts, "ROWS", 1)
    urls = [page.url for page in site_pages(index) if page.url.startswith("lessons/")]
    assert [text_of(page_of(index, url).find(".//tbody/tr/th/a")) for url in urls] == whole


def test_a_base_without_lessons_says_so() -> None:
    """An empty list is no empty page."""
    page = page_of(index_of(own_record(lessons={"unknown": "Nobody wrote one down."})), "lessons/")
    assert "No record tells a lesson yet." in text_of(page)


def test_the_home_page_says_what_stops_each_cause_and_leads_to_its_playbook(index: SiteIndex) -> None:
    """One click from it; a state that no control has is shown as 0, since that is the point."""
    html = html5lib.parse(str(Macros(index, index.as_of, lambda: "").tried_list(limit=3)), namespaceHTMLElements=False)
    links = [(item.find("a"), item) for item in html.findall(".//li")]
    rows = {link.get("href"): text_of(item) for link, item in links if link is not None}
    assert len(rows) == 3
    leaf = next(term for term in index.terms(CAUSE) if term.term.key == LEAF)
    states = count_states(index.controls_of(leaf))
    counts = ", ".join(f"{number} {state.replace('-', ' ')}" for state, number in states.items())
    assert rows[f"playbook/{LEAF}/"] == f"{leaf.term.name} {counts}"
    assert any(states.values())
