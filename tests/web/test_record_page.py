"""A record page can be made of anything that the format allows, and says what the record says."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import html5lib
import pytest

from ml_postmortems.model.requirements import field_rules
from ml_postmortems.web.page import Content
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.urls import record_url
from tests.helpers import FROZEN_RECORDS, RecordDict, changed, external_record, own_record
from tests.lint.rules.agent_cases import AGENT
from tests.lint.rules.regression_case_cases import CASE
from tests.site import draft_record, index_of, text_of, tiny_records

REASON = "Nobody wrote it down."


def content_of(record: RecordDict) -> Content:
    """The page of one record."""
    [content] = [page.content() for page in site_pages(index_of(record)) if page.url == record_url(record["id"])]
    return content


def text_of_page(record: RecordDict) -> str:
    tree = html5lib.parse(content_of(record).html, treebuilder="lxml", namespaceHTMLElements=False)
    return text_of(tree.getroot().find("body"))


def places_of(value: Any, path: tuple[str, ...]) -> list[str]:
    """Where a field of the format stands in a record, in the first item of each list that has it."""
    if not path:
        return [""]
    if isinstance(value, list):
        inside = ((str(index), place) for index, item in enumerate(value) for place in places_of(item, path))
    elif isinstance(value, dict) and path[0] in value:
        inside = ((path[0], place) for place in places_of(value[path[0]], path[1:]))
    else:
        return []
    return [f"{part}.{place}".strip(".") for part, place in inside][:1]


FULL = own_record(
    status_reason="x",
    aliases=["PM-2023-0001"],
    further_triggers=[{"category": "data-change", "text": "A copy was late.", "evidence": ["E1"]}],
    reporting={
        "visibility": "public",
        "aware_since": "2025-03-11T04:30:00Z",
        "regimes": [
            {
                "regime": "supervisor",
                "must_report": "required",
                "why": "Many people saw it.",
                "team": "reliability",
                "due": "2025-03-14",
                "sent": "2025-03-13",
                "evidence": ["E1"],
            }
        ],
    },
    **{
        "impact.groups": ["Visitors by night"],
        "impact.users.0.first_reported": "90000",
        "impact.users.0.others_say": [{"value": "150000", "evidence": ["E3"]}],
        "impact.windows": [{"from": "2025-03-11T01:00:00Z", "to": "2025-03-11T02:00:00Z", "evidence": ["E2"]}],
        "causes.0.hidden_by": "Only weekly means are drawn.",
        "evidence.0.copy": "https://archive.example.com/4f1c",
        "actions.1.control.regression_case": CASE
        | {"result": {"unknown": REASON}, "version": "3", "hash": "md5:0cc175b9", "independent": "true"},
        "agent": AGENT
        | {
            "model": "ranking-model",
            "approvals": [{"what": "Empty the cache", "by_role": "Engineer on call", "date": "2025-03-11"}],
            "tools": [{"name": "Cache of results", "artifact": "feature-store", "rights": ["read"]}],
            "traces": [{"id": "run-1", "uri": "https://traces.example.com/run-1", "visibility": "public"}],
            "side_effects": [
                {"text": "The cache was emptied.", "undone": "partly", "note": "It filled.", "evidence": ["E2"]}
            ],
            "guardrails": [
                {
                    "name": "Limit of deletions",
                    "artifact": "feature-store",
                    "control": "session-length-bounds",
                    "outcome": "silent",
                    "evidence": ["E2"],
                }
            ],
        },
        "extent.0.due": "2025-06-30",
        "extent.0.actions": ["A1"],
        "extent.0.note": "It reads the same numbers.",
        "extent.0.evidence": ["E1"],
    },
)
MAYBE = [
    path
    for rule in field_rules()
    if rule.may_be_unknown and rule.path != ("reporting",)
    for path in places_of(FULL, rule.path)
]
"""Of duties to report as a whole, the public of these pages does not learn why they are not known."""
OPTIONAL = [
    path
    for rule in field_rules()
    if not rule.always_with_parent and rule.path[0] not in draft_record()
    for path in places_of(FULL, rule.path)
]


def value_at(record: RecordDict, path: str) -> Any:
    here: Any = record
    for part in path.split("."):
        here = here[int(part)] if isinstance(here, list) else here[part]
    return here


def test_the_fields_of_the_format_are_all_tried() -> None:
    """The full record of the tests fills in nearly every field, so that the cases below mean something."""
    filled = [rule for rule in field_rules() if places_of(FULL, rule.path)]
    assert len(filled) > 0.65 * len(field_rules())
    assert len(MAYBE) > 40
    assert len(OPTIONAL) > 60


@pytest.mark.parametrize("path", MAYBE)
def test_what_is_not_known_is_said_with_the_reason(path: str) -> None:
    """Every field that may be unknown can be, and a reader learns why; so can it be not applicable."""
    for word in ("unknown", "not_applicable"):
        record = changed(FULL, path, {word: REASON})
        assert REASON in text_of_page(record), f"{path} {word}"


@pytest.mark.parametrize("path", OPTIONAL)
def test_what_is_missing_leaves_no_hole(path: str) -> None:
    """A page can be made without any field that the record itself can do without."""
    text = text_of_page(changed(FULL, path, None))
    assert "None" not in text
    if isinstance(value_at(FULL, path), list):
        text_of_page(changed(FULL, path, []))


def test_a_draft_has_a_page() -> None:
    """The nine fields of a draft are enough."""
    text = text_of_page(draft_record())
    assert draft_record()["title"] in text
    assert draft_record()["symptom"] in text
    assert "None" not in text


def test_everything_a_record_says_is_on_its_page() -> None:
    """No text of the front matter is lost on the way, apart from ids of terms, which are shown by their names."""
    record = own_record(aliases=["PM-2023-0001"])
    text = text_of_page(record)
    html = str(content_of(record).html)
    unfolded = text.replace(" more ", " ")
    missing = [value for value in _prose(record) if value not in unfolded and value not in html]
    assert not missing, json.dumps(missing, indent=1)


def _prose(value: Any) -> Iterator[str]:
    match value:
        case str() if " " in value or value.startswith(("@", "http")):
            yield value
        case dict():
            for part in value.values():
                yield from _prose(part)
        case list():
            for part in value:
                yield from _prose(part)


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (
            "2025-03-10T22:00:00Z",
            "There since 10 Mar 2025, 22:00 UTC: 3 h until the harm began, 6 h 30 min until it was",
        ),
        ({"to": "2025-02-28"}, "by 28 Feb 2025, nobody knows how much earlier: at least 10 days until the harm"),
        ({"from": "2025-03-01", "to": "2025-03-02"}, "since some time between 1 Mar 2025 and 2 Mar 2025: about 9 days"),
        ({"from": "2025-03-01"}, "not before 1 Mar 2025: less than 10 days until the harm began"),
    ],
)
def test_a_cause_says_since_when_it_was_there_and_how_long(since: Any, said: str) -> None:
    """As exactly as the record does, with what hid it; the two times are computed."""
    text = text_of_page(changed(FULL, "causes.0.since", since))
    assert said in " ".join(text.split())
    assert "Hidden by: Only weekly means are drawn." in text


def test_sources_that_are_not_published_are_named_without_a_link() -> None:
    """A path in somebody's storage is worth reading; a link to it would be dead. A picture beside the record is not."""
    record = own_record(
        **{
            "evidence.0.uri": "logs/night.txt",
            "evidence.1.kind": "picture",
            "evidence.1.uri": "PM-2025-0001/clicks.png",
            "evidence.2.kind": "picture",
            "evidence.2.uri": "PM-2025-0002/other.png",
            "actions.1.control.runbook": "runbooks/sessions.md",
        }
    )
    html = str(content_of(record).html)
    assert 'href="clicks.png"' in html
    for path in ("logs/night.txt", "PM-2025-0002/other.png", "runbooks/sessions.md"):
        assert html.count(path) == 1
        assert f'{path}"' not in html


def test_a_correction_says_what_stood_there_until_when_and_why() -> None:
    """A reader of numbers sees that a value was changed on purpose."""
    correction = {"field": "severity", "was": "SEV1", "date": "2025-03-26", "reason": "Half of them were test users."}
    text = text_of_page(own_record(corrections=[correction]))
    assert "Severity was SEV1 until 26 Mar 2025: Half of them were test users." in text


def test_two_records_that_name_each_other_say_so_once() -> None:
    """A relation is shown on both pages; the reason of a dismissal with it."""
    earlier = external_record()
    later = own_record(
        recurrence={
            "of": [],
            "related": ["PM-2024-0001"],
            "dismissed": [{"id": "PM-2025-0002", "reason": "It was a drill."}],
            "broken_controls": [],
        }
    )
    pages = {page.url: page.content() for page in site_pages(index_of(earlier, later, draft_record()))}
    assert str(pages[record_url("PM-2024-0001")].html).count(later["title"]) == 1
    assert str(pages[record_url("PM-2025-0001")].html).count(earlier["title"]) == 1
    assert "It was a drill." in pages[record_url("PM-2025-0001")].html


def test_pages_are_made_without_mkdocs() -> None:
    """Everything but the adapter works where MkDocs cannot be imported, so that it can be replaced."""
    program = """
import sys
sys.modules["mkdocs"] = None
from datetime import date
from pathlib import Path
from ml_postmortems.model.terms import Visibility
from ml_postmortems.access.publication import publish
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.macros import Macros
site = SiteBuild(publish(Path(sys.argv[1]), Visibility.PUBLIC, date(2026, 1, 1)))
assert not site.blockers
pages = {page.url: page.content().html for page in site.pages()}
assert Macros(site.index, date(2025, 12, 1), lambda: "").record_list()
print(len(pages))
"""
    command = [sys.executable, "-c", program, str(FROZEN_RECORDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


def test_fragments_are_well_formed() -> None:
    """A strict parser of HTML has nothing to mend in any generated fragment: no page depends on a browser's guesses."""
    for page in site_pages(index_of(*tiny_records())):
        parser = html5lib.HTMLParser(strict=True)
        parser.parseFragment(str(page.content().html))


@pytest.mark.parametrize("record", [FULL, external_record()], ids=["own", "external"])
def test_the_contents_list_the_headings_of_the_page(record: RecordDict) -> None:
    """The table of contents names each heading of the second level, with its anchor, in the order of the page."""
    content = content_of(record)
    tree = html5lib.parse(content.html, treebuilder="lxml", namespaceHTMLElements=False)
    headings = [(text_of(heading), heading.get("id")) for heading in tree.getroot().iter("h2")]
    assert len(headings) > 5
    assert [(entry.title, entry.anchor) for entry in content.toc] == headings


def test_facts_that_compete_and_harm_that_came_back() -> None:
    """The page tells each value with its source, the sum and the span of harm, who was hit and each trigger."""
    record = own_record()
    record["timeline"][2]["marks"] = []
    record["times"] = {
        "detected": {
            "one_of": [
                {"at": "2025-03-11T04:30:00Z", "evidence": ["E2"]},
                {"at": "2025-03-11T04:45:00Z", "evidence": ["E3"]},
            ]
        }
    }
    record["further_triggers"] = [{"category": "data-change", "text": "The nightly copy was late.", "evidence": ["E1"]}]
    record["impact"]["groups"] = ["People who searched by night"]
    record["impact"]["users"][0]["first_reported"] = "90000"
    record["impact"]["users"][0]["others_say"] = [{"value": "150000", "evidence": ["E3"]}]
    record["impact"]["windows"] = [
        {"from": "2025-03-11T01:00:00Z", "to": "2025-03-11T02:00:00Z"},
        {"from": "2025-03-11T05:30:00Z", "to": "2025-03-11T06:00:00Z"},
    ]
    record["evidence"][0]["copy"] = "https://archive.example.com/4f1c"
    text = text_of_page(record)
    for said in (
        "3 h 30 min to 3 h 45 min",
        "1 h 30 min in 2 times of harm, spread over 5 h",
        "The nightly copy was late.",
        "People who searched by night",
        "first reported as 90,000 users",
        "other sources say 150,000 users",
        "captured copy",
    ):
        assert said in text, said


def test_an_incident_that_goes_on_says_so() -> None:
    """What had not come yet says until when that is known, and harm that goes on lasts at least so long."""
    record = own_record()
    record["timeline"] = record["timeline"][:4]
    record["times"] = {"mitigated": {"not_yet": "2025-03-20"}, "resolved": {"not_yet": "2025-03-20"}}
    record["impact"]["windows"] = [
        {"from": "2025-03-11T01:00:00Z", "to": "2025-03-11T02:00:00Z"},
        {"from": "2025-03-11T05:30:00Z"},
    ]
    text = text_of_page(record)
    assert "not yet on 20 Mar 2025" in text
    assert "Time to fixat least 8 d 19 h" in text
    assert "at least 1 h in 2 times of harm" in text


def test_the_page_tells_what_is_derived() -> None:
    """Fields that the file leaves out are named with where their values come from; of version 1 there are none."""
    text = text_of_page(own_record(schema_version="2", kind=None, primary_cause=None))
    assert "derives (2 fields)" in text
    assert "Primary cause: from the only cause with role: immediate" in text
    assert "derives" not in text_of_page(own_record())
