"""Fields of an organisation in a browser: the form says what the checker says, and everybody can read the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.draft_file import draft_path
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.reading.corpus import Corpus, load_corpus
from tests.browser.browsing import served, visit
from tests.browser.search_page import PHONE, assert_accessible
from tests.browser.test_new_page import answers_of
from tests.helpers import own_record
from tests.site import build, made_once, write_project

pytestmark = pytest.mark.browser

AS_OF = date(2026, 6, 1)
SETTINGS = """\
schema_version: 1
fields:
  region: {type: choice, label: Region, description: Where it was seen., choices: [eu, us, apac], visibility: public}
  channels: {type: list, label: Channels, description: Where it was sold., choices: [app, web], visibility: public}
  markets: {type: list, label: Markets, description: Which markets it reached., visibility: public}
  cost: {type: number, label: Cost centre, description: Who pays., visibility: public}
  agreed: {type: date, label: Agreed with the board, description: When the board was told., visibility: public}
  sponsor: {type: person, label: Sponsor, description: Who speaks for it., visibility: public}
  board: {type: url, label: Board paper, description: Where the decision stands., visibility: public}
  remark: {type: text, label: Remark, description: What the others do not say., visibility: public}
required: [{field: extra.region, from: closed}]
"""
EXTRA = {
    "region": "eu",
    "channels": ["app", "web"],
    "markets": ["Zanzibar", "Bosnia and Herzegovina", "a-market-with-a-name-of-one-long-word-that-does-not-break"],
    "cost": "4711.5",
    "agreed": "2025-03-12",
    "sponsor": "@asinha",
    "board": "https://boards.example.com/papers/2025/03/12/a-long-address-of-a-paper?version=17&language=en",
    "remark": "The board asked for a second look at the way in which new shops are ranked before the summer.",
}
TYPED = {
    "region": ["eu", "us"],
    "channels": ["app", "app, web", "app,app", "app, mobile", "App", " , "],
    "markets": ["a", "a, b", "a, a", "a, A", ",".join(map(str, range(30))), ",".join(map(str, range(31))), "x" * 301],
    "cost": [
        "0",
        "-1.5",
        "1e3",
        "1,5",
        "01",
        "1.",
        "\u0661",
        "1" * 15,
        "1" * 16,
        "0.1234567890123",
        "+1",
        "-0",
        "1 000",
    ],
    "agreed": [
        "2025-11-18",
        "2025-11",
        "2025",
        "2025-02-29",
        "2024-02-29",
        "2025-13",
        "2025-00-10",
        "2025-11-31",
        "2025-11-18T11:20:00Z",
        "2025-11-18T11:20:00+14:00",
        "2025-11-18T11:20:00+14:30",
        "2025-11-18T24:00:00Z",
        "2025-11-18T11:60:00Z",
        "2025-11-18T11:20:00",
        "2025-11-18 11:20",
        "18.11.2025",
        "1899",
        "2100-01-01",
        "tomorrow",
    ],
    "sponsor": ["@mchen", "mchen", "@", "@m chen", "@-x", "@m.chen_1", f"@{'x' * 63}", f"@{'x' * 64}", "@m\u00fcller"],
    "board": [
        "https://example.com",
        "http://x/?a=1&b=%20",
        "ftp://example.com",
        "HTTPS://example.com",
        "https://",
        "https://a b",
        "https://a<b",
        "https://a|b",
        "https://\u00e9.example",
        "javascript:alert(1)",
        f"https://x/{'y' * 300}",
    ],
    "remark": ["any", "x" * 300, "x" * 301, "\U0001f600" * 300, "a\u00a0\u00a0b " * 70, "no", "1", "- x", "# x"],
}
"""What somebody may type into each field."""
_ASK = """async ([base, typed]) => {
  const { Question } = await import(`${base}assets/postmortems/new/inputs.js`);
  const form = document.querySelector("[data-pm-new]");
  const element = form.querySelector("[data-question=extra]");
  const { forbidden } = JSON.parse(form.dataset.template);
  return typed.map(([key, text]) => {
    const input = element.querySelector(`[data-path="extra.${key}"]`);
    const type = (value) => {
      input.value = value;
      for (const name of ["input", "change"]) input.dispatchEvent(new Event(name, { bubbles: true }));
    };
    type(text);
    const finding = document.getElementById(`${input.id}-finding`);
    const said = finding.hidden ? "" : finding.textContent;
    const value = new Question(element, forbidden).fields().extra?.[key] ?? null;
    type("");
    return [said, value];
  });
}"""


@dataclass(frozen=True)
class OwnSite:
    """A site whose base has fields of each type."""

    address: str
    corpus: Corpus


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnSite]:
    """One public record with a value for each field, and the site of it."""

    def make(folder: Path) -> None:
        record = own_record(extra=EXTRA, visibility="public", status="published")
        write_project(folder, record, options="{audience: public}", has_served_pages=True)
        (folder / "postmortems/settings.yml").write_text(SETTINGS, "utf-8")
        build(folder, folder / "site")

    folder = made_once(tmp_path_factory, "own-fields", make)
    with served(folder / "site") as address:
        yield OwnSite(address, load_corpus(folder / "postmortems"))


def is_refused(corpus: Corpus, key: str, value: Any) -> bool:
    """Whether the checker has something against the form of this value in a draft."""
    answers = answers_of(team="ranking")
    fields = DraftContext.of(corpus, AS_OF).text_of(answers, "PM-2025-0099")
    item = f'"{value}"' if isinstance(value, str) else "[" + ", ".join(f'"{each}"' for each in value) + "]"
    text = fields.replace("\nseverity:", f"\nextra:\n  {key}: {item}\nseverity:", 1)
    path = draft_path(corpus.root, "PM-2025-0099", "A title")
    _, report = check_unsaved(corpus, path, text.encode(), AS_OF)
    assert f"  {key}: " in text
    return any("extra" in each.field and each.code.startswith("PM1") for each in report.errors)


def test_the_form_refuses_what_the_checker_refuses(browser: Browser, own: OwnSite) -> None:
    """Of every value of each type: the live finding beside the input and the check of the draft agree."""
    with visit(browser, own.address) as visitor:
        visitor.open("new/")
        typed = [(key, text) for key, texts in TYPED.items() for text in texts]
        answers = visitor.page.evaluate(_ASK, [own.address, typed])
    differing = [
        (key, text[:40], said)
        for (key, text), (said, value) in zip(typed, answers, strict=True)
        if bool(said) != (value is not None and is_refused(own.corpus, key, value))
    ]
    assert differing == []
    refused = {key for (key, _), (said, _) in zip(typed, answers, strict=True) if said}
    assert refused == TYPED.keys() - {"region"}, "each type is tried with what it refuses"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_own_fields(browser: Browser, own: OwnSite, scheme: str) -> None:
    """Record, index, search, form and reference, at a desk and on a phone, where nothing is wider than the window."""
    for size in ({"width": 1280, "height": 900}, PHONE):
        with visit(browser, own.address, color_scheme=scheme, viewport=size) as visitor:
            for place in ("postmortems/PM-2025-0001/", "fields/", "fields/region/eu/", "search/", "new/"):
                visitor.open(place)
                assert visitor.overflow() <= 0, place
                assert_accessible(visitor.page)
