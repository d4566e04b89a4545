"""A company that does not exist: its teams, its people, and what they run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from scripts.synth.dice import Dice
from scripts.synth.phrases import Domain, domains, sentences
from scripts.synth.values import Value

DATA_TEAM, RELIABILITY_TEAM = "data-platform", "reliability"
SHARED_SERVICE = "feature-store"
_TEAM_NAMES = (
    "discovery", "payments", "trust", "supply", "language", "assistants", "growth", "pricing", "logistics", "claims",
    "catalogue", "mobility", "markets", "operations", "onboarding", "media", "partners", "energy", "insights", "mail",
)  # fmt: skip
_PEOPLE = 6
_DISCIPLINES = ("ml", "data", "platform", "product", "ml", "risk")
_SUFFIX = {
    "dataset": "log",
    "label-set": "label set",
    "feature": "feature table",
    "model": "model",
    "service": "service",
    "eval-set": "evaluation set",
    "config": "configuration",
    "pipeline": "pipeline",
    "prompt": "prompt",
    "vendor-model": "vendor model",
}
_USUAL = ("dataset", "label-set", "feature", "model", "service")
_GENERATIVE = ("dataset", "prompt", "vendor-model", "eval-set", "service")
_EXTRAS = ("eval-set", "config", "pipeline")
_UPSTREAM: Mapping[str, Sequence[str]] = {
    "label-set": ("dataset",),
    "feature": ("pipeline", "dataset"),
    "pipeline": ("dataset",),
    "model": ("feature", "label-set"),
    "eval-set": ("label-set", "dataset"),
    "service": ("model", "vendor-model", "prompt", "config"),
    "vendor-model": ("dataset",),
}
_NEXT: Mapping[str, Sequence[str]] = {
    "dataset": ("pipeline", "feature", "vendor-model"),
    "pipeline": ("feature",),
    "label-set": ("model",),
    "feature": ("model",),
    "eval-set": ("model", "vendor-model"),
    "model": ("service",),
    "prompt": ("service",),
    "vendor-model": ("service",),
    "config": ("service",),
}
"""Where the failure of a kind goes next; the first that the domain has."""


def upstream_kinds(kind: str) -> Sequence[str]:
    """The kinds that feed a kind, by the catalog."""
    return _UPSTREAM.get(kind, ())


@dataclass(frozen=True, slots=True)
class Area:
    """One domain as this company runs it."""

    key: str
    name: str
    domain: Domain
    team: str
    artifacts: Mapping[str, str]
    """The id of the artifact of each kind."""
    owners: Mapping[str, str]
    """The team of each artifact."""
    since: date
    until: date | None

    def runs_on(self, day: date) -> bool:
        """Whether it is in service on a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def downstream(self, kind: str) -> list[str]:
        """The kinds that a failure passes through, from this one to the service."""
        way = [kind]
        while following := [each for each in _NEXT.get(way[-1], ()) if each in self.artifacts]:
            way.append(following[0])
        return way

    def artifact_name(self, kind: str) -> str:
        """What an artifact is called within a sentence."""
        return f"{self.name[:1].lower()}{self.name[1:]} {_SUFFIX[kind]}"


@dataclass(frozen=True, slots=True)
class Company:
    """Everything that the records may name."""

    areas: Sequence[Area]
    teams: Mapping[str, str]
    """The name of each team by its id."""
    people: Mapping[str, Sequence[str]]
    """The handles of each team."""

    def disciplines(self, team: str) -> dict[str, str]:
        """One handle for each discipline that a team has."""
        return dict(zip(reversed(_DISCIPLINES), reversed(self.people[team]), strict=True))

    def catalog(self) -> dict[str, Value]:
        """The content of `catalog.yml`."""
        artifacts: dict[str, Value] = {
            SHARED_SERVICE: {"kind": "service", "name": "Feature store", "team": DATA_TEAM},
        }
        for area in self.areas:
            for kind, artifact in area.artifacts.items():
                entry: dict[str, Value] = {
                    "kind": kind,
                    "name": f"{area.name} {_SUFFIX[kind]}",
                    "team": area.owners[kind],
                }
                sources = [area.artifacts[each] for each in _UPSTREAM.get(kind, ()) if each in area.artifacts]
                if sources:
                    entry["upstream"] = sources
                if kind in ("feature", "service"):
                    entry["depends_on"] = [SHARED_SERVICE]
                entry["in_service_from"] = area.since.isoformat()
                if area.until:
                    entry["until"] = area.until.isoformat()
                artifacts[artifact] = entry
        return {
            "schema_version": 1,
            "corpus": "census",
            "operators": {"us": {"name": "The fictional company"}},
            "teams": {key: {"operator": "us", "name": name} for key, name in self.teams.items()},
            "artifacts": artifacts,
        }


def create_company(dice: Dice, record_count: int, first: date, last: date, *, is_steady: bool) -> Company:
    """A company of a size that fits the number of records, about 7 domains for 80 records and 80 for 10,000.

    In a steady company everything is in service from the first day to the last; otherwise most of it is older, some
    comes in between, and some is switched off.
    """
    count = max(4, round(0.8 * record_count**0.5))
    keys = dice.sample(list(domains()), count)
    if not any(domains()[key].generative for key in keys):
        keys[-1] = next(key for key, domain in domains().items() if domain.generative)
    markets = -(-count // len(keys))
    places = [(key, market) for market in range(markets) for key in keys][:count]
    team_keys = [_team_key(index) for index in range(max(3, -(-count * 7 // 10)))]
    areas = [
        _area(dice, key, market, team_keys[index % len(team_keys)], first, last, is_steady or index < 3)
        for index, (key, market) in enumerate(places)
    ]
    teams = {key: key.replace("-", " ").capitalize() for key in [*team_keys, DATA_TEAM, RELIABILITY_TEAM]}
    birds = sentences()["birds"]
    people = {
        team: [f"@{birds[(index * _PEOPLE + one) % len(birds)]}{index + 1}" for one in range(_PEOPLE)]
        for index, team in enumerate(teams)
    }
    return Company(areas, teams, people)


def _team_key(index: int) -> str:
    again, place = divmod(index, len(_TEAM_NAMES))
    return _TEAM_NAMES[place] + (f"-{again + 1}" if again else "")


def _area(dice: Dice, key: str, market: int, team: str, first: date, last: date, is_steady: bool) -> Area:
    domain = domains()[key]
    kinds = list(_GENERATIVE if domain.generative else _USUAL)
    kinds += [kind for kind in _EXTRAS if kind not in kinds and dice.chance(0.35)]
    prefix = f"{key}-{market + 1}" if market else key
    since, until = first, None
    if not is_steady:
        span = (last - first).days
        is_new = dice.chance(0.3)
        since += timedelta(days=dice.between(1, span // 2) if is_new else -dice.between(0, 1400))
        if not is_new and dice.chance(0.15):
            until = first + timedelta(days=dice.between(span // 2, span - 1))
    return Area(
        key=prefix,
        name=f"{domain.name} {market + 1}" if market else domain.name,
        domain=domain,
        team=team,
        artifacts={kind: f"{prefix}-{_SUFFIX[kind].replace(' ', '-')}" for kind in kinds},
        owners={kind: DATA_TEAM if kind == "dataset" and dice.chance(0.4) else team for kind in kinds},
        since=since,
        until=until,
    )
