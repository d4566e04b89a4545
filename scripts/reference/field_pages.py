"""The index of the fields, and a page for each block of the front matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import cleandoc
from itertools import groupby
from pathlib import Path

from ml_postmortems.base.reference_markdown import neighbours, page, table
from ml_postmortems.model.body_sections import BODY_SECTIONS, BodySection
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.json_schema import record_schema
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.body_bounds import MAX_CODE, MAX_ELEMENTS, MAX_LEVELS, MAX_OF_CONSTRUCT
from scripts.reference.examples import is_told
from scripts.reference.fields import RECORD, address, anchor, field_parts, needed_when, page_of
from scripts.reference.readers import field_readers

FOLDER = "fields"
BODY = "body"
SCHEMA_FILE = "record.schema.json"
LEAD = f"""
    Every key of the front matter. Each leads to its type, who reads it and an example, all from one
    [complete record](example.md). `postmortems check` tells what a record still needs; nobody has to read these pages
    from end to end.

    The same as a [JSON Schema]({SCHEMA_FILE}) (draft 2020-12), for [editors](../editors.md) and other tools. What
    *needed*, *left out* and *may be unknown* mean stands [below](#reading).
"""
_READING = """
    *Needed* says from which status on a field must be there. A part that is needed *with* its block must be there as
    soon as the block is. Where *left out* stands, a file with `schema_version: 2` need not give the field: it is taken
    from what is named there, and counts as if it were written. Where *may be unknown* stands, the value may be replaced
    by `{unknown: why}` or `{not_applicable: why}`.
"""
_TITLES = {RECORD: "the record itself", BODY: "the body"}


def pages(taxonomy: Taxonomy, catalog: Catalog, taxonomy_file: Path) -> Iterator[tuple[str, str]]:
    """The index and every page below it, by their places in the reference."""
    readers = field_readers(taxonomy_file)
    schema = record_schema(taxonomy, catalog)
    yield "fields.md", page("Fields", LEAD, _index())
    parts: dict[str, list[str]] = {name: [] for name in _names()}
    for rule in _told():
        parts[page_of(rule.path)] += field_parts(rule, schema, readers[rule.path])
    parts[BODY] += _body()
    for name, texts in parts.items():
        around = neighbours(list(parts), name, lambda each: _TITLES.get(each, each))
        lead = "[What *needed*, *left out* and *may be unknown* mean](../fields.md#reading)." if name != BODY else ""
        yield f"{FOLDER}/{name}.md", page(f"Fields: {_TITLES.get(name, name)}", lead, iter([*texts, around]))


def _told() -> list[FieldRule]:
    return [rule for rule in field_rules() if is_told(rule)]


def _names() -> list[str]:
    return [*dict.fromkeys(page_of(rule.path) for rule in _told()), BODY]


def _index() -> Iterator[str]:
    """A row for each key; those of a block stand in its row, each with the fragment that it has on its own page."""
    rows = []
    for key, group in groupby(_told(), lambda rule: rule.path[0]):
        head, *inner = group
        told = head.description + _inner(inner)
        rows.append((_link(head, key), told))
    rows.append((f"[The body]({FOLDER}/{BODY}.md#{BODY}){{#{BODY}}}", "The text below the front matter."))
    yield table(("Key", "What it says, and its parts"), rows)
    yield "## How a field is told {#reading}"
    yield cleandoc(_READING)


def _inner(rules: list[FieldRule]) -> str:
    return f"<br>{', '.join(_link(rule, '.'.join(rule.path[1:])) for rule in rules)}" if rules else ""


def _link(rule: FieldRule, text: str) -> str:
    return f"[`{text}`]({FOLDER}/{address(rule.path)}){{#{anchor(rule.path)}}}"


def _body() -> Iterator[str]:
    yield f"## Body {{#{BODY}}}"
    yield "The text below the front matter. Its sections, in this order:"
    yield "\n".join(
        f"- **`## {section.title}`**, {_section_needed(section)}: {section.prompt}" for section in BODY_SECTIONS
    )
    most: Mapping[str, int] = {name: bound for name, (_, bound) in MAX_OF_CONSTRUCT.items()} | {
        "elements of all kinds": MAX_ELEMENTS,
        "levels of nesting": MAX_LEVELS,
        "characters of code": MAX_CODE,
    }
    yield "At most " + ", ".join(f"{bound:,} {name}" for name, bound in most.items()) + "; the file at most 256 KiB."


def _section_needed(section: BodySection) -> str:
    if section.is_optional:
        return "never needed"
    return f"needed {needed_when(section.needed)}" + (f", unless {section.unless}" if section.unless else "")
