"""The review asks about causes that are the symptom again, or that are told in the words of another leaf."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.review.cause_signs import cause_signs
from ml_postmortems.authoring.review.leaf_words import LeafWords
from ml_postmortems.authoring.review.report import review, review_to_markdown
from ml_postmortems.lint.context import Context
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.model.terms import Origin
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.selection import Selection
from tests.helpers import FROZEN_RECORDS, REPOSITORY, external_record, own_record, write_corpus
from tests.lint.rules.cases import AS_OF

_CAUSE = "causes.0.text"


@pytest.fixture(scope="module")
def taxonomy() -> Taxonomy:
    """That of the package, as the records of the project name it."""
    found = load_corpus(FROZEN_RECORDS).taxonomy
    assert found
    return found


@pytest.fixture(scope="module")
def leaf_words(taxonomy: Taxonomy) -> LeafWords:
    return LeafWords(taxonomy)


def _signs(leaf_words: LeafWords, **changes: Any) -> tuple[str, ...]:
    return cause_signs(Record.model_validate(own_record(**changes)), leaf_words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The ranking quality degraded because relevance of results became worse.", "degraded"),
        ("Visitors received outdated documents, since these were placed too high.", "received, outdated"),
    ],
)
def test_a_cause_in_synonyms_of_the_symptom_is_asked(text: str, words: str, leaf_words: LeafWords) -> None:
    """It names the words that stand nowhere else: what happened leaves traces, and a paraphrase leaves none."""
    (sign,) = _signs(leaf_words, **{_CAUSE: text})
    assert sign.startswith(f"C1 may be the symptom in other words: its words “{words}")
    assert sign.endswith("?")
    assert _signs(leaf_words, **{_CAUSE: text, "status": "draft"}) == ()
    assert cause_signs(Record.model_validate(external_record(**{_CAUSE: text})), leaf_words) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The rankings were wrong because lengths were read as seconds.",
        "The rankings were wrong since v41.",
        "The rankings were wrong as the type of a column changed at the producer.",
        "The rankings were wrong as `run_date` was read twice.",
    ],
)
def test_one_trace_of_a_mechanism_is_enough(text: str, leaf_words: LeafWords) -> None:
    """A word of the trigger, the timeline or the leaf, a number or a name of code."""
    assert _signs(leaf_words, **{_CAUSE: text}) == ()


@pytest.mark.parametrize(
    ("category", "text", "leaf", "words"),
    [
        (
            "data-quality/label-error",
            "The canary stage was skipped, and the flag gave the change to all users in one step.",
            "Rollout gap",
            "stage",
        ),
        (
            "technical/capacity-or-hardware",
            "The producer renamed a column of the session length, and the join filled the field with nulls.",
            "Schema change",
            "column",
        ),
    ],
)
def test_a_sentence_in_words_of_another_leaf_is_asked(
    category: str, text: str, leaf: str, words: str, leaf_words: LeafWords
) -> None:
    """Both leaves are named, with the words that speak for the other one; under that one nothing is asked."""
    (sign,) = [each for each in _signs(leaf_words, **{_CAUSE: text, "causes.0.category": category}) if "filed" in each]
    assert sign.startswith(f"C1 is filed under `{category}` and told in words of “{leaf}”")
    assert words in sign
    assert sign.endswith("Which of the two is it?")
    assert leaf_words.nearer_leaf("unclassified", text) is None


def test_few_records_that_mean_what_they_say_are_asked(leaf_words: LeafWords) -> None:
    """At most one in ten, of the real records too if they were ours: a question that many get is read by nobody."""
    paths = [*FROZEN_RECORDS.rglob("PM-*.md"), *(REPOSITORY / "tests/fixtures").rglob("PM-*.md")]
    records = [parse_record_file(path, path.read_bytes()).record for path in paths]
    ours = [each.model_copy(update={"origin": Origin.OWN}) for each in records if each and each.primary]
    asked = [each.id for each in ours if cause_signs(each, leaf_words)]
    assert len(ours) > 70
    assert 10 * len(asked) <= len(ours), asked


def test_the_sign_leads_the_review_and_needs_a_taxonomy(tmp_path: Path) -> None:
    """Above the list of records; a base without a taxonomy has no leaves to compare."""
    record = own_record(**{_CAUSE: "Visitors received outdated documents, since these were placed too high."})
    corpus = load_corpus(write_corpus(tmp_path, record))
    context = Context(corpus, AS_OF)
    text = review_to_markdown(review(context, Selection(corpus.files, None)), context)
    assert "C1 may be the symptom in other words" in text[: text.index("### ")]
    assert cause_signs(corpus.files[0].record, None) == ()
