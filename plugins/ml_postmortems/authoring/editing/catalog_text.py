"""An entry put into `catalog.yml` by its id: every other line stays, comments included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ml_postmortems.authoring.editing.catalog_tables import with_table_entry
from ml_postmortems.authoring.editing.record_text import replace_unchanged
from ml_postmortems.errors import EditRefused
from ml_postmortems.lint.fixes.plan import FileChange
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.reading.corpus import CATALOG_FILE
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.source import Unreadable, read_bytes
from ml_postmortems.reading.vocabulary import (
    MAX_VOCABULARY_BYTES,
    MAX_VOCABULARY_EVENTS,
    VocabularyFile,
    catalog_file,
)
from ml_postmortems.reading.yaml_text import Value
from ml_postmortems.reading.yaml_tree import read_yaml
from ml_postmortems.suggestion import closest

OPERATORS, TEAMS, ARTIFACTS = "operators", "teams", "artifacts"
_REFERENCES = {"operator": OPERATORS, "team": TEAMS, "upstream": ARTIFACTS, "depends_on": ARTIFACTS}
"""Keys whose values are ids of another table."""
_NOUNS = {OPERATORS: "operator", TEAMS: "team", ARTIFACTS: "artifact"}
"""What `catalog add` calls an entry of each table."""


@dataclass(frozen=True, slots=True)
class CatalogText:
    """The catalog as it is written."""

    path: Path
    content: bytes
    catalog: Catalog

    @classmethod
    def read(cls, root: Path) -> CatalogText:
        """The catalog of a folder of records; raises EditRefused for one that cannot be read."""
        path = root / CATALOG_FILE
        try:
            content = read_bytes(path, MAX_VOCABULARY_BYTES)
        except Unreadable as error:
            raise EditRefused(path, None, f"the catalog {error.fault.condition}", error.fault.found, "") from error
        return cls(path, content, _parsed(path, content))

    def with_entry(self, table: str, name: str, entry: Mapping[str, Value]) -> CatalogText:
        """The catalog with one more entry: in the order of the ids where they are in order, else as the last one.

        Raises EditRefused, also for what the entry names and the catalog lacks.
        """
        known = getattr(self.catalog, table)
        if name in known:
            fix = f"change it in {self.path.as_posix()}, or choose another id"
            raise EditRefused(self.path, None, f"the id must be new to `{table}`", shown(name), fix)
        for key, value in entry.items():
            self._require_known(key, [value] if isinstance(value, str) else value)
        before = read_yaml(self.content.decode(), 1, MAX_VOCABULARY_EVENTS)
        assert isinstance(before.value, dict), "a catalog that was read is a mapping"
        after = with_table_entry(self.content.decode(), table, name, entry).encode("utf-8", "surrogateescape")
        catalog = _parsed(self.path, after)
        expected = {**before.value, table: {**before.value[table], name: dict(entry)}}
        if read_yaml(after.decode(), 1, MAX_VOCABULARY_EVENTS).value != expected:
            fix = "add the entry by hand"
            raise EditRefused(self.path, None, "the catalog must be one that a program can add to", "other lines", fix)
        return CatalogText(self.path, after, catalog)

    def change_from(self, before: CatalogText) -> FileChange:
        """What is written, as a change to show."""
        return FileChange(self.path, self.path, before.content, self.content, ())

    def write_over(self, before: CatalogText) -> None:
        """Write it if the file is still as it was read; raises FileUnwritable."""
        replace_unchanged(self.path, before.content, self.content)

    def _require_known(self, key: str, names: object) -> None:
        table = _REFERENCES.get(key)
        known = sorted(getattr(self.catalog, table)) if table else []
        for name in names if table and isinstance(names, list) else ():
            if name not in known:
                near = closest(str(name), known)
                kind = _NOUNS[str(table)]
                fix = (
                    f"did you mean `{near}`?" if near else f"add it first: `postmortems catalog add {kind} {name} ...`"
                )
                raise EditRefused(self.path, None, f"{key} must be in the catalog", shown(str(name)), fix)


def _parsed(path: Path, content: bytes) -> Catalog:
    catalog, file = catalog_file(path, content)
    if catalog is None:
        raise _refusal(path, file)
    return catalog


def _refusal(path: Path, file: VocabularyFile) -> EditRefused:
    fault = file.faults[0]
    return EditRefused(path, fault.line, f"{fault.subject} {fault.condition}", fault.found, fault.fix)
