"""The note on a merge request: one, kept up to date, and as harmless as a stranger's text can be made."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.base.answers import Forge
from ml_postmortems.base.base_files import base_files
from scripts import gitlab_note
from scripts.gitlab_api import MAX_BYTES
from scripts.gitlab_note import MARKER, note_body
from scripts.sanitize_markdown import ZERO_WIDTH_SPACE
from tests.base.bases import answers, packaged_taxonomy, write_base
from tests.github.gitlab import OWN, PROJECT, SHA, FakeGitLab, gitlab

__all__ = ["gitlab"]


def notes(fake: FakeGitLab, *found: dict[str, Any]) -> None:
    fake.answers[f"/api/v4/projects/{PROJECT}/merge_requests/3/notes"] = list(found)


def test_the_report_becomes_one_note(gitlab: FakeGitLab) -> None:
    """The first run writes a note with its origin; the next one changes nothing, a new report changes that note."""
    assert gitlab_note.main() == 0
    [(method, path, sent)] = gitlab.sent
    body = sent["body"]
    assert (method, path) == ("POST", "merge_requests/3/notes")
    assert body.startswith(f"{MARKER}\n<sub>For aaaaaaaaaaaa, by [this job](https://gitlab.test/acme/pm/-/jobs/21)")
    assert "A record." in body
    notes(gitlab, {"id": 1, "author": {"id": 9}, "body": body}, {"id": 2, "author": {"id": OWN}, "body": body.rstrip()})
    assert gitlab_note.main() == 0
    assert len(gitlab.sent) == 1
    gitlab.report = b"Another record.\n"
    assert gitlab_note.main() == 0
    assert gitlab.sent[1][:2] == ("PUT", "merge_requests/3/notes/2")
    assert gitlab.tokens == {"secret"}


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("merge_requests/3/pipelines", [{"id": 11, "sha": "b" * 40, "project_id": PROJECT}]),
        ("merge_requests/3/pipelines", [{"id": 11, "sha": SHA, "project_id": 99}]),
        ("pipelines/11/jobs", [{"id": 21, "name": "review", "status": "failed"}]),
        ("pipelines/11/jobs", [{"id": 21, "name": "check", "status": "success"}]),
    ],
    ids=["another commit", "a fork", "failed", "another job"],
)
def test_only_a_report_on_the_head_is_posted(gitlab: FakeGitLab, path: str, answer: Any) -> None:
    """A report of a former commit, of a fork's project, or of another job is not believed."""
    gitlab.answers[f"/api/v4/projects/{PROJECT}/{path}"] = answer
    assert gitlab_note.main() == 0
    assert gitlab.sent == []


def test_what_is_too_large_is_refused(gitlab: FakeGitLab, capsys: pytest.CaptureFixture[str]) -> None:
    """An artifact above the bound is not read on and not posted."""
    gitlab.report = b"x" * (MAX_BYTES + 1)
    assert gitlab_note.main() == 1
    assert gitlab.sent == []
    assert "at most" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "/close",
        "  /MERGE",
        "> /approve",
        "- /label ~bug",
        "1. /close",
        "\t/assign @root",
        "text\n/close",
        "\u200b/close",
    ],
)
def test_no_quick_action_is_left(text: str) -> None:
    """A line that would close, merge or label with the rights of the token is text."""
    body = note_body(text, "https://gitlab.test/job", SHA, "https://gitlab.test/blob/")
    shown = body.partition("</sub>")[2]
    assert not re.search(r"^[\s>*+\-\d.)]*/\w", shown, re.MULTILINE)


@pytest.mark.parametrize(
    "text", ["@all", "!12", "#12", "~bug", '~"two words"', "%v1", "$3", "&4", "^alert#5", "[issue:6]"]
)
def test_no_reference_is_left(text: str) -> None:
    """What would notify somebody, or leave a trace elsewhere, is text: a mark without width stands in it."""
    shown = note_body(f"see {text} here", "https://gitlab.test/job", SHA, "https://gitlab.test/blob/")
    assert f"see {text} here" not in shown
    assert f"see {text} here" in shown.replace(ZERO_WIDTH_SPACE, "")


def test_the_marker_cannot_be_forged() -> None:
    """A report that begins like our note does not become one of another origin."""
    body = note_body(f"{MARKER}\nfor bbb", "https://gitlab.test/job", SHA, "https://gitlab.test/blob/")
    assert body.count(MARKER) == 1


def test_a_base_runs_it_with_nothing_installed(gitlab: FakeGitLab, tmp_path: Path) -> None:
    """What `init` writes for GitLab posts the note by the standard library alone, as the pipeline calls it."""
    files = write_base(tmp_path, answers(Forge.GITLAB))
    assert "python3 -I" not in files[".gitlab-ci.yml"]
    [line] = [line.strip(" -") for line in files[".gitlab-ci.yml"].splitlines() if "gitlab_note" in line]
    script = line.split()[-1]
    done = subprocess.run([sys.executable, "-S", script], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert [method for method, _, _ in gitlab.sent] == ["POST"]
    assert not [name for name in base_files(answers(Forge.GITHUB), packaged_taxonomy()) if "gitlab" in name]
    assert not [name for name in files if "github" in name]
