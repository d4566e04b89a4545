"""What a pull request rewrites in a merged record leads the review, with the former and the new value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.authoring.review.rewritten_history import rewritten_history
from ml_postmortems.lint.context import Context
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.pull_request import PullRequest
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.selection import Selection
from tests.helpers import RecordDict, changed, own_record, record_text, write_corpus

_PATH = Path("postmortems/2025/PM-2025-0001-session-length.md")
_CORRECTION = {"field": "severity", "was": "SEV1", "date": "2025-05-30", "reason": "Only fourteen visitors."}


def _rewritten(before: RecordDict, after: RecordDict) -> tuple[str, ...]:
    old, new = (parse_record_file(_PATH, record_text(each).encode()) for each in (before, after))
    return rewritten_history(old, new)


def test_each_fact_that_totals_rest_on_is_told_with_both_values() -> None:
    """Severity, readers, numbers, harm, times and the grant of the correction: none is summed up as edited."""
    before = own_record(visibility="internal", **{"impact.harm": "One visitor missed a flight."})
    after = own_record(severity="SEV3", corrections=[_CORRECTION], **{"impact.users.0.value": "14"})
    after = changed(after, "impact.harm", {"not_applicable": "Nobody was harmed."})
    after = changed(after, "timeline.1.at", "2025-03-10T09:00:00Z")
    told = _rewritten(before, after)
    assert told[:2] == ("severity: SEV1 → SEV3", "visibility: internal → public")
    assert any(text.startswith("users: `") and text.endswith("→ `14 users`") for text in told), told
    assert "harm: `One visitor missed a flight.` → `nothing`" in told
    assert any("2025-03-10T09:00:00Z" in text and " → " in text for text in told), told
    assert told[-1] == "correction of severity, approved by nobody: `Only fourteen visitors.`"


def test_what_is_added_or_was_never_merged_rewrites_nothing() -> None:
    """A reviewer is not warned of new numbers, nor of a draft that finds its words."""
    sound = own_record()
    more = changed(sound, "impact.other", [{"text": "Searches", "value": "5", "unit": "searches", "evidence": ["E2"]}])
    assert _rewritten(sound, sound) == _rewritten(sound, more) == ()
    assert _rewritten(own_record(status="draft"), own_record(severity="SEV4")) == ()


def test_the_review_begins_with_what_is_rewritten(tmp_path: Path) -> None:
    """Whoever reads no more than the beginning sees both values, unfolded."""
    corpus = load_corpus(write_corpus(tmp_path, own_record(severity="SEV3")))
    (file,) = corpus.files
    former = parse_record_file(file.path, record_text(own_record()).encode())
    pull_request = PullRequest("0" * 40, Selection((file,), None), frozenset({file.path}), {file.path: former}, ())
    context = Context.of(corpus, date(2025, 6, 1), pull_request)
    text = review_to_markdown(review(context, Selection((file,), None), pull_request), context)
    head = text.index("PM-2025-0001 rewrites what was merged")
    assert head < text.index("severity: SEV1 → SEV3") < text.index("### ")
    assert "<details>" not in text[:head]


def test_the_review_begins_with_what_only_a_person_can_decide(tmp_path: Path) -> None:
    """A severity that holds only by the smallest reading stands above the list of records."""
    wide = {"from": "99000", "to": "260000"}
    corpus = load_corpus(write_corpus(tmp_path, own_record(severity="SEV3", **{"impact.users.0.value": wide})))
    context = Context(corpus, date(2025, 6, 1))
    text = review_to_markdown(review(context, Selection(corpus.files, None)), context)
    head = text[: text.index("### ")]
    assert "To look at first" in head
    assert "PM250" in head
    assert "260000 users" in head
