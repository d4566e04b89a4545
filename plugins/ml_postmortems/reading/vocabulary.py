"""The YAML files beside the records, read as strictly as the records that they are for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from ml_postmortems.model.allowed_secrets import AllowedSecrets
from ml_postmortems.model.block import Block
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.exposure import Exposure
from ml_postmortems.model.settings import Settings
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.faults import Fault, FaultKind
from ml_postmortems.reading.parsed_cache import NO_CACHE, ParsedCache
from ml_postmortems.reading.schema import FieldPlaces
from ml_postmortems.reading.schema_faults import fault_of
from ml_postmortems.reading.source import Unreadable, decode, read_bytes

MAX_VOCABULARY_BYTES = 1024 * 1024
MAX_VOCABULARY_EVENTS = 100_000
V = TypeVar("V", bound=Block)


@dataclass(frozen=True, slots=True)
class VocabularyFile:
    """One of these files and what is wrong with it."""

    path: Path
    places: FieldPlaces
    faults: tuple[Fault, ...]
    text: str = ""
    """The whole file; empty where it could not be decoded."""


def read_taxonomy(path: Path, cache: ParsedCache = NO_CACHE) -> tuple[Taxonomy | None, VocabularyFile]:
    """The taxonomy, or None with the faults that make it unusable."""
    return _read(Taxonomy, path, cache)


def read_catalog(path: Path, cache: ParsedCache = NO_CACHE) -> tuple[Catalog | None, VocabularyFile]:
    """The catalog, or None with the faults that make it unusable."""
    return _read(Catalog, path, cache)


def read_exposure(path: Path, cache: ParsedCache = NO_CACHE) -> tuple[Exposure | None, tuple[VocabularyFile, ...]]:
    """The exposure; no file where there is none, which is no fault."""
    return _read_optional(Exposure, path, cache)


def read_allowed_secrets(
    path: Path, cache: ParsedCache = NO_CACHE
) -> tuple[AllowedSecrets | None, tuple[VocabularyFile, ...]]:
    """The texts that are no secrets; no file where there is none, which is no fault."""
    return _read_optional(AllowedSecrets, path, cache)


def read_settings(path: Path, cache: ParsedCache = NO_CACHE) -> tuple[Settings | None, tuple[VocabularyFile, ...]]:
    """The settings of the base; no file where there is none, which is no fault."""
    return _read_optional(Settings, path, cache)


def parse_settings(content: bytes) -> Settings | None:
    """The settings that a former version of the file held; None where it cannot be read."""
    return _parse(Settings, Path(), content)[0]


def parse_taxonomy(content: bytes) -> Taxonomy | None:
    """The taxonomy that a former version of the file held; None where it cannot be read."""
    return _parse(Taxonomy, Path(), content)[0]


def parse_catalog(content: bytes) -> Catalog | None:
    """The catalog that a former version of the file held; None where it cannot be read."""
    return _parse(Catalog, Path(), content)[0]


def catalog_file(path: Path, content: bytes) -> tuple[Catalog | None, VocabularyFile]:
    """The catalog that some content holds, or None with the faults that make it unusable."""
    return _parse(Catalog, path, content)


def parse_allowed_secrets(content: bytes) -> AllowedSecrets | None:
    """The texts that a former version of the file listed; None where it cannot be read."""
    return _parse(AllowedSecrets, Path(), content)[0]


def read_block(block: type[V], path: Path) -> tuple[V | None, VocabularyFile]:
    """Any other YAML file of a closed form, or None with the faults that make it unusable."""
    return _read(block, path, NO_CACHE)


def _read_optional(block: type[V], path: Path, cache: ParsedCache) -> tuple[V | None, tuple[VocabularyFile, ...]]:
    if not path.exists() and not path.is_symlink():
        return None, ()
    read, file = _read(block, path, cache)
    return read, (file,)


def _read(block: type[V], path: Path, cache: ParsedCache) -> tuple[V | None, VocabularyFile]:
    try:
        content = read_bytes(path, MAX_VOCABULARY_BYTES)
    except Unreadable as error:
        return None, VocabularyFile(path, FieldPlaces({}, {}), (_about_file(error.fault),))
    return _parse(block, path, content, cache)


def _parse(
    block: type[V], path: Path, content: bytes, cache: ParsedCache = NO_CACHE
) -> tuple[V | None, VocabularyFile]:
    text = ""
    try:
        text = decode(content)
        if kept := cache.get_vocabulary(block, text):
            return kept[0], VocabularyFile(path, kept[1], (), text)
        from ml_postmortems.reading.yaml_tree import read_yaml  # the parser takes 9 ms to import

        tree = read_yaml(text, 1, MAX_VOCABULARY_EVENTS)
    except Unreadable as error:
        return None, VocabularyFile(path, FieldPlaces({}, {}), (_about_file(error.fault),), text)
    places = FieldPlaces(tree.lines, {})
    if not isinstance(tree.value, dict):
        fault = Fault(
            FaultKind.WRONG_SHAPE,
            1,
            "file",
            "must be a mapping",
            "something else",
            "begin with `schema_version: 1`",
        )
        return None, VocabularyFile(path, places, (fault,), text)
    if tree.faults:
        return None, VocabularyFile(path, places, tuple(map(_about_file, tree.faults)), text)
    from ml_postmortems.reading.default_taxonomy import extended

    try:
        read = block.model_validate(extended(tree.value) if block is Taxonomy else tree.value)
        cache.put_vocabulary(read, text, tree)
        return read, VocabularyFile(path, places, (), text)
    except ValidationError as error:
        faults = tuple(fault_of(block, each, tree.lines) for each in error.errors(include_url=False))
        return None, VocabularyFile(path, places, faults, text)


def _about_file(fault: Fault) -> Fault:
    """The fault as it is told of a file that is nothing but YAML."""
    return fault if fault.field else replace(fault, subject="file")
