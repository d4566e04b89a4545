"""A chart says the same to those who see it, to those who read its table, and to those who hear it."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from ml_postmortems.web.charts.curve import Step, curve
from ml_postmortems.web.charts.drawing import Bar, Chart, Dot, Path, TextLine, band_path, steps_path
from ml_postmortems.web.charts.heat_map import SHADES, heat_cells
from ml_postmortems.web.charts.panels import Row, panels
from ml_postmortems.web.charts.scales import DURATION_TICKS, count_ticks, duration_scale, value_ticks
from ml_postmortems.web.charts.strip import Item, Lane, strip
from ml_postmortems.web.rendering import render

PERIODS = ("2023", "2024", "2025")
counts = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=5)


def chart_of(rows: list[list[int]], columns: int = 1) -> Chart:
    return panels(
        id="x",
        title="Incidents <by> year",
        description="A & B",
        definition="N = 1",
        periods=PERIODS,
        rows=[Row(f"row {n}", tuple(row), tuple(f"search/?q={n}-{i}" for i in range(3))) for n, row in enumerate(rows)],
        columns=columns,
    )


@given(counts, st.integers(1, 3))
def test_bars_are_as_tall_as_their_counts(rows: list[list[int]], columns: int) -> None:
    """A bar for every count above zero, all on one scale, inside the drawing; the table holds every count."""
    chart = chart_of(rows, columns)
    bars = [shape for shape in chart.shapes if isinstance(shape, Bar)]
    wanted = [count for row in rows for count in row if count]
    assert len(bars) == len(wanted)
    for bar, count in zip(bars, wanted, strict=True):
        assert bar.height / count == pytest.approx(bars[0].height / wanted[0])
        assert bar.x >= 0
        assert bar.x + bar.width <= chart.width
        assert bar.y >= 0
        assert bar.y + bar.height <= chart.height
        assert f": {count} incident" in bar.label
    told = [[int(cell.text) for cell in line[1:]] for line in chart.table.rows]
    assert told == [[row[i] for row in rows] for i in range(3)]


def test_a_chart_is_told_as_well_as_shown() -> None:
    """The SVG is well formed, has a title and a description, and each bar is a link with a name."""
    html = render("macro_chart.html", "trends/", macro="chart", view=chart_of([[1, 0, 2]]), number=1)
    [drawing] = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    svg = etree.fromstring(drawing.encode())
    names = {each.get("id"): each.text for each in svg if each.tag in ("title", "desc")}
    assert list(names.values()) == ["Incidents <by> year", "A & B"]
    assert svg.get("aria-labelledby").split() == list(names)
    links = [each for each in svg.iter("a") if each.find("rect") is not None]
    assert [each.get("href") for each in links] == ["../search/?q=0-0", "../search/?q=0-2"]
    assert [each.get("aria-label") for each in links] == ["row 0, 2023: 1 incident", "row 0, 2025: 2 incidents"]
    assert "<table" in html


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
    chart = strip(id="s", title="t", description="d", definition="n", lanes=[Lane("detect", "N", exact)])
    assert chart
    places = [shape.x for shape in chart.shapes if isinstance(shape, Dot)]
    assert places == sorted(places)
    assert all(0 <= place <= chart.width for place in places)
    assert [line[0].text for line in chart.table.rows] == [item.name for item in exact]


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
    assert strip(id="s", title="t", description="d", definition="n", lanes=[Lane("detect", "N = 0", ())]) is None


def test_a_curve_keeps_its_height_until_it_jumps() -> None:
    """Steps, never slopes: nothing is claimed between two events."""
    assert steps_path([(0, 10), (5, 4), (8, 2)], 9) == "M0.0 10.0H5.0V4.0H8.0V2.0H9.0"
    assert band_path([(0, 10, 8), (5, 4, 1)], 6) == "M0.0 8.0H5.0V1.0H6.0V4.0H5.0V10.0H0.0Z"
    steps = [Step(3, 0.5, 0.25, 0.75, 4), Step(7, 0.25, 0.1, 0.6, 2)]
    chart = curve(
        id="c", title="t", description="d", definition="n", steps=steps, start=1.0, until=10, highest=1.0,
        x_name="months", y_name="share", x_unit="Months", x_text="{:.0f}".format,
    )  # fmt: skip
    assert [[cell.text for cell in row] for row in chart.table.rows] == [
        ["3", "0.50", "0.25 to 0.75", "4"],
        ["7", "0.25", "0.10 to 0.60", "2"],
    ]
    line = next(shape for shape in chart.shapes if isinstance(shape, Path) and shape.css == "line")
    assert line.d.count("V") == 2
    assert {shape.text for shape in chart.shapes if isinstance(shape, TextLine) and shape.css == "axis"} == {
        "months",
        "share",
    }


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
