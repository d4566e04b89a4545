"""A small folder of records made of the complete record: itself, earlier ones that it names, and variants of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from textwrap import indent

from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import ARTIFACT_REFERENCES, TEAM_REFERENCES, words
from ml_postmortems.reading.corpus import CATALOG_FILE, SETTINGS_FILE, TAXONOMY_FILE
from scripts.reference.examples import EXAMPLE_RECORD, OTHER_EXAMPLES, example_file

_PICTURE = "PM-2025-0004/clicks.png"
_SUPERSEDED = "\n".join(["status: superseded", OTHER_EXAMPLES[("superseded_by",)], OTHER_EXAMPLES[("status_reason",)]])
_DASHBOARD = """\
    kind: dashboard
    title: Clicks among the first three results
    uri: https://dash.example.com/clicks
"""
SETTINGS = """\
schema_version: 1
fields:
  markets: {type: list, label: Markets, description: Where it was seen., visibility: public}
"""
_PICTURE_EVIDENCE = f"""\
    kind: picture
    title: Clicks
    uri: {_PICTURE}
    {OTHER_EXAMPLES["evidence", "sha256"]}
"""


def write_example_corpus(folder: Path, taxonomy: str) -> Path:
    """Write the records into an empty folder, with the text of a taxonomy, and return the path of the complete one."""
    original = EXAMPLE_RECORD.read_text("utf-8")
    record = example_file().record
    assert record
    (folder / TAXONOMY_FILE).write_text(taxonomy, "utf-8")
    (folder / CATALOG_FILE).write_text(_catalog(record), "utf-8")
    (folder / SETTINGS_FILE).write_text(SETTINGS, "utf-8")
    for name, content in _other_records(original):
        _write(folder, name, content)
    picture = folder / "2025" / _PICTURE
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"no picture")
    return _write(folder, record.id, original)


def _write(folder: Path, name: str, content: str) -> Path:
    path = folder / f"{name[3:7]}/{name}-example.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    return path


def _catalog(record: Record) -> str:
    """A catalog that knows the teams and artifacts of the record, each artifact fed by the one before it."""
    teams = {word for path in TEAM_REFERENCES for _, word in words(record, path)}
    artifacts = dict.fromkeys(word for path in ARTIFACT_REFERENCES for _, word in words(record, path))
    lines = ["schema_version: 1", "corpus: census", "operators:", "  us: {name: Our company}", "teams:"]
    lines += [f"  {team}: {{operator: us, name: {team}}}" for team in sorted(teams)]
    lines += ["artifacts:"]
    upstream = ""
    for name in artifacts:
        lines += [f"  {name}:", "    kind: model", f"    name: {name}", f"    team: {min(teams)}"]
        lines += ["    in_service_from: 2020-01-01", f"    upstream: [{upstream}]"]
        upstream = name
    return "\n".join(lines) + "\n"


def _other_records(text: str) -> Iterator[tuple[str, str]]:
    """The records that the complete one names, a year earlier, and those that have what it cannot have."""
    for name in sorted(set(re.findall(r"PM-2024-\d{4}", text))):
        earlier = re.sub(r"^recurrence:\n(?: .*\n)+", "recurrence: {of: []}\n", text, flags=re.MULTILINE)
        broken = name == "PM-2024-0003"
        earlier = earlier.replace("session-length-limit", "session-length-bounds") if broken else earlier
        yield name, _named(earlier.replace("2025-", "2024-"), name)
    variants: Mapping[str, str] = {
        "PM-2025-0002": text.replace("status: closed", _SUPERSEDED),
        "PM-2025-0003": _with_times(text, "started", "one_of"),
        "PM-2025-0004": text.replace(_DASHBOARD, _PICTURE_EVIDENCE),
        "PM-2025-0005": _with_times(text, "resolved", "not_yet").replace("    status: wont-do", "    status: open"),
        "PM-2025-0006": text.replace("\n  diagnosed:", "\n  started:").replace("    marks: [started]\n", ""),
    }
    for name, content in variants.items():
        assert content != text, f"{EXAMPLE_RECORD.name} must still have what {name} replaces"
        yield name, _named(content, name)


def _named(text: str, name: str) -> str:
    """A record with an id and without former ones."""
    text = re.sub(r"^aliases: .*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^id: .*", f"id: {name}", text, count=1, flags=re.MULTILINE)


def _with_times(text: str, instant: str, key: str) -> str:
    """The record with a key instant that no entry marks."""
    times = f"times:\n  {instant}:\n{indent(OTHER_EXAMPLES['times', key], '    ')}\n"
    unmarked = re.sub(rf"^    marks: \[{instant}.*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^times:\n(?: .*\n)+", times, unmarked, flags=re.MULTILINE)
