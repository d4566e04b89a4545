"""`postmortems trends`, `recurrence` and `times` as they are run; what they print is what the pages show."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest

from ml_postmortems.analytics.archive import Archive, Scope
from ml_postmortems.analytics.report import recurrence_report, times_report, trend_report
from ml_postmortems.model.instant import Instant
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.web.number_pages import number_pages
from ml_postmortems.web.pages import record_page
from ml_postmortems.web.site_index import SiteIndex
from ml_postmortems.wording import p_text, percent_text
from tests.cli.running import Run
from tests.helpers import FROZEN_RECORDS, HARMLESS, RecordDict, own_record, write_corpus

LEFT_OUT = "6 records that the audience `public` may not see are left out; --audience internal reads them too\n"
COMMANDS = ("trends", "recurrence", "times")
AS_OF = date(2026, 1, 31)
_START = datetime(2023, 1, 5)
_LEAVES = ("data-quality/schema-change", "technical/config-push", "process/rollout-gap")
EXPOSURE = "schema_version: 1\nmonths:\n" + "".join(
    f"  {year}-{month:02}:\n    deploys: {20 + month}\n" for year in (2023, 2024, 2025) for month in range(1, 13)
)


def planted(number: int) -> RecordDict:
    """One of 60 incidents in three years, most of them late; every third repeats the one three before."""
    began = _START + timedelta(days=1090 * (number / 60) ** 0.4)

    def moment(hours: float) -> str:
        return (began + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")

    timeline = [
        {"at": moment(hours), "phase": "response", "kind": "event", "text": "It.", "evidence": ["E1"], "marks": marks}
        for hours, marks in (
            (0, ["started"]),
            (1 + number % 7, ["detected"]),
            (9, ["diagnosed"]),
            (10, ["mitigated"]),
            (20, ["resolved", "data-repaired"]),
        )
    ]
    fixed, tried = moment(24 * 8)[:10], moment(24 * 9)[:10]
    kind: dict[str, Any] = HARMLESS | {"kind": "near-miss"} if number % 20 == 0 else {}
    return own_record(
        id=f"PM-{began.year}-{number + 100:04}",
        visibility="internal" if number % 10 == 9 else "public",
        teams={"owner": ("ranking", "data-platform")[number % 2]},
        timeline=timeline,
        artifacts=[{"id": ("user-features", "feature-store", "search-service")[number % 3], "role": "failed"}],
        **{
            "causes.0.category": _LEAVES[number % 3],
            "actions.0.completed": moment(10)[:10],
            "actions.1.completed": fixed,
            "evidence.3.date": tried,
            "validation.0.date": tried,
            "people.reviews": [moment(24 * 7)[:10]],
            "communication.updates.0.date": moment(20)[:10],
            **{f"actions.{place}.due": moment(24 * 10)[:10] for place in (0, 1)},
            "summary": own_record()["summary"].replace("March 2025", str(began.year)),
        },
        **kind,
    )


@pytest.fixture(scope="session")
def census(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of records of a company that writes everything up."""
    root = write_corpus(tmp_path_factory.mktemp("census"), *map(planted, range(60)))
    (root / "exposure.yml").write_text(EXPOSURE, "utf-8")
    return root


def asked(run: Run, command: str, root: Path, *arguments: str) -> Any:
    """What a command says as JSON."""
    outcome = run(command, "--root", str(root), "--as-of", AS_OF.isoformat(), "--json", *arguments)
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.output == json.dumps(json.loads(outcome.output), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return json.loads(outcome.output)


def said(run: Run, command: str, root: Path, *arguments: str) -> str:
    """What a command says in words."""
    outcome = run(command, "--root", str(root), "--as-of", AS_OF.isoformat(), *arguments)
    assert outcome.code == 0 and outcome.errors in ("", LEFT_OUT)
    return outcome.output


def archive_of(root: Path, audience: Visibility = Visibility.PUBLIC) -> Archive:
    """The archive that an audience sees."""
    return Archive(load_corpus(root).for_audience(audience), AS_OF)


@pytest.mark.parametrize("arguments", [[], ["--team", "ranking"], ["--cause", "technical"], ["--since", "2025-03"]])
def test_json_holds_the_numbers_of_the_reports(run: Run, census: Path, arguments: list[str]) -> None:
    """Every series, share, pattern, quantile and curve by its name, over the incidents of the scope."""
    archive = archive_of(census)
    trends, recurrence, times = (asked(run, command, census, *arguments) for command in COMMANDS)
    asked_for = {name: value for name, value in trends["about"]["scope"].items() if value}
    assert list(asked_for.values()) == arguments[1:]
    since = Instant.parse(asked_for.pop("since")) if "since" in asked_for else None
    scope = Scope(since=since, **asked_for)
    ids = [record.id for record in archive.within(scope)]
    assert trends["about"]["n"] == recurrence["about"]["n"] == times["about"]["n"] == len(ids) > 8
    first = trend_report(archive, scope)
    assert [(each["group"], each["ids"], each["counts"], each["verdict"]) for each in trends["series"]] == [
        (each.group, list(each.ids), list(each.counts), each.verdict.value) for each in first.series
    ]
    assert trends["series"][0]["ids"] == ids
    assert [each["name"] for each in trends["periods"]] == [each.name for each in first.periods]
    second = recurrence_report(archive, scope)
    assert [each["later"] for each in recurrence["by_signature"]] == [each.later for each in second.by_signature]
    assert [each["value"] for each in recurrence["share_by_team"]] == [each.value for each in second.share_by_team]
    assert [each["records"] for each in recurrence["patterns"]] == [list(each.records) for each in second.patterns]
    assert [each["survival"] for each in recurrence["time_to_recurrence"]["steps"]] == [
        each.survival for each in second.time_to_recurrence.steps
    ]
    third = times_report(archive, scope)
    assert [each["n"] for each in times["times"]] == [each.n for each in third.times]
    assert [each["median"] and each["median"]["low"] for each in times["times"]] == [
        each.median.low.total_seconds() if each.median else None for each in third.times
    ]
    assert times["level"] == 0.95
    assert times["version"] == 1


def page_text(root: Path, url: str) -> str:
    """The words of one of the three pages, in one line, with those of the pages below it that a large base has."""
    corpus = load_corpus(root).for_audience(Visibility.PUBLIC)
    pages = [page for page in number_pages(SiteIndex(corpus, AS_OF), AS_OF) if page.url.startswith(url)]
    trees = [html5lib.parse(page.content().html, namespaceHTMLElements=False) for page in pages]
    return " ".join(" ".join(text for tree in trees for text in tree.itertext()).split())


def test_pages_show_the_numbers_of_the_json(run: Run, census: Path) -> None:
    """Counts, verdicts, shares with their intervals, and rates stand on the pages as the commands give them."""
    trends, recurrence = asked(run, "trends", census), asked(run, "recurrence", census)
    page = page_text(census, "trends/")
    total = trends["series"][0]
    assert total["verdict"] == "rising"
    assert f"All incidents is rising over the whole time ({total['n']} incidents)" in page
    assert f"All incidents, {total['chains']} events: trend, adjusted {p_text(total['trend']['adjusted'])}" in page
    last, before = total["last_year"]
    assert f"All incidents {total['n']} {last} {before} rising" in page
    whole = trends["rates"][0]["rates"][0]
    assert f"Deploys Rate 95 % interval All months {whole['months']} {whole['n']} {whole['exposure']} " in page
    page = page_text(census, "recurrence/")
    (share,) = recurrence["share"]
    ends = f"{percent_text(share['low'])} to {percent_text(share['high'])}"
    assert f"Of all incidents, by signature {percent_text(share['value'])} {ends}" in page
    assert f"Shown by their signature {len(recurrence['by_signature'])} " in page
    for each in recurrence["patterns"]:
        seen = date.fromisoformat(each["last_seen"])
        assert f"{each['count']} incidents, last seen {seen.day} {seen:%b %Y}" in page


def test_counts_of_all_reports_add_up_to_the_corpus(run: Run, census: Path) -> None:
    """Teams, families and models hold the same incidents; what is left out is said."""
    trends, recurrence, times = (asked(run, command, census) for command in COMMANDS)
    archive = archive_of(census)
    n = trends["about"]["n"]
    assert n + trends["about"]["left_out"] == sum(n % 10 != 9 for n in range(60)) == 54
    assert sum(each["n"] for each in recurrence["share_by_team"]) == n
    assert sum(each["n"] for each in recurrence["share_by_family"]) == n
    assert sum(each["n"] for each in recurrence["share_by_period"]) == n
    assert sum(asked(run, "trends", census, "--team", team)["about"]["n"] for team in ("ranking", "data-platform")) == n
    for table in trends["tables"]:
        assert table["n"] == n
    for each in times["times"]:
        assert sum(len(each[part]) for part in ("measured", "negative", "unknown", "not_applicable")) == n
    assert [record.id for record in archive.incidents] == trends["series"][0]["ids"]


def test_audience_is_public_unless_said(run: Run, census: Path) -> None:
    """Internal incidents are in no number of the default."""
    public, internal = asked(run, "trends", census), asked(run, "trends", census, "--audience", "internal")
    assert internal["about"]["n"] - public["about"]["n"] == sum(n % 10 == 9 and n % 20 != 0 for n in range(60))
    assert set(public["series"][0]["ids"]) < set(internal["series"][0]["ids"])


def test_trends_are_told_in_words(run: Run, census: Path) -> None:
    """What moves comes first, with its test; then counts by cause and by time, then rates."""
    text = said(run, "trends", census)
    first, second = text.splitlines()[:2]
    assert re.fullmatch(r"Trends, as of 2026-01-31: \d+ incidents\.", first)
    assert second.startswith("Left out: 3 records: near misses")
    assert re.search(r"^  all incidents: rising over the whole time \(p [=<] [\d.]+\)", text, re.MULTILINE)
    assert re.search(r"^  cause +N +last 365 days +365 before$", text, re.MULTILINE)
    assert "Incidents for 100 deploys:" in text
    assert max(map(len, text.splitlines())) <= 200


def test_recurrences_are_told_in_words(run: Run, census: Path) -> None:
    """Declared and by signature apart, each with its gap; patterns, shares, and both curves."""
    text = said(run, "recurrence", census)
    data = asked(run, "recurrence", census)
    assert "\nDeclared by authors: 0\n" in text
    assert f"\nBy signature, within 365 days: {len(data['by_signature'])}\n" in text
    pair = data["by_signature"][-1]
    assert re.search(rf"^  {pair['later']} repeats {pair['earlier']}, .+ after it was resolved: ", text, re.MULTILINE)
    beyond = [each for each in data["patterns"] if each["is_beyond_chance"]]
    shown = [each for each in data["patterns"] if each["is_shown"]]
    assert f"\nPatterns that came back sooner than chance explains: {len(beyond)}; others" in text
    rest = len(data["patterns"]) - len(shown)
    assert not rest or f"{rest} further pattern" in text
    (share,) = data["share"]
    assert re.search(rf"^  all +{share['n']} +{len(share['recurrences'])} +{share['value'] * 100:.0f} %", text, re.M)
    assert "Half had come back after" in text
    assert re.search(r"^  36 months +\d+\.\d\d +\d+\.\d\d to \d+\.\d\d +\d+$", text, re.MULTILINE)


def test_times_are_told_in_words(run: Run, census: Path) -> None:
    """Median, its interval and how many are not known, by time and by detection source; and actions."""
    text = said(run, "times", census)
    data = asked(run, "times", census)
    detect = data["times"][0]
    assert detect["median"]["low"] == 4 * 3600
    assert re.search(rf"^  detect +{detect['n']} +4 h +[34]( h)? to [45] h ", text, re.MULTILINE)
    assert re.search(rf"^  customer +{detect['n']} ", text, re.MULTILINE)
    completed = sum(each["is_completed"] for each in data["actions"])
    assert f"Actions: {completed} of {len(data['actions'])} completed" in text


@pytest.mark.parametrize("command", COMMANDS)
def test_collection_says_what_cannot_be_told_of_it(run: Run, command: str) -> None:
    """The records of this repository are a sample: counts and gaps, no interval, no verdict, no rate."""
    text = said(run, command, FROZEN_RECORDS)
    assert "This is a collection and not every incident there was" in text
    assert "rising" not in text
    assert "interval" not in text or command == "times"
    data = asked(run, command, FROZEN_RECORDS)
    assert data["about"]["corpus"] == "sample"
    hidden = ("interval", "ratio", "trend", "change", "value", "last_year")
    assert not [value for key, value in walk(data) if key in hidden and value]
    assert "365 days" not in text or command == "recurrence"


def walk(value: Any, key: str = "") -> list[tuple[str, Any]]:
    """Every value of a document with the key that it stands under; `minimum` is about the rules and not the data."""
    match value:
        case dict():
            return [each for name, part in value.items() if name != "minimum" for each in walk(part, name)]
        case list():
            return [each for part in value for each in walk(part, key)]
    return [(key, value)]


def test_past_day_leaves_out_what_came_later_and_no_record(run: Run, tmp_path: Path) -> None:
    """An action that was completed after the day is open, and its record is no error that nobody may count."""
    root = write_corpus(tmp_path, own_record())
    for day, is_completed in (("2025-03-18", False), ("2025-03-19", True)):
        result = run("times", "--root", str(root), "--as-of", day, "--json")
        assert "not published" not in result.errors
        actions = {each["action"]: each["is_completed"] for each in json.loads(result.output)["actions"]}
        assert actions["A2"] is is_completed


@pytest.mark.parametrize("command", COMMANDS)
def test_archive_without_incidents_is_no_error(run: Run, tmp_path: Path, command: str) -> None:
    """It says how many there are, and nothing else."""
    root = write_corpus(tmp_path, own_record(kind="drill", **HARMLESS))
    assert said(run, command, root).splitlines()[0].endswith("as of 2026-01-31: 0 incidents.")
    assert asked(run, command, root)["about"] == {
        "as_of": "2026-01-31",
        "corpus": "census",
        "left_out": 1,
        "n": 0,
        "scope": {"cause": None, "model": None, "since": None, "team": None},
    }


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--team", "rankin"], ["team must exist: found `rankin`", "did you mean `ranking`?"]),
        (["--model", "x"], ["model or artifact must exist: found `x`", "use one of: click-log,"]),
        (["--cause", "data-qualty"], ["cause must exist: found `data-qualty`", "did you mean `data-quality`?"]),
        (["--since", "last year"], ["--since must be a day, a month or a year", "found `last year`"]),
        (["--as-of", "soon"], ["--as-of"]),
        (["--audience", "all"], ["--audience"]),
        (["--root", "nowhere"], ["nowhere: the folder of records must exist"]),
    ],
)
def test_wrong_calls_say_what_there_is(
    run: Run, records: Path, command: str, arguments: list[str], words: list[str]
) -> None:
    """Exit code 2, nothing on the output, and the way out."""
    outcome = run(command, "--root", str(records), *arguments)
    assert (outcome.code, outcome.output) == (2, "")
    for each in words:
        assert each in outcome.errors


def test_broken_catalog_is_told(run: Run, tmp_path: Path) -> None:
    """Without it nobody knows whether rates may be said."""
    outcome = run("trends", "--root", str(write_corpus(tmp_path, own_record(), catalog="teams: 1\n")))
    assert (outcome.code, outcome.output) == (2, "")
    assert "catalog.yml: the file must be readable" in outcome.errors


def test_files_that_cannot_be_read_are_told(run: Run, tmp_path: Path) -> None:
    """A count that leaves something out says so, apart from the output."""
    root = write_corpus(tmp_path, own_record())
    (root / "2025/PM-2025-0009-broken.md").write_text("nothing\n", "utf-8")
    outcome = run("times", "--root", str(root), "--as-of", "2026-01-31", "--json")
    assert outcome.code == 0
    assert outcome.errors == "1 record is not published and counted nowhere; see `postmortems check --merge`\n"
    assert json.loads(outcome.output)["about"]["n"] == 1


def test_window_of_recurrence_is_that_of_the_settings(run: Run, tmp_path: Path) -> None:
    """Command, JSON and page count by it and say it; with the file gone they go back to 365 days."""
    root = write_corpus(tmp_path, *map(planted, range(60)))
    usual = asked(run, "recurrence", root)
    for days, named in ((20, "20 days"), (1, "1 day")):
        (root / "settings.yml").write_text(f"schema_version: 1\nrecurrence_window: {days}\n", "utf-8")
        found = asked(run, "recurrence", root)
        gaps = [each["gap"]["shortest"] for each in found["by_signature"]]
        assert found["window_days"] == days
        assert len(gaps) < len(usual["by_signature"])
        assert all(gap <= days * 86400 for gap in gaps)
        assert f"By signature, within {named}: {len(gaps)}\n" in said(run, "recurrence", root)
        assert f"began within {named} of" in page_text(root, "recurrence/")
    (root / "settings.yml").unlink()
    assert asked(run, "recurrence", root) == usual
    assert usual["window_days"] == 365


def test_contested_start_makes_a_range_everywhere(run: Run, tmp_path: Path) -> None:
    """Two published times of a start: undetected 3 to 11 min, on the record's page and the times page, in JSON and in
    the median of the text."""

    said_times = ("2025-03-11T04:19:00Z", "2025-03-11T04:27:00Z")
    contested = {"one_of": [{"at": at, "evidence": ["E1"]} for at in said_times]}
    records = [
        own_record(id=f"PM-2025-{number:04}", times={"started": contested}, **{"timeline.1.marks": []})
        for number in range(1, 7)
    ]
    root = write_corpus(tmp_path, *records)
    detect = next(each for each in asked(run, "times", root)["times"] if each["name"] == "detect")
    assert {(each["shortest"], each["longest"]) for each in detect["measured"]} == {(180, 660)}
    (median,) = (each for each in detect["quantiles"] if each["share"] == 0.5)
    assert (median["low"], median["high"]) == (180, 660)
    assert re.search(r"^  detect +6 +3 to 11 min ", said(run, "times", root), re.MULTILINE)

    page = page_text(root, "times/")
    assert page.count("3 to 11 min") >= 7
    index = SiteIndex(load_corpus(root).for_audience(Visibility.PUBLIC), AS_OF)
    (file, *_) = index.with_bodies.files
    assert file.record
    html = record_page(file, file.record, index).content().html
    assert "3 to 11 min" in " ".join(html5lib.parse(str(html), namespaceHTMLElements=False).itertext())
