"""The built sites that these tests look at."""

from tests.site import hostile_site, real_site, site_of_each_kind, tiny_site

__all__ = ["hostile_site", "real_site", "site_of_each_kind", "tiny_site"]
