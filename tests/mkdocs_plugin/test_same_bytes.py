"""The same records make the same site, byte for byte: anywhere, under any generator, and whatever is hidden from it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.site import (
    INTERNAL_WORD,
    NEW_FILE,
    PROJECT_PAGE,
    RESTRICTED_WORD,
    Site,
    build,
    run_mkdocs,
    text_of,
    tree_of,
    write_frozen,
    write_tiny,
)

_GENERATOR = re.compile(rb'<meta name="generator" content="[^"]*">')


def assert_same(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    """Compare two sites file by file, so that a difference says where it is."""
    assert one.keys() == other.keys()
    assert not [name for name, content in one.items() if content != other[name]]


def test_a_second_build_elsewhere_gives_the_same_bytes(frozen_site: Site, tmp_path: Path) -> None:
    """Another folder, another seed of Python's hashes, another time zone and another language of the system."""
    project = write_frozen(tmp_path / "another folder")
    elsewhere = build(
        project,
        tmp_path / "site",
        SITE_URL=PROJECT_PAGE.removesuffix("/"),
        NEW_FILE=NEW_FILE,
        PYTHONHASHSEED="4711",
        TZ="Pacific/Kiritimati",
        LC_ALL="C",
        LANG="tr_TR.UTF-8",
    )
    assert_same(tree_of(frozen_site.folder), tree_of(elsewhere))


def test_a_build_in_the_same_folder_gives_the_same_bytes(tiny_site: Site, tmp_path: Path) -> None:
    """Over an older site, and with more in it than before, as on the machine of somebody who writes."""
    target = tmp_path / "site"
    (target / "causes" / "gone").mkdir(parents=True)
    (target / "causes" / "gone" / "index.html").write_text("old")
    assert_same(tree_of(tiny_site.folder), tree_of(build(tiny_site.records.parent, target, PYTHONHASHSEED="1")))


def test_a_restricted_record_changes_no_byte_of_the_public_site(tiny_site: Site, tmp_path: Path) -> None:
    """Nobody can tell from the site whether there is one."""
    without = write_tiny(tmp_path, has_restricted=False)
    assert_same(tree_of(tiny_site.folder), tree_of(build(without, tmp_path / "site")))


def test_several_processes_make_the_same_site(frozen_site: Site, tmp_path: Path) -> None:
    """With and without what former builds made, which each process looks up for itself."""
    program = (
        "import sys\n"
        "from mkdocs.__main__ import cli\n"
        "from ml_postmortems import processes\n"
        "from ml_postmortems.lint import corpus_problems\n"
        "from ml_postmortems.web import fragments\n"
        "processes.processes, processes.LEAST_APART = lambda: 3, 1\n"
        "fragments.LEAST_SHARED = corpus_problems.LEAST_SHARED = 1\n"
        "cli(sys.argv[1:])\n"
    )
    for name in ("first", "second"):
        done = run_mkdocs(
            frozen_site.records.parent,
            *("build", "--strict", "-f", "mkdocs.yml", "--site-dir", str(tmp_path / name)),
            program=("-c", program),
            SITE_URL=PROJECT_PAGE.removesuffix("/"),
            NEW_FILE=NEW_FILE,
            XDG_CACHE_HOME=str(tmp_path / "cache"),
        )
        assert done.returncode == 0, done.stderr
        assert_same(tree_of(frozen_site.folder), tree_of(tmp_path / name))


@pytest.mark.parametrize(
    ("audience", "seen", "hidden"),
    [
        ("internal", {INTERNAL_WORD}, {RESTRICTED_WORD}),
        ("restricted", {INTERNAL_WORD, RESTRICTED_WORD}, set()),
    ],
)
def test_other_audiences_see_what_is_for_them(tmp_path: Path, audience: str, seen: set[str], hidden: set[str]) -> None:
    """Records, evidence and links between them; and nothing of what is above them."""
    project = write_tiny(tmp_path, audience=audience)
    site = Site(audience, build(project, tmp_path / "site"), project / "postmortems")
    own = text_of(site.pages["postmortems/PM-2025-0001/"].article)
    for word in seen:
        assert word in text_of(site.pages["postmortems/"].article)
        assert word in own
        assert f"tags/{word.lower()}/" in site.pages
    for content in tree_of(site.folder).values():
        for word in hidden:
            assert word.lower().encode() not in content.lower()


def test_properdocs_builds_the_same_site(frozen_site: Site, tmp_path: Path) -> None:
    """MkDocs 1 is frozen; its successor takes the same plugin and the same configuration.

    Only the name of the generator differs, in a meta tag that the theme prints.
    """
    done = run_mkdocs(
        frozen_site.records.parent,
        *("build", "--strict", "-f", "mkdocs.yml", "--site-dir", str(tmp_path / "site")),
        program=("-m", "properdocs"),
        SITE_URL=PROJECT_PAGE.removesuffix("/"),
        NEW_FILE=NEW_FILE,
    )
    assert done.returncode == 0, done.stderr
    ours, theirs = tree_of(frozen_site.folder), tree_of(tmp_path / "site")
    tags = {tag for tree in (ours, theirs) for content in tree.values() for tag in _GENERATOR.findall(content)}
    assert len(tags) == 2
    assert all(b"mkdocs" in tag for tag in tags)
    for tree in (ours, theirs):
        for name in tree:
            if name.endswith(".html"):
                tree[name] = _GENERATOR.sub(b"", tree[name])
    assert_same(ours, theirs)
