"""Since when the primary causes of severe incidents were there, and what hid them: drawn from a stream of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scripts.synth.dice import Dice
from scripts.synth.incident import Incident
from scripts.synth.settings import Settings
from scripts.synth.values import Value

MEDIAN_DAYS = {"process": 300, "data-quality": 40, "technical": 8}
"""How many days a cause of a family lies unseen, in the middle: gaps in the process lie longest."""
_HIDDEN_BY = (
    "The dashboard shows weekly averages, and they hardly moved.",
    "The test runs on a sample in which the case does not occur.",
    "An older fault had the same effect, so the numbers looked usual.",
    "Nobody reads that log unless something is broken already.",
    "Only the largest market is watched, and it came late.",
)


@dataclass(frozen=True, slots=True)
class CauseAge:
    """What is planted about one primary cause."""

    first: date | None
    last: date | None
    """Both the same where the day is known, and both None where nobody knows."""
    hidden_by: str | None

    def fields(self) -> dict[str, Value]:
        """The fields of the cause."""
        since: Value = {"unknown": "The history of the change does not go back that far."}
        if self.last:
            since = self.last.isoformat() if self.first == self.last else {"to": self.last.isoformat()}
        return {"since": since, "hidden_by": self.hidden_by}


def cause_age(incident: Incident, settings: Settings) -> CauseAge | None:
    """The age of the primary cause; None where the record says nothing of it."""
    if incident.kind != "incident" or not incident.tier.is_severe:
        return None
    dice = Dice(settings.seed, "cause-age", incident.number)
    family = incident.leaf.split("/", maxsplit=1)[0]
    days = 2 + int(dice.lognormal(MEDIAN_DAYS[family], 0.8))
    how = dice.weighted(("known", "by", "unknown"), (7, 2, 1))
    hidden_by = dice.choice(_HIDDEN_BY) if dice.chance(0.6) else None
    if how == "unknown":
        return CauseAge(None, None, hidden_by)
    day = incident.started.date() - timedelta(days=days)
    return CauseAge(day if how == "known" else None, day, hidden_by)


def with_cause_age(fields: Mapping[str, Value], incident: Incident, settings: Settings) -> dict[str, Value]:
    """The argument of a record, its primary cause with its age."""
    age = cause_age(incident, settings)
    causes = fields["causes"]
    if not age or not isinstance(causes, Sequence):
        return dict(fields)
    aged: list[Value] = []
    for cause in causes:
        is_primary = isinstance(cause, Mapping) and cause.get("id") == fields["primary_cause"]
        aged.append({**cause, **age.fields()} if is_primary and isinstance(cause, Mapping) else cause)
    return {**fields, "causes": aged}
