"""A query in the terms of the index: the step between `query.py` and `engine.py`. `plan.js` is its twin."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import assert_never

from ml_postmortems.search.query import And, Fact, Node, Not, Or, Phrase, Prefix, Words
from ml_postmortems.similarity.analysis import Token, token_groups, tokens


@dataclass(frozen=True, slots=True)
class OneTerm:
    """Documents with a term: folded and stemmed, as the index has it."""

    term: str


@dataclass(frozen=True, slots=True)
class TermSequence:
    """Documents with terms in one field, at these positions relative to each other."""

    terms: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class TermPrefix:
    """Documents with a word that begins with these letters."""

    start: str


@dataclass(frozen=True, slots=True)
class TheseDocuments:
    """Documents that something else than their text has chosen; they score nothing."""

    numbers: Collection[int]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Documents that match every part; without parts, all documents."""

    of: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Documents that match at least one part."""

    of: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    """Documents that do not match the inner plan; they score nothing."""

    of: Plan


Plan = OneTerm | TermSequence | TermPrefix | TheseDocuments | AllOf | AnyOf | NoneOf


def plan_of(node: Node, documents_with: Callable[[Fact], Collection[int]]) -> Plan:
    """The plan of a query; `documents_with` finds the numbers of the documents that have a fact."""
    match node:
        case Words(text):
            return AllOf(tuple(map(_compound_plan, token_groups(text))))
        case Phrase(text):
            return _sequence_plan([token for token in tokens(text) if token.is_word])
        case Prefix(start):
            return TermPrefix(start)
        case Fact():
            return TheseDocuments(documents_with(node))
        case Not(of):
            return NoneOf(plan_of(of, documents_with))
        case And(of):
            return AllOf(tuple(plan_of(part, documents_with) for part in of))
        case Or(of):
            return AnyOf(tuple(plan_of(part, documents_with) for part in of))
        case _:
            assert_never(node)


def _compound_plan(group: Sequence[Token]) -> Plan:
    """A compound is found as a whole, or by its words one after the other; a word and a version also by their parts."""
    whole, *others = group
    ways: list[Plan] = [OneTerm(whole.term)]
    parts = [token for token in others if token.is_part]
    if whole.is_compound:
        ways.append(_sequence_plan([token for token in others if token.is_word]))
        parts = parts if all(token.word.isdecimal() for token in parts) else []  # those of a version
    if parts:
        ways.append(_sequence_plan(parts))
    return AnyOf(tuple(ways)) if len(ways) > 1 else ways[0]


def _sequence_plan(words: Sequence[Token]) -> Plan:
    if not words:
        return AllOf(())
    if len(words) == 1:
        return OneTerm(words[0].term)
    return TermSequence(tuple((token.term, token.position) for token in words))
