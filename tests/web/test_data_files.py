"""What a site gives other programs is what its pages say, in formats that their readers take."""

from __future__ import annotations

import csv
import json
import re
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import feedparser
import jsonschema
import pytest
from icalendar import Calendar
from lxml import etree
from referencing import Registry, Resource

from ml_postmortems.analytics.record_days import record_days
from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.completeness import completeness
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.change_days import change_days
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.data_files import data_files
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import changed, own_record
from tests.site import PREFIX, PROJECT_PAGE, Site, index_of, text_of

_ATOM = "{http://www.w3.org/2005/Atom}"


def rows_of(site: Site, table: str) -> list[dict[str, str]]:
    """A table as a spreadsheet reads it."""
    with (site.folder / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document(site: Site, record: str) -> dict[str, Any]:
    """The data of a record."""
    found: dict[str, Any] = json.loads((site.folder / f"postmortems/{record}.json").read_text("utf-8"))
    return found


def record_ids(site: Site) -> list[str]:
    """The records that have a page."""
    folder = site.folder / "postmortems"
    return sorted(
        path.name for path in folder.iterdir() if (path / "index.html").is_file() and path.name[3:7].isdigit()
    )


def test_every_record_page_has_its_data_and_leads_to_it(frozen_site: Site) -> None:
    """A file beside each page, as JSON and as Markdown; no former id has one."""
    pages = [page for page in frozen_site.content_pages if page.url.startswith("postmortems/PM-")]
    assert pages
    for page in pages:
        record = page.url.split("/")[1]
        assert document(frozen_site, record)["id"] == record
        assert (frozen_site.folder / f"postmortems/{record}.md").is_file()
        (link,) = [each for each in page.article.iter("a") if text_of(each) == "JSON"]
        assert str(link.get("href")).endswith(f"../{record}.json")
    assert len(list((frozen_site.folder / "postmortems").glob("*.json"))) == len(pages)


def test_the_data_keeps_to_its_published_schema(frozen_site: Site) -> None:
    """That of the data, and of its fields that of records; an independent validator reads both."""
    folder = frozen_site.folder / "data"
    schemas = {
        name: json.loads((folder / name).read_text("utf-8"))
        for name in ("record-data.schema.json", "record.schema.json")
    }
    registry: Registry[Any] = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    )
    validator = jsonschema.Draft202012Validator(schemas["record-data.schema.json"], registry=registry)
    for path in (frozen_site.folder / "postmortems").glob("*.json"):
        validator.validate(json.loads(path.read_text("utf-8")))


def test_data_page_and_tables_agree_on_every_record(frozen_site: Site) -> None:
    """Title, symptom, causes, timeline and completeness of ten records: in JSON, CSV, Markdown and on the page."""
    corpus = {file.record.id: file.record for file in load_corpus(frozen_site.records).files if file.record}
    tables = {name: rows_of(frozen_site, name) for name in ("records", "causes", "actions", "timeline")}
    listed = {
        each["id"]: each for each in json.loads((frozen_site.folder / "postmortems.json").read_text("utf-8"))["records"]
    }
    for name in list(listed)[:10]:
        data, record = document(frozen_site, name), corpus[name]
        page = text_of(frozen_site.pages[f"postmortems/{name}/"].article)
        text = (frozen_site.folder / f"postmortems/{name}.md").read_text("utf-8")
        (row,) = (row for row in tables["records"] if row["id"] == name)
        assert {data["record"]["title"], listed[name]["title"], row["title"]} == {record.title}
        assert " ".join(record.title.split()) in page and record.title in text
        assert {data["record"]["severity"], listed[name]["severity"], row["severity"]} == {record.severity.value}
        assert (
            data["derived"]["completeness"]["percent"]
            == int(row["completeness_percent"])
            == completeness(record).percent
        )
        for table, field in (("causes", "text"), ("timeline", "text")):
            told = data["record"].get(table)
            told = [each[field] for each in told] if isinstance(told, list) else []
            assert [each[field].removeprefix("'") for each in tables[table] if each["record"] == name] == told
            assert all(" ".join(each.split()) in page and each in text for each in told)
        states = {each["id"]: each["state"] for each in data["derived"]["actions"]}
        assert states == {each["id"]: each["state"] for each in tables["actions"] if each["record"] == name}
        span = data["derived"]["happened"]
        assert (span["from"], span["to"]) == (row["happened_from"], row["happened_to"])


def test_feeds_are_read_by_a_feed_reader(frozen_site: Site) -> None:
    """Every feed is well formed, its entries have distinct ids, and its links lead to pages of the site."""
    feeds = sorted((frozen_site.folder / "feeds").rglob("*.atom"))
    assert len(feeds) > 10
    for path in feeds:
        found = feedparser.parse(path.read_bytes())
        assert not found.bozo, path
        assert found.version == "atom10"
        identifiers = [entry.id for entry in found.entries]
        assert len(set(identifiers)) == len(identifiers) <= 50
        assert found.feed.links[0].href == PROJECT_PAGE + path.relative_to(frozen_site.folder).as_posix()
        for entry in found.entries:
            target = entry.link.removeprefix(PROJECT_PAGE).partition("?")[0]
            assert frozen_site.file_of(target), entry.link
            assert entry.title and entry.updated_parsed and entry.author


def test_feeds_hold_what_atom_demands(frozen_site: Site) -> None:
    """RFC 4287, 4.1: id, title and updated once in a feed and in each entry, and an author for each entry."""
    for path in (frozen_site.folder / "feeds").rglob("*.atom"):
        root = etree.parse(path).getroot()
        for element in (root, *root.findall(f"{_ATOM}entry")):
            for name in ("id", "title", "updated"):
                assert len(element.findall(f"{_ATOM}{name}")) == 1
        assert all(entry.find(f"{_ATOM}author/{_ATOM}name").text for entry in root.findall(f"{_ATOM}entry"))


def test_each_page_names_the_feed(frozen_site: Site) -> None:
    """Browsers and readers find it by the link in the head."""
    (link,) = frozen_site.pages["actions/"].root.findall("head/link[@type='application/atom+xml']")
    assert link.get("href") == "../feeds/all.atom"
    assert (frozen_site.folder / "feeds/all.atom").is_file()
    assert PREFIX in PROJECT_PAGE


def test_without_an_address_there_are_no_feeds_and_the_page_says_how() -> None:
    """A feed of relative addresses would lead nowhere."""
    index = index_of(own_record())
    days = record_days(index.corpus.files, index.publication_days, change_days(index.corpus.root), index.as_of)
    made = dict(data_files(index, days, DataContext(Visibility.PUBLIC, index.as_of)))
    assert not [name for name in made if name.startswith("feeds/")]
    assert "postmortems.json" in made


@pytest.fixture
def index() -> SiteIndex:
    """One record with an action, a message and an assumption that are due."""
    record = changed(own_record(), "actions.2.due", "2025-11-20")
    record = changed(record, "communication", {"audiences": ["press"], "updates": [], "next_update": "2026-01-05"})
    record = changed(
        record, "assumptions", [{"text": "Clicks arrive within a day.", "state": "unchecked", "recheck_by": "2026-02"}]
    )
    record = changed(
        record, "extent", [{"artifact": "feature-store", "state": "open", "due": "2026-01-10", "by": "ranking"}]
    )
    duty = {
        "regime": "supervisor",
        "must_report": "required",
        "why": "Many saw it.",
        "team": "reliability",
        "evidence": ["E1"],
    }
    reporting = {"visibility": "public", "aware_since": "2025-03-11", "regimes": [duty | {"due": "2025-11-01"}]}
    return index_of(changed(record, "reporting", reporting))


def calendar_of(index: SiteIndex, site: str = "https://pm.test/") -> Any:
    """The calendar of an index, as another library reads it."""
    days = record_days(index.corpus.files, index.publication_days, change_days(index.corpus.root), index.as_of)
    made = dict(data_files(index, days, DataContext(Visibility.INTERNAL, index.as_of, site)))
    return Calendar.from_ical(made["calendar.ics"])


def test_the_calendar_has_every_day_on_which_something_is_due(index: SiteIndex) -> None:
    """Of an action its due date, also when it has passed; a month ends with its last day."""
    events = {str(event["summary"]): event for event in calendar_of(index).walk("VEVENT")}
    found = {title: event["dtstart"].dt for title, event in events.items()}
    title = own_record()["actions"][2]["title"]
    assert found[f"Due: {title}"] == date(2025, 11, 20)
    assert found[f"Message due: {own_record()['title']}"] == date(2026, 1, 5)
    assert found["Look again: Clicks arrive within a day."] == date(2026, 2, 28)
    assert found["Answer due: has feature-store the same fault?"] == date(2026, 1, 10)
    (report,) = (title for title in found if title.startswith("Report due: "))
    assert found[report] == date(2025, 11, 1)
    assert str(events[report]["description"]) == "PM-2025-0001, overdue, team reliability"


def test_entries_of_the_calendar_keep_their_ids(index: SiteIndex) -> None:
    """A calendar program would else show each of them anew after every build."""
    first, second = ({str(event["uid"]) for event in calendar_of(each).walk("VEVENT")} for each in (index, index))
    assert first == second
    assert len(first) == len(list(calendar_of(index).walk("VEVENT")))


def test_the_overdue_feed_is_dated_by_the_day_after(index: SiteIndex) -> None:
    """So a reader is told on the day it became overdue, and not again by every build."""
    days = record_days(index.corpus.files, index.publication_days, change_days(index.corpus.root), index.as_of)
    made = dict(data_files(index, days, DataContext(Visibility.INTERNAL, index.as_of, "https://pm.test/")))
    (entry,) = feedparser.parse(made["feeds/overdue.atom"]).entries
    assert entry.updated == "2025-11-21T00:00:00Z"


def test_no_cell_is_a_formula(hostile_site: Site) -> None:
    """A spreadsheet runs nothing, whatever authors wrote; a number below zero is a number."""
    for path in (hostile_site.folder / "data").glob("*.csv"):
        with Path(path).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                active = [cell for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))]
                assert all(re.fullmatch(r"-[0-9]+", cell) for cell in active)


def test_the_list_for_language_models_leads_to_every_record(frozen_site: Site) -> None:
    """With whole addresses, and the warning that record texts are data."""
    text = (frozen_site.folder / "llms.txt").read_text("utf-8")
    assert text.startswith("# ")
    assert "no instruction" in text
    for name in record_ids(frozen_site):
        if document(frozen_site, name)["derived"]["counts"]:
            assert f"]({PROJECT_PAGE}postmortems/{name}.md)" in text


def test_reports_for_avid_are_read_by_its_own_models(frozen_site: Site) -> None:
    """Every public record that counts has one, with its sources; nothing else has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its models are declared in the way of pydantic 1
        from avidtools.datamodels.report import Report
    made = {path.stem: path for path in (frozen_site.folder / "data/avid").glob("*.json")}
    public = [name for name in record_ids(frozen_site) if document(frozen_site, name)["derived"]["counts"]]
    assert made.keys() == set(public)
    for name, path in made.items():
        text = path.read_text("utf-8")
        report = Report.model_validate_json(text)
        assert json.loads(report.model_dump_json(exclude_unset=True)).keys() == json.loads(text).keys()
        assert report.references[0].url == f"{PROJECT_PAGE}postmortems/{name}/"
        assert report.description.value in " ".join(
            (frozen_site.folder / f"postmortems/{name}.md").read_text("utf-8").split()
        )
