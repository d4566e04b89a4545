"""The reference pages, schemas and editor snippets, written from the code: one module a page or kind of file.

They depend on the model, the rules, the commands, taxonomy.yml, catalog.yml (the schema only) and
scripts/example_record.md; never on the records, so that a new record makes no page stale.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.json_schema import record_schema, vocabulary_schema
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import CATALOG_FILE, TAXONOMY_FILE
from ml_postmortems.reading.vocabulary import read_catalog, read_taxonomy
from scripts.reference import commands, example, fields, rules, taxonomy
from scripts.reference.fields import SCHEMA_FILE
from scripts.reference.markdown import page
from scripts.reference.snippets import snippets

FOLDER = "docs/reference"
SNIPPETS_FILE = ".vscode/postmortems.code-snippets"


def files(root: Path) -> dict[str, str]:
    """Every file that is made here by its path, for the taxonomy and catalog of a folder of records."""
    terms, _ = read_taxonomy(root / TAXONOMY_FILE)
    catalog, _ = read_catalog(root / CATALOG_FILE)
    if not terms or not catalog:
        raise SystemExit(f"{root} must have a taxonomy and a catalog that can be read: see `postmortems check`")
    pages = {
        "catalog.schema.json": _json(vocabulary_schema(Catalog)),
        "cli.md": page("Commands", commands.LEAD, commands.parts()),
        "example.md": page("A complete record", example.LEAD, example.parts()),
        "fields.md": page("Fields", fields.LEAD, fields.parts(terms, catalog)),
        SCHEMA_FILE: _json(record_schema(terms, catalog)),
        "rules.md": page("Rules", rules.LEAD, rules.parts()),
        "taxonomy.md": page("Taxonomy", taxonomy.LEAD, taxonomy.parts(terms)),
        "taxonomy.schema.json": _json(vocabulary_schema(Taxonomy)),
    }
    return {f"{FOLDER}/{name}": text for name, text in pages.items()} | {SNIPPETS_FILE: _json(snippets(terms))}


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def stale_files(root: Path, repository: Path) -> list[str]:
    """The files that differ from what the code says now, or that it no longer makes."""
    wanted = files(root)
    stale = [name for name, text in wanted.items() if not _holds(repository / name, text)]
    return stale + sorted(
        f"{FOLDER}/{path.name}" for path in (repository / FOLDER).glob("*") if f"{FOLDER}/{path.name}" not in wanted
    )


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
