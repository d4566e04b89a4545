"""A pull request that changes what guards the gate says so before all else, with the lines that weaken it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ml_postmortems.authoring.review.guard_changes import guard_changes
from ml_postmortems.authoring.review.report import review_report
from ml_postmortems.reading.corpus import load_corpus
from tests.cli.running import git
from tests.helpers import own_record, write_corpus

_WORKFLOW = ".github/workflows/pull-request.yml"
_CHECK = '        run: postmortems check --merge --changed "$BASE"\n'
_FILES = {
    _WORKFLOW: f"jobs:\n  check:\n    steps:\n      - name: Check\n{_CHECK}",
    ".gitlab-ci.yml": "include:\n  - local: /ci/checks.yml\n",
    "ci/checks.yml": "check:\n  script: postmortems check\n",
    ".github/CODEOWNERS": "# Who agrees\n/postmortems/ @org/reliability\n",
    "mkdocs.yml": "strict: true\n",
    "README.md": "A base.\n",
}


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A repository with its guards on main, and a branch."""
    write_corpus(tmp_path, own_record())
    for name, text in _FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Base")
    git(tmp_path, "switch", "-qc", "change")
    return tmp_path


def _told(base: Path) -> list[str]:
    return [change.text for change in guard_changes(base / "postmortems", "main")]


@pytest.mark.parametrize(
    ("name", "old", "new", "quoted"),
    [
        (_WORKFLOW, '"$BASE"\n', '"$BASE" || true\n', "|| true`"),
        (_WORKFLOW, "--merge ", "", "`--merge` is gone from"),
        (_WORKFLOW, _CHECK, "        run: echo fine\n", "`postmortems check` is gone from"),
        (_WORKFLOW, _CHECK, f"        continue-on-error: true\n{_CHECK}", "new line `continue-on-error: true`"),
        (_WORKFLOW, _CHECK, f"        if: ${{{{ false }}}}\n{_CHECK}", "new line `if: ${{ false }}`"),
        ("ci/checks.yml", "check:\n", "check:\n  allow_failure: true\n", "new line `allow_failure: true`"),
        (".github/CODEOWNERS", "/postmortems/ @org/reliability\n", "", "gone `/postmortems/ @org/reliability`"),
        ("mkdocs.yml", "strict: true", "strict: true\nexclude_docs: drafts/", "new line `exclude_docs: drafts/`"),
    ],
)
def test_the_line_that_weakens_a_guard_is_quoted(base: Path, name: str, old: str, new: str, quoted: str) -> None:
    """Who reads the first lines sees which file, and what lets pass now."""
    file = base / name
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    (told,) = _told(base)
    assert told.startswith(f"`{name}` was edited: ")
    assert quoted in told


def test_a_change_that_weakens_nothing_plainly_is_named_and_no_other_file_is(base: Path) -> None:
    """A comment or a stricter option accuses nobody; a deleted guard is said to be gone; a README guards nothing."""
    (base / _WORKFLOW).write_text(_FILES[_WORKFLOW].replace("--merge", "--merge --strict"), "utf-8")
    (base / "README.md").write_text("Another base.\n", "utf-8")
    assert _told(base) == [f"`{_WORKFLOW}` was edited."]
    (base / ".github/CODEOWNERS").unlink()
    assert _told(base) == ["`.github/CODEOWNERS` was deleted.", f"`{_WORKFLOW}` was edited."]


def test_several_files_keep_their_own_lines(base: Path) -> None:
    """Each line is told of the file that it stands in, whatever the lines look like and whichever file comes first."""
    (base / _WORKFLOW).write_text(_FILES[_WORKFLOW].replace("--merge ", "") + "diff --git a/x b/x\n", "utf-8")
    (base / "mkdocs.yml").write_text("strict: true\nexclude_docs: drafts/\n", "utf-8")
    (base / ".github/CODEOWNERS").chmod(0o755)
    told = _told(base)
    assert [text.split("`")[1] for text in told] == [_WORKFLOW, "mkdocs.yml", ".github/CODEOWNERS"]
    assert "`--merge` is gone from" in told[0]
    assert "exclude_docs" in told[1]


def test_the_review_begins_with_it_without_any_record(base: Path) -> None:
    """A pull request of a workflow alone is no pull request with nothing to review."""
    (base / _WORKFLOW).write_text(_FILES[_WORKFLOW].replace('"$BASE"', '"$BASE" || true'), "utf-8")
    text = review_report(load_corpus(base / "postmortems"), (), "main", date(2025, 6, 1))
    assert "nothing to review" not in text
    assert "1 change to agree to" in text
    assert "Files that guard the gate are changed" in text
