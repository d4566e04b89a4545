"""The validators that people use, as functions that tests can call in turn."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Protocol

import jsonschema_rs
from jsonschema import Draft202012Validator


class Validator(Protocol):
    """Something that tells which of several values a schema refuses."""

    def __call__(self, schema: dict[str, Any], values: list[Any], folder: Path) -> set[int]:
        """The places of the refused values in the list."""


def by_check_jsonschema(schema: dict[str, Any], values: list[Any], folder: Path) -> set[int]:
    """The command that docs/editors.md recommends, with the regular expressions of ECMAScript."""
    (folder / "schema.json").write_text(json.dumps(schema), "utf-8")
    names = [f"{number}.json" for number in range(len(values))]
    for name, value in zip(names, values, strict=True):
        (folder / name).write_text(json.dumps(value), "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json", "--output-format", "json"]
    done = subprocess.run([*command, *names], cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    answer = json.loads(done.stdout)
    assert not answer.get("parse_errors") and "schema" not in answer.get("message", ""), answer
    refused = {int(error["filename"].removesuffix(".json")) for error in answer.get("errors", ())}
    assert done.returncode == bool(refused)
    return refused


def by_jsonschema(schema: dict[str, Any], values: list[Any], folder: Path) -> set[int]:
    """The one in Python, with the regular expressions of Python."""
    reader = Draft202012Validator(schema)
    return {number for number, value in enumerate(values) if not reader.is_valid(value)}


def by_jsonschema_rs(schema: dict[str, Any], values: list[Any], folder: Path) -> set[int]:
    """A validator in Rust, which shares no code with the other and translates regular expressions of ECMAScript."""
    validator = jsonschema_rs.Draft202012Validator(schema)
    return {number for number, value in enumerate(values) if not validator.is_valid(value)}


VALIDATORS: tuple[Validator, ...] = (by_check_jsonschema, by_jsonschema, by_jsonschema_rs)
