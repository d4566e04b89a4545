"""Where else faults could be and what must be reported: command, JSON and pages say what was planted, on three days."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner

from ml_postmortems.analytics.actions import ActionFilter, ActionReport, action_report
from ml_postmortems.cli.actions import actions
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.due_dates import due_history
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.synth.corpora import Written

DAYS = (date(2025, 3, 1), date(2025, 12, 1), date(2026, 6, 30))


@pytest.fixture(params=DAYS, ids=str)
def day(request: pytest.FixtureRequest) -> date:
    """An as-of date."""
    found: date = request.param
    return found


def run(*options: str) -> str:
    """What `postmortems actions` prints."""
    done = CliRunner().invoke(actions, options, catch_exceptions=False, standalone_mode=False)
    return done.output


def report_on(company: Written, day: date, audience: Visibility = Visibility.RESTRICTED, **asked: Any) -> ActionReport:
    """What is owed on a day, by the records of an audience."""
    corpus = company.corpus.for_audience(audience)
    return action_report(corpus, day, due_history(corpus.root), ActionFilter(**asked))


def counted(company: Written, day: date, audience: Visibility = Visibility.RESTRICTED) -> set[str]:
    """The records that count on a day."""
    return {record.id for record in SiteIndex(company.corpus.for_audience(audience), day)._counted_then}


def planted_extents(company: Written, day: date) -> dict[tuple[str, str], str]:
    """The standing of each artifact on a day, by what was planted: due days pass at their end."""
    found = {}
    for each in company.truth["duties"]["extents"]:
        state = each["state"]
        if not each["found"] or date.fromisoformat(each["found"]) > day:
            is_asked = date.fromisoformat(each["asked"]) <= day or each["found"]
            is_late = each["due"] and date.fromisoformat(each["due"]) < day
            state = ("overdue" if is_late else "open") if is_asked else None
        if state and each["record"] in counted(company, day):
            found[each["record"], each["artifact"]] = state
    return found


def planted_reports(company: Written, day: date) -> dict[tuple[str, str], str]:
    """The standing of each report on a day, by what was planted."""
    found = {}
    for each in company.truth["duties"]["reports"]:
        due, sent = (date.fromisoformat(each[key]) if each[key] else None for key in ("due", "sent"))
        if sent and sent <= day:
            standing = "sent-late" if due and sent > due else "sent"
        elif each["must_report"] == "not-required":
            standing = "not-required"
        elif due and due < day:
            standing = "overdue"
        elif each["must_report"] == "under-review":
            standing = "under-review"
        else:
            standing = "due-soon" if due and due <= day + timedelta(days=30) else "to-send"
        if each["record"] in counted(company, day):
            found[each["record"], each["regime"]] = standing
    return found


def test_every_state_is_planted(company: Written) -> None:
    """Or the tests below would show less than they say."""
    extents = {state for day in DAYS for state in planted_extents(company, day).values()}
    reports = {state for day in DAYS for state in planted_reports(company, day).values()}
    assert extents == {"open", "overdue", "clean", "affected"}
    assert {"overdue", "sent", "sent-late", "not-required"} <= reports


def test_numbers_are_what_was_planted(company: Written, day: date) -> None:
    """Each entry once, with the standing that follows from its days."""
    report = report_on(company, day)
    assert {(each.record, each.artifact): each.standing.value for each in report.extents} == planted_extents(
        company, day
    )
    assert {(each.record, each.regime): each.standing.value for each in report.reports} == planted_reports(company, day)


def test_command_and_json_say_the_same(company: Written, day: date) -> None:
    """The JSON of the audience holds each entry; the text lists what is owed, and a filter narrows both."""
    root = str(company.folder / "postmortems")
    options = ["--root", root, "--as-of", day.isoformat(), "--audience", "restricted"]
    document = json.loads(run(*options, "--json"))
    found = {(each["record"], each["artifact"]): each["standing"] for each in document["extents"]}
    assert found == planted_extents(company, day)
    assert {(e["record"], e["regime"]): e["standing"] for e in document["reports"]} == planted_reports(company, day)
    text = run(*options)
    for (record, artifact), standing in planted_extents(company, day).items():
        assert (f"  {record} {artifact}  " in text) == (standing in ("open", "overdue"))
    for (record, regime), standing in planted_reports(company, day).items():
        is_owed = standing in ("overdue", "due-soon", "to-send", "under-review")
        assert (f"  {record} {regime}  " in text) == is_owed
    team = document["extents"][0]["team"]
    narrowed = json.loads(run(*options, "--json", "--team", team, "--overdue"))
    expected = [e for e in document["extents"] if team in (e["team"], e["owner"]) and e["standing"] == "overdue"]
    assert narrowed["extents"] == expected


def test_pages_say_the_same(company: Written, day: date) -> None:
    """What is owed stands on the pages of actions and on those of the team and of the artifact."""
    index = SiteIndex(company.corpus.for_audience(Visibility.INTERNAL), day, Visibility.INTERNAL)
    report = report_on(company, day, Visibility.INTERNAL)
    pages = {page.url: page for page in site_pages(index)}
    parts = (page for url, page in pages.items() if re.fullmatch(r"actions/(\d+/)?", url))
    owed = "".join(page.content().html for page in parts)
    assert owed.count("#extent") == len(report.owed_extents)
    assert owed.count("#reporting") == len(report.owed_reports)
    for extent in report.owed_extents[:5]:
        for url in (f"teams/{extent.owner}/", f"models/{extent.artifact}/", f"artifacts/{extent.artifact}/"):
            if url in pages:
                assert f"{extent.record.lower()}/#extent" in pages[url].content().html.lower()
    for duty in report.owed_reports[:5]:
        assert f"{duty.record.lower()}/#reporting" in pages[f"teams/{duty.team}/"].content().html.lower()


def test_the_public_reads_of_no_duty_that_is_not_public(company: Written) -> None:
    """Neither a regime nor the moment of knowing, and nothing that says there is one."""
    public = {e["record"] for e in company.truth["duties"]["reports"] if e["public"]}
    hidden = {e["record"] for e in company.truth["duties"]["reports"] if not e["public"]}
    corpus = company.corpus.for_audience(Visibility.PUBLIC)
    told = {record.id for record in corpus.records if record.reporting is not None}
    assert told
    assert told <= public
    assert not told & hidden
