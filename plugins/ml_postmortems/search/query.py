"""A query as a tree: what is asked for, and what follows from that. `query.js` is its twin in the browser."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from ml_postmortems.model.terms import Status
from ml_postmortems.search.query_words import SENTENCE_WORDS
from ml_postmortems.similarity.analysis import Token, folded, token_groups, tokens

TAKEN_BACK_STATUSES = tuple(status.value for status in Status if status.is_taken_back)
"""Records of these are found only by a query that names a status or an id."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text to find: one word, or a compound such as `feature_store`."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one after the other."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word, folded."""

    start: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the query language with one of its values, such as `severity:SEV1`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Every record that the inner query does not match."""

    of: Node


@dataclass(frozen=True, slots=True)
class And:
    """The records that match every part; without parts, all records."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """The records that match at least one part."""

    of: tuple[Node, ...]


TextNode = Words | Phrase | Prefix
Node = TextNode | Fact | Not | And | Or


def is_empty(node: Node) -> bool:
    """Whether a query asks for nothing, so that it matches every record."""
    return node == And(())


def without_stop_words(node: Node) -> Node:
    """The query without words that find nothing and exclude nothing.

    No index holds `the`, and no record must have the `why` of a question, unless it stands in a phrase.
    """
    match node:
        case Words(text):
            return And(()) if all(token.word in SENTENCE_WORDS for token in tokens(text)) else node
        case Phrase(text):
            return node if next(tokens(text), None) else And(())
        case Not(of):
            inner = without_stop_words(of)
            return inner if is_empty(inner) else Not(inner)
        case And(of) | Or(of):
            parts = tuple(part for part in map(without_stop_words, of) if not is_empty(part))
            return parts[0] if len(parts) == 1 else type(node)(parts) if parts else And(())
        case _:
            return node


def query_text(node: Node) -> str:
    """The query as its author would write it."""
    match node:
        case Words(text):
            return text
        case Phrase(text):
            return f'"{text}"'
        case Prefix(start):
            return f"{start}*"
        case And(of):
            return " ".join(map(query_text, of))
        case Or((Words(text), Prefix(start))) if start == folded(text):
            return f"{text}*"
        case Or(of):
            return " OR ".join(map(query_text, of))
        case Not(of):
            return f"-{query_text(of)}"
        case Fact(name, value):
            return f"{name}:{value}"
        case _:
            assert_never(node)


def text_parts(node: Node) -> Iterator[TextNode]:
    """The parts that ask for text, without those that are excluded."""
    match node:
        case And(of) | Or(of):
            for part in of:
                yield from text_parts(part)
        case Not() | Fact():
            return
        case _:
            yield node


def conjuncts(node: Node) -> tuple[Node, ...]:
    """The parts that must all match."""
    return node.of if isinstance(node, And) else (node,)


def is_text(node: Node) -> bool:
    """Whether the query asks for text only: no field, and nothing excluded."""
    match node:
        case Words() | Phrase() | Prefix():
            return True
        case And(of) | Or(of):
            return all(map(is_text, of)) and bool(of)
        case _:
            return False


def separate_words(part: Node) -> tuple[Node, ...]:
    """The words of what is written in one, such as `over-refusal` or `role=admin`, each by itself; else the part."""
    match part:
        case Words(text):
            groups = tuple(token_groups(text))
            words = [word for group in groups for word in _words_of_group(group)]
            return (part,) if len(groups) == len(words) == 1 else tuple(map(Words, words))
        case _:
            return (part,)


def _words_of_group(group: Sequence[Token]) -> Sequence[str]:
    """The words of a compound; with a digit in it, such as an id, it stays whole."""
    found = [token for token in group if not token.is_compound]
    words = [
        token.word
        for token, after in zip(found, [*found[1:], None], strict=True)
        if token.is_part or not (after and after.is_part)
    ]
    return words if all(map(str.isalpha, words)) else [group[0].word]


def asks_for_taken_back(node: Node) -> bool:
    """Whether the query asks for withdrawn and superseded records: by a status, or by an id."""
    match node:
        case Fact(name):
            return name in ("status", "id")
        case And(of) | Or(of):
            return any(map(asks_for_taken_back, of))
        case Not(of):
            return asks_for_taken_back(of)
        case _:
            return False


def flattened(node: Node) -> Node:
    """The same query without an `And` directly in an `And`, or an `Or` directly in an `Or`."""
    match node:
        case And(of) | Or(of):
            kind = type(node)
            inner = [flattened(part) for part in of]
            flat = tuple(leaf for part in inner for leaf in (part.of if type(part) is kind else (part,)))
            return flat[0] if len(flat) == 1 else kind(flat)
        case Not(of):
            return Not(flattened(of))
        case _:
            return node
