"""The guides and the reference, which a site has without a file of theirs in its base."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from ml_postmortems.base.carried import PAGES
from ml_postmortems.base.served_pages import served_files, without_dead_items
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.default_nav import NAVIGATION, default_nav, places
from tests.helpers import FROZEN_RECORDS, REPOSITORY, write_corpus
from tests.site import build, write_project

OF_THIS_REPOSITORY = {
    "ten-incidents.md",
    "design.md",
    "measurements.md",
    "performance.md",
    "agreement.md",
    "tried-and-dropped.md",
}
"""Hand-written pages about these records and this code, which no other base is served."""


@pytest.fixture(scope="module")
def empty_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a base of one day: a vocabulary, no record and two pages of its own, built strictly."""
    folder = tmp_path_factory.mktemp("empty")
    pages = {"on-call.md": "# Whom to call\n", "guides/reader.md": "# Our way to read\n"}
    project = write_project(folder, options="{audience: internal}", pages=pages, has_served_pages=True)
    return build(project, folder / "site")


def test_the_navigation_is_ours_without_our_own_pages() -> None:
    """A base that gives no navigation has the one of this repository, in its order, but for pages about ourselves."""
    text = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    ours = yaml.load(re.sub(r"!ENV", "", text), yaml.SafeLoader)["nav"]

    def without_own(entries: list[dict[str, object]]) -> list[dict[str, object]]:
        kept = [
            {title: without_own(value) if isinstance(value, list) else value}
            for entry in entries
            for title, value in entry.items()
            if not (isinstance(value, str) and value in OF_THIS_REPOSITORY)
        ]
        return kept

    assert list(NAVIGATION) == without_own(ours)


def test_a_base_names_its_own_pages_last() -> None:
    """What the base wrote beside our pages stands under a title of its own; what it lacks is in no navigation."""
    nav = default_nav({"causes/index.md", "on-call.md"}, ["index.md", "on-call.md"])
    assert nav == [{"Causes": [{"Causes": "causes/index.md"}]}, {"Pages": [{"On call": "on-call.md"}]}]
    assert [place for entry in nav for place in places(entry)] == ["causes/index.md", "on-call.md"]


def test_everything_carried_is_served(tmp_path: Path) -> None:
    """Each guide, page of the reference and schema of `docs/`, those of the vocabulary in the words of the base."""
    root = write_corpus(tmp_path)
    corpus = load_corpus(root)
    assert corpus.taxonomy and corpus.catalog
    served = served_files(corpus.taxonomy, corpus.catalog, corpus.settings)
    written = [path for name in PAGES for path in [REPOSITORY / "docs" / name]]
    files = [each for path in written for each in (path.rglob("*.*") if path.is_dir() else [path])]
    assert served.keys() == {path.relative_to(REPOSITORY / "docs").as_posix() for path in files}
    frozen = load_corpus(FROZEN_RECORDS)
    assert frozen.taxonomy and frozen.catalog
    others = served_files(frozen.taxonomy, frozen.catalog, frozen.settings)
    assert {name for name in served if served[name] != others[name]} >= {"reference/record.schema.json"}


def test_items_that_lead_nowhere_are_left_out() -> None:
    """A line of a list with a link to a page that the site lacks goes; code, fragments and other lines stay."""
    text = "- [D](../design.md)\n- [F](fields.md#id), [x](https://x.example)\n- `[a](b.md)`\n[D](../design.md)\n"
    kept = without_dead_items(text, "guides/index.md", {"guides/fields.md"})
    assert kept == "".join(line for line in text.splitlines(keepends=True) if not line.startswith("- [D]"))


def test_an_empty_base_builds_strictly(empty_site: Path) -> None:
    """On the first day every page of the navigation is there, with charts that say that nothing is counted yet."""
    for place in (place for entry in NAVIGATION for place in places(entry)):
        address = place.removesuffix("index.md").removesuffix(".md")
        assert (empty_site / address / "index.html").is_file(), place
    assert "No incident is counted here yet" in (empty_site / "macros/index.html").read_text("utf-8")
    assert "design/" not in (empty_site / "guides/index.html").read_text("utf-8")
    assert (empty_site / "reference/record.schema.json").is_file()
    assert (empty_site / "reference/fields/agent/index.html").is_file()


def test_the_page_of_the_base_wins(empty_site: Path) -> None:
    """A base that writes a guide of its own shows that one, and the tab of its own pages."""
    page = (empty_site / "guides/reader/index.html").read_text("utf-8")
    assert "Our way to read" in page
    assert "../../on-call/" in page
