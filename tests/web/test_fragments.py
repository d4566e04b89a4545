"""A page of the cache is the page that would be made, whatever changed since it was kept."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.access.publication import publish
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web import fragments, pages
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.draft_place import DraftPlace
from ml_postmortems.web.fragments import Fragments, kept_fragments
from ml_postmortems.web.page import SitePage
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.rendering import THEME
from ml_postmortems.web.urls import RECORDS
from tests.helpers import BODY, own_record, write_corpus, write_record

AS_OF = date(2026, 6, 30)
NO_CACHE = "/dev/null"
KEPT = (f"{RECORDS}PM-",)
"""What the addresses of kept pages begin with."""
EDITS = [
    ('visibility: "public"', 'visibility: "restricted"'),
    ('visibility: "public"', 'visibility: "internal"'),
    ('visibility: "restricted"', 'visibility: "public"'),
    ('status: "published"', 'status: "withdrawn"'),
    ('severity: "SEV1"', 'severity: "SEV2"'),
    ("Labels lost", "Rows lost"),
    ("feature-file", "feature-fill"),
    ("PM-2025-0001", "PM-2025-0002"),
    ("PM-2024-0001", "PM-2024-0002"),
    ('owner: "', 'owner: "no-'),
    ("schema-change", "covariate-shift"),
    ('status: "open"', 'status: "in-progress"'),
    ("T01:00", "T02:00"),
]
"""Texts of records and what takes their place."""
Change = Callable[[Path, random.Random], None]


def make_root(folder: Path) -> Path:
    """Records that name each other, in bodies, by former ids, and by what they have in common."""
    root = write_corpus(
        folder,
        own_record(id="PM-2025-0001", tags=["feature-file"]),
        own_record(id="PM-2025-0002", title="Labels lost", tags=["feature-files"]),
        own_record(id="PM-2025-0003", title="Wrong unit", **{"recurrence.related": ["PM-2025-0001"]}),
        own_record(id="PM-2025-0004", title="Old pages first", aliases=["PM-2024-0001"], visibility="restricted"),
    )
    body = BODY.replace(
        "## Limitations\n", "## Limitations\n\nAs in [one](PM-2025-0001-session-length-in-milliseconds.md).\n", 1
    )
    write_record(root, own_record(id="PM-2025-0005", title="Five"), body)
    return root


def records(root: Path) -> list[Path]:
    return sorted(root.glob("*/*.md"))


def replace_in(path: Path, old: str, new: str, most: int = -1) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new, most), "utf-8")


def edit_field(root: Path, dice: random.Random) -> None:
    replace_in(dice.choice(records(root)), *dice.choice(EDITS))


def edit_body(root: Path, dice: random.Random) -> None:
    path = dice.choice(records(root))
    other = dice.choice(records(root)).name
    path.write_text(path.read_text("utf-8") + f"\nSee [it]({other}).\n", "utf-8")


def delete(root: Path, dice: random.Random) -> None:
    if len(records(root)) > 1:
        dice.choice(records(root)).unlink()


def add(root: Path, dice: random.Random) -> None:
    write_record(root, own_record(id=f"PM-2025-000{dice.randint(6, 9)}", title="Another one"))


def rename(root: Path, dice: random.Random) -> None:
    path = dice.choice(records(root))
    path.rename(path.with_name(f"{path.stem}-again.md"))


def change_catalog(root: Path, dice: random.Random) -> None:
    old, new = dice.choice([("name: ", "name: The "), ("ranking", "other"), ("upstream", "no_upstream")])
    replace_in(root / "catalog.yml", old, new, 1)


def change_taxonomy(root: Path, dice: random.Random) -> None:
    old, new = dice.choice([("name: ", "name: The "), ("definition: ", "definition: Now "), ("schema-change", "other")])
    replace_in(root / "taxonomy.yml", old, new, 1)


def change_settings(root: Path, dice: random.Random) -> None:
    host = dice.choice(["a", "b"])
    (root / "settings.yml").write_text(f'ticket_url: "https://{host}.example.com/{{ticket}}"\n', "utf-8")


CHANGES: list[Change] = [
    *(edit_field, edit_body, delete, add, rename),
    *(change_catalog, change_taxonomy, change_settings),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The records."""
    return make_root(tmp_path)


def test_edits_change_something(root: Path) -> None:
    """Each edit fits some file, so that the property below is not about nothing."""
    texts = "".join(path.read_text("utf-8") for path in records(root))
    assert [old for old, _ in EDITS if old not in texts] == []
    assert "name: " in (root / "catalog.yml").read_text("utf-8")
    assert "upstream" in (root / "catalog.yml").read_text("utf-8")
    assert "definition: " in (root / "taxonomy.yml").read_text("utf-8")


class Killed(Exception):
    """Ends a build between two pages."""


def made(root: Path, audience: Visibility, as_of: date, place: DraftPlace, kept: Fragments) -> Iterator[SitePage]:
    """The pages that are kept."""
    publication = publish(root, audience, as_of)
    if publication.everything.taxonomy and publication.everything.catalog:
        index = SiteBuild(publication, place, "", kept).index
        yield from (page for page in site_pages(index) if page.url.startswith(KEPT))


def shown(made_pages: Iterator[SitePage]) -> dict[str, object]:
    return {page.url: (page.title, page.description, page.content().tidy()) for page in made_pages}


@settings(max_examples=12)
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=4))
def test_a_warm_build_makes_the_pages_of_a_cold_one(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: list[Change]
) -> None:
    """After any edit, for any audience and day, also where the build before was killed between two pages."""
    dice, folder = random.Random(seed), tmp_path_factory.mktemp("corpus")
    root = make_root(folder)
    for change in (lambda *_: None, *steps):
        change(root, dice)
        asked = (
            root,
            dice.choice([Visibility.PUBLIC, Visibility.INTERNAL, Visibility.RESTRICTED]),
            AS_OF + timedelta(days=dice.choice([0, 0, 400])),
            DraftPlace(new_file=dice.choice(["", "https://github.com/acme/pm/new/main"])),
        )
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
            with pytest.raises(Killed), kept_fragments(root, "all") as kept:
                shown(islice(made(*asked, kept), dice.randint(0, 8)))
                raise Killed
            with kept_fragments(root, "all") as kept:
                warm = shown(made(*asked, kept))
            with kept_fragments(root, "all") as kept:
                warmer = shown(made(*asked, kept))
            patch.setenv("XDG_CACHE_HOME", NO_CACHE)
            cold = shown(made(*asked, Fragments()))
        assert warm.keys() == cold.keys()
        assert [url for url, page in cold.items() if not page == warm[url] == warmer[url]] == []


@pytest.mark.parametrize(("old", "new"), [*EDITS, ("PM-2025-0001", "")])
def test_an_edit_of_one_record_shows_on_all_pages(
    root: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    """Pages that name the record or show it otherwise are made again too, also where it is deleted."""
    asked = (root, Visibility.RESTRICTED, AS_OF, DraftPlace())
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
    with kept_fragments(root, "") as kept:
        shown(made(*asked, kept))
    path = next(path for path in records(root) if old in path.read_text("utf-8"))
    if new:
        replace_in(path, old, new)
    else:
        path.unlink()
    with kept_fragments(root, "") as kept:
        warm = shown(made(*asked, kept))
    cold = shown(made(*asked, Fragments()))
    assert [url for url, page in cold.items() if page != warm[url]] == []


@pytest.fixture
def rendered(root: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """A build with a cache of its own, which tells the records whose pages were made."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
    made_ids: list[str] = []
    make = pages._record_content

    def noted(file: object, record: object, reads: object) -> object:
        made_ids.append(record.id)  # type: ignore[attr-defined]
        return make(file, record, reads)  # type: ignore[arg-type]

    monkeypatch.setattr(pages, "_record_content", noted)

    def build() -> list[str]:
        made_ids.clear()
        with kept_fragments(root, "") as kept:
            shown(made(root, Visibility.PUBLIC, AS_OF, DraftPlace(), kept))
        return list(made_ids)

    return build


def test_only_what_changed_is_made_again(root: Path, rendered: Callable[[], list[str]]) -> None:
    """Nothing where nothing changed; of an edited body the page alone; of a title also the pages that show it."""
    assert len(rendered()) == 4
    assert rendered() == []
    path = next(root.glob("*/PM-2025-0002-*.md"))
    path.write_text(path.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    assert rendered() == ["PM-2025-0002"]
    replace_in(path, "Labels lost", "Labels gone")
    assert "PM-2025-0002" in rendered()


def test_other_code_or_templates_use_nothing(
    rendered: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another version of the package made is not believed."""
    rendered()
    monkeypatch.setattr(fragments, "site_fingerprint", lambda: "other")
    assert len(rendered()) == 4


def test_the_fingerprint_is_of_all_code_and_templates() -> None:
    """Also of whatever a template includes, wherever it lies."""
    files = set(fragments.site_files())
    package = THEME.parents[1]
    assert set(package.rglob("*.py")) <= files
    assert {path for path in (THEME / "templates").rglob("*") if path.is_file()} <= files
    assert set(package.rglob("*.yml")) <= files


def test_a_damaged_text_is_made_again(root: Path, rendered: Callable[[], list[str]]) -> None:
    """A text that does not fit its hash is not shown."""
    rendered()
    (store,) = (root.parent / "cache").glob("ml-postmortems/fragments/*/*.sqlite")
    database = sqlite3.connect(store)
    with database:
        database.execute("UPDATE texts SET text = 'eJyrVgIAAUMAvA=='")
    database.close()
    assert len(rendered()) == 4


def test_texts_of_no_use_are_dropped(root: Path, rendered: Callable[[], list[str]]) -> None:
    """The store does not grow with every edit."""
    path = next(root.glob("*/PM-2025-0002-*.md"))
    for _ in range(12):
        path.write_text(path.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
        rendered()
    (store,) = (root.parent / "cache").glob("ml-postmortems/fragments/*/*.sqlite")
    database = sqlite3.connect(store)
    (number,) = database.execute("SELECT count(*) FROM texts").fetchone()
    database.close()
    assert 8 <= number <= 16


def test_no_cache_neither_reads_nor_writes(
    root: Path, rendered: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the environment says it; see the tests of the command and the plugin for their options."""
    monkeypatch.setenv("POSTMORTEMS_NO_CACHE", "1")
    assert len(rendered()) == len(rendered()) == 4
    assert not (root.parent / "cache").exists()


def test_a_page_may_be_made_in_another_thread(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a server does for a browser: what the store holds is found there, and kept from there."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(root.parent / "cache"))
    with kept_fragments(root, "") as kept, ThreadPoolExecutor(1) as other:
        other.submit(kept.text, lambda: "key", lambda: "first").result()
    with kept_fragments(root, "") as kept, ThreadPoolExecutor(1) as other:
        assert other.submit(kept.text, lambda: "key", lambda: "second").result() == "first"
