"""Similar records as lines for a terminal: what `new` and `next` ask about recurrence."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ml_postmortems.model.terms import Visibility
from ml_postmortems.similarity.recurrence_candidates import Candidate

_WIDTH = 110


def similar_record_lines(alike: Sequence[Candidate]) -> Iterator[str]:
    """Similar records with the reasons, those that need an answer marked."""
    if not alike:
        return
    yield from ("", "Have we seen this before? The records most like it:")
    for each in alike:
        mark = "  (answer needed)" if each.is_asked else ""
        label = "" if each.record.visibility is Visibility.PUBLIC else f"  ({each.record.visibility})"
        yield f"  {each.record.id} {each.record.title}{label}{mark}"
        yield from textwrap.wrap(
            "; ".join(each.reasons), _WIDTH, initial_indent="      ", subsequent_indent="      ", break_long_words=False
        )
    yield "If it happened again, or to somebody else, say so under `recurrence`."
