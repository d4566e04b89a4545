"""The pages of the site as documents of the search, in words that people use."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.search.pages import Page
from ml_postmortems.web import urls
from ml_postmortems.web.answer_pages import answer_pages
from ml_postmortems.web.site_index import SiteIndex

_EXTENT = Page(
    f"{urls.ACTIONS}#where-else",
    "Where else it could be",
    "Page of this site",
    "Extent: artifacts that could have the same fault and that nobody has looked at yet.",
)


def searched_pages(index: SiteIndex) -> Iterator[Page]:
    """Each page with what it is for."""
    for page in answer_pages(index.vocabulary.taxonomy):
        is_playbook = page.url.startswith(urls.PLAYBOOK) and page.url != urls.PLAYBOOK
        yield Page(page.url, page.title, "Playbook" if is_playbook else "Page of this site", page.about)
    if index.actions.owed_extents:
        yield _EXTENT
