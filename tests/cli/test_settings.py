"""`settings.yml` as commands read it: what it changes, and that a pull request does not lower its own gate."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import Run, git
from tests.helpers import changed, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OWN
from tests.lint.rules.settings_cases import SETTINGS, settings_text

_DAY = ("--as-of", "2025-06-01")
_OFF = settings_text("rules: {PM403: off}")
_WITHOUT_CAUSE = record_text(changed(own_record(), "actions.2.addresses", []))
"""Our own record with an action that addresses no cause: PM403, a rule of judgement."""


def _merge(root: Path) -> None:
    """Take what stands in the folder as the new main branch."""
    git(root.parent, "add", ".")
    git(root.parent, "commit", "-qm", "Merge")
    git(root.parent, "branch", "-f", "main")


def _write(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, "utf-8")


def test_a_pull_request_does_not_lower_its_own_gate(pull_request: Path, run: Run) -> None:
    """The settings of its base judge it too; once its settings are merged, the next one passes."""
    _write(pull_request, OWN, _WITHOUT_CAUSE)
    _write(pull_request, SETTINGS, _OFF)
    code, output, _ = run("check", "--merge", "--changed", *_DAY)
    assert code == 1
    assert " PM403 actions[2].addresses must " in output
    (pull_request / OWN).write_text(record_text(own_record()), "utf-8")
    _merge(pull_request)
    _write(pull_request, OWN, _WITHOUT_CAUSE)
    assert run("check", "--merge", "--changed", *_DAY).code == 0


@pytest.mark.parametrize(
    "after", [None, "rules: {PM601: warning}", "rules: [broken"], ids=["deleted", "lowered", "broken"]
)
def test_a_raised_rule_holds_for_who_takes_it_back(after: str | None, pull_request: Path, run: Run) -> None:
    """Whether the settings are deleted, edited or made unreadable."""
    _write(pull_request, SETTINGS, settings_text("rules: {PM601: error}"))
    _merge(pull_request)
    blaming = changed(own_record(), "symptom", "A careless engineer broke most search results.")
    _write(pull_request, OWN, record_text(blaming))
    if after is None:
        (pull_request / SETTINGS).unlink()
    else:
        _write(pull_request, SETTINGS, settings_text(after))
    code, output, _ = run("check", "--changed", *_DAY)
    assert code == 1
    assert " PM601 symptom must " in output


@pytest.mark.parametrize("base, own, is_found", [(None, 2, False), (None, 1, True), (1, 5, True), (5, 1, True)])
def test_the_smaller_of_two_bounds_holds(
    base: int | None, own: int, is_found: bool, pull_request: Path, run: Run
) -> None:
    """Of the base and of the pull request; the message names the one that holds."""
    if base:
        _write(pull_request, SETTINGS, settings_text(f"bounds: {{removed_at_once: {base}}}"))
        _merge(pull_request)
    _write(pull_request, SETTINGS, settings_text(f"bounds: {{removed_at_once: {own}}}"))
    for name, record in ((OWN, own_record()), (EXTERNAL, external_record())):
        withdrawn = record | {"status": "withdrawn", "status_reason": "It was counted elsewhere."}
        _write(pull_request, name, record_text(withdrawn))
    output = run("check", "--changed", *_DAY).output
    found = [line for line in output.splitlines() if " PM909 " in line]
    assert bool(found) == is_found
    assert all("at most 1 record: found 2 records: PM-2024-0001, PM-2025-0001" in line for line in found)


def test_changed_settings_lead_the_review(pull_request: Path, run: Run) -> None:
    """Before any record: first what weakens the gate or moves numbers, to be agreed to, then what is stricter."""
    _write(pull_request, OWN, record_text(own_record(tags=["search"])))
    _write(
        pull_request,
        SETTINGS,
        settings_text(
            "rules: {PM602: error, PM403: off}\nrecurrence_window: 90\nbounds: {removed_at_once: 9}\n# and a comment"
        ),
    )
    report = run("review", "--changed", *_DAY).output
    said = [
        "`settings.yml` changes what is checked and counted once this is merged",
        "PM403 action-without-cause is lowered from `error` to `off`.",
        "up to 9 merged records; it was 5.",
        "An incident counts as a recurrence within 90 days; it was 365.",
        "is raised from `warning` to `error`.",
        "### ",
    ]
    places = [report.index(text) for text in said]
    assert places == sorted(places)
    assert "3 changes to agree to" in report.split("> [!WARNING]")[0]


def test_settings_alone_are_something_to_review(pull_request: Path, run: Run) -> None:
    """A pull request without a record can weaken the gate; one that moves a comment only cannot."""
    _write(pull_request, SETTINGS, _OFF)
    assert "is lowered from `error` to `off`" in run("review", "--changed", *_DAY).output
    _merge(pull_request)
    _write(pull_request, SETTINGS, f"# A comment\n{_OFF}")
    assert "settings.yml" not in run("review", "--changed", *_DAY).output
    (pull_request / SETTINGS).unlink()
    assert "is raised from `off` to `error`" in run("review", "--changed", *_DAY).output


def test_a_wrong_key_is_told_with_the_nearest(pull_request: Path, run: Run) -> None:
    """On its line, by `check` with and without a base, and by the reviewer's report."""
    _write(pull_request, SETTINGS, settings_text("recurrence_windows: 90"))
    for arguments in ((), ("--changed",), ("--merge", "--changed")):
        code, output, _ = run("check", *arguments, *_DAY)
        assert code == 1
        assert f"{SETTINGS}:2: PM114 recurrence_windows must be a key of the format" in output
        assert "did you mean `recurrence_window`?" in output
    assert "recurrence_windows" in run("review", "--changed", *_DAY).output


@pytest.mark.parametrize("level, is_told", [("error", True), ("off", False)])
def test_next_asks_what_the_settings_ask(level: str, is_told: bool, pull_request: Path, run: Run) -> None:
    """An author is not sent to mend what the base does not ask for."""
    _write(pull_request, SETTINGS, settings_text(f"rules: {{PM601: {level}}}"))
    blaming = changed(own_record(status="draft"), "symptom", "A careless engineer broke most search results.")
    _write(pull_request, OWN, record_text(blaming))
    assert ("PM601" in run("next", str(pull_request / OWN)).output) == is_told


_TEXTS = "texts: {check: 'Ask <b>@reliability</b>, https://wiki.example.com', review: '**Ask** us <b>'}"


def test_a_refused_check_ends_with_the_text_of_the_organisation(pull_request: Path, run: Run) -> None:
    """For people, once, and only where there is something to ask about."""
    _write(pull_request, SETTINGS, settings_text(_TEXTS))
    assert "Ask" not in run("check", *_DAY).output
    _write(pull_request, OWN, record_text(own_record(severity="SEV9")))
    assert run("check", *_DAY).output.splitlines()[-1] == "Ask <b>@reliability</b>, https://wiki.example.com"
    assert "Ask" not in run("check", "--format", "json", *_DAY).output


def test_the_report_ends_with_the_text_of_its_base(pull_request: Path, run: Run) -> None:
    """As text without markup, and never with one that the pull request brings."""
    _write(pull_request, SETTINGS, settings_text(_TEXTS))
    _merge(pull_request)
    _write(pull_request, SETTINGS, settings_text("texts: {review: Trust me.}"))
    report = run("review", "--changed", *_DAY).output
    assert report.endswith("\n\\*\\*Ask\\*\\* us &lt;b&gt;\n")
    assert "The text `review` says: Trust me." in report.replace("\\", "")


def test_changed_days_stand_in_the_review(pull_request: Path, run: Run) -> None:
    """Each severity whose days are given, changed or taken away."""
    _write(pull_request, SETTINGS, settings_text("cadence: {published: {SEV1: 14, SEV2: 30}}"))
    _merge(pull_request)
    _write(pull_request, SETTINGS, settings_text("cadence: {published: {SEV1: 21}, closed: {SEV1: 120}}"))
    report = run("review", "--changed", *_DAY).output
    for text in (
        "A SEV1 should be published within 21 days; it was 14 days.",
        "A SEV2 should be published whenever it is; it was 30 days.",
        "A SEV1 should be closed within 120 days; it was no bound.",
    ):
        assert text in report
