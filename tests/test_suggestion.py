"""Did you mean: the nearest of a set of words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ml_postmortems.suggestion import closest

CATEGORIES = ["data-quality/label-error", "process/rollout-gap", "technical/code-defect", "unclassified"]


@pytest.mark.parametrize(
    ("word", "options", "expected"),
    [
        ("severty", ["severity", "status"], "severity"),
        ("SEVERITY", ["severity", "status"], "severity"),
        ("sev1", ["SEV1", "SEV2"], "SEV1"),
        ("near miss", ["near-miss", "incident"], "near-miss"),
        ("near_miss", ["near-miss", "incident"], "near-miss"),
        ("rollout-gap", CATEGORIES, "process/rollout-gap"),
        ("rollout gaps", CATEGORIES, "process/rollout-gap"),
        ("proces/rollout-gap", CATEGORIES, "process/rollout-gap"),
        ("unclasified", CATEGORIES, "unclassified"),
        ("feature-store", ["feature", "service"], None),
        ("PM-2024-0001-some-words", ["PM-2024-0001"], "PM-2024-0001"),
        ("PM-2024-0010", ["PM-2024-0001"], "PM-2024-0001"),
        ("PM-2024-001", ["PM-2024-0001"], "PM-2024-0001"),
        ("PM-2024-0002", ["PM-2024-0001"], "PM-2024-0001"),
        ("PM-2019-0001", ["PM-2024-0001", "PM-2024-0002"], None),
        ("SEV9", ["SEV1", "SEV5"], None),
        ("PM609", ["PM909", "PM101"], None),
        ("sha1", ["sha256", "reason"], "sha256"),
        ("data-quality/nothing-such", [*CATEGORIES, "data-quality/covariate-shift"], None),
        ("process/nonsuch", [*CATEGORIES, "process/ownership-unclear"], None),
        ("process/rolout-gap", CATEGORIES, "process/rollout-gap"),
        ("xyzzy", CATEGORIES, None),
        ("", CATEGORIES, None),
        ("anything", [], None),
    ],
)
def test_closest(word: str, options: list[str], expected: str | None) -> None:
    """Case, spaces and underscores do not matter, a leaf is found without its family, and nothing far off is named."""
    assert closest(word, options) == expected


@given(st.text(max_size=20), st.lists(st.text("abc/-", min_size=1, max_size=8), max_size=5))
@settings(max_examples=100)
def test_suggestion_is_one_of_the_options(word: str, options: list[str]) -> None:
    """A suggestion is always one of the words there are, spelt as it must be."""
    near = closest(word, options)
    assert near is None or near in options


@given(st.lists(st.text("abc-", min_size=1, max_size=8), min_size=1, max_size=5))
@settings(max_examples=50)
def test_right_word_suggests_itself(options: list[str]) -> None:
    """A word that is right is the nearest to itself."""
    assert closest(options[0], options) == options[0]
