"""How times are said in archives, and the moments that they become."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ml_postmortems.authoring.archive.draft_parts import Assumptions
from ml_postmortems.authoring.archive.importing import FileOutcome, import_files
from ml_postmortems.authoring.archive.source_files import find_sources
from ml_postmortems.reading.record_file import read_record_file
from tests.authoring.workspace import context_in, workspace

CASES = {
    "a list in UTC": ("Timeline (UTC)", "- 10:00 A\n- 10:05: B\n- 10:06 - C", "10:00Z 10:05Z 10:06Z"),
    "numbered, bold, in brackets": (
        "Timeline (UTC)",
        "1. **10:00** A\n2. [10:05] B\n3. `10:06` C",
        "10:00Z 10:05Z 10:06Z",
    ),
    "AM and PM": (
        "Timeline (UTC)",
        "- 9:15 AM A\n- 12:05 pm B\n- 1 p.m. C\n- 12:30 am D",
        "09:15Z 12:05Z 13:00Z +1:00:30Z",
    ),
    "about, and ranges": ("Timeline (UTC)", "- ~10:00 A\n- 10:05\u201310:20 B\n- ca. 10:30 C", "10:00Z 10:05Z 10:30Z"),
    "over midnight": (
        "Timeline (UTC)",
        "- 22:00 A\n- 23:55 B\n- 00:10 C\n- 06:00 D",
        "22:00Z 23:55Z +1:00:10Z +1:06:00Z",
    ),
    "a little out of order": ("Timeline (UTC)", "- 10:00 A\n- 10:30 B\n- 10:20 C", "10:00Z 10:20Z 10:30Z"),
    "newest first": ("Timeline (UTC)", "- 01:10 D\n- 23:30 C\n- 22:00 B\n- 21:00 A", "21:00Z 22:00Z 23:30Z +1:01:10Z"),
    "a zone behind each": ("Timeline", "- 10:00 CET A\n- 10:00 UTC B\n- 10:00 PST C", "10:00+01:00 10:00Z 10:00-08:00"),
    "offsets": (
        "Timeline",
        "- 10:00 +05:30 A\n- 10:00 UTC+2 B\n- 10:00 GMT-3 C",
        "10:00+05:30 10:00+02:00 10:00-03:00",
    ),
    "a zone by name": ("Timeline", "Times are Europe/Berlin.\n\n- 10:00 A\n- 11:00 B", "10:00+01:00 11:00+01:00"),
    "a city": ("Timeline", "All times in Tokyo time.\n\n- 10:00 A", "10:00+09:00"),
    "days as headings": ("Timeline (UTC)", "### March 5\n- 10:00 A\n### March 6, 2024\n- 09:00 B", "10:00Z +1:09:00Z"),
    "days as items": ("Timeline (UTC)", "- March 5\n  - 10:00 A\n- Mar 6:\n  - 09:00 B", "10:00Z +1:09:00Z"),
    "ranges like offsets": (
        "Timeline",
        "- 10:00-10:30 UTC A\n- 10:40-11:00 B\n- 11:10-12:00 UTC C",
        "10:00Z 10:40Z 11:10Z",
    ),
    "one zone by two names": ("Timeline", "All times CET/CEST.\n\n- 10:00 A", "10:00+01:00"),
    "military": ("Timeline", "1000Z A\n1005Z B", "10:00Z 10:05Z"),
    "relative": ("Timeline", "- T+0 (10:00 UTC) A\n- T+5m B\n- T+1h10m C", "10:00Z 10:05Z 11:10Z"),
    "the next day": ("Timeline (UTC)", "At 10:00 A came. The next day at 11:00 B came.", "10:00Z +1:11:00Z"),
    "prose": (
        "Timeline (UTC)",
        "At 10:00 A came, and at 10:05 B. It was late. C came at 10:10.",
        "10:00Z 10:05Z 10:10Z",
    ),
    "a table": (
        "Timeline",
        "| Time (UTC) | Who | What |\n|-|-|-|\n| 10:00 | a | A |\n| 10:05 | b | B |",
        "10:00Z 10:05Z",
    ),
    "a table without rims": ("Timeline (UTC)", "Time | What\n--- | ---\n10:00 | A\n10:05 | B", "10:00Z 10:05Z"),
    "a table of days and times": (
        "Timeline",
        "| Date | Time | What |\n|-|-|-|\n| 2024-03-05 | 10:00 UTC | A |\n| 2024-03-06 | 09:00 UTC | B |",
        "10:00Z +1:09:00Z",
    ),
    "headings with times": ("Timeline (UTC)", "### 10:00 A\nIt came.\n### 10:05 \u2013 B\nIt went.", "10:00Z 10:05Z"),
    "weekdays": ("Timeline (UTC)", "- Tue 10:00 A\n- Wed 09:00 B", "10:00Z +1:09:00Z"),
    "times with a point": ("Timeline (UTC)", "10.05 \u2014 A\n10.30 \u2014 B", "10:05Z 10:30Z"),
    "all times, without a verb": ("Timeline", "All times PST.\n\n- 10:00 A", "10:00-08:00"),
    "days before months": ("Timeline (UTC)", "- 5/3/2024 10:00 A\n- 14/3/2024 10:00 B\n- 6/3/2024 09:00 C", ""),
    "code behind the time": ("Timeline", "- `10:00 UTC` - `deploy` A", "10:00Z"),
    "days after times": ("Timeline", "- 10:00 UTC on March 5 A\n- 09:00 UTC on March 6 B", "10:00Z +1:09:00Z"),
}
"""A heading, a timeline of 2024-03-05 below it, and the moments of its entries; `+1:` is the day after."""


RANGES = {
    "The queue was full from 10:00 until 11:15.": "10:00Z",
    "At 10:00 the queue filled up; it stayed full until 11:15.": "10:00Z",
    "At 10:00 the queue filled up and stayed full until about 11:15.": "10:00Z",
    "From 10:00 the queue was full, until 11:15 when it was drained.": "10:00Z",
    "- 10:00 alert fired, nobody looked at it until 11:15": "10:00Z",
    "From 9 to 10:15 the queue was full.": "09:00Z",
    "- from 9 to 10:15 the queue was full": "09:00Z",
    "Between 9 and 10:15 pm the queue was full.": "21:00Z",
    "Between 10:00 and 11:15 UTC the queue was full.": "10:00Z",
    "- 9-10:15pm the queue was full": "21:00Z",
    "- 2 to 3:30 pm the queue was full": "14:00Z",
    "- 9 a.m. to 10.15 a.m. the queue was full": "09:00Z",
    "- 10:00 till 11:15 the queue was full": "10:00Z",
    "- 10:00 through 11:15 the queue was full": "10:00Z",
    "- 10:00 thru 11:15 the queue was full": "10:00Z",
    "- 10:00 up to 11:15 the queue was full": "10:00Z",
    "- 10:00\u201311:15: the queue was full": "10:00Z",
    "- 10:00 \u2013 ~11:15 the queue was full": "10:00Z",
    "- 10:00..11:15 the queue was full": "10:00Z",
    "- 10:00 \u2192 11:15 the queue was full": "10:00Z",
    "- 10:00 for the next 40 min the queue was full": "10:00Z",
    "At 10:00, for the next 40 minutes, the queue was full.": "10:00Z",
    "- 23:30 until 00:15 the next day the queue was full": "23:30Z",
    "- 5 March, 23:30 until 6 March, 00:15: the queue was full": "23:30Z",
    "We watched it from 10:00 until 11:15, and at 11:30 we closed it.": "10:00Z 11:30Z",
    "The queue was full from 10:00 and it was drained at 11:15.": "10:00Z 11:15Z",
    "The queue was full until 11:15.": "11:15Z",
}
"""Ways to say how long something went on, and the moments of the entries: a range is one, at its beginning."""


def imported(folder: Path, text: str, name: str = "a.md") -> tuple[list[str], FileOutcome]:
    """The times of the entries, and what became of the file."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    root, _ = workspace(folder / "base")
    given = Assumptions("ranking", "SEV3")
    (outcome,) = import_files(context_in(root), find_sources(folder / name, root), None, given, dry_run=False)
    assert outcome.record, outcome.reason
    return [event["at"] for event in read_record_file(outcome.record).tree.get("timeline", [])], outcome


@pytest.mark.parametrize("name", CASES)
def test_times_become_the_moments_that_are_meant(tmp_path: Path, name: str) -> None:
    """Every line is an entry, and none is left over."""
    heading, timeline, times = CASES[name]
    found, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n## {heading}\n\n{timeline}\n")
    expected = [_moment(time) for time in times.split()]
    assert found == (expected or ["2024-03-05T10:00:00Z", "2024-03-06T09:00:00Z", "2024-03-14T10:00:00Z"])
    assert outcome.unread == []


@pytest.mark.parametrize("line", RANGES)
def test_the_end_of_a_range_is_no_entry_of_its_own(tmp_path: Path, line: str) -> None:
    """Whatever joins the two times, and whichever of them has its minutes; the words of the end stay in the entry."""
    found, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n## Timeline (UTC)\n\n{line}\n")
    assert found == [_moment(time) for time in RANGES[line].split()]
    assert outcome.unread == []
    assert outcome.record
    draft = outcome.record.read_text("utf-8")
    lost = [word for word in re.findall(r"[\w:.]+", line) if word.strip(".:") not in draft]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 10:00 A\n- 11:00 B", "No zone is named"),
        ("- 10:00 CST A", "`CST` was read as the time of America/Chicago"),
        ("- 10:00 PDT A", "`PDT` is said of a day on which the clocks of America/Los_Angeles showed PST"),
        ("- 3/6/2024 10:00 UTC A", "month first"),
    ],
)
def test_what_is_assumed_is_told(tmp_path: Path, text: str, told: str) -> None:
    """Each assumption is a note of the report."""
    _, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n## Timeline\n\n{text}\n")
    assert any(told in note for note in outcome.notes)


def test_a_label_says_the_zone_of_a_timeline_that_names_none(tmp_path: Path) -> None:
    """As the start of the incident is said in the zone in which its people work."""
    text = "# A model forgets\n\nStart: March 5, 2024 1:15pm ET\n\n## Timeline\n\n- 1:15pm A\n- 1:30pm B\n"
    times, outcome = imported(tmp_path, text)
    assert times == ["2024-03-05T13:15:00-05:00", "2024-03-05T13:30:00-05:00"]
    assert not any("No zone" in note for note in outcome.notes)


def test_the_section_that_tells_the_times_is_the_timeline(tmp_path: Path) -> None:
    """Where no heading says that it is one, as in incident reports that are told in prose."""
    text = (
        "# A model forgets\n\nDate: 2024-03-05\n\n## Remediation\n\nAt 10:00 UTC A. At 10:05 UTC B. At 10:10 UTC C.\n"
    )
    times, _ = imported(tmp_path, text)
    assert times == [f"2024-03-05T10:{minute}:00Z" for minute in ("00", "05", "10")]


def test_a_time_without_a_day_is_no_entry_and_is_kept(tmp_path: Path) -> None:
    """The line is in the draft, and the report says why."""
    times, outcome = imported(tmp_path, "# A model forgets\n\n## Timeline\n\n- 10:00 UTC The zebra came\n")
    assert times == []
    assert [line for line, _ in outcome.unread] == [5]
    assert outcome.record and "The zebra came" in outcome.record.read_text("utf-8")


def test_told_durations_are_compared(tmp_path: Path) -> None:
    """Those that the timeline contradicts are listed with both values, the others are counted."""
    text = (
        "# A model forgets\n\n- Started: 2024-03-05 10:00 UTC\n- Detected: 2024-03-05 10:12 UTC\n"
        "- Resolved: 2024-03-05 12:00 UTC\n- Time to detect: 25 minutes\n- Duration: 2 hours\n\n"
        "## Timeline (UTC)\n\n- 10:00 A\n- 12:00 B\n"
    )
    _, outcome = imported(tmp_path, text)
    assert outcome.compared == 2
    assert outcome.differences == ["line 6 says 25 minutes (detect); the timeline has 12 min (started to detected)"]


def _moment(said: str) -> str:
    day = "2024-03-05"
    if said.startswith("+1:"):
        day, said = "2024-03-06", said[3:]
    return f"{day}T{said[:5]}:00{said[5:]}"


@pytest.mark.parametrize(
    "sentence",
    ["It cost $41,000. The team saw it.", "It began in 2019. We lost data.", "Version 2. Then 3) came."],
)
def test_a_number_that_ends_a_sentence_stays_in_the_summary(tmp_path: Path, sentence: str) -> None:
    """Only what begins a line is the number of a list."""
    text = f"# A fault\n\n## Summary\n\n{sentence}\n\n## Timeline (UTC)\n\n- 2024-03-05 10:00 A\n"
    _, outcome = imported(tmp_path, text)
    assert outcome.record
    record = read_record_file(outcome.record).record
    assert record and record.summary == sentence


CHAT = "## IRC logs\n\n```\n[10:05:00] <jo> who made that?\n[10:06:00] <al> me\n[10:10:00] <al> undone\n```\n"


def test_a_log_of_a_chat_hides_no_timeline_in_prose(tmp_path: Path) -> None:
    """Its lines are entries, as are the times of the story beside it; no empty block of code is left."""
    story = "## The story\n\nJo merged A at 10:00, and B failed at 10:02. C was seen at 10:04.\n\n"
    times, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05 (all times UTC)\n\n{story}{CHAT}")
    assert times == [f"2024-03-05T10:{at}:00Z" for at in ("00", "02", "04", "05", "06", "10")]
    assert outcome.record and "```" not in outcome.record.read_text("utf-8")


def test_times_outside_of_the_timeline_are_told(tmp_path: Path) -> None:
    """Where a timeline is there, prose with times stays prose, and the report says so."""
    story = "## What happened\n\nAt 10:00 UTC A. At 10:05 UTC B. At 10:10 UTC C.\n\n"
    timeline = "## Timeline (UTC)\n\n- 10:00 A\n- 10:05 B\n- 10:10 C\n"
    times, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n{story}{timeline}")
    assert len(times) == 3
    assert "`What happened` tells 3 times that are in no entry of the timeline." in outcome.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Errors at 10:00 and a page at 10:05.", ["Errors at 10:00 and a page at 10:05."]),
        ("The errors began at 10:00 and Jo was paged at 10:05.", ["The errors began at 10:00", "and Jo was paged"]),
        ("Between 10:00 and 10:05 all was well.", ["Between 10:00 and 10:05 all was well."]),
        ("Jo turned it off at 10:00; all was well by 10:05.", ["Jo turned it off at 10:00;", "all was well by"]),
    ],
)
def test_a_sentence_of_two_times_is_two_entries_where_each_part_tells_something(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    """A range and a bare time are no parts."""
    _, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n## Timeline (UTC)\n\n{text}\n")
    assert outcome.record
    entries = read_record_file(outcome.record).tree["timeline"]
    assert len(entries) == len(said)
    assert all(entry["text"].startswith(each) for entry, each in zip(entries, said, strict=True))


@pytest.mark.parametrize(
    ("line", "phase"),
    [
        ("10:00 New model deployed", "deployment"),
        ("10:00 Customers report empty pages", "user-impact"),
        ("10:00 Alert fires", "response"),
        ("10:00 Deployment rolled back", "response"),
        ("10:00 The nightly training run starts: model trained on old data", "training"),
        ("10:00 Jo eats an apple", None),
        ("10:00 The retrained model is released", None),
    ],
)
def test_the_phase_of_an_entry_is_what_its_words_say(tmp_path: Path, line: str, phase: str | None) -> None:
    """None where they say nothing, or two things: a guess would look like an answer."""
    _, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n## Timeline (UTC)\n\n- {line}\n")
    assert outcome.record
    assert read_record_file(outcome.record).tree["timeline"][0].get("phase") == phase


def test_a_heading_in_the_timeline_says_the_phase(tmp_path: Path) -> None:
    """Where the words of the entry say none."""
    timeline = "## Timeline (UTC)\n\n### Mitigation\n\n- 10:00 Jo tries the old file\n"
    _, outcome = imported(tmp_path, f"# A model forgets\n\nDate: 2024-03-05\n\n{timeline}")
    assert outcome.record
    assert read_record_file(outcome.record).tree["timeline"][0]["phase"] == "response"


@pytest.mark.parametrize("heading", ["What happened?", "Impact", "Root cause"])
def test_the_first_paragraph_is_the_summary_where_there_is_none(tmp_path: Path, heading: str) -> None:
    """It moves there, the rest of its section stays, and the report says so."""
    text = f"# A fault\n\n## {heading}\n\nThe ranker sorted all shops by their names.\n\nIt was Monday.\n"
    _, outcome = imported(tmp_path, f"{text}\n## Timeline (UTC)\n\n- 2024-03-05 10:00 A\n")
    assert outcome.record
    assert read_record_file(outcome.record).tree["summary"] == "The ranker sorted all shops by their names."
    assert outcome.record.read_text("utf-8").count("sorted all shops") == 1
    assert f"### {heading}\n\nIt was Monday." in outcome.record.read_text("utf-8")
    assert f"The original has no summary; the first paragraph of `{heading}` was taken." in outcome.notes


def test_a_title_that_names_a_kind_of_page_rules_no_section(tmp_path: Path) -> None:
    """`Incident Review: ...` is about the document, and what stands below it is about the incident."""
    text = "# Incident Review: ranking lost its features\n\n## Customer Impact\n\n1. Who?\n   1. All of them\n\n"
    _, outcome = imported(tmp_path, f"{text}## Timeline (UTC)\n\n- 2024-03-05 10:00 A\n")
    assert outcome.record
    happened, _, limits = outcome.record.read_text("utf-8").partition("## Limitations")
    assert "### Customer Impact" in happened
    assert "Customer Impact" not in limits


def test_days_without_a_year_are_told(tmp_path: Path) -> None:
    """With the year that was taken for them; without any year, the year of the id is a note too."""
    line = "## Timeline (UTC)\n\n- 5 March 10:00 A\n"
    _, outcome = imported(tmp_path, f"# A fault\n\nDate: 2024-03-05\n\n{line}")
    assert "Dates without a year were read as days of 2024." in outcome.notes
    times, outcome = imported(tmp_path / "other", f"# A fault\n\n{line}")
    assert times == []
    assert [reason for _, reason in outcome.unread] == ["a date has no year"]
    assert any(note.startswith("No date with a year was found") for note in outcome.notes)


def test_a_dry_run_names_each_draft_by_an_id_of_its_own(tmp_path: Path) -> None:
    """By the ids that the drafts then get, if nothing else is written in between."""
    root, _ = workspace(tmp_path / "base")
    archive = tmp_path / "archive"
    archive.mkdir()
    for name, year in (("a", 2024), ("b", 2023), ("c", 2024)):
        (archive / f"{name}.md").write_text(f"# Fault {name}\n\n## Timeline (UTC)\n\n- {year}-03-05 10:00 A\n", "utf-8")
    given = Assumptions("ranking", "SEV3")
    runs = [
        [each.id for each in import_files(context_in(root), find_sources(archive, root), None, given, dry_run=dry)]
        for dry in (True, False)
    ]
    assert runs[0] == runs[1]
    assert len(set(runs[0])) == 3


def test_an_export_of_notion_is_known_by_the_name_of_its_file(tmp_path: Path) -> None:
    """Whatever its headings are."""
    text = "# A fault\n\n## Timeline (UTC)\n\n- 2024-03-05 10:00 A\n"
    _, outcome = imported(tmp_path, text, "A fault 3f2a9c1be47d4a10b6c85de0f7719a42.md")
    assert outcome.map == "notion"
