"""A choice among words that have names: by number, id, name, beginning, or by words that occur in them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ml_postmortems.authoring.drafting.console import (
    LEAST_WIDTH,
    Console,
    columns,
    explain_keys,
    not_known,
    read_line,
    tell,
    wrapped,
)
from ml_postmortems.plain_text import printable
from ml_postmortems.suggestion import closest

MOST_SHOWN = 12
"""So many choices are listed unasked."""
_MOST_EXPLAINED = 60
"""So many are listed with `?`; of more, words find some."""
_NEEDED = "A draft needs it. Ctrl-C stops and keeps your answers."
_NUMBERS = re.compile(r"\d{1,5}(?:[\s,]+\d{1,5})*", re.ASCII)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_WIDEST_WORD = 36


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that a question can be answered with, and what it means."""

    word: str
    meaning: str
    details: tuple[str, ...] = ()
    """More about it, for who asks with `?`."""
    name: str = ""
    """What people call it; it answers the question as well as the word does."""
    aside: str = ""
    """What else it is found by, such as the kind and the team of an artifact."""


@dataclass(frozen=True, slots=True)
class Found:
    """The choices that may be meant."""

    choices: Sequence[Choice]
    is_certain: bool = False
    """Whether the only one is meant without a doubt."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to choose."""

    label: str
    help: str
    choices: Sequence[Choice]
    offered: str | None = None
    needed: bool = True
    is_many: bool = False
    """Whether several may be chosen."""
    new_word: Callable[[str], Sequence[str]] | None = None
    """For a word that is not among the choices and may be used: what has to be done about it, in lines."""
    common: Sequence[str] = ()
    """Words to list unasked where there are too many choices."""
    is_listed: bool = True
    """Whether the choices are listed unasked."""
    keys: Sequence[str] = ()
    """What may be typed besides, and is returned as it is."""


def find(said: str, choices: Sequence[Choice]) -> Found:
    """What is meant by an id, a name in any case, a beginning that only one has, or words that occur in it.

    A leaf is also found by its last part. Where nothing fits, the nearest one is a guess.
    """
    wanted = _key(said)
    if not wanted:
        return Found(())
    exact: Sequence[Callable[[Choice], bool]] = (
        lambda each: wanted == _key(each.word),
        lambda each: wanted in _names(each),
    )
    for is_meant in exact:
        if hits := [each for each in choices if is_meant(each)]:
            return Found(hits, len(hits) == 1)
    begun = [each for each in choices if any(name.startswith(wanted) for name in _names(each))]
    holding = _holding(said, choices, _short_text)
    if begun:
        hits = [*begun, *(each for each in holding if each not in begun)]
        return Found(hits, len(hits) == 1)
    if hits := holding or _holding(said, choices, _long_text):
        return Found(hits)
    spellings = {spelling: each for each in choices for spelling in (each.name, each.word) if spelling}
    near = closest(said, [each.word for each in choices]) or closest(said, spellings)
    return Found([spellings[near]] if near else ())


def exact_word(said: str, choices: Sequence[Choice]) -> str | None:
    """The word that a script means by an id or by a name that only one has, in any case; None for all else."""
    for names in (lambda each: {_key(each.word)}, _names):
        hits = [each.word for each in choices if _key(said) in names(each)]
        if hits:
            return hits[0] if len(hits) == 1 else None
    return None


def choose(console: Console, prompt: Prompt) -> list[str]:
    """Ask until the person has chosen; an empty list where they skipped it."""
    return _Choosing(console, prompt).run()


class _Choosing:
    """One prompt with what was listed last, to which numbers refer."""

    def __init__(self, console: Console, prompt: Prompt) -> None:
        self._console, self._prompt = console, prompt
        self._listed: Sequence[Choice] = prompt.choices
        self._offered = prompt.offered
        self._last = ""

    def run(self) -> list[str]:
        if self._prompt.is_listed:
            self._show_first()
        prompt = self._prompt
        while True:
            said = read_line(
                self._console, prompt.label, offered=self._offered, needed=prompt.needed, explain=self._explain
            )
            if not said and not prompt.needed:
                return []
            if not said:
                tell(self._console, _NEEDED, indent=2)
            elif words := self._words(said):
                return words

    def _words(self, said: str) -> list[str]:
        if said in self._prompt.keys or not_known(said):
            return [said]
        if numbered := self._by_number(said):
            return self._taken(numbered, said)
        parts = [said]
        if self._prompt.is_many and "," in said:
            parts = [part.strip() for part in said.split(",") if part.strip()]
        elif self._prompt.is_many and all(exact_word(part, self._prompt.choices) for part in said.split()):
            parts = said.split()
        words: list[str] = []
        for part in parts:
            found = find(part, self._prompt.choices)
            if found.is_certain:
                words += self._taken(found.choices, part)
            elif part == self._last and self._prompt.new_word and _SLUG.fullmatch(part):
                words += self._new(part)
            else:
                self._doubt(part, found)
                return []
        return list(dict.fromkeys(words))

    def _by_number(self, said: str) -> Sequence[Choice]:
        if not _NUMBERS.fullmatch(said):
            return ()
        numbers = [int(number) for number in re.split(r"[\s,]+", said)]
        if not all(1 <= number <= len(self._listed) for number in numbers):
            return ()
        return [self._listed[number - 1] for number in numbers] if len(numbers) == 1 or self._prompt.is_many else ()

    def _taken(self, choices: Sequence[Choice], said: str) -> list[str]:
        for each in choices:
            if each.word != said:
                tell(self._console, _line(each), indent=2, hanging=4)
        return [str(each.word) for each in choices]

    def _new(self, word: str) -> list[str]:
        for line in self._prompt.new_word(word) if self._prompt.new_word else ():
            self._console.say(f"  {line}")
        return [word]

    def _doubt(self, said: str, found: Found) -> None:
        """Say why an answer was not taken, and list or offer what may have been meant."""
        quoted = f"`{printable(said)}`"
        self._last = said
        may_be_new = self._prompt.new_word and _SLUG.fullmatch(said)
        again = f" Typed again, {quoted} is used as a new id." if may_be_new else ""
        if len(found.choices) == 1:
            near = found.choices[0]
            self._offered = near.word
            is_named = near.name and _key(near.name) != _key(near.word)
            named = f"`{near.word}`" + (f" ({printable(near.name)})" if is_named else "")
            tell(self._console, f"{quoted} is none of them. Did you mean {named}? Enter takes it.{again}", indent=2)
        elif found.choices:
            self._listed = found.choices
            self._show(found.choices[:MOST_SHOWN])
            number = "numbers" if self._prompt.is_many else "a number"
            more = (
                f" The first {MOST_SHOWN} are listed; more words narrow it." if len(found.choices) > MOST_SHOWN else ""
            )
            tell(self._console, f"{quoted} fits {len(found.choices)} of them. Type {number}.{more}{again}", indent=2)
        else:
            hint = again or f" {self._how()}."
            tell(self._console, f"{quoted} is none of them.{hint}", indent=2)

    def _how(self) -> str:
        number = "Numbers or ids with commas, a name" if self._prompt.is_many else "A number, an id, a name"
        return f"{number}, or words that occur in it; ? explains"

    def _show_first(self) -> None:
        choices, common = self._prompt.choices, self._prompt.common
        if len(choices) > MOST_SHOWN and common:
            self._listed = [each for each in choices if each.word in common][:MOST_SHOWN]
        self._show(self._listed[:MOST_SHOWN])
        if more := len(choices) - min(len(self._listed), MOST_SHOWN):
            tell(self._console, f"... and {more} more: type words to search, such as a name; ? explains.", indent=2)

    def _explain(self) -> None:
        tell(self._console, self._prompt.help, indent=2)
        choices = self._prompt.choices
        if len(choices) <= _MOST_EXPLAINED:
            self._listed = choices
            self._show(choices, detailed=True)
        else:
            tell(self._console, f"There are {len(choices)}; words find those in which all of them occur.", indent=2)
        explain_keys(
            self._console, needed=self._prompt.needed, offered=bool(self._offered), more=[f"  {self._how()}".strip()]
        )

    def _show(self, choices: Sequence[Choice], *, detailed: bool = False) -> None:
        width = min(max((columns(each.word) for each in choices), default=0), _WIDEST_WORD)
        for number, each in enumerate(choices, 1):
            _show_row(self._console, f"  {number:>2}  {each.word}", width + 8, _meaning(each))
            for detail in each.details if detailed else ():
                tell(self._console, f"- {detail}", indent=8, hanging=10)


def _show_row(console: Console, head: str, column: int, meaning: str) -> None:
    """Show a row of a list: its meaning in a column of its own, or below it where the terminal is narrow."""
    column = max(column, columns(head) + 2)
    if console.width - 1 - column >= LEAST_WIDTH or not meaning:
        first, *rest = wrapped(meaning, console.width - 1 - column) or [""]
        console.say(f"{head}{' ' * (column - columns(head))}{first}".rstrip())
    else:
        console.say(head)
        column, rest = 6, wrapped(meaning, max(console.width - 7, LEAST_WIDTH))
    for line in rest:
        console.say(f"{' ' * column}{line}")


def _line(choice: Choice) -> str:
    return f"{choice.word} ({choice.name})" if choice.name else choice.word


def _meaning(choice: Choice) -> str:
    return f"{choice.meaning} ({choice.aside})" if choice.aside else choice.meaning


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _key(text: str) -> str:
    """A word or a name as it is compared: in any case, with hyphens for blanks and underscores."""
    return re.sub(r"[\s_-]+", "-", _folded(text).strip())


def _names(choice: Choice) -> set[str]:
    names = {_key(choice.word), _key(choice.word.rsplit("/", 1)[-1])}
    return names | {_key(choice.name)} if choice.name else names


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", _folded(text))


def _holding(said: str, choices: Sequence[Choice], text_of: Callable[[Choice], str]) -> list[Choice]:
    """The choices in whose text all words occur."""
    words = _words(said)
    return [each for each in choices if words and all(_occurs(word, _words(text_of(each))) for word in words)]


def _occurs(word: str, text: Sequence[str]) -> bool:
    """Whether a word, or the beginning of one, is in a text."""
    return any(each.startswith(word) for each in text)


def _short_text(choice: Choice) -> str:
    return f"{choice.word} {choice.name} {choice.aside}"


def _long_text(choice: Choice) -> str:
    return " ".join((choice.word, choice.name, choice.aside, choice.meaning, *choice.details))
