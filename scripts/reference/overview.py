"""The first page of the reference: what stands where."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.base.reference_markdown import table

LEAD = """
    What every word and key means, made from the code. Nobody has to read it from end to end: the
    [guides](../guides/index.md) lead through the work, and `postmortems check` names the page that it asks for.
"""
_PAGES = (
    ("[Fields](fields.md)", "Each key of a record: its type, when it is needed, what may be unknown, an example."),
    ("[A complete record](example.md)", "One record with every field, as a file."),
    ("[Taxonomy](taxonomy.md)", "Causes, severities, triggers, stages and kinds of controls, each with a definition."),
    ("[Rules](rules.md)", "What `postmortems check` looks at, why, and how to mend it."),
    ("[Settings](settings.md)", "What a base decides for itself."),
    ("[Commands](cli.md)", "What `postmortems` can do, and every option."),
)
_SCHEMAS = (
    ("[record.schema.json](record.schema.json)", "the front matter of a record"),
    ("[catalog.schema.json](catalog.schema.json)", "teams, operators and artifacts"),
    ("[taxonomy.schema.json](taxonomy.schema.json)", "causes and other terms"),
    ("[settings.schema.json](settings.schema.json)", "the settings"),
)


def parts() -> Iterator[str]:
    """A row for each page, and the schemas of the files for other programs."""
    yield table(("Page", "What it tells"), _PAGES)
    yield "## JSON Schemas {#schemas}"
    yield "The same for [editors](../editors.md) and other programs (draft 2020-12):"
    yield "\n".join(f"- {link}: {about}" for link, about in _SCHEMAS)
