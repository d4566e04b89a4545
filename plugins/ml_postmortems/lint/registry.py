"""The registry of rules: a rule is a generator of problems with a code, a name and a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import cleandoc
from typing import Generic, NamedTuple, TypeVar

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.model.settings import FIRST_VERSION, VERSION_PATTERN
from ml_postmortems.reading.record_file import RecordFile

HEADINGS = ("What it does", "Why it matters", "Example", "Instead")
FAMILIES = {
    "PM0": "file and format",
    "PM1": "schema and vocabulary",
    "PM2": "consistency",
    "PM3": "completeness by status and severity",
    "PM4": "reasoning",
    "PM5": "actions and people",
    "PM6": "language",
    "PM7": "privacy and safety",
    "PM8": "corpus",
    "PM9": "history",
}
UNEXEMPTABLE_FAMILIES = ("PM0", "PM1", "PM2", "PM3", "PM7", "PM9")
"""Families of which no rule may be `exemptable`: they ask for facts that a reason does not replace."""
_CODE = lazy_pattern(r"PM\d{3}")
_HEADING = lazy_pattern(rf"^ *({'|'.join(HEADINGS)})$", re.MULTILINE)
_NAME = lazy_pattern(r"[a-z0-9]+(-[a-z0-9]+)+")

FileCheck = Callable[[RecordFile], Iterator[Problem]]
RecordCheck = Callable[[RecordFile, Context], Iterator[Problem]]
CorpusCheck = Callable[[Context], Iterator[Problem]]
C = TypeVar("C", bound=Callable[..., Iterator[Problem]])


class RuleSection(NamedTuple):
    """One headed part of a rule's documentation."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the checker."""

    code: str
    name: str
    """States the fault, in words joined by hyphens."""
    level: Level
    exemptable: bool
    """Whether a record can exempt itself from it with a reason. No rule can be, unless its registration says so."""
    since: str
    """The version of the package that brought it, `0.1`; see `Settings.adopts`."""
    summary: str
    section_texts: tuple[str, ...]
    """What stands under each of `HEADINGS`, with the indentation of the docstring."""
    check_file: FileCheck | None = None
    """One of the three: reads nothing but the file, so what it finds is kept while the file stays as it is."""
    check_record: RecordCheck | None = None
    """Is about one file, and reads the vocabulary, other records, pictures or the date as well."""
    check_corpus: CorpusCheck | None = None
    """Is about all files together."""
    reports_records: bool = True
    """Whether what it reports may stand in a record; rules about the files beside them never report one."""

    @property
    def sections(self) -> tuple[RuleSection, ...]:
        """The headed parts of its page."""
        return tuple(
            RuleSection(heading, cleandoc(text)) for heading, text in zip(HEADINGS, self.section_texts, strict=True)
        )

    @property
    def is_about_one_record(self) -> bool:
        """False for rules about the whole corpus."""
        return self.check_corpus is None

    @property
    def origin_note(self) -> str:
        """Which version brought it, as a sentence of its page; empty where every base began with it."""
        return "" if self.since == FIRST_VERSION else f"It came with version {self.since}."

    @property
    def notes(self) -> str:
        """What a base has to know of it, as sentences of its page."""
        return f"{self.exemption_note} {self.origin_note}".rstrip()

    @property
    def exemption_note(self) -> str:
        """Whether it can be exempted, as a sentence of its page."""
        return "A record can be exempt from it." if self.exemptable else "No record can be exempt from it."

    @property
    def explanation(self) -> str:
        """Its page as plain text."""
        lines = [f"{self.code} {self.name} ({self.level})", "", self.summary, "", self.notes]
        for section in self.sections:
            lines += ["", section.heading, *(f"  {line}" for line in section.text.split("\n"))]
        return "\n".join(lines)


_RULES: dict[str, Rule] = {}
_NAMES: set[str] = set()


@dataclass(frozen=True, slots=True)
class RuleDecorator(Generic[C]):
    """Registers a generator as a rule of one kind; the rule is named after the function."""

    check_field: str
    """The field of `Rule` that holds rules of this kind."""
    reports_records: bool = True
    """See `Rule`."""

    def __call__(
        self, code: str, level: Level = Level.ERROR, *, exemptable: bool = False, since: str = FIRST_VERSION
    ) -> Callable[[C], C]:
        """Register the generator below as the rule `code`; raises ValueError for what no rule may be."""

        def register(check: C) -> C:
            summary, texts = _documentation(code, check.__doc__)
            name = _rule_name(check.__name__)
            kind = {self.check_field: check}
            _add(
                Rule(code, name, level, exemptable, since, summary, texts, reports_records=self.reports_records, **kind)
            )
            return check

        return register


file_rule: RuleDecorator[FileCheck] = RuleDecorator("check_file")
"""For a rule that reads nothing but one record file."""
record_rule: RuleDecorator[RecordCheck] = RuleDecorator("check_record")
"""For a rule about one record file and its context."""
corpus_rule: RuleDecorator[CorpusCheck] = RuleDecorator("check_corpus")
"""For a rule about the whole corpus."""
side_rule: RuleDecorator[CorpusCheck] = RuleDecorator("check_corpus", reports_records=False)
"""For one that reports only what lies beside the records: vocabularies, tables, pictures, files in a wrong place.

A check of records alone leaves it out, and need not make every record for it.
"""


def registered_rules() -> tuple[Rule, ...]:
    """Every rule of the modules imported so far, by code."""
    return tuple(_RULES[code] for code in sorted(_RULES))


def _add(rule: Rule) -> None:
    if not _CODE.fullmatch(rule.code) or rule.code[:3] not in FAMILIES:
        raise ValueError(f"rule code {rule.code} must be of a family: {', '.join(FAMILIES)}")
    if rule.code in _RULES or rule.name in _NAMES:
        raise ValueError(f"rule {rule.code} {rule.name} must have a code and a name of its own")
    if rule.exemptable and rule.code.startswith(UNEXEMPTABLE_FAMILIES):
        raise ValueError(f"rule {rule.code} is of a family that no record can be exempt from")
    if not re.fullmatch(VERSION_PATTERN, rule.since, re.ASCII):
        raise ValueError(f"rule {rule.code} must name the version that brought it, such as `0.1`: found `{rule.since}`")
    _RULES[rule.code] = rule
    _NAMES.add(rule.name)


def _rule_name(function_name: str) -> str:
    name = function_name.replace("_", "-")
    if not _NAME.fullmatch(name):
        raise ValueError(f"rule name {name} must be at least two words that state the fault")
    return name


def _documentation(code: str, docstring: str | None) -> tuple[str, tuple[str, ...]]:
    """The first line and the headed parts of a rule's docstring; raises ValueError if one is missing or empty."""
    start, *parts = _HEADING.split(docstring or "")
    headings, texts = tuple(parts[::2]), tuple(text.rstrip().lstrip("\n") for text in parts[1::2])
    if headings != HEADINGS:
        raise ValueError(f"rule {code} must document {HEADINGS}: found {headings}")
    summary = start.partition("\n")[0].strip()
    if not summary or not all(texts):
        raise ValueError(f"rule {code} must say something in its first line and under each of {HEADINGS}")
    return summary, texts
