"""Times without an offset in a whole record, in each way that YAML can write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ml_postmortems.model.not_known import known_items
from ml_postmortems.reading.parsed_cache import parsed_cache
from ml_postmortems.reading.record_file import RecordFile, parse_record_file
from tests.helpers import own_record, record_text

PATH = Path("postmortems/2025/PM-2025-0001-session-length.md")
OLD = 'at: "2025-03-11T01:00:00Z"'


def read(at: str, zone: str = "timezone: Europe/Berlin\n") -> RecordFile:
    """A valid record with this zone and another time of its second entry."""
    text = record_text(own_record())
    assert text.count(OLD) == 1
    text = text.replace(OLD, f"at: {at}").replace("timeline:\n", f"{zone}timeline:\n", 1)
    return parse_record_file(PATH, text.encode())


@pytest.mark.parametrize(
    "at",
    [
        "2025-03-11 02:00:00",
        '"2025-03-11 02:00:00"',
        "'2025-03-11 02:00:00'",
        "2025-03-11T02:00:00",
        "2025-03-11 02:00",
        "2025-03-11 02:00:00 +01:00",
        ">-\n      2025-03-11\n      02:00 CET",
        "2025-03-11 1:00 am UTC",
    ],
)
def test_each_way_to_write_a_time_reads_the_same(at: str) -> None:
    """YAML reads some of these as its own timestamps and others as text; for us the quotes make no difference."""
    file = read(at)
    assert file.faults == ()
    assert file.record
    moment = known_items(file.record.timeline)[1].at.moment
    assert moment and moment.isoformat() == (
        "2025-03-11T01:00:00+00:00" if "UTC" in at else "2025-03-11T02:00:00+01:00"
    )


@pytest.mark.parametrize(
    ("at", "zone", "advice"),
    [
        ("2025-03-11 02:00", "", "add a line `timezone: Europe/Berlin`"),
        (
            "2025-03-30 02:30",
            "timezone: Europe/Berlin\n",
            "write `2025-03-30T03:30:00+02:00` or `2025-03-30T01:30:00+01:00`",
        ),
        ("2025-10-26 02:30", "timezone: Europe/Berlin\n", "`2025-10-26T02:30:00+02:00` (CEST) or"),
        ("05/10/2025 02:00", "timezone: Europe/Berlin\n", "write the year first: `2025-10-05` or `2025-05-10`"),
        ("2025-02-30", "", "a day and an hour that exist"),
        ("2025-03-11 25:00", "", "a day and an hour that exist"),
        ("2025-03-11 9:00", "timezone: Europe/Berlin\n", "the hour in two digits, or `AM` or `PM`"),
        ("05/10/2025", "", "write the year first: `2025-10-05` or `2025-05-10`"),
    ],
)
def test_a_time_that_is_not_one_moment_says_what_to_write(at: str, zone: str, advice: str) -> None:
    """The fix names the readings, or the line that is missing, and the condition the forms that are read."""
    (fault,) = read(at, zone).faults
    assert advice in fault.fix
    assert "`2025-11-18 11:20` with a `timezone`" in fault.condition


def test_a_wrong_zone_is_named_with_the_nearest() -> None:
    """A zone that does not exist is told on its line, and the times lead to it."""
    zone, at = sorted(
        read("2025-03-11 02:00", "timezone: Europe/Berlim\n").faults, key=lambda fault: fault.field == ("timezone",)
    )[::-1]
    assert zone.field == ("timezone",)
    assert zone.fix == "did you mean `Europe/Berlin`?"
    assert "give the record a `timezone` that exists" in at.fix


def test_a_kept_record_has_the_same_times(tmp_path: Path) -> None:
    """What is kept between runs is the moment, not the text that was pasted."""
    text = (
        record_text(own_record())
        .replace(OLD, "at: 2025-03-11 02:00")
        .replace("timeline:\n", "timezone: Europe/Berlin\ntimeline:\n", 1)
    )
    with parsed_cache(tmp_path) as cache:
        first = parse_record_file(PATH, text.encode(), cache)
        again = parse_record_file(PATH, text.encode(), cache)
    assert first.faults == ()
    assert again.record == first.record
