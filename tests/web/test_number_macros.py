"""Hand-written pages say the numbers of the pages of numbers, and a misspelt name stops the build with what exists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import recurrence_report, trend_report
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.macros import Macros
from ml_postmortems.web.number_macros import CHARTS, COLLECTION, NUMBERS, TABLES, TOO_FEW
from ml_postmortems.web.site_index import SiteIndex
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_RECORDS, FROZEN_TAXONOMY, REPOSITORY

UNTIL = date(2026, 6, 30)


@pytest.fixture(scope="module")
def real() -> Macros:
    return Macros(SiteIndex(load_corpus(FROZEN_RECORDS).for_audience(Visibility.PUBLIC), UNTIL), UNTIL, lambda: "page/")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> SiteIndex:
    folder: Path = tmp_path_factory.mktemp("macros") / "company"
    write_corpus(folder, Settings(100, 3, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
    return SiteIndex(load_corpus(folder / "postmortems").for_audience(Visibility.INTERNAL), UNTIL)


def test_numbers_are_those_of_the_reports(company: SiteIndex) -> None:
    """Counted once, said everywhere alike."""
    macros, archive = Macros(company, UNTIL, lambda: ""), Archive(company.corpus, UNTIL)
    recurrence = recurrence_report(archive)
    assert macros.number("incidents") == f"{trend_report(archive).about.n}"
    assert macros.number("declared-recurrences") == f"{len(recurrence.declared)}"
    assert macros.number("signature-recurrences") == f"{len(recurrence.by_signature)}"
    assert macros.number("patterns") == f"{sum(each.is_shown for each in recurrence.patterns)}"
    assert macros.number("recurrence-share").endswith(" %")
    team = next(iter(company.vocabulary.catalog.teams))
    assert macros.number("incidents", team=team) == f"{sum(r.teams.owner == team for r in archive.incidents)}"


def test_what_would_mislead_is_said_in_words(real: Macros) -> None:
    """A collection has no share, and a handful of incidents no median."""
    assert real.number("recurrence-share") == COLLECTION
    assert real.number("median-time-to-detect", cause="technical/cross-request-leak") == TOO_FEW


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_can_stand_on_a_page(real: Macros, company: SiteIndex, name: str) -> None:
    """In one line, with ids of its own each time, for a collection and for a company, and where nothing is left."""
    for macros in (real, Macros(company, UNTIL, lambda: "page/")):
        first, second = macros.chart(name), macros.chart(name, since="2030")
        assert "\n" not in first + second
        assert 'id="' in first
        assert first.partition('id="')[2].partition('"')[0] != second.partition('id="')[2].partition('"')[0]


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_stand_on_a_page(real: Macros, name: str) -> None:
    """With its definition."""
    assert "N = " in real.table(name)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda macros: macros.chart("incident"), "did you mean `incidents`?"),
        (lambda macros: macros.table("cause-by-teem"), "did you mean `cause-by-team`?"),
        (lambda macros: macros.number("zzz"), "use one of: incidents, declared-recurrences"),
        (lambda macros: macros.number("incidents", teem="x"), "did you mean `team`?"),
        (lambda macros: macros.chart("times", team="openai-chatgtp"), "did you mean `openai-chatgpt`?"),
        (lambda macros: macros.number("incidents", since="soon"), "use one of: 2024, 2024-03, 2024-03-15"),
    ],
)
def test_a_misspelt_name_says_what_exists(real: Macros, call: object, said: str) -> None:
    """The build stops there, so the message has to be enough."""
    assert callable(call)
    with pytest.raises(UnknownName) as error:
        call(real)
    assert said in str(error.value)


def test_the_page_of_macros_lists_every_name() -> None:
    """What is documented is what there is."""
    text = (REPOSITORY / "docs" / "macros.md").read_text("utf-8")
    for name in (*CHARTS, *TABLES, *(each for each in NUMBERS if not each.startswith("median-time-to-"))):
        assert f"`{name}`" in text, name
    for name in NUMBERS:
        assert f"`{name.removeprefix('median-time-to-')}`" in text, name
