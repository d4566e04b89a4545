"""The forms that authors paste."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.authoring.coaching.closest_leaves import closest_leaves
from ml_postmortems.authoring.coaching.forms import form_of
from ml_postmortems.authoring.coaching.known_names import KnownNames
from ml_postmortems.authoring.coaching.shapes import is_block, is_list, parts_of
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.model.block import Gate
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import FieldRule, field_rules
from ml_postmortems.model.terms import Origin, Severity, Status
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.corpus import Corpus, load_corpus
from ml_postmortems.reading.yaml_tree import read_yaml
from tests.authoring.workspace import AS_OF
from tests.helpers import external_record, own_record, record_text, write_corpus

NEEDED = [rule for rule in field_rules() if rule.needed and rule.needed.gate is not Gate.DRAFT]
TOP = [rule for rule in NEEDED if len(rule.path) == 1]
CASES = [(origin, severity) for origin in Origin for severity in (Severity.SEV1, Severity.SEV3, Severity.SEV5)]


def corpus_with(folder: Path, origin: Origin, **changes: Any) -> tuple[Corpus, Record]:
    """A corpus of one record that is complete but for the changes, and the record."""
    record = (own_record if origin is Origin.OWN else external_record)(**changes)
    corpus = load_corpus(write_corpus(folder, record))
    assert corpus.records
    return corpus, corpus.records[0]


def form_tree(rule: FieldRule, corpus: Corpus, record: Record) -> Any:
    """What the strict reader makes of a form."""
    lines = form_of(rule.path, record, KnownNames(record, corpus)).lines
    tree = read_yaml("\n".join(lines), 1)
    assert tree.faults == [], rule.path
    assert isinstance(tree.value, dict)
    assert list(tree.value) == [rule.path[-1]]
    return tree.value[rule.path[-1]]


@pytest.mark.parametrize(("origin", "severity"), CASES)
def test_forms_show_every_mandatory_key(origin: Origin, severity: Severity, tmp_path: Path) -> None:
    """A form is YAML that the strict reader takes, lists have an entry, and no mandatory key of an entry is missing."""
    corpus, record = corpus_with(tmp_path, origin, severity=severity.value)

    def assert_whole(path: tuple[str, ...], value: Any) -> None:
        for part in parts_of(path):
            if part.insider_only and origin is Origin.EXTERNAL:
                assert part.path[-1] not in value
                continue
            is_needed = part.needed and part.needed.applies(Status.PUBLISHED, Tier.of("incident", severity), origin)
            if part.always_with_parent or is_needed:
                assert part.path[-1] in value, part.path
                if is_block(part):
                    inner = value[part.path[-1]]
                    assert_whole(part.path, inner[0] if is_list(part) else inner)

    for rule in NEEDED:
        value = form_tree(rule, corpus, record)
        if is_block(rule):
            for entry in value if is_list(rule) else [value]:
                assert_whole(rule.path, entry)


@pytest.mark.parametrize("rule", TOP, ids=lambda rule: ".".join(rule.path))
def test_form_that_nobody_filled_in_is_refused(rule: FieldRule, tmp_path: Path) -> None:
    """What is pasted and forgotten never gets published: the checker has an error about it."""
    key = rule.path[0]
    status = "superseded" if rule.needed and rule.needed.gate in (Gate.SUPERSEDED, Gate.TAKEN_BACK) else "closed"
    given = own_record(status=status)
    given.pop(key, None)
    corpus = load_corpus(write_corpus(tmp_path, given))
    file = corpus.files[0]
    assert file.record
    form = form_of(rule.path, file.record, KnownNames(file.record, corpus))
    text = record_text(given).replace("\n---\n", "\n" + "\n".join(form.lines) + "\n---\n", 1)
    _, report = check_unsaved(corpus, file.path, text.encode(), AS_OF)
    if key == "primary_cause":  # nothing is left to fill in where the record has its causes
        assert "primary_cause: " in form.lines[-1]
        return
    assert any(finding.field[:1] == (key,) for finding in report.errors), form.lines


def test_known_names_are_filled_in(tmp_path: Path) -> None:
    """Ids go on from those that the record has, the team is its owner, and a single artifact or cause is named."""
    corpus, record = corpus_with(
        tmp_path,
        Origin.OWN,
        artifacts=[{"id": "ranking-model", "version": "v41", "role": "failed"}],
        **{"causes.2": None, "causes.1": None, "causes.0.caused_by": None},
    )
    names = KnownNames(record, corpus)
    actions = "\n".join(form_of(("actions",), record, names).lines)
    assert "  - id: A4" in actions and "addresses: [C1]" in actions and "team: ranking" in actions
    assert "applies_to: [ranking-model]" in "\n".join(form_of(("lessons",), record, names).lines)
    timeline = "\n".join(form_of(("timeline",), record, names).lines)
    assert "evidence: []" in timeline and "One of: E1 (Change of the log format), E2" in timeline


def test_terms_to_choose_from_are_those_of_the_taxonomy(tmp_path: Path) -> None:
    """Who fills in a trigger, a stage or a control reads all terms that there are."""
    corpus, record = corpus_with(tmp_path, Origin.OWN)
    assert corpus.taxonomy
    names = KnownNames(record, corpus)
    for path, terms in {
        ("trigger",): corpus.taxonomy.triggers,
        ("lifecycle_stage",): corpus.taxonomy.lifecycle_stages,
        ("actions",): corpus.taxonomy.controls,
    }.items():
        told = " ".join(line.strip(" #") for line in form_of(path, record, names).lines)
        assert f"One of: {', '.join(terms)}." in told


def test_short_format_is_not_asked_what_follows_from_the_rest(tmp_path: Path) -> None:
    """In a record of version 2, a form leaves out what would be derived, and says so."""
    corpus, record = corpus_with(tmp_path, Origin.OWN, schema_version="2")
    names = KnownNames(record, corpus, written=corpus.files[0].tree)
    timeline = form_of(("timeline",), record, names).lines
    assert not [line for line in timeline if line.strip(" -").startswith(("kind:", "phase:"))]
    assert "Taken from the rest if left out: phase, kind, text." in "\n".join(timeline)
    assert "evidence:" in "\n".join(timeline), "there are four pieces of evidence to choose from"


def test_a_fact_is_asked_in_one_place(tmp_path: Path) -> None:
    """The start is the symptom and a control says what its action does, so their texts are not asked in version 2."""
    corpus, record = corpus_with(tmp_path, Origin.OWN, severity="SEV2", schema_version="2")
    tree = {key: value for key, value in corpus.files[0].tree.items() if key not in ("detection", "timeline", "causes")}
    names = KnownNames(record, corpus, written=tree)
    events: list[dict[str, Any]] = tree_of(form_of(("timeline",), record, names).lines)["timeline"]
    assert [entry["marks"] for entry in events if "text" not in entry] == [["started"], ["diagnosed"]]
    actions: list[dict[str, Any]] = tree_of(form_of(("actions",), record, names).lines)["actions"]
    assert ["title" in action for action in actions] == ["control" not in action for action in actions]
    assert [bool(action.get("control")) for action in actions].count(True) == 1


def test_what_is_done_needs_no_due_date(tmp_path: Path) -> None:
    """The form says that `completed` stands in place of `due`, and where several times of harm go."""
    corpus, record = corpus_with(tmp_path, Origin.OWN, severity="SEV2", schema_version="2")
    names = KnownNames(record, corpus, written=corpus.files[0].tree)
    assert "What is done has `completed` in its place." in told(form_of(("actions",), record, names).in_file)
    assert "`windows: [{from: ..., to: ...}, {from: ..., to: ...}]`" in told(
        form_of(("impact",), record, names).in_file
    )


def test_closest_causes_come_first_and_all_by_family(tmp_path: Path) -> None:
    """Who looks for a cause reads those told most like the symptom, then each family on lines of its own."""
    corpus, record = corpus_with(tmp_path, Origin.OWN)
    assert corpus.taxonomy
    lines = form_of(("causes",), record, KnownNames(record, corpus)).in_file
    for family, each in corpus.taxonomy.causes.items():
        assert sum(line.strip(" #?").startswith(f"{family}/ ") for line in lines) == 1
        assert all(name in told(lines) for name in each.leaves)
    first = lines[next(number for number, line in enumerate(lines) if "Closest to the words" in line) + 1]
    leaf, _ = closest_leaves(record, corpus.taxonomy)[0]
    assert first.strip(" #?").startswith(f"{leaf}: ")


def test_words_of_a_definition_find_its_cause(tmp_path: Path) -> None:
    """A symptom in the words of a leaf finds that leaf; words that no leaf has find nothing."""
    corpus, record = corpus_with(tmp_path, Origin.OWN)
    assert corpus.taxonomy
    silent = {"summary": None, "timeline": (), "causes": ()}
    for family, name in (("data-quality", "schema-change"), ("technical", "cross-request-leak")):
        symptom = corpus.taxonomy.causes[family].leaves[name].definition
        written = record.model_copy(update={"title": "x", "symptom": symptom, **silent})
        assert closest_leaves(written, corpus.taxonomy)[0][0] == f"{family}/{name}"
    foreign = record.model_copy(update={"title": "Qwxz", "symptom": "Qwxz zzxq.", **silent})
    assert closest_leaves(foreign, corpus.taxonomy) == ()


def tree_of(lines: Sequence[str]) -> dict[str, Any]:
    """What a form holds."""
    value = read_yaml("\n".join(lines), 1).value
    assert isinstance(value, dict)
    return value


def told(lines: Sequence[str]) -> str:
    """The comments of a form as one text."""
    return " ".join(line.strip(" #?") for line in lines)
