"""What was measured as a table on the terminal, and as `docs/performance.md` with its charts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ml_postmortems.plurals import counted
from scripts.bench.performance_chart import Line, chart

Result = Mapping[str, Any]
"""What `measure` gives for one number of records."""
DOCS = Path(__file__).parents[2] / "docs"
RESULTS = Path(__file__).with_name("performance.json")
PAGE = DOCS / "performance.md"
CHARTS = DOCS / "charts"
_HEAD = """\
# Performance

Written by `make bench` (100 and 1,000 records, minutes) and `make bench-large` (100 to 10,000); do not edit.

Each row but one is a whole process on a synthetic company with bodies of {words} words in the median: CPU seconds of
all its processes, seconds on the wall, and the peak of its largest process. Contestants took turns; where there were
several runs, figures are their medians. "Nothing kept" is a fresh cache and no site. A goal that is missed says so;
goals are asked from 1,000 records on, of the search at 10,000. Times are of that machine and hour; ratios are what to
compare.

"One record changed" is a sentence more in its body, "one field changed" one more in its summary. "Serve, an edit on its
page" is no whole process: it is measured from the moment when the file is written until `mkdocs serve` answers with it.

- **plain Material** builds a page of title, symptom, summary and body for each record, with its own search, and nothing
  else; ours builds the site of the internal audience.
- **frontmatter + jsonschema** reads the same files with python-frontmatter and holds them against our published schema.
- **SQLite FTS5** reads the same files with python-frontmatter and indexes title, symptom, summary and body;
  **Pagefind** indexes the built pages of plain Material, in Rust.
"""


class Row(NamedTuple):
    """One contest, in words."""

    name: str
    cpu: str
    elapsed: str
    memory: str
    others: str
    ratio: str
    goal: str


_HEADING = Row("", "CPU s", "elapsed s", "peak MB", "others, CPU s", "ratio", "goal")


def read_results(path: Path = RESULTS) -> dict[int, Result]:
    """What was measured before, by number of records."""
    return {each["records"]: each for each in json.loads(path.read_text("utf-8"))} if path.exists() else {}


def rows_of(result: Result) -> Iterator[Row]:
    """The table of one number of records, without its heading."""
    own = {each["name"]: each["costs"]["ours"]["cpu"] for each in result["contests"]}
    for contest in result["contests"]:
        costs = contest["costs"]
        ours = costs["ours"]
        measure = costs.get(contest["beside"], {}).get("cpu") or own.get(contest["beside"])
        others = ", ".join(f"{name} {each['cpu']:.2f}" for name, each in costs.items() if name != "ours")
        yield Row(
            contest["name"],
            f"{ours['cpu']:.2f}",
            f"{ours['elapsed']:.2f}",
            f"{ours['memory']:.0f}",
            others,
            f"{ours['cpu'] / measure:.3g} of {contest['beside']}" if measure else "",
            _goal(contest, ours, measure) if result["records"] >= contest.get("goal_from", 1000) else "",
        )


def terminal_table(result: Result) -> str:
    """The same with columns of one width."""
    rows = [_HEADING, *rows_of(result)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([f"{result['records']:,} records", *lines, ""])


def write_page(results: Mapping[int, Result]) -> None:
    """Write the figures, the page and its charts."""
    ordered = _ordered(results)
    RESULTS.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", "utf-8")
    CHARTS.mkdir(exist_ok=True)
    for former in CHARTS.glob("*.svg"):
        former.unlink()
    for name, title, unit, lines in _charts(ordered):
        (CHARTS / f"{name}.svg").write_text(chart(title, unit, lines), "utf-8")
    PAGE.write_text(page_text(results), "utf-8")


def page_text(results: Mapping[int, Result]) -> str:
    """The page in Markdown: its charts, then a table for each number of records, the largest first."""
    ordered = _ordered(results)
    span = f"from {ordered[0]['records']:,} to {ordered[-1]['records']:,} records; the numbers are in the tables"
    pictures = [f"\n![{title}, {span}](charts/{name}.svg)" for name, title, *_ in _charts(ordered)]
    parts = [_HEAD.format(words=f"{ordered[0]['words']:,}"), *pictures, *map(_section, reversed(ordered))]
    return "\n".join(parts)


def _ordered(results: Mapping[int, Result]) -> list[Result]:
    return [results[records] for records in sorted(results)]


def _goal(contest: Mapping[str, Any], ours: Mapping[str, float], measure: float | None) -> str:
    if contest["goal"] is not None and measure:
        found, most, unit = ours["cpu"] / measure, contest["goal"], ""
    elif contest["most_cpu"] is not None:
        found, most, unit = ours["cpu"], contest["most_cpu"], " s"
    elif contest.get("most_elapsed") is not None:
        found, most, unit = ours["elapsed"], contest["most_elapsed"], " s elapsed"
    else:
        return ""
    return f"{most:g}{unit}, {'met' if found <= most else 'missed'}"


def _section(result: Result) -> str:
    table = [f"| {' | '.join(row)} |" for row in (_HEADING, ("---",) * len(_HEADING), *rows_of(result))]
    versions = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    runs = counted(result["runs"], "run")
    load = f", load {result['load']} when it began" if "load" in result else ""
    code = f"commit {result['commit']}, Python {result['python']}, {versions}"
    about = f"{runs}, {result['day']}: {result['machine']}{load}; {code}."
    return "\n".join([f"\n## {result['records']:,} records\n", f"{about}\n", *table, ""])


def _charts(results: Sequence[Result]) -> list[tuple[str, str, str, list[Line]]]:
    """Each chart of which more than one point was measured: its file, its title, the unit and the lines."""
    return [each for each in _all_charts(results) if each[-1]]


def _all_charts(results: Sequence[Result]) -> Iterator[tuple[str, str, str, list[Line]]]:
    yield (
        "site",
        "CPU of building the site",
        "s",
        _lines(
            results,
            "cpu",
            {
                ("site, nothing kept", "ours"): "ours, nothing kept",
                ("site, nothing kept", "plain Material"): "plain Material",
                ("site, one record changed", "ours"): "ours, one record changed",
            },
        ),
    )
    yield (
        "check",
        "CPU of checking all records",
        "s",
        _lines(
            results,
            "cpu",
            {
                ("check, nothing kept", "ours"): "ours, nothing kept",
                ("check, nothing kept", "frontmatter + jsonschema"): "frontmatter + jsonschema",
                ("check, nothing changed", "ours"): "ours, nothing changed",
                ("check FILE, just edited", "ours"): "ours, one file",
            },
        ),
    )
    yield (
        "search",
        "CPU of searching",
        "s",
        _lines(
            results,
            "cpu",
            {
                ("first search, nothing kept", "ours"): "ours, first",
                ("first search, nothing kept", "SQLite FTS5"): "SQLite FTS5, first",
                ("search, nothing changed", "ours"): "ours, nothing changed",
            },
        ),
    )
    yield (
        "memory",
        "Peak of memory",
        "MB",
        _lines(
            results,
            "memory",
            {
                ("site, nothing kept", "ours"): "site",
                ("check, nothing kept", "ours"): "check",
                ("first search, nothing kept", "ours"): "index and search",
                ("site, nothing kept", "plain Material"): "plain Material",
            },
        ),
    )


def _lines(results: Sequence[Result], figure: str, wanted: Mapping[tuple[str, str], str]) -> list[Line]:
    costs = {
        (contest["name"], name, result["records"]): cost[figure]
        for result in results
        for contest in result["contests"]
        for name, cost in contest["costs"].items()
    }
    lines = (
        Line(label, tuple((records, value) for (*key, records), value in costs.items() if tuple(key) == contest))
        for contest, label in wanted.items()
    )
    return [line for line in lines if len(line.points) > 1]
