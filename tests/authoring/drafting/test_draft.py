"""Drafts: what is written, under which name, and never over anything."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ml_postmortems.atomic_file import create_file
from ml_postmortems.authoring.drafting.draft import preview_draft, require_draft, save_draft
from ml_postmortems.authoring.drafting.draft_file import write_draft
from ml_postmortems.authoring.drafting.next_id import next_id
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.errors import DraftRefused, FileUnwritable
from ml_postmortems.model.block import Gate
from ml_postmortems.model.body_sections import BODY_SECTIONS, section_prompt
from ml_postmortems.model.draft_questions import needed_fields
from ml_postmortems.model.terms import Origin, Severity
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_names import id_in_name, slug
from ml_postmortems.reading.yaml_text import Value, mapping_to_yaml, short_item_to_yaml
from ml_postmortems.reading.yaml_tree import read_yaml
from tests.authoring.workspace import AS_OF, context_in, draft_answers, workspace
from tests.helpers import own_record

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=300).map(
    lambda text: " ".join(text.split()) or "x"
)


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("severity", Severity)
def test_draft_passes_the_checker(tmp_path: Path, origin: Origin, severity: Severity) -> None:
    """The template that an author gets has no finding of any level, whatever its origin and severity."""
    root, corpus = workspace(tmp_path)
    path, text = preview_draft(context_in(root), draft_answers(origin=origin, severity=severity))
    file, report = check_unsaved(corpus, path, text.encode(), AS_OF)
    assert file.record
    # The team is our own, which an external record must not name: that is the only thing to be said.
    wanted = {"PM213"} if origin is Origin.EXTERNAL else set()
    assert {finding.code for finding in report.findings} == wanted


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("severity", Severity)
def test_draft_asks_for_everything_that_is_needed_later(tmp_path: Path, origin: Origin, severity: Severity) -> None:
    """Each field that a later status needs, and that no other gives, is in the draft as a key to uncomment."""
    root, _ = workspace(tmp_path)
    _, text = preview_draft(context_in(root), draft_answers(origin=origin, severity=severity))
    asked = re.findall(r"^#(\w+):$", text, re.MULTILINE)
    gates = (Gate.IN_REVIEW, Gate.PUBLISHED, Gate.CLOSED)
    needed = [
        rule.path[0]
        for gate in gates
        for rule in needed_fields(gate, Tier.of("incident", severity), origin)
        if len(rule.path) == 1
    ]
    is_short = severity in (Severity.SEV4, Severity.SEV5)
    following = {"primary_cause", "incident_refs", *(["summary"] if is_short else [])}
    assert asked == [name for name in needed if name not in following]
    assert ("risk" in asked) == (origin is Origin.OWN and severity is Severity.SEV1)


def test_given_fields_are_not_asked_for_again(tmp_path: Path) -> None:
    """What was given stands in the front matter once, and not among the questions."""
    root, _ = workspace(tmp_path)
    answers = draft_answers()
    answers.put("lifecycle_stage", "features")
    _, text = preview_draft(context_in(root), answers)
    assert re.findall(r"^#?lifecycle_stage:.*$", text, re.MULTILINE) == ["lifecycle_stage: features"]


@pytest.mark.parametrize(
    ("severity", "titles"),
    [
        (Severity.SEV1, ["What happened", "What went well", "Where we were lucky", "Limitations"]),
        (Severity.SEV3, ["What went well", "Limitations"]),
        (Severity.SEV4, ["Limitations"]),
    ],
)
def test_every_section_has_a_prompt(tmp_path: Path, severity: Severity, titles: list[str]) -> None:
    """The body of a draft has the sections that the checker will ask for at this tier, each with its question."""
    root, _ = workspace(tmp_path)
    _, text = preview_draft(context_in(root), draft_answers(origin=Origin.OWN, severity=severity))
    assert text.startswith("---\nschema_version: 2\n")
    asked = re.findall(r"^## (.*)\n\n<!-- (.*) -->$", text, re.MULTILINE)
    assert asked == [
        (section.title, section_prompt(section.title)) for section in BODY_SECTIONS if section.title in titles
    ]
    assert [title for title, _ in asked] == titles


def test_what_went_badly_has_a_place_and_is_asked_of_nobody() -> None:
    """A delay that is no cause can be told in a section that the format knows, and no draft begins with it."""
    [section] = [each for each in BODY_SECTIONS if each.title == "What went badly"]
    assert not any(section.is_asked_of(tier, origin) for tier in (None, *Tier) for origin in Origin)


@given(TEXTS, TEXTS)
def test_written_texts_are_read_back(title: str, text: str) -> None:
    """What is written as YAML is what the strict reader reads, however strange the words."""
    tree: dict[str, Value] = {
        "title": title,
        "teams": {"owner": text},
        "list": [title, text],
        "entries": [{"text": text, "ids": ["E1"]}],
    }
    read = read_yaml(mapping_to_yaml(tree), 1)
    assert read.faults == []
    assert read.value == tree


@given(TEXTS, TEXTS)
def test_what_stands_between_braces_is_read_back_unchanged(title: str, text: str) -> None:
    """A comma or a brace in a text does not end it, here and for tools that read YAML by its own rules."""
    item = {"id": "E1", "title": title, "text": text, "other": title}
    lines = ["list:", *short_item_to_yaml(item)]
    read = read_yaml("\n".join(lines) + "\n", 1)
    assert read.faults == []
    assert read.value == {"list": [item]}
    assert yaml.safe_load("\n".join(lines)) == {"list": [item]}


@pytest.mark.parametrize("text", ["yes", "No", "null", "2025", "1.10", "1_000", "12:30:00", "1e3", "0x1F", "0o17"])
def test_written_texts_are_texts_for_other_readers(text: str) -> None:
    """Tools that read YAML by its own rules find the same words, and no truth, number or time of day."""
    assert yaml.safe_load(mapping_to_yaml({"a": text, "list": [text], "items": [{"b": text}]})) == {
        "a": text,
        "list": [text],
        "items": [{"b": text}],
    }


@given(st.text(max_size=200))
def test_slug_always_makes_a_file_name(title: str) -> None:
    """Any title gives a file name that the folder of records accepts."""
    assert id_in_name(Path(f"PM-2025-0001-{slug(title)}.md")) == "PM-2025-0001"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Café model: stale!", "cafe-model-stale"),
        ("模型", "record"),
        ("../../etc/passwd", "etc-passwd"),
        ("one two three four five six seven eight", "one-two-three-four-five-six-seven"),
    ],
)
def test_slug_is_made_of_the_first_words(title: str, expected: str) -> None:
    """The file name says what the title says, in plain letters."""
    assert slug(title) == expected


def test_next_id_follows_ids_aliases_and_file_names(tmp_path: Path) -> None:
    """No id is used twice: not that of a record, not a former one, not that of a file that cannot be read."""
    root, corpus = workspace(tmp_path, own_record(aliases=["PM-2025-0004"]))
    assert next_id(corpus, 2025) == "PM-2025-0005"
    assert next_id(corpus, 2024) == "PM-2024-0001"
    (root / "2025" / "PM-2025-0007-broken.md").write_text("no front matter")
    assert next_id(load_corpus(root), 2025) == "PM-2025-0008"
    (root / "2025" / "PM-2025-0009").mkdir()
    assert next_id(corpus, 2025) == "PM-2025-0010"


def test_year_without_free_ids_is_refused(tmp_path: Path) -> None:
    """After number 9999 there is no next one, and the author is told."""
    root, corpus = workspace(tmp_path)
    (root / "2025" / "PM-2025-9999-last.md").write_text("x")
    with pytest.raises(DraftRefused, match="--year must have a free id"):
        next_id(corpus, 2025)


def test_authors_at_the_same_time_get_different_ids(tmp_path: Path) -> None:
    """Two who write at once get two records with two ids, and neither loses a byte."""
    root, corpus = workspace(tmp_path)
    paths: list[Path] = []
    threads = [
        threading.Thread(
            target=lambda word=word: paths.append(write_draft(corpus, 2025, word, lambda name: f"{name}\n"))
        )
        for word in ("one", "two", "three", "one", "two", "three", "four", "four")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(path.name[:12] for path in paths) == [f"PM-2025-{number:04}" for number in range(2, 10)]
    assert all(path.read_text() == f"{path.name[:12]}\n" for path in paths)
    assert {entry.name for entry in (root / "2025").iterdir() if entry.name.startswith(".")} == set()


def test_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    """A name that is taken stays what it was."""
    path = tmp_path / "taken.md"
    path.write_text("mine")
    assert not create_file(path, b"other")
    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_year_folder_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """A draft is not written through a link out of the folder of records."""
    root, corpus = workspace(tmp_path)
    (tmp_path / "elsewhere").mkdir()
    (root / "2026").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileUnwritable):
        write_draft(corpus, 2026, "Title", str)
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_everything_missing_or_wrong_is_told_at_once(tmp_path: Path) -> None:
    """One run tells all that a draft still needs, each by the option that gives it."""
    root, _ = workspace(tmp_path)
    answers = draft_answers(severity="SEV-2", team="rankng")
    del answers.fields["symptom"], answers.fields["kind"]
    del answers.fields["title"]
    with pytest.raises(DraftRefused) as caught:
        require_draft(context_in(root), answers)
    options = [reason.split()[0] for reason in caught.value.reasons]
    assert options == ["--title", "--severity", "--team"]
    assert "did you mean `SEV2`?" in str(caught.value) and "did you mean `ranking`?" in str(caught.value)


def test_saved_draft_is_the_preview(tmp_path: Path) -> None:
    """What --dry-run shows is what is written."""
    root, _ = workspace(tmp_path)
    context, answers = context_in(root), draft_answers()
    path, text = preview_draft(context, answers)
    assert save_draft(context, answers) == path
    assert path.read_text("utf-8") == text
