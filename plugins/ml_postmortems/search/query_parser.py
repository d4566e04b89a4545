"""Reads the query language. `query-parser.js` is its twin in the browser; the parity tests hold both equal.

    query  = all { "OR" all }            at least one of them
    all    = item { item }               all of them; an "AND" between them changes nothing
    item   = [ "-" ] ( group | term )    "-" excludes
    group  = "(" query ")"
    term   = phrase | fact | prefix | words
    phrase = '"' text '"'                words one after the other
    fact   = field ":" value             a fact of the record; the value may stand in quotes
    prefix = two or more letters, "*"    words that begin with these letters

Fields are the facets of the model, `owner`, `primary`, `since`, `until`, `id` and `has`. A query has at most 256
characters, 32 terms, and parentheses 8 deep. A part that cannot be read is a problem, and the rest is read all the
same. Punctuation behind a word is ignored, so that a line of a log can be pasted. While somebody types, what may only
be unfinished is no problem (an open quote or parenthesis, and the last term), and the last word also stands for the
words that begin with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ml_postmortems.search.fields import (
    MOST_LISTED_VALUES,
    Values,
    field_names,
    field_value,
    is_field,
    nearest_field,
    proposed_values,
)
from ml_postmortems.search.query import And, Fact, Node, Not, Or, Phrase, Prefix, Words, flattened, is_empty
from ml_postmortems.search.query_problems import LONGEST_QUERY, Problem, Problems
from ml_postmortems.search.query_words import PUNCTUATION, SHORTEST_PREFIX, WRITTEN_WORD, can_be_prefix, unpunctuated
from ml_postmortems.similarity.analysis import folded

MOST_TERMS = 32
DEEPEST_GROUP = 8
_LEXEME = re.compile(
    r"\s*(?:(?P<minus>-(?=[^\s-]))?(?:(?P<open>\()|(?P<name>[A-Za-z][A-Za-z-]*):(?=[^\s:/()])|(?=[^\s)]))|(?P<close>\)))"
)
_QUOTED = re.compile(r'"([^"]*)("|$)')
_ODD_SPACE = re.compile("[\x1c-\x1f\x85\ufeff]")
"""Characters that are a space in Python or in JavaScript only."""
_PASTE_HINT = ", or paste the text into `postmortems similar -`"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood."""

    node: Node
    problems: tuple[Problem, ...]
    """The parts that cannot be read; `node` holds the rest."""
    corrected: str = ""
    """The query with every problem corrected; empty where only its author can tell how."""
    prefix: str = ""
    """The last word, where it also stands for the words that begin with it."""


def parse_query(text: str, values: Values, *, is_typing: bool = False) -> Query:
    """Read a query; `values` are the fields of the language."""
    return _Reader(_ODD_SPACE.sub(" ", text), values, is_typing).read()


def both_readings(text: str, values: Values) -> tuple[Query, Query]:
    """The query as written, and with its last word as a prefix if it can be one: `Ranker.rank` takes both nodes."""
    written, prefixed = parse_query(text, values), parse_query(text, values, is_typing=True)
    return written, prefixed if prefixed.prefix else written


@dataclass
class _Reader:
    text: str
    values: Values
    is_typing: bool
    at: int = 0
    start: int = 0
    """Where the current term begins."""
    prefix: str = ""
    terms: int = 0
    depth: int = 0
    problems: Problems = field(default_factory=Problems)

    def read(self) -> Query:
        """Read the whole text."""
        if len(self.text) > LONGEST_QUERY:
            condition = f"the query must have at most {LONGEST_QUERY} characters"
            self.problems.report(condition, str(len(self.text)), f"leave the least telling words out{_PASTE_HINT}")
            self.text = self.text[:LONGEST_QUERY]
        node = self._alternatives()
        while self.at < len(self.text.rstrip()):
            self.at = self.text.index(")", self.at)
            self.problems.report("each ) must close a (", "one too many", "remove it", (self.at, self.at + 1, " "))
            self.at += 1
            rest = self._alternatives()
            node = And((node, rest))
        return Query(flattened(node), self.problems.found, self.problems.corrected(self.text), self.prefix)

    def _alternatives(self) -> Node:
        parts = [self._conjunction()]
        while self._takes_operator("OR"):
            parts.append(self._conjunction())
        filled = [part for part in parts if not is_empty(part)]
        return filled[0] if len(filled) == 1 else Or(tuple(filled)) if filled else And(())

    def _conjunction(self) -> Node:
        items: list[Node] = []
        while True:
            if self._takes_operator("AND"):
                continue
            if self._sees_operator("OR"):
                break
            lexeme = _LEXEME.match(self.text, self.at)
            if not lexeme or lexeme["close"]:
                break
            self.start, self.at = lexeme.start("name") if lexeme["name"] else lexeme.end(), lexeme.end()
            item = self._group() if lexeme["open"] else self._term(lexeme["name"])
            if item is not None:
                items.append(Not(item) if lexeme["minus"] else item)
        return items[0] if len(items) == 1 else And(tuple(items))

    def _group(self) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST_GROUP:
            self.problems.report(f"parentheses must be at most {DEEPEST_GROUP} deep", "more", "say it with fewer")
            self.at = len(self.text)
            return None
        inner = self._alternatives()
        self.depth -= 1
        closing = re.compile(r"\s*\)").match(self.text, self.at)
        if closing:
            self.at = closing.end()
        elif not self.is_typing:
            self.problems.report("each ( must be closed", "an open one", "add )", (len(self.text), len(self.text), ")"))
        return None if is_empty(inner) else inner

    def _term(self, name: str | None) -> Node | None:
        self.terms += 1
        if self.terms > MOST_TERMS:
            self.problems.report(
                f"the query must have at most {MOST_TERMS} terms",
                "more",
                f"leave the least telling ones out{_PASTE_HINT}",
            )
            self.at = len(self.text)
            return None
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            return self._quoted(name, quoted[1], is_open=not quoted[2])
        match = WRITTEN_WORD.match(self.text, self.at)
        assert match
        self.at = match.end()
        written = match.group()
        word = unpunctuated(written)
        if name:
            return self._fact(name, word)
        if word.endswith("*"):
            return self._prefix(word)
        if written == f"{word}:" and is_field(word.lower(), self.values):
            fix = "write the value right behind the colon, or leave the colon out"
            self._report_finished("a field must have a value", written, fix, f"{word} ")
            return None if self._is_unfinished() else Words(word)
        return self._last_word(word) if self._is_unfinished() and word == written else Words(word)

    def _quoted(self, name: str | None, text: str, is_open: bool) -> Node | None:
        is_unfinished = is_open and self.is_typing
        node = self._fact(name, text) if name else self._open_phrase(text) if is_unfinished else Phrase(text)
        if is_open and not self.is_typing:
            is_replaced = name is not None and not isinstance(node, Fact)  # as a whole, with its quotes
            self.problems.report(
                "each quote must be closed", "an open one", 'add "', (self.at, self.at, "" if is_replaced else '"')
            )
        return node

    def _last_word(self, text: str) -> Node:
        """A word that may be unfinished: itself, or the words that begin with it."""
        if not can_be_prefix(text):
            return Words(text)
        self.prefix = text
        return Or((Words(text), Prefix(folded(text))))

    def _open_phrase(self, text: str) -> Node:
        """A phrase whose quote is open, so that its last word may be unfinished."""
        last = re.split(r"\s", text)[-1]
        before = Phrase(text.removesuffix(last))
        return And((before, self._last_word(last))) if last else before

    def _prefix(self, text: str) -> Node | None:
        start = text.rstrip("*")
        if can_be_prefix(start):
            return Prefix(folded(start))
        condition = f"* must follow at least {SHORTEST_PREFIX} letters of one word"
        word = text.rstrip(f"*{PUNCTUATION}")
        self._report_finished(condition, text, "write more of the word, or leave * out", word)
        return Words(start)

    def _fact(self, name: str, text: str) -> Node | None:
        name = name.lower()
        if not is_field(name, self.values):
            return self._unknown_field(name, text)
        value = field_value(name, text, self.values)
        if value is not None:
            return Fact(name, value)
        if name in self.values:
            self._report_unknown_value(name, text, self.values[name])
        else:
            what, example = ("an id", "PM-2025-0001") if name == "id" else ("a date", "2025, 2025-03 or 2025-03-18")
            self._report_finished(f"{name} must be {what}", text, f"write it like {example}")
        return None

    def _report_unknown_value(self, name: str, text: str, known: Mapping[str, str]) -> None:
        proposals = [f"{name}:{each}" for each in proposed_values(text, known)]
        terms = list(dict.fromkeys(known.values()))
        is_short = 0 < len(terms) <= MOST_LISTED_VALUES
        others = f"use {', '.join(terms)}" if is_short else f"the index lists all {len(terms)}"
        fix = f"did you mean {' or '.join(f'`{each}`' for each in proposals)}?" if proposals else others
        self._report_finished(f"{name} must be a known one", text, fix, *proposals[:1])

    def _unknown_field(self, name: str, text: str) -> Node | None:
        """Text before a colon that is no field, as in a message: a misspelt field, or text to find."""
        near = nearest_field(name, self.values)
        if near:
            value = field_value(near, text, self.values)
            instead = f"{near}:{value}" if value else ""
            fix = f"did you mean `{near}:`?"
        else:
            instead = f'"{name}:{text}"'
            fix = f"put it in quotes to find it as text, or use {', '.join(field_names(self.values))}"
        self._report_finished("what stands before a colon must be a field", name, fix, instead)
        return None if near or self._is_unfinished() else Words(f"{name}:{text}")

    def _is_unfinished(self) -> bool:
        return self.is_typing and self.at >= len(self.text)

    def _report_finished(self, condition: str, found: str, fix: str, instead: str = "") -> None:
        """Report a term, unless it may only be unfinished; `instead` is the text to put in its place."""
        if not self._is_unfinished():
            self.problems.report(condition, f"`{found}`", fix, (self.start, self.at, instead) if instead else None)

    def _sees_operator(self, word: str) -> re.Match[str] | None:
        return re.compile(rf"\s*{word}(?=\s|$|\()").match(self.text, self.at)

    def _takes_operator(self, word: str) -> bool:
        seen = self._sees_operator(word)
        if seen:
            self.at = seen.end()
        return bool(seen)
