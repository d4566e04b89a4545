"""Drills stand in one list, and each page keeps the cause back until the reader asks for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ml_postmortems.web.macros import Macros
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import external_record, own_record
from tests.site import index_of, page_of, text_of

PAGE = "drills/PM-2025-0001/"


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """Our own record, which makes a drill, and an external one, which is too short."""
    return index_of(own_record(), external_record())


def shown(element: Any) -> str:
    """The text outside of folds."""
    words: list[str] = []

    def walk(each: Any) -> None:
        if each.tag == "details":
            words.append(text_of(each.find("summary")))
        else:
            words.append(each.text or "")
            for child in each:
                walk(child)
        words.append(each.tail or "")

    walk(element)
    return " ".join(" ".join(words).split())


def test_the_list_names_what_was_seen_the_cause_and_the_length(index: SiteIndex) -> None:
    """And how many records make no drill, so that nobody looks for them."""
    page = page_of(index, "drills/")
    (row,) = page.findall(".//tbody/tr")
    record = own_record()
    assert record["symptom"] in text_of(row)
    assert row.get("data-length") == "short"
    assert row.get("data-cause") == "data-quality/schema-change"
    assert "1 of 2 records" in text_of(page)


def test_the_cause_is_kept_back(index: SiteIndex) -> None:
    """Neither the title nor a cause, a lesson or what had gone before stands outside of the folds."""
    page = page_of(index, PAGE)
    record = own_record()
    hidden = (*record["causes"], *record["lessons"], *record["timeline"][:2])
    told = [record["title"], *(each["text"] for each in hidden)]
    for text in told:
        assert text not in shown(page)
    for text in (record["title"], *(each["text"] for each in record["timeline"])):
        assert text in text_of(page)
    assert record["timeline"][2]["text"] in shown(page)


def test_a_cause_that_was_ruled_out_is_none(index: SiteIndex) -> None:
    """The answer names what caused it only."""
    real = [each["text"] for each in own_record()["causes"] if each["role"] != "ruled-out"]
    causes = page_of(index, PAGE).findall(".//ul[@class='pm-drill__causes']/li")
    assert len(causes) == len(real)
    assert all(text_of(item).startswith(text) for item, text in zip(causes, real, strict=True))


def test_each_event_has_its_question(index: SiteIndex) -> None:
    """The four questions once, before the first; none announces that the cause comes next."""
    questions = [text_of(each) for each in page_of(index, PAGE).findall(".//p[@class='pm-drill__question']")]
    assert questions == [
        "What would you check? Before you look:",
        "What would you check, or do?",
        "What would you check, or do?",
        "What would have stopped it, or shown it sooner?",
    ]
    steps = page_of(index, PAGE).findall(".//ol/li")
    assert ["Which explanation do you like too much?" in text_of(step) for step in steps] == [
        place == 1 for place in range(len(steps))
    ]


def test_the_record_leads_to_its_drill(index: SiteIndex) -> None:
    """From the timeline; a record that makes none has no such link."""
    links = {link.get("href") for link in page_of(index, "postmortems/PM-2025-0001/").findall(".//a")}
    assert f"../../{PAGE}" in links
    others = {link.get("href") for link in page_of(index, f"postmortems/{external_record()['id']}/").findall(".//a")}
    assert not any("drills/" in (link or "") for link in others)


def test_an_archive_without_drills_says_what_makes_one() -> None:
    """An empty list teaches."""
    page = page_of(index_of(external_record()), "drills/")
    assert "timeline has four entries or more" in text_of(page)


@pytest.mark.parametrize(("day", "is_there"), [(date(2026, 3, 11), True), (date(2026, 4, 1), False)])
def test_the_home_page_brings_back_an_anniversary(day: date, is_there: bool) -> None:
    """In its week, with the way to the record and its drill."""
    index = index_of(own_record())
    index.as_of = day
    html = str(Macros(index, day, lambda: "").anniversary())
    assert ("1 year ago" in html) == is_there
    assert (f'href="{PAGE}"' in html) == is_there
