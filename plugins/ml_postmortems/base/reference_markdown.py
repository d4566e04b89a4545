"""The pieces that the pages of the reference are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc

OPENING = "<!-- Made by scripts/reference/. Change the code or the vocabulary, then run `make reference`. -->"


def page(title: str, lead: str, parts: Iterator[str]) -> str:
    """One page; its parts are separated by blank lines. Macros are off, since examples may hold braces."""
    head = f'---\ntitle: "{title}"\nrender_macros: false\n---\n\n{OPENING}\n\n# {title}'
    return "\n\n".join(filter(None, [head, cleandoc(lead), *parts])) + "\n"


def neighbours(names: Sequence[str], name: str, title: Callable[[str], str]) -> str:
    """The last line of a page of several: links to the one before and the one after it."""
    place = names.index(name)
    near = (("Before", names[max(place - 1, 0) : place]), ("Next", names[place + 1 : place + 2]))
    return " ".join(f"{word}: [{title(each)}]({each}.md)." for word, found in near for each in found)


def facts(entries: Mapping[str, str]) -> str:
    """A list of names with what is said of each; those of which nothing is said are left out."""
    return "\n".join(
        f"- **{name}**:{'' if text.startswith(chr(10)) else ' '}{text}" for name, text in entries.items() if text
    )


def nested(items: Iterable[str]) -> str:
    """A list inside a fact. Two lists in a row would be one list to Markdown."""
    return "".join(f"\n    - {item}" for item in items)


def code(text: str, language: str) -> str:
    """A fenced block."""
    return f"```{language}\n{text}\n```"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of one-line cells; a bar in a cell does not end it."""
    lines = [head, ["---"] * len(head), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
