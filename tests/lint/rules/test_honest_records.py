"""Honest, terse records of ours, written before the rules about padding: no rule may call one of them an error."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level
from ml_postmortems.reading.corpus import Corpus, load_corpus
from tests.helpers import REPOSITORY, TAXONOMY

HONEST_RECORDS = REPOSITORY / "tests" / "fixtures" / "honest" / "postmortems"
AS_OF = date(2026, 6, 30)
"""The day on which the records are read; the newest of them is from that month."""
UNMERGEABLE = frozenset({"draft", "in-review"})

BY_STATUS = {
    "draft": 3,
    "in-review": 5,
    "published": 12,
    "validating": 4,
    "adjusting": 3,
    "closed": 10,
    "withdrawn": 1,
    "superseded": 2,
}
BY_SEVERITY = {"SEV1": 5, "SEV2": 9, "SEV3": 13, "SEV4": 8, "SEV5": 5}
"""Both counted by hand, so that no record drops out unnoticed; each adds up to forty."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The honest records beside the taxonomy of today, because the rules of today read it."""
    root = tmp_path_factory.mktemp("honest") / "postmortems"
    shutil.copytree(HONEST_RECORDS, root)
    (root / "taxonomy.yml").write_text(TAXONOMY, "utf-8")
    return load_corpus(root)


def errors(context: Context) -> list[str]:
    """The errors, each with its place and its rule."""
    return [
        f"{Path(finding.path).name}:{finding.line} {finding.code} {finding.sentence}"
        for finding in check(context).findings
        if finding.level is Level.ERROR
    ]


def test_no_honest_record_has_an_error(corpus: Corpus) -> None:
    """A terse and honest record is never refused: what a rule cannot tell from padding is at most a warning."""
    assert errors(Context(corpus, AS_OF)) == []


def test_only_unfinished_honest_records_are_kept_from_a_merge(corpus: Corpus) -> None:
    """A pull request with all of them asks nothing more than that their reviews are over."""
    unfinished = [file.path.name for file in corpus.files if file.record and file.record.status in UNMERGEABLE]
    changed = frozenset(file.path for file in corpus.files)
    found = errors(Context(corpus, AS_OF, is_merge=True, changed=changed))
    assert [line.split(":")[0] for line in found] == unfinished
    assert all(" PM810 " in line for line in found)


def test_the_honest_records_are_the_ones_that_were_counted(corpus: Corpus) -> None:
    """The guard holds only as long as every record is read, at each status and severity."""
    records = [file.record for file in corpus.files if file.record]
    assert len(records) == len(corpus.files) == 40
    assert Counter(str(record.status) for record in records) == BY_STATUS
    assert Counter(str(record.severity) for record in records) == BY_SEVERITY
