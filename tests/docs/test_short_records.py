"""The guide with two whole records: they are what the format asks for, and as short as the guides promise."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.authoring.coaching.told_facts import told_facts
from ml_postmortems.authoring.coaching.written_size import written_size
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.budgets import MOST_WORDS
from ml_postmortems.model.terms import Status
from ml_postmortems.model.tiers import MOST_LINES, Tier
from ml_postmortems.reading.corpus import Corpus, load_corpus
from tests.helpers import REPOSITORY, TAXONOMY

GUIDE = REPOSITORY / "docs/guides/short-records.md"
AS_OF = date(2026, 6, 25)
CATALOG = """\
schema_version: 1
corpus: census
operators: {us: {name: "Us"}}
teams:
  jobs: {operator: us, name: "Jobs"}
  data-platform: {operator: us, name: "Data platform"}
  web: {operator: us, name: "Web"}
artifacts:
  postcode-table: {kind: dataset, name: "Postcodes", team: data-platform}
  geo-features: {kind: feature, name: "Places", team: jobs, upstream: [postcode-table]}
  job-ranker: {kind: model, name: "Ranker", team: jobs, upstream: [geo-features]}
  evening-mail: {kind: service, name: "Mail", team: jobs, upstream: [job-ranker]}
"""
"""What the records name."""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """The records of the guide in a folder of their own."""
    root = tmp_path_factory.mktemp("short") / "postmortems"
    (root / "2026").mkdir(parents=True)
    (root / "taxonomy.yml").write_text(TAXONOMY, "utf-8")
    (root / "catalog.yml").write_text(CATALOG, "utf-8")
    for text in re.findall(r"^```markdown\n(.*?)^```$", GUIDE.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        identifier = re.search(r"^id: (\S+)$", text, re.MULTILINE)
        assert identifier
        (root / "2026" / f"{identifier[1]}-short.md").write_text(text, "utf-8")
    return load_corpus(root)


def test_short_records_may_be_merged(corpus: Corpus) -> None:
    """Both are published records of ours, of SEV2 and of SEV4, and a pull request with them has no finding at all."""
    records = [file.record for file in corpus.files if file.record]
    assert {(record.status, record.tier) for record in records} == {
        (Status.PUBLISHED, Tier.SEV2),
        (Status.PUBLISHED, Tier.SHORT),
    }
    changed = frozenset(file.path for file in corpus.files)
    found = check(Context(corpus, AS_OF, is_merge=True, changed=changed)).findings
    assert [f"{Path(each.path).name}:{each.line} {each.code} {each.sentence}" for each in found] == []


def test_short_records_keep_to_what_the_guides_promise(corpus: Corpus) -> None:
    """Lines and words of each tier, and no fact told three times."""
    for file in corpus.files:
        size = written_size(file)
        assert size
        assert size.is_within, size
        assert told_facts(file) == ()
    tiers = ((Tier.SHORT, "SEV4, SEV5"), (Tier.SEV3, "SEV3"), (Tier.SEV2, "SEV2"), (Tier.SEV1, "SEV1"))
    for tier, name in tiers:
        assert re.search(
            rf"^\| {name}[^|]*\| {MOST_LINES[tier]} \| {MOST_WORDS[tier]} \|$",
            GUIDE.read_text("utf-8"),
            re.MULTILINE,
        )
