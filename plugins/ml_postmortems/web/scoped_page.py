"""What the pages of numbers have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ml_postmortems.analytics.archive import EVERYTHING, Archive, Scope
from ml_postmortems.model.record import Record
from ml_postmortems.web.site_index import SiteIndex


@dataclass(frozen=True)
class ScopedPage:
    """A page about the incidents of a scope, with the site around it for names and links."""

    archive: Archive
    index: SiteIndex
    scope: Scope = EVERYTHING

    @cached_property
    def incidents(self) -> tuple[Record, ...]:
        """The incidents of the scope, oldest first; what they repeat may lie outside of it."""
        return self.archive.within(self.scope)
