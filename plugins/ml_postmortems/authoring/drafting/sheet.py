"""What a person fills in, question by question: the answers for a new record, or the fields of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext, field_of
from ml_postmortems.authoring.editing.timeline import in_order_of_time
from ml_postmortems.lint.finding import Finding, Level
from ml_postmortems.model.requirements import FieldPath

UNKNOWN_ARTIFACT = "PM112"
"""The rule that a new artifact breaks until it is in the catalog; it keeps no answer out of a draft."""


class Sheet(Protocol):
    """Fields with answers, each checked before it is kept."""

    context: DraftContext

    @property
    def tree(self) -> Mapping[str, Any]:
        """The front matter as it is written."""
        ...

    def get(self, name: str) -> Any:
        """The answer to a question, or None."""

    def put(self, name: str, value: Any) -> tuple[Finding, ...]:
        """Keep the answer to a question unless there is an error in it; return what the checker says of it."""
        ...

    def drop(self, name: str) -> None:
        """Forget the answer to a question."""


class AnswerSheet:
    """The answers for a record that is not written yet."""

    def __init__(self, context: DraftContext, answers: Answers) -> None:
        self.context = context
        self._answers = answers

    @property
    def tree(self) -> Mapping[str, Any]:
        """The fields of the record to be."""
        return {"schema_version": "2", "status": "draft"} | self._answers.fields

    def get(self, name: str) -> Any:
        """The answer to a question, or None."""
        return self._answers.get(name)

    def put(self, name: str, value: Any) -> tuple[Finding, ...]:
        """Keep the answer unless there is an error in it."""
        before = dict(self._answers.fields)
        self._answers.put(name, in_order_of_time(value, self.tree) if name == "timeline" else value)
        findings = self.context.findings_about(name, self._answers)
        if any(is_refusal(finding) for finding in findings):
            self._answers.fields = before
        return findings

    def drop(self, name: str) -> None:
        """Forget the answer."""
        self._answers.fields.pop(str(field_of(name)[0]), None)


def is_refusal(finding: Finding) -> bool:
    """Whether an answer with this finding is not kept."""
    return finding.level is Level.ERROR and finding.code != UNKNOWN_ARTIFACT


def is_about(finding: Finding, field: FieldPath) -> bool:
    """Whether a finding is about a field, or about the format of the whole file."""
    return finding.field[: len(field)] == field or (not finding.field and finding.code.startswith("PM0"))
