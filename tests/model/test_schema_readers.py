"""The published schemas in the validators that people use: they load, and judge files as we do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from deno import find_deno_bin

from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.json_schema import record_schema, vocabulary_schema
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.vocabulary import read_catalog, read_taxonomy
from tests.helpers import CATALOG, FROZEN_RECORDS, TAXONOMY, RecordDict
from tests.helpers import yaml_text as written
from tests.model.one_change import CHANGES_OF_ANY_FILE, front_matter_of, yaml_value
from tests.model.schema_readers import VALIDATORS, Validator

PATTERNS_IN_JAVASCRIPT = """
const patterns = await new Response(Deno.stdin.readable).json();
const refused = patterns.filter((pattern) => {
  try {
    new RegExp(pattern, "u");
    return false;
  } catch {
    return true;
  }
});
console.log(JSON.stringify(refused));
"""
"""JSON Schema (draft 2020-12, section 6.4) takes patterns for those of ECMA-262 in Unicode mode; ajv does so."""


def _small_taxonomy() -> str:
    """The frozen taxonomy with two leaves of one family and one of each other thing, as JSON, which YAML includes."""
    content = yaml.load(TAXONOMY, yaml.BaseLoader)
    for key in ("sources", "triggers", "lifecycle_stages", "controls"):
        content[key] = dict(list(content[key].items())[:1])
    [(name, family), *_] = content["causes"].items()
    content["causes"] = {name: family | {"leaves": dict(list(family["leaves"].items())[:2])}}
    content["synonyms"] = content["synonyms"][:2]
    return written(content)


@cache
def published() -> dict[str, dict[str, Any]]:
    """The three schemas as they are published, with the words of the frozen taxonomy and catalog."""
    corpus = load_corpus(FROZEN_RECORDS)
    assert corpus.taxonomy and corpus.catalog
    return {
        "record": record_schema(corpus.taxonomy, corpus.catalog),
        "taxonomy": vocabulary_schema(Taxonomy),
        "catalog": vocabulary_schema(Catalog),
    }


each_validator = pytest.mark.parametrize("validator", VALIDATORS, ids=lambda each: each.__name__)


def patterns_of(schema: Any) -> Iterator[str]:
    """Every regular expression of a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        yield from schema.get("patternProperties", ())
        for part in schema.values():
            yield from patterns_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from patterns_of(part)


@pytest.mark.parametrize("name", ["record", "taxonomy", "catalog"])
def test_every_pattern_is_one_of_javascript(name: str, tmp_path: Path) -> None:
    """Validators in browsers and editors compile patterns in Unicode mode, which knows no needless escape."""
    (tmp_path / "patterns.js").write_text(PATTERNS_IN_JAVASCRIPT, "utf-8")
    patterns = list(patterns_of(published()[name]))
    assert patterns
    done = subprocess.run(
        [find_deno_bin(), "run", "--quiet", "--no-config", "--no-lock", "patterns.js"],
        cwd=tmp_path,
        env={"DENO_DIR": str(tmp_path / "cache"), "DENO_NO_UPDATE_CHECK": "1"},
        input=json.dumps(patterns),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert json.loads(done.stdout) == []


@each_validator
def test_real_files_pass(validator: Validator, tmp_path: Path) -> None:
    """Every validator loads the published schemas and accepts the records, the taxonomy and the catalog."""
    records = [front_matter_of(path.read_text("utf-8")) for path in sorted(FROZEN_RECORDS.glob("*/*.md"))]
    assert len(records) > 30
    assert validator(published()["record"], records, tmp_path) == set()
    for name in ("taxonomy", "catalog"):
        content = yaml_value((FROZEN_RECORDS / f"{name}.yml").read_text("utf-8"))
        assert validator(published()[name], [content], tmp_path) == set()
        assert validator(published()[name], [content | {"severty": 1}], tmp_path) == {0}


def test_yaml_files_are_read_as_our_docs_say(tmp_path: Path) -> None:
    """Front matter saved as YAML passes check-jsonschema with its days, times and numbers unquoted."""
    (tmp_path / "schema.json").write_text(json.dumps(published()["record"]), "utf-8")
    names = []
    for path in sorted(FROZEN_RECORDS.glob("*/*.md"))[:5]:
        names.append(f"{path.stem}.yml")
        (tmp_path / names[-1]).write_text(path.read_text("utf-8").split("\n---\n")[0], "utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--schemafile", "schema.json", *names]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


@each_validator
@pytest.mark.parametrize(
    ("name", "text", "read"), [("catalog", CATALOG, read_catalog), ("taxonomy", _small_taxonomy(), read_taxonomy)]
)
def test_validators_judge_vocabulary_as_we_do(
    validator: Validator, name: str, text: str, read: Callable[[Path], tuple[object, object]], tmp_path: Path
) -> None:
    """One change from a valid catalog or taxonomy, a validator refuses it exactly where reading it does."""
    path = tmp_path / f"{name}.yml"
    path.write_text(text, "utf-8")
    assert read(path)[0]
    valid: RecordDict = yaml_value(text)
    names: list[str] = []
    values: list[Any] = []
    refused: set[int] = set()
    for change in CHANGES_OF_ANY_FILE:
        for what, content in change(valid):
            path.write_text(written(content), "utf-8")
            if not read(path)[0]:
                refused.add(len(names))
            names.append(f"{change.__name__} {what}")
            values.append(yaml_value(path.read_text("utf-8")))
    assert refused and len(refused) < len(names)
    found = validator(published()[name], values, tmp_path)
    assert [names[number] for number in sorted(found ^ refused)] == []
