"""A draft gone on with: only what is open is asked, and each answer changes its own lines."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest

from ml_postmortems.authoring.drafting.draft import save_draft
from ml_postmortems.authoring.drafting.record_sheet import RecordSheet
from ml_postmortems.authoring.drafting.resumed_draft import rest_of
from ml_postmortems.authoring.drafting.wizard import open_questions, run_resumed
from ml_postmortems.errors import EditRefused, FileUnwritable, NotADraft
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_lookup import find_record
from tests.authoring.drafting.test_wizard import Person
from tests.authoring.workspace import context_in, draft_answers, workspace
from tests.helpers import own_record


def drafted(folder: Path, **changes: str) -> Path:
    """The file of a draft."""
    root, _ = workspace(folder)
    return save_draft(context_in(root), draft_answers(**changes))


def sheet_of(path: Path) -> RecordSheet:
    """The draft in this file, opened."""
    context = context_in(path.parents[1])
    return RecordSheet(context, find_record(context.corpus, str(path)))


def resumed(path: Path, *lines: str) -> str:
    """What is shown to somebody who types these lines, then `done` where more is asked."""
    person = Person(*lines, "done")
    run_resumed(person, sheet_of(path))
    assert person.lines in ([], ["done"])
    return person.shown


def with_lines(path: Path, *changes: tuple[str, str]) -> None:
    """Change lines of a file by hand."""
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def changed_lines(before: str, after: str) -> list[str]:
    """The lines that a diff has, with their signs."""
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def test_answers_take_the_places_of_the_questions(tmp_path: Path) -> None:
    """Each answer stands where the draft asked for it; comments and all other lines stay."""
    path = drafted(tmp_path)
    with_lines(path, ("symptom:", "# Seen by Support first.\nsymptom:"))
    before = path.read_text("utf-8")
    shown = resumed(path, "A job ran late.", "ranking-model", "failed", "v41", "", "features")
    assert "Open: summary, artifacts, lifecycle stage," in shown
    assert changed_lines(before, path.read_text("utf-8")) == [
        "-# In 40 to 120 plain words, for a reader outside ML. 60 words at most.",
        "-#summary:",
        "+summary: A job ran late.",
        "-# Models, data, pipelines and services that played a part.",
        "-#artifacts:",
        "-# Where it broke; a lifecycle stage of the taxonomy.",
        "-#lifecycle_stage:",
        "+artifacts:",
        "+  - id: ranking-model",
        "+    version: v41",
        "+    role: failed",
        "+lifecycle_stage: features",
    ]


def test_only_what_is_open_is_asked(tmp_path: Path) -> None:
    """Who comes back is asked for the rest, and what the rest gives is not asked at all."""
    path = drafted(tmp_path, severity="SEV4")
    assert [each.name for each in open_questions(sheet_of(path))] == [
        "artifacts",
        "lifecycle_stage",
        "evidence",
        "timeline",
        "trigger",
        "detection",
        "causes",
        "actions",
    ]
    resumed(path, "", "features", "Alert 17", "https://x.example/17", "")
    shown = resumed(path)
    assert "Open: artifacts, timeline, trigger, detection, causes, actions." in shown


def test_draft_of_a_short_form_can_be_answered_to_its_end(tmp_path: Path) -> None:
    """A SEV4 is asked until nothing is open, and what is left is the text of the file."""
    path = drafted(tmp_path, severity="SEV4")
    lines = ["ranking-model", "failed", "v41", "", "features", "Alert 17", "https://x.example/17", ""]
    lines += ["2025-11-17", "Shops fell out of the list.", "started", "18 Nov 2025 11:20 UTC", "The alert rang."]
    lines += ["2", "2025-11-18 12:00Z", "The list was made again.", "4, 5", ""]
    lines += ["data-change", "customer", "rollout gap", "immediate", "Nobody held the list back.", "known", ""]
    person = Person(*lines, "Refuse short lists", "prevent", "2026-01-31", "")
    sheet = sheet_of(path)
    run_resumed(person, sheet)
    assert person.lines == [], person.shown
    assert open_questions(sheet) == [], person.shown
    assert rest_of(load_corpus(path.parents[1]), sheet).questions == ()
    assert "human-rater" not in person.shown


def test_stopping_anywhere_keeps_what_was_answered(tmp_path: Path) -> None:
    """Ctrl-C in the middle of an item leaves whole answers in the file and no half one."""
    path = drafted(tmp_path, severity="SEV4")
    person = Person("ranking-model", "failed", "v41", "click-log", "failed")
    with pytest.raises(EOFError):
        run_resumed(person, sheet_of(path))
    written = sheet_of(path).tree["artifacts"]
    assert written == [{"id": "ranking-model", "version": "v41", "role": "failed"}]
    assert find_record(load_corpus(path.parents[1]), str(path)).record


def test_former_answer_is_offered_in_a_draft_too(tmp_path: Path) -> None:
    """`<` leads back to an answer that is in the file already, and a new one takes its place."""
    path = drafted(tmp_path)
    shown = resumed(path, "A job ran late.", "<", "A job ran too late.", "")
    assert "summary [A job ran late.]: " in shown
    assert "summary: A job ran too late.\n" in path.read_text("utf-8")


def test_item_is_added_without_touching_the_others(tmp_path: Path) -> None:
    """Comments and layout of the entries that are there stay, whatever is added, and the order is that of time."""
    path = drafted(tmp_path, severity="SEV4")
    there = "timeline:\n  # From the pager.\n  - {at: 2025-11-18, text: The alert rang., marks: [detected]}  # loud\n"
    with_lines(path, ("# What happened when, in order. Words at most: `text` 12.\n#timeline:\n", there))
    before = path.read_text("utf-8")
    sheet = sheet_of(path)
    event = {"at": "2025-11-17", "text": "It began.", "marks": ["started"]}
    assert not sheet.put("timeline", [*sheet.get("timeline"), event])
    assert not [line for line in changed_lines(before, path.read_text("utf-8")) if line.startswith("-")]
    assert [each["at"] for each in sheet.get("timeline")] == ["2025-11-17", "2025-11-18"]
    sheet.put("timeline", sheet.get("timeline")[:-1])
    assert [each["at"] for each in sheet.get("timeline")] == ["2025-11-17"]


def test_missing_part_is_asked_alone(tmp_path: Path) -> None:
    """After the severity rose, the parts that it asks for are asked, and the block keeps its comments."""
    path = drafted(tmp_path, severity="SEV2")
    there = "detection:\n  # They wrote.\n  source: customer\n  monitor: Support\n"
    with_lines(
        path, ("# How it came to light. Words at most: `monitor` 10, `should_have_been` 10.\n#detection:\n", there)
    )
    shown = resumed(path, *[""] * 8, "A bound on the list.")
    assert "What should have noticed it sooner?" in shown and "Which monitor" not in shown
    assert f"{there}  should_have_been: A bound on the list.\n" in path.read_text("utf-8")


def test_items_that_lack_a_part_are_asked_for_it(tmp_path: Path) -> None:
    """An action without a due date is completed, not asked again."""
    path = drafted(tmp_path, severity="SEV4")
    there = (
        "actions:\n  # The first one.\n  - id: A1\n    title: Refuse short lists\n    type: prevent\n    status: open\n"
    )
    with_lines(
        path,
        (
            "# What is done about it. Words at most: `title` 10, `success_criterion` 12, "
            "`where` 6, `threshold` 6.\n#actions:\n",
            there,
        ),
    )
    shown = resumed(path, *[""] * 7, "2026-01-31", "")
    assert "A1, Refuse short lists, prevent lacks `due`." in shown
    assert there.replace("    status", "    due: 2026-01-31\n    status") in path.read_text("utf-8")


def test_answer_that_the_checker_refuses_is_not_written(tmp_path: Path) -> None:
    """An error is told at the question; the file stays as it was."""
    path = drafted(tmp_path)
    before = path.read_text("utf-8")
    shown = resumed(path, "x" * 2001)
    assert "summary must be at most" in shown and path.read_text("utf-8") == before


def test_emptied_list_is_asked_for_again(tmp_path: Path) -> None:
    """Taking the only item away leaves the question of the draft in its place."""
    path = drafted(tmp_path, severity="SEV4")
    before = path.read_text("utf-8")
    resumed(path, "ranking-model", "failed", "v41", "-")
    assert path.read_text("utf-8") == before


def test_windows_line_ends_stay(tmp_path: Path) -> None:
    """A file with CRLF has CRLF afterwards, on every line."""
    path = drafted(tmp_path, severity="SEV4")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    resumed(path, "ranking-model", "failed", "v41", "", "features")
    content = path.read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n")
    assert b"lifecycle_stage: features\r\n" in content


def test_file_that_changes_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    """What an editor saved while a question was open is kept."""
    path = drafted(tmp_path)
    sheet = sheet_of(path)
    with_lines(path, ("severity: SEV3", "severity: SEV2"))
    with pytest.raises(FileUnwritable, match="changed"):
        sheet.put("summary", "A job ran late.")
    assert "severity: SEV2" in path.read_text("utf-8")


def test_published_record_is_refused(tmp_path: Path) -> None:
    """Whoever wants to correct what readers rely on is told how."""
    root, _ = workspace(tmp_path, own_record())
    (path,) = root.rglob("PM-*.md")
    with pytest.raises(
        NotADraft, match=r"--resume must be given a draft, or a record in review: found a record that is"
    ):
        sheet_of(path)


def test_draft_of_version_1_is_sent_to_migrate(tmp_path: Path) -> None:
    """Its blocks need parts that nobody is asked for."""
    path = drafted(tmp_path)
    with_lines(path, ("schema_version: 2", "schema_version: 1"))
    with pytest.raises(NotADraft, match="postmortems migrate"):
        sheet_of(path)


def test_unreadable_draft_is_told_with_its_line(tmp_path: Path) -> None:
    """A slip in the YAML is told before any question."""
    path = drafted(tmp_path)
    with_lines(path, ("kind: incident", "kind: [incident"))
    with pytest.raises(EditRefused, match=r"\.md:\d+: "):
        sheet_of(path)
