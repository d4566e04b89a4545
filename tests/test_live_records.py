"""What every good record keeps, asked of the records of this repository; nothing else may look at them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from subprocess import run

from ml_postmortems.reading.corpus import load_corpus
from tests.helpers import REPOSITORY
from tests.similarity.order import assert_one_order
from tests.site import Site

_COMMAND = Path(sys.executable).with_name("postmortems")
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"} | {
    "NO_MKDOCS_2_WARNING": "1"
}
"""The as-of date is that of the newest commit, as where the site is published: no record is from the future."""


def test_the_check_passes(live_records: Path) -> None:
    """No record has an error; warnings, such as an action that is overdue, are no fault of the code."""
    done = run([_COMMAND, "check"], cwd=live_records.parent, env=_ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_site_builds_strictly_with_a_page_for_each_public_record(live_records: Path, tmp_path: Path) -> None:
    """As `make site` builds it, and every link of a record's page leads somewhere."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = run(command, cwd=REPOSITORY, env=_ENVIRONMENT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    site = Site("live", tmp_path / "site", live_records)
    files = load_corpus(live_records).files
    ids = {file.record.id for file in files if file.record and file.record.visibility == "public"}
    pages = {page.url: page for page in site.content_pages if page.url.startswith("postmortems/PM-")}
    assert {url.split("/")[1] for url in pages} <= ids
    for page in pages.values():
        for link in page.links:
            assert link.target is None or site.file_of(link.target), f"{page}: {link.written}"


def test_similar_records_have_one_order(live_records: Path) -> None:
    """The recurrence question takes its candidates from the order that pages and commands show."""
    assert_one_order(load_corpus(live_records))
