"""The wizard, with a person whose answers are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.authoring.drafting.answers import Answers, field_of, load_answers, save_answers
from ml_postmortems.authoring.drafting.dialogue import find_choice
from ml_postmortems.authoring.drafting.draft import require_draft
from ml_postmortems.authoring.drafting.questions import NEEDED, OPTIONAL
from ml_postmortems.authoring.drafting.wizard import run_wizard
from ml_postmortems.cli.new import new
from ml_postmortems.errors import InputUnusable, VocabularyUnusable
from ml_postmortems.model.requirements import field_rules
from tests.authoring.workspace import DRAFT, context_in, draft_answers, workspace

SEVEN = ["own", DRAFT["title"], DRAFT["symptom"], "incident", "SEV3", "ranking", "internal", ""]
"""What makes a draft: the seven questions, and Enter for the year."""


class Person:
    """Somebody who types these lines and then presses Ctrl-D."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.shown = ""

    def say(self, text: str) -> None:
        """Remember what was shown."""
        self.shown += text + "\n"

    def ask(self, prompt: str) -> str:
        """Type the next line."""
        self.shown += prompt + "\n"
        if not self.lines:
            raise EOFError
        return self.lines.pop(0)


def answered(folder: Path, *lines: str, given: Answers | None = None) -> tuple[Answers, str]:
    """What these lines make, and everything that was shown; every line must have been asked for."""
    person, answers = Person(*lines), given or Answers()
    context = context_in(workspace(folder)[0])
    run_wizard(person, context, answers)
    assert person.lines == []
    assert not [finding for finding in require_draft(context, answers) if finding.level == "error"]
    return answers, person.shown


def test_seven_answers_make_a_draft(tmp_path: Path) -> None:
    """An author is done after seven answers; the year is offered, and everything else can wait."""
    answers, _ = answered(tmp_path, *SEVEN, "")
    assert answers.fields == draft_answers().fields
    assert answers.year == 2025


def test_misspelling_is_answered_with_the_nearest_word(tmp_path: Path) -> None:
    """A word that does not exist is asked for again with the one that was meant, which Enter takes."""
    lines = list(SEVEN)
    lines[5:6] = ["rnking", ""]
    lines[0:1] = ["owm", ""]
    answers, shown = answered(tmp_path, *lines, "")
    assert answers.get("team") == "ranking" and answers.get("origin") == "own"
    assert "`rnking` is none of them. Did you mean `ranking`? Enter takes it." in shown


def test_answer_that_the_checker_refuses_is_asked_again_at_once(tmp_path: Path) -> None:
    """A title that is too long is told at the question, not at the end."""
    lines = [SEVEN[0], "x" * 91, *SEVEN[1:]]
    _, shown = answered(tmp_path, *lines, "")
    assert "title must be at most 90 characters: found 91" in shown


def test_needed_answer_cannot_be_skipped(tmp_path: Path) -> None:
    """Enter alone is no answer where the draft needs one."""
    lines = ["", SEVEN[0], "", *SEVEN[1:]]
    _, shown = answered(tmp_path, *lines, "")
    assert shown.count("A draft needs it.") == 2


def test_optional_answers_are_kept_and_each_can_be_skipped(tmp_path: Path) -> None:
    """Who goes on is asked for the rest, and Enter skips each."""
    more = ["y", "", "data-change", "The format changed.", "ranking-model", "failed", "v41", "", "features"]
    answers, _ = answered(tmp_path, *SEVEN, *more, "customer", "Support wrote.", "A check.", "INC-1, INC-2")
    assert "summary" not in answers.fields
    assert answers.fields["trigger"] == {"category": "data-change", "text": "The format changed."}
    assert answers.fields["artifacts"] == [{"id": "ranking-model", "role": "failed", "version": "v41"}]
    assert answers.fields["lifecycle_stage"] == "features"
    assert answers.fields["detection"]["source"] == "customer"
    assert answers.fields["incident_refs"] == ["INC-1", "INC-2"]


def test_all_optional_answers_can_be_skipped_one_by_one(tmp_path: Path) -> None:
    """Enter to everything makes the same draft."""
    answers, _ = answered(tmp_path, *SEVEN, "y", "", "", "", "", "", "")
    assert answers.fields == draft_answers().fields


def test_external_record_is_not_asked_for_our_tickets(tmp_path: Path) -> None:
    """What only an insider has is no question about somebody else's incident."""
    _, shown = answered(tmp_path, "external", *SEVEN[1:5], "acme-search", *SEVEN[6:], "")
    assert "incident refs" not in shown


def test_what_was_given_before_is_offered(tmp_path: Path) -> None:
    """Whoever resumes, or comes from an export, presses Enter through what is known."""
    answers, shown = answered(tmp_path, *[""] * 7, "", given=draft_answers())
    assert answers.fields == draft_answers().fields
    assert f"title [{DRAFT['title']}]: " in shown


@pytest.mark.parametrize(
    ("said", "word"),
    [("2", "SEV2"), ("sev2", "SEV2"), ("0", None), ("9", None), ("sev", None), ("x", None), ("9" * 5000, None)],
)
def test_choice_is_a_number_a_word_or_a_beginning(said: str, word: str | None) -> None:
    """What could mean two things, or nothing, is not taken for one."""
    assert find_choice(said, ["SEV1", "SEV2"]) == word


def test_interrupted_answers_are_read_back(tmp_path: Path) -> None:
    """What was said before Ctrl-C is there after --resume, and readable by nobody else."""
    answers = draft_answers()
    path = save_answers(answers, tmp_path)
    assert path.parent == tmp_path / ".cache" / "postmortems"
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_answers(path) == answers


def test_answers_are_kept_elsewhere_where_the_folder_is_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An author never loses answers because `.cache` cannot be made."""
    (tmp_path / ".cache").write_text("a file")
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    path = save_answers(draft_answers(), tmp_path)
    assert path.parent == tmp_path / "tmp"


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        "{}",
        '{"format": "postmortems new, answers 1"}',
        '{"format": "postmortems new, answers 1", "fields": {"teams": 3}, "year": null}',
        '{"format": "postmortems new, answers 1", "fields": {}, "year": "soon"}',
    ],
)
def test_file_that_is_not_kept_answers_is_refused(tmp_path: Path, content: str) -> None:
    """--resume takes only what the wizard kept."""
    path = tmp_path / "answers.json"
    path.write_text(content)
    with pytest.raises(InputUnusable):
        load_answers(path)


def test_broken_catalog_is_told_before_any_question(tmp_path: Path) -> None:
    """Nobody answers seven questions to learn that the catalog cannot be read."""
    root, _ = workspace(tmp_path)
    (root / "catalog.yml").write_text("teams: [")
    with pytest.raises(VocabularyUnusable, match=r"catalog\.yml"):
        context_in(root)


def test_every_question_is_about_a_field() -> None:
    """A question whose answer is no field of the format, or a needed one without its option, could not be answered."""
    fields = {rule.path for rule in field_rules()}
    assert all(field_of(question.name) in fields for question in (*NEEDED, *OPTIONAL))
    options = {name for parameter in new.params for name in parameter.opts}
    assert {f"--{question.name}" for question in NEEDED} <= options
    assert all(question.option for question in NEEDED) and not any(question.option for question in OPTIONAL)
