"""Agreement of two raters: the formulas, what is counted, what is said of too little, and what was planted."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import sqrt
from random import Random

import pytest
from statsmodels.stats.inter_rater import cohens_kappa as reference_kappa

from ml_postmortems.analytics.agreement import agreement_report, cohens_kappa, kappa_with_interval
from ml_postmortems.analytics.audits import audit_sample
from ml_postmortems.model.ratings import Rating
from ml_postmortems.model.terms import Status, Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import FROZEN_TAXONOMY
from tests.synth.corpora import Written, written

AS_OF = date(2026, 6, 30)
FROZEN = load_corpus(FROZEN_TAXONOMY.parent).vocabulary.taxonomy
LEAVES = ("process/rollout-gap", "process/monitoring-gap", "technical/code-defect")


def rating(number: int, first: str, second: str, rater: str = "reliability-1") -> Rating:
    return Rating(f"PM-2025-{number:04}", "C1", "0" * 12, first, second, rater, date(2026, 5, 1))


def drawn(count: int, seed: int) -> list[tuple[str, tuple[str, str]]]:
    """Pairs of a second rater who agrees most of the time, about two for each record."""
    dice = Random(seed)
    found = []
    for number in range(count):
        first = dice.choice(LEAVES)
        found.append((f"R{number // 2}", (first, first if dice.random() < 0.7 else dice.choice(LEAVES))))
    return found


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_another_library(seed: int) -> None:
    """The same value as statsmodels computes from the table of both raters."""
    rated = drawn(60, seed)
    table = [[sum(pair == (a, b) for _, pair in rated) for b in LEAVES] for a in LEAVES]
    assert cohens_kappa([pair for _, pair in rated]) == pytest.approx(reference_kappa(table).kappa)


def test_the_interval_leaves_out_one_incident_at_a_time() -> None:
    """As the jackknife is written down, with the library's kappa: both statements of an incident go together."""
    rated = drawn(60, 3)
    records = sorted({record for record, _ in rated})
    parts = []
    for record in records:
        pairs = [pair for other, pair in rated if other != record]
        parts.append(reference_kappa([[sum(p == (a, b) for p in pairs) for b in LEAVES] for a in LEAVES]).kappa)
    mean = sum(parts) / len(parts)
    error = sqrt((len(parts) - 1) / len(parts) * sum((part - mean) ** 2 for part in parts))
    found = kappa_with_interval(rated)
    assert found
    assert found.low == pytest.approx(found.value - 1.959964 * error)
    assert found.high == pytest.approx(min(1.0, found.value + 1.959964 * error))


def test_nothing_is_said_of_too_little() -> None:
    """Below ten pairs there is a count alone; where nobody differs no interval, and of one leaf no kappa."""
    taxonomy = FROZEN
    few = agreement_report([rating(n, LEAVES[0], LEAVES[n % 2]) for n in range(9)], taxonomy).whole
    assert (few.n, few.same, few.share, few.kappa, few.low) == (9, 5, None, None, None)
    never = agreement_report([rating(n, LEAVES[n % 3], LEAVES[n % 3]) for n in range(12)], taxonomy).whole
    assert never.kappa
    assert (never.share, never.kappa.value, never.kappa.low) == (1.0, 1.0, None)
    one = agreement_report([rating(n, LEAVES[0], LEAVES[0]) for n in range(12)], taxonomy).whole
    assert one.kappa is None
    assert agreement_report([], taxonomy).whole.n == 0


def test_a_leaf_counts_the_pairs_that_either_names() -> None:
    """Of three pairs that name a leaf one is the same; which leaves were confused, in either order, is counted once."""
    a, b, c = LEAVES
    ratings = [rating(1, a, a), rating(2, a, b), rating(3, b, a), rating(4, c, c)]
    report = agreement_report(ratings, FROZEN)
    assert (report.leaves[a].n, report.leaves[a].same) == (3, 1)
    assert (report.leaves[c].n, report.leaves[c].same) == (1, 1)
    assert [(each.leaves, each.n, each.records) for each in report.confusions] == [
        ((b, a), 2, ("PM-2025-0002", "PM-2025-0003"))
    ]
    assert report.families.same == 4


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A synthetic company."""
    return written(tmp_path_factory.mktemp("company") / "company", records=120, seed=4, words=150)


def test_planted_confusions_are_found(company: Written) -> None:
    """As many pairs as were planted, and each confusion with its count."""
    report = agreement_report(company.corpus.ratings, company.corpus.vocabulary.taxonomy)
    truth = company.truth["ratings"]
    assert report.whole.n == truth["count"] > 30
    planted = Counter(tuple(sorted((each["first"], each["second"]))) for each in truth["confused"])
    assert {each.leaves: each.n for each in report.confusions} == planted
    assert planted
    assert report.whole.n - report.whole.same == sum(planted.values())


def test_the_sample_is_the_same_all_quarter_and_everybody_has_a_turn(company: Written) -> None:
    """The same records on each day of a quarter, of those that were closed before; all of them in sixteen quarters."""
    corpus = company.corpus
    days = (date(2026, 4, 1), date(2026, 5, 17), date(2026, 6, 30))
    samples = [audit_sample(corpus, (), day) for day in days]
    assert len({tuple(each.record for each in sample.audits) for sample in samples}) == 1
    assert {sample.quarter for sample in samples} == {"2026-Q2"}
    assert samples[0].until == date(2026, 6, 30)
    quarters = [date(2027 + n // 4, 3 * (n % 4) + 1, 1) for n in range(16)]
    turns = Counter(each.record for day in quarters for each in audit_sample(corpus, (), day).audits)
    assert turns == Counter(each.id for each in corpus.records if each.status is Status.CLOSED)
    public = audit_sample(corpus.for_audience(Visibility.PUBLIC), (), days[0])
    assert {each.record for each in public.audits} <= {each.record for each in samples[0].audits}


def test_a_rating_of_the_quarter_takes_a_cause_off_the_list(company: Written) -> None:
    """One of the quarter before does not."""
    day = date(2026, 5, 17)
    sample = next(
        sample
        for n in range(16)
        if (sample := audit_sample(company.corpus, (), date(2027 + n // 4, 3 * (n % 4) + 2, 1))).due
    )
    audit, day = sample.due[0], sample.until
    rated = Rating(audit.record, audit.open[0], "0" * 12, LEAVES[0], LEAVES[0], "platform-1", day)
    after = audit_sample(company.corpus, (rated,), day)
    assert next(each for each in after.audits if each.record == audit.record).open == audit.open[1:]
    old = Rating(audit.record, audit.open[0], "0" * 12, LEAVES[0], LEAVES[0], "platform-1", date(2026, 1, 1))
    assert audit_sample(company.corpus, (old,), day).audits == sample.audits


def test_pages_show_agreement_with_its_number(company: Written) -> None:
    """The index of causes tells how many pairs there are and what is confused; each leaf tells its own count."""
    index = SiteIndex(company.corpus.for_audience(Visibility.RESTRICTED), AS_OF)
    report = index.agreement
    pages = {page.url: page for page in site_pages(index)}
    html = pages["causes/"].content().html
    assert f"{report.whole.same} of {report.whole.n}" in html
    assert "What is taken for what" in html
    assert "Due for a second rating, 2026-Q2" in html
    leaf, agreement = next(iter(report.leaves.items()))
    assert f"{agreement.same} of {agreement.n}" in pages[f"causes/{leaf}/"].content().html
