"""The answer to a query as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ml_postmortems.export.json_text import json_text
from ml_postmortems.model.impact import Quantity
from ml_postmortems.model.not_known import known
from ml_postmortems.model.record import Record
from ml_postmortems.model.risk_steps import movement_of
from ml_postmortems.search.found import Found, Hit
from ml_postmortems.search.query import query_text
from ml_postmortems.search.questions import AnswerPage


def search_to_json(found: Found, answers: Sequence[AnswerPage], limit: int, left_out: int, unreadable: int) -> str:
    """The hits, at most `limit`, the counts by facet over all of them, and what was understood differently.

    `answers` are the pages that answer the query as a plain question. `left_out` counts the records that the audience
    may not see, `unreadable` those that cannot be read.
    """
    document = {
        "version": 1,
        "total": len(found.order),
        "left_out": left_out,
        "unreadable": unreadable,
        "is_any": found.ranking.is_partial,
        "begun": found.prefix or None,
        "missing": [query_text(part) for part in found.ranking.missing],
        "suggestion": found.suggestion or None,
        "answers": [answer_page_data(page) for page in answers],
        "near": [hit.document.record.id for hit in found.near()],
        "hits": [_hit_to_dict(hit) for hit in found.hits(limit)],
        "facets": {
            facet.key: [{"term": each.term.key, "name": each.term.name, "count": each.count} for each in terms]
            for facet, terms in found.facets
        },
    }
    return json_text(document)


def answer_page_data(page: AnswerPage) -> dict[str, str | None]:
    """Where a plain question is answered: the title and address of a page, and the command that tells the same."""
    return {"title": page.title, "url": page.url, "command": page.command or None}


def _hit_to_dict(hit: Hit) -> dict[str, Any]:
    record = hit.document.record
    return {
        "id": record.id,
        "path": hit.document.path.as_posix(),
        "title": record.title,
        "date": hit.document.day,
        "severity": record.severity.value,
        "team": record.teams.owner,
        "status": record.status.value,
        "kind": record.kind.value,
        "visibility": record.visibility.value,
        "failure_numbers": _numbers(record),
        "risk_movement": movement_of(record),
        "score": round(hit.score, 6),
        "field": hit.field.value if hit.field else None,
        "lacks": list(hit.lacks),
        "snippet": [{"text": piece.text, "match": piece.is_match} for piece in hit.snippet],
    }


def _numbers(record: Record) -> dict[str, Any] | None:
    """Expected, observed and after the fix in one unit; of a range `from` and `to`."""
    failure = known(record.failure)
    numbers = failure.numbers if failure else None
    if not numbers:
        return None
    found: dict[str, Any] = {
        name.lower().replace(" the ", "_").replace(" ", "_"): _amount(value) for name, value in numbers.values
    }
    return {"unit": numbers.unit, "after": numbers.after.value, **found}


def _amount(value: Decimal | Quantity) -> Any:
    if isinstance(value, Quantity):
        ends = {"from": value.at_least, "to": value.at_most}
        return {name: float(end) for name, end in ends.items() if end is not None}
    return float(value)
