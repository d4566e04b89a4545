"""How long each cause of a record was there, in words for its page."""

from __future__ import annotations

from ml_postmortems.analytics.latency import cause_latencies
from ml_postmortems.analytics.times import Ongoing, Taken
from ml_postmortems.model.instant import Duration
from ml_postmortems.model.record import Record
from ml_postmortems.wording import at_least_text, duration_text


def latency_texts(record: Record) -> dict[str, str]:
    """By the id of the cause; a cause of which neither time can be told has none."""
    found: dict[str, str] = {}
    for each in cause_latencies(record):
        parts = ((each.to_harm, "until the harm began"), (each.to_detection, "until it was detected"))
        said = [f"{text} {until}" for taken, until in parts if (text := _text(taken))]
        if said:
            found[each.cause.id] = ", ".join(said)
    return found


def _text(taken: Taken) -> str | None:
    match taken:
        case Ongoing():
            return f"at least {at_least_text(Duration(taken.at_least, taken.at_least))}"
        case Duration() if not taken.is_negative:
            return duration_text(taken)
        case _:
            return None
