"""The registry of output formats: what `check --format` offers, whoever registers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from ml_postmortems.lint.check import Report
from ml_postmortems.styled_text import Line

ToText = Callable[[Report], str]
ToLines = Callable[[Report], Iterable[Line]]


class Syntax(Enum):
    """What the text of an output is; by this the command knows how to make it safe to print."""

    LINES = auto()
    """Lines for people."""
    JSON = auto()
    GITHUB_COMMANDS = auto()
    """Commands for GitHub's runner, a line each, whose values are encoded already."""
    OTHER = auto()
    """Anything else, such as XML: a file gets it byte for byte, a terminal gets cleaned lines."""


@dataclass(frozen=True, slots=True)
class SideFile:
    """A file that an output appends to where an environment variable names one."""

    variable: str
    write: ToText


@dataclass(frozen=True, slots=True)
class Output:
    """One format of a report."""

    name: str
    write: ToText
    syntax: Syntax
    styled_lines: ToLines | None = None
    """The same with styles, for `Syntax.LINES`."""
    side_file: SideFile | None = None

    @property
    def is_for_people(self) -> bool:
        """True if hints may follow it; other formats are read by programs."""
        return self.syntax is Syntax.LINES

    def lines(self, report: Report) -> Iterable[Line]:
        """The report as lines, with their styles where the output has some."""
        return self.styled_lines(report) if self.styled_lines else self.write(report).split("\n")


_OUTPUTS: dict[str, Output] = {}


def register_output(output: Output) -> None:
    """Offer a format; raises ValueError where the name is taken."""
    if output.name in _OUTPUTS:
        raise ValueError(f"output format {output.name} must have a name of its own")
    _OUTPUTS[output.name] = output


def registered_outputs() -> tuple[Output, ...]:
    """Every format of the modules imported so far, by name."""
    return tuple(_OUTPUTS[name] for name in sorted(_OUTPUTS))
