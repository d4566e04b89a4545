"""Forms that are written into the file."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from ml_postmortems.authoring.coaching.paste import paste_forms
from ml_postmortems.authoring.coaching.plan import make_plan
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.cli.main import postmortems
from ml_postmortems.lint.fixes.questions import without_questions
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import load_corpus
from tests.authoring.workspace import AS_OF, OPTIONS, workspace


def drafted(folder: Path) -> Path:
    """A folder of records with our published one and a fresh draft."""
    root, _ = workspace(folder)
    made = CliRunner().invoke(postmortems, ["new", *OPTIONS, "--year", "2025", "--root", str(root)])
    assert made.exit_code == 0
    return root


def test_forms_replace_the_questions_of_the_draft(tmp_path: Path) -> None:
    """Pasting all forms leaves no question and no comment on a field; the record holds every field once."""
    root = drafted(tmp_path)
    corpus = load_corpus(root)
    file = corpus.file_of("PM-2025-0002")
    assert file
    steps = next_steps(corpus, file, Status.PUBLISHED, AS_OF)
    assert isinstance(steps, NextSteps)
    pasted = paste_forms(file.path, make_plan(steps).asked)
    assert sorted(pasted) == sorted(step.subject for step in steps.steps if step.field)
    text = file.path.read_text("utf-8")
    for name in pasted:
        assert f"#{name}:" not in text and text.count(f"\n{name}:") == 1
    assert "# What set it off." not in text and "# The trials that the actions passed." in text
    assert text.partition("\n---\n")[2] == file.text.partition("\n---\n")[2], "the body is as it was"


def test_only_the_portion_that_is_printed_is_pasted(tmp_path: Path) -> None:
    """The author gets ten minutes of forms in the file, those that were shown."""
    root = drafted(tmp_path)
    where = ["--root", str(root), "--as-of", "2025-12-01"]
    result = CliRunner().invoke(postmortems, ["next", "PM-2025-0002", "--paste", *where])
    file = load_corpus(root).file_of("PM-2025-0002")
    assert file and "to be filled in: evidence, artifacts" in result.stderr
    assert "evidence" in file.tree and "summary" not in file.tree and "\n#summary:" in file.text


def test_pasting_twice_changes_nothing(tmp_path: Path) -> None:
    """What is in the file stays as the author left it."""
    root = drafted(tmp_path)
    arguments = ["next", "PM-2025-0002", "--all", "--paste", "--root", str(root), "--as-of", "2025-12-01"]
    CliRunner().invoke(postmortems, arguments)
    file = load_corpus(root).file_of("PM-2025-0002")
    assert file
    before = file.path.read_bytes()
    CliRunner().invoke(postmortems, arguments)
    assert file.path.read_bytes() == before


def test_what_the_rest_will_give_is_not_pasted(tmp_path: Path) -> None:
    """No form repeats what evidence, timeline and causes are going to give, and each short entry is one line."""
    root = drafted(tmp_path)
    arguments = ["--for", "published", "--all", "--paste", "--root", str(root), "--as-of", "2025-12-01"]
    CliRunner().invoke(postmortems, ["next", "PM-2025-0002", *arguments])
    file = load_corpus(root).file_of("PM-2025-0002")
    assert file and not {"primary_cause", "incident_refs"} & file.tree.keys()
    assert file.tree["trigger"].keys() == {"category"} and "monitor" not in file.tree["detection"]
    entries = file.text.partition("\ntimeline:\n")[2].split("\n")[:4]
    assert entries[0] == '  - {at: "", marks: [started]}', "what was seen first is the symptom"
    assert '  - {at: "", marks: [diagnosed]}' in entries, "that the cause was found is all that must be said"
    told = [line for line in entries[1:] if "diagnosed" not in line]
    assert all(line.startswith("  - {at: ") and line.endswith('text: ""}') for line in told)


def test_pasted_forms_keep_the_words_to_choose_from(tmp_path: Path) -> None:
    """Who fills in a form reads in the file which words there are; they go when the record is published."""
    root = drafted(tmp_path)
    where = ["--root", str(root), "--as-of", "2025-12-01"]
    CliRunner().invoke(postmortems, ["next", "PM-2025-0002", "--paste", *where])
    file = load_corpus(root).file_of("PM-2025-0002")
    assert file and "#? source: One of: alert, data-check, model-monitor" in file.text
    assert "#? role: One of: origin, carrier, failed, affected." in file.text
    hints = [line for line in file.text.split("\n") if line.lstrip().startswith("#?")]
    assert without_questions(file.text.encode(), "PM-2025-0002").decode().count("#?") == 0 < len(hints)


def test_missing_headings_are_pasted_in_their_place(tmp_path: Path) -> None:
    """A section that is asked for and has no heading gets one before those that come after it."""
    root = drafted(tmp_path)
    file = load_corpus(root).file_of("PM-2025-0002")
    assert file
    text = file.text
    file.path.write_text(text[: text.index("## What went well")] + "## Limitations\n\nNone known.\n", "utf-8")
    where = ["--root", str(root), "--as-of", "2025-12-01"]
    result = CliRunner().invoke(postmortems, ["next", "PM-2025-0002", "--for", "published", "--all", "--paste", *where])
    body = file.path.read_text("utf-8").partition("\n---\n")[2]
    headings = [line for line in body.split("\n") if line.startswith("## ")]
    assert headings == ["## What went well", "## Limitations"], result.stderr
    assert body.endswith("## Limitations\n\nNone known.\n")
