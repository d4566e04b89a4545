"""Terse and complete records of each tier: what the format asks of an honest author fits on the lines it promises."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.terms import Kind, Origin, Status
from ml_postmortems.model.tiers import MOST_LINES, Tier
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import RecordFile
from tests.helpers import REPOSITORY, TAXONOMY

TERSE_RECORDS = REPOSITORY / "tests" / "fixtures" / "terse" / "postmortems"
AS_OF = date(2026, 11, 28)
LINES = {
    "PM-2026-0001": 33,
    "PM-2026-0002": 80,
    "PM-2026-0003": 50,
    "PM-2026-0004": 30,
    "PM-2026-0005": 97,
    "PM-2026-0006": 53,
}
"""Front matter of each, counted by hand; a change of the format shows here."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The terse records beside the taxonomy of today."""
    root = tmp_path_factory.mktemp("terse") / "postmortems"
    shutil.copytree(TERSE_RECORDS, root)
    (root / "taxonomy.yml").write_text(TAXONOMY, "utf-8")
    return load_corpus(root)


def front_matter_lines(file: RecordFile) -> int:
    """The lines between the two marks."""
    return file.text.split("\n---\n")[0].count("\n")


def test_terse_records_may_be_merged(corpus: Corpus) -> None:
    """A pull request with all of them has no finding of any level."""
    changed = frozenset(file.path for file in corpus.files)
    found = check(Context(corpus, AS_OF, is_merge=True, changed=changed)).findings
    assert [f"{Path(each.path).name}:{each.line} {each.code} {each.sentence}" for each in found] == []


def test_terse_records_keep_to_the_lines_of_their_tier(corpus: Corpus) -> None:
    """What a tier asks fits on `MOST_LINES` lines of front matter, with no blank line and no braces in braces."""
    for file in corpus.files:
        assert file.record
        assert front_matter_lines(file) == LINES[file.record.id] <= MOST_LINES[file.record.tier], file.record.id
        front = file.text.split("\n---\n")[0].split("\n")
        assert all(line.strip() for line in front)
        assert not any(line.startswith("  - {") and line.count("{") > 1 for line in front), file.record.id


def test_there_is_one_of_each_tier(corpus: Corpus) -> None:
    """Our own of each tier, a near miss and an incident of others, all of version 2 and published."""
    records = [file.record for file in corpus.files if file.record]
    assert {(record.status, record.schema_version) for record in records} == {(Status.PUBLISHED, "2")}
    own = Counter(record.tier for record in records if record.origin is Origin.OWN)
    assert own == {Tier.SHORT: 2, Tier.SEV3: 1, Tier.SEV2: 1, Tier.SEV1: 1}
    assert [record.origin for record in records].count(Origin.EXTERNAL) == 1
    assert [record.kind for record in records].count(Kind.NEAR_MISS) == 1
