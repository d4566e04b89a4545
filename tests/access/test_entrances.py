"""Every entrance gets at the records by access/, so that a policy stands in one place."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.helpers import REPOSITORY

PACKAGE = REPOSITORY / "plugins" / "ml_postmortems"
POLICIES = {
    "for_audience": {"access/corpora.py", "access/publication.py", "reading/corpus.py"},
    "may_see": {
        "access/hidden.py",
        "authoring/review/settings_changes.py",
        "model/settings.py",
        "model/terms.py",
        "reading/audience.py",
        "reading/corpus.py",
        "lint/recurrence_question.py",
        "lint/rules/history.py",
        "lint/rules/privacy.py",
        "lint/rules/safety.py",
    },
}
"""What decides over who sees what, and where it may be asked."""


def attributes_used(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_audiences_are_decided_in_one_place() -> None:
    """No command, page, hook or script filters records by itself."""
    modules = [*PACKAGE.rglob("*.py"), *(REPOSITORY / "scripts").rglob("*.py")]
    for policy, homes in POLICIES.items():
        users = {path for path in modules if policy in attributes_used(path)}
        assert users
        assert {path.relative_to(PACKAGE).as_posix() for path in users if path.is_relative_to(PACKAGE)} <= homes
        assert not [path for path in users if not path.is_relative_to(PACKAGE)]
