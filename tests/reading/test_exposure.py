"""`exposure.yml` may be missing, and is read as strictly as the other files where it is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.exposure import MonthOfWork
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.selection import select_files
from tests.helpers import own_record, write_corpus
from tests.lint.rules.cases import AS_OF

EXAMPLE = """\
schema_version: 1
months:
  2025-03:
    deploys: 41
    requests: 1200000
  2025-04:
    retrains: 7
"""


def test_exposure_is_read(tmp_path: Path) -> None:
    """By month, with nothing for what nobody counted; the checker has nothing against it."""
    root = write_corpus(tmp_path, own_record())
    (root / "exposure.yml").write_text(EXAMPLE, "utf-8")
    corpus = load_corpus(root)
    assert corpus.exposure
    assert corpus.exposure.months == {
        "2025-03": MonthOfWork(deploys=41, requests=1_200_000),
        "2025-04": MonthOfWork(retrains=7),
    }
    assert corpus.misplaced == ()
    assert not check(Context(corpus, AS_OF)).errors


def test_missing_exposure_is_no_fault(tmp_path: Path) -> None:
    """Most archives have none."""
    corpus = load_corpus(write_corpus(tmp_path, own_record()))
    assert corpus.exposure is None
    assert len(corpus.vocabulary_files) == 2


@pytest.mark.parametrize(
    "content, line, words",
    [
        (EXAMPLE.replace("2025-03", "2025-13"), 3, "must be a month"),
        (EXAMPLE.replace("41", "-1"), 4, "greater than or equal to 0|at least 0"),
        (EXAMPLE.replace("41", "many"), 4, "must be a whole number"),
        (EXAMPLE.replace("deploys", "deployments"), 4, "deployments"),
        ("schema_version: 1\nmonths: []\n", 2, "must be a mapping"),
        ("months:\n  2025-03:\n    deploys: 1\n", 1, "schema_version"),
        ("", 1, "must be a mapping"),
    ],
)
def test_fault_of_exposure_is_told_with_its_line(tmp_path: Path, content: str, line: int, words: str) -> None:
    """As a finding of PM114; the records are read all the same, and there are no rates."""
    root = write_corpus(tmp_path, own_record())
    (root / "exposure.yml").write_text(content, "utf-8")
    corpus = load_corpus(root)
    assert corpus.exposure is None
    assert len(corpus.records) == 1
    findings = [each for each in check(Context(corpus, AS_OF)).findings if each.path.endswith("exposure.yml")]
    assert {each.code for each in findings} == {"PM114"}
    first = findings[0]
    assert first.line == line
    assert re.search(words, f"{first.subject} {first.condition} {first.found}")


def test_link_is_refused(tmp_path: Path) -> None:
    """A link that leads nowhere is told and not taken for a missing file."""
    root = write_corpus(tmp_path, own_record())
    (root / "exposure.yml").symlink_to(tmp_path / "nowhere.yml")
    corpus = load_corpus(root)
    assert [fault.found for file in corpus.vocabulary_files for fault in file.faults] == ["a symbolic link"]


def test_exposure_can_be_checked_alone(tmp_path: Path) -> None:
    """It is a file of the corpus that a path may name."""
    root = write_corpus(tmp_path, own_record())
    (root / "exposure.yml").write_text(EXAMPLE, "utf-8")
    selection = select_files(load_corpus(root), [root / "exposure.yml"])
    assert selection.files == ()
    assert selection.paths == frozenset({root / "exposure.yml"})
