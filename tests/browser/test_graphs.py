"""Causal graphs and data flows in a real Chromium, with the fonts that it has."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import served, visit
from tests.site import Site

pytestmark = pytest.mark.browser

_LABELS_OUTSIDE = """() => [...document.querySelectorAll(".pm-graph foreignObject")].flatMap((label) => {
  let box = label.previousElementSibling;
  while (box && box.tagName !== "rect") box = box.previousElementSibling;
  const around = box.getBoundingClientRect();
  return [...label.querySelectorAll("span")].flatMap((text) => {
    const at = text.getBoundingClientRect();
    const isInside = at.left >= around.left && at.right <= around.right && at.top >= around.top;
    return isInside && at.bottom <= around.bottom ? [] : [text.textContent];
  });
})"""


@pytest.fixture(scope="module")
def frozen(frozen_site: Site) -> Iterator[str]:
    """The address of the site of real records."""
    with served(frozen_site.folder) as address:
        yield address


def test_no_label_of_a_graph_stands_outside_of_its_box(browser: Browser, frozen: str, frozen_site: Site) -> None:
    """What runs over the edge cannot be read beside the next box."""
    drawn = [
        url
        for url, page in frozen_site.pages.items()
        if any("pm-graph" in element.get("class", "") for element in page.elements)
    ]
    assert len(drawn) > 10
    with visit(browser, frozen) as visitor:
        for url in drawn:
            visitor.open(url)
            assert visitor.page.evaluate(_LABELS_OUTSIDE) == [], url
