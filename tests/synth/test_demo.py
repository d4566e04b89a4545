"""`make demo`: a site that nobody can take for real."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.demo import LABEL, SETTINGS, SITE_NAME, build_demo, write_demo
from tests.helpers import FROZEN_RECORDS, FROZEN_TAXONOMY, REPOSITORY
from tests.site import tree_of

FROZEN = replace(SETTINGS, taxonomy=FROZEN_TAXONOMY)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as `make demo` builds it: for the audience `internal`, as of its own newest commit."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    build_demo(folder, FROZEN)
    return folder


def test_every_page_says_that_it_is_fictional(demo: Path) -> None:
    """Also the one for addresses that do not exist; whoever arrives by a link sees it first."""
    pages = sorted((demo / "site").rglob("*.html"))
    assert len(pages) > 200
    for page in pages:
        html = page.read_text("utf-8")
        assert html.index("<header") > 0
        assert f"<strong>{LABEL}</strong>" in html, page
        assert SITE_NAME in html, page


def test_there_is_a_page_for_each_record_of_its_audience(demo: Path) -> None:
    """80 records, but for the few that are restricted."""
    pages = list((demo / "site/postmortems").glob("PM-*/index.html"))
    restricted = sum(
        "\nvisibility: restricted" in path.read_text("utf-8") for path in demo.rglob("postmortems/*/PM-*.md")
    )
    assert len(pages) == 80 - restricted > 70


def test_no_real_record_is_mixed_in(demo: Path) -> None:
    """Neither a page nor a name of the real catalog; only the example of how macros are written names one."""
    titles = [path.read_text("utf-8").split("\ntitle: ")[1].split("\n")[0] for path in FROZEN_RECORDS.rglob("PM-*.md")]
    assert len(titles) == len(list(FROZEN_RECORDS.glob("*/PM-*.md"))) > 0
    records = "".join(page.read_text("utf-8") for page in (demo / "site/postmortems").rglob("*.html"))
    for title in titles:
        assert title.strip('"') not in records


def test_its_home_page_is_calm(demo: Path) -> None:
    """A reader picks from few: a card leads to one place, there are ten at most, and a link leads to all the rest."""
    home = (demo / "site/index.html").read_text("utf-8").split("<article")[1].split("</article>")[0]
    cards = re.findall(r'<li class="pm-card">.*?</li>', home, re.DOTALL)
    assert 3 < len(cards) <= 10
    assert [card.count("<a ") for card in cards] == [1] * len(cards)
    assert home.count("<a ") < 45
    assert re.search(r'<a href="postmortems/">All \d+ postmortems</a>', home)


def test_writing_the_demo_touches_nothing_else(tmp_path: Path) -> None:
    """The real records and pages are read and never written."""
    before = tree_of(FROZEN_RECORDS) | tree_of(REPOSITORY / "docs")
    write_demo(tmp_path / "demo", FROZEN)
    assert tree_of(FROZEN_RECORDS) | tree_of(REPOSITORY / "docs") == before
    assert [path.name for path in tmp_path.iterdir()] == ["demo"]


@pytest.mark.parametrize("records", [1, 2, 5])
def test_a_small_company_shows_what_it_has(tmp_path: Path, records: int) -> None:
    """Nothing planted is no fault: the home page names those sorts of records that there are."""
    write_demo(tmp_path / "demo", replace(FROZEN, records=records))
    home = (tmp_path / "demo/docs/index.md").read_text("utf-8")
    assert 0 < home.count('<li class="pm-card">') <= 4
