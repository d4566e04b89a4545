"""Puts the forms of a portion into the file, so that the author only fills in values."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from ml_postmortems.authoring.coaching.plan import Portion
from ml_postmortems.authoring.editing.record_text import RecordText, read_content


def forms_to_paste(portions: Iterable[Portion], written: Container[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The fields that are missing as a whole, each with its form without comments; `written` are the fields there."""
    for item in (item for portion in portions for item in portion.items):
        form = [line for line in item.form if not line.lstrip().startswith("#")]
        if form and form[0].startswith(f"{item.subject}:") and item.subject not in written:
            yield item.subject, form


def paste_forms(path: Path, portions: Iterable[Portion]) -> tuple[str, ...]:
    """Write the forms of fields that are missing as a whole, without their comments; return the names of the fields.

    The comments of a draft on these fields go with them. Raises EditRefused, FixNotSafe and FileUnwritable, and then
    changes nothing.
    """
    before = RecordText(path, read_content(path))
    after, pasted = before, list[str]()
    for name, form in forms_to_paste(portions, before.tree):
        after = after.with_form(name, form)
        pasted.append(name)
    if pasted:
        after.write_over(before)
    return tuple(pasted)
