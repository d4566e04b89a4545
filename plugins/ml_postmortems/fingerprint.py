"""What a kept result depends on besides the records: the code that computed it, and the libraries that it used."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Collection, Iterable
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import yaml


def code_fingerprint(code: Iterable[Path], libraries: Collection[str]) -> str:
    """A hash of these modules, the versions of these distributions, the YAML parser and Python; raises OSError."""
    digest = hashlib.sha256()
    for path in code:
        digest.update(path.read_bytes() + b"\0")
    parser = "libyaml" if yaml.__with_libyaml__ else "no libyaml"
    parts = [parser, sys.version, sys.byteorder, *(f"{name} {version(name)}" for name in libraries)]
    digest.update("\0".join(parts).encode())
    return digest.hexdigest()


def modules_of(*packages: ModuleType) -> list[Path]:
    """The source files of packages, in a fixed order."""
    folders = [Path(each) for package in packages for each in package.__path__]
    return [path for folder in folders for path in sorted(folder.rglob("*.py"))]
