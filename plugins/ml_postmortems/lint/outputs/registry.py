"""The registry of output formats: what `check --format` offers, whoever registers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ml_postmortems.lint.check import Report
from ml_postmortems.styled_text import Line

ToText = Callable[[Report], str]
ToLines = Callable[[Report], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Output:
    """One format of a report."""

    name: str
    write: ToText
    """JSON, unless `lines` or `has_commands` say otherwise."""
    lines: ToLines | None = None
    """The same as lines with styles, for a format that people read."""
    has_commands: bool = False
    """True if its lines are commands for GitHub's runner."""
    write_job_summary: ToText | None = None
    """What also goes into the file that GITHUB_STEP_SUMMARY names."""

    @property
    def is_for_people(self) -> bool:
        """True if hints may follow it; other formats are read by programs."""
        return self.lines is not None


_OUTPUTS: dict[str, Output] = {}


def register_output(output: Output) -> None:
    """Offer a format; raises ValueError where the name is taken."""
    if output.name in _OUTPUTS:
        raise ValueError(f"output format {output.name} must have a name of its own")
    _OUTPUTS[output.name] = output


def registered_outputs() -> tuple[Output, ...]:
    """Every format of the modules imported so far, by name."""
    return tuple(_OUTPUTS[name] for name in sorted(_OUTPUTS))
