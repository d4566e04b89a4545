"""What the page of a rule shows as wrong is found by the rule, and what it shows instead is not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.registry import Rule
from ml_postmortems.lint.rule_set import all_rules, find_rule
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from ml_postmortems.reading.vocabulary import parse_catalog
from tests.helpers import BODY, HARMLESS, RecordDict, changed, external_record, own_record, record_text
from tests.lint.rules.agent_cases import AGENT
from tests.lint.rules.bound_cases import SECRET
from tests.lint.rules.cases import AS_OF, EXTERNAL, OTHER, OWN, Files, write_files
from tests.lint.rules.scenes.all_scenes import SCENES
from tests.lint.rules.scenes.scene import Scene

_SNIPPET = re.compile(r"(without )?`([^`]+)`")
_KEY = re.compile(r"(?:- )?([a-z_0-9]+):( .+|$)")
_MARK = "put it here"
HEADINGS = ("Example", "Instead")


@dataclass(frozen=True)
class Setting:
    """Where a rule's example goes; by default to the first place of our own record that has its key."""

    at: str = ""
    """The block that the snippets are put into, such as `actions.0`."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """Changes that the prose of the example asks for, by path."""
    top: tuple[str, ...] = ()
    """Keys of the snippets that belong to the record itself all the same."""
    others: Files = field(default_factory=dict)
    """Other files that the prose of the example speaks of."""
    is_fresh: bool = False
    """Whether what is shown instead goes into a record without the example, because it has another key."""
    as_of: date = AS_OF
    is_external: bool = False
    is_merge: bool = False


_OWN_FIELD = (
    "schema_version: 1\nfields:\n  cost-centre: {type: text, label: Cost centre, description: Who pays.}\n"
    "required: [{field: extra.cost-centre, from: published}]\n"
)
SETTINGS: Mapping[str, Setting] = {
    "PM121": Setting(others={"settings.yml": _OWN_FIELD}),
    "PM335": Setting(before={"extra": {"cost-centre": "4711"}}, others={"settings.yml": _OWN_FIELD}),
    "PM108": Setting("causes.0"),
    "PM110": Setting("trigger"),
    "PM111": Setting("teams"),
    "PM112": Setting("artifacts.2"),
    "PM113": Setting("actions.0", is_external=True),
    "PM102": Setting(is_fresh=True),
    "PM205": Setting("times", {"timeline.1.marks": [], "times": {}}),
    "PM207": Setting("causes.0"),
    "PM209": Setting("causes.2", top=("primary_cause",)),
    "PM210": Setting("actions.2"),
    "PM220": Setting("timeline.5", as_of=date(2026, 12, 1)),
    "PM228": Setting("impact.users.0"),
    "PM229": Setting(
        "impact", {"timeline.1.marks": [], "times": {"started": {"unknown": "No log."}}, "timeline.4.marks": []}
    ),
    "PM241": Setting("actions.2"),
    "PM341": Setting(before={"hypotheses": [{"text": f"Guess {number}.", "state": "open"} for number in (1, 2, 3)]}),
    "PM573": Setting("failure"),
    "PM324": Setting(before={"severity": "SEV2"}),
    "PM326": Setting("evidence.0", is_external=True),
    "PM518": Setting("actions.0"),
    "PM531": Setting("actions.2"),
    "PM532": Setting("actions.0"),
    "PM517": Setting("actions.2"),
    "PM307": Setting("artifacts.2"),
    "PM561": Setting("artifacts.1"),
    "PM562": Setting("artifacts.0"),
    "PM563": Setting("artifacts.1"),
    "PM309": Setting("actions.2"),
    "PM313": Setting("affected_data.0"),
    "PM314": Setting("affected_data.0", {"status": "closed"}),
    "PM315": Setting("affected_data.0", {"status": "closed"}),
    "PM350": Setting(before={"actions.1.status": "wont-do", "actions.2.status": "wont-do"}, top=("status",)),
    "PM351": Setting("impact", {"status": "closed"}),
    "PM352": Setting("validation.0", {"status": "closed"}),
    "PM255": Setting(before=HARMLESS),
    "PM256": Setting("evidence.0", is_external=True, top=("origin",)),
    "PM331": Setting("lessons.0"),
    "PM401": Setting("causes.0"),
    "PM403": Setting("actions.0"),
    "PM407": Setting("hypotheses.1"),
    "PM418": Setting("causes.0", {"causes.1.text": "The vendor has no contract for its format."}),
    "PM501": Setting("actions.2", top=("status",)),
    "PM502": Setting("actions.2"),
    "PM503": Setting("actions.2", as_of=date(2026, 3, 15)),
    "PM504": Setting("actions.2"),
    "PM505": Setting("actions.0"),
    "PM506": Setting("actions.0", as_of=date(2026, 6, 1)),
    "PM507": Setting("actions.2"),
    "PM509": Setting("actions.2"),
    "PM513": Setting("validation.0"),
    "PM514": Setting("actions.1"),
    "PM515": Setting("actions.2"),
    "PM516": Setting("actions.2", {"actions.2.status": "done", "actions.2.completed": "2025-04-02"}),
    "PM521": Setting(before={"people.participants.1.person": "@mchen"}),
    "PM529": Setting(others={"settings.yml": "schema_version: 1\ncadence: {published: {SEV1: 14}}\n"}),
    "PM525": Setting("communication", as_of=date(2026, 3, 15)),
    "PM534": Setting("actions.2"),
    "PM535": Setting("actions.1"),
    "PM536": Setting("actions.2"),
    "PM541": Setting("actions.1"),
    "PM542": Setting("actions.1.control", {"actions.1.control.kind": "eval-set"}),
    "PM544": Setting("actions.1.control"),
    "PM545": Setting("causes.0", top=("agent",)),
    **{code: Setting("agent", {"agent": AGENT}) for code in ("PM546", "PM547", "PM549")},
    "PM548": Setting("agent", {"agent": AGENT, "status": "closed"}),
    "PM552": Setting(before={"extent": None}),
    "PM553": Setting(before={"extent": None}),
    "PM554": Setting(before={"extent": None}, as_of=date(2026, 3, 15)),
    "PM555": Setting(
        "reporting.regimes.0",
        {"reporting": {"regimes": [{"regime": "x", "must_report": "not-required", "why": "Nobody was harmed."}]}},
    ),
    "PM565": Setting("evidence.0", {"severity": "SEV1"}),
    "PM566": Setting("evidence.0"),
    "PM569": Setting("evidence.1"),
    "PM580": Setting("evidence.0"),
    "PM605": Setting("causes.1"),
    "PM606": Setting("timeline.3"),
    "PM607": Setting("causes.0"),
    "PM705": Setting("evidence.1"),
    "PM706": Setting("evidence.0"),
    "PM709": Setting(others={OTHER: SECRET}),
    "PM720": Setting(before={"actions.1.type": "process"}),
    "PM804": Setting("assumptions.0", as_of=date(2026, 5, 1)),
    "PM805": Setting(is_fresh=True),
    "PM825": Setting("detection"),
    "PM810": Setting(is_merge=True),
}
_FILE = "It is about bytes or a size, which words describe and no piece of text shows."
_MANY = "It is about how several blocks fit together, and its example describes them in words."
_OTHERS = "It takes other records, or rows of another file, that the example describes in words."
NOT_RUN: Mapping[str, str] = {
    **dict.fromkeys(("PM002", "PM003", "PM004", "PM015", "PM021", "PM023"), _FILE),
    **dict.fromkeys(("PM119", "PM302", "PM322", "PM404", "PM405", "PM415", "PM522", "PM540"), _MANY),
    **dict.fromkeys(("PM330", "PM604"), "It is about a whole account, of which it shows the start."),
    **dict.fromkeys(("PM803", "PM903", "PM909"), _OTHERS),
    "PM718": "A word of two alphabets may not stand in our own source either.",
    "PM701": "A token that looks real may not stand in our own source either.",
    **dict.fromkeys(("PM702", "PM829"), "An address of a real domain may not stand in our own source either."),
}


def snippets(rule: Rule, heading: str) -> list[tuple[bool, str]]:
    """The pieces in backquotes under a heading, each with whether it is said to be missing."""
    text = next(section.text for section in rule.sections if section.heading == heading)
    return [(bool(without), piece) for without, piece in _SNIPPET.findall(" ".join(text.split()))]


@cache
def paths() -> list[str]:
    """Every place of our own record, as `changed` writes places."""

    def walk(value: Any, prefix: str) -> Iterator[str]:
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield f"{prefix}{key}"
            if isinstance(part, dict | list):
                yield from walk(part, f"{prefix}{key}.")

    return list(walk(own_record(), ""))


def place_of(key: str, setting: Setting) -> str:
    """Where a key of a snippet belongs."""
    if setting.at and key not in setting.top:
        return f"{setting.at}.{key}"
    places = [path for path in paths() if path.rpartition(".")[2] == key]
    return min(places, key=lambda path: path.count(".")) if places else key


def files_with(rule: Rule, headings: tuple[str, ...]) -> Files:
    """The valid files with the snippets under these headings put into the record, one heading after the other."""
    setting = SETTINGS.get(rule.code, Setting())
    record: RecordDict = external_record() if setting.is_external else own_record()
    for path, value in setting.before.items():
        record = changed(record, path, value)
    lines: dict[str, str] = {}
    body = ""
    for heading in headings:
        for is_missing, piece in snippets(rule, heading)[: None if heading == "Example" else 1]:
            if is_missing:
                record = changed(changed(record, place_of(piece, setting), ""), place_of(piece, setting), None)
            elif match := _KEY.fullmatch(piece):
                path = place_of(match.group(1), setting)
                record = changed(record, path, f"{_MARK} {path}")
                lines[path] = piece.removeprefix("- ")
            else:
                body = piece
    text = record_text(record, BODY.replace("## Why it happened", f"{body}\n\n## Why it happened", 1))
    for path, line in lines.items():
        key = path.rpartition(".")[2]
        assert text.count(f'{key}: "{_MARK} {path}"') == 1, path
        text = text.replace(f'{key}: "{_MARK} {path}"', line)
    return {EXTERNAL if setting.is_external else OWN: text, **setting.others}


def codes_found(folder: Path, rule: Rule, headings: tuple[str, ...]) -> set[str]:
    """The rules that find something in the record with the snippets."""
    setting = SETTINGS.get(rule.code, Setting())
    corpus = load_corpus(write_files(folder, files_with(rule, headings)))
    return {finding.code for finding in check(Context(corpus, setting.as_of, setting.is_merge)).findings}


RUN = [rule for rule in all_rules() if rule.code not in NOT_RUN and rule.code not in SCENES]


@pytest.mark.parametrize("rule", RUN, ids=lambda rule: rule.code)
def test_a_rule_finds_its_example(rule: Rule, tmp_path: Path) -> None:
    """An example that the rule is silent about teaches authors something that is not so."""
    assert rule.code in codes_found(tmp_path, rule, ("Example",))


def pieces_of(code: str) -> list[str]:
    return [piece for _, piece in snippets(find_rule(code), "Example")]


def codes_in_scene(folder: Path, scene: Scene, pieces: list[str]) -> set[str]:
    """The rules that find something in a scene, or in the pull request that it is."""
    root = write_files(folder, scene.files(*pieces))
    corpus = load_corpus(root)
    path = root / scene.path(*pieces)
    before = parse_record_file(path, scene.base(*pieces).encode()) if scene.base else None
    lost = (before,) if before and scene.is_lost else ()
    former = {path: before} if before and not scene.is_lost else {}
    base_catalog = parse_catalog(scene.base_catalog.encode()) if scene.base_catalog else None
    changed = frozenset({path}) if former or base_catalog else frozenset[Path]()
    context = Context(corpus, scene.as_of, changed=changed, lost=lost, former=former, base_catalog=base_catalog)
    return {finding.code for finding in check(context).findings}


@pytest.mark.parametrize("code", SCENES)
def test_a_rule_finds_its_example_in_a_scene(code: str, tmp_path: Path) -> None:
    """An example of several places, files or versions is run as it is written, like any other."""
    assert code in codes_in_scene(tmp_path, SCENES[code], pieces_of(code))


@pytest.mark.parametrize("code", SCENES)
def test_a_scene_uses_every_piece_of_its_example(code: str) -> None:
    """A scene that made up its own files would say nothing about what authors read."""
    scene, pieces = SCENES[code], pieces_of(code)

    def made(parts: list[str]) -> object:
        try:
            return scene.files(*parts), scene.base and scene.base(*parts), scene.path(*parts)
        except AssertionError:
            return None

    for index in range(len(pieces)):
        assert made([*pieces[:index], "another piece", *pieces[index + 1 :]]) != made(pieces), pieces[index]


def has_snippet_instead(rule: Rule) -> bool:
    """Whether what the page shows instead is of the same form as the example: a field, or a text of the body."""
    forms = [bool(_KEY.fullmatch(snippets(rule, heading)[0][1])) for heading in HEADINGS if snippets(rule, heading)]
    return len(forms) == 2 and forms[0] == forms[1]


@pytest.mark.parametrize("rule", [rule for rule in RUN if has_snippet_instead(rule)], ids=lambda rule: rule.code)
def test_a_rule_is_content_with_what_it_shows_instead(rule: Rule, tmp_path: Path) -> None:
    """Who writes what the page says is done with the finding."""
    is_fresh = SETTINGS.get(rule.code, Setting()).is_fresh
    assert rule.code not in codes_found(tmp_path, rule, HEADINGS[1:] if is_fresh else HEADINGS)


def test_what_is_not_run_is_listed_with_a_reason() -> None:
    """The list names rules that exist, and says of each why its example is not a snippet for one record."""
    for code, reason in NOT_RUN.items():
        assert find_rule(code).code == code
        assert reason.endswith(".")
        assert code not in SCENES
