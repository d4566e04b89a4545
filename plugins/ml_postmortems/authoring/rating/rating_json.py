"""Statements to be rated, what was kept of them, and what is due, as plain values for JSON."""

from __future__ import annotations

from typing import Any

from ml_postmortems.analytics.audits import AuditSample
from ml_postmortems.authoring.rating.statements import Statement
from ml_postmortems.model.ratings import Rating


def statement_to_dict(statement: Statement) -> dict[str, Any]:
    """A statement without its leaf; `statement` is the mark to send back with the answer."""
    return {
        "record": statement.record,
        "cause": statement.cause,
        "statement": statement.mark,
        "visibility": statement.visibility.value,
        "title": statement.title,
        "summary": statement.summary,
        "text": statement.text,
        "evidence": [{"id": each.id, "kind": each.kind.value, "title": each.title} for each in statement.evidence],
    }


def rating_to_dict(rating: Rating) -> dict[str, Any]:
    """One kept answer with the first one."""
    return {
        "record": rating.record,
        "cause": rating.cause,
        "first": rating.first,
        "second": rating.second,
        "rater": rating.rater,
        "date": rating.day.isoformat(),
        "same": rating.first == rating.second,
    }


def audit_to_dict(sample: AuditSample) -> dict[str, Any]:
    """What is due in a quarter."""
    return {
        "version": 1,
        "quarter": sample.quarter,
        "until": sample.until.isoformat(),
        "closed": sample.closed,
        "audits": [
            {"record": each.record, "causes": list(each.causes), "open": list(each.open)} for each in sample.audits
        ],
    }
