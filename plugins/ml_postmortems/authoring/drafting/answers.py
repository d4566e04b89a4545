"""What an author has said about a new record so far: checked value by value, kept where the author is interrupted."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from ml_postmortems.authoring.drafting.draft_file import draft_path
from ml_postmortems.authoring.drafting.draft_text import draft_text
from ml_postmortems.authoring.importers.input_file import parse_json, read_input
from ml_postmortems.authoring.unsaved_check import check_unsaved
from ml_postmortems.errors import InputUnusable
from ml_postmortems.lint.finding import Finding
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.instant import FIRST_YEAR, LAST_YEAR
from ml_postmortems.model.requirements import FieldPath
from ml_postmortems.model.taxonomy import Taxonomy
from ml_postmortems.reading.corpus import Corpus

KEPT_SUFFIX = ".json"
"""How the name of a file with kept answers ends."""
_FORMAT = "postmortems new, answers 1"


@dataclass(slots=True)
class Answers:
    """Fields of a record to be, as they will stand in its front matter, and its year."""

    fields: dict[str, Any] = field(default_factory=dict)
    year: int | None = None

    def get(self, name: str) -> Any:
        """The answer to a question, or None."""
        return self.fields.get("teams", {}).get("owner") if name == "team" else self.fields.get(name)

    def put(self, name: str, value: Any) -> None:
        """Keep the answer to a question; the name of a question is that of its field, but for the team."""
        if name == "team":
            self.fields["teams"] = {"owner": value}
        else:
            self.fields[name] = value


@dataclass(frozen=True)
class DraftContext:
    """What a draft is written with: the records there are, the terms to choose from, and what stands for today."""

    corpus: Corpus
    taxonomy: Taxonomy
    catalog: Catalog
    as_of: date

    @classmethod
    def of(cls, corpus: Corpus, as_of: date) -> DraftContext:
        """What a draft in this folder may use; raises VocabularyUnusable where there is nothing to choose from."""
        return cls(corpus, corpus.vocabulary.taxonomy, corpus.vocabulary.catalog, as_of)

    def text_of(self, answers: Answers, record_id: str) -> str:
        """The file of a draft with these answers under this id."""
        return draft_text(self.fields_of(answers, record_id), self.corpus.settings.fields)

    def fields_of(self, answers: Answers, record_id: str) -> dict[str, Any]:
        """The front matter of such a draft, in no particular order."""
        return {"schema_version": 2, "id": record_id, "status": "draft"} | answers.fields

    def findings(self, answers: Answers) -> tuple[Finding, ...]:
        """What the checker would say of the draft that these answers make."""
        record_id = f"PM-{answers.year or self.as_of.year:04}-0000"
        path = draft_path(self.corpus.root, record_id, str(answers.get("title")))
        text = self.text_of(answers, record_id)
        return check_unsaved(self.corpus, path, text.encode("utf-8", "replace"), self.as_of)[1].findings

    def findings_about(self, name: str, answers: Answers) -> tuple[Finding, ...]:
        """What the checker says of one answer, while others are still missing.

        These are the findings about its field, and those about the format of the whole file: a character that no file
        may hold, for example.
        """
        field, found = field_of(name), self.findings(answers)
        return tuple(each for each in found if each.field[: len(field)] == field or _is_about_file(each))


def field_of(name: str) -> FieldPath:
    """The field that the answer to a question becomes."""
    return ("teams", "owner") if name == "team" else (name,)


def _is_about_file(finding: Finding) -> bool:
    return not finding.field and finding.code.startswith("PM0")


def is_utf8(value: object) -> bool:
    """Whether a value can be written: a terminal of another encoding gives text that cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def year_of(text: str) -> int | None:
    """The year that a text says, if it is one that a record can be of."""
    is_year = len(text) == 4 and text.isascii() and text.isdigit()
    return int(text) if is_year and FIRST_YEAR <= int(text) <= LAST_YEAR else None


def year_in(timeline: list[dict[str, Any]]) -> int | None:
    """The year of the earliest entry of a timeline that is in order."""
    return year_of(str(timeline[0]["at"])[:4]) if timeline else None


def save_answers(answers: Answers, repository: Path) -> Path:
    """Keep answers in `.cache/postmortems/` of the repository, or in the system's folder for temporary files."""
    content = json.dumps({"format": _FORMAT, "year": answers.year, "fields": answers.fields}, indent=1)
    folder = repository / ".cache" / "postmortems"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix="new-", suffix=KEPT_SUFFIX, dir=folder)
    except OSError:
        handle, name = tempfile.mkstemp(prefix="postmortems-new-", suffix=KEPT_SUFFIX)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content + "\n")
    return Path(name)


def load_answers(path: Path) -> Answers:
    """The answers that were kept in a file; raises InputUnusable for any other file."""
    document = parse_json(path, read_input(path))
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        sentence = "file must be one that `postmortems new` kept: found something else"
        raise InputUnusable(path, None, sentence, "name the file that it told you, or begin anew without --resume")
    fields, year = document.get("fields"), document.get("year")
    if not isinstance(fields, dict) or not isinstance(fields.get("teams", {}), dict) or not _is_year(year):
        sentence = "file must hold the answers as they were kept: found them changed"
        raise InputUnusable(path, None, sentence, "begin anew without --resume")
    return Answers(fields, year)


def forget_answers(path: Path) -> None:
    """Delete kept answers once they are a record; a file that was not made here stays."""
    with suppress(OSError, InputUnusable):
        load_answers(path)
        path.unlink()


def _is_year(value: object) -> bool:
    return value is None or (isinstance(value, int) and year_of(str(value)) is not None)
