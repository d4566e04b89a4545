"""The guides and reference pages that every site has, out of the package and the vocabulary of its base."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from ml_postmortems.base import taxonomy_page
from ml_postmortems.base.carried import carried_pages
from ml_postmortems.base.own_field_reference import own_field_parts
from ml_postmortems.base.reference_markdown import page
from ml_postmortems.base.snippets import snippets
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.json_schema import record_schema
from ml_postmortems.model.settings import DEFAULT_SETTINGS, Settings
from ml_postmortems.model.taxonomy import Taxonomy

REFERENCE = "reference"
RECORD_SCHEMA = f"{REFERENCE}/record.schema.json"
FIELDS_PAGE = f"{REFERENCE}/fields.md"
TAXONOMY_PAGE = f"{REFERENCE}/taxonomy.md"
SNIPPETS_FILE = ".vscode/postmortems.code-snippets"
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)(?:#[^)\s]*)?\)")
_CODE = re.compile(r"`[^`\n]*`")


def vocabulary_files(taxonomy: Taxonomy, catalog: Catalog, settings: Settings = DEFAULT_SETTINGS) -> dict[str, str]:
    """The pages and schemas that name causes, teams or artifacts of a base, by their place below `docs/`."""
    return {
        RECORD_SCHEMA: json_text(record_schema(taxonomy, catalog, settings)),
        TAXONOMY_PAGE: page("Taxonomy", taxonomy_page.LEAD, taxonomy_page.parts(taxonomy)),
    }


def snippets_text(taxonomy: Taxonomy) -> str:
    """The snippets for VS Code, with the words of a base."""
    return json_text(snippets(taxonomy))


def json_text(content: Mapping[str, Any]) -> str:
    """A value as the JSON files of a repository are written: indented by one, in UTF-8."""
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def served_files(taxonomy: Taxonomy, catalog: Catalog, settings: Settings) -> dict[str, str]:
    """Every page and schema that a site is served, by its place below `docs/`."""
    served = dict(carried_pages()) | vocabulary_files(taxonomy, catalog, settings)
    if settings.fields:
        served[FIELDS_PAGE] = "\n\n".join([served[FIELDS_PAGE].rstrip("\n"), *own_field_parts(settings)]) + "\n"
    return served


def without_dead_items(text: str, place: str, known: Collection[str]) -> str:
    """A page of the package without the list items that lead to a page which a site does not have.

    `place` is that of the page below `docs/`, `known` are the places of all pages of the site. An item is one line that
    begins with `- `; what leads to our own design or measurements is written so.
    """
    lines = (line for line in text.split("\n") if not line.startswith("- ") or not _dead(line, place, known))
    return "\n".join(lines)


def _dead(line: str, place: str, known: Collection[str]) -> bool:
    targets = _LINK.findall(_CODE.sub("", line))
    folder = PurePosixPath(place).parent.as_posix()
    return any(normpath(f"{folder}/{target}") not in known for target in targets)
