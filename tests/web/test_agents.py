"""What a record says of an agent is seen on its page, at the artifacts it names, in the review and in the search."""

from __future__ import annotations

import pytest

from ml_postmortems.authoring.review.agents import agent_lines
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.audience import record_for_audience
from ml_postmortems.similarity.record_text import TextField, record_text
from tests.helpers import RecordDict, external_record, own_record
from tests.lint.rules.agent_cases import with_agent
from tests.site import index_of, page_of, text_of

RECORD = "postmortems/PM-2025-0001/"


def full_agent() -> RecordDict:
    """A record whose agent says something in every part."""
    return with_agent(
        model="ranking-model",
        autonomy="with-approval",
        approvals=[{"what": "Empty the cache", "by_role": "Engineer on call", "date": "2025-03-11"}],
        tools=[{"name": "Cache of results", "artifact": "feature-store", "rights": ["delete", "spend"]}],
        traces=[
            {"id": "run-open", "uri": "https://traces.example.com/open", "visibility": "public"},
            {"id": "run-closed", "uri": "https://traces.example.com/closed", "visibility": "restricted"},
        ],
        guardrails=[{"name": "Limit of deletions", "control": "session-length-bounds", "outcome": "bypassed"}],
    )


def test_the_record_tells_all_of_the_agent() -> None:
    """Model, snapshot, autonomy, approvals, tools with rights, effects with what became of them, and guardrails."""
    page = page_of(index_of(full_agent(), audience=Visibility.RESTRICTED), RECORD)
    words = text_of(page)
    for expected in (
        "2025-02", "with approval", "Empty the cache, by the Engineer on call", "Cache of results", "delete spend",
        "The cache was emptied.", "not undone", "It filled again.", "Limit of deletions, control session length bounds",
        "bypassed", "run-open", "run-closed",
    ):  # fmt: skip
        assert expected in words, expected
    links = {link.get("href") for link in page.findall(".//a")}
    assert {"https://traces.example.com/open", "../../controls/session-length-bounds/"} <= links


def test_what_is_empty_or_unknown_is_said() -> None:
    """An empty list says that there was none, and is told apart from what nobody knows."""
    record = with_agent(tools=[], side_effects={"unknown": "No trace was kept."}, guardrails=[], approvals=[])
    words = text_of(page_of(index_of(record), RECORD))
    for expected in ("It had none.", "No trace was kept.", "There was none.", "Nobody was asked."):
        assert expected in words


@pytest.mark.parametrize(
    ("audience", "seen"),
    [(Visibility.PUBLIC, {"run-open"}), (Visibility.RESTRICTED, {"run-open", "run-closed"})],
)
def test_traces_are_left_out_by_audience(audience: Visibility, seen: set[str]) -> None:
    """A trace is seen by whom its own visibility lets see it, and nobody else gets its id or its address."""
    record = record_for_audience(Record.model_validate(full_agent()), audience, {"PM-2025-0001"})
    told = repr(record)
    assert {name for name in ("run-open", "run-closed") if name in told} == seen


@pytest.mark.parametrize("url", ["artifacts/search-service/", "models/ranking-model/"])
def test_an_agent_and_its_model_list_what_it_might_and_did(url: str) -> None:
    """Autonomy, rights, effects and guardrails of each incident, at the agent and at the model that it ran on."""
    index = index_of(full_agent(), external_record())
    (row,) = page_of(index, url).findall(".//table[@class='pm-numbers pm-agent-table']/tbody/tr")
    words = text_of(row)
    for expected in ("with approval", "delete, spend", "1 not undone", "1 bypassed"):
        assert expected in words


def test_a_record_without_agent_says_nothing_of_it() -> None:
    """No empty heading on the record, on its artifacts or in the review."""
    index = index_of(own_record())
    for url in (RECORD, "artifacts/search-service/"):
        assert not page_of(index, url).findall(".//h2[@id='agent']")
        assert "incidents of agents" not in text_of(page_of(index, url))
    assert list(agent_lines(Record.model_validate(own_record()))) == []


def test_the_review_tells_rights_and_what_was_left_behind() -> None:
    """Autonomy and tools in a line; effects that were not undone and guardrails that did not hold, in one each."""
    lines = "\n".join(agent_lines(Record.model_validate(with_agent())))
    for expected in ("autonomy **alone**", "Cache of results (read, delete)", "**not undone**", "**silent**"):
        assert expected in lines


def test_the_words_of_an_agent_are_found() -> None:
    """Tools, snapshot, effects and guardrails are searched like the rest of the account."""
    index = index_of(full_agent())
    words = record_text(Record.model_validate(full_agent()), "", index.vocabulary)[TextField.BODY]
    for expected in ("Cache of results", "2025-02", "The cache was emptied.", "Limit of deletions"):
        assert expected in words
