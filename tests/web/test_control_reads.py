"""The hash of what a control page reads changes with what the page shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from ml_postmortems.access.publication import publish
from ml_postmortems.model.terms import Visibility
from ml_postmortems.web.build import SiteBuild
from ml_postmortems.web.control_reads import control_reads
from tests.helpers import own_record, write_corpus


def test_what_the_page_shows_is_part_of_the_hash(tmp_path: Path) -> None:
    """Its ledger, the titles of the records that it names, its cases and whether there are rates."""
    root = write_corpus(tmp_path, own_record(id="PM-2025-0001", title="Labels lost"))
    index = SiteBuild(publish(root, Visibility.PUBLIC, date(2026, 6, 30))).index
    ledger = index.control_report.controls[0]
    reads = control_reads(ledger, index)
    others = [
        replace(reads, ledger=replace(ledger, where="Elsewhere")),
        replace(reads, record=None if reads.record else index.corpus.records[0]),
        replace(reads, titles={name: (id, "Another title") for name, (id, _) in reads.titles.items()}),
        replace(reads, rates=replace(reads.rates, is_census=not reads.rates.is_census)),
        replace(reads, facts=replace(reads.facts, draft_place=replace(reads.facts.draft_place, folder="there"))),
    ]
    assert len({reads.key, *(other.key for other in others)}) == 6
    assert control_reads(ledger, index).key == reads.key
