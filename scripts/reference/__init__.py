"""The reference pages, schemas and editor snippets, written from the code: one module a page or kind of file.

Product files depend on the model, the rules, the commands and scripts/example_record.md alone. Vocabulary files (the
page of the taxonomy, the schema of records and the snippets, which name causes, teams and artifacts) depend on
taxonomy.yml and catalog.yml too, which a base may change at any time. No file depends on a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from ml_postmortems.base import served_pages
from ml_postmortems.base.reference_markdown import page
from ml_postmortems.base.served_pages import SNIPPETS_FILE, json_text, snippets_text
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.json_schema import vocabulary_schema
from ml_postmortems.model.settings import Settings
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import CATALOG_FILE, TAXONOMY_FILE
from ml_postmortems.reading.vocabulary import read_catalog, read_taxonomy
from scripts.reference import commands, example, field_pages, overview, rules, settings

__all__ = [
    "FOLDER",
    "SNIPPETS_FILE",
    "differing",
    "files",
    "product_files",
    "stale_files",
    "stale_vocabulary_files",
    "vocabulary_can_be_read",
    "vocabulary_files",
]

FOLDER = "docs/reference"


def files(root: Path) -> dict[str, str]:
    """Every file that is made here by its path, for the taxonomy and catalog of a folder of records."""
    return product_files(root) | vocabulary_files(root)


def vocabulary_files(root: Path) -> dict[str, str]:
    """The files that name causes, teams or artifacts of a folder of records."""
    terms, catalog = _vocabulary(root)
    made = {f"docs/{place}": text for place, text in served_pages.vocabulary_files(terms, catalog).items()}
    return made | {SNIPPETS_FILE: snippets_text(terms)}


def product_files(root: Path) -> dict[str, str]:
    """The files that are the same whatever the folder of records holds."""
    terms, catalog = _vocabulary(root)
    pages = {
        "catalog.schema.json": json_text(vocabulary_schema(Catalog)),
        "cli.md": page("Commands", commands.LEAD, commands.parts()),
        "example.md": page("A complete record", example.LEAD, example.parts()),
        **dict(field_pages.pages(terms, catalog, root / TAXONOMY_FILE)),
        "index.md": page("Reference", overview.LEAD, overview.parts()),
        **dict(rules.pages()),
        "settings.md": page("Settings", settings.LEAD, settings.parts()),
        settings.SCHEMA_FILE: json_text(vocabulary_schema(Settings)),
        "taxonomy.schema.json": json_text(vocabulary_schema(Taxonomy)),
    }
    return {f"{FOLDER}/{name}": text for name, text in pages.items()}


def vocabulary_can_be_read(root: Path) -> bool:
    """Whether a folder of records has a taxonomy and a catalog to make pages of."""
    return bool(read_taxonomy(root / TAXONOMY_FILE)[0] and read_catalog(root / CATALOG_FILE)[0])


@cache
def _vocabulary(root: Path) -> tuple[Taxonomy, Catalog]:
    terms, _ = read_taxonomy(root / TAXONOMY_FILE)
    catalog, _ = read_catalog(root / CATALOG_FILE)
    if not terms or not catalog:
        raise SystemExit(f"{root} must have a taxonomy and a catalog that can be read: see `postmortems check`")
    return terms, catalog


def stale_files(root: Path, repository: Path) -> list[str]:
    """The product files that differ from what the code says now, and those that it no longer makes."""
    made = files(root)
    present = (path.relative_to(repository).as_posix() for path in (repository / FOLDER).rglob("*") if path.is_file())
    return differing(product_files(root), repository) + sorted(set(present) - made.keys())


def stale_vocabulary_files(root: Path, repository: Path) -> list[str]:
    """The files that differ from what the taxonomy and the catalog say now."""
    return differing(vocabulary_files(root), repository)


def differing(wanted: Mapping[str, str], repository: Path) -> list[str]:
    """The files of which a repository has none, or another text."""
    return [name for name, text in wanted.items() if not _holds(repository / name, text)]


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()
