"""The list of controls that failed, as the commands print it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ml_postmortems.analytics.control_failures import ControlFailure
from ml_postmortems.plurals import words
from ml_postmortems.wording import date_text


def failure_lines(failures: Sequence[ControlFailure]) -> Iterator[str]:
    """All of them; failures of controls are rare, and none is left out."""
    yield f"Controls that failed, as a later record says: {len(failures)}"
    for each in failures:
        outcome, state = map(words, (each.outcome, each.state))
        yield f"  {date_text(each.day)}  {each.control} ({state}) in {each.failed_in}: {outcome}"
