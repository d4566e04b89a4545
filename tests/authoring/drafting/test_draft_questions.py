"""The comments of a draft: how many there are, and where they go once the record is published."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from ml_postmortems.authoring.drafting.draft import preview_draft
from ml_postmortems.cli.main import postmortems
from ml_postmortems.model.terms import Origin, Severity, Status
from ml_postmortems.reading.record_file import read_record_file
from tests.authoring.workspace import context_in, draft_answers, workspace
from tests.helpers import own_record

OWN_COMMENT = "# We name no customer here.\n"


@pytest.mark.parametrize(
    ("severity", "most"), [(Severity.SEV4, 36), (Severity.SEV3, 52), (Severity.SEV2, 58), (Severity.SEV1, 64)]
)
def test_fresh_draft_is_short(severity: Severity, most: int, tmp_path: Path) -> None:
    """A draft asks in two lines for each field that its tier needs, and leaves no line empty."""
    root, _ = workspace(tmp_path)
    _, text = preview_draft(context_in(root), draft_answers(origin=Origin.OWN, severity=severity))
    front = text.split("\n---\n")[0].split("\n")
    assert len(front) <= most and "" not in front


def asked_and_answered(folder: Path, status: Status) -> Path:
    """A complete record of ours that still has the questions of its draft, and a comment of its author."""
    root, corpus = workspace(folder, own_record(status=status.value))
    _, draft = preview_draft(context_in(root), draft_answers(origin=Origin.OWN, severity=Severity.SEV1))
    questions = [line for line in draft.split("\n") if line.startswith("#") and not line.startswith("##")]
    path = corpus.files[0].path
    lines = "\n".join(questions).replace("PM-2025-0002", "PM-2025-0001")
    path.write_text(path.read_text("utf-8").replace("\n---\n", f"\n{lines}\n{OWN_COMMENT}---\n", 1), "utf-8")
    return path


def test_publishing_takes_the_questions_out(tmp_path: Path) -> None:
    """`status` leaves out every comment that the draft wrote, keeps what the author wrote, and changes nothing else."""
    path = asked_and_answered(tmp_path, Status.IN_REVIEW)
    before = read_record_file(path)
    where = ["--root", str(path.parent.parent), "--as-of", "2025-12-01"]
    result = CliRunner().invoke(postmortems, ["status", "PM-2025-0001", "published", *where])
    assert result.exit_code == 0, result.stdout
    after = read_record_file(path)
    comments = [line for line in after.text.split("\n---\n")[0].split("\n") if line.startswith("#")]
    assert comments == [OWN_COMMENT.strip()]
    assert after.tree == {**before.tree, "status": "published"} and after.body.text == before.body.text


@pytest.mark.parametrize(("status", "left"), [(Status.IN_REVIEW, True), (Status.PUBLISHED, False)])
def test_fix_takes_the_questions_out_of_what_is_published(status: Status, left: bool, tmp_path: Path) -> None:
    """`check --fix` does the same where the status was moved by hand; before that, the questions are of use."""
    path = asked_and_answered(tmp_path, status)
    where = ["--root", str(path.parent.parent), "--as-of", "2025-12-01"]
    result = CliRunner().invoke(postmortems, ["check", "--fix", str(path), *where])
    text = path.read_text("utf-8")
    assert ("# What set it off." in text) is left and OWN_COMMENT in text
    assert ("the comments that the draft asked its questions with" in result.output) is not left
