"""The causes of the taxonomy that are told most like what a record says was seen, so that nobody reads all of them."""

from __future__ import annotations

from collections import Counter
from math import log

from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.taxonomy import Leaf, Taxonomy
from ml_postmortems.similarity.analysis import tokens

_LEAST_SHARED = 2
"""Fewer words in common are chance."""


def closest_leaves(record: Record, taxonomy: Taxonomy, most: int = 4) -> tuple[tuple[str, Leaf], ...]:
    """The leaves that share the most telling words with title, symptom, summary, timeline and causes, best first.

    A word counts the more, the fewer leaves have it. Leaves with too few words in common are left out.
    """
    leaves = {
        f"{family}/{name}": leaf for family, each in taxonomy.causes.items() for name, leaf in each.leaves.items()
    }
    words = {name: _terms(_text(leaf)) for name, leaf in leaves.items()}
    spread = Counter(term for each in words.values() for term in each)
    written = _terms(_told(record))
    shared = {name: written & each for name, each in words.items()}
    weights = {
        name: sum(log(len(leaves) / spread[term]) for term in sorted(each))
        for name, each in shared.items()
        if len(each) >= _LEAST_SHARED
    }
    found = sorted(weights, key=lambda name: (-weights[name], name))[:most]
    return tuple((name, leaves[name]) for name in found)


def _text(leaf: Leaf) -> str:
    return " ".join((leaf.name, leaf.definition, *leaf.includes, leaf.example, *leaf.aliases))


def _told(record: Record) -> str:
    texts = [record.title, record.symptom, known(record.summary) or ""]
    texts += [entry.text for entry in known_items(record.timeline)]
    texts += [part for entry in known_items(record.timeline) for part in (entry.before, entry.after) if part]
    return " ".join((*texts, *(cause.text for cause in known_items(record.causes))))


def _terms(text: str) -> frozenset[str]:
    return frozenset(token.term for token in tokens(text))
