"""The generated reference: fresh, complete, and with examples that are true."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.settings import Settings
from ml_postmortems.reading.corpus import SETTINGS_FILE, load_corpus
from ml_postmortems.reading.record_file import parse_record_file
from scripts.reference import FOLDER, SNIPPETS_FILE, files, stale_files, stale_vocabulary_files
from scripts.reference.commands import commands
from scripts.reference.example_corpus import SETTINGS as EXAMPLE_SETTINGS
from scripts.reference.examples import EXAMPLE_RECORD, OTHER_EXAMPLES, examples, is_told
from scripts.reference.fields import anchor
from tests.helpers import (
    CATALOG,
    FROZEN_RECORDS,
    REPOSITORY,
    TAXONOMY,
    RecordDict,
    external_record,
    own_record,
    write_corpus,
)
from tests.lint.rules.cases import AS_OF, Case, write_files
from tests.lint.rules.settings_cases import SETTINGS, SETTINGS_CASES

_OTHER_MODELS = "".join(
    f"  {name}: {{kind: model, name: {name}, team: ranking}}\n"
    for name in ("suggest-model", "ads-model", "archive-model")
)
_REGIME = """\
  search-supervisor:
    name: Search supervisor
    definition: An authority that is made up.
    link: https://supervisor.example.org
"""
"""What the example names and the vocabulary of the fixtures lacks."""


@cache
def made() -> dict[str, str]:
    """Every file of the reference, for the frozen vocabulary."""
    return files(FROZEN_RECORDS)


def page(name: str) -> str:
    """A page of the reference."""
    return made()[f"{FOLDER}/{name}"]


def anchors(text: str) -> list[str]:
    """The fragments of the headings of a page."""
    return re.findall(r"^##+ .* \{#([\w-]+)\}$", text, re.MULTILINE)


def pages_below(name: str) -> dict[str, str]:
    """The pages below an index of the reference, by their places in the reference."""
    folder = f"{FOLDER}/{name.removesuffix('.md')}/"
    return {place.removeprefix(f"{FOLDER}/"): text for place, text in made().items() if place.startswith(folder)}


def test_reference_is_fresh() -> None:
    """What is committed of the product is what the code says now; else `make reference` has to be run."""
    stale = stale_files(FROZEN_RECORDS, REPOSITORY)
    assert stale == []


def test_stale_and_leftover_files_are_named(tmp_path: Path) -> None:
    """A file that differs, one that is missing and one that nothing makes any more are all called stale."""
    for name, text in files(FROZEN_RECORDS).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert stale_files(FROZEN_RECORDS, tmp_path) == []
    (tmp_path / FOLDER / "rules.md").write_text("x", "utf-8")
    (tmp_path / FOLDER / "cli.md").unlink()
    (tmp_path / FOLDER / "fields/old.md").write_text("x", "utf-8")
    assert stale_files(FROZEN_RECORDS, tmp_path) == [f"{FOLDER}/{name}.md" for name in ("cli", "rules", "fields/old")]


def test_a_new_term_makes_no_product_file_stale(tmp_path: Path) -> None:
    """A base may add a team, a model or a cause: only what names them differs, which is said and fails nothing."""
    for name, text in made().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    root = tmp_path / "postmortems"
    root.mkdir()
    for name, key, added in (
        ("catalog.yml", "teams", "  new-team:\n    operator: openai\n    name: A new team\n"),
        ("taxonomy.yml", "triggers", "  new-trigger:\n    name: New trigger\n    definition: Something new.\n"),
    ):
        text = (FROZEN_RECORDS / name).read_text("utf-8")
        assert text.count(f"\n{key}:\n") == 1
        (root / name).write_text(text.replace(f"\n{key}:\n", f"\n{key}:\n{added}"), "utf-8")
    assert stale_files(root, tmp_path) == []
    assert set(stale_vocabulary_files(root, tmp_path)) == {f"{FOLDER}/record.schema.json", f"{FOLDER}/taxonomy.md"}


def test_reference_is_deterministic() -> None:
    """Two runs give the same bytes."""
    assert files(FROZEN_RECORDS) == made()


@pytest.mark.parametrize("name", ["cli.md", "fields.md", "rules.md", "taxonomy.md"])
def test_anchors_are_unique(name: str) -> None:
    """A fragment leads to one place of its page, and to one page of those below an index; links lead on."""
    below = "\n".join(pages_below(name).values())
    for text in (page(name), re.sub(r"\]\([\w-]+\.md#([\w-]+)\)\{#\1\}", "", below)):
        found = re.findall(r"\{#([\w-]+)\}", text)
        assert len(found) == len(set(found))


@pytest.mark.parametrize(("name", "least"), [("fields.md", 190), ("rules.md", 200)])
def test_index_leads_to_every_part(name: str, least: int) -> None:
    """An old address of a field or rule on the index leads on: the fragment is there, on a link to the page with it."""
    links = re.findall(r"\]\(([\w/-]+\.md)#([\w-]+)\)\{#([\w-]+)\}", page(name))
    assert {(place, fragment) for place, fragment, _ in links} == {
        (place, fragment) for place, text in pages_below(name).items() for fragment in anchors(text)
    }
    assert all(fragment == own for _, fragment, own in links)
    assert len(links) > least


def test_a_long_family_of_rules_has_several_pages_and_keeps_its_addresses() -> None:
    """No page of rules is endless, and the page of the family tells each of its rules or leads to it."""
    pages = pages_below("rules.md")
    assert max(len(anchors(text)) for text in pages.values()) <= 40
    for rule in all_rules():
        assert f"{{#{rule.code.lower()}}}" in pages[f"rules/{rule.code[:3].lower()}.md"]


def test_every_field_is_told() -> None:
    """Each field has a heading, or stands in a block whose fields have one."""
    told = {fragment for text in pages_below("fields.md").values() for fragment in anchors(text)}
    blocks = {rule.block for rule in field_rules() if is_told(rule)}
    assert told - {"body"} == {anchor(rule.path) for rule in field_rules() if is_told(rule)}
    assert {rule.block for rule in field_rules()} == blocks
    assert len(told) > 190


def test_every_rule_is_told() -> None:
    """Each rule has a heading with its code, and its four parts."""
    text = "\n".join(pages_below("rules.md").values())
    for rule in all_rules():
        [part] = re.findall(rf"^## {rule.code} {rule.name} .*?(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
        assert all(f"**{section.heading}**" in part for section in rule.sections)


def test_every_command_and_option_is_told() -> None:
    """Each command has a heading and each of its options a line with its help."""
    text = page("cli.md")
    for name, command in commands():
        part = text.split(f"\n## `{name}` ")[1].split("\n## ")[0]
        for parameter in command.params:
            for option in parameter.opts:
                if option.startswith("--"):
                    assert re.search(rf"^- `[^`]*{option}\b[^`]*`: \S", part, re.MULTILINE), f"{name} {option}"


def test_every_term_is_told() -> None:
    """Each cause, severity, trigger, stage, control and source has a heading on the page of the taxonomy."""
    taxonomy = load_corpus(FROZEN_RECORDS).taxonomy
    assert taxonomy
    wanted = {name.replace("/", "-") for name in taxonomy.leaves}
    wanted |= {severity.lower() for severity in taxonomy.severities}
    wanted |= {f"triggers-{key}" for key in taxonomy.triggers} | {f"controls-{key}" for key in taxonomy.controls}
    wanted |= {f"lifecycle-stages-{key}" for key in taxonomy.lifecycle_stages}
    wanted |= {f"source-{key}" for key in taxonomy.sources}
    assert wanted <= set(anchors(page("taxonomy.md")))


# The examples


def _a_year_earlier(record: RecordDict, name: str) -> RecordDict:
    moved: RecordDict = json.loads(json.dumps(record).replace("2025-", "2024-"))
    return moved | {"id": name, "title": f"An earlier one, {name}"}


def test_example_record_is_clean(tmp_path: Path) -> None:
    """The complete record that all examples come from passes the checker, beside the records that it names."""
    earlier = [_a_year_earlier(own_record(), name) for name in ("PM-2024-0003", "PM-2024-0004")]
    root = write_corpus(
        tmp_path,
        external_record(),
        *earlier,
        catalog=CATALOG.replace("artifacts:\n", f"artifacts:\n{_OTHER_MODELS}"),
        taxonomy=f"{TAXONOMY}regimes:\n{_REGIME}",
    )
    (root / SETTINGS).write_text(EXAMPLE_SETTINGS, "utf-8")
    path = root / "2025/PM-2025-0001-session-length.md"
    path.parent.mkdir()
    path.write_bytes(EXAMPLE_RECORD.read_bytes())
    corpus = load_corpus(root)
    draft = parse_record_file(path, re.sub(rb"(?m)^status: .*", b"status: draft", path.read_bytes()))
    context = Context(corpus, date(2025, 12, 1), is_merge=True, changed=frozenset({path}), former={path: draft})
    report = check(context, [file for file in corpus.files if file.path == path])
    assert [f"{finding.code} {finding.sentence}" for finding in report.findings] == []


def _strings(value: Any) -> Any:
    """A value with every scalar as text."""
    return yaml.load(value, yaml.BaseLoader)


def test_examples_stand_in_the_example_record() -> None:
    """Each example, read as YAML, is what stands at its place in the complete record; of a list, the first item."""
    tree = _strings(EXAMPLE_RECORD.read_text("utf-8").split("\n---\n")[0].removeprefix("---\n"))

    def values(value: Any, path: tuple[str, ...]) -> list[Any]:
        if not path:
            return [value]
        if isinstance(value, list):
            return [found for item in value for found in values(item, path)]
        if isinstance(value, dict) and path[0] in value:
            return values(value[path[0]], path[1:])
        if isinstance(value, dict) and "diagnosed" in value:
            return values(value["diagnosed"], path)
        return []

    for path, example in examples().items():
        if path in OTHER_EXAMPLES:
            continue
        [(key, value)] = _strings(example).items()
        places = values(tree, path)
        items = [place[:1] for place in places if isinstance(place, list)]
        assert key == path[-1] and (value in places or value in items), f"{path}: {example}"


def test_other_examples_are_valid(tmp_path: Path) -> None:
    """The examples that do not fit into the complete record are right in a superseded one."""
    record = own_record(status="superseded")
    instants = {"one_of": ("detected", 2), "not_yet": ("resolved", 5)}
    for path, text in OTHER_EXAMPLES.items():
        if len(path) == 1:
            record |= _strings(text)
        elif path[-1] in instants:
            name, entry = instants[path[-1]]
            record["timeline"][entry]["marks"] = []
            record.setdefault("times", {})[name] = _strings(text)
    record["times"]["data-repaired"] = {"unknown": "It goes on."}
    root = write_corpus(tmp_path, record, own_record(id="PM-2025-0012", title="The whole incident"))
    corpus = load_corpus(root)
    context = Context(corpus, date(2025, 12, 1))
    errors = check(context, [file for file in corpus.files if "PM-2025-0001" in file.path.name]).errors
    assert [finding.sentence for finding in errors] == []


# The schemas and what editors get


@pytest.mark.parametrize("name", ["catalog", "taxonomy"])
def test_vocabulary_schemas(name: str) -> None:
    """The schemas of catalog and taxonomy are valid, accept the real files and refuse an unknown key."""
    validator = Draft202012Validator(json.loads(page(f"{name}.schema.json")))
    Draft202012Validator.check_schema(validator.schema)
    content = yaml.safe_load((FROZEN_RECORDS / f"{name}.yml").read_text("utf-8"))
    content = json.loads(json.dumps(content, default=str))
    assert [error.message for error in validator.iter_errors(content)] == []
    assert not validator.is_valid(content | {"severty": 1})


def _settings_of(text: str) -> Any:
    """Settings as a reader of YAML 1.2 takes them, to which `off` is a word."""
    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize(
    "case", [case for case in SETTINGS_CASES if case.code == "PM114"], ids=lambda case: case.subject
)
def test_settings_schema_and_checker_agree(case: Case) -> None:
    """An editor marks what the checker refuses, and is content with what it accepts."""
    validator = Draft202012Validator(json.loads(page("settings.schema.json")))
    Draft202012Validator.check_schema(validator.schema)
    assert not validator.is_valid(_settings_of(str(case.bad[SETTINGS])))
    assert validator.is_valid(_settings_of(str(case.mended[SETTINGS])))


def test_settings_example_is_clean(tmp_path: Path) -> None:
    """What the page shows can be copied: no finding, and no key that the page does not tell."""
    (example,) = re.findall(r"```yaml\n(.*?)```", page("settings.md"), re.DOTALL)
    corpus = load_corpus(write_files(tmp_path, {SETTINGS: example}))
    assert check(Context(corpus, AS_OF)).findings == ()
    assert corpus.settings.model_fields_set == set(Settings.model_fields)
    assert set(anchors(page("settings.md"))) >= {*Settings.model_fields, "bounds-removed_at_once"}
    assert Draft202012Validator(json.loads(page("settings.schema.json"))).is_valid(_settings_of(example))


_TAB_STOP = re.compile(r"\$\{\d+\|([^,|]+)[^|]*\|\}|\$\{\d+:([^}]*)\}|\$\d")


def _snippets() -> dict[str, str]:
    """Each snippet as it stands when every stop is left as offered."""
    content = json.loads(made()[SNIPPETS_FILE])
    return {
        each["prefix"]: _TAB_STOP.sub(lambda match: match[1] or match[2] or "", "\n".join(each["body"]))
        for each in content.values()
    }


@pytest.mark.parametrize(
    ("prefix", "field"),
    [("pm-cause", "causes"), ("pm-action", "actions"), ("pm-event", "timeline"), ("pm-evidence", "evidence")],
)
def test_snippets_of_items_are_valid(prefix: str, field: str) -> None:
    """A snippet, left as offered, is a valid item of its list; only the team is the author's to name."""
    schema = json.loads(page("record.schema.json"))
    items = schema["properties"][field]["anyOf"][0]
    team = schema["$defs"]["TeamId"]["enum"][0]
    [item] = yaml.load(_snippets()[prefix].replace("team-of-the-catalog", team), yaml.BaseLoader)
    errors = Draft202012Validator({**items, "$defs": schema["$defs"]}).iter_errors([item])
    assert [error.message for error in errors] == []


def test_snippet_of_draft_is_valid() -> None:
    """The snippet of a draft, left as offered, passes the schema of records; only the team is the author's to name."""
    schema = json.loads(page("record.schema.json"))
    team = schema["$defs"]["TeamId"]["enum"][0]
    text = _snippets()["pm-draft"].replace("team-of-the-catalog", team)
    record = yaml.load(text.split("---\n")[1], yaml.BaseLoader)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(record)] == []


def test_snippet_of_control_is_valid() -> None:
    """The snippet of a control fits into an action, with a kind of the taxonomy."""
    schema = json.loads(page("record.schema.json"))
    control = yaml.load(_snippets()["pm-control"], yaml.BaseLoader)["control"]
    validator = Draft202012Validator({"$ref": "#/$defs/Control", "$defs": schema["$defs"]})
    assert [error.message for error in validator.iter_errors(control)] == []


def test_statement_snippets_say_why() -> None:
    """The two statements in place of a value are the ones that the format knows."""
    schema = json.loads(page("record.schema.json"))
    validator = Draft202012Validator({"$ref": "#/$defs/NotKnown", "$defs": schema["$defs"]})
    for prefix in ("pm-unknown", "pm-not-applicable"):
        assert validator.is_valid(yaml.safe_load(_snippets()[prefix]))


def test_problem_matcher_reads_findings() -> None:
    """The task of VS Code finds file, line, code and text in the lines that `postmortems check` prints."""
    tasks = json.loads((REPOSITORY / ".vscode/tasks.json").read_text("utf-8"))["tasks"]
    pattern = next(task for task in tasks if task["label"] == "postmortems: check")["problemMatcher"]["pattern"]
    lines = {
        "postmortems/2025/x.md:9: PM104 severity must be one of SEV1: found `SEV-2`": ("PM104", None),
        "postmortems/2025/x.md:9: PM602 (warning) summary must use plain words: found `AUC`": ("PM602", "warning"),
    }
    for line, (code, severity) in lines.items():
        match = re.fullmatch(pattern["regexp"], line)
        assert match and match[pattern["file"]] == "postmortems/2025/x.md" and match[pattern["line"]] == "9"
        assert (match[pattern["code"]], match[pattern["severity"]]) == (code, severity)
    assert not re.match(pattern["regexp"], "  fix: did you mean `SEV2`?")


def test_editor_files_are_json_and_committed() -> None:
    """The files of `.vscode/` are plain JSON, point at files that exist, and are not ignored by git."""
    settings = json.loads((REPOSITORY / ".vscode/settings.json").read_text("utf-8"))
    assert json.loads((REPOSITORY / ".vscode/extensions.json").read_text("utf-8"))["recommendations"]
    for schema, file in settings["yaml.schemas"].items():
        assert (REPOSITORY / schema).is_file()
        assert (REPOSITORY / file).is_file() or file == f"postmortems/{SETTINGS_FILE}"  # which a base need not have
    ignored = (REPOSITORY / ".gitignore").read_text("utf-8").split("\n")
    for path in (REPOSITORY / ".vscode").iterdir():
        assert f"!.vscode/{path.name}" in ignored


def test_no_choice_is_offered_twice() -> None:
    """A value that a file may write as a number and as text stands in a list of values once."""
    for name, text in made().items():
        for line in re.findall(r"one of (`.*)", text):
            values = re.findall(r"`[^`]*`", line)
            assert len(values) == len(set(values)) > 1, (name, line)


def test_the_reference_has_a_first_page_that_leads_to_all_others() -> None:
    """The step "Reference" above a page leads to what stands where, and not to whichever page comes first."""
    first = made()[f"{FOLDER}/index.md"]
    places = {name.removeprefix(f"{FOLDER}/") for name in made() if name.startswith(FOLDER)}
    whole = {place for place in places if "/" not in place} - {"index.md"}
    assert whole == set(re.findall(r"\]\((\w[\w.-]*)\)", first))
