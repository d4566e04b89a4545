"""Forms that are written into the file."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from ml_postmortems.authoring.coaching.paste import paste_forms
from ml_postmortems.authoring.coaching.plan import make_plan
from ml_postmortems.authoring.drafting.next_steps import NextSteps, next_steps
from ml_postmortems.cli.main import postmortems
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
    assert all(line.startswith("  - {at: ") and line.endswith('text: ""}') for line in entries)
