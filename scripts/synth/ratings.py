"""Second ratings of causes: who agreed and who took one leaf for another, decided before anything is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from ml_postmortems.model.ratings import Rating, statement_mark
from ml_postmortems.model.reasoning import Cause
from scripts.synth.dice import Dice
from scripts.synth.settings import Settings

_RATERS = ("reliability-1", "reliability-2", "platform-1")
_CONFUSED: Mapping[str, str] = {
    "process/rollout-gap": "process/test-or-eval-gap",
    "process/oversight-or-response-gap": "process/monitoring-gap",
    "technical/threshold-or-calibration": "technical/training-config",
}
"""What raters take some leaves for; of any other they take nothing for something else."""


def draw_ratings(causes: Sequence[tuple[str, date, Cause]], settings: Settings) -> list[Rating]:
    """Ratings of about half of some causes, each with the id of its record and the day on which that was published.

    A stream of its own for each statement. Half of the statements under a leaf that is confused are filed under the
    other one, and at least one is.
    """
    ratings = []
    has_confused: set[str] = set()
    for record, published, cause in causes:
        dice = Dice(settings.seed, "rating", record, cause.id)
        leaf = cause.category
        is_confused = leaf in _CONFUSED and (dice.chance(0.5) or leaf not in has_confused)
        if not is_confused and not dice.chance(0.5):
            continue
        if is_confused:
            has_confused.add(leaf)
        second = _CONFUSED[leaf] if is_confused else leaf
        day = max(published, settings.until - timedelta(days=dice.between(0, 300)))
        ratings.append(Rating(record, cause.id, statement_mark(cause), leaf, second, dice.choice(_RATERS), day))
    return sorted(ratings, key=lambda each: (each.day, each.record, each.cause))
