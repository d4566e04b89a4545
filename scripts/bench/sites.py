"""Sites of one folder of records: ours, and plain Material with the same bodies."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ml_postmortems.reading.corpus import load_corpus

OURS = "site_name: Ours\ntheme: {name: material, font: false}\nplugins: [{postmortems: {audience: internal}}]\n"
PLAIN = "site_name: Plain\ntheme: {name: material, font: false}\nplugins: [search]\nnav: [{Home: index.md}]\n"
BARE = PLAIN.replace("[search]", "[]")
BUILD = (sys.executable, "-m", "mkdocs", "build", "--quiet")
"""Builds the site of the folder in which it is run into `site/`."""


def environment() -> Mapping[str, str]:
    """What a build is told: the same day for all, and no advertisement."""
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "1782777600"}


def write_ours(project: Path, records: Path) -> None:
    """A project whose records lie elsewhere."""
    _write_project(project, OURS)
    (project / "postmortems").symlink_to(records)


def write_plain(project: Path, records: Path, settings: str = PLAIN) -> None:
    """A project with a page for each record: title, symptom, summary and body, without the rest of the front matter."""
    _write_project(project, settings)
    for file in load_corpus(records).files:
        if file.record:
            text = f"# {file.record.title}\n\n{file.record.symptom}\n\n{file.record.summary}\n\n{file.body.text}"
            (project / "docs" / f"{file.record.id}.md").write_text(text, "utf-8")


def _write_project(project: Path, settings: str) -> None:
    docs = project / "docs"
    docs.mkdir(parents=True)
    (project / "mkdocs.yml").write_text(settings, "utf-8")
    (docs / "index.md").write_text("# Home\n", "utf-8")
