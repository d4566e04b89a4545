"""`postmortems controls` as it is run, and that it, its JSON and the pages tell what was planted, on any day."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.analytics.thresholds import MIN_RATE
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.control_pages import control_pages
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.web.urls import control_url
from ml_postmortems.wording import control_name, date_text
from scripts.synth.settings import Settings
from scripts.synth.write import write_corpus as write_company
from tests.cli.running import Run
from tests.helpers import FROZEN_TAXONOMY, external_record, own_record, write_corpus
from tests.site import page_of, text_of

UNTIL = date(2026, 6, 30)
DAYS = [UNTIL, UNTIL - timedelta(days=200), UNTIL - timedelta(days=450)]
CONTROL = "session-length-bounds"
LOG = "# complete since 2025-03-20\ncontrol,date,what\nsession-length-bounds,2025-04-02,A file in milliseconds\n"


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic company with a log of catches."""
    folder = tmp_path_factory.mktemp("company") / "company"
    write_company(folder, Settings(120, 2, until=UNTIL, words=150, taxonomy=FROZEN_TAXONOMY))
    return folder


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Our own record, which puts a control in place, an external one, and a log with one catch."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")  # 1 June 2025
    root = write_corpus(tmp_path, own_record(), external_record())
    (root / "catches.csv").write_text(LOG, "utf-8")
    return root


def planted_on(truth: dict[str, Any], day: date) -> dict[str, dict[str, Any]]:
    """What was planted of each control that was in place on a day, by the words of the truth alone."""
    found = {}
    since = date.fromisoformat(truth["complete_since"])
    for control in truth["controls"]:
        in_place = date.fromisoformat(control["in_place"])
        if in_place > day:
            continue
        met = [each for each in control["meetings"] if date.fromisoformat(each["known"]) <= day]
        logged = Counter(each for each in control["logged"] if date.fromisoformat(each) <= day)
        logged -= Counter(each["day"] for each in met if each["outcome"] == "caught")
        outcomes = Counter(each["outcome"] for each in met) + Counter(caught=logged.total())
        start = max(since, in_place).isoformat()
        caught = sum(each["outcome"] == "caught" and each["day"] >= start for each in met)
        caught += sum(count for each, count in logged.items() if each >= start)
        others = sum(each["outcome"] not in ("caught", "absent") and each["day"] >= start for each in met)
        rate = {"since": start, "caught": caught, "base": caught + others} if caught + others and since <= day else None
        found[control["control"]] = {"outcomes": dict(outcomes), "rate": rate}
    return found


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_json_tells_what_was_planted(run: Run, company: Path, day: date) -> None:
    """Every outcome of every control, and the rate with its base; a share only where the base is large enough."""
    truth = json.loads((company / "ground-truth.json").read_text("utf-8"))["controls"]
    arguments = ["--root", str(company / "postmortems"), "--as-of", str(day), "--audience", "restricted"]
    document = json.loads(run("controls", *arguments, "--json").output)
    told = {each["id"]: each for each in document["controls"]}
    planted = planted_on(truth, day)
    assert len(planted) > 10
    for control, expected in planted.items():
        outcomes = {name: count for name, count in told[control]["outcomes"].items() if name != "not-said"}
        assert outcomes == expected["outcomes"], control
        rate = told[control]["rate"]
        if rate and not rate["base"]:
            assert rate["not_said"] and not expected["rate"]
            continue
        assert (
            {name: rate[name] for name in expected["rate"] or ()} == expected["rate"] if rate else not expected["rate"]
        )
        assert not rate or (rate["value"] is None) == (rate["met"] < MIN_RATE or rate["not_said"] > 0)
        assert not rate or (rate["least"] is None) == (rate["met"] < MIN_RATE)
    kinds = {each["kind"]: each for each in document["kinds"]}
    for kind, summed in kinds.items():
        of_kind = [each for each in told.values() if each["kind"] == kind]
        assert summed["number"] == len(of_kind)
        assert Counter(summed["outcomes"]) == sum((Counter(each["outcomes"]) for each in of_kind), Counter())
        for number in ("base", "caught", "not_said"):
            of_all = sum(each["rate"][number] for each in of_kind if each["rate"])
            assert (summed["rate"] or {}).get(number, 0) == of_all, number


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_pages_and_text_tell_the_same(run: Run, company: Path, day: date) -> None:
    """The page of each planted control, the list of all, and the lines of the command."""
    truth = json.loads((company / "ground-truth.json").read_text("utf-8"))["controls"]
    root = company / "postmortems"
    index = SiteIndex(load_corpus(root).for_audience(Visibility.RESTRICTED), day, Visibility.RESTRICTED)
    text = run("controls", "--root", str(root), "--as-of", str(day), "--audience", "restricted").output
    lists = {page.url for page in control_pages(index)} - {control_url(control) for control in index.controls}
    rows = {
        text_of(link): text_of(row)
        for url in lists
        for table in page_of(index, url).findall(".//section[@data-group]//table")
        for row in table.findall("tbody/tr")
        for link in row.findall("th/a")
    }
    for control, expected in planted_on(truth, day).items():
        page = text_of(page_of(index, f"controls/{control}/"))
        listed = rows[control_name(control)]
        lines = text.splitlines()
        place = next(number for number, line in enumerate(lines) if line.startswith(f"  {control} ("))
        told = " ".join(lines[place : place + 2])
        for name, count in expected["outcomes"].items():
            for shown in (page, listed, told):
                assert f"{count} {name.replace('-', ' ')}" in shown, control
        if rate := expected["rate"]:
            told_rate = index.controls[control].rate
            unsaid = told_rate.not_said if told_rate else 0
            caught = f"{rate['caught']} to {rate['caught'] + unsaid}" if unsaid else str(rate["caught"])
            since = date_text(date.fromisoformat(rate["since"]))
            for shown in (page, listed, told):
                assert f"stopped {caught} of {rate['base'] + unsaid} since {since}" in shown, control
        else:
            assert "stopped " not in told or "stopped 0 to " in told


def test_every_list_of_failed_controls_is_the_same(run: Run, company: Path) -> None:
    """JSON and text of both commands and their pages; it holds every failure that was planted.

    In a large base `/controls/` and `/recurrence/` show the latest, and a page of its own shows all.
    """
    truth = json.loads((company / "ground-truth.json").read_text("utf-8"))
    root = company / "postmortems"
    where = ["--root", str(root), "--as-of", str(UNTIL), "--audience", "restricted"]
    told = json.loads(run("controls", *where, "--json").output)["failures"]
    assert told == json.loads(run("recurrence", *where, "--json").output)["control_failures"]
    found = {(each["control"], each["failed_in"], each["outcome"]) for each in told}
    assert len(found) == len(told)
    assert {(each["control"], each["failed_in"], each["outcome"]) for each in truth["failed_controls"]} <= found
    lines = [f"({each['state'].replace('-', ' ')}) in {each['failed_in']}: {each['outcome']}" for each in told]
    for command in ("controls", "recurrence"):
        output = run(command, *where).output
        assert f"Controls that failed, as a later record says: {len(told)}" in output
        assert all(line.replace("too-late", "too late") in output for line in lines)
    index = SiteIndex(load_corpus(root).for_audience(Visibility.RESTRICTED), UNTIL, Visibility.RESTRICTED)
    for url in ("controls/", "recurrence/", "recurrence/failed-controls/"):
        (page,) = (page for page in [*control_pages(index), *number_pages(index, UNTIL)] if page.url == url)
        content = html5lib.parse(page.content().html, namespaceHTMLElements=False)
        (region,) = (
            each for each in content.iter() if (each.get("aria-label") or "").startswith("Controls that failed")
        )
        rows = region.findall(".//tbody/tr")
        names = [control_name(each["control"]) for each in told]
        if url == "recurrence/":
            assert f"Has a fix failed? {len(set(names))} controls did not hold" in text_of(content)
        assert len(rows) == len(names) or (len(rows) > 5 and "failed-controls" not in url)
        assert [text_of(row.find("th/a")) for row in rows] == names[: len(rows)], url


def test_one_control_is_told_with_its_ledger(run: Run, base: Path) -> None:
    """What it is, who put it in place, and what it stopped; the words only inside the organisation."""
    lines = run("controls", CONTROL, "--audience", "internal").output.splitlines()
    assert lines[0] == f"{CONTROL} (data-check), as of 1 Jun 2025: verified"
    assert "  Threshold: Any value above 86400" in lines
    assert "When it was needed: 1 time: 1 caught" in lines
    assert "  2 Apr 2025  A file in milliseconds" in lines
    assert "stopped 1 of 1 since 20 Mar 2025 (fewer than 10, so no share is said)" in lines
    assert any("PM-2025-0001 A2" in line and "since 19 Mar 2025" in line for line in lines)
    assert "milliseconds" not in "".join(
        line for line in run("controls", CONTROL).output.splitlines() if "2 Apr" in line
    )


def test_without_a_log_it_says_why_there_are_no_rates(run: Run, base: Path) -> None:
    """Counts only, in text and in JSON."""
    (base / "catches.csv").unlink()
    assert "These are counts and no rates" in run("controls").output.splitlines()[-1]
    document = json.loads(run("controls", "--json").output)
    assert document["has_rates"] is False
    assert {each["rate"] for each in document["controls"]} == {None}


def test_a_log_of_an_earlier_day_is_not_known_yet(run: Run, base: Path) -> None:
    """What is dated after the as-of date is not told."""
    outcome = run("controls", CONTROL, "--as-of", "2025-04-01")
    assert "When it was needed: no later record" in outcome.output.splitlines()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["session-length-bond"], "control must exist: found `session-length-bond`"),
        (["--kind", "data-checks"], "kind of control must exist: found `data-checks`"),
        (["--team", "rankin"], "team must exist: found `rankin`"),
        (["--cause", "process/rollout-gab"], "cause must exist: found `process/rollout-gab`"),
        (["--model", "ranking-modle"], "model or artifact must exist: found `ranking-modle`"),
    ],
)
def test_what_does_not_exist_is_an_error(run: Run, base: Path, arguments: list[str], message: str) -> None:
    """With the nearest name, and never an empty list."""
    outcome = run("controls", *arguments)
    assert outcome.code == 2
    assert message in outcome.errors


@pytest.mark.parametrize(
    ("arguments", "is_listed"),
    [
        (["--team", "data-platform"], True),
        (["--team", "acme-search"], False),
        (["--cause", "technical"], True),
        (["--cause", "process/rollout-gap"], False),
        (["--model", "click-log"], True),
        (["--kind", "canary"], False),
    ],
)
def test_the_list_can_be_narrowed(run: Run, base: Path, arguments: list[str], is_listed: bool) -> None:
    """By team, cause, artifact and kind, as pages group them."""
    assert (f"  {CONTROL} (" in run("controls", *arguments).output) is is_listed
