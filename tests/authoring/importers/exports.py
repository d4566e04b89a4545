"""One incident in the layout of each tool, in words of our own; the importers name the documented objects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PAGERDUTY: dict[str, Any] = {
    "incident": {
        "id": "Q1AB2CD3",
        "type": "incident",
        "incident_number": 1234,
        "title": "Ranking answers with empty pages",
        "html_url": "https://shop.pagerduty.com/incidents/Q1AB2CD3",
        "created_at": "2025-10-06T21:30:42Z",
        "resolved_at": "2025-10-07T00:38:23+02:00",
        "status": "resolved",
        "urgency": "high",
        "priority": {"summary": "P2"},
        "service": {"summary": "ranking-api"},
        "teams": [{"id": "PT1", "type": "team_reference", "summary": "Ranking"}],
        "assignments": [{"assignee": {"summary": "Jo Doe"}}],
    },
    "log_entries": [
        {"type": "resolve_log_entry", "created_at": "2025-10-06T22:38:23Z", "summary": "Resolved by Jo Doe"},
        {
            "type": "trigger_log_entry",
            "created_at": "2025-10-06T21:30:42Z",
            "agent": {"type": "service_reference", "summary": "ranking-api"},
            "channel": {"type": "api", "summary": "p99 above two seconds"},
        },
        {"type": "acknowledge_log_entry", "created_at": "2025-10-06T21:40:00Z", "summary": "Acknowledged by Jo Doe"},
        {"type": "annotate_log_entry", "created_at": "2025-10-06T22:00:00Z", "channel": {"content": "went back"}},
        {"type": "notify_log_entry", "created_at": "never"},
    ],
}
INCIDENT_IO: dict[str, Any] = {
    "incident": {
        "id": "01FDAG4SAP5TYPT98WGR2N7W91",
        "reference": "INC-123",
        "name": "Recommendations repeat themselves",
        "permalink": "https://app.incident.io/shop/incidents/123",
        "created_at": "2025-08-17T13:28:57.801578Z",
        "mode": "standard",
        "summary": "Readers saw the same ten items for an hour and a half.",
        "severity": {"name": "Major"},
        "creator": {"alert": {"id": "01A", "title": "Diversity below 0.2"}},
        "custom_field_entries": [
            {"custom_field": {"name": "Team"}, "values": [{"value_catalog_entry": {"name": "ranking"}}]},
            {"custom_field": {"name": "Region"}, "values": [{"value_option": {"value": "EU"}}]},
        ],
        "incident_timestamp_values": [
            {"incident_timestamp": {"name": "Fixed at"}, "value": {"value": "2025-08-17T15:00:00.123456789Z"}},
            {"incident_timestamp": {"name": "Impact started at"}, "value": {"value": "2025-08-17T12:00:00Z"}},
            {"incident_timestamp": {"name": "Reported at"}, "value": {"value": "2025-08-17T12:30:00Z"}},
            {"incident_timestamp": {"name": "Closed at"}},
        ],
    }
}
SLACK: list[dict[str, Any]] = [
    {"type": "message", "subtype": "channel_join", "ts": "1741683500.000100", "text": "<@U01> has joined the channel"},
    {"type": "message", "user": "U01", "ts": "1741683600.000200", "text": "<@U02> ranking &amp; search look odd"},
    {
        "type": "message",
        "user": "U02",
        "ts": "1741683700.000300",
        "thread_ts": "1741683600.000200",
        "text": "looking at it",
    },
    {
        "type": "message",
        "subtype": "bot_message",
        "ts": "1741683800.000400",
        "text": "",
        "attachments": [{"fallback": "p99 is 3 s, see <https://dash.example.com/p99|the dashboard>"}],
    },
    {"type": "message", "user": "U01", "ts": "1741684000.000500", "text": "rolled back, back to normal in <#C07|web>"},
]
GITHUB: dict[str, Any] = {
    "number": 77,
    "title": "Predictions are constant since noon",
    "html_url": "https://github.com/shop/serving/issues/77",
    "created_at": "2025-05-02T12:40:00Z",
    "closed_at": "2025-05-02T16:00:00Z",
    "state": "closed",
    "state_reason": "completed",
    "labels": [{"name": "incident"}, {"name": "severity/SEV3"}],
    "user": {"login": "jdoe"},
    "body": "All scores are 0.5.",
    "comments": [
        {
            "body": "The feature store answers with defaults.",
            "created_at": "2025-05-02T13:05:00Z",
            "user": {"login": "a"},
        }
    ],
}
JIRA: dict[str, Any] = {
    "id": "10002",
    "key": "OPS-42",
    "self": "https://shop.atlassian.net/rest/api/3/issue/10002",
    "fields": {
        "summary": "Fraud scores are late",
        "created": "2025-02-28T09:24:59.366-0600",
        "resolutiondate": "2025-02-28T12:00:00.000-0600",
        "priority": {"name": "Highest"},
        "status": {"name": "Done"},
        "comment": {
            "comments": [
                {
                    "created": "2025-02-28T10:00:00.000-0600",
                    "body": {
                        "type": "doc",
                        "content": [
                            {"type": "paragraph", "content": [{"type": "text", "text": "The queue"}]},
                            {"type": "paragraph", "content": [{"type": "text", "text": "is full."}]},
                        ],
                    },
                }
            ]
        },
    },
    "changelog": {
        "histories": [
            {
                "created": "2025-02-28T09:30:00.000-0600",
                "items": [
                    {"field": "status", "fromString": "Open", "toString": "In Progress"},
                    {"field": "assignee", "toString": "Jo Doe"},
                ],
            }
        ]
    },
}
OPSGENIE: dict[str, Any] = {
    "data": {
        "id": "70413a06-38d6-4c85-92b8-5ebc900d42e2",
        "tinyId": "1791",
        "message": "Search returns old prices",
        "description": "",
        "status": "closed",
        "priority": "P3",
        "ownerTeam": "no-such-team",
        "createdAt": "2025-06-01T08:10:00.866Z",
        "impactStartDate": "2025-06-01T08:00:00Z",
        "impactDetectDate": "2025-06-01T08:09:00Z",
        "impactEndDate": "2025-06-01T09:00:00Z",
        "links": {"web": "https://shop.app.opsgenie.com/incident/detail/70413a06", "api": "https://api.opsgenie.com/1"},
        "responders": [{"type": "user", "id": "x"}],
    },
    "entries": [
        {
            "eventTime": "2025-06-01T08:30:00Z",
            "type": "ResponderNote",
            "hidden": False,
            "title": {"type": "html", "content": "Note"},
            "description": {"type": "html", "content": "cache cleared"},
        },
        {"eventTime": "2025-06-01T08:31:00Z", "hidden": True, "title": {"content": "hidden"}},
    ],
    "requestId": "9ae63dd7",
}
GRAFANA: dict[str, Any] = {
    "incident": {
        "incidentID": "310",
        "title": "Embeddings are stale",
        "summary": "",
        "severityLabel": "Minor",
        "isDrill": False,
        "createdTime": "2025-07-01T10:00:00.5Z",
        "incidentStart": "2025-07-01T09:00:00Z",
        "incidentEnd": "2025-07-01T11:00:00Z",
        "closedTime": "0001-01-01T00:00:00Z",
        "overviewURL": "/a/grafana-irm-app/incidents/310/embeddings-are-stale",
        "labels": [{"label": "ml"}],
    },
    "activityItems": [
        {"activityKind": "userNote", "eventTime": "2025-07-01T10:20:00Z", "body": "the nightly job did not run"},
        {"activityKind": "severityChanged", "eventTime": "2025-07-01T10:21:00Z", "body": ""},
    ],
}
FIREHYDRANT: dict[str, Any] = {
    "id": "f8125cf4-b3a7-4f88-b5ab-57a60b9ed89b",
    "name": "Moderation lets everything pass",
    "number": 58,
    "created_at": "2025-09-09T07:05:00.000Z",
    "started_at": "2025-09-09T07:00:00.000Z",
    "summary": "For an hour no post was held back.",
    "severity": "SEV2",
    "priority": "P1",
    "incident_url": "https://app.firehydrant.io/incidents/58",
    "customers_impacted": 12,
    "team_assignments": [{"team": {"id": "1", "name": "Ranking"}}],
    "milestones": [{"type": "started", "occurred_at": "2025-09-09T07:00:00.000Z"}],
    "lifecycle_phases": [
        {
            "name": "Active",
            "milestones": [
                {"slug": "started", "occurred_at": "2025-09-09T07:00:00.000Z"},
                {"slug": "identified", "occurred_at": None},
                {"slug": "mitigated", "occurred_at": "2025-09-09T08:00:00.000Z"},
            ],
        }
    ],
}
ROOTLY: dict[str, Any] = {
    "data": {
        "id": "01c9a2c4",
        "type": "incidents",
        "attributes": {
            "sequential_id": 9,
            "title": "Chat answers in the wrong language",
            "slug": "chat-answers",
            "kind": "normal",
            "summary": "",
            "url": "https://rootly.com/account/incidents/9-chat-answers",
            "severity": {"data": {"attributes": {"name": "SEV1"}}},
            "groups": [{"data": {"attributes": {"name": "ranking"}}}],
            "created_at": "2025-11-03T10:02:00.000-08:00",
            "started_at": "2025-11-03T10:00:00.000-08:00",
            "detected_at": "2025-11-03T10:01:00.000-08:00",
            "acknowledged_at": None,
            "mitigated_at": "2025-11-03T10:30:00.000-08:00",
            "mitigation_message": "The prompt of the day before is served.",
            "resolved_at": "2025-11-03T11:00:00.000-08:00",
            "services": [],
        },
    }
}
EXPORTS: dict[str, Any] = {
    "FireHydrant": FIREHYDRANT,
    "GitHub": GITHUB,
    "Grafana": GRAFANA,
    "incident.io": INCIDENT_IO,
    "Jira": JIRA,
    "Opsgenie": OPSGENIE,
    "PagerDuty": PAGERDUTY,
    "Rootly": ROOTLY,
    "Slack": SLACK,
}


def written(folder: Path, content: object, name: str = "incident.json") -> Path:
    """A file with this content, as JSON unless it is text."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path
