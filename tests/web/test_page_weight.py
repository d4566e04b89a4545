"""No page grows without bound as records come: what is long stands on several pages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ml_postmortems.access.publication import publish
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.indentation import without_indentation
from ml_postmortems.web.page import SitePage
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus
from tests.helpers import FROZEN_TAXONOMY
from tests.site import Site

HEAVIEST_RECORD = 63_000
"""Bytes of the HTML of a record's page: 60 KB, and what the address of this site and old answers of its records add."""
HEAVIEST = 150_000
"""Bytes of the HTML of a page that is no record, of a company with 500 records."""
AROUND = 16_000
"""Bytes that the theme puts around a page."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SitePage]:
    """The generated pages of a company with 500 records, but those of records, by address."""
    folder = tmp_path_factory.mktemp("large")
    settings = Settings(500, words=150, taxonomy=FROZEN_TAXONOMY)
    write_corpus(folder, settings)
    build = SiteBuild(publish(folder / "postmortems", Visibility.INTERNAL, settings.until))
    return {page.url: page for page in build.pages() if not page.url.startswith("postmortems/PM-")}


def heavy(pages: dict[str, SitePage]) -> Iterator[str]:
    """The pages above the bound, with their bytes."""
    for page in pages.values():
        weight = AROUND + len(without_indentation(str(page.content().html)).encode())
        if weight > HEAVIEST:
            yield f"{page.url} {weight:,}"


def test_no_record_of_a_real_incident_is_heavy(frozen_site: Site) -> None:
    """It is read on a phone, by somebody in a hurry."""
    files = sorted(frozen_site.folder.glob("postmortems/PM-*/index.html"))
    assert len(files) > 40
    assert [
        f"{file.parent.name} {file.stat().st_size:,}" for file in files if file.stat().st_size > HEAVIEST_RECORD
    ] == []


def test_no_page_of_a_large_base_is_heavy(pages: dict[str, SitePage]) -> None:
    """A phone opens every one of them, whatever happened in all these years."""
    assert list(heavy(pages)) == []


def test_pages_of_long_lists_lead_to_each_other(pages: dict[str, SitePage]) -> None:
    """Each says where it stands and names the first, the last and the nearest pages, never all of them."""
    html = {url: str(page.content().html) for url, page in pages.items() if url.startswith("actions/finished/")}
    last = f"actions/finished/{len(html)}/"
    assert len(html) > 10
    assert last in html
    for number, (url, text) in enumerate(html.items(), start=1):
        assert f"Page {number} of {len(html)}" in text
        assert text.count('aria-label="Page ') <= 7, url
        assert ("data-filter" in text) == (number == 1), url


def test_what_a_page_has_no_room_for_stands_on_its_own_pages(pages: dict[str, SitePage]) -> None:
    """Lists below the numbers, and the tables behind charts."""
    for url in ("recurrence/chance/", "recurrence/signature/", "recurrence/failed-controls/", "times/times/"):
        above = pages[url.split("/")[0] + "/"]
        assert f'href="{url.split("/")[1]}/"' in str(above.content().html), url
        assert "pm-crumbs" in str(pages[url].content().html)
