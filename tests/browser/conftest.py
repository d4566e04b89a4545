"""The built sites that these tests look at."""

from collections.abc import Iterator

import pytest

from tests.browser.browsing import served
from tests.site import Site, frozen_site, hostile_site, site_of_each_kind, tiny_site

__all__ = ["frozen_site", "hostile_site", "site_of_each_kind", "tiny_site"]


@pytest.fixture(scope="module")
def hostile(hostile_site: Site) -> Iterator[str]:
    """The address of the site whose records try everything."""
    with served(hostile_site.folder) as address:
        yield address


@pytest.fixture(scope="module")
def base(frozen_site: Site) -> Iterator[str]:
    """The address of the site of real records that do not change."""
    with served(frozen_site.folder) as address:
        yield address
