"""A site that is taken over after an edit is the site that is built without a cache, in every file."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from mkdocs.__main__ import cli

from ml_postmortems.atomic_folder import AtomicFolder
from ml_postmortems.mkdocs_plugin import plugin
from ml_postmortems.text_store import TextStore
from tests.helpers import in_month, own_record, write_record
from tests.site import EPOCH, tree_of, write_project

TAKEN_OVER = "Only bodies of records have changed"
CUSTOM = "theme: {name: material, custom_dir: overrides, font: false}"
HOME = "# Home\n\n{{ record_count() }} records.\n"
Change = Callable[[Path, random.Random], object]


def make_project(folder: Path) -> Path:
    """Eight records that name each other, one of which the public may not see and one a draft, and pages by hand."""
    titles = ["Labels lost", "Wrong unit", "Old pages first", "Cache kept too long", "Clock went back", "Two of each"]
    project = write_project(
        folder,
        *(own_record(id=f"PM-2025-000{number}", title=title) for number, title in enumerate(titles, 1)),
        own_record(id="PM-2025-0007", title="Hidden quokka", visibility="restricted"),
        own_record(id="PM-2025-0008", title="Unfinished", status="draft"),
        pages={"index.md": HOME, "about.md": "# About\n\nWords of ours.\n"},
        site_url="https://pm.example.org/base/",
    )
    configuration = project / "mkdocs.yml"
    lines = configuration.read_text("utf-8").split("\n")
    configuration.write_text("\n".join(CUSTOM if line.startswith("theme:") else line for line in lines), "utf-8")
    (project / "overrides").mkdir()
    (project / "overrides/main.html").write_text('{% extends "base.html" %}\n', "utf-8")
    return project


class Builder:
    """Builds one project in this process, as the command does."""

    def __init__(self, project: Path, patch: pytest.MonkeyPatch) -> None:
        self.project = project
        patch.chdir(project)
        patch.setenv("XDG_CACHE_HOME", str(project.parent / "cache"))
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        patch.setenv("NO_MKDOCS_2_WARNING", "1")

    def warm(self) -> tuple[int, str]:
        """A build over the site that there is: its exit code, and what it says."""
        done = CliRunner().invoke(cli, ["build"])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.output

    def cold(self) -> dict[str, bytes] | None:
        """The site of a build without a cache; None where it is refused."""
        site = self.project.parent / "cold"
        done = CliRunner(env={"POSTMORTEMS_NO_CACHE": "1"}).invoke(cli, ["build", "--site-dir", str(site)])
        return tree_of(site) if done.exit_code == 0 else None

    def killed(self, moment: int) -> None:
        """A build that is killed before its `moment`th step that writes something."""
        child = os.fork()
        if child == 0:
            steps = iter(range(moment))
            for owner, name in _STEPS:
                setattr(owner, name, _killing(getattr(owner, name), steps))
            self.warm()
            os._exit(0)
        os.waitpid(child, 0)

    @property
    def site(self) -> dict[str, bytes]:
        """What stands."""
        return tree_of(self.project / "site")


_STEPS: list[tuple[Any, str]] = [
    *((AtomicFolder, name) for name in ("put", "remove", "link", "link_over", "publish", "close")),
    *((TextStore, name) for name in ("put", "save")),
    (plugin, "write_file"),
]


def _killing(step: Callable[..., Any], left: Iterator[int]) -> Callable[..., Any]:
    def killing(*arguments: Any, **options: Any) -> Any:
        if next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*arguments, **options)

    return killing


def records(project: Path) -> list[Path]:
    return sorted(project.glob("postmortems/*/*.md"))


def replace_in(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def edit_body(project: Path, dice: random.Random) -> None:
    other = dice.choice(records(project))
    texts = [
        f"See [it]({other.name}) and {other.name[:12]}.",
        "The ranker replayed stale rows, and the ranker starved.",
        "```\n  indented\n\n\n    code\n```",
        "| a | b |\n|---|---|\n| 1 | naïve café 漢字 |",
        "<details><summary>More</summary>\n\nSchnürsenkel.\n\n</details>",
    ]
    append(dice.choice(records(project)), f"\n{dice.choice(texts)}\n")


def shorten_body(project: Path, dice: random.Random) -> None:
    replace_in(dice.choice(records(project)), dice.choice(["the ", "was ", "and "]), "")


FIELDS = [
    ('title: "', 'title: "Again '),
    ('severity: "SEV1"', 'severity: "SEV2"'),
    ("Old and unrelated pages stood", "Stale pages stood"),
    ("The unit of the session length changed", "The unit of the length changed at night"),
    ('due: "2025-03-21"', 'due: "2025-04-02"'),
    ('status: "verified"', 'status: "in-progress"'),
    ('completed: "2025-03-19"', 'completed: "2025-03-20"'),
    ('category: "technical/unvalidated-input"', 'category: "technical/model-regression"'),
    ('"2025-03-11T09:00:00Z"', '"2025-03-11T09:30:00Z"'),
    ('owner: "ranking"', 'owner: "data-platform"'),
    ('status: "published"', 'status: "closed"'),
]
"""Edits of a title, a level, a symptom, causes, actions, times, teams and a state."""


def edit_field(project: Path, dice: random.Random) -> None:
    replace_in(dice.choice(records(project)), *dice.choice(FIELDS))


def change_visibility(project: Path, dice: random.Random) -> None:
    old, new = dice.sample(["public", "internal", "restricted"], 2)
    replace_in(dice.choice(records(project)), f'visibility: "{old}"', f'visibility: "{new}"')


def delete(project: Path, dice: random.Random) -> None:
    if len(records(project)) > 2:
        dice.choice(records(project)).unlink()


def rename(project: Path, dice: random.Random) -> None:
    path = dice.choice(records(project))
    path.rename(path.with_name(f"{path.stem}-again.md"))


def add(project: Path, dice: random.Random) -> None:
    write_record(project / "postmortems", own_record(id=f"PM-2025-001{dice.randint(0, 9)}", title="Another one"))


def change_vocabulary(project: Path, dice: random.Random) -> None:
    path = project / "postmortems" / dice.choice(["taxonomy.yml", "catalog.yml"])
    path.write_text(path.read_text("utf-8").replace("name: ", "name: The ", 1), "utf-8")


def change_template(project: Path, dice: random.Random) -> None:
    text = f'{{% extends "base.html" %}}{{% block announce %}}Note {dice.randint(0, 9)}{{% endblock %}}\n'
    (project / "overrides/main.html").write_text(text, "utf-8")


def change_configuration(project: Path, dice: random.Random) -> None:
    append(project / "mkdocs.yml", f"copyright: {dice.randint(0, 9)}\n" * ("copyright" not in text_of_config(project)))


def text_of_config(project: Path) -> str:
    return (project / "mkdocs.yml").read_text("utf-8")


def change_page(project: Path, dice: random.Random) -> None:
    append(project / "docs" / dice.choice(["index.md", "about.md"]), "\nOne more line.\n")


CHANGES: list[Change] = [
    *(edit_body, edit_body, edit_body, shorten_body, edit_field, edit_field, change_visibility),
    *(delete, rename, add, change_vocabulary, change_template, change_configuration, change_page),
]


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(CHANGES), min_size=2, max_size=4))
def test_a_warm_site_is_the_cold_one(tmp_path_factory: pytest.TempPathFactory, seed: int, steps: list[Change]) -> None:
    """In every file, after any edits, and where a build before was killed at any moment."""
    dice = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        builder = Builder(make_project(tmp_path_factory.mktemp("warm") / "project"), patch)
        builder.warm()
        for change in steps:
            change(builder.project, dice)
            if dice.random() < 0.3:
                builder.killed(dice.choice([dice.randint(0, 40), dice.randint(0, 400)]))
            code, said = builder.warm()
            expected = builder.cold()
            assert (code == 0) == (expected is not None), said
            if expected is not None:
                assert_same(builder.site, expected)


def assert_same(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert found.keys() == expected.keys()
    assert [name for name, content in expected.items() if content != found[name]] == []


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """A project that was built."""
    made = Builder(make_project(tmp_path / "project"), monkeypatch)
    code, said = made.warm()
    assert code == 0, said
    return made


def test_an_edited_body_takes_the_site_over(builder: Builder) -> None:
    """Twice in a row and of a draft too; the old files are left alone until the new site stands, and then it stands."""
    first, *_, draft = records(builder.project)
    for path, text in ((first, "Once."), (first, "Twice, with more words."), (draft, "Not yet.")):
        append(path, f"\n{text}\n")
        code, said = builder.warm()
        assert (code, TAKEN_OVER in said) == (0, True), said
        expected = builder.cold()
        assert expected
        assert_same(builder.site, expected)
        assert "Nothing has changed" in builder.warm()[1]
    page = builder.project / "site/postmortems/PM-2025-0001/index.html"
    assert "Twice, with more words." in page.read_text("utf-8")
    assert {path.stat().st_nlink for path in (builder.project / "site").rglob("*") if path.is_file()} == {1}


def test_edited_fields_are_told_everywhere(builder: Builder) -> None:
    """Each kind of field in a record of its own, and of a base that is built a second time."""
    for number, fields in enumerate(FIELDS[:5]):
        replace_in(records(builder.project)[number], *fields)
    code, said = builder.warm()
    expected = builder.cold()
    assert code == 0 and expected, said
    assert_same(builder.site, expected)


def test_files_made_of_the_same_are_taken_over(builder: Builder) -> None:
    """After an edit of a field the page, the drill and the data of other records are the files that stood before."""
    site, kept = builder.project / "site", ["PM-2025-0001/index.html", "PM-2025-0001.json", "PM-2025-0001.md"]
    names = [
        *(f"postmortems/{name}" for name in kept),
        *(str(path.relative_to(site)) for path in site.glob("drills/*2/*")),
    ]
    before = [(site / name).stat().st_ino for name in names]
    replace_in(records(builder.project)[2], "Old and unrelated pages stood", "Stale pages stood")
    assert builder.warm()[0] == 0
    assert len(names) == 4
    assert [(site / name).stat().st_ino for name in names] == before
    assert {path.stat().st_nlink for path in site.rglob("*") if path.is_file()} == {1}
    expected = builder.cold()
    assert expected
    assert_same(builder.site, expected)


def test_a_body_that_was_edited_back_is_written_again(builder: Builder) -> None:
    """What was noted of its page before is forgotten where the page is put into a site that is taken over."""
    first, second, *_ = records(builder.project)
    text = first.read_text("utf-8")
    append(first, "\nOnce.\n")
    assert TAKEN_OVER in builder.warm()[1]
    first.write_text(text, "utf-8")
    replace_in(second, 'title: "', 'title: "Again ')
    assert builder.warm()[0] == 0
    expected = builder.cold()
    assert expected
    assert_same(builder.site, expected)


def test_a_page_that_somebody_edited_is_not_taken_over(builder: Builder) -> None:
    """The site has to stand as the build left it."""
    append(builder.project / "site/postmortems/PM-2025-0001/index.html", "<p>By hand.</p>")
    replace_in(records(builder.project)[2], 'title: "', 'title: "Again ')
    assert builder.warm()[0] == 0
    expected = builder.cold()
    assert expected
    assert_same(builder.site, expected)


def test_a_killed_takeover_leaves_the_old_site_whole(builder: Builder) -> None:
    """Files that both sites share are never written through."""
    before = builder.site
    append(records(builder.project)[0], "\nOnce.\n")
    for moment in (1, 3, 60, 200):
        builder.killed(moment)
        assert builder.site in (before, builder.cold())
        if builder.site == before:
            continue
    code, said = builder.warm()
    assert code == 0, said
    expected = builder.cold()
    assert expected
    assert_same(builder.site, expected)


def in_docs(project: Path) -> None:
    (project / "docs/shown").symlink_to(project / "postmortems", target_is_directory=True)


def included(project: Path) -> None:
    name = records(project)[0].relative_to(project / "postmortems").as_posix()
    replace_in(project / "mkdocs.yml", "- macros", "- macros: {include_dir: postmortems}")
    append(project / "docs/about.md", f'\n{{% include "{name}" %}}\n')


def snippets(project: Path) -> None:
    replace_in(project / "mkdocs.yml", "[attr_list,", "[pymdownx.snippets, attr_list,")
    append(project / "docs/about.md", f'\n--8<-- "{records(project)[0].relative_to(project).as_posix()}"\n')


@pytest.mark.parametrize("way", [in_docs, included, snippets])
def test_where_other_pages_hold_a_record_all_is_built(builder: Builder, way: Callable[[Path], None]) -> None:
    """By a folder of pages that leads to the records, by a template, and by an extension of Markdown."""
    way(builder.project)
    assert builder.warm()[0] == 0
    append(records(builder.project)[0], "\nOnce.\n")
    code, said = builder.warm()
    assert (code, TAKEN_OVER in said) == (0, False), said


NAV = "nav: [{Home: index.md}, {Trends: trends/index.md}]\n"


@pytest.mark.parametrize("nav", ["", NAV])
def test_words_that_rise_are_told_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nav: str) -> None:
    """Also where the navigation names their page, so that it looks like no other one."""
    made = [in_month(own_record(id=f"PM-2025-00{month}"), month) for month in ("03", "05", "06", "07", "08")]
    earlier = [json.loads(json.dumps(record).replace("2025-", "2023-")) for record in made]
    project = write_project(tmp_path / "project", *made, *earlier)
    append(project / "mkdocs.yml", nav)
    builder = Builder(project, monkeypatch)
    assert builder.warm()[0] == 0
    page = project / "site/trends/index.html"
    for text in ("The quokka starved.", "And the wombat too."):
        former = page.read_bytes()
        for path in records(project)[5:]:
            append(path, f"\n{text}\n")
        code, said = builder.warm()
        assert (code, TAKEN_OVER in said) == (0, True), said
        assert page.read_bytes() != former
        expected = builder.cold()
        assert expected
        assert_same(builder.site, expected)
