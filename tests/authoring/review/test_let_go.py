"""Promised work that a pull request gives up, puts off or hands on leads the review; ordinary progress does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.lint.context import Context
from ml_postmortems.reading.corpus import CATALOG_FILE, load_corpus
from ml_postmortems.reading.pull_request import PullRequest
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.selection import Selection
from ml_postmortems.reading.vocabulary import parse_catalog
from tests.helpers import external_record, own_record, record_text, write_corpus

_TEAM = "  new-guild: {operator: us, name: New guild}\n"
_OPEN = {"actions.2.due": "2025-06-30"}


def _report(folder: Path, before: dict[str, Any], after: dict[str, Any], *, adds_team: bool = False) -> str:
    """The review of a pull request that turns one version of the record into the other."""
    root = write_corpus(folder, own_record(**after), external_record())
    catalog = root / CATALOG_FILE
    base_catalog = catalog.read_bytes()
    if adds_team:
        catalog.write_bytes(base_catalog.replace(b"teams:\n", b"teams:\n" + _TEAM.encode(), 1))
    corpus = load_corpus(root)
    file = next(each for each in corpus.files if each.record and each.record.is_own)
    former = parse_record_file(file.path, record_text(own_record(**before)).encode())
    chosen = Selection((file,), None)
    pull_request = PullRequest(
        "0" * 40,
        chosen,
        frozenset({file.path}),
        {file.path: former},
        (),
        base_catalog=parse_catalog(base_catalog),
    )
    context = Context.of(corpus, date(2025, 6, 1), pull_request)
    return review_to_markdown(review(context, chosen, pull_request), context)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ({"status": "withdrawn", "status_reason": "On the roadmap."}, "→ withdrawn: `On the roadmap.`, while A3 (due"),
        (
            {"status": "withdrawn", "status_reason": "It was no failure.", "actions.1.status": "open"},
            "are open. Who does",
        ),
        ({"actions.2.status": "wont-do", "actions.2.reason": "Elsewhere."}, "is given up: `Elsewhere.`"),
        ({"actions.2.due": "2026-06-30"}, "is now due 2026-06-30, 365 days later"),
        ({"actions.2.person": "@nobodyknown"}, "goes to `@nobodyknown`, whom no other record names"),
        ({"actions.2.team": "new-guild"}, "goes to `new-guild`, a team that this pull request adds"),
    ],
)
def test_what_is_let_go_leads(tmp_path: Path, after: dict[str, Any], told: str) -> None:
    """The head of the report names the action, its date and what became of it."""
    text = _report(tmp_path, _OPEN, _OPEN | after, adds_team="actions.2.team" in after)
    head = text[: text.index("### ")]
    assert "Promised work is given up, put off by far or handed on" in head
    assert told in head


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_OPEN, {"actions.2.due": "2025-07-31"}),
        (_OPEN, _OPEN | {"actions.2.person": own_record()["actions"][0]["person"]}),
        (_OPEN | {"status": "draft"}, {"actions.2.due": "2026-06-30"}),
    ],
)
def test_ordinary_progress_does_not_lead(tmp_path: Path, before: dict[str, Any], after: dict[str, Any]) -> None:
    """A month later, a colleague of the record as owner, and anything in a draft are no reason to stop."""
    assert "Promised work" not in _report(tmp_path, before, after)


def test_words_beside_a_mark_are_shown_as_they_were(tmp_path: Path) -> None:
    """Whoever rewrites how it was noticed shows the reviewer both wordings, to agree to."""
    was = own_record()["timeline"][3]["text"]
    text = _report(tmp_path, {}, {"timeline.3.text": "The rota looked."})
    agreed = text[text.index("Changes to agree to") :]
    assert "says `The rota looked.`; it said `" + was[:20] in agreed
    assert "The timeline was edited." not in text
