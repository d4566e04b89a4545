"""What `make bench` measures, and the page that tells it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ml_postmortems.web.urls import record_url
from scripts.bench.contests import Bench, Contest, Contestant
from scripts.bench.performance import working_folder
from scripts.bench.performance_chart import Line, chart
from scripts.bench.performance_page import CHARTS, PAGE, page_text, read_results, rows_of
from scripts.bench.served_edit import run_served_edit
from scripts.bench.timed import RunFailed, run_timed

BUSY = "import time\nwhile time.process_time() < {}: pass"


def test_a_run_is_charged_for_the_processes_that_it_waits_for(tmp_path: Path) -> None:
    """A build in several processes costs what all of them cost."""
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY.format(0.3)!r}], check=True)"
    assert run_timed((sys.executable, "-c", code), tmp_path, os.environ).cpu >= 0.3


def test_a_peak_is_that_of_the_run_alone(tmp_path: Path) -> None:
    """A small process is small however large the one is that measures, and a large one is as large as it was."""
    ballast = bytearray(b"x") * (150 * 1024 * 1024)
    small = run_timed((sys.executable, "-S", "-c", ""), tmp_path, os.environ).memory
    large = run_timed((sys.executable, "-S", "-c", "bytearray(b'x') * (80 * 1024 * 1024)"), tmp_path, os.environ).memory
    assert len(ballast) > 0
    assert small < 40
    assert 80 < large < 120


def test_a_run_that_fails_is_no_figure(tmp_path: Path) -> None:
    """What did not do its work is told with what it said, and has no time."""
    with pytest.raises(RunFailed, match="no such thing"):
        run_timed((sys.executable, "-c", "raise SystemExit('no such thing')"), tmp_path, os.environ)


def test_contestants_take_turns(tmp_path: Path) -> None:
    """No contestant has all its runs in a slow hour of the machine."""
    order: list[str] = []
    contestants = tuple(
        Contestant(name, (sys.executable, "-c", ""), tmp_path, lambda name=name: order.append(name))  # type: ignore[misc]
        for name in ("ours", "others")
    )
    assert set(Bench(tmp_path, 1).run(Contest("nothing", contestants), 2)) == {"ours", "others"}
    assert order == ["ours", "others", "ours", "others"]


def test_a_run_that_was_killed_leaves_nothing_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next run removes what a killed one left, and nothing of one that is still running."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with subprocess.Popen((sys.executable, "-c", "")) as process:
        process.wait()
    dead, alive = (tmp_path / f"postmortems-bench-{number}-x" for number in (process.pid, os.getpid()))
    dead.mkdir()
    alive.mkdir()
    with working_folder() as folder:
        assert sorted(tmp_path.iterdir()) == sorted([alive, folder])
    assert list(tmp_path.iterdir()) == [alive]


def test_a_goal_is_told_as_met_or_missed() -> None:
    """The ratio is that of CPU seconds, to another contestant or to another contest of ours."""
    cold = contest("cold", {"ours": 3.0, "others": 2.0}, goal=1.6, beside="others")
    warm = contest("warm", {"ours": 0.3}, goal=0.05, beside="cold")
    one = contest("one", {"ours": 0.3}, most_cpu=0.25)
    edit = contest("edit", {"ours": 0.3}, most_elapsed=1.0)
    rows = list(rows_of({"records": 1000, "contests": [cold, warm, one, edit]}))
    assert [(row.ratio, row.goal) for row in rows] == [
        ("1.5 of others", "1.6, met"),
        ("0.1 of cold", "0.05, missed"),
        ("", "0.25 s, missed"),
        ("", "1 s elapsed, met"),
    ]
    assert not any(row.goal for row in rows_of({"records": 100, "contests": [cold, warm, one]})), "asked from 1,000 on"


def test_each_edit_is_one_that_its_build_shows(tmp_path: Path) -> None:
    """A body, a field, and a body while the site is served: a build that missed the edit would have no figure."""
    bench = Bench(tmp_path, 3)
    bench.make()
    contests = {each.name: each for each in bench.contests()}
    page = tmp_path / "ours/site" / record_url(bench.record.name[:12]) / "index.html"
    for number, name in enumerate(("site, one record changed", "site, one field changed"), start=1):
        bench.run(contests[name], 1)
        assert f"On day {number} somebody added this." in page.read_text("utf-8")
    cost = bench.run(contests["serve, an edit on its page"], 1)["ours"]
    assert 0 < cost.cpu < 30
    assert 0 < cost.elapsed < 60
    assert 30 < cost.memory < 1000


def test_a_server_that_does_not_start_is_no_figure(tmp_path: Path) -> None:
    """It is told at once, as of any run that fails."""
    with pytest.raises(RunFailed, match="never said"):
        run_served_edit(tmp_path, "", lambda: "", os.environ)


def contest(name: str, cpu: dict[str, float], **goal: Any) -> dict[str, Any]:
    """A contest as it is kept."""
    costs = {who: {"cpu": seconds, "elapsed": seconds, "memory": 50.0} for who, seconds in cpu.items()}
    return {"name": name, "costs": costs, "goal": None, "beside": "", "most_cpu": None, "most_elapsed": None} | goal


def test_lines_of_a_chart_are_named_without_covering_each_other() -> None:
    """Each line is named at its end, and names keep their distance where ends do not."""
    drawn = chart(
        "CPU <of> it",
        "s",
        [Line(name, ((100, 1.0), (1000, value))) for name, value in (("one", 10.0), ("two", 10.1), ("three", 9.9))],
    )
    texts = {text.text: text for text in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")}
    places = sorted(float(texts[name].attrib["y"]) for name in ("one", "two", "three"))
    assert all(after - before >= 14 for before, after in pairwise(places))
    assert "CPU <of> it, s" in texts


def test_a_chart_of_what_was_not_measured_is_left_out() -> None:
    """A run may leave contests out, and the page is written after each; one number of records makes no line."""
    about = {"day": "", "commit": "", "machine": "", "python": "", "versions": {}, "words": 1200, "runs": 1}
    results = {
        records: {**about, "records": records, "contests": [contest("check, nothing kept", {"ours": 3.0})]}
        for records in (100, 1000)
    }
    assert re.findall(r"charts/(\w+)", page_text(results)) == ["check", "memory"]
    assert "charts/" not in page_text({100: results[100]})


def test_the_page_is_that_of_the_figures() -> None:
    """Nobody edits a figure by hand, and each chart is there."""
    assert PAGE.read_text("utf-8") == page_text(read_results())
    for name in re.findall(r"\(charts/([\w-]+\.svg)\)", PAGE.read_text("utf-8")):
        assert ElementTree.parse(CHARTS / name).getroot().tag.endswith("svg")
