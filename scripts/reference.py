"""Write docs/reference/ and the snippets for VS Code from the code, or check that they are fresh.

    python scripts/reference.py --write
    python scripts/reference.py --check

They depend on the model, the rules, the commands, taxonomy.yml, catalog.yml (the schema only) and
scripts/example_record.md; never on the records, so that a new record makes no page stale.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from inspect import cleandoc
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import click
from pydantic import BaseModel, TypeAdapter

from ml_postmortems.cli.main import postmortems
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.registry import FAMILIES, Rule
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.model import scalars
from ml_postmortems.model.block import EVERY_SEVERITY, Needed
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.json_schema import record_schema, vocabulary_schema
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldPath, FieldRule, field_rules
from ml_postmortems.model.taxonomy import Leaf, Taxonomy
from ml_postmortems.model.terms import (
    ActionStatus,
    ActionType,
    CauseRole,
    Confidence,
    EventKind,
    EvidenceKind,
    KeyInstant,
    Kind,
    Origin,
    Phase,
    Visibility,
)
from ml_postmortems.reading.corpus import CATALOG_FILE, TAXONOMY_FILE
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.vocabulary import read_catalog, read_taxonomy

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = "docs/reference"
SNIPPETS_FILE = ".vscode/postmortems.code-snippets"
EXAMPLE_RECORD = REPOSITORY / "scripts/example_record.md"
SCHEMA_FILE = "record.schema.json"
OTHER_EXAMPLES: Mapping[tuple[str, ...], str] = {
    ("superseded_by",): "superseded_by: PM-2025-0012",
    ("status_reason",): "status_reason: PM-2025-0012 tells the whole incident.",
}
"""Examples of fields that a record cannot have together with all others."""
SCALARS: Mapping[str, Any] = {
    "text": scalars.Text,
    f"text of at most {scalars.TITLE_LENGTH} characters": scalars.Title,
    "id: lower-case words and digits joined by hyphens": scalars.Slug,
    "handle": scalars.Handle,
    "name of a term, without spaces": scalars.Name,
    "id of a record, `PM-YYYY-NNNN`": scalars.RecordId,
    "code of a [rule](rules.md)": scalars.RuleCode,
    "id of evidence, `E1`": scalars.EvidenceId,
    "id of a cause, `C1`": scalars.CauseId,
    "id of an action, `A1`": scalars.ActionId,
    "id of a lesson, `L1`": scalars.LessonId,
    "time: `2025-11-18T11:20:00Z` with any offset, `2025-11-18`, `2025-11` or `2025`": scalars.When,
    "whole number": scalars.Integer,
    "number": scalars.Number,
    "`true` or `false`": scalars.Flag,
    "link: http, https or mailto, or the path of a file beside the record": scalars.Uri,
}
VOCABULARIES = {
    "ArtifactId": "id of an artifact in `catalog.yml`",
    "CauseCategory": "a [cause of the taxonomy](taxonomy.md#causes), `family/leaf`",
    "ControlKind": "a [control of the taxonomy](taxonomy.md#controls)",
    "LifecycleStage": "a [lifecycle stage of the taxonomy](taxonomy.md#lifecycle-stages)",
    "TeamId": "id of a team in `catalog.yml`",
    "TriggerCategory": "a [trigger of the taxonomy](taxonomy.md#triggers)",
}
"""The definitions of the schema whose words stand on another page or in the catalog."""
_NOT_KNOWN = {"$ref": "#/$defs/NotKnown"}
_OPENING = "<!-- Made by scripts/reference.py. Change the code or the vocabulary, then run `make reference`. -->"


def files(root: Path) -> dict[str, str]:
    """Every file that is made here by its path, for the taxonomy and catalog of a folder of records."""
    taxonomy, _ = read_taxonomy(root / TAXONOMY_FILE)
    catalog, _ = read_catalog(root / CATALOG_FILE)
    if not taxonomy or not catalog:
        raise SystemExit(f"{root} must have a taxonomy and a catalog that can be read: see `postmortems check`")
    pages = {
        "catalog.schema.json": _json(vocabulary_schema(Catalog)),
        "cli.md": _page("Commands", "What `postmortems` can do, and every option.", _commands()),
        "example.md": _page("A complete record", _EXAMPLE_LEAD, _example()),
        "fields.md": _page("Fields", _FIELDS_LEAD, _fields(taxonomy, catalog)),
        SCHEMA_FILE: _json(record_schema(taxonomy, catalog)),
        "rules.md": _page("Rules", _RULES_LEAD, _rules()),
        "taxonomy.md": _page("Taxonomy", _TAXONOMY_LEAD, _taxonomy(taxonomy)),
        "taxonomy.schema.json": _json(vocabulary_schema(Taxonomy)),
    }
    return {f"{FOLDER}/{name}": text for name, text in pages.items()} | {SNIPPETS_FILE: _json(_snippets(taxonomy))}


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _page(title: str, lead: str, parts: Iterator[str]) -> str:
    """One page; its parts are separated by blank lines. Macros are off, since examples may hold braces."""
    head = f"---\ntitle: {title}\nrender_macros: false\n---\n\n{_OPENING}\n\n# {title}"
    return "\n\n".join([head, cleandoc(lead), *parts]) + "\n"


def _facts(facts: Mapping[str, str]) -> str:
    return "\n".join(
        f"- **{name}**:{'' if text.startswith(chr(10)) else ' '}{text}" for name, text in facts.items() if text
    )


def _nested(items: Iterable[str]) -> str:
    """A list inside a fact. Two lists in a row would be one list to Markdown."""
    return "".join(f"\n    - {item}" for item in items)


def _code(text: str, language: str) -> str:
    return f"```{language}\n{text}\n```"


# Fields

_FIELDS_LEAD = f"""
    Every key of the front matter, schema version 1, with an example of each. All examples come from one
    [complete record](example.md). `postmortems check` tells what a record still needs; nobody has to read this page
    from end to end.

    *Needed* says from which status on a field must be there. A part that is needed *with* its block must be there as
    soon as the block is. Where *may be unknown* stands, the value may be replaced by `{{unknown: why}}` or
    `{{not_applicable: why}}`.

    The same as a [JSON Schema]({SCHEMA_FILE}) (draft 2020-12), for [editors](../editors.md) and other tools.
"""


def _fields(taxonomy: Taxonomy, catalog: Catalog) -> Iterator[str]:
    schema = record_schema(taxonomy, catalog)
    for rule in field_rules():
        if is_told(rule):
            yield from _field(rule, schema)
    yield from _body()


def _body() -> Iterator[str]:
    yield "## Body {#body}"
    yield "The text below the front matter. Its sections, in this order:"
    yield "\n".join(
        f"- **`## {section.title}`**, needed {_needed_when(section.needed)}: {section.prompt}"
        for section in BODY_SECTIONS
    )


def _field(rule: FieldRule, schema: Mapping[str, Any]) -> Iterator[str]:
    block = schema if rule.block is Record else schema["$defs"][rule.block.__name__]
    field = block["properties"][rule.path[-1]]
    yield f"{'##' if len(rule.path) == 1 else '###'} `{'.'.join(rule.path)}` {{#{anchor(rule.path)}}}"
    yield rule.description
    example = examples()[rule.path]
    is_short = "\n" not in example and len(rule.path) > 1
    parts = [_first_places()[part.block] for part in field_rules() if part.path[:-1] == rule.path]
    elsewhere = next((place for place in parts if place != rule.path), None)
    yield _facts(
        {
            "Type": _type(field, schema) + _nested(f"`{word}`: {doc}" for word, doc in _words(field, schema).items()),
            "Needed": _needed(rule),
            "May be unknown": _may_be_unknown(rule, field),
            "External records": "must not have it" if rule.insider_only else "",
            "Parts": f"as under [`{'.'.join(elsewhere)}`](#{anchor(elsewhere)})" if elsewhere else "",
            "Example": f"`{example.strip()}`" if is_short else "",
        }
    )
    if not is_short:
        yield _code(example, "yaml")


def anchor(path: tuple[str, ...]) -> str:
    """The fragment of a field on its page."""
    return "-".join(path)


def _type(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    if "properties" in field:
        return "block; its keys are the [key instants](#timeline-marks)"
    if "enum" in field:
        return " or ".join(f"`{word}`" for word in field["enum"] if not isinstance(word, str))
    cases = [case for case in field.get("anyOf", ()) if case != _NOT_KNOWN and case != {"type": "null"}]
    if cases:
        return ", or ".join(_type(case, schema) for case in cases)
    if field.get("type") == "array":
        return f"list of: {_type(field['items'], schema)}"
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        if name in VOCABULARIES:
            return VOCABULARIES[name]
        return "one of" if "enum" in schema["$defs"][name] else "block"
    bare = {key: value for key, value in field.items() if key not in ("description", "default")}
    for text, scalar in SCALARS.items():
        if TypeAdapter(scalar).json_schema() == {key: bare[key] for key in bare if key not in ("minimum", "maximum")}:
            return f"{text}{_bounds(bare)}"
    raise LookupError(f"no name for the type {bare}")


def _bounds(field: Mapping[str, Any]) -> str:
    match field:
        case {"minimum": least, "maximum": most}:
            return f" from {least} to {most}"
        case {"minimum": least}:
            return f" from {least}"
        case _:
            return ""


def _words(field: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, str]:
    """The words of a closed vocabulary with their definitions; none for other types."""
    reference = re.search(r"#/\$defs/(\w+)", json.dumps([part for part in _flat(field) if part != _NOT_KNOWN]))
    if not reference or reference[1] in VOCABULARIES:
        return {}
    definition = schema["$defs"][reference[1]]
    return (
        dict(zip(definition["enum"], definition["markdownEnumDescriptions"], strict=True))
        if "enum" in definition
        else {}
    )


def _flat(field: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for case in field.get("anyOf", [field] if "properties" not in field else []):
        yield case.get("items", case)


def _may_be_unknown(rule: FieldRule, field: Mapping[str, Any]) -> str:
    if _NOT_KNOWN in field.get("anyOf", ()):
        return "yes"
    return "each value" if rule.may_be_unknown else ""


def _needed(rule: FieldRule) -> str:
    if rule.needed:
        return _needed_when(rule.needed)
    return f"with `{'.'.join(rule.path[:-1])}`" if rule.always_with_parent else "no; optional"


def _needed_when(needed: Needed) -> str:
    when = needed.gate.doc.rstrip(".")
    return when[0].lower() + when[1:] + _restriction(needed)


def _restriction(needed: Needed) -> str:
    severities = " and ".join(sorted(needed.severities)) if needed.severities != EVERY_SEVERITY else ""
    own = "our own records" if needed.origins == {Origin.OWN} else ""
    words = [f"at {severities}" if severities else "", f"in {own}" if own else ""]
    return "".join(f", {word}" for word in words if word)


@cache
def example_file() -> RecordFile:
    """The complete record that the examples are taken from."""
    file = parse_record_file(EXAMPLE_RECORD, EXAMPLE_RECORD.read_bytes())
    assert not file.faults, file.faults
    return file


@cache
def examples() -> Mapping[tuple[str, ...], str]:
    """An example of every field: its key and value as they stand in the complete record, of a list the first item."""
    return {
        rule.path: OTHER_EXAMPLES.get(rule.path) or _example_of(rule.path) for rule in field_rules() if is_told(rule)
    }


@cache
def _first_places() -> Mapping[type[BaseModel], tuple[str, ...]]:
    """The first path at which each block stands; its parts are told there, and nowhere else."""
    places: dict[type[BaseModel], tuple[str, ...]] = {}
    for rule in field_rules():
        places.setdefault(rule.block, rule.path[:-1])
    return places


def is_told(rule: FieldRule) -> bool:
    """Whether the field has a heading of its own."""
    return _first_places()[rule.block] == rule.path[:-1]


def _example_of(path: tuple[str, ...]) -> str:
    found = next(_places(example_file().tree, path), None)
    if found is None:
        raise LookupError(f"{EXAMPLE_RECORD.name} must have an example of {'.'.join(path)}")
    place, value = found
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{path[-1]}:\n{indent(_source((*place, 0)), '  ')}"
    return _source(place)


def _places(value: Any, path: tuple[str, ...], place: FieldPath = ()) -> Iterator[tuple[FieldPath, Any]]:
    if not path:
        if value not in (None, [], {}):
            yield place, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places(item, path, (*place, index))
    elif isinstance(value, dict) and place == ("times",):
        for key, part in value.items():
            yield from _places(part, path, (*place, key))
    elif isinstance(value, dict) and path[0] in value:
        yield from _places(value[path[0]], path[1:], (*place, path[0]))


def _source(place: FieldPath) -> str:
    """The lines of a field or an item as the author wrote them, moved to the left edge."""
    lines = EXAMPLE_RECORD.read_text("utf-8").split("\n")[example_file().places.lines[place] - 1 :]
    first = (
        lines[0]
        if isinstance(place[-1], int)
        else lines[0].replace("- ", "  ", 1)
        if lines[0].lstrip()[:2] == "- "
        else lines[0]
    )
    margin = len(first) - len(first.lstrip())
    rest = []
    for line in lines[1:]:
        if len(line) - len(line.lstrip()) <= margin:
            break
        rest.append(line)
    return dedent("\n".join([first, *rest]))


_EXAMPLE_LEAD = """
    An own SEV1 record at status `closed`, with every field that the format has and that fits beside the others. A
    draft has ten of them. Names, links and numbers are made up; the checker finds nothing wrong with it.
"""


def _example() -> Iterator[str]:
    yield _code(EXAMPLE_RECORD.read_text("utf-8").rstrip(), "markdown")


# Rules

_RULES_LEAD = """
    What `postmortems check` looks at. An *error* makes it end with exit code 1 and must be mended before the record is
    merged; a *warning* is for the author and the reviewer to weigh. `postmortems rule PM104` prints the same text.

    A record can exempt itself from a rule about its content with a reason, in [`exemptions`](fields.md#exemptions).
"""


def _rules() -> Iterator[str]:
    for family, about in FAMILIES.items():
        rules = [rule for rule in all_rules() if rule.code.startswith(family)]
        yield f"## {family}: {about} {{#{family.lower()}}}"
        yield "\n".join(f"- [{rule.code}](#{rule.code.lower()}) {rule.name}" for rule in rules)
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.name} {{#{rule.code.lower()}}}"
    yield f"{'Error' if rule.level is Level.ERROR else 'Warning'}. {rule.summary}"
    yield _facts({section.heading: section.text.replace("\n", " ") for section in rule.sections})


# Taxonomy

_TAXONOMY_LEAD = """
    The words that records are classified by, as `postmortems/taxonomy.yml` defines them. The
    [pages of the causes](../causes/index.md) list the records of each.
"""


def _taxonomy(taxonomy: Taxonomy) -> Iterator[str]:
    yield "## Causes {#causes}"
    yield "\n".join(f"- [{family.name}](#{key}): {family.definition}" for key, family in taxonomy.causes.items())
    for key, family in taxonomy.causes.items():
        yield f"## {family.name} {{#{key}}}"
        yield family.definition
        for leaf_key, leaf in family.leaves.items():
            yield from _leaf(f"{key}/{leaf_key}", leaf, taxonomy)
    yield f"## {taxonomy.unclassified.name} {{#unclassified}}"
    yield taxonomy.unclassified.definition
    yield "## Severities {#severities}"
    for severity, criteria in taxonomy.severities.items():
        yield f"### {severity} {criteria.name} {{#{severity.lower()}}}"
        yield criteria.definition
        yield "\n".join(f"- {each}" for each in criteria.criteria)
        if criteria.example:
            yield f"**Example**: {criteria.example}"
    for title, terms in (
        ("Triggers", taxonomy.triggers),
        ("Lifecycle stages", taxonomy.lifecycle_stages),
        ("Controls", taxonomy.controls),
    ):
        fragment = title.lower().replace(" ", "-")
        yield f"## {title} {{#{fragment}}}"
        for key, term in terms.items():
            yield f"### `{key}` {{#{fragment}-{key}}}"
            yield f"**{term.name}.** {term.definition}"
            if term.example:
                yield f"**Example**: {term.example}"
    for name, anchors in (("likelihood", taxonomy.risk.likelihood), ("impact", taxonomy.risk.impact)):
        yield f"## Risk: {name} {{#risk-{name}}}"
        yield "\n".join(f"- **{number} {term.name}**: {term.definition}" for number, term in anchors.items())
    yield "## Synonyms {#synonyms}"
    yield "A search for one finds the others, in any form of the words."
    yield "\n".join(f"- {', '.join(group)}" for group in taxonomy.synonyms)
    yield "## Sources {#sources}"
    for key, source in sorted(taxonomy.sources.items()):
        yield f"### {source.title} {{#source-{key}}}"
        yield f"{source.authors} ({source.year}). {source.publisher}. <{source.uri}>"
        yield f"{source.note}."


def _leaf(name: str, leaf: Leaf, taxonomy: Taxonomy) -> Iterator[str]:
    yield f"### `{name}` {{#{_leaf_anchor(name)}}}"
    yield f"**{leaf.name}.** {leaf.definition}"
    questions = leaf.questions
    sources = (f"[{taxonomy.sources[key].title}](#source-{key})" for key in leaf.sources)
    yield _facts(
        {
            "Includes": _nested(leaf.includes),
            "Is something else": _nested(
                f"{each.text}: [`{each.use}`](#{_leaf_anchor(each.use)})" for each in leaf.excludes
            ),
            "Example": leaf.example,
            "Look at": questions.data_source,
            "What else would explain it": questions.alternative,
            "It was not this if": questions.refutation,
            "Easy to fall for": questions.bias,
            "Sources": "; ".join(sources),
            "Former names": ", ".join(f"`{old}`" for old in leaf.aliases),
        }
    )


def _leaf_anchor(name: str) -> str:
    return name.replace("/", "-")


# Commands


def _commands() -> Iterator[str]:
    yield f"{cleandoc(postmortems.help or '')}"
    yield "Run it as `.venv/bin/postmortems` after `make setup`, or as `postmortems` where the package is installed."
    for name, command in commands():
        names = postmortems.context_settings["help_option_names"]
        settings = {"help_option_names": names, **command.context_settings}
        context = click.Context(command, info_name=name, terminal_width=100, **settings)
        yield f"## `{name}` {{#{name.removeprefix('postmortems ').replace(' ', '-')}}}"
        yield _code(context.get_usage().removeprefix("Usage: "), "text")
        yield cleandoc(command.help or "").replace("\f", "")
        records = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
        yield "\n".join(f"- `{names}`: {text}" for names, text in records if text)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    yield from _below("postmortems", postmortems)


def _below(name: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for key in group.list_commands(context):
        command = group.get_command(context, key)
        assert command
        if isinstance(command, click.Group):
            yield from _below(f"{name} {key}", command)
        else:
            yield f"{name} {key}", command


# Snippets


def _snippets(taxonomy: Taxonomy) -> dict[str, Any]:
    """Snippets for VS Code; a choice offers every word that the field takes."""
    category, control = _choice(3, taxonomy.categories()), _choice(13, taxonomy.controls)
    return {
        "Postmortem: draft of a record": _snippet(
            "pm-draft",
            "The ten fields of a draft. `postmortems new` also finds the next free id.",
            "---",
            "schema_version: 1",
            "id: PM-${1:2026}-${2:0001}",
            "title: ${3:What failed}",
            f"kind: {_choice(4, Kind)}",
            f"origin: {_choice(5, Origin)}",
            "status: draft",
            f"severity: {_choice(6, ['SEV3', 'SEV1', 'SEV2', 'SEV4', 'SEV5'])}",
            f"visibility: {_choice(7, ['internal', 'public', 'restricted'])}",
            "teams:",
            "  owner: ${8:team-of-the-catalog}",
            "symptom: ${9:What was seen, apart from why}",
            "---",
            "",
            "$0",
        ),
        "Postmortem: cause": _snippet(
            "pm-cause",
            "One cause, under `causes`.",
            "- id: C${1:1}",
            "  category: " + category,
            f"  role: {_choice(4, CauseRole)}",
            "  text: ${2:The cause in a sentence}",
            f"  confidence: {_choice(5, Confidence)}",
            "  evidence: [E${6:1}]$0",
        ),
        "Postmortem: action": _snippet(
            "pm-action",
            "One action of our own, under `actions`.",
            "- id: A${1:1}",
            "  title: ${2:What is done}",
            f"  type: {_choice(3, ActionType)}",
            "  addresses: [C${4:1}]",
            "  team: ${5:team-of-the-catalog}",
            '  person: "@${6:handle}"',
            "  due: ${7:2026-12-31}",
            f"  priority: {_choice(8, ['P1', 'P0', 'P2', 'P3'])}",
            f"  status: {_choice(9, (each for each in ActionStatus if each is not ActionStatus.ANNOUNCED))}",
            "  success_criterion: ${10:How one can tell by measurement that it worked}$0",
        ),
        "Postmortem: control of an action": _snippet(
            "pm-control",
            "The lasting mechanism that an action puts in place, inside the action.",
            "control:",
            "  id: ${11:name-of-the-control}",
            "  kind: " + control,
            "  where: ${12:Where it runs}",
            "  threshold: ${14:When it speaks up}$0",
        ),
        "Postmortem: entry of the timeline": _snippet(
            "pm-event",
            "One entry, under `timeline`. A mark makes it a key instant; delete the line where it is none.",
            "- at: ${1:2026-01-31T12:00:00Z}",
            f"  phase: {_choice(2, Phase)}",
            f"  kind: {_choice(3, EventKind)}",
            "  text: ${4:What happened}",
            "  evidence: [E${5:1}]",
            f"  marks: [{_choice(6, KeyInstant)}]$0",
        ),
        "Postmortem: evidence": _snippet(
            "pm-evidence",
            "One piece of evidence, under `evidence`.",
            "- id: E${1:1}",
            f"  kind: {_choice(2, EvidenceKind)}",
            "  title: ${3:What it is called}",
            "  uri: https://${4:example.com/report}",
            "  date: ${5:2026-01-31}",
            f"  visibility: {_choice(6, Visibility)}$0",
        ),
        "Postmortem: nobody knows": _snippet(
            "pm-unknown", "In place of a value that nobody knows.", "{unknown: ${1:why}}$0"
        ),
        "Postmortem: there is none": _snippet(
            "pm-not-applicable", "In place of a value that there is not.", "{not_applicable: ${1:why}}$0"
        ),
    }


def _snippet(prefix: str, description: str, *body: str) -> dict[str, Any]:
    return {"scope": "markdown", "prefix": prefix, "description": description, "body": list(body)}


def _choice(number: int, words: Iterable[str]) -> str:
    return f"${{{number}|{','.join(words)}|}}"


def stale_files(root: Path, repository: Path) -> list[str]:
    """The files that differ from what the code says now, or that it no longer makes."""
    wanted = files(root)
    stale = [name for name, text in wanted.items() if not _holds(repository / name, text)]
    return stale + sorted(
        f"{FOLDER}/{path.name}" for path in (repository / FOLDER).glob("*") if f"{FOLDER}/{path.name}" not in wanted
    )


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_bytes() == text.encode()


def main(arguments: list[str]) -> int:
    """Write or check, and say so."""
    root = REPOSITORY / "postmortems"
    match arguments:
        case ["--write"]:
            for name, text in files(root).items():
                path = REPOSITORY / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8", newline="\n")
            return 0
        case ["--check"]:
            stale = stale_files(root, REPOSITORY)
            for name in stale:
                print(f"{name} must be what the code says now: run `make reference`")
            return int(bool(stale))
    print(__doc__)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
