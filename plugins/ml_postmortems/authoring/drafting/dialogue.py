"""How one question is asked of a person: a line of help, choices with their meaning, and a second try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext, is_utf8
from ml_postmortems.lint.finding import Level
from ml_postmortems.plain_text import printable
from ml_postmortems.suggestion import closest

MOST_SHOWN = 12
_NEEDED = "  A draft needs it. Ctrl-C stops and keeps your answers."


class Console(Protocol):
    """A person at a terminal."""

    def say(self, text: str) -> None:
        """Show one line."""

    def ask(self, prompt: str) -> str:
        """Ask for one line; KeyboardInterrupt or EOFError if the person would rather not."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """A word that a question can be answered with, and what it means."""

    word: str
    meaning: str
    details: tuple[str, ...] = ()
    """More about it, for who asks with `?`."""


def ask_text(
    console: Console, context: DraftContext, answers: Answers, name: str, help_line: str, *, needed: bool
) -> None:
    """Ask for a text until the checker has nothing against it, or it was skipped."""
    offered = answers.get(name)
    console.say("")
    console.say(help_line)
    while True:
        said = _line(console, name, offered)
        if not said and not needed:
            return
        if not said:
            console.say(_NEEDED)
        elif accept(console, context, answers, name, said):
            return
        else:
            offered = None


def accept(console: Console, context: DraftContext, answers: Answers, name: str, value: object) -> bool:
    """Keep an answer unless the checker finds an error in it; say what it finds."""
    if not is_utf8(value):
        console.say("  That is no text in UTF-8; type it again.")
        return False
    before = dict(answers.fields)
    answers.put(name, value)
    findings = context.findings_about(name, answers)
    for finding in findings:
        console.say(f"  {finding.sentence}")
        console.say(f"    fix: {finding.fix}")
    if any(finding.level is Level.ERROR for finding in findings):
        answers.fields = before
        return False
    if findings:
        console.say("  It is kept; it can be mended in the file.")
    return True


def ask_choice(
    console: Console, name: str, help_line: str, choices: Sequence[Choice], *, offered: str | None = None, needed: bool
) -> str | None:
    """Ask for one of the choices, by number, word or beginning of a word; None where it was skipped."""
    console.say("")
    console.say(help_line)
    _show(console, choices[:MOST_SHOWN])
    if len(choices) > MOST_SHOWN:
        console.say(f"  ... and {len(choices) - MOST_SHOWN} more; ? shows all of them")
    words = [choice.word for choice in choices]
    while True:
        said = _line(console, name, offered)
        if said == "?":
            _show(console, choices, detailed=True)
        elif not said and not needed:
            return None
        elif not said:
            console.say(_NEEDED)
        elif word := find_choice(said, words):
            if word != said:
                console.say(f"  {word}")
            return word
        else:
            near = closest(said, words)
            offered = near or offered
            console.say(f"  `{printable(said)}` is none of them. {_hint(name, near)}")


def find_choice(said: str, words: Sequence[str]) -> str | None:
    """The word that is meant by a number, by itself in any case, or by a beginning that only it has."""
    if said.isascii() and said.isdigit():
        return words[int(said) - 1] if len(said) < 6 and 1 <= int(said) <= len(words) else None
    same = [word for word in words if word.lower() == said.lower()]
    begun = [word for word in words if word.lower().startswith(said.lower())]
    return (same or begun)[0] if same or len(begun) == 1 else None


def _line(console: Console, name: str, offered: str | None) -> str:
    """What a person types, or what was offered where that is Enter alone."""
    said = console.ask(f"{name} [{printable(offered)}]: " if offered else f"{name}: ").strip()
    return said or str(offered or "")


def _hint(name: str, near: str | None) -> str:
    if near:
        return f"Did you mean `{near}`? Enter takes it."
    if name in ("team", "artifact"):
        return "? shows all. A new one goes into catalog.yml first; Ctrl-C keeps your answers."
    return "Type a number or a word; ? shows all."


def _show(console: Console, choices: Sequence[Choice], *, detailed: bool = False) -> None:
    width = max((len(choice.word) for choice in choices), default=0)
    for number, choice in enumerate(choices, 1):
        console.say(f"  {number:>2}  {choice.word:<{width}}  {choice.meaning}".rstrip())
        for detail in choice.details if detailed else ():
            console.say(f"        - {detail}")
