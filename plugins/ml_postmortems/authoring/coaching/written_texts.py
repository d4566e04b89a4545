"""The texts of front matter as an author wrote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ml_postmortems.model.derived_values import is_within
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.reading.record_file import RecordFile


def written_texts(file: RecordFile) -> Iterator[tuple[FieldPath, str]]:
    """Each text of the front matter with its place; what is derived is none."""
    return ((path, text) for path, text in _texts(file.tree, ()) if not is_within(path, file.derived))


def _texts(value: Any, path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    match value:
        case dict():
            for key, part in value.items():
                yield from _texts(part, (*path, key))
        case list():
            for number, part in enumerate(value):
                yield from _texts(part, (*path, number))
        case str():
            yield path, value
