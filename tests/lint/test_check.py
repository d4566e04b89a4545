"""The checker over a whole file or corpus: everything at once, nothing twice, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.lint.finding import Level
from ml_postmortems.reading.corpus import Corpus, load_corpus
from tests.helpers import BODY, FROZEN_RECORDS, external_record, own_record, record_text
from tests.lint.rules.cases import (
    EXTERNAL,
    OWN,
    check_corpus,
    check_files,
    codes,
    findings_of,
    findings_of_record,
    line_of,
    pictured,
    write_files,
)

TEN_FAULTS = own_record(
    **{
        "severity": "SEV-2",
        "teams.owner": "rankin",
        "trigger.category": "deploy",
        "artifacts.2.version": None,
        "timeline.2.at": "2025-03-11T00:30:00Z",
        "causes.0.category": "rollout-gap",
        "primary_cause": "C3",
        "risk.likelihood": "7",
        "actions.2.due": None,
        "severty": "SEV2",
    }
)
TEN_PLACES = {
    "PM104": "severity: ",
    "PM111": 'owner: "rankin"',
    "PM110": 'category: "deploy"',
    "PM307": '- id: "ranking-model"',
    "PM201": 'at: "2025-03-11T00:30:00Z"',
    "PM108": '"rollout-gap"',
    "PM209": "primary_cause: ",
    "PM106": 'likelihood: "7"',
    "PM301": '- id: "A3"',
    "PM102": "severty: ",
}


def test_the_real_records_have_no_findings() -> None:
    """What we publish passes what we ask of others."""
    assert check_corpus(load_corpus(FROZEN_RECORDS)) == []


def test_ten_faults_are_ten_findings_at_once(tmp_path: Path) -> None:
    """An author mends everything in one go; each finding stands on its own line."""
    findings = findings_of_record(tmp_path, TEN_FAULTS)
    text = record_text(TEN_FAULTS)
    assert {finding.code: finding.line for finding in findings} == {
        code: line_of(text, place) for code, place in TEN_PLACES.items()
    }
    assert len(findings) == len({finding.line for finding in findings}) == 10


def test_findings_come_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    """The report is read from top to bottom, file by file."""
    bad_body = BODY.replace("It was a quiet night", "TODO")
    findings = findings_of(
        tmp_path,
        {OWN: record_text(TEN_FAULTS, bad_body), EXTERNAL: "", "2025/outage.md": "", "catalog.yml": None},
    )
    places = [(finding.path, finding.line) for finding in findings]
    assert places == sorted(places)
    assert len({path for path, _ in places}) == 4


def test_two_runs_find_the_same(tmp_path: Path) -> None:
    """Nothing depends on the order of a set or on what was checked before."""
    corpus = load_corpus(write_files(tmp_path, {OWN: record_text(TEN_FAULTS)}))
    assert check_corpus(corpus) == check_corpus(corpus)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("summary", {"unknown": ""}, "PM105"),
        ("summary", [], "PM103"),
        ("trigger", "data-change", "PM103"),
        ("trigger.category", "data change", "PM105"),
        ("teams.owner", "Ranking", "PM105"),
        ("timeline", "All night.", "PM103"),
        ("timeline.1.at", "yesterday", "PM105"),
        ("timeline.1.marks", "started", "PM103"),
        ("times", [], "PM103"),
        ("causes", {"C1": "It broke."}, "PM103"),
        ("causes.0.id", "C-1", "PM105"),
        ("causes.1.role", "root", "PM104"),
        ("evidence", "See the dashboard.", "PM103"),
        ("evidence.0", "A commit", "PM103"),
        ("evidence.0.id", "E-1", "PM105"),
        ("evidence.0.kind", "git", "PM104"),
        ("actions.0.id", "A0", "PM105"),
        ("actions.2.due", "soon", "PM105"),
        ("primary_cause", "C-1", "PM105"),
        ("status", "done", "PM104"),
        ("origin", "ours", "PM104"),
        ("id", "2025-1", "PM105"),
    ],
)
def test_a_field_that_cannot_be_read_is_told_once(path: str, value: object, code: str, tmp_path: Path) -> None:
    """One slip is one finding: what depends on the field is left alone until it can be read."""
    assert codes(findings_of_record(tmp_path, own_record(**{path: value}))) == [code]


@pytest.mark.parametrize("written", ["kind: *a", "kind: !!str", "<<: {severity: SEV9}\nkind: incident"])
def test_forbidden_yaml_is_told_once(written: str, tmp_path: Path) -> None:
    """What an alias, a tag or a merge key leaves behind is no second finding."""
    text = record_text(own_record()).replace('kind: "incident"', written, 1)
    assert codes(findings_of(tmp_path, {OWN: text})) == ["PM008"]


def test_a_comma_in_a_reason_is_told_once(tmp_path: Path) -> None:
    """The words behind the comma are no keys of the format, and nothing else is asked of the field."""
    written = "risk: {unknown: the scale was new, and nobody agreed}"
    text = record_text(own_record(risk="RISK")).replace('risk: "RISK"', written)
    (finding,) = findings_of(tmp_path, {OWN: text})
    assert (finding.code, finding.line, finding.field) == ("PM007", line_of(text, written), ("risk", "unknown"))
    assert finding.fix == "put the whole text into double quotes; `postmortems check --fix` does it"


def test_a_missing_list_is_told_once(tmp_path: Path) -> None:
    """References to what may stand in a list that is not there do not bury the finding that it is missing."""
    findings = findings_of_record(tmp_path, own_record(evidence=None))
    assert [(finding.code, finding.subject) for finding in findings] == [("PM301", "evidence")]


def test_a_missing_timeline_is_told_once(tmp_path: Path) -> None:
    """Key instants are asked for where there is a timeline that could mark them."""
    findings = findings_of_record(tmp_path, own_record(timeline=None))
    assert [(finding.code, finding.subject) for finding in findings] == [("PM301", "timeline")]


def test_two_unreadable_ids_are_not_the_same_id(tmp_path: Path) -> None:
    """What stands in for an id that cannot be read is nobody's id."""
    findings = findings_of(
        tmp_path,
        {OWN: record_text(own_record(id="PM-1")), "2025/PM-2025-0002-other.md": record_text(own_record(id="PM-2"))},
    )
    assert codes(findings) == ["PM105", "PM105"]


def test_the_other_fields_of_a_record_without_title_are_checked(tmp_path: Path) -> None:
    """A missing field hides no other finding."""
    findings = findings_of_record(tmp_path, own_record(**{"title": None, "primary_cause": "C3", "lessons": None}))
    assert codes(findings) == ["PM101", "PM301", "PM209"]


def test_the_other_parts_of_a_faulty_item_are_checked(tmp_path: Path) -> None:
    """A fault in one action does not hide what is wrong with the next."""
    record = own_record(**{"actions.0.type": "hotfix", "actions.1.addresses": ["C9"], "actions.2.due": None})
    findings = findings_of_record(tmp_path, record)
    assert [(finding.code, finding.subject) for finding in findings] == [
        ("PM104", "actions[0].type"),
        ("PM207", "actions[1].addresses[0]"),
        ("PM301", "actions[2].due"),
    ]


def test_an_item_that_cannot_be_kept_does_not_shift_the_others(tmp_path: Path) -> None:
    """Field paths and lines are those of the file, also behind an item that was dropped."""
    record = own_record(**{"actions.0": "Go back.", "actions.2.due": None})
    finding = findings_of_record(tmp_path, record)[-1]
    assert (finding.subject, finding.line) == ("actions[2].due", line_of(record_text(record), '- id: "A3"'))
    assert finding.field == ("actions", 2, "due")


def test_an_unreadable_record_hides_no_other(tmp_path: Path) -> None:
    """One broken file does not stop the check of the rest."""
    findings = findings_of(tmp_path, {OWN: "no front matter", EXTERNAL: record_text(external_record())})
    assert codes(findings) == ["PM005"]


def test_without_vocabulary_no_word_is_called_unknown(tmp_path: Path) -> None:
    """While taxonomy and catalog cannot be read, that is the finding, not every word that stands in them."""
    findings = findings_of(tmp_path, {"taxonomy.yml": "causes: [", "catalog.yml": None})
    assert codes(findings) == ["PM114", "PM114"]


@pytest.fixture
def two_same_ids(tmp_path: Path) -> Corpus:
    """Two records that took the same number, and a picture that no evidence names."""
    return load_corpus(
        write_files(
            tmp_path,
            {"2025/PM-2025-0001-a-twin.md": record_text(own_record()), "2024/PM-2024-0001/graph.png": "text"},
        )
    )


def test_findings_about_the_corpus_are_kept_for_the_paths_asked_for(two_same_ids: Corpus) -> None:
    """A check of one file tells everything about it and nothing about others."""
    for file in two_same_ids.files:
        found = codes(check_files(two_same_ids, [file], {file.path}))
        assert found == (["PM801"] if file.path.parent.name == "2025" else [])
    (picture,) = two_same_ids.pictures
    assert codes(check_files(two_same_ids, [], {picture})) == ["PM015", "PM016"]


def test_a_repeated_id_names_the_other_record(two_same_ids: Corpus) -> None:
    """Each of two records with one id says which the other is, so either author can act."""
    assert [finding.found for finding in check_corpus(two_same_ids) if finding.code == "PM801"] == [
        "`PM-2025-0001`, which is that of `PM-2025-0001-session-length.md` too",
        "`PM-2025-0001`, which is that of `PM-2025-0001-a-twin.md` too",
    ]


def test_a_finding_carries_name_and_level_of_its_rule(tmp_path: Path) -> None:
    """Formats and pages need nothing but the finding."""
    (finding,) = findings_of(tmp_path, {OWN: pictured()})
    assert (finding.code, finding.rule, finding.level) == ("PM017", "missing-kept-file", Level.ERROR)


def test_a_heading_is_not_taken_for_another_that_is_needed(tmp_path: Path) -> None:
    """`What happened` is missing, even though `Why it happened` looks alike and is there."""
    body = BODY.replace("## What happened", "## Events")
    (finding,) = findings_of_record(tmp_path, own_record(), body)
    assert (finding.subject, finding.found) == ("section `## What happened`", "nothing")


@pytest.mark.parametrize(
    ("written", "fix"),
    [
        ("[then](PM-2024-0001-acme-answers.md)", f"write `../{EXTERNAL}`"),
        ("[then](../2024/PM-2024-0001-old-name.md)", f"write `../{EXTERNAL}`"),
        ("![A fall](PM-2025-0001/clicks.png)", "list it as evidence of `kind: picture`"),
        ("[then](/records/1)", "such as `../2024/PM-2024-0003-some-words.md`"),
    ],
)
def test_a_dead_link_is_told_with_the_link_that_works(written: str, fix: str, tmp_path: Path) -> None:
    """The advice fits the link: the right path where the record is known, the evidence list for a picture."""
    (finding,) = findings_of_record(tmp_path, own_record(), BODY.replace("It was a quiet", f"{written} was a quiet"))
    assert finding.code == "PM018"
    assert fix in finding.fix


def test_a_fault_is_told_where_it_is_written(tmp_path: Path) -> None:
    """In a file of version 2, a fault of a value is one finding, however many fields are derived from the value."""
    paths = ("actions.0.team", "actions.2.team", "evidence.1.team", "people.participants.1.team")
    record = own_record(**{"schema_version": "2", "teams.owner": "rankin"}, **dict.fromkeys(paths))
    found = [each.field_name for each in findings_of_record(tmp_path, record) if each.code == "PM111"]
    assert found == ["teams.owner"]
