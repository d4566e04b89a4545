"""The search offers the pages of this site too, by the words that people have for them."""

from __future__ import annotations

from urllib.parse import urldefrag

import pytest

from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.whoosh_index import WhooshIndex
from ml_postmortems.web.data_page import data_page
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.searched_pages import searched_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.helpers import external_record, own_record
from tests.site import index_of


@pytest.fixture(scope="module")
def index() -> SiteIndex:
    """An own record and an external one."""
    return index_of(own_record(), external_record())


def test_every_page_that_is_offered_is_there(index: SiteIndex) -> None:
    """With a title of its own, so that hits can be told apart."""
    offered = list(searched_pages(index))
    data = data_page(index, DataContext(Visibility.PUBLIC, index.as_of))
    there = {page.url for page in [*site_pages(index), *number_pages(index, index.as_of), data]}
    assert {urldefrag(page.url).url for page in offered} <= there
    assert len({page.title for page in offered}) == len(offered)


@pytest.mark.parametrize(
    ("words", "url"),
    [
        ("programme", "programme/"),
        ("drills", "drills/"),
        ("doubts", "doubts/"),
        ("assumptions", "assumptions/"),
        ("who owes what", "actions/"),
        ("controls", "controls/"),
        ("playbook schema", "playbook/data-quality/schema-change/"),
    ],
)
def test_a_page_has_the_words_that_people_ask_with(index: SiteIndex, words: str, url: str) -> None:
    """All of them in its title and what it says of itself."""
    (page,) = (page for page in searched_pages(index) if page.url == url)
    text = f"{page.title} {page.body}".lower()
    assert all(word in text for word in words.split())
    assert WhooshIndex([page.text]).size == 1
