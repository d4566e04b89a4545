"""The built sites that these tests look at."""

from tests.inert import inert_site
from tests.site import frozen_site, hostile_site, site_of_each_kind, tiny_site

__all__ = ["frozen_site", "hostile_site", "inert_site", "site_of_each_kind", "tiny_site"]
