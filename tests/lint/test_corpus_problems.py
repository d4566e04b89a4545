"""The checker says the same with a cache and without, whatever changed since the cache was filled."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ml_postmortems import processes
from ml_postmortems.lint import corpus_problems
from ml_postmortems.lint.check import Report, check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.lint.run import CheckRequest, start_check
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import RecordFile
from tests.helpers import own_record, write_corpus, write_record

AS_OF = date(2026, 6, 30)
NO_CACHE = "/dev/null"


EDITS = [
    ('visibility: "public"', 'visibility: "restricted"'),
    ('visibility: "restricted"', 'visibility: "public"'),
    ('status: "published"', 'status: "draft"'),
    ("feature-file", "feature-fill"),
    ('severity: "SEV1"', 'severity: "SEV2"'),
    ("PM-2025-0001", "PM-2025-0002"),
    ('owner: "', 'owner: "no-'),
]
"""Texts of records and what takes their place."""


def make_root(folder: Path) -> Path:
    """Records that name each other, with findings of rules of each kind."""
    root = write_corpus(
        folder,
        own_record(id="PM-2025-0001", tags=["feature-file"]),
        own_record(id="PM-2025-0002", title="Labels lost", tags=["feature-files"], severity="SEV9"),
        own_record(id="PM-2025-0003", title="Wrong unit", **{"recurrence.related": ["PM-2025-0001", "PM-2024-0009"]}),
        own_record(id="PM-2025-0004", title="Old pages first", aliases=["PM-2024-0001"], visibility="restricted"),
    )
    write_record(root, own_record(id="PM-2025-0005", title="Five"), "## What happened\n\nAs in PM-2025-0004.\n")
    return root


def said(report: Report) -> object:
    """A report, with what findings carry besides their texts."""
    return report, [(each.field, each.data) for each in report.findings]


@contextmanager
def cache_at(folder: Path | str) -> Iterator[None]:
    """A user's cache somewhere else."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield


@contextmanager
def copies_of_this_process(number: int) -> Iterator[None]:
    """So many processes look at the records, however few these are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "processes", lambda: number)
        patch.setattr(corpus_problems, "LEAST_SHARED", 1)
        yield


def records(root: Path) -> list[Path]:
    return sorted(root.glob("*/*.md"))


def _edit_text(root: Path, dice: random.Random) -> None:
    path = dice.choice(records(root))
    path.write_text(path.read_text("utf-8") + f"\nSee PM-2025-000{dice.randint(1, 6)}.\n", "utf-8")


def _link_heading(root: Path, dice: random.Random) -> None:
    path, other = dice.choice(records(root)), dice.choice(records(root))
    path.write_text(path.read_text("utf-8") + f"\nSee [it]({other.name}#what-happened).\n", "utf-8")


def _edit_heading(root: Path, dice: random.Random) -> None:
    path = dice.choice(records(root))
    old, new = dice.choice([("## What happened", "## What went on"), ("## What went on", "## What happened")])
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def _edit_field(root: Path, dice: random.Random) -> None:
    path = dice.choice(records(root))
    old, new = dice.choice(EDITS)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_edits_change_something(root: Path) -> None:
    """Each edit of a field fits some record, so that the property below is not about nothing."""
    texts = "".join(path.read_text("utf-8") for path in records(root))
    assert [old for old, _ in EDITS if old not in texts] == []


def _delete(root: Path, dice: random.Random) -> None:
    if len(records(root)) > 1:
        dice.choice(records(root)).unlink()


def _copy(root: Path, dice: random.Random) -> None:
    path = dice.choice(records(root))
    shutil.copy(path, path.with_name(f"{path.stem}-{dice.randint(1, 3)}.md"))


def _change_catalog(root: Path, dice: random.Random) -> None:
    path = root / "catalog.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(dice.choice(["ranking", "click", "model"]), "other", 1), "utf-8")


def _change_taxonomy(root: Path, dice: random.Random) -> None:
    path = root / "taxonomy.yml"
    text = path.read_text("utf-8")
    path.write_text(text.replace(dice.choice(["schema-change", "SEV2", "unvalidated-input"]), "other", 1), "utf-8")


def _picture(root: Path, dice: random.Random) -> None:
    path = root / "2025" / "PM-2025-0001" / "graph.png"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(dice.choice([b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + bytes(1024 * 1024)]))


def _other_file(root: Path, dice: random.Random) -> None:
    (root / dice.choice(["notes.txt", "allowed-secrets.yml", "settings.yml"])).write_text("x: 1\n", "utf-8")


CHANGES: list[Callable[[Path, random.Random], None]] = [
    _edit_text,
    _link_heading,
    _edit_heading,
    _edit_field,
    _delete,
    _copy,
    _change_catalog,
    _change_taxonomy,
    _picture,
    _other_file,
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), steps=st.lists(st.sampled_from(CHANGES), min_size=1, max_size=5))
def test_a_cache_changes_no_finding(
    tmp_path_factory: pytest.TempPathFactory, seed: int, steps: list[Callable[[Path, random.Random], None]]
) -> None:
    """After any edit of records, vocabulary, pictures or the date, for any selection, as without a cache.

    Nor does the number of processes that looked for what the cache holds.
    """
    dice, folder = random.Random(seed), tmp_path_factory.mktemp("corpus")
    root = make_root(folder)
    errors = [rule for rule in all_rules() if rule.level is Level.ERROR]
    for change in (lambda *_: None, *steps):
        change(root, dice)
        as_of = AS_OF + timedelta(days=dice.choice([0, 0, 400, -900]))
        is_merge, rules = dice.random() < 0.2, dice.choice([None, None, errors])
        chosen = dice.choice([None, None, 0, 1])
        found = []
        for place, copies in ((folder / "cache", dice.choice([0, 3])), (folder / "cache", 0), (NO_CACHE, 0)):
            with cache_at(place), copies_of_this_process(copies):
                corpus = load_corpus(root)
                files = None if chosen is None else corpus.files[chosen : chosen + 1]
                found.append(said(check(Context(corpus, as_of, is_merge), files, None, rules)))
        assert found[0] == found[1] == found[2]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Records and a cache of their own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return make_root(tmp_path)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of rules that were run."""
    kinds: list[str] = []
    for name in ("_find_in_corpus", "_find_in_record"):
        find = getattr(corpus_problems, name)

        def noted(rules: list[Rule], *rest: object, find: object = find, name: str = name) -> object:
            if kinds[-1:] != [name]:
                kinds.append(name)
            return find(rules, *rest)  # type: ignore[operator]

        monkeypatch.setattr(corpus_problems, name, noted)
    return kinds


def test_an_unchanged_folder_is_not_checked_again(root: Path, computed: list[str]) -> None:
    """Neither for the same question, nor for one file, nor for fewer rules."""
    first = check(Context(load_corpus(root), AS_OF))
    assert {finding.code for finding in first.findings} >= {"PM104", "PM709", "PM802", "PM808"}
    assert computed == ["_find_in_record", "_find_in_corpus"]
    computed.clear()
    corpus = load_corpus(root)
    assert check(Context(corpus, AS_OF)) == first
    one = check(Context(corpus, AS_OF), corpus.files[:1], {corpus.files[0].path})
    assert one.findings == tuple(each for each in first.findings if each.path == corpus.files[0].path.as_posix())
    errors = check(Context(corpus, AS_OF), rules=[rule for rule in all_rules() if rule.level is Level.ERROR])
    assert errors.findings == first.errors
    assert computed == []


def test_a_pull_request_is_checked_anew(root: Path, computed: list[str]) -> None:
    """What rules say of a base is kept nowhere."""
    for _ in range(2):
        corpus = load_corpus(root)
        check(Context(corpus, AS_OF, changed=frozenset({corpus.files[0].path})))
    assert len(computed) == 4


def test_few_states_are_kept(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache does not grow with each edit."""
    monkeypatch.setattr(corpus_problems, "_MOST_KEPT", 5)
    for number in range(8):
        _edit_text(root, random.Random(number))
        check(Context(load_corpus(root), AS_OF))
    [path] = (tmp_path / "cache").rglob("corpus-problems/*/*.sqlite")
    with sqlite3.connect(path) as database:
        [count] = database.execute("SELECT count(*) FROM texts").fetchone()
    database.close()
    assert count <= 5


def test_a_check_of_one_record_makes_no_other(tmp_path: Path) -> None:
    """An author checks a file after each edit: of other records rules ask for names, which stand apart."""
    root = make_root(tmp_path)
    _with_tables(root)
    with cache_at(tmp_path / "cache"):
        whole = start_check(CheckRequest(root, as_of=AS_OF)).report
        [edited] = [path for path in records(root) if path.name.startswith("PM-2025-0001")]
        edited.write_text(edited.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
        run = start_check(CheckRequest(root, (edited,), as_of=AS_OF))
        assert run.report.findings == tuple(each for each in whole.findings if each.path == edited.as_posix())
    made = [file.path for file in run.corpus.files if "record" in vars(file.content)]
    assert len(run.corpus.files) == 5
    assert [path for path in made if path != edited] == [path for path in records(root) if "PM-2025-0002" in path.name]


def test_a_check_of_a_table_runs_the_rules_about_it(tmp_path: Path) -> None:
    """What is left out of a check of records is not left out where their tables are asked for."""
    root = make_root(tmp_path)
    _with_tables(root)
    reports = [start_check(CheckRequest(root, paths, as_of=AS_OF)).report for paths in ((root / "catches.csv",), ())]
    found = [[each.code for each in report.findings if each.path.endswith(".csv")] for report in reports]
    assert found == [["PM826"], ["PM826", "PM576"]]


def _with_tables(root: Path) -> None:
    """A catch of a control that no record has, and a rating of a cause that no record has."""
    catch = "no-such-control,2026-02-01,A file"
    (root / "catches.csv").write_text(f"control,date,what\n{catch}\n", "utf-8")
    leaf = "data-quality/unrepresentative-data"
    rating = f"PM-2025-0003,C9,bb607483de91,{leaf},{leaf},reliability-2,2025-09-05"
    (root / "ratings.csv").write_text(f"record,cause,statement,first,second,rater,date\n{rating}\n", "utf-8")


def test_an_edit_of_a_body_asks_about_one_record(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And about those that link to a heading of another one, since only that reads the body of another record."""
    first, second, *_ = records(root)
    first.write_text(first.read_text("utf-8") + f"\nSee [it]({second.name}#what-happened).\n", "utf-8")
    asked: list[str] = []
    find = corpus_problems._find_in_record

    def noted(rules: Sequence[Rule], file: RecordFile, context: Context) -> dict[str, list[Problem]]:
        asked.append(file.path.name[:12])
        return find(rules, file, context)

    monkeypatch.setattr(corpus_problems, "_find_in_record", noted)
    with cache_at(root.parent / "cache"):
        check(Context(load_corpus(root), AS_OF))
        asked.clear()
        fifth = records(root)[-1]
        fifth.write_text(fifth.read_text("utf-8") + "\nMore.\n", "utf-8")
        check(Context(load_corpus(root), AS_OF))
        assert set(asked) == {first.name[:12], fifth.name[:12]}


def test_an_edit_of_a_field_asks_about_one_record(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All others are asked only by the rules that read another record for them, as of a name that they give."""
    asked: dict[str, set[str]] = {}
    find = corpus_problems._find_in_record

    def noted(rules: Sequence[Rule], file: RecordFile, context: Context) -> dict[str, list[Problem]]:
        asked.setdefault(file.path.name[:12], set()).update(rule.code for rule in rules)
        return find(rules, file, context)

    monkeypatch.setattr(corpus_problems, "_find_in_record", noted)
    with cache_at(root.parent / "cache"):
        check(Context(load_corpus(root), AS_OF))
        asked.clear()
        first = records(root)[0]
        first.write_text(first.read_text("utf-8").replace("feature-file", "feature-fill"), "utf-8")
        check(Context(load_corpus(root), AS_OF))
    of_records = {rule.code for rule in all_rules() if rule.check_record}
    assert asked.pop(first.name[:12]) == of_records
    assert asked["PM-2025-0005"] == {"PM709"}
    assert asked["PM-2025-0003"] < of_records
    assert "PM-2025-0002" not in asked
    with cache_at(root.parent / "cache"):
        asked.clear()
        write_record(root, own_record(id="PM-2025-0009", title="Nine"))
        check(Context(load_corpus(root), AS_OF))
    assert asked.pop("PM-2025-0009") == of_records
    assert "PM-2025-0002" not in asked, "a new record is no reason to ask one that names none"
