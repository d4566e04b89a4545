"""`postmortems migrate`: the same record in fewer words, and nothing else is touched."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.analytics.archive import Archive
from ml_postmortems.analytics.report import recurrence_report, times_report, trend_report
from ml_postmortems.model.record import Record
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.source import split_front_matter
from ml_postmortems.web.pages import site_pages
from ml_postmortems.web.site_index import SiteIndex
from tests.cli.running import Run
from tests.helpers import FROZEN_RECORDS, own_record, record_text
from tests.lint.rules.cases import OWN, write_files

AS_OF = date(2026, 6, 1)


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A copy of real records of version 1."""
    return Path(shutil.copytree(FROZEN_RECORDS, tmp_path / "postmortems"))


def records(corpus: Corpus) -> list[Record]:
    """Every record without what only version 2 has."""
    found = [file.record for file in corpus.files if file.record and not file.faults]
    assert len(found) == len(corpus.files)
    return [each.model_copy(update={"schema_version": "1", "evidence_default": ()}) for each in found]


def test_migrated_records_say_the_same(frozen: Path, run: Run) -> None:
    """Records, numbers and findings are those of before, bodies are the same bytes, and front matter is shorter."""
    before = load_corpus(frozen)
    texts = {file.path: file.path.read_text("utf-8") for file in before.files}
    outcome = run("migrate", "--root", str(frozen))
    assert outcome.code == 0, outcome.errors
    after = load_corpus(frozen)
    assert records(after) == records(before)
    assert [file.record.schema_version for file in after.files if file.record] == ["2"] * len(after.files)
    for report in (trend_report, recurrence_report, times_report):
        assert report(Archive(after, AS_OF)) == report(Archive(before, AS_OF))
    for path, text in texts.items():
        old, new = split_front_matter(text), split_front_matter(path.read_text("utf-8"))
        assert new.body == old.body
        assert new.front_matter.count("\n") < old.front_matter.count("\n")
    assert run("check", "--merge", "--root", str(frozen)).code == 0


def test_lines_that_stay_are_not_touched(frozen: Path, run: Run) -> None:
    """Lines go, and none comes but the version, a default and lists that are empty on purpose; a dash may move down."""
    texts = {file.path: file.path.read_text("utf-8").splitlines() for file in load_corpus(frozen).files}
    assert run("migrate", "--diff", "--root", str(frozen)).output.count("+schema_version: 2") == len(texts)
    assert all(path.read_text("utf-8").splitlines() == lines for path, lines in texts.items()), "a diff writes nothing"
    run("migrate", "--root", str(frozen))
    for path, lines in texts.items():
        old = iter(lines)
        new = [line for line in path.read_text("utf-8").splitlines() if not _is_new(line)]
        assert all(any(_bare(line) == _bare(each) for each in old) for line in new), path


def _bare(line: str) -> str:
    """A line without the dash that begins an item."""
    return line.strip().removeprefix("- ")


def _is_new(line: str) -> bool:
    return bool(re.fullmatch(r"schema_version: 2|evidence_default: \[E\d+\]| +\w+: \[\]", line))


def test_a_second_run_changes_nothing(frozen: Path, run: Run) -> None:
    """What is in version 2 already is counted and left alone."""
    run("migrate", "--root", str(frozen))
    texts = [file.path.read_bytes() for file in load_corpus(frozen).files]
    outcome = run("migrate", "--root", str(frozen))
    assert outcome.code == 0
    assert outcome.output == f"{len(texts)} records in version 2 already.\n"
    assert [file.path.read_bytes() for file in load_corpus(frozen).files] == texts


def test_a_field_with_a_comment_stays(tmp_path: Path, run: Run) -> None:
    """A comment of the author is kept with its field, and the report names the field."""
    text = record_text(own_record()).replace('kind: "incident"', 'kind: "incident"  # by our own rules')
    root = write_files(tmp_path, {OWN: text})
    before = load_corpus(root)
    outcome = run("migrate", "PM-2025-0001", "--root", str(root))
    assert "  kind stays: " in outcome.output
    assert 'kind: "incident"  # by our own rules\n' in (root / OWN).read_text("utf-8")
    assert records(load_corpus(root)) == records(before)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("{kind: signal, phase: response, at: 2025-03-11T04:30:00Z, text: 'A, b', marks: [detected]}", "kind, phase"),
        ('{at: 2025-03-11T04:30:00Z, text: "x: {y}", phase: response, marks: [detected], kind: signal}', "kind, phase"),
    ],
)
def test_an_entry_in_braces(tmp_path: Path, run: Run, written: str, left: str) -> None:
    """What stays in braces is written as it was, quotes and all, wherever the derived keys stood."""
    record = own_record()
    record["timeline"] = ["HERE"]
    text = record_text(record).replace('- "HERE"', f"- {written}")
    assert written in text
    root = write_files(tmp_path, {OWN: text})
    before = load_corpus(root)
    assert run("migrate", "PM-2025-0001", "--root", str(root)).code == 0
    migrated = load_corpus(root)
    assert records(migrated) == records(before)
    line = next(line for line in (root / OWN).read_text("utf-8").splitlines() if "2025-03-11T04:30" in line)
    for key in left.split(", "):
        assert f"{key}:" not in line


def test_a_faulty_record_is_refused_and_the_others_are_done(frozen: Path, run: Run) -> None:
    """A file with a fault stays as it is, with its line and what to do; exit code 1."""
    path = sorted(frozen.rglob("PM-*.md"))[0]
    path.write_text(path.read_text("utf-8").replace("severity: ", "severity: very-"), "utf-8")
    content = path.read_bytes()
    outcome = run("migrate", "--root", str(frozen))
    assert outcome.code == 1
    assert path.read_bytes() == content
    assert outcome.errors.startswith(f"{path}:")
    assert "fix: " in outcome.errors
    others = [file for file in load_corpus(frozen).files if file.path != path]
    assert all(file.record and file.record.schema_version == "2" for file in others)


def test_pages_of_both_versions_are_the_same(tmp_path: Path, run: Run) -> None:
    """Who reads a page cannot tell the version, but for the note of what is derived."""
    root = write_files(tmp_path)
    before = pages(root)
    assert run("migrate", "--root", str(root)).code == 0
    after = pages(root)
    assert after.keys() == before.keys()
    assert len(before) > 20
    for url, html in after.items():
        assert _DERIVED.sub("", html) == before[url], url


_DERIVED = re.compile(r"(?s)<div class=\"pm-derived\">.*?</div>\n")


def pages(root: Path) -> dict[str, str]:
    """Every page of the site of these records, by its address."""
    return {
        page.url: page.content().html
        for page in site_pages(SiteIndex(load_corpus(root).for_audience(Visibility.PUBLIC), date(2026, 6, 1)))
    }
