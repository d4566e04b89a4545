"""The registry of output formats: what `check --format` offers, whoever registers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ml_postmortems.lint.check import Report

ToText = Callable[[Report], str]


@dataclass(frozen=True, slots=True)
class Output:
    """One format of a report."""

    name: str
    write: ToText
    write_in_colour: ToText | None = None
    """The same for a terminal that shows colours; None where there is no difference."""
    write_job_summary: ToText | None = None
    """What also goes into the file that GITHUB_STEP_SUMMARY names."""
    is_for_people: bool = False
    """Whether hints may follow it; other formats are read by programs."""


_OUTPUTS: dict[str, Output] = {}


def register_output(output: Output) -> None:
    """Offer a format; raises ValueError where the name is taken."""
    if output.name in _OUTPUTS:
        raise ValueError(f"output format {output.name} must have a name of its own")
    _OUTPUTS[output.name] = output


def registered_outputs() -> tuple[Output, ...]:
    """Every format of the modules imported so far, by name."""
    return tuple(_OUTPUTS[name] for name in sorted(_OUTPUTS))
