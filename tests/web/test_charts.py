"""A chart says the same to those who see it, to those who read its table, and to those who hear it."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ml_postmortems.web.charts.curve import Step, curve
from ml_postmortems.web.charts.drawing import WIDTH, Bar, Chart, Path, band_path, steps_path
from ml_postmortems.web.charts.findings import by_time, leading, making_up_half, part_of
from ml_postmortems.web.charts.heat_map import SHADES, heat_cells
from ml_postmortems.web.charts.panels import Row, panels, time_axis
from ml_postmortems.web.charts.scales import DURATION_TICKS, count_ticks, duration_scale, value_ticks
from ml_postmortems.web.charts.strip import Item, Lane, strip
from ml_postmortems.web.rendering import render

PERIODS = ("2023", "2024", "2025")
counts = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=5)


def chart_of(rows: list[list[int]], columns: int = 1) -> Chart:
    return panels(
        id="x",
        title="Most <in> 2025",
        subject="A & B",
        definition="N = 1",
        periods=PERIODS,
        rows=[Row(f"row {n}", tuple(row), tuple(f"search/?q={n}-{i}" for i in range(3))) for n, row in enumerate(rows)],
        columns=columns,
    )


@given(counts, st.integers(1, 3))
def test_bars_are_as_tall_as_their_counts(rows: list[list[int]], columns: int) -> None:
    """A bar for every count above zero, all on one scale, inside the drawing; the table holds every count."""
    chart = chart_of(rows, columns)
    bars = [shape for panel in chart.panels for shape in panel.shapes if isinstance(shape, Bar)]
    wanted = [count for row in rows for count in row if count]
    assert len(bars) == len(wanted)
    for bar, count in zip(bars, wanted, strict=True):
        assert bar.height / count == pytest.approx(bars[0].height / wanted[0])
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH
        assert bar.y >= 0
        assert bar.y + bar.height <= chart.panels[0].height
        assert f": {count} incident" in bar.label
    told = [[int(cell.text) for cell in line[1:]] for line in chart.table.rows]
    assert told == rows


def test_a_chart_is_told_as_well_as_shown() -> None:
    """The finding and what is drawn are text, the drawing says its numbers, and each bar is a link with a name."""
    html = render("macro_chart.html", "trends/", macro="chart", view=chart_of([[1, 0, 2]]), number=1)
    figure = etree.fromstring(html.encode())
    assert ["".join(each.itertext()) for each in figure.find("figcaption")] == ["Most <in> 2025", "A & B"]
    [svg] = [each for each in figure.iter("svg") if each.get("role")]
    assert svg.get("aria-label") == "row 0: 3 incidents, most in 2025: 2"
    links = [each for each in svg.iter("a") if each.find("rect") is not None]
    assert [each.get("href") for each in links] == ["../search/?q=0-0", "../search/?q=0-2"]
    assert [each.findtext("title") for each in links] == ["row 0, 2023: 1 incident", "row 0, 2025: 2 incidents"]
    assert "<table" in html


def test_a_chart_needs_no_style_of_its_own() -> None:
    """A strict Content-Security-Policy allows no attribute `style`."""
    lane = Lane("detect", "N = 1", (Item("r", "1 h", "", timedelta(hours=1), timedelta(hours=2)),))
    drawn = strip(id="s", title="t", subject="s", definition="n", lanes=[lane])
    for chart in (chart_of([[1, 2, 3]]), drawn):
        assert "style=" not in render("macro_chart.html", "trends/", macro="chart", view=chart, number=1)


@given(st.integers(1990, 2025), st.integers(1, 30))
def test_ticks_of_years_never_share_their_room(first: int, number: int) -> None:
    """However many periods there are, each tick has room for its text in the narrowest window."""
    ticks = time_axis([f"{first + year}" for year in range(number)])
    assert ticks
    for tick in ticks:
        assert tick.room * 250 / WIDTH >= 7 * len(tick.text)
    for one, other in pairwise(ticks):
        assert one.x + one.room <= other.x + 1e-6
    assert all(tick.x + tick.room <= WIDTH + 1e-6 for tick in ticks)
    assert ticks[-1].text == f"{first + number - 1}", "nobody may take an earlier year for the last one"


def test_quarters_are_told_by_year() -> None:
    """A year is named once, where it begins; the last one at its end if there is no room before it."""
    periods = ["2022 Q4", *(f"{year} Q{quarter}" for year in (2023, 2024) for quarter in range(1, 5)), "2025 Q1"]
    assert [(tick.text, round(tick.x)) for tick in time_axis(periods)] == [
        ("2023", 100),
        ("2024", 500),
        ("2025", 848),
    ]


@given(st.integers(0, 10**7), st.integers(1, 8))
def test_ticks_of_counts_are_few_round_and_enough(highest: int, most: int) -> None:
    """Whole steps of 1, 2 or 5, from 0 to at least the highest."""
    ticks = count_ticks(highest, most)
    assert ticks[0] == 0
    assert ticks[-1] >= highest
    assert len(ticks) <= most + 1
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert str(steps.pop()).rstrip("0") in ("1", "2", "5")


@given(st.floats(1e-6, 1e6))
def test_ticks_of_values_reach_the_highest(highest: float) -> None:
    """A curve never leaves its scale."""
    ticks = value_ticks(highest)
    assert ticks[0] == 0
    assert ticks[-1] >= highest * (1 - 1e-9)
    assert ticks == tuple(sorted(ticks))


durations = st.timedeltas(timedelta(0), timedelta(days=5000))


@given(st.lists(st.tuples(durations, durations), min_size=1, max_size=12))
def test_longer_times_stand_further_right(ends: list[tuple[timedelta, timedelta]]) -> None:
    """Every duration has its dot inside the strip, in order, and its line in the table."""
    items = [Item(f"r{n}", "text", "", min(pair), max(pair)) for n, pair in enumerate(ends)]
    items.sort(key=lambda item: item.shortest)
    exact = tuple(Item(item.name, item.text, "", item.shortest, item.shortest) for item in items)
    chart = strip(id="s", title="t", subject="d", definition="n", lanes=[Lane("detect", "N", exact)])
    assert chart
    [panel] = chart.panels
    [dots] = [shape.d for shape in panel.shapes if isinstance(shape, Path) and shape.css == "dot"]
    places = [float(dot.split()[0]) for dot in dots.removeprefix("M").split("M")]
    assert places == sorted(set(places))
    assert all(0 <= place <= WIDTH for place in places)
    assert {line[0].text for line in chart.table.rows} == {item.name for item in exact}
    assert panel.extreme
    assert panel.extreme[1].text in {item.name for item in exact if item.longest == exact[-1].longest}


def test_the_table_of_a_strip_tells_each_record_once() -> None:
    """A row for each record with its time in every lane, the longest first; a time that it lacks is empty."""
    hour = timedelta(hours=1)
    lanes = [
        Lane("detect", "", (Item("one", "1 h", "#1", hour, hour), Item("two", "2 h", "#2", 2 * hour, 2 * hour))),
        Lane("fix", "", (Item("one", "3 h", "#1", 3 * hour, 3 * hour),)),
    ]
    chart = strip(id="s", title="t", subject="d", definition="n", lanes=lanes)
    assert chart
    assert chart.table.columns == ("Record", "detect", "fix")
    assert [[cell.text for cell in row] for row in chart.table.rows] == [["one", "1 h", "3 h"], ["two", "2 h", ""]]


@given(durations, durations)
def test_a_scale_of_durations_begins_and_ends_at_ticks(one: timedelta, other: timedelta) -> None:
    """People read a scale by its ends."""
    low, high = min(one, other), max(one, other)
    scale = duration_scale(max(low, timedelta(minutes=1)), high, 0.0, 100.0)
    known = [value for _, value in DURATION_TICKS]
    assert scale.low in known
    assert scale.high in known or scale.high == high
    assert scale(scale.low) == 0
    assert scale(scale.high) == pytest.approx(100)


def test_no_durations_make_no_strip() -> None:
    """An empty drawing would look like a fault."""
    assert strip(id="s", title="t", subject="d", definition="n", lanes=[Lane("detect", "N = 0", ())]) is None


def test_a_curve_keeps_its_height_until_it_jumps() -> None:
    """Steps, never slopes: nothing is claimed between two events."""
    assert steps_path([(0, 10), (5, 4), (8, 2)], 9) == "M0.0 10.0H5.0V4.0H8.0V2.0H9.0"
    assert band_path([(0, 10, 8), (5, 4, 1)], 6) == "M0.0 8.0H5.0V1.0H6.0V4.0H5.0V10.0H0.0Z"
    steps = [Step(3, 0.5, 0.25, 0.75, 4), Step(7, 0.25, 0.1, 0.6, 2)]
    chart = curve(
        id="c", title="t", subject="s", description="d", definition="n", steps=steps, start=1.0, until=10, highest=1.0,
        x_name="months", y_name="share", x_unit="Months", x_text="{:.0f}".format,
    )  # fmt: skip
    assert [[cell.text for cell in row] for row in chart.table.rows] == [
        ["3", "0.50", "0.25 to 0.75", "4"],
        ["7", "0.25", "0.10 to 0.60", "2"],
    ]
    [panel] = chart.panels
    line = next(shape for shape in panel.shapes if isinstance(shape, Path) and shape.css == "line")
    assert line.d.count("V") == 2
    assert (panel.x_name, panel.remark) == ("months", "share")


@given(st.lists(st.integers(0, 50), min_size=1, max_size=10))
def test_darker_means_more(row: list[int]) -> None:
    """Shades rise with counts; nothing is white, the highest is darkest, and nothing leads nowhere."""
    cells = heat_cells(row, ["there"] * len(row), max(row))
    for one in cells:
        assert (one.shade == 0) == (one.count == 0)
        assert bool(one.href) == bool(one.count)
        for other in cells:
            assert one.count <= other.count or one.shade >= other.shade
    if max(row):
        assert max(cell.shade for cell in cells) == SHADES


# What titles say


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (35, 70, "half of all incidents (35 of 70)"),
        (34, 70, "about half of all incidents (34 of 70)"),
        (24, 44, "more than half of all incidents (24 of 44)"),
        (31, 44, "more than two thirds of all incidents (31 of 44)"),
        (28, 70, "28 of 70 incidents"),
        (1, 2, "1 of 2 incidents"),
        (12, 12, "all 12 incidents"),
    ],
)
def test_a_share_is_said_in_words_only_where_it_is_near_a_fraction(part: int, whole: int, said: str) -> None:
    """With its counts, and of few incidents by its counts alone."""
    assert part_of(part, whole) == said


def test_the_title_names_the_group_that_leads() -> None:
    """One that is clearly ahead; groups that are close are told together, and many that are close not at all."""
    assert leading({"Serving": 35, "Training": 5}, 70, "holds", "stage") == (
        "Serving holds half of all incidents (35 of 70)"
    )
    assert leading({"A": 12, "B": 10, "C": 1}, 40, "holds", "stage") == "A and B are close: 12 and 10 of 40 incidents"
    assert (
        leading(dict.fromkeys("ABCDE", 3), 15, "holds", "stage") == "No stage stands out: the most is 3 of 15 incidents"
    )
    assert leading({"A": 1}, 1, "holds", "stage") == "A holds 1 of 1 incident"
    assert leading({}, 0, "holds", "stage") == "No stage stands out: the most is 0 of 0 incidents"


@given(st.dictionaries(st.sampled_from("ABCDEFGH"), st.integers(0, 60), max_size=8), st.sampled_from(["x", "holds"]))
def test_a_lead_is_only_said_of_what_leads(groups: dict[str, int], verb: str) -> None:
    """Whatever the counts: the sentence names a group alone only if it has more than every other."""
    whole = sum(groups.values())
    said = leading(groups, whole, verb, "stage")
    for name, count in groups.items():
        if said.startswith(f"{name} {verb} "):
            assert all(other < count for key, other in groups.items() if key != name)
            assert f"{count} of {whole}" in said or f"all {count}" in said


def test_the_title_says_how_few_causes_make_up_half() -> None:
    """Two or three that together reach half; one that does so alone is named as leading."""
    assert making_up_half({"A": 30, "B": 25, "C": 20, "D": 25}, 100) == (
        "Two causes make up more than half of 100 incidents: A and B (55)"
    )
    assert making_up_half({"A": 60, "B": 10}, 70) == "A is behind more than two thirds of all incidents (60 of 70)"
    assert making_up_half({"A": 2, "B": 1}, 3) == "A and B are close: 2 and 1 of 3 incidents"
    assert making_up_half({}, 0) == "No cause stands out: the most is 0 of 0 incidents"


def test_the_title_says_when_most_happened() -> None:
    """Equals have no most, one year is named alone."""
    assert by_time({"2023": 1, "2024": 4}) == "Most in 2024: 4 of 5 incidents"
    assert by_time({"2023": 2, "2024": 2}) == "4 incidents from 2023 to 2024, at most 2 in one"
    assert by_time({"2022": 0, "2023": 2}) == "2 incidents, in 2023"
    assert by_time({}) == "No incident yet"
