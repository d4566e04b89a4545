"""What a public record is told about a restricted one: its id to answer with, and nothing that it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.selection import Selection
from tests.helpers import own_record, write_corpus

_SECRET_TITLE = "Takeover talks leak through the ranking of the board's searches"


def test_no_finding_and_no_review_shows_the_title_of_a_restricted_record(tmp_path: Path) -> None:
    """Findings and reviews of a public record are posted where its readers are; the id is enough to answer."""
    restricted = own_record(id="PM-2025-0002", aliases=[], visibility="restricted", title=_SECRET_TITLE)
    corpus = load_corpus(write_corpus(tmp_path, own_record(aliases=[]), restricted))
    (file,) = (each for each in corpus.files if each.record and each.record.id == "PM-2025-0001")
    context = Context(corpus, date(2025, 6, 1), changed=frozenset({file.path}))
    asked = [each for each in check(context).findings if each.code == "PM803"]
    assert [each.data["record"] for each in asked] == ["PM-2025-0002"]
    text = review_to_markdown(review(context, Selection((file,), frozenset({file.path}))), context)
    assert "PM-2025-0002" in text
    for shown in (text, *(f"{each.sentence} {each.fix} {each.data}" for each in asked)):
        assert "Takeover" not in shown and "board" not in shown
