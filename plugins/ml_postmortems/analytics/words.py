"""Words and phrases that rise: which more incidents of the last year have than of the time before, beyond chance.

How much: the log-odds ratio with an informative Dirichlet prior of Monroe, Colaresi and Quinn (2008), of incidents
that have a word and not of its occurrences, so that one long record counts once. The prior draws each share towards
that of all incidents, which shrinks what few incidents show. Whether it is chance: Fisher's exact test, because most
words are rare, with the correction of Benjamini and Hochberg (1995) over the tests that could come out significant at
all, which their totals tell beforehand (Gilbert 2005, after Tarone 1990).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

from ml_postmortems.analytics.archive import Archive, begin_date, middle_date
from ml_postmortems.analytics.false_discovery import benjamini_hochberg_adjusted
from ml_postmortems.analytics.hypergeometric import at_least_by_chance
from ml_postmortems.analytics.periods import Period, count_by_period
from ml_postmortems.analytics.thresholds import ALPHA, Z
from ml_postmortems.analytics.trends import YEAR, incident_chains
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import family_of
from ml_postmortems.similarity.written_words import Terms, WrittenWords

PRIOR = 10.0
"""Events with the share of all that either time is taken to have had before."""
MIN_EVENTS = 5
"""Events of a group, in the last year and before, below which its words are not compared."""
MOST_ALSO, MOST_RECORDS = 5, 8
"""Other words and records that a line names."""
_SAME = 0.8
"""Words whose recent incidents overlap so far are told in one line."""


@dataclass(frozen=True, slots=True)
class WordGroup:
    """Incidents among which words are counted."""

    kind: str
    """`all`, `cause` or `team`."""
    key: str
    """`all`, a family, a leaf or an owning team."""


ALL = WordGroup("all", "all")


@dataclass(frozen=True, slots=True)
class RisingWord:
    """A word or phrase that more incidents of the last year have than of those before."""

    text: str
    also: tuple[str, ...]
    """Other words that rise with it, in the same incidents."""
    group: WordGroup
    """The widest group in which it rises."""
    within: tuple[WordGroup, ...]
    """Narrower groups in which it rises as well."""
    recent: tuple[str, ...]
    """The incidents of the last 365 days that have it, the latest first."""
    earlier: tuple[str, ...]
    """Those before."""
    counts: tuple[int, ...]
    """Incidents that have it, by period."""
    totals: tuple[int, ...]
    """Incidents of the group, by period."""
    recent_events: tuple[int, int]
    """Events of the last 365 days that have it, and all of them; incidents that follow on each other are one event."""
    earlier_events: tuple[int, int]
    odds: float
    """The odds of an event of the last year to have it, by those of one before, shrunken."""
    odds_low: float
    odds_high: float
    """Its 95 % interval, not adjusted."""
    p: float
    """Of Fisher's test, one-sided."""
    adjusted: float
    """The same after the correction over all words of the report."""


@dataclass(frozen=True, slots=True)
class WordReport:
    """What rises among the words of a report."""

    rising: tuple[RisingWord, ...]
    """Those of all incidents first, then by cause and by team; in each the strongest first."""
    words: int
    """Words and phrases that were looked at."""
    tests: int
    """How many could have come out significant, over all groups; these are adjusted together."""
    is_told: bool
    """False of a collection that is no census, and where there are too few incidents before or since."""


NOTHING = WordReport((), 0, 0, False)


def rising_words(
    archive: Archive, incidents: Sequence[Record], periods: Sequence[Period], words: WrittenWords
) -> WordReport:
    """What rises among the words of incidents, in all of them, by primary cause and by owning team.

    A word is told once: in the widest group in which it rises, together with words of the same incidents, and in the
    phrase that rises.
    """
    if not archive.is_census:
        return NOTHING
    chains = incident_chains(archive, incidents)
    groups = _groups(archive, chains)
    if not groups or groups[0].group != ALL:
        return NOTHING
    events = _events_of_words(chains, words)
    tests = _testable(_tests(events, groups))
    order = [group.group for group in groups]
    told = _told_once(_significant(tests), order)
    rising = (_rising(findings, archive, incidents, periods, words) for findings in told)
    strongest = sorted(rising, key=lambda each: (order.index(each.group), -_evidence(each), each.text))
    return WordReport(tuple(strongest), len(events), len(tests), True)


@dataclass(frozen=True, slots=True)
class _Group:
    """Events as bits."""

    group: WordGroup
    recent: int
    earlier: int


@dataclass(frozen=True, slots=True)
class _Test:
    """A word in a group: bits of the events that have it, and its p-value."""

    terms: Terms
    group: WordGroup
    recent: int
    all: int
    sizes: tuple[int, int]
    """Recent events of the group, and earlier ones."""
    p: float
    least_p: float
    """What it would be if all events with the word were recent ones."""


def _groups(archive: Archive, chains: Sequence[Sequence[Record]]) -> list[_Group]:
    """Those with enough events in the last year and before; groups of the same events are one, the widest."""
    recent = sum(1 << place for place, chain in enumerate(chains) if _is_recent(chain[0], archive))
    members: dict[WordGroup, int] = {}
    for place, chain in enumerate(chains):
        leaf = archive.primary_leaf(chain[0])
        causes = [WordGroup("cause", family_of(leaf)), WordGroup("cause", leaf)] if leaf else []
        for group in (ALL, *causes, WordGroup("team", chain[0].teams.owner)):
            members[group] = members.get(group, 0) | 1 << place
    width = ("all", "cause", "team")
    ordered = sorted(members, key=lambda group: (width.index(group.kind), "/" in group.key, group.key))
    widest = {members[group]: group for group in reversed(ordered)}
    found = [_Group(group, members[group] & recent, members[group] & ~recent) for group in ordered]
    return [
        each
        for each in found
        if widest[members[each.group]] == each.group
        and min(each.recent.bit_count(), each.earlier.bit_count()) >= MIN_EVENTS
    ]


def _is_recent(record: Record, archive: Archive) -> bool:
    return middle_date(record, archive.as_of) > archive.as_of - YEAR


def _events_of_words(chains: Sequence[Sequence[Record]], words: WrittenWords) -> dict[Terms, int]:
    """The events that have each word, as bits: those with an incident that has it."""
    event_of = {record.id: place for place, chain in enumerate(chains) for record in chain}
    events = [event_of.get(record) for record in words.records]
    found = {}
    for terms, bits in words.bits.items():
        members = {event for place in _places(bits) if (event := events[place]) is not None}
        found[terms] = sum(1 << event for event in members)
    return found


def _places(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _tests(events: Mapping[Terms, int], groups: Iterable[_Group]) -> Iterator[_Test]:
    """Of each word in each group that can come out significant by itself; all others, which are most, are not held."""
    for group in groups:
        sizes = group.recent.bit_count(), group.earlier.bit_count()
        for terms, bits in events.items():
            found = bits & (group.recent | group.earlier)
            marked = found.bit_count()
            least = at_least_by_chance(min(marked, sizes[0]), marked, sizes[0], sum(sizes))
            if least <= ALPHA:
                recent = bits & group.recent
                p = at_least_by_chance(recent.bit_count(), marked, sizes[0], sum(sizes))
                yield _Test(terms, group.group, recent, found, sizes, p, least)


def _testable(tests: Iterable[_Test]) -> list[_Test]:
    """The tests that can come out significant among as many as they are, by the totals of their words alone."""
    ordered = sorted(tests, key=lambda each: each.least_p)
    count = 0
    for each in ordered:
        if each.least_p > ALPHA / (count + 1):
            break
        count += 1
    return ordered[:count]


def _significant(tests: Sequence[_Test]) -> Iterator[tuple[_Test, float]]:
    for test, adjusted in zip(tests, benjamini_hochberg_adjusted([each.p for each in tests]), strict=True):
        if adjusted <= ALPHA:
            yield test, adjusted


Told = Sequence[tuple[_Test, float]]
"""What is told in one line, with its adjusted p-values: the strongest finding of the widest group first."""


def _told_once(findings: Iterable[tuple[_Test, float]], order: Sequence[WordGroup]) -> Sequence[Told]:
    """The findings by the line in which they are told: a word in the widest group, with those of the same events and
    with the words of a phrase."""
    ranked = sorted(
        findings, key=lambda each: (order.index(each[0].group), each[0].p, -len(each[0].terms), each[0].terms)
    )
    lines: list[list[tuple[_Test, float]]] = []
    for test, adjusted in ranked:
        for line in lines:
            head = line[0][0]
            if any(set(test.terms) <= set(told.terms) for told, _ in line) or (
                head.group == test.group and _are_same(head.recent, test.recent)
            ):
                line.append((test, adjusted))
                break
        else:
            lines.append([(test, adjusted)])
    return lines


def _are_same(one: int, other: int) -> bool:
    return (one & other).bit_count() >= _SAME * (one | other).bit_count()


def _rising(
    line: Told, archive: Archive, incidents: Sequence[Record], periods: Sequence[Period], words: WrittenWords
) -> RisingWord:
    test, adjusted = line[0]
    bits = words.bits[test.terms]
    having = {words.records[place] for place in _places(bits)}
    members = [record for record in incidents if _belongs(record, test.group, archive)]
    found = [record for record in members if record.id in having]
    recent_events = test.recent.bit_count(), test.sizes[0]
    earlier_events = test.all.bit_count() - recent_events[0], test.sizes[1]
    odds, error = log_odds(recent_events, earlier_events)
    return RisingWord(
        text=words.text(test.terms),
        also=_also(line, words),
        group=test.group,
        within=tuple(dict.fromkeys(each.group for each, _ in line if each.group != test.group)),
        recent=tuple(record.id for record in reversed(found) if _is_recent(record, archive)),
        earlier=tuple(record.id for record in reversed(found) if not _is_recent(record, archive)),
        counts=count_by_period([begin_date(record) for record in found], periods),
        totals=count_by_period([begin_date(record) for record in members], periods),
        recent_events=recent_events,
        earlier_events=earlier_events,
        odds=exp(odds),
        odds_low=exp(odds - Z * error),
        odds_high=exp(odds + Z * error),
        p=test.p,
        adjusted=adjusted,
    )


def _belongs(record: Record, group: WordGroup, archive: Archive) -> bool:
    leaf = archive.primary_leaf(record) or ""
    return group == ALL or group.key in ((record.teams.owner,) if group.kind == "team" else (leaf, family_of(leaf)))


def _also(line: Told, words: WrittenWords) -> tuple[str, ...]:
    """The other words of a line; a phrase names its own."""
    first = line[0][0].terms
    others = dict.fromkeys(test.terms for test, _ in line[1:] if test.group == line[0][0].group)
    named = [terms for terms in others if not set(terms) <= set(first)]
    phrased = {term for terms in named if len(terms) > 1 for term in terms}
    return tuple(words.text(terms) for terms in named if len(terms) > 1 or terms[0] not in phrased)


def log_odds(recent: tuple[int, int], earlier: tuple[int, int]) -> tuple[float, float]:
    """The shrunken log-odds ratio of a share against another and its standard error, each share as (found, of).

    Equations 16 and 20 of Monroe, Colaresi and Quinn (2008), of events with and without a word: the prior adds to
    both times `PRIOR` events with the share of all. The error takes all four counts, since a word can be in most.
    """
    share = (recent[0] + earlier[0]) / (recent[1] + earlier[1])
    odds, variance = 0.0, 0.0
    for (found, of), sign in ((recent, 1), (earlier, -1)):
        has, lacks = found + PRIOR * share, of - found + PRIOR * (1 - share)
        odds += sign * log(has / max(lacks, 1e-9))
        variance += 1 / has + 1 / max(lacks, 1e-9)
    return odds, sqrt(variance)


def _evidence(word: RisingWord) -> float:
    """By how many standard errors it rises, which orders words (Monroe, Colaresi and Quinn 2008, equation 22)."""
    odds, error = log_odds(word.recent_events, word.earlier_events)
    return odds / error
