"""Rates: counts against what was deployed, retrained and served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from ml_postmortems.analytics.exposure import incident_rates
from ml_postmortems.model.exposure import Exposure
from ml_postmortems.model.terms import Coverage
from tests.analytics.archives import archive, catalog, incident

MONTHS = [f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)]


def exposure(**measures: Sequence[int]) -> Exposure:
    """These amounts in the months from January 2023 on."""
    months = {
        month: {measure: amounts[place] for measure, amounts in measures.items() if place < len(amounts)}
        for place, month in enumerate(MONTHS)
    }
    return Exposure.model_validate({"schema_version": "1", "months": months})


amounts = st.lists(st.integers(0, 500), min_size=36, max_size=36)


@given(st.lists(st.integers(0, 35), min_size=1, max_size=30), amounts)
def test_rate_is_count_by_exposure_with_its_exact_interval(months: list[int], deploys: list[int]) -> None:
    """Over the months after that of the first incident: Garwood's interval by the chi-squared distribution, by year
    and over all; the change by SciPy's binomial test."""
    found = archive(
        [incident(number, f"{MONTHS[month]}-10") for number, month in enumerate(months)],
        date(2025, 12, 31),
        exposure=exposure(deploys=deploys),
    )
    first = min(months)
    watched = range(first + 1, 36)
    measured = incident_rates(found, found.incidents)
    if not watched:
        assert measured == ()
        return
    (rates,) = measured
    assert (rates.measure, rates.per) == ("deploys", 100)
    parts = {"all": list(watched)} | {
        year: [month for month in watched if MONTHS[month][:4] == year]
        for year in sorted({MONTHS[month][:4] for month in watched})
    }
    assert [rate.period for rate in rates.rates] == list(parts)
    for rate, part in zip(rates.rates, parts.values(), strict=True):
        count, done = sum(month in part for month in months), sum(deploys[month] for month in part)
        assert (rate.n, rate.months, rate.exposure) == (count, len(part), done)
        if not done:
            assert rate.value is rate.low is rate.high is None
            continue
        assert rate.value == pytest.approx(100 * count / done)
        low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
        assert rate.low == pytest.approx(100 * low / done, rel=1e-8)
        assert rate.high == pytest.approx(100 * chi2.ppf(0.975, 2 * count + 2) / 2 / done, rel=1e-8)
    years = [sum(deploys[12:24]), sum(deploys[24:])]
    if len(watched) < 24 or not all(years):
        assert rates.change is None
        return
    assert rates.change
    before, last = sum(12 <= month < 24 for month in months), sum(month >= 24 for month in months)
    expected = binomtest(last, before + last, years[1] / sum(years)).pvalue if before + last else 1.0
    assert rates.change.p == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("as_of, months", [(date(2023, 3, 31), 2), (date(2023, 3, 30), 1), (date(2023, 1, 31), 0)])
def test_only_months_that_are_over_count(as_of: date, months: int) -> None:
    """The month of the as-of date counts on its last day; the month of the first incident never does."""
    found = archive([incident(1, "2023-01-05")], as_of, exposure=exposure(deploys=[100] * 36))
    assert [rates.rates[0].months for rates in incident_rates(found, found.incidents)] == ([months] if months else [])


def test_months_that_nobody_counted_are_no_zero() -> None:
    """Each measure has its own months; incidents in others are not among its rates."""
    records = [incident(1, "2023-01-05"), incident(2, "2023-02-05"), incident(3, "2023-06-05")]
    found = archive(records, exposure=exposure(deploys=[10] * 3, requests=[2_000_000] * 36))
    deploys, requests = incident_rates(found, found.incidents)
    assert deploys.rates[0].ids == ("PM-2023-0002",)
    assert requests.rates[0].ids == ("PM-2023-0002", "PM-2023-0003")
    assert requests.rates[0].value == pytest.approx(2 / (35 * 2))


def test_collections_and_archives_without_the_file_have_no_rates() -> None:
    """A rate of some incidents says nothing."""
    records = [incident(number, f"2023-0{number}-05") for number in range(1, 5)]
    sample = archive(records, catalog=catalog(Coverage.SAMPLE), exposure=exposure(deploys=[10] * 36))
    assert incident_rates(sample, sample.incidents) == ()
    assert incident_rates(archive(records), archive(records).incidents) == ()
    empty = archive([], exposure=exposure(deploys=[10] * 36))
    assert incident_rates(empty, ()) == ()
