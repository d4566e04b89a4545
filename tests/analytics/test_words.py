"""Words that rise, held against scipy and statsmodels, and against what was planted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import exp, log, sqrt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.hypergeometric import at_least_by_chance
from ml_postmortems.analytics.periods import periods_of
from ml_postmortems.analytics.words import ALL, WordReport, log_odds, rising_words
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Coverage
from ml_postmortems.similarity.written_words import WrittenWords
from tests.analytics.archives import AS_OF, LEAVES, archive, at, catalog, incident

DAYS = (AS_OF - date(2023, 1, 1)).days


def words_of(has: Mapping[str, Iterable[str]], records: Sequence[Record]) -> WrittenWords:
    """By word or phrase the ids of the records that have it."""
    ids = tuple(record.id for record in records)
    bits = {tuple(text.split()): sum(1 << ids.index(id) for id in set(found)) for text, found in has.items()}
    return WrittenWords(ids, bits, " ".join)


def spread(count: int, leaves: Sequence[str] = LEAVES) -> list[Record]:
    """Incidents evenly over the three years, far enough apart to be events of their own, dealt to leaves."""
    return [
        incident(number, at((number + 0.5) * DAYS / count), leaves=[leaves[number % len(leaves)]])
        for number in range(count)
    ]


def report(records: Sequence[Record], has: Mapping[str, Iterable[str]], **changes: Archive) -> WordReport:
    """What rises of these words."""
    found = changes.get("of") or archive(records)
    return rising_words(found, found.incidents, periods_of(found), words_of(has, records))


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_chance_is_that_of_fisher_by_scipy(drawn: int, others: int, data: st.DataObject) -> None:
    """One-sided, for every table."""
    recent, earlier = data.draw(st.integers(0, drawn)), data.draw(st.integers(0, others))
    table = [[recent, drawn - recent], [earlier, others - earlier]]
    expected = fisher_exact(table, alternative="greater").pvalue
    assert at_least_by_chance(recent, recent + earlier, drawn, drawn + others) == pytest.approx(expected, rel=1e-6)


@given(st.integers(1, 200), st.integers(1, 200), st.data())
def test_odds_are_those_of_the_published_formula(recent: int, earlier: int, data: st.DataObject) -> None:
    """The log-odds ratio with an informative prior, written out for two words: the one asked about and all others."""
    counts = [data.draw(st.integers(0, recent)), data.draw(st.integers(0, earlier))]
    if sum(counts) in (0, recent + earlier):
        return
    prior = {"word": 10 * sum(counts) / (recent + earlier)}
    prior["others"] = 10 - prior["word"]
    logits, variance = [], 0.0
    for found, of in zip(counts, (recent, earlier), strict=True):
        word, others = found + prior["word"], of - found + prior["others"]
        logits.append(log(word / (of + 10 - word)))
        variance += 1 / word + 1 / others
    odds, error = log_odds((counts[0], recent), (counts[1], earlier))
    assert odds == pytest.approx(logits[0] - logits[1])
    assert error == pytest.approx(sqrt(variance))
    plain = (counts[0] / recent) - (counts[1] / earlier)
    assert odds * plain >= 0, "the prior shrinks and never turns a difference round"


@given(st.randoms(use_true_random=False))
def test_adjusted_values_are_those_of_statsmodels(random: Random) -> None:
    """Of the tests that can come out significant at all, found here by trying every number of them."""
    records = spread(60, LEAVES[:1])
    has = {f"w{number}": random.sample([each.id for each in records], random.randint(1, 30)) for number in range(12)}
    recent = {record.id for record in records if record.id in {each.id for each in records[-20:]}}
    has["new"] = random.sample(sorted(recent), 15)
    found = report(records, has)
    tables = {}
    for word, ids in has.items():
        both = len(recent & set(ids)), len(set(ids) - recent)
        tables[word] = [[both[0], 20 - both[0]], [both[1], 40 - both[1]]]
    least = {
        word: fisher_exact(
            [[min(20, n := sum(row[0] for row in table)), 20 - min(20, n)], [max(0, n - 20), 40 - max(0, n - 20)]],
            alternative="greater",
        ).pvalue
        for word, table in tables.items()
    }
    count = max(
        number
        for number in range(len(least) + 1)
        if all(p <= 0.05 / (place + 1) for place, p in enumerate(sorted(least.values())[:number]))
    )
    tested = sorted(least, key=lambda word: least[word])[:count]
    ps = [fisher_exact(tables[word], alternative="greater").pvalue for word in tested]
    adjusted = dict(zip(tested, multipletests(ps, method="fdr_bh")[1], strict=True))
    assert found.tests == count
    told = {each.text: each.adjusted for each in found.rising}
    told_with = {word for each in found.rising for word in (each.text, *each.also)}
    assert told_with == {word for word, p in adjusted.items() if p <= 0.05}
    assert all(p == pytest.approx(adjusted[word], rel=1e-6) for word, p in told.items())


def test_planted_word_is_told_with_its_records_and_shares() -> None:
    """Once, in all incidents, with the counts by period of those that have it and of all."""
    records = spread(60)
    recent, earlier = [each.id for each in records[-20:]], [each.id for each in records[:40]]
    found = report(records, {"canary": [*recent[:14], *earlier[:2]], "steady": [*recent[::2], *earlier[::2]]})
    (word,) = found.rising
    assert (word.text, word.group) == ("canary", ALL)
    assert (word.recent_events, word.earlier_events) == ((14, 20), (2, 40))
    assert word.recent == tuple(reversed(recent[:14]))
    assert word.earlier == tuple(reversed(earlier[:2]))
    assert (sum(word.counts), sum(word.totals)) == (16, 60)
    assert word.odds_low < word.odds < word.odds_high
    assert word.odds_low > 1
    assert word.odds < exp(log((14 / 6) / (2 / 38)))


def test_a_word_of_one_cause_is_told_of_that_cause() -> None:
    """Where it does not rise in all."""
    records = spread(120)
    of_leaf = [each.id for each in records if each.primary and each.primary.category == LEAVES[2]]
    others = [each.id for each in records if each.id not in of_leaf]
    (word,) = report(records, {"flag": [*of_leaf[-9:], *others[:30]]}).rising
    assert (word.group.kind, word.group.key) == ("cause", LEAVES[2].split("/")[0])
    assert word.group.key == "technical", "the family of one leaf in use is one group with it, the wider one"
    assert set(word.recent) <= set(of_leaf)


def test_nothing_is_told_twice() -> None:
    """A phrase takes its words along, words of the same incidents share a line, and a team repeats nothing."""
    records = spread(60)
    recent = [each.id for each in records[-20:]]
    has = {"canary": recent[:15], "canary rollout": recent[:14], "rollout": recent[:14], "shard": recent[:15]}
    (word,) = report(records, has).rising
    assert word.text in ("canary", "shard", "canary rollout")
    assert {word.text, *word.also} >= {"shard"}


def test_a_burst_counts_once() -> None:
    """Ten records of one cause within a week are one event, so that what they share does not rise."""
    records = spread(60, LEAVES[:1])
    burst = [incident(1000 + number, at(DAYS - 40 + number / 2), leaves=LEAVES[:1]) for number in range(10)]
    has = {"outage": [each.id for each in burst]}
    assert report([*records, *burst], has).rising == ()
    alone = [incident(1000 + number, at(DAYS - 300 + number * 30), leaves=LEAVES[1:2]) for number in range(10)]
    assert report([*records, *alone], {"outage": [each.id for each in alone]}).rising, "the same far apart do rise"


def test_collection_and_few_incidents_tell_nothing() -> None:
    """Nobody knows which incidents a collection lacks."""
    records = spread(60)
    has = {"canary": [each.id for each in records[-20:]]}
    sample = archive(records, catalog=catalog(Coverage.SAMPLE))
    assert not report(records, has, of=sample).is_told
    few = spread(9)
    assert not report(few, {"canary": [each.id for each in few]}).is_told


def test_words_dealt_at_random_seldom_rise() -> None:
    """At most one page in twenty, over a thousand words of every frequency that come in groups."""
    records = spread(60)
    ids = [each.id for each in records]
    alarms = 0
    for seed in range(60):
        random = Random(seed)
        has: dict[str, list[str]] = {}
        for topic in range(40):
            found = random.sample(ids, random.randint(4, 30))
            has |= {f"t{topic}w{number}": random.sample(found, len(found) - number) for number in range(3)}
        alarms += bool(report(records, has).rising)
    assert alarms <= 6
