"""Puts the forms of a portion into the file, so that the author only fills in values."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from pathlib import Path

from ml_postmortems.authoring.coaching.plan import Item, Portion
from ml_postmortems.authoring.editing.record_text import RecordText, read_content
from ml_postmortems.model.body_sections import BODY_SECTIONS, section_prompt
from ml_postmortems.reading.record_file import parse_record_file

_HEADING = "## "


def forms_to_paste(portions: Iterable[Portion], written: Container[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """The fields that are missing as a whole, each with its form as it goes into a file; `written` are those there."""
    for item in _items(portions):
        is_whole = f"{item.subject}:" in (line.partition(" ")[0] for line in item.in_file)
        if is_whole and item.subject not in written:
            yield item.subject, item.in_file


def sections_to_paste(portions: Iterable[Portion], written: Container[str]) -> list[str]:
    """The titles of the sections that are asked for and have no heading yet."""
    titles = [item.subject.removeprefix(_HEADING) for item in _items(portions) if item.subject.startswith(_HEADING)]
    return [title for title in titles if title not in written and section_prompt(title)]


def paste_wanted(path: Path, items: Sequence[Item]) -> tuple[str, ...]:
    """Write the forms of these fields that the file does not have, and return their names; raises as `paste_forms`."""
    before = RecordText(path, read_content(path))
    after = before
    wanted = {item.subject: item.in_file for item in items if item.subject not in before.tree}
    for name, form in wanted.items():
        after = after.with_form(name, form)
    if wanted:
        after.write_over(before)
    return tuple(wanted)


def paste_forms(path: Path, portions: Sequence[Portion]) -> tuple[str, ...]:
    """Write the forms of fields that are missing as a whole, and the headings of missing sections; return their names.

    Of the comments only the words to choose from are written; those of the draft on these fields go. Raises
    EditRefused, FixNotSafe and FileUnwritable, and then changes nothing.
    """
    before = RecordText(path, read_content(path))
    after, pasted = before, list[str]()
    for name, form in forms_to_paste(portions, before.tree):
        after = after.with_form(name, form)
        pasted.append(name)
    headings = {section.title for section in parse_record_file(path, before.content).body.sections}
    for title in sections_to_paste(portions, headings):
        following = [section.title for section in BODY_SECTIONS]
        after = after.with_section(title, section_prompt(title), following[following.index(title) + 1 :])
        pasted.append(f"{_HEADING}{title}")
    if pasted:
        after.write_over(before)
    return tuple(pasted)


def _items(portions: Iterable[Portion]) -> Iterator[Item]:
    return (item for portion in portions for item in portion.items)
