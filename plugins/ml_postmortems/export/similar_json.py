"""Similar records as JSON."""

from __future__ import annotations

from ml_postmortems.export.json_text import json_text
from ml_postmortems.similarity.similar import Similar


def similar_to_json(found: tuple[Similar, ...], left_out: int, unreadable: int) -> str:
    """The records, the most alike first, with what they share; scores compare within one answer only.

    `left_out` counts the records that the audience may not see, `unreadable` those that cannot be read.
    """
    rows = [
        {
            "id": each.record.id,
            "title": each.record.title,
            "visibility": each.record.visibility.value,
            "score": round(each.score, 6),
            "ties": [{"kind": key.tie.value, "term": key.term} for key in each.ties],
            "words": list(each.words),
        }
        for each in found
    ]
    return json_text({"version": 1, "left_out": left_out, "unreadable": unreadable, "similar": rows})
