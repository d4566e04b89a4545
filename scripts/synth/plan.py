"""Draws the incidents of a corpus, and plants what an analysis should find among them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from ml_postmortems.model.terms import Visibility
from scripts.synth.company import Area, Company
from scripts.synth.dice import Dice
from scripts.synth.incident import Incident, Pair, Pattern, Plan, Purpose, Retraction
from scripts.synth.phrases import leaves
from scripts.synth.settings import Settings

_KINDS = ("incident", "near-miss", "hazard", "drill"), (0.8, 0.1, 0.06, 0.04)
_SEVERITIES = ("SEV1", "SEV2", "SEV3", "SEV4", "SEV5"), (0.1, 0.3, 0.3, 0.25, 0.05)
"""What is drawn; `severity.py` moves it to where its criteria are met."""
_VISIBILITIES = ("public", "internal", "restricted"), (0.95, 0.04, 0.01)
_OUTCOMES = ("missed", "absent", "bypassed", "too-late")
_PATTERN_LENGTHS = (2, 3, 4), (0.5, 0.3, 0.2)
_ANSWERS = ("failed-control", "declared", "silent", "dismissed")
_ANSWER_WEIGHTS = (0.25, 0.3, 0.3, 0.15)
_STEEPNESS = 4
"""Half of a rising leaf's incidents lie in the last 16 per cent of the period (the power law process of Crow 1974)."""
_LONGEST_GAP, _SHORTEST_GAP = 240, 45
"""Days between two incidents of a pattern; the longest stays under the year of a recurrence, counted from the end."""
_WORD_SHARES = (0.05, 0.5)
"""Of the records before the last year, and of those in it, that have the planted word."""
_RELATED_SHARE = 0.1
_LONG_BEFORE = timedelta(days=40)
"""What an author can have read about: the record of the earlier incident is published by then."""


def draw_plan(settings: Settings, company: Company) -> Plan:
    """All incidents of a corpus in order of time, with their ids."""
    planner = _Planner(settings, company)
    if settings.is_null:
        plan = Plan(planner.background(settings.records), flat=sorted(planner.leaves))
    else:
        plan = planner.plant(settings.records)
    _number(plan.incidents)
    return plan


def _number(incidents: Sequence[Incident]) -> None:
    counts: Counter[int] = Counter()
    for number, incident in enumerate(incidents):
        year = incident.started.year
        counts[year] += 1
        incident.number, incident.id = number, f"PM-{year}-{counts[year]:04d}"


class _Planner:
    """Draws incidents one after the other from one stream."""

    def __init__(self, settings: Settings, company: Company) -> None:
        self._settings = settings
        self._dice = Dice(settings.seed, "plan")
        self._areas = company.areas
        self._lasting = [area for area in company.areas if area.runs_on(settings.first) and not area.until]
        self._first = datetime(settings.first.year, settings.first.month, settings.first.day, tzinfo=UTC)
        self._minutes = (settings.until - settings.first).days * 24 * 60
        usable = [leaf for leaf in leaves() if self._places(leaf, self._lasting)]
        self.leaves = self._dice.sample(usable, len(usable))
        """What can break here all the time, the commonest first."""

    def background(self, count: int, among: Sequence[str] = ()) -> list[Incident]:
        """Incidents spread evenly over the period, in order of time."""
        found = [
            self._incident(self._moment(), self._leaf(among or self.leaves), Purpose.BACKGROUND) for _ in range(count)
        ]
        for incident in found:
            incident.kind = self._dice.weighted(*_KINDS)
            incident.visibility = self._dice.weighted(*_VISIBILITIES)
        return sorted(found, key=lambda incident: incident.started)

    def plant(self, count: int) -> Plan:
        """A company with a history: patterns, pairs, trends, answers of authors, records taken back."""
        steady = [leaf for leaf in self.leaves if len(self._places(leaf, self._lasting)) >= 3]
        rising = steady[len(steady) // 2]
        falling = next(leaf for leaf in steady if leaf.split("/")[0] != rising.split("/")[0])
        others = [leaf for leaf in self.leaves if leaf not in (rising, falling)]
        trend = count * 15 // 100 if count >= 40 else 0
        planted = self._trend(rising, Purpose.RISING, trend, lambda share: share ** (1 / _STEEPNESS))
        planted += self._trend(falling, Purpose.FALLING, trend, lambda share: 1 - share ** (1 / _STEEPNESS))
        patterns = self._patterns(count // 16, [leaf for leaf in others if leaf in steady])
        planted += [incident for pattern in patterns for incident in pattern.incidents]
        pairs = [
            Pair(earlier, later, "cause-and-artifact")
            for pattern in patterns
            for earlier, later in zip(pattern.incidents, pattern.incidents[1:], strict=False)
        ]
        self._answer(pairs)
        team_pairs = self._team_pairs(count // 40, others)
        planted += [incident for pair in team_pairs for incident in (pair.earlier, pair.later)]
        duplicates = count // 80
        background = self.background(count - len(planted) - duplicates, others)
        incidents = sorted(
            [*planted, *background, *self._duplicates(background, duplicates)], key=lambda incident: incident.started
        )
        self._take_back(incidents, count // 40)
        self._refer(incidents, count // 40)
        _hide_what_names_secrets(incidents)
        _plant_word(self._settings, incidents)
        told = {incident.leaf for incident in planted}
        return Plan(
            incidents=incidents,
            patterns=patterns,
            pairs=sorted([*pairs, *team_pairs], key=lambda pair: (pair.later.started, pair.earlier.started)),
            rising=rising if trend else None,
            falling=falling if trend else None,
            flat=sorted(set(others) - told),
        )

    def _moment(self, share: float | None = None) -> datetime:
        return self._first + timedelta(minutes=int((self._dice.share() if share is None else share) * self._minutes))

    def _leaf(self, among: Sequence[str]) -> str:
        return self._dice.weighted(among, [1 / (rank + 5) for rank in range(len(among))])

    def _places(self, leaf: str, areas: Sequence[Area]) -> list[tuple[Area, str]]:
        return [(area, kind) for area in areas for kind in leaves()[leaf].at if kind in area.artifacts]

    def _incident(
        self, started: datetime, leaf: str, purpose: Purpose, place: tuple[Area, str] | None = None
    ) -> Incident:
        if place is None:
            running = [area for area in self._areas if area.runs_on(started.date())]
            place = self._dice.choice(self._places(leaf, running))
        incident = Incident(started, leaf, *place, purpose)
        incident.severity = self._dice.weighted(*_SEVERITIES)
        return incident

    def _trend(self, leaf: str, purpose: Purpose, count: int, bend: Callable[[float], float]) -> list[Incident]:
        """One incident in each of `count` equal strata of the bent time, so that small corpora have the trend too."""
        shares = [bend((stratum + self._dice.share()) / count) for stratum in range(count)]
        return [self._incident(self._moment(min(share, 1 - 1e-9)), leaf, purpose) for share in shares]

    def _patterns(self, count: int, among: Sequence[str]) -> list[Pattern]:
        """Causes that come back at an artifact that is in service all the time; no two at the same."""
        dice = self._dice
        taken: set[tuple[str, str]] = set()
        patterns = []
        for _ in range(count):
            leaf = dice.choice(among)
            places = [
                place
                for place in self._places(leaf, self._lasting)
                if (leaf, place[0].artifacts[place[1]]) not in taken
            ]
            if not places:
                continue
            place = dice.choice(places)
            artifact = place[0].artifacts[place[1]]
            taken.add((leaf, artifact))
            moments = self._row(dice.weighted(*_PATTERN_LENGTHS))
            found = [self._incident(moment, leaf, Purpose.PATTERN, place) for moment in moments]
            patterns.append(Pattern(leaf, artifact, found))
        return patterns

    def _row(self, length: int) -> list[datetime]:
        """Moments in order with weeks or months between them, somewhere in the period."""
        longest = min(_LONGEST_GAP, self._minutes // (24 * 60 * length))
        gaps = [self._dice.between(min(_SHORTEST_GAP, longest), longest) * 24 * 60 for _ in range(length - 1)]
        moment = self._first + timedelta(minutes=int(self._dice.share() * (self._minutes - sum(gaps))))
        row = [moment]
        for gap in gaps:
            row.append(row[-1] + timedelta(minutes=gap))
        return row

    def _answer(self, pairs: Sequence[Pair]) -> None:
        """What the authors said of each pair: the first four show each answer once."""
        for index, pair in enumerate(pairs):
            drawn = self._dice.weighted(_ANSWERS, _ANSWER_WEIGHTS)
            match _ANSWERS[index] if index < len(_ANSWERS) else drawn:
                case "failed-control":
                    pair.later.of.append(pair.earlier)
                    pair.earlier.is_verified_soon = True
                    pair.later.failed_control_of = pair.earlier
                    pair.later.control_outcome = self._dice.choice(_OUTCOMES)
                case "declared":
                    pair.later.of.append(pair.earlier)
                case "dismissed":
                    pair.later.dismissed.append(pair.earlier)

    def _team_pairs(self, count: int, among: Sequence[str]) -> list[Pair]:
        """The same primary cause twice in one team, at domains that share no artifact."""
        by_team: dict[str, list[Area]] = {}
        for area in self._lasting:
            by_team.setdefault(area.team, []).append(area)
        choices = [
            (leaf, places)
            for leaf in among
            for areas in by_team.values()
            for places in [self._places(leaf, areas)]
            if len({area.key for area, _ in places}) >= 2
        ]
        pairs = []
        for leaf, places in self._dice.sample(choices, count):
            first = self._dice.choice(places)
            second = self._dice.choice([place for place in places if place[0] is not first[0]])
            earlier, later = (
                self._incident(moment, leaf, Purpose.TEAM_PAIR, place)
                for moment, place in zip(self._row(2), (first, second), strict=True)
            )
            pairs.append(Pair(earlier, later, "cause-and-team"))
        return pairs

    def _duplicates(self, background: Sequence[Incident], count: int) -> list[Incident]:
        """Second records of an incident, which the first one replaced."""
        found = []
        for original in self._dice.sample(background, count):
            place = original.area, original.focus
            duplicate = self._incident(original.started, original.leaf, Purpose.DUPLICATE, place)
            duplicate.kind, duplicate.severity = original.kind, original.severity
            duplicate.retraction, duplicate.superseded_by = Retraction.SUPERSEDED, original
            found.append(duplicate)
        return found

    def _take_back(self, incidents: Sequence[Incident], count: int) -> None:
        replacing = {incident.superseded_by for incident in incidents}
        old = [each for each in incidents[: len(incidents) * 9 // 10] if each.purpose is Purpose.BACKGROUND]
        for incident in self._dice.sample([each for each in old if each not in replacing], count):
            incident.retraction = Retraction.WITHDRAWN

    def _refer(self, incidents: Sequence[Incident], declared_only: int) -> None:
        """Let authors name earlier records: the same cause elsewhere, or a recurrence that no signature shows."""
        counted = [incident for incident in incidents if incident.purpose is not Purpose.DUPLICATE]
        counted = [incident for incident in counted if incident.retraction is Retraction.NONE]
        by_leaf: dict[str, list[Incident]] = {}
        by_area: dict[str, list[Incident]] = {}
        for incident in counted:
            if incident.purpose is Purpose.BACKGROUND:
                alike = [
                    other
                    for other in by_leaf.get(incident.leaf, ())[-9:]
                    if other.area.team != incident.area.team and incident.started - other.started > _LONG_BEFORE
                ]
                if alike and self._dice.chance(_RELATED_SHARE):
                    incident.related.append(alike[-1])
                near = [
                    other
                    for other in by_area.get(incident.area.key, ())[-9:]
                    if other.leaf != incident.leaf and incident.started - other.started > _LONG_BEFORE
                ]
                if near and declared_only and incident.kind == "incident" and self._dice.chance(0.3):
                    incident.of.append(near[-1])
                    declared_only -= 1
            by_leaf.setdefault(incident.leaf, []).append(incident)
            by_area.setdefault(incident.area.key, []).append(incident)


def _plant_word(settings: Settings, incidents: Sequence[Incident]) -> None:
    """Let more records of the last year have the planted word than of the time before."""
    dice = Dice(settings.seed, "word")
    for incident in incidents:
        is_recent = incident.started.date() > settings.until - timedelta(days=365)
        incident.has_rising_word = dice.chance(_WORD_SHARES[is_recent])


def _hide_what_names_secrets(incidents: Sequence[Incident]) -> None:
    """Make each record as secret as the records that it names; in order of time, so that chains are followed."""
    order = [level.value for level in Visibility]
    for incident in incidents:
        named = [*incident.of, *incident.related, *incident.dismissed]
        named += [incident.superseded_by] if incident.superseded_by else []
        incident.visibility = max((each.visibility for each in (incident, *named)), key=order.index)
