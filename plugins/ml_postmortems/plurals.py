"""Numbers with their nouns, lists of words and names as words, for the messages and texts of every layer."""

from __future__ import annotations

from collections.abc import Sequence

_NUMBER_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_AFTER_THE_NOUN = (
    *("a", "an", "and", "at", "away", "by", "for", "from", "in", "of", "on", "or", "per", "that", "to", "under"),
    *("which", "who", "whose", "with"),
)
_SINGULARS = {
    "people": "person",
    "children": "child",
    "women": "woman",
    "men": "man",
    "feet": "foot",
    "indices": "index",
    "matrices": "matrix",
    "criteria": "criterion",
    "analyses": "analysis",
    "statuses": "status",
    "viruses": "virus",
    "series": "series",
    "movies": "movie",
    "cookies": "cookie",
}
"""Words that lose no plain `s`."""


def counted(number: int, noun: str) -> str:
    """`1 record`, `3 records`, `1,200 cause families`, `2 near misses`."""
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("y") and noun[-2] not in "aeou":
        plural = f"{noun[:-1]}ies"
    else:
        plural = f"{noun}es" if noun.endswith("s") else f"{noun}s"
    return f"{number:,} {plural}"


def number_word(number: int) -> str:
    """A small number as a word, as sentences have it: `one`, `ten`; `11` from there on."""
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else f"{number:,}"


def singular_unit(unit: str) -> str:
    """A unit as it follows the number one: `people` is `person`, `users a week` is `user a week`; `%` stays."""
    words = unit.split(" ")
    place = next((at for at, word in enumerate(words) if word in _AFTER_THE_NOUN), len(words)) - 1
    if place < 0:
        return unit
    words[place] = _singular(words[place])
    return " ".join(words)


def _singular(noun: str) -> str:
    if noun in _SINGULARS:
        return _SINGULARS[noun]
    if noun.endswith(("ss", "us", "is")) or not noun.endswith("s"):
        return noun
    if noun.endswith("ies") and len(noun) > len("ties"):
        return f"{noun[:-3]}y"
    return noun[:-2] if noun.endswith(("ches", "shes", "xes", "sses", "zzes")) else noun[:-1]


def with_article(noun: str) -> str:
    """`a customer`, `an audit`; a noun is judged by its first letter."""
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def either(words: Sequence[str]) -> str:
    """`draft`, `draft or closed`, `draft, published or closed`."""
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def words(name: str) -> str:
    """The name of a term or field as words: `due-soon` and `due_soon` are `due soon`."""
    return name.replace("-", " ").replace("_", " ")
