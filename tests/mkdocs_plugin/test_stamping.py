"""Pages that are stamped into a shell of the theme are those that MkDocs would have rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mkdocs_plugin.test_same_bytes import assert_same
from tests.site import build, run_mkdocs, tree_of, write_tiny

NAV = "nav:\n- Home: index.md\n- Records: postmortems/index.md\n"


@pytest.mark.parametrize("settings", ["", NAV])
def test_stamped_pages_are_those_that_mkdocs_renders(tmp_path: Path, settings: str) -> None:
    """A hook that sees every page, and changes none, has MkDocs render them all.

    With the second navigation the footer leads to a page that stands in no navigation, and is among others of its kind.
    """
    stamped, rendered = write_tiny(tmp_path / "stamped"), write_tiny(tmp_path / "rendered")
    (rendered / "hooks.py").write_text("def on_page_content(html, **more):\n    return html\n")
    for project, more in ((stamped, ""), (rendered, "hooks: [hooks.py]\n")):
        with (project / "mkdocs.yml").open("a") as file:
            file.write(f"\n{settings}{more}")
    assert_same(tree_of(build(stamped, tmp_path / "site")), tree_of(build(rendered, tmp_path / "other")))


def test_mkdocs_renders_no_page_that_is_stamped(tmp_path: Path) -> None:
    """Its own steps are left to pages that a person wrote, or that the navigation names."""
    project = write_tiny(tmp_path)
    done = run_mkdocs(project, "build", "--verbose", "--site-dir", str(tmp_path / "site"))
    assert done.returncode == 0, done.stderr
    assert "Building page index.md" in done.stderr
    assert "Building page postmortems/PM-2025-0001/index.md" not in done.stderr
    assert "are rendered one by one" not in done.stderr
    assert (tmp_path / "site/postmortems/PM-2025-0001/index.html").is_file()


def test_a_hook_of_another_plugin_gets_every_generated_page(tmp_path: Path) -> None:
    """What users hang on pages, such as a banner or a tag, stands on records as well."""
    project = write_tiny(tmp_path)
    (project / "hooks.py").write_text(
        "def on_post_page(output, page, **more):\n    return output.replace('</body>', f'<i>{page.url}</i></body>')\n"
    )
    with (project / "mkdocs.yml").open("a") as settings:
        settings.write("\nhooks: [hooks.py]\n")
    site = build(project, tmp_path / "site")
    for url in ("postmortems/PM-2025-0001/", "causes/process/"):
        assert f"<i>{url}</i>" in (site / url / "index.html").read_text("utf-8")


def test_a_template_of_a_custom_dir_may_ask_for_the_page(tmp_path: Path) -> None:
    """A block that prints the address of the page in its own way prints that of each page."""
    project = write_tiny(tmp_path)
    (project / "overrides").mkdir()
    (project / "overrides/main.html").write_text(
        '{% extends "postmortems.html" %}{% block announce %}<i>{{ page.url | upper }}</i>{% endblock %}'
    )
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("{name: material,", "{name: material, custom_dir: overrides,"))
    site = build(project, tmp_path / "site")
    for url in ("postmortems/PM-2025-0001/", "causes/process/"):
        assert f"<i>{url.upper()}</i>" in (site / url / "index.html").read_text("utf-8")
