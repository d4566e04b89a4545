"""A table of models, `models.csv`: columns `id` or `name`, and where known `kind`, `team`, `upstream`, `depends_on`."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from ml_postmortems.authoring.catalog_sources.listed import ListedArtifact, Listing, find_kind, id_of
from ml_postmortems.errors import InputUnusable
from ml_postmortems.model.catalog import ArtifactKind
from ml_postmortems.reading.faults import shown
from ml_postmortems.suggestion import closest

COLUMNS = ("id", "name", "kind", "team", "upstream", "depends_on")
_OTHER_NAMES = {"owner": "team", "model": "name", "type": "kind", "title": "name"}
_MOST_ROWS = 10_000


def read_models_csv(path: Path, text: str) -> Listing:
    """The artifacts of a table; raises InputUnusable."""
    delimiter = max(",;\t", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    listing = Listing(path, frozenset())
    try:
        columns = [_OTHER_NAMES.get(name.strip().lower(), name.strip().lower()) for name in next(reader, [])]
        _require_columns(path, listing, columns)
        for row in reader:
            if reader.line_num > _MOST_ROWS:
                sentence = f"table must have at most {_MOST_ROWS:,} lines: found more"
                raise InputUnusable(path, reader.line_num, sentence, "split it")
            if any(cell.strip() for cell in row):
                cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False)}
                listing.artifacts.append(_artifact(path, reader.line_num, cells))
    except csv.Error as error:
        raise InputUnusable(
            path, reader.line_num, f"file must be CSV: found {error}", "save it as CSV again"
        ) from error
    listing.kinds = frozenset(artifact.kind for artifact in listing.artifacts)
    return listing


def _artifact(path: Path, line: int, cells: dict[str, str]) -> ListedArtifact:
    name = cells.get("name") or cells.get("id", "")
    identifier = id_of(cells.get("id") or name)
    if not identifier:
        raise InputUnusable(path, line, "a row must have an id or a name: found none", "fill it in, or delete the row")
    word = (cells.get("kind") or ArtifactKind.MODEL.value).lower()
    if word not in list(ArtifactKind):
        near = closest(word, list(ArtifactKind))
        fix = f"did you mean `{near}`?" if near else "use one of these words"
        raise InputUnusable(path, line, f"kind must be one of {', '.join(ArtifactKind)}: found {shown(word)}", fix)
    upstream, needed = (tuple(_ids(cells.get(key, ""))) for key in ("upstream", "depends_on"))
    return ListedArtifact(identifier, name, find_kind(word), id_of(cells.get("team", "")), upstream, needed)


def _ids(cell: str) -> list[str]:
    return [found for word in cell.replace(";", " ").replace(",", " ").split() if (found := id_of(word))]


def _require_columns(path: Path, listing: Listing, columns: list[str]) -> None:
    if not {"id", "name"} & set(columns):
        sentence = "first line must name a column id or name: found neither"
        raise InputUnusable(path, 1, sentence, f"begin with `{','.join(COLUMNS)}`")
    if repeated := next((name for name in columns if name and columns.count(name) > 1), None):
        raise InputUnusable(path, 1, f"first line must name each column once: found {shown(repeated)}", "rename one")
    listing.unused += [f"the column {shown(name)}" for name in columns if name not in COLUMNS]
