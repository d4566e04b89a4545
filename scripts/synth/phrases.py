"""The language of the field: what an incident of each cause looks like, and the words that vary it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from scripts.synth.dice import Dice, zipf

_HERE = Path(__file__).parent
_SLOT = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Prevention:
    """The control that stops a cause."""

    title: str
    kind: str
    name: str
    where: str
    threshold: str


@dataclass(frozen=True, slots=True)
class LeafPhrases:
    """One cause of the taxonomy: where it breaks, and templates of what is said about it."""

    at: Sequence[str]
    """Kinds of artifact at which it breaks."""
    stage: str
    triggers: Sequence[str]
    titles: Sequence[str]
    symptoms: Sequence[str]
    causes: Sequence[str]
    plain: str
    """The cause, for a reader outside ML."""
    repairs: Sequence[str]
    prevent: Prevention
    lessons: Sequence[str]
    behind: Sequence[str]
    """Leaves that go with it: what made it possible, or for a process what failed because of it."""


@dataclass(frozen=True, slots=True)
class Domain:
    """Something a company uses machine learning for."""

    name: str
    product: str
    users: str
    metric: str
    fields: Sequence[str]
    generative: bool = False


@cache
def leaves() -> Mapping[str, LeafPhrases]:
    """Every leaf of the taxonomy, by name."""
    files = ("leaves_data_quality.yml", "leaves_technical.yml", "leaves_process.yml")
    raw: dict[str, Any] = {name: leaf for file in files for name, leaf in _load(file).items()}
    return {name: LeafPhrases(**leaf | {"prevent": Prevention(**leaf["prevent"])}) for name, leaf in raw.items()}


@cache
def domains() -> Mapping[str, Domain]:
    """Every domain, by its key."""
    return {key: Domain(**value) for key, value in _load("domains.yml").items()}


@cache
def sentences() -> Mapping[str, Any]:
    """Sentences by section of the body, and lists of words by name."""
    return _load("sentences.yml")


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load((_HERE / name).read_bytes(), yaml.CSafeLoader)
    return loaded


class TemplateFiller:
    """Fills templates for one record: names stay the same, numbers and terms are drawn anew each time.

    Terms and code names are drawn by rank (Zipf), so that a corpus has common and rare words as real text has.
    """

    def __init__(self, dice: Dice, names: Mapping[str, str], day: date) -> None:
        """`day` is that of the incident, from which the weekday follows; one is drawn all the same, so that a stream
        gives the other words that it always gave.
        """
        self._dice = dice
        self._names = names
        words = sentences()
        self._draws: dict[str, Callable[[], str]] = {
            "n": lambda: str(dice.between(2, 9) if dice.chance(0.5) else dice.between(10, 60)),
            "pct": lambda: str(dice.between(3, 48)),
            "code": lambda: f"{_by_rank(dice, 'codes')}-{1 + int(dice.lognormal(4, 1.2)) % 97}",
            "term": lambda: f"the {_by_rank(dice, 'terms')}",
            "thing": lambda: _by_rank(dice, "things"),
            "table": lambda: f"{_by_rank(dice, 'tables')}_{_by_rank(dice, 'table_endings')}",
            "hash": lambda: f"{dice.between(16**6, 16**7 - 1):x}",
            "signal": lambda: _by_rank(dice, "signals"),
            "region": lambda: _by_rank(dice, "regions"),
            "weekday": lambda: (dice.choice(words["weekdays"]), f"{day:%A}")[1],
            "version": lambda: f"v{dice.between(2, 90)}",
        }

    def say(self, template: str) -> str:
        """The template with its slots filled, beginning with a capital letter."""
        told: list[str] = []
        text = _SLOT.sub(lambda slot: self._fill(slot.group(1), told), template)
        return text[:1].upper() + text[1:]

    def pick(self, templates: Sequence[str]) -> str:
        """One of the templates, filled."""
        return self.say(self._dice.choice(templates))

    def _fill(self, slot: str, told: list[str]) -> str:
        """One slot; of regions a sentence names each once, so that it does not contradict itself."""
        if slot in self._names:
            return self._names[slot]
        drawn = self._draws[slot]()
        if slot == "region":
            regions = sentences()["regions"]
            place = regions.index(drawn)
            drawn = next(each for each in (*regions[place:], *regions[:place]) if each not in told)
            told.append(drawn)
        return drawn


@cache
def _ranks(name: str) -> tuple[Sequence[str], list[float]]:
    words = sentences()[name]
    return words, zipf(len(words))


def _by_rank(dice: Dice, name: str) -> str:
    return dice.weighted(*_ranks(name))
