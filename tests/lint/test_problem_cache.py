"""The checker says the same whether a file was checked now or before."""

from __future__ import annotations

import builtins
import io
import os
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint import problem_cache
from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.parsed_cache import KeptFrontMatter
from ml_postmortems.reading.record_file import RecordFile
from tests.helpers import own_record, write_corpus, write_record

FILE_RULES = [rule for rule in all_rules() if rule.check_file]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A good record, one with faults of several kinds, and a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001"),
        own_record(id="PM-2025-0002", title="Human error of Bob", severity="SEV9", summary="Too short."),
    )


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that rules about single files went through."""
    files: list[Path] = []
    find = problem_cache._find_problems

    def noted(file: RecordFile) -> Any:
        files.append(file.path)
        return find(file)

    monkeypatch.setattr(problem_cache, "_find_problems", noted)
    return files


def report_on(root: Path) -> Report:
    return check(Context(load_corpus(root), date(2026, 6, 30)))


def test_what_was_found_is_told_without_making_records(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To make a record takes longer than to tell what was found in it before."""
    good = write_record(root, own_record(id="PM-2025-0003", title="Three", symptom="Call +49 30 1234 5678 and ask."))
    rules = [rule for rule in all_rules() if not rule.exemptable]
    first = check(Context(load_corpus(root), date(2026, 6, 30)), rules=rules)
    assert any(finding.field and good.name in finding.path for finding in first.findings)

    def refused(kept: KeptFrontMatter) -> Any:
        raise AssertionError(f"{kept.head()} was made")

    again = load_corpus(root)
    monkeypatch.setattr(KeptFrontMatter, "record", refused)
    monkeypatch.setattr(KeptFrontMatter, "tree", refused)
    mine = [file for file in again.files if file.path == good]
    assert check(Context(again, date(2026, 6, 30)), mine, {good}, rules).findings == tuple(
        finding for finding in first.findings if finding.path == good.as_posix()
    )


def test_unchanged_files_are_not_checked_again(root: Path, checked: list[Path]) -> None:
    """Findings stay the same, with their lines, fields, data and order; a changed file is checked alone."""
    first = report_on(root)
    assert len(checked) == 2
    assert {finding.code for finding in first.findings} >= {"PM104", "PM305"}
    checked.clear()
    again = report_on(root)
    assert checked == []
    assert again == first
    assert [(each.field, each.data) for each in again.findings] == [(each.field, each.data) for each in first.findings]
    [second] = root.rglob("PM-2025-0002*")
    second.write_text(second.read_text("utf-8") + "\nMore.\n", "utf-8")
    report_on(root)
    assert checked == [second]


def test_a_renamed_file_is_checked_anew(root: Path, checked: list[Path]) -> None:
    """Rules compare a record with the name of its file."""
    report_on(root)
    [first] = root.rglob("PM-2025-0001*")
    checked.clear()
    renamed = first.rename(first.with_name(first.name.replace("PM-2025-0001", "PM-2025-0009")))
    assert any(finding.path == renamed.as_posix() for finding in report_on(root).errors)
    assert checked == [renamed]


def test_other_rules_check_anew(root: Path, checked: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mended rule speaks at once about records that were checked before it was mended."""
    report_on(root)
    checked.clear()
    monkeypatch.setattr(problem_cache, "rules_fingerprint", lambda: "other rules")
    report_on(root)
    assert len(checked) == 2


def test_what_is_kept_depends_on_every_module_that_rules_load() -> None:
    """Among them the version of the package, which PM118 compares with the settings, and the words of messages."""
    show = (
        "import sys, ml_postmortems.lint.rule_set; print(*(getattr(m, '__file__', '') for n, m in sys.modules.items() "
    )
    show += "if n.split('.')[0] == 'ml_postmortems'), sep='\\n')"
    loaded = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, check=True).stdout.split()
    assert len(loaded) > 50
    assert set(map(Path, loaded)) <= set(problem_cache.rule_modules())


def test_kept_problems_get_the_level_of_the_settings_of_now(root: Path, checked: list[Path]) -> None:
    """What a rule finds does not depend on settings, so nothing is checked anew, and every level is right."""
    of_blame = {finding.level for finding in report_on(root).findings if finding.code == "PM601"}
    checked.clear()
    for level in ("off", "warning"):
        (root / "settings.yml").write_text(f"schema_version: 1\nrules: {{PM601: {level}}}\n", "utf-8")
        found = {finding.level for finding in report_on(root).findings if finding.code == "PM601"}
        assert found == (of_blame if level == "warning" else set())
    assert of_blame == {Level.WARNING}
    assert checked == []


def test_a_damaged_cache_is_not_believed(root: Path, checked: list[Path], tmp_path: Path) -> None:
    """What was altered in the cache is found anew."""
    first = report_on(root)
    [path] = (tmp_path / "cache").rglob("problems/*/*.sqlite")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE texts SET text = text || ' '")
    database.close()
    checked.clear()
    assert report_on(root) == first
    assert len(checked) == 2


def test_the_cache_does_not_grow_with_each_edit(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Problems of former contents are dropped."""
    monkeypatch.setattr(problem_cache, "_SPARE", 0)
    [first] = root.rglob("PM-2025-0001*")
    for number in range(8):
        first.write_text(first.read_text("utf-8") + f"\nMore {number}.\n", "utf-8")
        report_on(root)
    [path] = (tmp_path / "cache").rglob("problems/*/*.sqlite")
    with sqlite3.connect(path) as database:
        [count] = database.execute("SELECT count(*) FROM texts").fetchone()
    database.close()
    assert count <= 4


@pytest.mark.parametrize("rule", FILE_RULES, ids=lambda rule: rule.code)
def test_a_rule_about_a_file_reads_nothing_else(rule: Rule, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it finds is kept as long as the file is the same, so it looks neither at the disk nor at the clock."""
    files = load_corpus(root).files
    assert rule.check_file
    wanted = [list(rule.check_file(file)) for file in files]  # libraries are loaded on the way

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a rule about a file must not read the disk")

    with monkeypatch.context() as patch:
        for module, name in ((os, "stat"), (os, "lstat"), (os, "open"), (os, "listdir"), (os, "scandir"), (io, "open")):
            patch.setattr(module, name, refuse)
        patch.setattr(builtins, "open", refuse)
        found = [list(rule.check_file(file)) for file in files]
    assert found == wanted
    assert all(problem.path is None for problems in found for problem in problems)
