"""One confidential issue on GitLab lists the overdue actions: opened, updated and closed by its marker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scripts import gitlab_overdue
from scripts.overdue_text import MARKER, NONE_OVERDUE, TITLE
from scripts.sanitize_markdown import ZERO_WIDTH_SPACE
from tests.github.gitlab import OWN, PROJECT, FakeGitLab, gitlab

__all__ = ["gitlab"]
BODY = f"{MARKER}\n2 actions\n"
NOTHING = f"{MARKER}\n{NONE_OVERDUE}\nNo action is overdue.\n"
TEXT, NONE = BODY.strip(), NOTHING.strip()


def issue(description: str | None, author: int = OWN) -> dict[str, Any]:
    return {"iid": 4, "author": {"id": author}, "description": description}


@pytest.mark.parametrize(
    ("there", "body", "sent"),
    [
        ([], BODY, [("POST", "issues", {"title": TITLE, "description": TEXT, "confidential": True})]),
        ([], NOTHING, []),
        ([issue(MARKER)], BODY, [("PUT", "issues/4", {"description": TEXT})]),
        ([issue(BODY.replace("\n", "\r\n"))], BODY, []),
        ([issue(MARKER)], NOTHING, [("PUT", "issues/4", {"description": NONE, "state_event": "close"})]),
        ([issue(MARKER, author=9), issue(f"see {MARKER}"), issue(None)], NOTHING, []),
    ],
)
def test_there_is_one_issue(
    gitlab: FakeGitLab,
    tmp_path: Path,
    there: list[dict[str, Any]],
    body: str,
    sent: list[tuple[str, str, dict[str, Any]]],
) -> None:
    """The token's own open issue with the marker is updated or closed; only where there is none, one is opened."""
    gitlab.answers[f"/api/v4/projects/{PROJECT}/issues"] = there
    (tmp_path / "overdue.md").write_text(body, "utf-8")
    assert gitlab_overdue.main([str(tmp_path / "overdue.md")]) == 0
    assert (gitlab.sent, gitlab.tokens) == (sent, {"secret"})


def test_nothing_acts_in_the_issue(gitlab: FakeGitLab, tmp_path: Path) -> None:
    """What the other job wrote is a stranger's text for GitLab: quick actions and references are text."""
    gitlab.answers[f"/api/v4/projects/{PROJECT}/issues"] = []
    texts = ("/close", "~bug", "%v1", "!12", "[issue:6]")
    (tmp_path / "overdue.md").write_text("\n".join((MARKER, *texts)), "utf-8")
    assert gitlab_overdue.main([str(tmp_path / "overdue.md")]) == 0
    shown = gitlab.sent[0][2]["description"].split("\n")[1:]
    assert [line.replace(ZERO_WIDTH_SPACE, "") for line in shown] == list(texts)
    assert all(ZERO_WIDTH_SPACE in line for line in shown)


def test_another_file_is_refused(gitlab: FakeGitLab, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What `overdue_text` did not write is not posted."""
    (tmp_path / "overdue.md").write_text("anything", "utf-8")
    assert gitlab_overdue.main([str(tmp_path / "overdue.md")]) == 1
    assert gitlab.sent == []
    assert "must begin with" in capsys.readouterr().err
