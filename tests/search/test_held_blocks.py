"""`has:` finds the blocks that a record describes, as far as its audience may read of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ml_postmortems.model.terms import Visibility
from ml_postmortems.search.documents import documents_of
from ml_postmortems.search.held_blocks import BLOCKS
from tests.helpers import RecordDict, changed, own_record
from tests.site import index_of
from tests.web.test_record_page import FULL

REASON = {"unknown": "Nobody wrote it down."}
AGAIN = {"likelihood": "2", "impact": "3", "reason": "The check is there."}
UNKNOWN: dict[str, dict[str, Any]] = {
    "agent": {"agent": REASON},
    "extent": {"extent": REASON},
    "cause-age": {"causes.0.since": REASON},
    "reporting": {"reporting": REASON},
}


def everything() -> RecordDict:
    """A record that describes every block."""
    record = changed(FULL, "causes.0.since", "2025-01-02")
    record = changed(record, "artifacts.0.upstream", ["feature-store"])
    return changed(record, "risk.at_closing", AGAIN)


def blocks_found(record: RecordDict, audience: Visibility = Visibility.RESTRICTED) -> set[str]:
    """The blocks that the search of an audience finds in a record."""
    corpus = index_of(record, audience=audience).with_bodies
    [document] = documents_of(corpus, corpus.vocabulary, date(2025, 12, 1))
    return set(document.facts["has"]) & set(BLOCKS)


def test_every_block_is_found() -> None:
    """Each has its value of `has:`."""
    assert blocks_found(everything()) == set(BLOCKS)


@pytest.mark.parametrize("block", UNKNOWN)
def test_a_block_that_is_not_known_is_not_found(block: str) -> None:
    """Why it is unknown is no description of it; the others stay."""
    record = everything()
    for path, value in UNKNOWN[block].items():
        record = changed(record, path, value)
    assert blocks_found(record) == set(BLOCKS) - {block}


def test_a_record_is_not_found_by_blocks_that_it_lacks() -> None:
    """Of our own plain record only what it holds."""
    plain = own_record()
    assert {"agent", "copies", "data-flow", "reporting"}.isdisjoint(blocks_found(plain))


def test_the_public_does_not_learn_that_there_is_a_duty_to_report() -> None:
    """Duties are for insiders unless they say otherwise, and so is the fact that there are some."""
    hidden = changed(everything(), "reporting.visibility", "internal")
    assert "reporting" not in blocks_found(hidden, Visibility.PUBLIC)
    assert "reporting" in blocks_found(hidden, Visibility.INTERNAL)
