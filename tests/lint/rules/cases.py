"""What each rule finds: valid files with one change, the finding expected of it, and the files once mended."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Finding
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from ml_postmortems.reading.vocabulary import parse_catalog
from tests.helpers import BODY, CATALOG, TAXONOMY, RecordDict, changed, external_record, own_record, record_text

OWN = "2025/PM-2025-0001-session-length.md"
EXTERNAL = "2024/PM-2024-0001-acme-answers.md"
OTHER = "2025/PM-2025-0002-other.md"
PICTURE = "2025/PM-2025-0001/clicks.png"
AS_OF = date(2025, 6, 1)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)

Content = str | bytes | Path | None
"""Of a file: text, bytes, the target of a symbolic link; None for no file."""
Files = Mapping[str, Content]
VALID_FILES: Files = {
    "taxonomy.yml": TAXONOMY,
    "catalog.yml": CATALOG,
    OWN: record_text(own_record()),
    EXTERNAL: record_text(external_record()),
}


def write_files(folder: Path, *changes: Files) -> Path:
    """Write the valid files with these changes into the folder `postmortems/`, and return it."""
    root = folder / "postmortems"
    contents: dict[str, Content] = dict(VALID_FILES)
    for change in changes:
        contents |= change
    for name, content in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        match content:
            case str():
                path.write_text(content, "utf-8")
            case bytes():
                path.write_bytes(content)
            case Path():
                path.symlink_to(content)
            case None:
                pass
    return root


def findings_of(folder: Path, *changes: Files) -> list[Finding]:
    """What the checker finds in the valid files with these changes, by paths below the folder of records."""
    return check_corpus(load_corpus(write_files(folder, *changes)))


def check_corpus(corpus: Corpus) -> list[Finding]:
    """What the checker finds in a corpus, on the day that all cases are set in."""
    return list(check(Context(corpus, AS_OF)).findings)


def check_files(corpus: Corpus, files: Collection[RecordFile], paths: Collection[Path]) -> list[Finding]:
    """What the checker finds in some files of a corpus, on the same day."""
    return list(check(Context(corpus, AS_OF), files, paths).findings)


def check_case(corpus: Corpus, case: Case) -> list[Finding]:
    """What the checker finds when it is asked as a case wants it."""
    root = corpus.root
    path = root / case.file
    changed = frozenset({path}) if case.is_changed or case.former else frozenset[Path]()
    texts = (case.lost,) if isinstance(case.lost, str) else case.lost
    lost = tuple(parse_record_file(path, text.encode()) for text in texts)
    former = {path: parse_record_file(path, case.former.encode())} if case.former else {}
    base = parse_catalog(case.base_catalog.encode())
    return list(check(Context(corpus, AS_OF, case.is_merge, changed, lost, former, base_catalog=base)).findings)


def findings_of_record(folder: Path, record: RecordDict, body: str = BODY) -> list[Finding]:
    """What the checker finds in one record of ours among the valid files."""
    return findings_of(folder, {OWN: record_text(record, body)})


def codes(findings: list[Finding]) -> list[str]:
    """The code of each finding."""
    return [finding.code for finding in findings]


def retold(text: str) -> str:
    """The text of a record in other phrases, so that it is no copy of the one that it was made of."""
    return text.replace(" the ", " that ")


def line_of(text: str, place: str) -> int:
    """The line, from 1, on which a text begins that stands there once; 1 for no text."""
    if not place:
        return 1
    assert text.count(place) == 1, f"{place!r} stands there {text.count(place)} times"
    return text.count("\n", 0, text.index(place)) + 1


@dataclass(frozen=True)
class Case:
    """Files that a rule finds something in, and the same files once mended."""

    code: str
    subject: str
    place: str
    """Text that stands once in the file and begins on the line of the finding; empty for line 1."""
    bad: Files
    mended: Files
    file: str = OWN
    """The file of the finding."""
    also: tuple[str, ...] = ()
    """Other rules that the same change sets off."""
    is_changed: bool = False
    """Whether the file is one that the pull request changes."""
    lost: str | tuple[str, ...] = ()
    """The text of each record that stood in the file on the base of the pull request."""
    former: str = ""
    """What the changed file was on the base of the pull request."""
    is_merge: bool = False
    """True to check as `check --merge` does."""
    base_catalog: str = ""
    """What the catalog was on the base of the pull request, if it was another one."""


class CheckedCase(NamedTuple):
    """The bad files of a case, as they were read, and what was found in them."""

    corpus: Corpus
    findings: list[Finding]


Checked = Callable[[Case], CheckedCase]


def own(code: str, subject: str, place: str, path: str, value: Any) -> Case:
    """Our own record with one field changed (deleted, if the value is None); mended, it is as before."""
    return Case(code, subject, place, {OWN: record_text(changed(own_record(), path, value))}, {})


def external(code: str, subject: str, place: str, path: str, value: Any) -> Case:
    """The record of somebody else's incident with one field changed; mended, it is as before."""
    bad = {EXTERNAL: record_text(changed(external_record(), path, value))}
    return Case(code, subject, place, bad, {}, EXTERNAL)


def rewritten(code: str, subject: str, place: str, old: str, new: str, mended: str | None = None) -> Case:
    """The text of our own record with a part replaced; mended, it is as before or replaced otherwise."""
    text = record_text(own_record())
    assert text.count(old) == 1, old
    repaired: Files = {} if mended is None else {OWN: text.replace(old, mended)}
    return Case(code, subject, place, {OWN: text.replace(old, new)}, repaired)


def vocabulary(code: str, subject: str, place: str, file: str, old: str, new: str) -> Case:
    """One of the vocabulary files with a part replaced where it first stands; mended, it is as before."""
    text = {"catalog.yml": CATALOG, "taxonomy.yml": TAXONOMY}[file]
    assert old in text, old
    return Case(code, subject, place, {file: text.replace(old, new, 1)}, {}, file)


def other_file(code: str, subject: str, place: str, bad: Content, mended: Content = None) -> Case:
    """A second record of ours with this content; mended, with another or gone."""
    return Case(code, subject, place, {OTHER: bad}, {OTHER: mended}, OTHER)


def pictured(record: RecordDict | None = None, **changes: Any) -> str:
    """Our own record with a picture as its fifth piece of evidence; a change to None takes a field out."""
    evidence = {
        "id": "E5",
        "kind": "picture",
        "title": "Clicks that night",
        "uri": "PM-2025-0001/clicks.png",
        "visibility": "public",
        "sha256": sha256(PNG).hexdigest(),
        "captured": "2025-03-12",
        **changes,
    }
    kept = {name: value for name, value in evidence.items() if value is not None}
    shown = changed(record or own_record(), "evidence.4", kept)
    return record_text(changed(shown, "timeline.1.evidence", ["E2", "E5"]))


def _mostly_unknown() -> RecordDict:
    unknown = {"unknown": "Nobody knows any more."}
    fields = (
        "summary trigger failure artifacts lifecycle_stage detection timeline impact recurrence affected_data actions "
        "lessons"
    )
    record = external_record(**dict.fromkeys(fields.split(), unknown))
    return changed(
        record, "times", dict.fromkeys(("started", "detected", "diagnosed", "mitigated", "resolved"), unknown)
    )


_TAXONOMY_WITH_ALIAS = TAXONOMY.replace(
    "        name: Schema change\n",
    "        name: Schema change\n        aliases: [data-quality/format-change]\n",
)
_KIND = 'kind: "incident"\n'
_SUMMARY = own_record()["summary"]

CASES: tuple[Case, ...] = (
    # PM0: the file and its format
    other_file("PM001", "file", "", Path("/etc/passwd")),
    other_file("PM002", "file", "", "-" * 262_145),
    rewritten("PM002", "front matter", "", _KIND, f'{_KIND}tags: "{"x" * 65_536}"\n', _KIND),
    Case("PM003", "file", "title:", {OWN: b"---\nschema_version: 1\ntitle: Caf\xe9\n---\n"}, {}),
    rewritten("PM004", "file", 'title: "\u2028', 'title: "Session', 'title: "\u2028Session'),
    rewritten("PM004", "file", 'title: "\x1b', 'title: "Session', 'title: "\x1b[31mSession'),
    rewritten("PM004", "file", "It was\u202e", "It was", "It was\u202e"),
    rewritten("PM004", "file", "", '---\nschema_version: "1"', '\ufeff---\nschema_version: "1"'),
    rewritten("PM005", "line 1", "", '---\nschema_version: "1"', '\n---\nschema_version: "1"'),
    rewritten("PM005", "line 1", "", '---\nschema_version: "1"', '----\nschema_version: "1"'),
    other_file("PM005", "line 1", "", ""),
    rewritten("PM006", "front matter", "", "---\n\n## What happened", "...\n\n## What happened"),
    rewritten("PM007", "front matter", "title: Rollback", 'title: "Session', "title: Rollback: the second try #"),
    rewritten("PM007", "front matter", 'kind: "incident"', _KIND, f"   {_KIND}"),
    rewritten("PM008", "title", "title: &", 'title: "Session', 'title: &here "Session'),
    rewritten("PM008", "title", "title: !!", 'title: "Session', 'title: !!str "Session'),
    rewritten("PM008", "front matter", "? [a]", _KIND, f"{_KIND}? [a]\n: b\n", _KIND),
    rewritten("PM009", "kind", 'kind: "drill"', _KIND, f'{_KIND}kind: "drill"\n'),
    other_file("PM010", "front matter", "- title", "---\n- title: Lost labels\n---\n"),
    other_file("PM010", "front matter", "---\n#", "---\n---\n#"),
    other_file(
        "PM022", "front matter", "", "---\ntitle: Outage\nlayout: post\nauthor: me\ndate: 2026-01-01\n---\n# A\n"
    ),
    rewritten("PM011", "front matter", "tags: [", _KIND, f"{_KIND}tags: {'[' * 14}{']' * 14}\n", _KIND),
    rewritten("PM011", "front matter", "tags: [", _KIND, f"{_KIND}tags: [{'a, ' * 10_000}]\n", _KIND),
    rewritten("PM012", "kind", "kind: incident #", _KIND, "kind: incident #2\n", "# 2\nkind: incident\n"),
    Case("PM013", "folder 2025/", "", {"2025/outage.md": "x"}, {}, "2025/outage.md"),
    Case("PM013", "folder postmortems/", "", {"drafts/a.md": "x"}, {}, "drafts"),
    Case("PM013", "folder PM-2025-0001/", "", {"2025/PM-2025-0001/a.svg": "x"}, {}, "2025/PM-2025-0001/a.svg"),
    own("PM014", "id", 'id: "PM-2025-0009"', "id", "PM-2025-0009"),
    Case(
        "PM014",
        "id",
        'id: "PM-2025-0001"',
        {OWN: None, OTHER: record_text(own_record())},
        {OWN: None, OTHER: record_text(own_record(id="PM-2025-0002"))},
        OTHER,
    ),
    Case(
        "PM015",
        "picture",
        "",
        {OWN: pictured(sha256=sha256(b"GIF89a").hexdigest()), PICTURE: b"GIF89a"},
        {OWN: pictured(), PICTURE: PNG},
        PICTURE,
    ),
    Case(
        "PM015",
        "picture",
        "",
        {OWN: pictured(sha256=sha256(PNG + bytes(1 << 20)).hexdigest()), PICTURE: PNG + bytes(1 << 20)},
        {OWN: pictured(), PICTURE: PNG},
        PICTURE,
    ),
    Case("PM016", "picture", "", {PICTURE: PNG}, {OWN: pictured(), PICTURE: PNG}, PICTURE),
    Case("PM017", "evidence[4].uri", 'uri: "PM-2025-0001/c', {OWN: pictured()}, {OWN: pictured(), PICTURE: PNG}),
    Case(
        "PM017",
        "evidence[4].uri",
        'uri: "PM-2024-0001/c',
        {OWN: pictured(uri="PM-2024-0001/clicks.png")},
        {OWN: pictured(), PICTURE: PNG},
    ),
    Case(
        "PM023",
        "evidence[4].sha256",
        "sha256: ",
        {OWN: pictured(sha256="0" * 64), PICTURE: PNG},
        {OWN: pictured(), PICTURE: PNG},
    ),
    rewritten(
        "PM018",
        "link",
        "It was [like",
        "It was",
        "It was [like then](../2024/outage.md)",
        f"It was [like then](../{EXTERNAL})",
    ),
    Case(
        "PM019",
        "picture",
        "![](",
        {OWN: pictured() + "\n![](PM-2025-0001/clicks.png)\n", PICTURE: PNG},
        {OWN: pictured() + "\n![A fall at one](PM-2025-0001/clicks.png)\n", PICTURE: PNG},
    ),
    # PM1: schema and vocabulary
    own("PM101", "title", "", "title", None),
    own("PM101", "trigger.text", "trigger:", "trigger.text", None),
    own("PM101", "causes[0].category", '- id: "C1"', "causes.0.category", None),
    rewritten("PM101", "severity", "severity:", 'severity: "SEV1"', "severity:"),
    rewritten("PM101", "severity", "severity:", 'severity: "SEV1"', "severity: ~"),
    own("PM102", "severty", "severty:", "severty", "SEV1"),
    own("PM102", "timeline[0].evidnce", "evidnce:", "timeline.0.evidnce", ["E1"]),
    own("PM102", "times.detcted", "detcted:", "times", {"detcted": {"unknown": "Nobody wrote it down."}}),
    own("PM103", "tags", "tags:", "tags", "search"),
    own("PM103", "trigger", "trigger:", "trigger", "A new log format."),
    own("PM103", "title", "title:\n", "title", ["Session length"]),
    own("PM104", "severity", "severity:", "severity", "SEV-2"),
    own("PM104", "status", 'status: "Published"', "status", "Published"),
    own("PM104", "timeline[1].marks[0]", '- "Started"', "timeline.1.marks", ["Started"]),
    own("PM104", "causes[1].role", 'role: "root"', "causes.1.role", "root"),
    own("PM105", "timeline[2].at", 'at: "2025-03-11 04:30"', "timeline.2.at", "2025-03-11 04:30"),
    own("PM105", "timeline[2].at", 'at: "2025-02-30"', "timeline.2.at", "2025-02-30"),
    own("PM105", "timeline[2].at", 'at: "05/10/2025 04:30"', "timeline.2.at", "05/10/2025 04:30"),
    own("PM105", "timezone", 'timezone: "Europe/Berlim"', "timezone", "Europe/Berlim"),
    own("PM105", "teams.owner", "owner:", "teams.owner", "Search Ranking"),
    own("PM105", "evidence[0].uri", "javascript", "evidence.0.uri", "javascript:alert(1)"),
    own("PM105", "impact.users[0].value", '"120,000"', "impact.users.0.value", "120,000"),
    own("PM105", "schema_version", "schema_version:", "schema_version", "3"),
    own("PM105", "symptom", 'symptom: ""', "symptom", ""),
    own("PM105", "tags[0]", '- " "', "tags", [" "]),
    own("PM106", "title", 'title: "xx', "title", "x" * 91),
    own("PM106", "risk.likelihood", 'likelihood: "7"', "risk.likelihood", "7"),
    own("PM106", "risk.impact", 'impact: "0"', "risk.impact", "0"),
    own("PM107", "severity", "severity:", "severity", {"unknown": "Still being discussed."}),
    own("PM107", "primary_cause", "primary_cause:", "primary_cause", {"unknown": "Not yet."}),
    own("PM108", "causes[1].category", '"rollout-gap"', "causes.1.category", "rollout-gap"),
    Case(
        "PM109",
        "causes[0].category",
        '"data-quality/format-change"',
        {
            "taxonomy.yml": _TAXONOMY_WITH_ALIAS,
            OWN: record_text(own_record(**{"causes.0.category": "data-quality/format-change"})),
        },
        {"taxonomy.yml": _TAXONOMY_WITH_ALIAS},
    ),
    own("PM110", "trigger.category", 'category: "deploy"', "trigger.category", "deploy"),
    own("PM110", "lifecycle_stage", "lifecycle_stage:", "lifecycle_stage", "production"),
    own("PM110", "actions[1].control.kind", 'kind: "magic"', "actions.1.control.kind", "magic"),
    own("PM111", "teams.owner", 'owner: "rankin"', "teams.owner", "rankin"),
    own("PM111", "actions[0].team", 'team: "search"', "actions.0.team", "search"),
    own("PM111", "people.reviewers[0].team", 'team: "sre"', "people.reviewers.0.team", "sre"),
    own("PM112", "artifacts[1].id", '"user-feature"', "artifacts.1.id", "user-feature"),
    own("PM112", "lessons[0].applies_to[1]", '"features"\npeople:', "lessons.0.applies_to", ["click-log", "features"]),
    external("PM113", "actions[0].priority", "priority:", "actions.0.priority", "P1"),
    external("PM113", "people", "people:", "people", {"unknown": "Acme names nobody."}),
    Case("PM114", "file", "", {"catalog.yml": None}, {}, "catalog.yml"),
    vocabulary("PM114", "teams.ranking.name", "ranking:\n    operator", "catalog.yml", "    name: Ranking\n", ""),
    vocabulary("PM114", "schema_version", "schema_version:", "taxonomy.yml", "schema_version: 1", "schema_version: 2"),
    vocabulary("PM115", "teams.ranking.operator", "operator: usa", "catalog.yml", "operator: us\n", "operator: usa\n"),
    vocabulary(
        "PM115", "artifacts.user-features.upstream[0]", "upstream: [clicks]", "catalog.yml", "[click-log]", "[clicks]"
    ),
    vocabulary(
        "PM115",
        "causes.data-quality.leaves.schema-change.excludes[0].use",
        "data-quality/nothing-such",
        "taxonomy.yml",
        "use: data-quality/corrupted-values",
        "use: data-quality/nothing-such",
    ),
    # PM2: consistency
    own("PM201", "timeline[2].at", 'at: "2025-03-11T00:30:00Z"', "timeline.2.at", "2025-03-11T00:30:00Z"),
    own("PM201", "timeline[1].at", 'at: "2025-03-09"', "timeline.1.at", "2025-03-09"),
    Case(
        "PM202",
        "timeline[4].marks",
        'marks:\n      - "resolved"',
        {
            OWN: record_text(
                own_record(**{"timeline.4.marks": ["resolved"], "timeline.5.marks": ["mitigated", "data-repaired"]})
            )
        },
        {},
    ),
    own("PM203", "timeline[2].marks", 'marks:\n      - "detected"\n      - "started"', "timeline.2.marks.1", "started"),
    own("PM204", "times.started", "started:", "times", {"started": {"unknown": "Nobody wrote it down."}}),
    own("PM205", "affected_data[0]", '- artifact: "user-features"', "affected_data.0.to", "2025-03-01"),
    external("PM205", "times.detected", "detected:", "times.detected.to", "2024-06-04"),
    own("PM205", "impact.requests[0].value", "value:\n", "impact.requests.0.value.to", "200000"),
    own("PM205", "impact.requests[0].value", "value: {}", "impact.requests.0.value", {}),
    own("PM206", "lessons[1].id", '- id: "L1"\n    text: "Twice."', "lessons.1", {"id": "L1", "text": "Twice."}),
    own("PM206", "actions[2].id", '- id: "A1"\n    title: "Alert', "actions.2.id", "A1"),
    own("PM207", "causes[0].evidence[0]", '- "E9"', "causes.0.evidence", ["E9"]),
    external("PM207", "times.detected.evidence[0]", '- "E8"', "times.detected.evidence", ["E8"]),
    own("PM207", "actions[2].addresses[0]", '- "C9"', "actions.2.addresses", ["C9"]),
    own("PM207", "primary_cause", "primary_cause:", "primary_cause", "C4"),
    replace(own("PM207", "validation[0].actions[0]", '- "A7"', "validation.0.actions", ["A7"]), also=("PM504",)),
    own("PM208", "causes[1].caused_by", 'caused_by:\n      - "C2"\n  - id: "C3"', "causes.1.caused_by", ["C2"]),
    own("PM209", "primary_cause", "primary_cause:", "primary_cause", "C3"),
    own("PM210", "actions[2].status", 'status: "announced"', "actions.2.status", "announced"),
    own("PM211", "recurrence.of[0]", '- "PM-2025-0001"', "recurrence.of", ["PM-2025-0001"]),
    replace(
        own(
            "PM211",
            "recurrence.related[0]",
            '- "PM-2024-0001"\n  dismissed',
            "recurrence",
            {"of": ["PM-2024-0001"], "related": ["PM-2024-0001"], "dismissed": []},
        ),
        also=("PM805",),
    ),
    # PM3: completeness
    own("PM301", "people", "", "people", None),
    own("PM301", "actions[2].due", '- id: "A3"', "actions.2.due", None),
    own("PM301", "lessons", "lessons: []", "lessons", []),
    external("PM301", "impact", "", "impact", None),
    Case(
        "PM302",
        "status",
        'status: "published"',
        {EXTERNAL: record_text(_mostly_unknown())},
        {},
        EXTERNAL,
        also=("PM325",),
    ),
    rewritten("PM303", "section `## Limitations`", "## Limits", "## Limitations", "## Limits"),
    rewritten(
        "PM303",
        "section `## What went well`",
        "## What went well",
        "The rollback took five minutes once the cause was known.",
        "",
    ),
    rewritten("PM304", "body", "TODO", "It was a quiet night", "TODO: was it a quiet night"),
    rewritten("PM304", "body", "<!-- Who", "It was a quiet night", "<!-- Who was awake? -->\nIt was a quiet night"),
    own("PM305", "summary", "summary:", "summary", " ".join(_SUMMARY.split()[:39])),
    own("PM305", "summary", "summary:", "summary", "word " * 121),
    own("PM306", "times.detected", "timeline:", "timeline.2.marks", None),
    external("PM306", "times.diagnosed", "times:", "times.diagnosed", None),
    own("PM307", "artifacts[2].version", '- id: "ranking-model"', "artifacts.2.version", None),
    replace(external("PM308", "evidence", "evidence:\n  -", "evidence.0.visibility", "internal"), also=("PM705",)),
    replace(external("PM308", "evidence", "evidence:\n  -", "evidence.0.uri", "report.pdf"), also=("PM017",)),
    own("PM309", "causes[2].ruled_out_because", '- id: "C3"', "causes.2.ruled_out_because", None),
    own("PM309", "causes[1].proposed_category", '- id: "C2"', "causes.1.category", "unclassified"),
    own("PM309", "actions[2].reason", '- id: "A3"', "actions.2.status", "wont-do"),
    own("PM310", "impact.predictions", "predictions:", "impact.predictions", {"unknown": "why"}),
    external("PM310", "times.diagnosed", "diagnosed:", "times.diagnosed", {"not_applicable": "N/A"}),
    own("PM105", "timeline[0].at", 'at: "2025-03-10T22:00:00"', "timeline.0.at", "2025-03-10T22:00:00"),
    # PM8: what records say about each other
    Case(
        "PM801",
        "id",
        'id: "PM-2025-0001"',
        {"2025/PM-2025-0001-twice.md": record_text(own_record())},
        {OTHER: record_text(own_record(id="PM-2025-0002"))},
        "2025/PM-2025-0001-twice.md",
    ),
    own("PM801", "aliases[0]", '- "PM-2024-0001"', "aliases", ["PM-2024-0001"]),
    own("PM802", "recurrence.related[0]", '- "PM-2024-0009"', "recurrence.related", ["PM-2024-0009"]),
    own(
        "PM802",
        "recurrence.dismissed[0].id",
        'id: "PM-2019-0001"',
        "recurrence.dismissed",
        [{"id": "PM-2019-0001", "reason": "There another field was read in a wrong way."}],
    ),
)
