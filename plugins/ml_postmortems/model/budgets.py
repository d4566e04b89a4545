"""How many words a well filled record needs: told to authors before they write, and by no rule afterwards.

Whoever is told no length writes sentences where phrases do. The bounds lie above what terse records with the same facts
need, so that keeping to them costs no fact. Lines of front matter have theirs in `tiers.MOST_LINES`.
"""

from __future__ import annotations

from collections.abc import Mapping

from ml_postmortems.model.tiers import Tier

MOST_WORDS: Mapping[Tier, int] = {Tier.SHORT: 200, Tier.SEV3: 350, Tier.SEV2: 550, Tier.SEV1: 650}
"""How many words there are in the values and the text of a well filled record of ours, by tier."""
MOST_PLACES = 2
"""Where a fact may stand: in short for who passes by, and in full."""
PHRASES: Mapping[tuple[str, ...], int] = {
    ("title",): 10,
    ("symptom",): 15,
    ("summary",): 60,
    ("trigger", "text"): 12,
    ("failure", "definition"): 12,
    ("failure", "metric"): 8,
    ("failure", "expected"): 6,
    ("failure", "observed"): 8,
    ("detection", "monitor"): 10,
    ("detection", "should_have_been"): 10,
    ("evidence", "title"): 6,
    ("timeline", "text"): 12,
    ("causes", "text"): 18,
    ("hypotheses", "text"): 12,
    ("impact", "users", "text"): 8,
    ("impact", "requests", "text"): 8,
    ("impact", "predictions", "text"): 8,
    ("impact", "money", "text"): 8,
    ("impact", "harm"): 10,
    ("affected_data", "filter"): 8,
    ("actions", "title"): 10,
    ("actions", "success_criterion"): 12,
    ("actions", "control", "where"): 6,
    ("actions", "control", "threshold"): 6,
    ("lessons", "text"): 15,
}
"""How many words a text needs at most; what does not stand here has no hint."""
SECTIONS: Mapping[str, int] = {
    "What happened": 90,
    "Why it happened": 60,
    "How we fix it": 60,
    "What went well": 20,
    "What went badly": 20,
    "Where we were lucky": 20,
    "Limitations": 30,
}
"""The same for the sections of the body."""


def length_hint(path: tuple[str, ...]) -> str:
    """How long the texts of a field are at most, as a sentence; empty where nothing is said of them."""
    if path in PHRASES:
        return f"{PHRASES[path]} words at most."
    parts = {".".join(each[len(path) :]): most for each, most in PHRASES.items() if each[: len(path)] == path}
    if not parts:
        return ""
    shortest: dict[str, int] = {}
    for name, most in parts.items():
        shortest.setdefault(name.rpartition(".")[2], most)
    return f"Words at most: {', '.join(f'`{name}` {most}' for name, most in shortest.items())}."


def section_hint(title: str) -> str:
    """How long a section of the body is at most; empty for one that the format does not know."""
    return f"{SECTIONS[title]} words will do." if title in SECTIONS else ""
