"""`postmortems rule` and help: the command explains itself."""

from __future__ import annotations

import pytest

from ml_postmortems import __version__
from ml_postmortems.lint.registry import FAMILIES, HEADINGS, Rule
from ml_postmortems.lint.rule_set import all_rules
from tests.cli.running import Run


def test_all_rules_are_listed_by_family(run: Run) -> None:
    """One line a rule, below the family it belongs to."""
    outcome = run("rule")
    lines = outcome.output.splitlines()
    assert outcome.code == 0
    assert [line for line in lines if not line.startswith(" ")] == [f"{code} {what}" for code, what in FAMILIES.items()]
    assert [line for line in lines if line.startswith(" ")] == [
        f"  {rule.code} {rule.name}: {rule.summary}" for rule in all_rules()
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_a_rule_is_explained(rule: Rule, run: Run) -> None:
    """The code in a finding leads to what it means, why, and an example."""
    outcome = run("rule", rule.code)
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.output.startswith(f"{rule.code} {rule.name} ({rule.level})\n\n{rule.summary}\n")
    assert [line for line in outcome.output.splitlines() if line in HEADINGS] == list(HEADINGS)


@pytest.mark.parametrize("name", ["pm104", "unknown-term", "UNKNOWN-TERM"])
def test_a_rule_is_explained_by_its_name_too(name: str, run: Run) -> None:
    """Whatever of `PM104 unknown-term` somebody remembers is enough."""
    assert run("rule", name) == run("rule", "PM104")


def test_an_unknown_rule_is_exit_code_2(run: Run) -> None:
    """A slip is answered with the nearest rule; another number is another rule, and of so many none is listed."""
    outcome = run("rule", "unknown-trem")
    assert (outcome.code, outcome.output) == (2, "")
    assert outcome.errors == "rule must exist: found `unknown-trem`\n  fix: did you mean `unknown-term`?\n"
    outcome = run("rule", "pm999")
    assert (outcome.code, outcome.output) == (2, "")
    assert outcome.errors == "rule must exist: found `pm999`\n  fix: the reference lists every rule\n"


@pytest.mark.parametrize("arguments", [["rule", "PM104", "PM105"], ["rule", "--nope"], ["nope"], ["--nope"], []])
def test_bad_usage_is_exit_code_2(arguments: list[str], run: Run) -> None:
    """What the command does not understand is not taken for success."""
    outcome = run(*arguments)
    assert (outcome.code, outcome.output) == (2, "")
    assert "Usage: postmortems" in outcome.errors


@pytest.mark.parametrize("command", [[], ["check"], ["rule"]], ids=" ".join)
def test_help_is_short_and_long(command: list[str], run: Run) -> None:
    """`-h` and `--help` say the same, on standard output."""
    outcome = run(*command, "-h")
    assert outcome == run(*command, "--help")
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.output.startswith(f"Usage: {' '.join(['postmortems', *command])} ")


def test_help_tells_the_exit_codes(run: Run) -> None:
    """Whoever writes a CI step finds the codes where they look first."""
    told = " ".join(run("check", "-h").output.split())
    assert "Exit code 0: no errors (there may be warnings). 1: errors, or with --evidence a file that" in told
    assert "2: the command could not be understood or carried out." in told


def test_version(run: Run) -> None:
    """A bug report can say which version it is about."""
    assert run("--version") == (0, f"postmortems, version {__version__}\n", "")
