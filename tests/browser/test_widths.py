"""Every type of page at five widths, with the longest words, lists and names that the format lets through."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Visit, served, visit
from tests.helpers import BODY, CATALOG, RecordDict, own_record, write_record
from tests.site import SILENCED, build, draft_record, made_once, with_each_text, write_project

pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 768, 1280, 1920)
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RIGHT_TO_LEFT = "مصنّف الإعلانات الاحتيالية"
_BODY = f"""{BODY}
{UNBROKEN}{UNBROKEN} `{UNBROKEN}_{UNBROKEN}` {RIGHT_TO_LEFT}

| {UNBROKEN} | Second | Third | Fourth | Fifth | Sixth |
| --- | --- | --- | --- | --- | --- |
| 1 | {UNBROKEN} | {RIGHT_TO_LEFT} | 4 | {UNBROKEN} | 6 |

```python
assert features["{UNBROKEN}"].length_in_seconds <= limits["{UNBROKEN}"].most_seconds_of_any_session_that_anybody_saw
```
"""

_OUTSIDE = """width => {
  const marked = node => node.nodeType === Node.TEXT_NODE && node.textContent.trim();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  const holds = (parent, property, values) => {
    for (let at = parent; at; at = at.parentElement)
      if (values.includes(getComputedStyle(at)[property])) return at;
  };
  while (walker.nextNode()) {
    const node = walker.currentNode, parent = node.parentElement;
    if (!marked(node) || parent.closest("script, style, noscript, .md-sidebar, [hidden], svg title")) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height || !parent.checkVisibility()) continue;
    const cell = parent.closest("td, th")?.getBoundingClientRect();
    if (cell && (box.right > cell.right + 1 || box.left < cell.left - 1))
      found.push(`over its cell: ${parent.tagName}.${parent.className} ${node.textContent.trim().slice(0, 40)}`);
    if (holds(parent, "overflowX", ["auto", "scroll"])) continue;
    const frame = holds(parent, "overflowX", ["hidden", "clip"]);
    const style = frame && getComputedStyle(frame);
    const isShortened = style && (style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none");
    if (isShortened || (frame && frame.getBoundingClientRect().width <= 2)) continue;
    const right = Math.min(width, frame ? frame.getBoundingClientRect().right : width);
    const left = frame ? frame.getBoundingClientRect().left : 0;
    if (box.right > right + 1 || box.left < left - 1) {
      const where = `${Math.round(box.left)}..${Math.round(box.right)}`;
      found.push(`${where} ${parent.tagName}.${parent.className} ${node.textContent.trim().slice(0, 40)}`);
    }
  }
  return found;
}"""
"""Texts that stand outside of the window or their cell or are cut off, but those in a frame that can be pushed sideways
or that ends in dots."""


def stretched_record() -> RecordDict:
    """Our own record with 40 entries, 12 causes, and in each text a long word or a right-to-left name."""
    record = own_record()
    events, causes = record["timeline"], record["causes"]
    record["timeline"] = [
        *events[:1],
        *({**events[2], "at": f"2025-03-11T01:{minute:02}:00Z", "marks": None} for minute in range(1, 36)),
        *events[1:],
    ]
    for event in record["timeline"]:
        if event.get("marks", ()) is None:
            del event["marks"]
    record["timeline"].sort(key=lambda event: event["at"])
    record["causes"] = [
        *causes,
        *({**causes[1], "id": f"C{number}", "caused_by": [f"C{max(1, number - 3)}"]} for number in range(4, 13)),
    ]
    record = with_each_text(record, f"{RIGHT_TO_LEFT} {UNBROKEN}", UNBROKEN[:40], RIGHT_TO_LEFT)
    stretched = json.dumps(record, ensure_ascii=False)
    assert stretched.count(UNBROKEN) > 60, "the format takes free text in fewer fields than it did"
    assert len(record["timeline"]) > 40
    assert len(record["causes"]) == 12
    return record


@pytest.fixture(scope="module")
def stretched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of that record, the shortest of drafts, and a catalog with names of the same kind."""

    def make(folder: Path) -> None:
        name = re.compile(r"name: (?!Acme$)(.+)")
        write_project(
            folder,
            draft_record(status="published"),
            options="{audience: internal}",
            has_served_pages=True,
            catalog=name.sub(lambda match: f'name: "{match[1]} {UNBROKEN[:50]} {RIGHT_TO_LEFT}"', CATALOG),
        )
        write_record(folder / "postmortems", stretched_record(), _BODY)
        build(folder, folder / "site", program=("-c", SILENCED))

    return made_once(tmp_path_factory, "stretched", make) / "site"


def _one_of_each_type(site: Path) -> list[str]:
    """Of the pages side by side in a folder the two heaviest."""
    folders: dict[Path, list[Path]] = {}
    for page in site.rglob("index.html"):
        folders.setdefault(page.parent.parent, []).append(page)
    chosen = [
        page
        for pages in folders.values()
        for page in sorted(pages, key=lambda page: page.stat().st_size, reverse=True)[: None if len(pages) < 3 else 2]
    ]
    return sorted({page.parent.relative_to(site).as_posix() + "/" for page in (*chosen, *folders[site])})


def test_no_text_leaves_the_window_or_is_cut_at_any_width(browser: Browser, stretched: Path) -> None:
    """Whatever an author writes can be read, on a phone of 320 px and on a screen of 1920."""
    urls = _one_of_each_type(stretched)
    assert len(urls) > 40
    with served(stretched) as address, visit(browser, address) as visitor:
        wrong = list(_misfits(visitor, urls))
    assert not wrong, "\n".join(wrong)


def test_tables_of_many_real_records_fit(browser: Browser, base: str) -> None:
    """Years, ranges and counts of a whole archive stay in their columns, which one record does not show."""
    urls = ("programme/", "times/", "recurrence/", "trends/", "practice/", "controls/", "actions/", "stakeholders/")
    with visit(browser, base) as visitor:
        wrong = list(_misfits(visitor, urls))
    assert not wrong, "\n".join(wrong)


_BROKEN = """() => [...document.querySelectorAll(".md-content table")].flatMap(table => {
  const walker = document.createTreeWalker(table, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement.checkVisibility() || node.parentElement.closest("code")) continue;
    for (const word of node.textContent.matchAll(/[A-Za-z]{3,}/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].filter(box => box.width).map(box => Math.round(box.top)));
      if (tops.size > 1) found.push(`${table.className}: ${word[0]}`);
    }
  }
  return found;
})"""
"""Words of tables that go on in the next line without a hyphen or a place where they may be broken."""

_PUSHED = """() => [...document.querySelectorAll(".md-content .pm-scroll")]
  .filter(each => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map(each => `${each.scrollWidth} in ${each.clientWidth}: ${each.ariaLabel}`)"""

_BARE = """() => [...document.querySelectorAll(".md-content .pm-action-table td")]
  .filter(each => each.checkVisibility() && /^\\d{1,3}$/.test(each.textContent.trim()))
  .filter(each => getComputedStyle(each, "::before").content === "none")
  .map(each => each.closest("tr").textContent.replace(/\\s+/g, " ").slice(0, 80))"""
"""Cells of tables that have no headings in a narrow window, and hold a number of nobody knows what."""


@pytest.mark.parametrize("width", WIDTHS)
def test_tables_break_no_word_and_need_no_push(browser: Browser, base: str, width: int) -> None:
    """A column is never too narrow for its words, no table has to be pushed sideways, and each number says of what."""
    urls = ("programme/", "drills/", "actions/", "controls/", "causes/technical/unvalidated-input/", "models/gpt-4o/")
    with visit(browser, base, viewport={"width": width, "height": 800}) as visitor:
        wrong = []
        for url in urls:
            visitor.open(url)
            visitor.page.wait_for_load_state("networkidle")
            for script in (_BROKEN, _PUSHED, *((_BARE,) if width < 600 else ())):
                wrong += [f"{url}: {text}" for text in visitor.page.evaluate(script)]
    assert not wrong, "\n".join(wrong)


def _misfits(visitor: Visit, urls: Iterable[str]) -> Iterator[str]:
    for url in urls:
        visitor.open(url.removeprefix("./"))
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 800})
            if (over := visitor.overflow()) > 0:
                yield f"{url} at {width}: {over} px wider than the window"
            yield from (f"{url} at {width}: {text}" for text in visitor.page.evaluate(_OUTSIDE, width))
