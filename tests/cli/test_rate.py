"""`postmortems rate`: the first answer stays hidden until the second is kept, and all answers are kept or none."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from tests.authoring.terminal import Terminal
from tests.cli.running import Run
from tests.helpers import own_record, write_corpus
from tests.lint.rules.cases import AS_OF

CAUSES = {each["id"]: each for each in own_record()["causes"] if each["role"] != "ruled-out"}
LEAF = CAUSES["C1"]["category"]
OTHER = "process/monitoring-gap"
WHO = ("--rater", "reliability-1", "--as-of", "2025-05-01")


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with our record."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")
    return write_corpus(tmp_path, own_record())


def answering(monkeypatch: pytest.MonkeyPatch, *answers: dict[str, Any]) -> None:
    """Put answers on the standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps(answers)))


def answer(cause: str, leaf: str, **more: str) -> dict[str, str]:
    return {"record": "PM-2025-0001", "cause": cause, "leaf": leaf, **more}


@pytest.mark.parametrize("form", [[], ["--json"], ["--record", "PM-2025-0001"], ["--json", "--rater", "platform-1"]])
def test_no_statement_comes_with_its_leaf(run: Run, base: Path, form: list[str]) -> None:
    """Neither the leaf of any cause, nor its role, nor the name of the leaf is shown with the words to rate."""
    outcome = run("rate", *form)
    assert outcome.code == 0
    assert CAUSES["C1"]["text"] in outcome.output
    taxonomy = load_corpus(base).vocabulary.taxonomy
    for cause in CAUSES.values():
        assert cause["category"] not in outcome.output
        assert taxonomy.leaves[cause["category"]].name not in outcome.output


def test_an_answer_is_kept_before_the_first_one_is_told(run: Run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both answers stand in one line of the file, which the checker accepts; then the command compares them."""
    answering(monkeypatch, answer("C1", OTHER.rpartition("/")[2]))
    outcome = run("rate", "--answers", "-", *WHO)
    assert outcome.code == 0, outcome.errors
    assert f"you say {OTHER}, the record says {LEAF}" in outcome.output
    (kept,) = load_corpus(base).ratings
    assert (kept.first, kept.second, kept.rater, str(kept.day)) == (LEAF, OTHER, "reliability-1", "2025-05-01")
    assert not [each for each in check(Context(load_corpus(base), AS_OF)).findings if "ratings" in each.path]
    assert "C1" not in {each["cause"] for each in json.loads(run("rate", "--json", *WHO).output)["statements"]}
    assert "C1" in {each["cause"] for each in json.loads(run("rate", "--json").output)["statements"]}


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (answer("C1", "process/roll-out-gap"), "did you mean `process/rollout-gap`"),
        (answer("C9", OTHER), "no such cause"),
        (answer("C3", OTHER), "no such cause"),
        (answer("C2", OTHER, statement="0123456789ab"), "present text"),
        (answer("C1", OTHER), "rated once by each rater"),
        ({"record": "PM-2025-0001"}, "must have record, cause, leaf"),
        (answer("C2", OTHER, name="Jane"), "name"),
    ],
)
def test_all_answers_are_kept_or_none(
    run: Run, base: Path, monkeypatch: pytest.MonkeyPatch, bad: dict[str, str], words: str
) -> None:
    """An answer that cannot be kept stops the others too, and tells no first answer."""
    answering(monkeypatch, answer("C1", OTHER), bad)
    outcome = run("rate", "--answers", "-", *WHO)
    assert outcome.code == 2
    assert words in outcome.errors
    assert LEAF not in outcome.output + outcome.errors
    assert not (base / "ratings.csv").exists()


def test_the_lines_of_others_stay_as_they_are(run: Run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second rater adds a line below; a change is one line of a diff."""
    answering(monkeypatch, answer("C1", OTHER))
    run("rate", "--answers", "-", *WHO)
    before = (base / "ratings.csv").read_text("utf-8")
    answering(monkeypatch, answer("C1", LEAF))
    assert run("rate", "--answers", "-", "--rater", "platform-1").code == 0
    after = (base / "ratings.csv").read_text("utf-8")
    assert after.startswith(before)
    assert after.count("\n") == before.count("\n") + 1


@pytest.mark.parametrize("rater", ["Jane Doe", "@jane", "jane.doe", ""])
def test_a_rater_is_no_persons_handle(run: Run, base: Path, rater: str) -> None:
    """A role, a team or a pseudonym: small letters, digits and hyphens."""
    answers = base / "answers.json"
    answers.write_text("[]", "utf-8")
    assert run("rate", "--answers", str(answers), "--rater", rater).code == 2


def test_a_broken_file_is_not_added_to(run: Run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be read is mended first, and nothing is lost."""
    (base / "ratings.csv").write_text("record,cause\n", "utf-8")
    answering(monkeypatch, answer("C1", OTHER))
    outcome = run("rate", "--answers", "-", *WHO)
    assert outcome.code == 2
    assert "must be free of faults" in outcome.errors
    assert (base / "ratings.csv").read_text("utf-8") == "record,cause\n"


def test_what_is_due_is_listed_without_leaves(run: Run, base: Path) -> None:
    """By quarter, as text and as JSON."""
    assert "Audit of 2025-Q2, until 30 Jun 2025" in run("rate", "--due").output
    assert json.loads(run("rate", "--due", "--json").output)["quarter"] == "2025-Q2"


def test_agreement_is_told_as_text_and_as_json(run: Run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By leaf with its number; what is rated after the as-of date is not known."""
    answering(monkeypatch, answer("C1", OTHER), answer("C2", CAUSES["C2"]["category"]))
    run("rate", "--answers", "-", *WHO)
    lines = run("rate", "--agreement", "--as-of", "2025-05-01").output
    assert "2 second ratings by 1 rater: 1 of 2 the same." in lines
    assert f"{LEAF}  0 of 1 the same" in lines
    found = json.loads(run("rate", "--agreement", "--json", "--as-of", "2025-05-01").output)
    assert (found["whole"]["n"], found["whole"]["same"], found["confusions"][0]["n"]) == (2, 1, 1)
    assert json.loads(run("rate", "--agreement", "--json", "--as-of", "2025-04-30").output)["whole"]["n"] == 0


def test_ratings_of_hidden_records_are_hidden(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the public may not see of records it does not count among agreements either."""
    monkeypatch.chdir(tmp_path)
    root = write_corpus(tmp_path, own_record(visibility="restricted"))
    answering(monkeypatch, answer("C1", OTHER))
    assert run("rate", "--answers", "-", *WHO).code == 0
    assert load_corpus(root).ratings
    assert not load_corpus(root).for_audience(Visibility.PUBLIC).ratings


def test_at_a_terminal_the_first_answer_comes_after_the_second(base: Path, tmp_path: Path) -> None:
    """Definitions can be asked for, a slip is asked again, and until Enter the record's leaf is not on the screen."""
    with Terminal(tmp_path, "rate", "--record", "PM-2025-0001", "--rater", "reliability-1") as terminal:
        terminal.answer("Leaf: ", "process/roll-out-gap")
        terminal.expect("did you mean `process/rollout-gap`?")
        assert LEAF not in terminal.shown
        terminal.answer("Leaf: ", "rollout-gap")
        terminal.expect(f"you say process/rollout-gap, the record says {LEAF}")
        assert (base / "ratings.csv").read_text("utf-8").count("rollout-gap") == 1
        terminal.answer("Leaf: ", "? process")
        terminal.expect("process/monitoring-gap: ")
        terminal.answer("Leaf: ", "done")
        terminal.expect("1 answer kept, 0 the same as the record's.")
        assert terminal.end() == 0
