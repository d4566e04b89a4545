"""Files of this repository that a wheel carries: pages that every site serves, and what a new base starts with.

They are written once, where this repository uses them. `setup.py` copies them into the wheel; a checkout reads them in
place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PAGES = ("editors.md", "macros.md", "security.md", "guides", "reference")
"""What every site serves, by its place below `docs/`: files and whole folders with what is below them."""
REQUEST_TEMPLATE = ".github/pull_request_template.md"
ISSUE_FORM = ".github/ISSUE_TEMPLATE/ml-incident.yml"
EDITOR_FILES = (".vscode/extensions.json", ".vscode/tasks.json")
NOTE_SCRIPTS = (
    "scripts/gitlab_api.py",
    "scripts/gitlab_note.py",
    "scripts/gitlab_overdue.py",
    "scripts/overdue_text.py",
    "scripts/sanitize_markdown.py",
)
"""What posts the note on a merge request and keeps the issue of overdue actions; it needs nothing that is installed."""
COMMENT_SCRIPTS = (
    "scripts/github_api.py",
    "scripts/overdue_issue.py",
    "scripts/overdue_text.py",
    "scripts/post_review.py",
    "scripts/sanitize_markdown.py",
)
"""What posts the comment on a pull request and keeps the issue of overdue actions; it needs nothing installed."""
LOCK = "requirements.lock"
WORKFLOWS = (".github/workflows/publish.yml", ".github/workflows/pull-request.yml")
"""Whose pinned actions the workflows of a new base use."""
_CARRIED = Path(__file__).with_name("carried")
_REPOSITORY = Path(__file__).resolve().parents[3]


def carried_path(name: str) -> Path:
    """Where a file or folder of the repository is to be read, by its path in it."""
    return (_CARRIED if _CARRIED.is_dir() else _REPOSITORY) / name


def carried_text(name: str) -> str:
    """The text of a file of the repository, by its path in it."""
    return carried_path(name).read_text("utf-8")


def carried_pages() -> Iterator[tuple[str, str]]:
    """Every page and schema that a site serves: its place below `docs/`, and its text."""
    docs = carried_path("docs")
    for name in PAGES:
        whole = docs / name
        for path in sorted(path for path in whole.rglob("*") if path.is_file()) if whole.is_dir() else [whole]:
            yield path.relative_to(docs).as_posix(), path.read_text("utf-8")
