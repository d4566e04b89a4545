"""How often a second rater files a cause under the same leaf as its record, by leaf and beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from ml_postmortems.analytics.proportions import wilson_interval
from ml_postmortems.analytics.thresholds import MIN_RATE, Z
from ml_postmortems.model.ratings import Rating
from ml_postmortems.model.taxonomy import Taxonomy, family_of
from ml_postmortems.reading.corpus import Corpus

Pair = tuple[str, str]
"""The two answers on a statement, the first one first."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement beyond chance: 1 for always, 0 for as often as chance would have it."""

    value: float
    low: float | None
    """None where two raters never differ, or too few incidents were rated: then no interval can be said."""
    high: float | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How alike two raters file some statements."""

    n: int
    """Pairs of answers: for a leaf those of which at least one names it."""
    same: int
    low: float | None
    """The interval of the share that is the same; None below the least number for a share."""
    high: float | None
    kappa: Kappa | None
    """None below the least number for a share, and where chance alone would make all of them the same."""
    records: tuple[str, ...]

    @property
    def share(self) -> float | None:
        """How many of them are the same, from 0 to 1; None below the least number for a share."""
        return self.same / self.n if self.n >= MIN_RATE else None


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two leaves between which two raters differed."""

    leaves: tuple[str, str]
    """In the order of the alphabet."""
    n: int
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """What the second ratings say of the taxonomy."""

    whole: Agreement
    families: Agreement
    """The same where only the family has to be the same."""
    leaves: Mapping[str, Agreement]
    """By leaf, those with the most pairs first."""
    confusions: tuple[Confusion, ...]
    """Those that were confused most often first."""
    raters: int


def agreement_report(ratings: Sequence[Rating], taxonomy: Taxonomy) -> AgreementReport:
    """Hold second ratings against the first ones, under the present names of the leaves."""
    now = [
        (rating.record, (taxonomy.current_name(rating.first), taxonomy.current_name(rating.second)))
        for rating in ratings
    ]
    by_family = [(record, (family_of(first), family_of(second))) for record, (first, second) in now]
    named = Counter(leaf for _, pair in now for leaf in set(pair))
    order = sorted(named, key=lambda leaf: (-named[leaf], leaf))
    return AgreementReport(
        whole=_agreement(now),
        families=_agreement(by_family),
        leaves={leaf: _of_leaf(now, leaf) for leaf in order},
        confusions=_confusions(now),
        raters=len({rating.rater for rating in ratings}),
    )


def published_agreement(corpus: Corpus, as_of: date) -> AgreementReport:
    """The same of the records of a corpus that count, with what had been rated by a day."""
    counted = {record.id for record in corpus.records if record.status.is_counted}
    ratings = [each for each in corpus.ratings if each.day <= as_of and each.record in counted]
    return agreement_report(ratings, corpus.vocabulary.taxonomy)


def cohens_kappa(pairs: Sequence[Pair]) -> float | None:
    """(observed - expected) / (1 - expected), where expected is what two independent raters with the same shares would
    have in common (Cohen 1960); None for no pairs, and where expected is 1."""
    if not pairs:
        return None
    firsts, seconds = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    observed = sum(first == second for first, second in pairs) / len(pairs)
    expected = sum(firsts[leaf] * seconds[leaf] for leaf in firsts) / len(pairs) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def kappa_with_interval(rated: Sequence[tuple[str, Pair]]) -> Kappa | None:
    """Kappa with the interval of the jackknife that leaves out one incident at a time (Efron and Stein 1981).

    Statements of one incident are not independent of each other, so a formula that takes them one by one would promise
    too much. None as for `cohens_kappa`.
    """
    value = cohens_kappa([pair for _, pair in rated])
    if value is None:
        return None
    records = sorted({record for record, _ in rated})
    without = [cohens_kappa([pair for other, pair in rated if other != record]) for record in records]
    parts = [each for each in without if each is not None]
    if len(parts) < max(MIN_RATE, len(records)) or all(first == second for _, (first, second) in rated):
        return Kappa(value, None, None)
    mean = sum(parts) / len(parts)
    error = sqrt((len(parts) - 1) / len(parts) * sum((part - mean) ** 2 for part in parts))
    return Kappa(value, max(-1.0, value - Z * error), min(1.0, value + Z * error))


def _agreement(rated: Sequence[tuple[str, Pair]]) -> Agreement:
    return _count(rated, rated, lambda pair: pair[0] == pair[1])


def _of_leaf(rated: Sequence[tuple[str, Pair]], leaf: str) -> Agreement:
    """Of the pairs that name a leaf at all, those that name it twice; kappa is that of the leaf against the rest."""
    naming = [each for each in rated if leaf in each[1]]
    against = [(record, (str(first == leaf), str(second == leaf))) for record, (first, second) in rated]
    return _count(naming, against, lambda pair: pair == (leaf, leaf))


def _count(
    rated: Sequence[tuple[str, Pair]], for_kappa: Sequence[tuple[str, Pair]], is_same: Callable[[Pair], bool]
) -> Agreement:
    n, same = len(rated), sum(is_same(pair) for _, pair in rated)
    low, high = wilson_interval(same, n) if n >= MIN_RATE else (None, None)
    kappa = kappa_with_interval(for_kappa) if n >= MIN_RATE else None
    return Agreement(n, same, low, high, kappa, _records(record for record, _ in rated))


def _confusions(rated: Iterable[tuple[str, Pair]]) -> tuple[Confusion, ...]:
    found: dict[tuple[str, str], list[str]] = {}
    for record, (first, second) in rated:
        if first != second:
            found.setdefault((min(first, second), max(first, second)), []).append(record)
    order = sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))
    return tuple(Confusion(leaves, len(records), _records(records)) for leaves, records in order)


def _records(records: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(records)))
