"""Regression cases are seen where somebody looks for them: at the record, the control, the team and the model."""

from __future__ import annotations

import re

import html5lib
import pytest

from ml_postmortems.authoring.review.regression_cases import case_lines
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.model.record import Record
from ml_postmortems.similarity.record_text import TextField, record_text
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.wording import control_state_text
from tests.helpers import RecordDict, changed, in_month, own_record
from tests.lint.rules.regression_case_cases import guarded
from tests.site import index_of, page_of, text_of

CASE = "tests/test_units.py"


def failing_record() -> RecordDict:
    """A later record whose case fails."""
    record = {**in_month(guarded(result="fail"), "05"), "id": "PM-2025-0009", "aliases": [], "title": "Once more"}
    return changed(record, "actions.1.control.id", "other-bounds")


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """A record with a case that passed and one with a case that failed."""
    return index_of(
        guarded("eval-set", version="7", hash="md5:0cc175b9c0f1b6a8", independent="false"), failing_record()
    )


def test_the_record_names_its_case(index: SiteIndex) -> None:
    """Case, suite, what it asserts, result, and what is known of the evaluation set."""
    words = text_of(page_of(index, "postmortems/PM-2025-0001/"))
    for expected in (CASE, "Feature job", "in milliseconds are refused", "Version: 7", "md5:0cc175b9c0f1b6a8"):
        assert expected in words
    assert "Made with signals of production" in words


def test_the_control_names_its_case(index: SiteIndex) -> None:
    """Its own case and no other one."""
    page = page_of(index, "controls/other-bounds/")
    (row,) = page.findall(".//table[@class='pm-numbers pm-action-table pm-case-table']/tbody/tr")
    assert "failing" in text_of(row)
    assert "PM-2025-0009" in text_of(row)


@pytest.mark.parametrize("url", ["teams/data-platform/", "models/ranking-model/", "artifacts/click-log/"])
def test_a_team_and_a_model_list_cases_with_the_failing_first(index: SiteIndex, url: str) -> None:
    """What presses most comes first and is marked."""
    rows = page_of(index, url).findall(".//table[@class='pm-numbers pm-action-table pm-case-table']/tbody/tr")
    assert ["failing" in text_of(row) for row in rows] == [True, False]
    assert "pm-overdue" in rows[0].find(".//td/span").get("class")


def test_a_page_without_cases_says_nothing_of_them() -> None:
    """No empty heading."""
    index = index_of(own_record())
    assert "Regression cases" not in text_of(page_of(index, "teams/data-platform/"))
    words = text_of(page_of(index, "postmortems/PM-2025-0001/"))
    assert "No regression case can exist: The producer's release cannot be replayed" in words


def test_the_words_of_a_case_are_found(index: SiteIndex) -> None:
    """Suite, case and what it asserts are words of the actions."""
    record = Record.model_validate(guarded())
    words = record_text(record, "", index.vocabulary)[TextField.ACTIONS]
    assert "Feature job tests/test_units.py" in words
    assert "Session lengths in milliseconds are refused." in words


def test_numbers_hold_the_case(index: SiteIndex) -> None:
    """Programs read each case with its state beside its action."""
    text = numbers_to_json(index.actions)
    assert '"state": "failing"' in text
    assert '"case": "tests/test_units.py"' in text


def test_the_review_has_a_line_for_each_immediate_cause(index: SiteIndex) -> None:
    """Its case, the reason why there is none, or that it has none."""

    def lines(record: RecordDict) -> str:
        return "\n".join(case_lines(Record.model_validate(record), index.as_of))

    bare = own_record(**{"causes.0.no_regression_case": None})
    assert "- A2 for C1, C2: `tests/test_units.py` of Feature job" in lines(guarded())
    assert "- C1: none can exist: The producer's release" in lines(own_record())
    assert "- C1: **none**" in lines(bare)
    assert lines(changed(bare, "severity", "SEV3")) == ""


@pytest.mark.parametrize(
    "url",
    ["controls/", "controls/other-bounds/", "postmortems/PM-2025-0009/", "teams/data-platform/", "programme/"],
)
def test_a_state_never_stands_without_the_case_that_fails(index: SiteIndex, url: str) -> None:
    """Wherever "verified" stands for a control, the page says beside it that the regression case fails."""
    pages = [*site_pages(index), *number_pages(index, index.as_of)]
    (page,) = (page for page in pages if page.url == url)
    words = text_of(html5lib.parse(page.content().html, namespaceHTMLElements=False))
    assert re.search(r"regression cases? (of 1 )?fails", words), words


@pytest.mark.parametrize("folder", ["causes", "playbook"])
def test_pages_of_causes_say_that_the_case_fails(index: SiteIndex, folder: str) -> None:
    """Both in the count of states and in the row of the control."""
    leaf = next(iter(index.controls["other-bounds"].causes))
    words = text_of(page_of(index, f"{folder}/{leaf}/"))
    assert "the regression case of 1 fails" in words
    assert "its regression case fails" in words


def test_the_ledger_says_which_case_fails(index: SiteIndex) -> None:
    """For JSON and the command line, which read it."""
    report = index.control_report
    assert (report.failing, index.controls["other-bounds"].failing_cases) == (1, (CASE,))
    assert control_state_text(index.controls["other-bounds"]) == "verified, but its regression case fails"
    assert f'"failing_case": "{CASE}"' in numbers_to_json(report)
