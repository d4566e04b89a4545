"""The level of a finding, by its rule, by the settings of the base and of the pull request, and by the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint import registry
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.levels import can_be_error
from ml_postmortems.lint.registry import Rule, corpus_rule, record_rule
from ml_postmortems.lint.rule_set import all_rules, find_rule
from ml_postmortems.model.settings import DEFAULT_SETTINGS, RuleLevel, Settings
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import RecordFile
from tests.helpers import own_record, record_text
from tests.lint.rules.cases import AS_OF, EXTERNAL, OTHER, OWN, write_files
from tests.lint.rules.settings_cases import SETTINGS, settings_text

WORDS = """Says that there is something.

    What it does
        Finds something in each file.
    Why it matters
        It is a test.
    Example
        A file.
    Instead
        No file.
    """


@pytest.fixture(autouse=True)
def _rules_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_RULES", dict(registry._RULES))
    monkeypatch.setattr(registry, "_NAMES", set(registry._NAMES))


def something(level: Level = Level.ERROR, *, since: str = "0.1", exemptable: bool = False) -> Rule:
    """A rule that finds something on line 1 of every record, and of what else it is asked about."""

    def found_something(file: RecordFile, context: Context) -> Iterator[Problem]:
        yield Problem(1, "file", "must be another", "this", "change it")

    found_something.__doc__ = WORDS
    record_rule("PM499", level, since=since, exemptable=exemptable)(found_something)
    return find_rule("PM499")


def settings(**changes: Any) -> Settings:
    """Settings with these keys."""
    return Settings.model_validate({"schema_version": "1", **changes})


def levels(root: Path, rule: Rule, base: Settings | None = None, *changed: str) -> Mapping[str, Level]:
    """The level of what the rule finds, by file; what it does not tell is left out."""
    paths = frozenset(root / name for name in changed)
    context = Context(load_corpus(root), AS_OF, changed=paths, base_settings=base)
    report = check(context, rules=[rule])
    return {Path(finding.path).relative_to(root).as_posix(): finding.level for finding in report.findings}


def base_with(folder: Path, text: str = "") -> Path:
    """The valid records, a draft and these lines of settings."""
    draft = own_record(id="PM-2025-0002", status="draft")
    return write_files(folder, {OTHER: record_text(draft)} | ({SETTINGS: settings_text(text)} if text else {}))


LATER = {OWN: Level.WARNING, EXTERNAL: Level.WARNING, OTHER: Level.ERROR}
"""The draft was never merged, so nothing on the main branch turns red because of it."""


def test_a_later_rule_only_warns_of_merged_records(tmp_path: Path) -> None:
    """An upgrade turns no main branch red: without a word of the base, a rule that came after it asks new work only."""
    rule = something(since="0.2")
    root = base_with(tmp_path)
    assert levels(root, rule) == LATER
    assert levels(root, rule, DEFAULT_SETTINGS, OWN) == LATER | {OWN: Level.ERROR}
    assert all(level is Level.ERROR for level in levels(root, something_of_the_first_version()).values())


def something_of_the_first_version() -> Rule:
    """The same rule, which every base began with."""
    del registry._RULES["PM499"]
    registry._NAMES.discard("found-something")
    return something()


@pytest.mark.parametrize(
    "adopted", ["rules_since: 0.2", "rules_since: 0.10", "rules_since: 1.0", "rules: {PM499: error}"]
)
def test_an_adopted_rule_is_asked_of_all(adopted: str, tmp_path: Path) -> None:
    """By the version or a later one, in which 0.10 comes after 0.9, or alone by its code."""
    rule = something(since="0.2")
    assert set(levels(base_with(tmp_path, adopted), rule).values()) == {Level.ERROR}


def test_a_version_before_the_rule_does_not_adopt_it(tmp_path: Path) -> None:
    """Versions are compared by their numbers."""
    assert levels(base_with(tmp_path, "rules_since: 0.9"), something(since="0.10")) == LATER


def test_a_raised_warning_is_an_error_for_new_work_only(tmp_path: Path) -> None:
    """Many warnings are such as time alone can bring, so a raised one would turn main red overnight."""
    rule = something(Level.WARNING)
    root = base_with(tmp_path, "rules: {PM499: error}")
    assert levels(root, rule) == LATER
    assert levels(root, rule, load_corpus(root).settings, EXTERNAL) == LATER | {EXTERNAL: Level.ERROR}


@pytest.mark.parametrize("wanted, found", [("warning", {Level.WARNING}), ("off", set()), ("error", {Level.ERROR})])
def test_a_rule_of_judgement_can_be_lowered(wanted: str, found: set[Level], tmp_path: Path) -> None:
    """In all records, changed or not."""
    rule = something(exemptable=True)
    root = base_with(tmp_path, f"rules: {{PM499: {wanted}}}")
    assert set(levels(root, rule, load_corpus(root).settings, OWN).values()) == found


@pytest.mark.parametrize("wanted", ["warning", "off"])
def test_no_setting_lowers_another_rule(wanted: str, tmp_path: Path) -> None:
    """The setting is an error (PM118), and it has no effect while it stands there."""
    root = base_with(tmp_path, f"rules: {{PM499: {wanted}}}")
    assert set(levels(root, something()).values()) == {Level.ERROR}


@pytest.mark.parametrize("rule", [rule for rule in all_rules() if not rule.exemptable], ids=lambda rule: rule.code)
def test_rules_that_must_hold_are_never_lowered(rule: Rule) -> None:
    """Not one rule of file, schema, consistency, completeness, safety and history, nor any other without exemptions."""
    chosen = settings(rules={rule.code: "off"})
    assert can_be_error(rule, chosen) == (rule.level is Level.ERROR)


@pytest.mark.parametrize(
    "own, base, found",
    [("off", "error", Level.ERROR), ("error", "off", Level.ERROR), ("off", "warning", Level.WARNING)],
)
def test_a_pull_request_is_judged_by_the_stricter_settings(own: str, base: str, found: Level, tmp_path: Path) -> None:
    """It can neither lower its own gate, nor pass the one that it raises."""
    rule = something(exemptable=True)
    root = base_with(tmp_path, f"rules: {{PM499: {own}}}")
    assert levels(root, rule, settings(rules={"PM499": base}), OWN)[OWN] is found


def test_settings_that_cannot_be_read_change_nothing(tmp_path: Path) -> None:
    """The defaults hold, and the settings are an error themselves."""
    root = base_with(tmp_path, "rules: {PM499: off}\nruls: {}")
    assert set(levels(root, something(exemptable=True)).values()) == {Level.ERROR}
    found = check(Context(load_corpus(root), AS_OF), rules=[find_rule("PM114")]).findings
    assert [(Path(each.path).name, each.line, each.fix) for each in found] == [(SETTINGS, 3, "did you mean `rules`?")]


def test_a_later_rule_about_the_catalog_asks_who_changes_it(tmp_path: Path) -> None:
    """Files beside the records are held to the same."""

    def found_catalog(context: Context) -> Iterator[Problem]:
        path = context.corpus.vocabulary_files[1].path
        yield Problem(1, "file", "must be another", "this", "change it", path=path)

    found_catalog.__doc__ = WORDS
    corpus_rule("PM899", since="0.2")(found_catalog)
    root = base_with(tmp_path)
    assert levels(root, find_rule("PM899")) == {"catalog.yml": Level.WARNING}
    assert levels(root, find_rule("PM899"), DEFAULT_SETTINGS, "catalog.yml") == {"catalog.yml": Level.ERROR}


def test_the_page_of_a_later_rule_names_its_version() -> None:
    """Who adopts a version can find out what comes with it."""
    assert "It came with version 0.2." in something(since="0.2").explanation
    assert "came with" not in find_rule("PM104").explanation


def test_levels_have_an_order() -> None:
    """From what is not told to what blocks."""
    assert [each.is_below(RuleLevel.WARNING) for each in RuleLevel] == [True, False, False]
