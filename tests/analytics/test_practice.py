"""How an archive is kept equals what was planted, as of any day, on the page and below it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.practice import Practice, practice
from ml_postmortems.model.durations import key_instants
from ml_postmortems.model.incident_log import LoggedIncident
from ml_postmortems.model.instant import Span
from ml_postmortems.model.terms import KeyInstant, Severity, Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.publication_days import PublicationDays, publication_days
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.term_index import RecordGroups
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.helpers import FROZEN_TAXONOMY, external_record, own_record, write_corpus
from tests.site import text_of

UNTIL = date(2026, 6, 30)
DAYS = [date(2025, 6, 30), date(2026, 1, 15), UNTIL]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic company with the history of its records and the log of its incident tool."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(80, 1, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY), has_history=True)
    return folder


def truth_of(folder: Path) -> Mapping[str, Any]:
    """What was planted."""
    truth: Mapping[str, Any] = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    return truth


def seen(folder: Path, audience: Visibility = Visibility.RESTRICTED) -> Corpus:
    """The records as an audience sees them."""
    return load_corpus(folder).for_audience(audience)


def practice_of(corpus: Corpus, day: date, published: PublicationDays) -> Practice:
    """How they are kept."""
    groups = RecordGroups.of(corpus.records)
    uncounted = (*groups.in_review, *groups.taken_back)
    return practice(Archive(corpus, day), corpus.incident_log, uncounted, published)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_days_until_publication_are_the_planted_ones(company: Path, day: date) -> None:
    """Each from the day on which the incident was noticed, counted here from the record and the truth."""
    corpus = seen(company / "postmortems")
    published = publication_days(company / "postmortems")
    found = practice_of(corpus, day, published).publications
    planted = {record: date.fromisoformat(text) for record, text in truth_of(company)["published"].items()}
    expected = {}
    for record in Archive(corpus, day).incidents:
        detected = key_instants(record).get(KeyInstant.DETECTED)
        if isinstance(detected, Span) and planted[record.id] <= day:
            expected[record.id] = (planted[record.id] - detected.sort_key().date()).days
    assert {each.record: each.days for each in found.records if each.is_published} == expected
    assert len(expected) > 20
    assert found.median
    assert found.unavailable is None


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_incidents_without_a_record_are_the_planted_ones(company: Path, day: date) -> None:
    """Of those that had happened by the day, and no other."""
    coverage = practice_of(seen(company / "postmortems"), day, PublicationDays()).coverage
    assert coverage
    rows = (company / "postmortems" / "incidents.csv").read_text("utf-8").splitlines()[1:]
    dates = {incident: date.fromisoformat(text) for incident, text, _ in (row.split(",") for row in rows)}
    forgotten = {incident for incident in truth_of(company)["forgotten"] if dates[incident] <= day}
    missing = {each.incident for each in coverage.missing}
    assert forgotten <= missing
    by_ref = {ref: record for record in seen(company / "postmortems").records for ref in record.incident_refs or ()}
    planted = truth_of(company)["published"]
    for incident in missing - forgotten:
        record = by_ref[incident]
        assert not record.status.is_counted or date.fromisoformat(planted[record.id]) > day
    assert coverage.total == sum(day_of <= day for day_of in dates.values())


def test_the_page_says_the_same(company: Path) -> None:
    """Every forgotten incident stands on it."""
    index = SiteIndex(seen(company / "postmortems", Visibility.INTERNAL), UNTIL, Visibility.INTERNAL)
    (page,) = (page for page in number_pages(index, UNTIL) if page.url == "practice/")
    html = str(page.content().html)
    assert all(incident in html for incident in truth_of(company)["forgotten"])
    assert "Half are published within" in html


def test_a_withdrawn_record_tells_of_no_incident(tmp_path: Path) -> None:
    """Its incident has no postmortem; the page names the record with its title, team and status."""
    withdrawn = own_record(status="withdrawn", status_reason="It was a test.", incident_refs=["INC-7"])
    root = write_corpus(tmp_path, withdrawn)
    (root / "incidents.csv").write_text("incident,date,severity\nINC-7,2025-03-11,sev1\n", "utf-8")
    corpus = seen(root, Visibility.INTERNAL)
    coverage = practice_of(corpus, UNTIL, PublicationDays()).coverage
    assert coverage
    assert (coverage.told, [each.incident for each in coverage.missing]) == (0, ["INC-7"])
    assert coverage.records == {"INC-7": withdrawn["id"]}
    index = SiteIndex(corpus, UNTIL, Visibility.INTERNAL)
    (page,) = (page for page in number_pages(index, UNTIL) if page.url == "practice/")
    row = text_of(html5lib.parse(page.content().html, namespaceHTMLElements=False).find(".//tbody/tr"))
    assert all(words in row for words in ("INC-7", withdrawn["title"], "Ranking", "withdrawn")), row


def test_what_others_may_not_see_covers_an_incident_without_being_named(tmp_path: Path) -> None:
    """The public gets no log; insiders are not told that a secret record is missing."""
    root = write_corpus(
        tmp_path, own_record(visibility="restricted", incident_refs=["https://tool.example.com/i/INC-7"])
    )
    (root / "incidents.csv").write_text("incident,date,severity\nINC-7,2025-03-11,sev1\n", "utf-8")
    assert seen(root).incident_log == (LoggedIncident("INC-7", date(2025, 3, 11), Severity.SEV1),)
    assert seen(root, Visibility.PUBLIC).incident_log == ()
    found = practice_of(seen(root, Visibility.INTERNAL), UNTIL, PublicationDays())
    assert found.coverage
    assert (found.coverage.told, found.coverage.missing) == (1, ())
    assert found.own == 0


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ("incident,date\n", 1, "must name the columns incident,date,severity"),
        ("# a remark\nincident,date,severity\n", 1, "must name the columns"),
        ("incident,date,severity\n,2025-03-11,SEV1\n", 2, "must be the id or the address"),
        ("incident,date,severity\nINC-7,2025-02-30,SEV1\n", 2, "must be a day of the calendar"),
        ("incident,date,severity\nINC-7,2025-03-11,P1\n", 2, "must be one of SEV1, SEV2"),
        ("incident,date,severity\nINC-7,2025-03-11,SEV1\ninc-7,2025-03-12,SEV1\n", 3, "the same incident as line 2"),
    ],
)
def test_a_log_is_read_strictly(tmp_path: Path, content: str, line: int, words: str) -> None:
    """A wrong row says where it is and what to write; nothing of the file is taken then."""
    root = write_corpus(tmp_path, own_record())
    (root / "incidents.csv").write_text(content, "utf-8")
    corpus = load_corpus(root)
    fault = corpus.vocabulary_files[-1].faults[0]
    assert fault.line == line
    assert words in f"{fault.condition}: {fault.found} {fault.fix}"
    assert corpus.incident_log == ()


def test_a_shallow_clone_says_that_the_time_is_not_known(company: Path, tmp_path: Path) -> None:
    """And all else is told."""
    shallow = tmp_path / "shallow"
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{company}", shallow], check=True, capture_output=True)
    found = practice_of(seen(shallow / "postmortems"), UNTIL, publication_days(shallow / "postmortems"))
    assert "shallow" in (found.publications.unavailable or "")
    assert found.publications.median is None
    assert found.teams


def test_reviews_are_those_of_the_gravest_incidents(tmp_path: Path) -> None:
    """Held where a day is told; a reason in place of one is none, and before a record is closed nobody has to tell."""
    told = own_record(severity="SEV2")
    untold = own_record(id="PM-2025-0009", aliases=[], **{"people.reviews": {"unknown": "Nobody wrote it down."}})
    light = own_record(id="PM-2025-0008", aliases=[], severity="SEV3", people={"unknown": "Nobody wrote it down."})
    waiting = own_record(id="PM-2025-0007", aliases=[], status="published", **{"people.reviews": None})
    found = practice_of(seen(write_corpus(tmp_path, told, untold, light, waiting)), UNTIL, PublicationDays())
    assert (found.reviews.held, found.reviews.missing) == (("PM-2025-0001",), ("PM-2025-0009",))
    assert found.reviews.not_due == ("PM-2025-0007",)


def test_a_collection_of_others_incidents_says_so(tmp_path: Path) -> None:
    """There is nothing to say of reviews that others held."""
    index = SiteIndex(seen(write_corpus(tmp_path, external_record())), UNTIL)
    (page,) = (page for page in number_pages(index, UNTIL) if page.url == "practice/")
    assert "incidents of other operators" in str(page.content().html)


def test_an_incident_whose_record_was_replaced_is_told(tmp_path: Path) -> None:
    """By the record that replaces it, whether or not that names the incident as well."""
    old = own_record(
        id="PM-2025-0009", aliases=[], status="superseded", superseded_by="PM-2025-0001", status_reason="Told anew.",
        incident_refs=["INC-7"],
    )  # fmt: skip
    root = write_corpus(tmp_path, own_record(incident_refs=["INC-8"]), old)
    (root / "incidents.csv").write_text("incident,date,severity\nINC-7,2025-03-11,SEV1\n", "utf-8")
    found = practice_of(seen(root), UNTIL, PublicationDays())
    assert found.coverage
    assert found.coverage.told == 1
