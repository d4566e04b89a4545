"""Cases of the rules about agents and language models (PM545 to PM549)."""

from __future__ import annotations

from typing import Any

from tests.helpers import CATALOG, RecordDict, changed, own_record, record_text
from tests.lint.rules.cases import OWN, Case

AGENT: dict[str, Any] = {
    "artifact": "search-service",
    "snapshot": "2025-02",
    "autonomy": "alone",
    "tools": [{"name": "Cache of results", "rights": ["read", "delete"]}],
    "traces": [{"id": "run-1", "visibility": "public"}],
    "side_effects": [{"text": "The cache was emptied.", "undone": "not-undone", "note": "It filled again."}],
    "guardrails": [{"name": "Limit of deletions", "outcome": "silent"}],
}


def with_agent(record: RecordDict | None = None, **changes: Any) -> RecordDict:
    """A record, by default our own SEV1, that describes an agent; None deletes a part of the block."""
    block = {key: value for key, value in (AGENT | changes).items() if value is not None}
    return changed(record or own_record(), "agent", block)


def _case(code: str, subject: str, place: str, bad: RecordDict, mended: RecordDict, **more: Any) -> Case:
    return Case(code, subject, place, {OWN: record_text(bad)} | more, {OWN: record_text(mended)})


AGENT_CATALOG = CATALOG.replace("  search-service:\n    kind: service", "  search-service:\n    kind: agent")
assert AGENT_CATALOG != CATALOG
_GUARDED = {"name": "Limit of deletions", "outcome": "silent", "control": "session-length-bound"}
_LEFT = [{"text": "The cache was emptied.", "undone": "partly"}]
_WITH_CATALOG = {OWN: record_text(own_record()), "catalog.yml": AGENT_CATALOG}
AGENT_CASES = (
    Case("PM545", "agent", "", _WITH_CATALOG, {OWN: record_text(with_agent()), "catalog.yml": AGENT_CATALOG}),
    Case(
        "PM545",
        "agent",
        "",
        {OWN: record_text(own_record()), "catalog.yml": AGENT_CATALOG},
        {OWN: record_text(own_record(agent={"unknown": "Nobody kept a trace."})), "catalog.yml": AGENT_CATALOG},
    ),
    _case(
        "PM546",
        "agent.artifact",
        'artifact: "feature-store"\n  snapshot',
        with_agent(artifact="feature-store"),
        with_agent(),
    ),
    _case(
        "PM547",
        "agent.guardrails[0].control",
        'control: "session-length-bound"',
        with_agent(guardrails=[_GUARDED]),
        with_agent(guardrails=[_GUARDED | {"control": "session-length-bounds"}]),
    ),
    _case(
        "PM548",
        "agent.side_effects[0].note",
        '- text: "The cache was emptied."',
        with_agent(own_record(status="closed"), side_effects=_LEFT),
        with_agent(own_record(status="closed"), side_effects=[_LEFT[0] | {"note": "It filled again."}]),
    ),
    _case(
        "PM549",
        "agent.approvals",
        "agent:",
        with_agent(autonomy="with-approval"),
        with_agent(autonomy="with-approval", approvals=[]),
    ),
)
