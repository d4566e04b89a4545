"""A draft on disk whose open fields are filled in: each answer changes its own lines, and is written at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.drafting.answers import DraftContext, field_of
from ml_postmortems.authoring.drafting.question import rule_of
from ml_postmortems.authoring.drafting.sheet import is_about, is_refusal
from ml_postmortems.authoring.editing.record_text import RecordText
from ml_postmortems.authoring.editing.timeline import in_order_of_time
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.errors import EditRefused, FixNotSafe, NotADraft
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.lifecycle import LIFECYCLE
from ml_postmortems.model.terms import Status
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.pull_request import PullRequest, find_pull_request
from ml_postmortems.reading.record_file import RecordFile


class RecordSheet:
    """The fields of a draft."""

    def __init__(self, context: DraftContext, file: RecordFile) -> None:
        """Open a draft; raises NotADraft for a record that is none, and EditRefused where it cannot be read."""
        self.context = context
        self._text = RecordText.read(file.path)
        self.answered: list[str] = []
        """The questions whose answers were written."""
        status = next((each for each in Status if each == self.tree.get("status")), Status.DRAFT)
        if not LIFECYCLE[status].is_being_written:
            raise NotADraft(file.path, f"a record that is {status}", "correct its file, and `postmortems check` it")
        if str(self.tree.get("schema_version")) != "2":
            found = f"schema_version {self.tree.get('schema_version', 'missing')}"
            raise NotADraft(file.path, found, f"bring it into version 2 with `postmortems migrate {file.path}`")

    @property
    def path(self) -> Path:
        """The file."""
        return self._text.path

    @property
    def tree(self) -> Mapping[str, Any]:
        """The front matter as it is written."""
        return self._text.tree

    def get(self, name: str) -> Any:
        """The answer to a question, or None."""
        value: Any = self.tree
        for key in field_of(name):
            value = value.get(key) if isinstance(value, Mapping) else None
        return value

    def put(self, name: str, value: Any) -> tuple[Finding, ...]:
        """Write an answer unless there is an error in it, and return what the checker says of it and did not before.

        Raises EditRefused, FixNotSafe and FileUnwritable.
        """
        after = self._with_answer(name, value)
        findings = self._new_findings(name, after)
        if not any(is_refusal(finding) for finding in findings):
            self._write(name, after)
        return findings

    def drop(self, name: str) -> None:
        """Take an answer out of the file; its line `#name:` is there again."""
        self._write(name, self._text.without_field(str(field_of(name)[0])))

    def _write(self, name: str, after: RecordText) -> None:
        after.write_over(self._text)
        self._text = after
        self.answered.append(name)

    def _with_answer(self, name: str, value: Any) -> RecordText:
        """The text with an answer, in as few lines as it can be: what stands there keeps its layout and comments."""
        field, *rest = field_of(name)
        field = str(field)
        former = self.tree.get(field)
        if rest:
            value = {**(former if isinstance(former, Mapping) else {}), str(rest[0]): value}
        if field == "timeline":
            value = in_order_of_time(value, self.tree)
        try:
            return self._with_less_changed(field, former, value)
        except (EditRefused, FixNotSafe):
            if former is None or self._text.has_comments(field):
                raise
            return self._text.with_field(field, value)

    def _with_less_changed(self, field: str, former: Any, value: Any) -> RecordText:
        match former, value:
            case list(), list() if former and (index := _added(former, value)) is not None:
                return self._text.with_item(field, index, value[index])
            case list(), list() if len(former) == len(value):
                text = self._text
                for index, (old, new) in enumerate(zip(former, value, strict=True)):
                    if old != new and isinstance(old, Mapping) and isinstance(new, Mapping):
                        changes = {key: new.get(key) for key in (*new, *old) if new.get(key) != old.get(key)}
                        block: Any = rule_of((field, next(iter(new)))).block
                        text = text.with_values(field, index, changes, block)
                return text
            case list(), list() if former[:-1] == value:
                return self._text.without_last_item(field)
            case Mapping(), Mapping() if former.keys() <= value.keys():
                text = self._text
                for key, part in value.items():
                    if former.get(key) != part:
                        text = text.with_key(field, key, part, rule_of((field, key)).block)  # type: ignore[arg-type]
                return text
            case _:
                return self._text.with_field(field, value)

    def _new_findings(self, name: str, after: RecordText) -> tuple[Finding, ...]:
        known = Counter(_likeness(finding) for finding in self._findings(self._text))
        found = [finding for finding in self._findings(after) if is_about(finding, field_of(name))]
        return tuple(each for each in found if not known[_likeness(each)])

    def _findings(self, text: RecordText) -> tuple[Finding, ...]:
        corpus, as_of = self.context.corpus, self.context.as_of
        return check_unsaved(corpus, text.path, text.content, as_of, self._pull_request)[1].findings

    @cached_property
    def _pull_request(self) -> PullRequest | None:
        corpus: Corpus = self.context.corpus
        return find_pull_request(corpus)


def _added(former: list[Any], value: list[Any]) -> int | None:
    """Where a list has one more item than another; None where that is not the only difference."""
    if len(value) != len(former) + 1:
        return None
    index = next(
        (place for place, (old, new) in enumerate(zip(former, value, strict=False)) if old != new), len(former)
    )
    return index if value[:index] + value[index + 1 :] == former else None


def _likeness(finding: Finding) -> tuple[Any, ...]:
    """A finding without its place, which an item above it moves."""
    return finding.code, tuple(part for part in finding.field if isinstance(part, str)), finding.found
