"""The part of the page of the fields that an organisation's settings add."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ml_postmortems.base.reference_markdown import facts
from ml_postmortems.model.own_fields import EXTRA, OwnRequirement
from ml_postmortems.model.settings import Settings


def own_field_parts(settings: Settings) -> Iterator[str]:
    """A heading for each field of the organisation, with its type and when it is needed."""
    yield "## Fields of your organisation {#own-fields}"
    yield f"They stand under `{EXTRA}`; `settings.yml` defines them."
    for key, own in settings.fields.items():
        yield f"### `{EXTRA}.{key}` {{#own-{key}}}"
        yield f"{_inert(own.label)}: {_inert(own.description)}"
        choices = f": {', '.join(f'`{each}`' for each in own.choices)}" if own.choices else ""
        needed = "; ".join(_needed(each) for each in settings.required if each.path == (EXTRA, key))
        yield facts({"Type": f"{own.type}{choices}", "Needed": needed or "no"})
    others = [each for each in settings.required if each.path[0] != EXTRA]
    if others:
        yield "### Needed beyond the format {#own-requirements}"
        yield "\n".join(f"- `{each.field}`: {_needed(each)}" for each in others)


def _needed(required: OwnRequirement) -> str:
    severities = f" at {', '.join(required.severities)}" if required.severities else ""
    return f"from `{required.from_status}` on{severities}, for records of origin {' and '.join(required.origins)}"


def _inert(text: str) -> str:
    """A text of the settings on a page of Markdown, where it is no markup."""
    return re.sub(r"([\\`*_{}\[\]#!])", r"\\\1", html.escape(text, quote=False))
