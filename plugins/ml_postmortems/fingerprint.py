"""What a kept result depends on besides the records: the code that computed it, and the libraries that it used."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType


def code_fingerprint(code: Iterable[Path], libraries: Collection[str]) -> str:
    """A hash of these modules, the versions of these distributions, the YAML parser and Python; raises OSError."""
    digest = hashlib.sha256()
    for path in code:
        digest.update(_digest_of(path))
    parts = [
        "libyaml" if _has_libyaml() else "no libyaml",
        sys.version,
        sys.byteorder,
        *(f"{name} {version_of(name)}" for name in libraries),
    ]
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()


@cache
def _digest_of(path: Path) -> bytes:
    """Of a module, which several fingerprints are made of."""
    return hashlib.sha256(path.read_bytes()).digest()


def _has_libyaml() -> bool:
    """Whether PyYAML reads by libyaml, told by its files: to import it takes 9 ms."""
    found = find_spec("yaml")
    folders = found.submodule_search_locations if found else None
    return any(path.name.startswith("_yaml.") for folder in folders or () for path in Path(folder).iterdir())


def modules_of(*packages: ModuleType) -> list[Path]:
    """The source files of packages and the YAML that they read, in a fixed order."""
    folders = [Path(each) for package in packages for each in package.__path__]
    return [path for folder in folders for pattern in ("*.py", "*.yml") for path in sorted(folder.rglob(pattern))]


def version_of(name: str) -> str:
    """The version of an installed distribution, told by the name of its folder: to parse its metadata takes far longer.

    Raises PackageNotFoundError.
    """
    if found := installed_versions().get(name.lower().replace("-", "_").replace(".", "_")):
        return found
    from importlib.metadata import version  # reads the metadata, for which it needs the parser of mails

    return version(name)


@cache
def installed_versions() -> Mapping[str, str]:
    """The versions of distributions that have a folder `name-version.dist-info`, by name; the first one counts."""
    versions: dict[str, str] = {}
    for folder in filter(os.path.isdir, sys.path):
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
        for entry in names:
            if entry.endswith(".dist-info"):
                name, _, version = entry.removesuffix(".dist-info").partition("-")
                versions.setdefault(name.lower().replace(".", "_"), version)
    return versions
