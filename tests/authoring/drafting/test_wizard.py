"""The wizard, with a person whose answers are written down."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.authoring.drafting.answers import Answers, field_of, load_answers, save_answers
from ml_postmortems.authoring.drafting.choosing import Choice, find
from ml_postmortems.authoring.drafting.draft import require_draft
from ml_postmortems.authoring.drafting.questions import NEEDED, OPTIONAL
from ml_postmortems.authoring.drafting.wizard import run_wizard
from ml_postmortems.cli.new import new
from ml_postmortems.errors import InputUnusable, VocabularyUnusable
from ml_postmortems.model.requirements import field_rules
from tests.authoring.workspace import DRAFT, context_in, draft_answers, workspace

FIVE = ["", DRAFT["title"], "", "SEV3", "ranking", ""]
"""What makes a draft: the five questions, Enter for what has a default, and for the year."""
SAID = {"title": DRAFT["title"], "severity": "SEV3", "teams": {"owner": "ranking"}}
"""What the draft says then; the rest is derived."""


class Person:
    """Somebody who types these lines and then presses Ctrl-D."""

    width = 200

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


def test_five_answers_make_a_draft(tmp_path: Path) -> None:
    """Nothing is asked that the format derives: symptom and visibility; Enter takes the usual kind and origin."""
    answers, shown = answered(tmp_path, *FIVE, "")
    assert answers.fields == SAID
    assert "origin [own]: " in shown and "kind [incident]: " in shown
    assert not [line for line in shown.splitlines() if line.startswith(("symptom", "visibility"))]
    assert answers.year == 2025


def test_misspelling_is_answered_with_the_nearest_word(tmp_path: Path) -> None:
    """A word that does not exist is asked for again with the one that was meant, which Enter takes."""
    lines = list(FIVE)
    lines[4:5] = ["rnking", ""]
    lines[0:1] = ["owm", ""]
    answers, shown = answered(tmp_path, *lines, "")
    assert answers.get("team") == "ranking"
    assert "`rnking` is none of them. Did you mean `ranking`? Enter takes it." in shown


def test_answer_that_the_checker_refuses_is_asked_again_at_once(tmp_path: Path) -> None:
    """A title that is too long is told at the question, not at the end."""
    lines = [FIVE[0], "x" * 91, *FIVE[1:]]
    _, shown = answered(tmp_path, *lines, "")
    assert "title must be at most 90 characters: found 91" in shown


def test_needed_answer_cannot_be_skipped(tmp_path: Path) -> None:
    """Enter alone is no answer where the draft needs one."""
    lines = [*FIVE[:3], "", *FIVE[3:4], "", *FIVE[4:]]
    _, shown = answered(tmp_path, *lines, "")
    assert shown.count("A draft needs it.") == 2


def test_optional_answers_are_kept_and_each_can_be_skipped(tmp_path: Path) -> None:
    """Who goes on is asked for the rest, and Enter skips each."""
    more = ["y", "", "ranking-model", "failed", "v41", "", "features", "Alert 17", "https://x.example/a", "", ""]
    more += ["data-change", "The format changed."]
    failure = ["Shops must be found."]
    rest = ["customer", "Support wrote.", "", "", "", "", "INC-1, INC-2"]
    answers, _ = answered(tmp_path, *FIVE, *more, *failure, *rest)
    assert "summary" not in answers.fields
    assert answers.fields["trigger"] == {"category": "data-change", "text": "The format changed."}
    assert answers.fields["artifacts"] == [{"id": "ranking-model", "role": "failed", "version": "v41"}]
    assert answers.fields["lifecycle_stage"] == "features"
    assert answers.fields["detection"] == {"source": "customer", "monitor": "Support wrote."}
    assert answers.fields["incident_refs"] == ["INC-1", "INC-2"]


def test_all_optional_answers_can_be_skipped_one_by_one(tmp_path: Path) -> None:
    """Enter to everything makes the same draft."""
    answers, _ = answered(tmp_path, *FIVE, "y", *[""] * 12)
    assert answers.fields == SAID


def test_external_record_is_not_asked_for_our_tickets(tmp_path: Path) -> None:
    """What only an insider has is no question about somebody else's incident."""
    _, shown = answered(tmp_path, "external", *FIVE[1:4], "acme-search", *FIVE[5:], "")
    assert "incident refs" not in shown


def test_what_was_given_before_is_offered(tmp_path: Path) -> None:
    """Whoever resumes, or comes from an export, presses Enter through what is known."""
    answers, shown = answered(tmp_path, *[""] * 5, "", given=draft_answers())
    assert answers.fields == draft_answers().fields
    assert f"title [{DRAFT['title']}]: " in shown


CHOICES = [
    Choice("SEV1", "Critical: much.", name="Critical"),
    Choice("SEV2", "Major: less.", ("More than 10 % of requests fail.",), name="Major"),
    Choice("process/rollout-gap", "Gap in the rollout", name="Gap in the rollout", aside="process"),
    Choice("müller-index", "Müllers Index", name="Müllers Index", aside="model, ranking"),
]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("sev2", ["SEV2"]),
        ("MAJOR", ["SEV2"]),
        ("maj", ["SEV2"]),
        ("rollout gap", ["process/rollout-gap"]),
        ("Mu\u0308llers index", ["müller-index"]),
        ("sev", ["SEV1", "SEV2"]),
        ("x", []),
        ("", []),
        ("9" * 5000, []),
    ],
)
def test_choice_is_an_id_a_name_or_a_beginning(said: str, words: list[str]) -> None:
    """An id, a name in any case or a beginning means one choice for certain; what could mean two does not."""
    found = find(said, CHOICES)
    assert [each.word for each in found.choices] == words
    assert found.is_certain == (len(words) == 1)


@pytest.mark.parametrize(
    ("said", "word"), [("requests 10", "SEV2"), ("ranking index", "müller-index"), ("sve2", "SEV2")]
)
def test_words_that_occur_and_slips_are_offered_and_not_taken(said: str, word: str) -> None:
    """What was found by search or by likeness is a question to the author."""
    found = find(said, CHOICES)
    assert [each.word for each in found.choices] == [word] and not found.is_certain


def test_names_answer_as_well_as_ids(tmp_path: Path) -> None:
    """An author need not know the id of a team or the number of a severity."""
    answers, _ = answered(tmp_path, *FIVE[:3], "moderate", "DATA PLATFORM", *FIVE[5:], "")
    assert answers.get("severity") == "SEV3" and answers.get("team") == "data-platform"


def test_ambiguous_answer_is_a_numbered_list(tmp_path: Path) -> None:
    """Numbers mean what was listed last."""
    answers, shown = answered(tmp_path, *FIVE[:4], "r", "2", *FIVE[5:], "")
    assert "`r` fits 2 of them. Type a number." in shown
    assert answers.get("team") == "reliability"


def test_back_offers_the_former_answer(tmp_path: Path) -> None:
    """`<` goes back one question each time, to the first one at most, and Enter keeps what was said."""
    answers, shown = answered(
        tmp_path, "back", "own", "A wrong title", "<", "<", "", DRAFT["title"], *FIVE[2:5], "2024", "<", "", ""
    )
    assert "This is the first question." in shown
    assert "title [A wrong title]: " in shown and "origin [own]: " in shown and "year [2024]: " in shown
    assert answers.get("title") == DRAFT["title"] and answers.year == 2024


def test_question_explains_itself(tmp_path: Path) -> None:
    """`?` shows the help, all choices and what the keys do, and asks again; a text question has help too."""
    answers, shown = answered(tmp_path, FIVE[0], "?", *FIVE[1:3], "?", *FIVE[3:], "")
    assert "Such as: Stale features lower the ranking of new shops." in shown
    assert "`<` goes back one question" in shown
    assert answers.fields == SAID


def test_what_the_tier_asks_decides_which_questions_come(tmp_path: Path) -> None:
    """The short form has fewer questions, and none for what the format derives; SEV2 asks for the argument."""
    asked = {}
    for severity in ("SEV2", "SEV4"):
        person = Person(*FIVE[:3], severity, *FIVE[4:])
        with pytest.raises(EOFError):
            run_wizard(person, context_in(workspace(tmp_path / severity)[0]), Answers())
        asked[severity] = person.shown.split("You can go on with: ")[1].split(".")[0].split(", ")
    assert asked["SEV4"] == [
        "artifacts",
        "lifecycle stage",
        "evidence",
        "timeline",
        "trigger",
        "detection",
        "causes",
        "actions",
    ]
    assert set(asked["SEV2"]) - set(asked["SEV4"]) == {
        "summary",
        "failure",
        "hypotheses",
        "lessons",
        "people",
    }


def resting(folder: Path, *lines: str, **changes: str) -> tuple[Answers, str]:
    """What these lines make behind a whole draft; `done` is typed at the end."""
    given = draft_answers(**changes)
    person = Person(*[""] * 5, "y", *lines, "done")
    run_wizard(person, context_in(workspace(folder)[0]), given)
    assert person.lines == []
    return given, person.shown


def test_artifacts_are_found_by_search_and_several_are_chosen(tmp_path: Path) -> None:
    """Words of names, kinds and teams list what fits; numbers choose from that list."""
    answers, shown = resting(
        tmp_path, "data-platform feature", "1, 2", "failed", "", "origin", "", "", severity="SEV4", summary="x"
    )
    assert "1  user-features  User features (feature, data-platform)" in shown
    assert answers.fields["artifacts"] == [
        {"id": "user-features", "role": "failed"},
        {"id": "feature-store", "role": "origin"},
    ]


def test_artifact_that_the_catalog_lacks_is_taken_with_a_note(tmp_path: Path) -> None:
    """A new id is typed twice; the author is told what goes into the catalog, and the draft is not refused."""
    answers, shown = resting(tmp_path, "", "brand-new-ranker", "brand-new-ranker", "failed", "v1", "")
    assert "Typed again, `brand-new-ranker` is used as a new id." in shown
    assert (
        "`brand-new-ranker` is not in the catalog: `check` says PM112 until catalog.yml has under `artifacts`:" in shown
    )
    assert [each.code for each in require_draft(context_in(tmp_path / "postmortems"), answers)] == ["PM112"]


def test_going_back_within_a_question(tmp_path: Path) -> None:
    """`<` leads from part to part, and from the first part to the question before."""
    answers, _ = resting(
        tmp_path,
        "A short one.",
        "<",
        "",
        "ranking-model",
        "failed",
        "<",
        "origin",
        "v41",
        "<",
        "",
        "",
        "features",
    )
    assert answers.fields["summary"] == "A short one."
    assert answers.fields["artifacts"] == [{"id": "ranking-model", "role": "origin", "version": "v41"}]
    assert answers.fields["lifecycle_stage"] == "features"


def test_last_item_is_taken_away(tmp_path: Path) -> None:
    """A wrong artifact is undone at the prompt."""
    answers, shown = resting(
        tmp_path, "", "ranking-model", "failed", "v41", "click-log", "failed", "v1", "-", "-", "-", ""
    )
    assert "artifacts" not in answers.fields and "There is none to take away." in shown


def test_choice_that_is_left_out_is_told(tmp_path: Path) -> None:
    """Enter throws nothing away that was said: the part is asked again, and `-` leaves the artifact out."""
    answers, shown = resting(tmp_path / "out", "", "ranking-model", "", "-", "")
    assert "artifacts" not in answers.fields
    assert "It needs its role." in shown and "ranking-model is left out." in shown
    answers, _ = resting(tmp_path / "kept", "", "ranking-model", "", "failed", "v41", "")
    assert answers.fields["artifacts"] == [{"id": "ranking-model", "role": "failed", "version": "v41"}]


def test_part_that_must_be_known_is_asked_again_at_once(tmp_path: Path) -> None:
    """`unknown` where the format has no place for it is told at the question, and not offered as an answer."""
    answers, shown = resting(tmp_path, "", "ranking-model", "unknown: nobody looked", "failed", "v41", "")
    assert "The role must be known" in shown and "role [unknown" not in shown
    assert answers.fields["artifacts"] == [{"id": "ranking-model", "role": "failed", "version": "v41"}]


def test_going_back_behind_an_item_leads_to_its_last_part(tmp_path: Path) -> None:
    """`<` at the offer of another item is about the question that was shown just before."""
    answers, shown = resting(tmp_path, "", "ranking-model", "failed", "v40", "<", "v41", "")
    assert "version [v40]: " in shown
    assert answers.fields["artifacts"] == [{"id": "ranking-model", "role": "failed", "version": "v41"}]


def test_several_ids_need_no_commas(tmp_path: Path) -> None:
    """Whole ids with blanks between them are several; other words are looked for together."""
    answers, _ = resting(tmp_path, "", "ranking-model click-log", "failed", "v1", "origin", "v2", "")
    assert [each["id"] for each in answers.fields["artifacts"]] == ["ranking-model", "click-log"]


def test_reason_stands_in_for_an_answer(tmp_path: Path) -> None:
    """`unknown: why` becomes what the format has for it, at texts and at choices."""
    answers, _ = resting(tmp_path, "", "", "unknown: the logs are gone", "", "", "unknown: lost", "It happened.")
    assert answers.fields["lifecycle_stage"] == {"unknown": "the logs are gone"}
    assert answers.fields["trigger"] == {"category": {"unknown": "lost"}, "text": "It happened."}


def test_items_get_ids_and_times_are_put_in_the_form_of_records(tmp_path: Path) -> None:
    """Nobody numbers evidence, or writes a time as machines do."""
    evidence = ["", "", "", "Alert 17", "https://wiki.example.com/a", "Report", "https://wiki.example.com/b", ""]
    timeline = [
        "18 Nov 2025 11:20 UTC",
        "The alert rang.",
        "detected",
        "E1",
        "17 Nov 2025",
        "It began.",
        "started",
        "",
        "",
    ]
    answers, _ = resting(tmp_path, *evidence, *timeline)
    assert [each["id"] for each in answers.fields["evidence"]] == ["E1", "E2"]
    first, second = answers.fields["timeline"]
    assert first == {"at": "2025-11-17", "text": "It began.", "marks": ["started"]}
    assert second == {
        "at": "2025-11-18T11:20:00Z",
        "text": "The alert rang.",
        "evidence": ["E1"],
        "marks": ["detected"],
    }


@pytest.mark.parametrize("width", [30, 60])
def test_lines_fit_a_narrow_terminal(tmp_path: Path, width: int) -> None:
    """Nothing but a prompt, a command or a long word is longer than the terminal is wide."""
    person = Person("?", *FIVE[:3], "?", *FIVE[3:], "y", "", "?", "model", "", "?", "", "done")
    person.width = width
    run_wizard(person, context_in(workspace(tmp_path)[0]), Answers())
    prose = [line for line in person.shown.splitlines() if " " in line.strip() and not line.rstrip().endswith(":")]
    assert not [line for line in prose if len(line) > max(width, 40)]


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
