"""What stops `mkdocs build`, what it says then, and what it must not do."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.helpers import BODY, external_record, own_record
from tests.site import Site, run_mkdocs, text_of, tree_of, write_project


def failed_build(project: Path) -> str:
    """What MkDocs says when it refuses a project; an existing site must be left as it was."""
    old = project / "site" / "old.html"
    old.parent.mkdir()
    old.write_text("old")
    done = run_mkdocs(project, "build")
    assert done.returncode != 0, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tree_of(project / "site")) == ["old.html"]
    return done.stderr


def failed_while_building(project: Path) -> str:
    """What MkDocs says when a hand-written page cannot be made, for which it has to begin."""
    done = run_mkdocs(project, "build")
    assert done.returncode != 0, done.stderr
    return done.stderr


def built(project: Path) -> Site:
    """The site of a project that must build strictly."""
    done = run_mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    return Site("built", project / "site", project / "postmortems")


def with_page(folder: Path, text: str, name: str = "page.md") -> Path:
    return write_project(folder, external_record(), pages={name: text})


def test_a_record_with_errors_stops_the_build_before_it_writes(tmp_path: Path) -> None:
    """The messages are the checker's own, with file, line, code and fix, for all records at once."""
    project = write_project(
        tmp_path, own_record(severity="SEV9"), external_record(**{"causes.0.category": "process/nonsuch"})
    )
    said = failed_build(project)
    assert "PM104 severity must be" in said
    assert "PM108 causes[0].category must be a cause of the taxonomy: found `process/nonsuch`" in said
    assert said.count("  fix: ") >= 2
    assert "2 records checked: 2 errors" in said


def test_a_broken_vocabulary_stops_the_build(tmp_path: Path) -> None:
    """Without the catalog no index can be made."""
    project = write_project(tmp_path, external_record(), catalog="schema_version: 1\n")
    said = failed_build(project)
    assert "catalog.yml" in said
    assert "PM1" in said


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """The message says which folder was looked for."""
    project = write_project(tmp_path, options="{folder: incidents}")
    said = failed_build(project)
    assert "incidents: the folder of records must exist" in said


def test_an_unknown_audience_is_refused(tmp_path: Path) -> None:
    """A misspelt audience must never mean the widest one."""
    said = failed_build(write_project(tmp_path, external_record(), options="{audience: everyone}"))
    assert "audience" in said
    assert "everyone" in said


def test_a_misspelt_option_is_refused(tmp_path: Path) -> None:
    """In a strict build; MkDocs only warns otherwise."""
    project = write_project(tmp_path, external_record(), options="{audiences: restricted}")
    done = run_mkdocs(project, "build", "--strict")
    assert done.returncode != 0
    assert "audiences" in done.stderr


def test_records_may_lie_elsewhere(tmp_path: Path) -> None:
    """The folder is given from where mkdocs.yml lies, wherever MkDocs is called."""
    project = write_project(tmp_path / "project", external_record(), options="{folder: ../elsewhere}")
    (project / "postmortems").rename(tmp_path / "elsewhere")
    done = run_mkdocs(tmp_path, "build", "--strict", "-f", "project/mkdocs.yml")
    assert done.returncode == 0, done.stderr
    assert (project / "site/postmortems/PM-2024-0001/index.html").is_file()


@pytest.mark.parametrize(
    ("macro", "said"),
    [
        ("{{ record_cout() }}", "record_cout"),
        ('{{ record_list(teem="ranking") }}', "did you mean `team`?"),
        ('{{ record_count(team="rankin") }}', "did you mean `ranking`?"),
    ],
)
def test_a_macro_that_means_nothing_stops_the_build(tmp_path: Path, macro: str, said: str) -> None:
    """A page with a hole where a number should be is worse than no page; the message says what exists."""
    report = failed_while_building(with_page(tmp_path, f"# Page\n\n{macro}\n"))
    assert said in report
    assert "page.md" in report


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__.__mro__",
        "config.theme.get_env().from_string('{{ 7 * 191 }}').render()",
        "config.plugins.postmortems.site.corpus.files",
        "context()",
    ],
)
def test_hand_written_pages_run_in_a_sandbox(tmp_path: Path, expression: str) -> None:
    """They do not reach Python, the records of other audiences, or a template engine without a sandbox."""
    failed_while_building(with_page(tmp_path, f"# Page\n\n{{{{ {expression} }}}}\n"))


def test_pages_may_use_plain_jinja(tmp_path: Path) -> None:
    """What a hand-written page needs besides the macros goes on working."""
    text = """\
---
title: Plain
---
# {{ config.site_name }}: {{ page.title }}

{% for word in ["one", "two"] if word.startswith("o") %}{{ loop.index }} {{ word.upper() }}{% endfor %}
{% macro twice(text) %}{{ text }}{{ text }}{% endmacro %}{{ twice("ab") }}
{{ range(3) | join("-") }} {{ "%d" | format(7) }} {{ {"a": 1}.items() | list | length }}

{% raw %}{{ record_count() }}{% endraw %}
"""
    page = built(with_page(tmp_path, text)).pages["page/"]
    said = text_of(page.article)
    for part in ("Tiny: Plain", "1 ONE", "abab", "0-1-2", "7 1", "{{ record_count() }}"):
        assert part in said


def test_templates_in_records_are_text(tmp_path: Path) -> None:
    """A record comes from a pull request; its braces are printed, and the keys of the theme have no power."""
    title = "Braces {{ config.site_name }} {% raw %} {# x #}"
    project = write_project(
        tmp_path,
        own_record(title=title, symptom="{{ ''.__class__ }}"),
        body=f"{BODY}\n{{{{ 7 * 191 }}}} {{% include 'index.md' %}}\n",
        pages={"page.md": '# Page\n\n{{ record_list() }}\n\n{{ record_link("PM-2025-0001") }}\n'},
    )
    site = built(project)
    page = site.pages["postmortems/PM-2025-0001/"]
    said = text_of(page.article)
    for part in (title, "{{ ''.__class__ }}", "{{ 7 * 191 }} {% include 'index.md' %}"):
        assert part in said
    assert title in text_of(page.root.find("head/title"))
    assert text_of(site.pages["page/"].article).count(title) == 2


def test_the_macros_plugin_is_not_needed(tmp_path: Path) -> None:
    """A site without hand-written counts is published all the same, and its braces are text."""
    project = write_project(
        tmp_path, external_record(), macros=False, pages={"page.md": "# Page\n\n{{ record_count() }}\n"}
    )
    site = built(project)
    assert "postmortems/PM-2024-0001/" in site.pages
    assert "{{ record_count() }}" in text_of(site.pages["page/"].article)


@pytest.mark.parametrize(
    "name",
    [
        "causes/README.md",
        "postmortems/PM-2024-0001.md",
        "teams/ranking/index.html",
        "postmortems/PM-2023-0042/index.md",
    ],
)
def test_a_hand_written_page_in_the_place_of_a_generated_one_is_refused(tmp_path: Path, name: str) -> None:
    """One of the two would silently be lost; the message names the file."""
    project = write_project(tmp_path, external_record(aliases=["PM-2023-0042"]), pages={name: "# Mine\n"})
    said = failed_while_building(project)
    assert f"docs/{name} must not exist" in said


def test_pages_beside_generated_ones_are_fine(tmp_path: Path) -> None:
    """Only the same address is a clash."""
    own = {"causes/how-we-classify.md": "# How\n", "team.md": "# The team\n", "search/new.md": "# New\n"}
    site = built(write_project(tmp_path, external_record(), pages=own))
    assert {"causes/how-we-classify/", "team/", "causes/", "search/new/"} <= set(site.pages)


def test_a_picture_is_published_with_its_record_only(tiny_site: Site) -> None:
    """Beside the page that shows it, under the name it has in the repository."""
    assert tiny_site.file_of("postmortems/PM-2025-0001/clicks.png")
    sources = {path.name for path in tiny_site.records.rglob("*.md")}
    assert not sources & {path.name for path in tiny_site.folder.rglob("*.md")}
    assert not list(tiny_site.folder.glob("**/*.yml"))


def test_both_generators_find_the_plugin() -> None:
    """ProperDocs looks for another name of entry points than MkDocs."""
    for group in ("mkdocs.plugins", "properdocs.plugins"):
        [found] = [each for each in entry_points(group=group) if each.name == "postmortems"]
        assert found.load().__name__ == "PostmortemsPlugin"


def test_a_draft_is_left_out_and_named(tmp_path: Path) -> None:
    """The build succeeds, says which record is missing and why, and holds no word of it; `strict` refuses it."""
    draft = own_record(id="PM-2025-0009", title="The unfinished quokka", status="draft")
    project = write_project(tmp_path, external_record(), draft)
    done = run_mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert "postmortems/2025/PM-2025-0009-the-unfinished-quokka.md is left out: it is a draft" in done.stderr
    for path in (project / "site").rglob("*"):
        if path.is_file() and path.suffix in (".html", ".json", ".xml"):
            assert "quokka" not in path.read_text("utf-8"), path
    strict = write_project(tmp_path / "strict", external_record(), draft, options="{strict: true}")
    assert "`strict` lets no record be left out" in failed_build(strict)


def test_a_record_in_review_is_shown_inside_and_counted_nowhere(tmp_path: Path) -> None:
    """Last week's incident is the one that on-call needs: it is listed, marked and searched, for the organisation."""
    record = own_record(id="PM-2025-0009", title="The recent quokka", status="in-review")
    project = write_project(tmp_path, external_record(), record, options="{audience: internal}")
    done = run_mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    site = project / "site"
    listed = (site / "postmortems/index.html").read_text("utf-8")
    assert "1 record, newest first" in listed
    assert listed.index("In review") < listed.index("The recent quokka")
    page = (site / "postmortems/PM-2025-0009/index.html").read_text("utf-8")
    assert "In review: not published yet" in page
    assert any("The recent quokka" in path.read_text("utf-8") for path in site.glob("search/**/*.json"))


NAV = """nav:
  - Incidents:
      - Postmortems: postmortems/index.md
      - Teams: teams/index.md
  - Actions:
      - Owed: actions/index.md
not_in_nav: index.md
"""


@pytest.mark.parametrize(
    ("url", "tab"),
    [
        ("postmortems/", "Incidents"),
        ("postmortems/PM-2024-0001/", "Incidents"),
        ("teams/ranking/", "Incidents"),
        ("actions/finished/", "Actions"),
        ("severities/sev3/", "Incidents"),
        ("", None),
    ],
)
def test_the_tab_of_a_generated_page_is_lit(tabbed: Site, url: str, tab: str | None) -> None:
    """One tab, by the nearest address that the navigation names, else that of the records; the home page has none."""
    lit = tabbed.pages[url].root.findall(".//*[@class='md-tabs__item md-tabs__item--active']")
    assert [text_of(each) for each in lit] == ([tab] if tab else [])


@pytest.fixture(scope="module")
def tabbed(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site with tabs, of which most pages are in no navigation."""
    project = write_project(tmp_path_factory.mktemp("tabbed"), external_record())
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8").replace("{name: material,", "{name: material, features: [navigation.tabs],")
    settings.write_text(text + NAV, "utf-8")
    return built(project)


def test_the_search_of_the_theme_is_switched_off(tmp_path: Path) -> None:
    """With the usual plugin `search` a page has one box, ours, and a strict build says so and succeeds."""
    project = write_project(tmp_path, own_record(visibility="public", status="published"), options="{audience: public}")
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text("utf-8").replace("plugins:\n", "plugins:\n  - search\n", 1), "utf-8")
    outcome = run_mkdocs(project, "build", "--strict")
    assert "The plugin search is switched off" in outcome.stdout + outcome.stderr
    page = (project / "site/index.html").read_text("utf-8")
    assert 'class="md-search"' not in page and "pm-box" in page
