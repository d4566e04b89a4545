"""A base whose taxonomy extends the packaged one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from ml_postmortems.base.taxonomy_page import LEAD
from ml_postmortems.model.json_schema import vocabulary_schema
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.default_taxonomy import DEFAULT_TAXONOMY
from ml_postmortems.reading.vocabulary import read_taxonomy
from tests.helpers import own_record, record_text
from tests.lint.rules.cases import OWN, findings_of

EXTENDS = "schema_version: 1\nextends: default\n"
_MATCH = re.search(r"```yaml\n(.*?)```", re.sub(r"^    ", "", LEAD, flags=re.MULTILINE), re.DOTALL)
assert _MATCH
EXAMPLE = _MATCH[1]
"""What the page of the taxonomy shows."""


def taxonomy_of(folder: Path, text: str) -> Taxonomy:
    path = folder / "taxonomy.yml"
    path.write_text(text, "utf-8")
    read, file = read_taxonomy(path)
    assert read, file.faults
    return read


def packaged() -> Taxonomy:
    read, file = read_taxonomy(DEFAULT_TAXONOMY)
    assert read, file.faults
    return read


def test_nothing_added_is_the_packaged_one(tmp_path: Path) -> None:
    """`extends: default` alone means every word of the package, in its order."""
    read = taxonomy_of(tmp_path, EXTENDS)
    assert read.model_copy(update={"extends": None}) == packaged()
    assert list(read.leaves) == list(packaged().leaves)


def test_own_leaves_and_renamed_severities(tmp_path: Path) -> None:
    """The example of the reference adds a cause and renames a severity with its bound; all else stays."""
    read = taxonomy_of(tmp_path, EXAMPLE)
    assert read.leaves.keys() - packaged().leaves.keys() == {"process/vendor-handover"}
    before, [sev1] = packaged().severities, [each for name, each in read.severities.items() if name == "SEV1"]
    assert (sev1.name, [int(bound.at_least) for bound in sev1.bounds]) == ("Company-wide", [50000])
    assert sev1.criteria == next(each for name, each in before.items() if name == "SEV1").criteria
    assert [each for name, each in read.severities.items() if name != "SEV1"] == [
        each for name, each in before.items() if name != "SEV1"
    ]


def test_synonyms_are_added(tmp_path: Path) -> None:
    """A base adds groups of synonyms and loses none."""
    read = taxonomy_of(tmp_path, f"{EXTENDS}synonyms:\n  - [outage, brownout of ours]\n")
    assert read.synonyms == (*packaged().synonyms, ("outage", "brownout of ours"))


@pytest.mark.parametrize(
    ("added", "line", "said"),
    [
        ("causes:\n  process:\n    leaves:\n      half:\n        name: Half a leaf\n", 6, "must be given"),
        ("severities:\n  SEV1:\n    bounds: [{measure: cats, at_least: 1}]\n", 5, "must be one of"),
        ("causes:\n  mine:\n    name: Mine\n", 4, "must be given"),
        ("triggers: none\n", 3, "must be a mapping"),
    ],
)
def test_faults_stand_on_their_line(tmp_path: Path, added: str, line: int, said: str) -> None:
    """What the own file gets wrong is told where it stands in the own file."""
    path = tmp_path / "taxonomy.yml"
    path.write_text(EXTENDS + added, "utf-8")
    read, file = read_taxonomy(path)
    assert read is None
    assert {fault.line for fault in file.faults} == {line}
    assert all(said in fault.condition for fault in file.faults)


def test_only_the_default_can_be_extended(tmp_path: Path) -> None:
    """Another word is refused with the one that there is, and no packaged word stands in."""
    path = tmp_path / "taxonomy.yml"
    path.write_text("schema_version: 1\nextends: ours\n", "utf-8")
    read, file = read_taxonomy(path)
    assert read is None
    [fault] = [fault for fault in file.faults if fault.field == ("extends",)]
    assert (fault.line, fault.condition, fault.fix) == (2, "must be default", "write `default`")


def test_rules_read_the_merged_taxonomy(tmp_path: Path) -> None:
    """A record may name a cause of the package and of the base; a bound of the base holds."""
    text = record_text(own_record())
    whole = {"taxonomy.yml": EXAMPLE, OWN: text}
    assert not [each for each in findings_of(tmp_path / "a", whole) if each.code == "PM201"]
    exclude = EXAMPLE.replace("use: process/ownership-unclear", "use: process/nothing-such")
    [found] = [each for each in findings_of(tmp_path / "b", {"taxonomy.yml": exclude}) if each.code == "PM115"]
    assert "nothing-such" in found.sentence
    assert found.line == 1 + exclude[: exclude.index("excludes")].count("\n")


@pytest.mark.parametrize(
    ("text", "is_valid"),
    [
        (EXTENDS, True),
        (EXAMPLE, True),
        (DEFAULT_TAXONOMY.read_text("utf-8"), True),
        ("schema_version: 1\n", False),
        (f"{EXTENDS}severity: {{}}\n", False),
        (f"{EXTENDS}severities: {{SEV1: {{label: x}}}}\n", False),
    ],
)
def test_the_schema_knows_both_kinds(text: str, is_valid: bool) -> None:
    """Editors accept a whole taxonomy and one that extends, and refuse unknown keys in either."""
    schema = vocabulary_schema(Taxonomy)
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid(yaml.load(text, yaml.BaseLoader) | {"schema_version": 1}) == is_valid
