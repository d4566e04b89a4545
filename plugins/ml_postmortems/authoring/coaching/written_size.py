"""How long a record is: lines of front matter and words, held against what its tier needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ml_postmortems.authoring.coaching.told_facts import ToldFact, told_facts
from ml_postmortems.authoring.coaching.written_texts import written_texts
from ml_postmortems.model.budgets import MOST_WORDS, PHRASES, SECTIONS
from ml_postmortems.model.lifecycle import LIFECYCLE
from ml_postmortems.model.tiers import MOST_LINES, Tier
from ml_postmortems.reading.faults import field_text
from ml_postmortems.reading.record_file import RecordFile

_LEAST_OF_TEXT = 2
_MOST_NAMED = 3
"""How many of the longest blocks and texts, and of the facts told again, are named."""


@dataclass(frozen=True, slots=True)
class WrittenSize:
    """The size of a record as its author wrote it.

    Counted are the words of texts. A value of one word is an id, a time, a handle or a term, which costs nobody a
    thought; keys, headings, comments and derived values are not counted either.
    """

    tier: Tier
    lines: int
    """Of front matter, without comments and blank lines."""
    words: Counter[str]
    """By field of the record and by section of the body."""
    too_long: tuple[tuple[str, int, int], ...]
    """Texts that are longer than a phrase of their kind: the place, its words, and how many will do."""

    @property
    def all_words(self) -> int:
        """The words of the whole file."""
        return self.words.total()

    @property
    def is_within(self) -> bool:
        """Whether it is no longer than its tier needs."""
        return self.lines <= MOST_LINES[self.tier] and self.all_words <= MOST_WORDS[self.tier]


def written_size(file: RecordFile) -> WrittenSize | None:
    """The size of a record file; None where no record can be read from it."""
    if not file.record:
        return None
    words: Counter[str] = Counter()
    too_long = []
    for path, text in written_texts(file):
        if (count := len(text.split())) < _LEAST_OF_TEXT:
            continue
        words[str(path[0])] += count
        most = PHRASES.get(tuple(part for part in path if isinstance(part, str)))
        if most and count > most:
            too_long.append((f"`{field_text(path)}`", count, most))
    for section in file.body.sections:
        name, count = f"`## {section.title}`", len(section.text.split())
        words[name] += count
        if count > SECTIONS.get(section.title, count):
            too_long.append((name, count, SECTIONS[section.title]))
    too_long.sort(key=lambda each: each[2] - each[1])
    front = file.text.split("\n---", 1)[0].split("\n")[1:]
    lines = sum(bool(line.strip()) and not line.lstrip().startswith("#") for line in front)
    return WrittenSize(file.record.tier, lines, words, tuple(too_long))


def size_lines(file: RecordFile) -> Iterator[str]:
    """How long a record is, and where it is longer than it needs to be; nothing where no record can be read."""
    if size := written_size(file):
        yield from _lines(size, told_facts(file))


def excess_lines(file: RecordFile) -> Iterator[str]:
    """The same, of a record that is still being written and is longer than it needs to be or tells a fact again."""
    size = written_size(file) if file.record and LIFECYCLE[file.record.status].is_being_written else None
    if not size:
        return
    told = told_facts(file)
    if told or not size.is_within:
        yield from _lines(size, told)


def _lines(size: WrittenSize, told: Sequence[ToldFact]) -> Iterator[str]:
    tier = "the short form" if size.tier is Tier.SHORT else f"a {size.tier}"
    most_lines, most_words = MOST_LINES[size.tier], MOST_WORDS[size.tier]
    yield (
        f"Size: {size.lines} lines of front matter and {size.all_words:,} words; "
        f"{tier} needs about {most_lines} and {most_words}"
    )
    if not size.is_within:
        longest = ", ".join(f"{_name(key)} {count}" for key, count in size.words.most_common(_MOST_NAMED))
        yield f"  most words: {longest}"
        if size.too_long:
            texts = ", ".join(f"{place} {count} ({most} will do)" for place, count, most in size.too_long[:_MOST_NAMED])
            more = len(size.too_long) - _MOST_NAMED
            yield f"  longer than a phrase: {texts}{f', and {more} more' if more > 0 else ''}"
    for fact in told[:_MOST_NAMED]:
        yield f"  told {len(fact.places)} times: {fact.text}, in {', '.join(fact.places)}"


def _name(key: str) -> str:
    return key if key.startswith("`") else f"`{key}`"
