"""Which way risks went: what the generator planted is what is counted, and every incident stands in one group."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.risk_progress import risk_progress
from ml_postmortems.model.not_known import known
from ml_postmortems.model.risk import Movement
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import PROGRAMME
from tests.synth.corpora import Written, written

AS_OF = date(2026, 6, 30)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """A synthetic company."""
    return written(tmp_path_factory.mktemp("company") / "company", records=120, seed=4, words=150)


def test_planted_movements_are_found(company: Written) -> None:
    """Each risk stands in the group that was decided for it before the record was written."""
    corpus = company.corpus.for_audience(Visibility.RESTRICTED)
    progress = risk_progress(Archive(corpus, AS_OF).incidents)
    counted = {record.id for record in Archive(corpus, AS_OF).incidents}
    planted = {each["record"]: each["movement"] or "not-again" for each in company.truth["risk"]}
    found = {record: movement.value for movement, records in progress.moved.items() for record in records}
    assert found == {record: movement for record, movement in planted.items() if record in counted}
    assert set(found.values()) >= {"down", "same", "up", "not-again"}
    assert progress.estimated + len(progress.without) == len(counted)
    assert not set(progress.without) & set(found)
    assert progress.closed_not_again == ()


def test_numbers_after_the_fix_come_with_a_round(company: Written) -> None:
    """A value after the fix stands in the records that were tried, and in no other."""
    seen: Counter[bool] = Counter()
    for record in company.corpus.records:
        if failure := known(record.failure):
            assert failure.numbers
            has_value = failure.numbers.after_fix is not None
            assert has_value == bool(isinstance(record.validation, tuple) and record.validation)
            seen[has_value] += 1
    assert min(seen.values()) > 5


def test_the_programme_and_the_teams_show_the_same_counts(company: Written) -> None:
    """The counts of all teams add up to those of the programme; a record page tells its way in words."""
    index = SiteIndex(company.corpus.for_audience(Visibility.RESTRICTED), AS_OF)
    whole = risk_progress(Archive(index.corpus, AS_OF).incidents)
    teams = [index.risk_of(key) for key in index.vocabulary.catalog.teams]
    for movement, records in whole.moved.items():
        assert sorted(records) == sorted(name for team in teams for name in team.moved[movement])
    pages = {page.url: page for page in (*site_pages(index), *number_pages(index, AS_OF))}
    programme = pages[PROGRAMME].content().html
    assert f"{len(whole.moved[Movement.DOWN])} of {whole.estimated}" in programme
    down = whole.moved[Movement.DOWN][0]
    page = next(page for url, page in pages.items() if url.endswith(f"{down}/")).content().html
    assert "The risk of the next one went down" in page
    assert "In numbers" in page
