"""Measure the rules of language and privacy on judged paragraphs: `python -m scripts.bench.paragraphs`.

Each paragraph is put into the body of the example record. One that blames or is private should have a finding of a rule
of its family, and one of the other two kinds should have none.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.rule_set import all_rules
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from scripts.reference.examples import EXAMPLE_RECORD

JUDGED = Path(__file__).parent / "judged-paragraphs.yml"
FAMILIES = {
    "language": ("blaming", "neutral", ("PM601", "PM603")),
    "language, later": ("blaming-later", "neutral-later", ("PM601", "PM603")),
    "privacy": ("private", "lookalike", ("PM702", "PM710")),
}
"""By name: the kind that should be found, the kind that should not, and the rules."""
_HEADING = "## What happened\n"


Rules = Sequence[Callable[[RecordFile], Iterator[Problem]]]


class Measured(NamedTuple):
    """What the rules of a family found."""

    missed: tuple[str, ...]
    false: tuple[str, ...]
    right: int
    size: int

    @property
    def precision(self) -> float:
        """Of what was found, the share that should be."""
        return self.right / (self.right + len(self.false))

    @property
    def recall(self) -> float:
        """Of what should be found, the share that was."""
        return self.right / (self.right + len(self.missed))


def judged_paragraphs() -> Mapping[str, list[str]]:
    """The paragraphs by kind."""
    judged: Mapping[str, list[str]] = yaml.safe_load(JUDGED.read_text("utf-8"))
    return judged


def measure(kind: str, other: str, codes: tuple[str, ...]) -> Measured:
    """Run the rules over the paragraphs of a kind that they should find, and of one that they should not."""
    rules = [rule.check_file for rule in all_rules() if rule.code in codes and rule.check_file]
    judged = judged_paragraphs()
    missed = tuple(text for text in judged[kind] if not _is_found(text, rules))
    false = tuple(text for text in judged[other] if _is_found(text, rules))
    return Measured(missed, false, len(judged[kind]) - len(missed), len(judged[kind]) + len(judged[other]))


def _is_found(paragraph: str, rules: Rules) -> bool:
    """Whether a rule finds in the body with the paragraph what it does not find without it."""
    text = EXAMPLE_RECORD.read_text("utf-8")
    heading = text.index(_HEADING) + len(_HEADING)
    longer = f"{text[:heading]}\n{paragraph}\n{text[heading:]}"
    return _count(longer, rules) > _count(text, rules)


def _count(text: str, rules: Rules) -> int:
    file = parse_record_file(EXAMPLE_RECORD, text.encode())
    return sum(len(list(rule(file))) for rule in rules)


def main(names: list[str]) -> None:
    """Print precision and recall of each family; with `--all` also what was missed and what was found wrongly."""
    for family, kinds in FAMILIES.items():
        result = measure(*kinds)
        print(f"{family}: precision {result.precision:.2f}, recall {result.recall:.2f}, n {result.size}")
        if "--all" in names:
            for what, texts in (("missed", result.missed), ("false", result.false)):
                print(*(f"  {what}: {text}" for text in texts), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
