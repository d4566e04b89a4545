"""What authors are told of the length of a record, and of what it tells again."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.authoring.coaching.told_facts import told_facts
from ml_postmortems.authoring.coaching.written_size import excess_lines, size_lines, written_size
from ml_postmortems.model.body_sections import BODY_SECTIONS
from ml_postmortems.model.budgets import MOST_WORDS, PHRASES, SECTIONS
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.tiers import Tier
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from tests.helpers import REPOSITORY

SEV4 = """\
---
schema_version: 2
id: PM-2026-0001
title: A short title
severity: SEV4
teams: {owner: search}
# A comment is no line.

symptom: Two words.
timeline:
  - {at: 2026-03-01T10:20:00Z, text: "Twelve words are enough for an entry, and this one has fourteen of them."}
  - {at: 2026-03-01T11:00:00Z, marks: [started]}
---

## Limitations

Three more words. <!-- none of these -->
"""


def parsed(text: str) -> RecordFile:
    """A file with this text."""
    return parse_record_file(Path("PM-2026-0001-x.md"), text.encode())


def with_texts(**texts: str) -> RecordFile:
    """A draft with these texts of fields, and `story` as its story."""
    story = texts.pop("story", "Nothing.")
    head = "---\nschema_version: 2\nid: PM-2026-0001\nseverity: SEV2\nteams: {owner: search}\n"
    fields = "".join(f'{key}: "{text}"\n' for key, text in {"title": "Something failed", **texts}.items())
    return parsed(f"{head}{fields}---\n\n## What happened\n\n{story}\n")


def test_keys_comments_and_derived_values_are_not_counted() -> None:
    """Words are those of texts, and no ids, times and terms; lines are those that hold something."""
    size = written_size(parsed(SEV4))
    assert size
    assert size.tier is Tier.SHORT
    assert size.lines == 9
    assert size.words["symptom"] == 2
    assert size.words["timeline"] == 14
    assert size.words["`## Limitations`"] == 3
    assert "summary" not in size.words
    assert size.too_long == (("`timeline[0].text`", 14, 12),)


def test_what_is_long_is_named_only_where_the_whole_is_too_long() -> None:
    """A record that keeps to its tier gets one line; one that does not is told where the words are."""
    assert list(size_lines(parsed(SEV4))) == [
        "Size: 9 lines of front matter and 22 words; the short form needs about 60 and 200"
    ]
    assert list(excess_lines(parsed(SEV4))) == []
    long = parsed(SEV4.replace("Two words.", "word " * 200))
    told = list(size_lines(long))
    assert told == list(excess_lines(long))
    assert told[1] == "  most words: `symptom` 200, `timeline` 14, `title` 3"
    assert told[2] == "  longer than a phrase: `symptom` 200 (15 will do), `timeline[0].text` 14 (12 will do)"


def test_a_published_record_is_not_told_to_be_shorter() -> None:
    """Length is advice for who writes; what is published is read as it is."""
    published = SEV4.replace("severity: SEV4", "severity: SEV4\nstatus: published").replace("Two words.", "word " * 300)
    assert list(excess_lines(parsed(published))) == []


@pytest.mark.parametrize(
    ("texts", "fact"),
    [
        ({"symptom": "It hit 1,200 users.", "summary": "Of 1200 users none left.", "story": "1,200 wrote."}, "1,200"),
        ({"symptom": "At 9:05 it began.", "summary": "From 09:05 on.", "story": "It was 09:05."}, "9:05"),
        ({"symptom": "On 7 June.", "summary": "June 7 was a Sunday.", "story": "It began on 7 June."}, "7 June"),
    ],
)
def test_a_fact_at_three_places_is_told_in_any_words(texts: dict[str, str], fact: str) -> None:
    """Numbers, times of day and days are known again however they are written; each place is named."""
    [told] = told_facts(with_texts(**texts))
    assert told.text == fact
    assert told.places == ("`symptom`", "`summary`", "`## What happened`")


@pytest.mark.parametrize(
    "texts",
    [
        {"symptom": "It hit 1,200 users.", "summary": "Of 1,200 users none left."},
        {"symptom": "In 2025.", "summary": "2025 was bad.", "story": "It was 2025."},
        {"symptom": "All 12 shards.", "summary": "12 shards.", "story": "12 shards."},
        {"symptom": "Release 61 is out.", "summary": "In release 61 it began.", "story": "Version 61 went back."},
        {"symptom": "Version 1.41.2 of it.", "summary": "1.41.2 again.", "story": "Model v41 and 1.41.2."},
    ],
)
def test_two_places_years_small_numbers_and_versions_are_no_repetition(texts: dict[str, str]) -> None:
    """In short and in full is how a record is read; years, counts of a few and names recur by themselves."""
    assert told_facts(with_texts(**texts)) == ()


def test_an_entry_of_a_list_is_one_place() -> None:
    """The value of a measure and its text are one place, and so are `expected` and `observed`."""
    file = parsed(
        SEV4.replace(
            "symptom: Two words.",
            'symptom: Two words.\nfailure: {metric: "Above 250.", expected: "250", observed: "250"}',
        )
    )
    assert told_facts(file) == ()


def test_terse_records_tell_no_number_three_times() -> None:
    """Honest records that are as short as they can be get no such note, so that it names what can go."""
    corpus = load_corpus(REPOSITORY / "tests/fixtures/terse/postmortems")
    told = [(file.path.name, fact) for file in corpus.files for fact in told_facts(file) if file.record]
    assert [each for each in told if not each[0].startswith("PM-2026-0006")] == []


def test_bounds_are_of_the_format() -> None:
    """Each phrase is a field, each section one that the format knows, and a higher tier has room for more."""
    assert PHRASES.keys() <= {rule.path for rule in field_rules()}
    assert SECTIONS.keys() == {section.title for section in BODY_SECTIONS}
    words = [MOST_WORDS[tier] for tier in Tier]
    assert words == sorted(words)
