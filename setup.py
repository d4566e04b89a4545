"""Puts what every base is served or starts with into the built package; the rest about it stands in pyproject.toml.

These files are written where this repository uses them, and carried in `ml_postmortems/base/carried/`.
"""

from __future__ import annotations

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
CARRIED = (
    "docs/editors.md",
    "docs/macros.md",
    "docs/security.md",
    "docs/guides",
    "docs/reference",
    ".github/pull_request_template.md",
    ".github/ISSUE_TEMPLATE/ml-incident.yml",
    ".github/workflows/publish.yml",
    ".github/workflows/pull-request.yml",
    ".vscode/extensions.json",
    ".vscode/tasks.json",
    "requirements.lock",
    "scripts/github_api.py",
    "scripts/gitlab_api.py",
    "scripts/gitlab_note.py",
    "scripts/gitlab_overdue.py",
    "scripts/overdue_issue.py",
    "scripts/overdue_text.py",
    "scripts/post_review.py",
    "scripts/sanitize_markdown.py",
)
"""What `ml_postmortems.base.carried` names; that module cannot be imported before it is built."""


class BuildWithPages(build_py):  # type: ignore[misc]
    """The build of the modules, and then of what is carried beside them."""

    def run(self) -> None:
        """Copy them, except into an editable installation, which reads them in place."""
        super().run()
        if not self.editable_mode:
            for source, target in self._carried():
                self.mkpath(str(target.parent))
                self.copy_file(str(source), str(target))

    def get_outputs(self, include_bytecode: bool = True) -> list[str]:
        """Every file that the build writes, so that tools can remove it again."""
        return [*super().get_outputs(include_bytecode), *(str(target) for _, target in self._carried())]

    def _carried(self) -> list[tuple[Path, Path]]:
        folder = Path(self.build_lib, "ml_postmortems", "base", "carried")
        roots = [HERE / name for name in CARRIED]
        files = [path for root in roots for path in (sorted(root.rglob("*")) if root.is_dir() else [root])]
        return [(path, folder / path.relative_to(HERE)) for path in files if path.is_file()]


setup(cmdclass={"build_py": BuildWithPages})
