"""The query language, and its reader. `query.js` does the same in the browser; a test holds both equal.

    query  = all { "OR" all }            one of them
    all    = item { item }               all of them; "AND" between them says nothing more
    item   = [ "-" ] ( group | term )    "-" excludes
    group  = "(" query ")"
    term   = phrase | field | prefix | words
    phrase = '"' text '"'                the words one after the other
    field  = name ":" value              a fact of the record; the value may stand in quotes
    prefix = two or more letters, "*"    words that begin so

Names: the facets of the model, `owner`, `primary`, `since`, `until`, `id` and `has`. Limits: 256 characters, 32 terms,
parentheses 8 deep. What cannot be read is a problem; the rest of the query is read all the same. Punctuation behind a
word is none of it, so that a line of a log can be pasted. While somebody types, what may only be unfinished is no
problem: an open quote or parenthesis, and the last term; and the last word also stands for the words that begin so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field

from ml_postmortems.search.spelling import nearest
from ml_postmortems.similarity.analysis import folded

LONGEST = 256
MOST_TERMS = 32
_MOST_PROPOSALS = 3
_MOST_LISTED = 16
_SHORT_NAME = 4
"""Letters up to which only one change is forgiven in a name of the language: there are few, so it is hardly another."""
DEEPEST = 8
SHORTEST_PREFIX = 2

BARE = re.compile(r'[^\s()"]+')
"""A word as it is written in a query, with what is joined to it."""
DATE_FIELDS = ("since", "until")
_LEXEME = re.compile(
    r"\s*(?:(?P<minus>-(?=[^\s-]))?(?:(?P<open>\()|(?P<name>[A-Za-z][A-Za-z-]*):(?=[^\s:/()])|(?=[^\s)]))|(?P<close>\)))"
)
_QUOTED = re.compile(r'"([^"]*)("|$)')
_ODD_SPACE = re.compile("[\x1c-\x1f\x85\ufeff]")
"""What only Python or only JavaScript takes for a space."""
_ELSE = ", or paste the text into `postmortems similar -`"
_PUNCTUATION = ".,;:!?…"
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_RECORD_ID = re.compile(r"pm-\d{4}-\d{4}", re.ASCII)
_PREFIX = re.compile(r"[^\W_]+(?:[-_./+'’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Words:
    """Something to be found in the text: one word, or what is joined like one."""

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
    """A fact of the record: a name of the language and a value of it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this."""

    of: Node


@dataclass(frozen=True, slots=True)
class And:
    """All of these; none of them stands for every record."""

    of: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One or more of these."""

    of: tuple[Node, ...]


Node = Words | Phrase | Prefix | Fact | Not | And | Or


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read, and how to write it."""

    condition: str
    found: str
    fix: str

    def __str__(self) -> str:
        return f"{self.condition}: found {self.found}; {self.fix}"


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood."""

    node: Node
    problems: tuple[Problem, ...]
    """What cannot be read; the rest of the query is read all the same."""
    mended: str = ""
    """The query as it may have been meant; empty where only its author can tell."""
    begun: str = ""
    """The last word, where it also stands for the words that begin so."""


def parse_query(text: str, values: Mapping[str, Mapping[str, str]], *, is_typing: bool = False) -> Query:
    """Read a query. `values` maps each name of the language to its values, from their folded form to their own.

    Names without a list of values (dates, ids) are checked by form.
    """
    return _Reader(_ODD_SPACE.sub(" ", text), values, is_typing).read()


def both_readings(text: str, values: Mapping[str, Mapping[str, str]]) -> tuple[Query, Query]:
    """A query as it is written, and with its last word as the beginning of others: `Ranker.rank` takes their nodes."""
    return parse_query(text, values), parse_query(text, values, is_typing=True)


@dataclass
class _Reader:
    text: str
    values: Mapping[str, Mapping[str, str]]
    is_typing: bool
    at: int = 0
    start: int = 0
    """Where the term begins that is read."""
    begun: str = ""
    terms: int = 0
    depth: int = 0
    problems: list[Problem] = field(default_factory=list)
    mends: list[tuple[int, int, str]] = field(default_factory=list)
    """What to write in place of which part of the query."""
    is_beyond_mending: bool = False

    def read(self) -> Query:
        """The whole text."""
        if len(self.text) > LONGEST:
            condition = f"the query must have at most {LONGEST} characters"
            self._report(condition, str(len(self.text)), f"leave the least telling words out{_ELSE}")
            self.text = self.text[:LONGEST]
        node = self._any()
        while self.at < len(self.text.rstrip()):
            self.at = self.text.index(")", self.at)
            self._report("each ) must close a (", "one too many", "remove it", (self.at, self.at + 1, " "))
            self.at += 1
            rest = self._any()
            node = And((node, rest))
        return Query(_simple(node), tuple(dict.fromkeys(self.problems)), self._mended(), self.begun)

    def _mended(self) -> str:
        if self.is_beyond_mending or not self.mends:
            return ""
        text = self.text
        for start, end, instead in sorted(self.mends, reverse=True):
            text = text[:start] + instead + text[end:]
        return re.sub(r"\s+", " ", text).strip() if len(text) <= LONGEST else ""

    def _any(self) -> Node:
        ways = [self._all()]
        while self._takes_word("OR"):
            ways.append(self._all())
        filled = [way for way in ways if way != And(())]
        return filled[0] if len(filled) == 1 else Or(tuple(filled)) if filled else And(())

    def _all(self) -> Node:
        items: list[Node] = []
        while True:
            if self._takes_word("AND"):
                continue
            if self._sees_word("OR"):
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
        if self.depth > DEEPEST:
            self._report(f"parentheses must be at most {DEEPEST} deep", "more", "say it with fewer")
            self.at = len(self.text)
            return None
        inner = self._any()
        self.depth -= 1
        closing = re.compile(r"\s*\)").match(self.text, self.at)
        if closing:
            self.at = closing.end()
        elif not self.is_typing:
            self._report("each ( must be closed", "an open one", "add )", (len(self.text), len(self.text), ")"))
        return None if inner == And(()) else inner

    def _term(self, name: str | None) -> Node | None:
        self.terms += 1
        if self.terms > MOST_TERMS:
            self._report(
                f"the query must have at most {MOST_TERMS} terms",
                "more",
                f"leave the least telling ones out{_ELSE}",
            )
            self.at = len(self.text)
            return None
        quoted = _QUOTED.match(self.text, self.at)
        if quoted:
            self.at = quoted.end()
            return self._quoted(name, quoted[1], is_open=not quoted[2])
        bare = BARE.match(self.text, self.at)
        assert bare
        self.at = bare.end()
        written = bare.group()
        word = unpunctuated(written)
        if name:
            return self._fact(name, word)
        if word.endswith("*"):
            return self._prefix(word)
        if written == f"{word}:" and self._is_name(word):
            fix = "write the value right behind the colon, or leave the colon out"
            self._unless_unfinished("a field must have a value", written, fix, f"{word} ")
            return None if self._is_unfinished() else Words(word)
        return self._begun(word) if self._is_unfinished() and word == written else Words(word)

    def _quoted(self, name: str | None, text: str, is_open: bool) -> Node | None:
        is_begun = is_open and self.is_typing
        node = self._fact(name, text) if name else self._begun_phrase(text) if is_begun else Phrase(text)
        if is_open and not self.is_typing:
            is_mended = name is not None and not isinstance(node, Fact)  # as a whole, with its quotes
            self._report(
                "each quote must be closed", "an open one", 'add "', (self.at, self.at, "" if is_mended else '"')
            )
        return node

    def _begun(self, text: str) -> Node:
        """What a word stands for that may go on."""
        if not _can_begin(text):
            return Words(text)
        self.begun = text
        return Or((Words(text), Prefix(folded(text))))

    def _begun_phrase(self, text: str) -> Node:
        """What words stand for of which the last may go on."""
        last = re.split(r"\s", text)[-1]
        before = Phrase(text.removesuffix(last))
        return And((before, self._begun(last))) if last else before

    def _is_name(self, text: str) -> bool:
        name = text.lower()
        return name in self.values or name in DATE_FIELDS or name == "id"

    def _prefix(self, text: str) -> Node | None:
        start = text.rstrip("*")
        if _can_begin(start):
            return Prefix(folded(start))
        condition = f"* must follow at least {SHORTEST_PREFIX} letters of one word"
        bare = text.rstrip(f"*{_PUNCTUATION}")
        self._unless_unfinished(condition, text, "write more of the word, or leave * out", bare)
        return Words(start)

    def _fact(self, name: str, value: str) -> Node | None:
        name = name.lower()
        if not self._is_name(name):
            return self._unknown_field(name, value)
        own = self._value(name, value)
        if own is not None:
            return Fact(name, own)
        if name in self.values:
            self._report_unknown(name, value)
        else:
            what, example = ("an id", "PM-2025-0001") if name == "id" else ("a date", "2025, 2025-03 or 2025-03-18")
            self._unless_unfinished(f"{name} must be {what}", value, f"write it like {example}")
        return None

    def _value(self, name: str, value: str) -> str | None:
        """A value as the language has it; None where it is none of this name."""
        if name in self.values:
            return self.values[name].get(folded(value))
        is_right = _RECORD_ID.fullmatch(value.lower()) if name == "id" else _is_date(value)
        return value.upper() if is_right else None

    def _report_unknown(self, name: str, value: str) -> None:
        known = self.values[name]
        near = nearest(folded(value), ((each, 1) for each in known))
        meant = [known[near]] if near else _with_part(folded(value), known)
        proposals = [f"{name}:{each}" for each in meant]
        terms = list(dict.fromkeys(known.values()))
        others = f"use {', '.join(terms)}" if 0 < len(terms) <= _MOST_LISTED else f"the index lists all {len(terms)}"
        fix = f"did you mean {' or '.join(f'`{each}`' for each in proposals)}?" if meant else others
        self._unless_unfinished(f"{name} must be a known one", value, fix, *proposals[:1])

    def _unknown_field(self, name: str, value: str) -> Node | None:
        """What stands before a colon and is no field, as in a message: text, unless a field is meant."""
        names = sorted((*self.values, *DATE_FIELDS, "id"))
        near = nearest(name, ((each, 1) for each in names), short=_SHORT_NAME)
        if near:
            own = self._value(near, value)
            instead = f"{near}:{own}" if own else ""
            fix = f"did you mean `{near}:`?"
        else:
            instead = f'"{name}:{value}"'
            fix = f"put it in quotes to find it as text, or use {', '.join(names)}"
        self._unless_unfinished("what stands before a colon must be a field", name, fix, instead)
        return None if near or self._is_unfinished() else Words(f"{name}:{value}")

    def _is_unfinished(self) -> bool:
        return self.is_typing and self.at >= len(self.text)

    def _unless_unfinished(self, condition: str, found: str, fix: str, instead: str = "") -> None:
        """Report a term, unless it may only be unfinished; `instead` is what to write in its place."""
        if not self._is_unfinished():
            self._report(condition, f"`{found}`", fix, (self.start, self.at, instead) if instead else None)

    def _report(self, condition: str, found: str, fix: str, mend: tuple[int, int, str] | None = None) -> None:
        self.problems.append(Problem(condition, found, fix))
        self.is_beyond_mending = self.is_beyond_mending or not mend
        if mend:
            self.mends.append(mend)

    def _sees_word(self, word: str) -> re.Match[str] | None:
        return re.compile(rf"\s*{word}(?=\s|$|\()").match(self.text, self.at)

    def _takes_word(self, word: str) -> bool:
        seen = self._sees_word(word)
        if seen:
            self.at = seen.end()
        return bool(seen)


def unpunctuated(written: str) -> str:
    """A word without the punctuation behind it."""
    return written.rstrip(_PUNCTUATION) or written


def _with_part(part: str, known: Mapping[str, str]) -> list[str]:
    """The first of the values that have a word among theirs, as `concept-drift` has `drift`."""
    having = (value for each, value in known.items() if part in re.split(r"[-_/.]", each))
    return list(dict.fromkeys(having))[:_MOST_PROPOSALS]


def _is_date(text: str) -> bool:
    """Whether it is a year, a month or a day that there is."""
    if not _DATE.fullmatch(text):
        return False
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return day <= monthrange(year, month)[1]


def _can_begin(text: str) -> bool:
    return len(text) >= SHORTEST_PREFIX and bool(_PREFIX.fullmatch(text))


def _simple(node: Node) -> Node:
    """The same, each `And` in an `And` laid together with it, and each `Or` in an `Or`."""
    match node:
        case And(of) | Or(of):
            kind = type(node)
            inner = [_simple(part) for part in of]
            flat = tuple(leaf for part in inner for leaf in (part.of if type(part) is kind else (part,)))
            return flat[0] if len(flat) == 1 else kind(flat)
        case Not(of):
            return Not(_simple(of))
        case _:
            return node
