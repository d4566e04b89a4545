"""Ten invented postmortems in the shapes that archives have, brought in as drafts."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from ml_postmortems.authoring.archive.draft_parts import Assumptions
from ml_postmortems.authoring.archive.importing import FileOutcome, State, import_files
from ml_postmortems.authoring.archive.source_files import find_sources
from ml_postmortems.lint.check import check
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.reading.record_file import read_record_file
from tests.authoring.workspace import AS_OF, context_in, workspace

SHAPES = Path(__file__).parent / "shapes"
TIMES = {
    "sre-book.md": "2024-10-21T14:51Z 14:53 14:54 14:55 14:57 15:36 16:00 16:30",
    "google.md": "2024-03-12T09:05-07:00 09:40 10:02 10:40 11:15",
    "azure.md": "2024-03-14T22:10Z 22:48 23:35 2024-03-15T00:50Z 01:25",
    "elastic.md": "2023-11-07T08:12Z 08:31 09:05 09:40 09:52",
    "pagerduty.md": "2024-06-03T09:20-04:00 09:31 10:47 11:02 11:09 11:20",
    "gitlab.md": "2024-02-19T06:00Z 07:45 08:20 09:10 10:30",
    "etsy.md": "2022-09-14T16:05+02:00 17:00 17:10 17:15 18:10",
    "plain.md": "2024-08-05T22:40Z 23:15 23:50 2024-08-06T00:05Z 00:40 01:10",
    "confluence.md": "2024-04-22T05:30+02:00 07:15 09:00 10:30",
    "Notion Speech model 0123456789abcdef0123456789abcdef.md": (
        "2024-01-30T08:45-08:00 11:20 15:05 2024-01-31T09:30-08:00"
    ),
}
"""For each file the times of its entries; day and offset are said again only where they change."""
MAPS = {
    "Notion Speech model 0123456789abcdef0123456789abcdef.md": "notion",
    **{
        f"{name}.md": name
        for name in ("sre-book", "google", "azure", "elastic", "pagerduty", "gitlab", "etsy", "plain")
    },
    "confluence.md": "confluence",
}


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, FileOutcome]]:
    """The folder of records, and what became of each file."""
    root, _ = workspace(tmp_path_factory.mktemp("base"))
    given = Assumptions("ranking", "SEV3")
    outcomes = import_files(context_in(root), find_sources(SHAPES, root), None, given, dry_run=False)
    return root, {Path(outcome.source).name: outcome for outcome in outcomes}


@pytest.mark.parametrize("name", TIMES)
def test_every_line_with_a_time_is_an_entry_at_that_time(
    imported: tuple[Path, dict[str, FileOutcome]], name: str
) -> None:
    """In every shape, at its time: with the day, the zone and the night that the text means."""
    outcome = imported[1][name]
    assert outcome.record and outcome.state is State.WRITTEN
    timeline = read_record_file(outcome.record).tree["timeline"]
    assert [event["at"] for event in timeline] == _expected(TIMES[name])
    assert (outcome.timed_lines, outcome.unread) == (len(timeline), [])


@pytest.mark.parametrize("name", TIMES)
def test_no_word_is_lost(imported: tuple[Path, dict[str, FileOutcome]], name: str) -> None:
    """Each word of the original stands in the draft at least as often; times of entries stand there as moments."""
    outcome = imported[1][name]
    assert outcome.record
    original, draft = (SHAPES / name).read_text("utf-8"), outcome.record.read_text("utf-8")
    missing = _words(original) - _words(draft)
    assert {word for word in missing if not re.fullmatch(r"\d+|am|pm|utc|div|class|panel|p|strong|br", word)} == set()


@pytest.mark.parametrize("name", TIMES)
def test_at_most_a_fifth_is_left_to_be_sorted_by_hand(imported: tuple[Path, dict[str, FileOutcome]], name: str) -> None:
    """By words, counted in the draft itself."""
    outcome = imported[1][name]
    assert outcome.record
    _, _, left = outcome.record.read_text("utf-8").partition("## From the original")
    assert _words(left).total() <= 0.2 * _words((SHAPES / name).read_text("utf-8")).total()
    assert outcome.under_original <= 0.2


@pytest.mark.parametrize("name", MAPS)
def test_the_map_that_fits_is_found(imported: tuple[Path, dict[str, FileOutcome]], name: str) -> None:
    """By headings and labels, without being told."""
    assert imported[1][name].map == MAPS[name]


def test_a_title_is_taken_as_it_is(imported: tuple[Path, dict[str, FileOutcome]]) -> None:
    """What is marked in the body, such as the number of an incident, is not in a title."""
    record = imported[1]["sre-book.md"].record
    assert record
    assert read_record_file(record).tree["title"] == "Recommendation carousel empty (incident #465)"


def test_the_drafts_are_records(imported: tuple[Path, dict[str, FileOutcome]]) -> None:
    """The checker finds no error in any of them."""
    root, outcomes = imported
    corpus = load_corpus(root)
    paths = {outcome.record for outcome in outcomes.values()}
    assert len(paths) == len(TIMES)
    findings = check(Context.of(corpus, AS_OF), corpus.files).findings
    assert [(each.path, each.code) for each in findings if each.level is Level.ERROR] == []


def _expected(times: str) -> list[str]:
    day = offset = ""
    found = []
    for word in times.split():
        if "T" in word:
            day, word = word.split("T")
            word, offset = word[:5], word[5:]
        found.append(f"{day}T{word}:00{offset}")
    return found


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", text.casefold()))
