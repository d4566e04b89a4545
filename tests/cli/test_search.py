"""`postmortems search`: what is found and why, for people and for programs."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ml_postmortems.model.not_known import known
from ml_postmortems.reading.corpus import load_corpus
from tests.cli.running import Run
from tests.helpers import FROZEN_RECORDS, own_record, write_corpus, write_record


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three public records, one internal and one withdrawn."""
    monkeypatch.chdir(tmp_path)
    return write_corpus(
        tmp_path,
        own_record(id="PM-2025-0001", title="Session length in milliseconds spoils the order"),
        own_record(id="PM-2025-0002", title="A quokka enters the feature_store", severity="SEV3", symptom="A quokka."),
        own_record(id="PM-2025-0003", title="The hidden zebra", visibility="internal"),
        own_record(id="PM-2025-0004", title="The planned quokka", status="withdrawn", status_reason="A planned test."),
    )


def found(run: Run, *arguments: str) -> dict[str, Any]:
    """What the command says to a program."""
    answer: dict[str, Any] = json.loads(run("search", "--json", *arguments).output)
    return answer


def ids(run: Run, *arguments: str) -> list[str]:
    """The records that were found."""
    return [hit["id"] for hit in found(run, *arguments)["hits"]]


def test_a_hit_says_why(run: Run, base: Path) -> None:
    """Id, date, severity and team; title; the field and the passage that match; how many there are."""
    outcome = run("search", "quokka")
    assert outcome.code == 0
    assert outcome.output == (
        "PM-2025-0002  2025-03-11  SEV3  ranking\n"
        "  A quokka enters the feature_store\n"
        "    summary: A quokka. For about five hours in March 2025 our search showed old and unrelated pages first. "
        "A team that supplies data had changed the unit of one number from seconds to milliseconds. The software that "
        "sorts the results …\n"
        "    postmortems/2025/PM-2025-0002-a-quokka-enters-the.md\n"
        "1 record found\n"
    )


def test_a_hit_leads_to_its_file(run: Run, base: Path) -> None:
    """The path is the one that an editor opens; a severity is found as a word, too."""
    [hit] = found(run, "SEV3")["hits"]
    assert Path(hit["path"]).is_file()
    assert hit["severity"] == "SEV3"


def test_names_and_synonyms_say_only_what_was_asked_for(run: Run, base: Path) -> None:
    """A list of words is no passage: the ones that are meant stand for themselves."""
    [hit] = found(run, "SEV3")["hits"]
    assert (hit["field"], "".join(piece["text"] for piece in hit["snippet"])) == ("names", "SEV3")
    outcome = run("search", "gender bias", "--root", str(FROZEN_RECORDS), "--limit", "2")
    assert outcome.output.count("    synonyms: bias, gender\n") == 2


def test_what_a_record_is_filed_under_finds_it(run: Run, base: Path) -> None:
    """By the name of a control, a cause or a trigger, and by the words of its definition; the hit says of which."""
    write_record(base, own_record(id="PM-2025-0005", **{"actions.1.control.kind": "canary", "title": "Late pages"}))
    outcome = run("search", "canary")
    assert "PM-2025-0005" in outcome.output
    assert "    filed under Canary\n" in outcome.output
    [hit] = [hit for hit in found(run, "canary")["hits"] if hit["id"] == "PM-2025-0005"]
    assert (hit["field"], hit["snippet"]) == ("filed_under", [{"text": "Canary", "match": True}])
    explained = run("search", '"real traffic, watched"')
    assert "    filed under Canary: A first stage of real traffic, watched for a set time" in explained.output
    assert ids(run, '"real traffic, watched"') == ["PM-2025-0005"]


def test_what_it_is_filed_under_weighs_less_than_what_it_says(run: Run, base: Path) -> None:
    """A record that is about the word comes before those that are filed under a term with it."""
    kept = {"actions.1.control.kind": "canary"}
    write_record(base, own_record(id="PM-2025-0005", title="Late pages", **kept))
    write_record(base, own_record(id="PM-2025-0006", title="The canary was blind"))
    assert ids(run, "canary") == ["PM-2025-0006", "PM-2025-0005"]


def test_words_may_stand_apart(run: Run, base: Path) -> None:
    """Several arguments are one query, so that nobody has to quote it for the shell."""
    assert ids(run, "feature", "store", "severity:SEV3") == ["PM-2025-0002"]


def test_a_word_is_excluded_without_quotes_for_the_shell(run: Run, base: Path) -> None:
    """One dash is for the query, also before the other words; two are for options, and `-h` alone asks for help."""
    for arguments in (["session", "-quokka"], ["-quokka", "session"], ["session", "--limit", "3", "-quokka"]):
        assert ids(run, *arguments, "-hidden") == ["PM-2025-0001"], arguments
    assert ids(run, "quokka", "-hidden", "-feature") == []
    outcome = run("search", "quokka", "--limti", "3")
    assert outcome.code == 2
    assert "No such option '--limti'. Did you mean '--limit'?" in outcome.errors
    assert run("search", "--limit exceeded").code == 0
    assert run("search", "-h").output == run("search", "--help").output


def test_a_word_that_is_begun_finds_others(run: Run, base: Path) -> None:
    """Where no record has all words as they are written, the last is taken as the beginning of one, and it is said."""
    outcome = run("search", "enters quok")
    assert outcome.output.startswith("No record has everything; these have words that begin with: quok\nPM-2025-0002")
    assert found(run, "enters", "quok")["begun"] == "quok"
    assert found(run, "quok", "enters")["begun"] is None


def test_nothing_found_is_told_by_the_exit_code(run: Run, base: Path) -> None:
    """1, like grep, with the word that no record has and what may have been meant."""
    outcome = run("search", "quoka")
    assert outcome.code == 1
    assert outcome.output == "No record has: quoka\nDid you mean: quokka\n0 records found\n"


def test_what_not_all_have_some_have(run: Run, base: Path) -> None:
    """Where no record has all words, those that have some are shown, and it is said."""
    outcome = run("search", "quokka xylophone")
    assert outcome.code == 0
    assert outcome.output.startswith(
        "No record has: xylophone\nNo record has everything; these have some of it.\nPM-2025-0002"
    )


def test_what_a_record_lacks_is_said(run: Run, base: Path) -> None:
    """Of what others have; what none has is said once."""
    outcome = run("search", "quokka spoils xylophone")
    assert sorted(re.findall(r"^PM-\S+|^    lacks: .*", outcome.output, re.MULTILINE)) == [
        "    lacks: quokka",
        "    lacks: spoils",
        "PM-2025-0001",
        "PM-2025-0002",
    ]
    lacks = {hit["id"]: hit["lacks"] for hit in found(run, "quokka spoils xylophone")["hits"]}
    assert lacks == {"PM-2025-0001": ["quokka"], "PM-2025-0002": ["spoils"]}
    assert [hit["lacks"] for hit in found(run, "quokka")["hits"]] == [[]]


def test_taken_back_records_are_found_by_their_status_only(run: Run, base: Path) -> None:
    """Withdrawn ones are left out unless they are asked for."""
    assert ids(run, "quokka", "status:withdrawn") == ["PM-2025-0004"]
    assert ids(run, "quokka") == ["PM-2025-0002"]


def test_all_that_lies_on_disk_is_searched(run: Run, base: Path) -> None:
    """Who has the files sees their own internal record, marked as such for people and programs."""
    assert "PM-2025-0003  2025-03-11  SEV1  ranking  internal\n" in run("search", "zebra").output
    assert [hit["visibility"] for hit in found(run, "zebra")["hits"]] == ["internal"]
    assert "public" not in run("search", "quokka").output
    assert "left out" not in run("search", "zebra").output


def test_what_an_audience_may_not_see_is_left_out(run: Run, base: Path) -> None:
    """An internal record is not found, not suggested and not a value of any facet; it is said how many are left out."""
    answer = found(run, "zebra", "--audience", "public")
    assert answer == {
        "version": 1,
        "total": 0,
        "left_out": 1,
        "unreadable": 0,
        "is_any": False,
        "begun": None,
        "near": [],
        "missing": ["zebra"],
        "answers": [],
        "suggestion": None,
        "hits": [],
        "facets": {},
    }
    said = run("search", "zebras", "--audience", "public").output
    assert said.startswith("No record has: zebras\n0 records")
    assert said.endswith(
        "\n1 record that the audience `public` may not see is left out; --audience internal reads it too\n"
    )
    assert ids(run, "zebra", "--audience", "internal") == ["PM-2025-0003"]
    assert "may not see" not in run("search", "zebra", "--audience", "internal").output


@pytest.mark.parametrize("query", ["🙂", "??????", "*a", "-", "the of IT OR", "why can't I", "what is my"])
def test_a_query_that_asks_for_nothing_is_refused(run: Run, base: Path, query: str) -> None:
    """Not all records are listed; the exit code is that of a query that cannot be understood."""
    outcome = run("search", query)
    assert (outcome.code, outcome.output) == (2, "")
    assert f"`{query}`, which asks for nothing" in outcome.errors


def test_what_is_left_to_do_is_a_fact(run: Run, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Open actions, and those whose due date is over on the as-of date, also with what is kept between runs."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")  # 2025-06-01
    late = {"actions.0.status": "open", "actions.0.completed": None, "actions.0.due": "2025-05-31"}
    write_record(base, own_record(id="PM-2025-0005", title="Late pages", **late))
    write_record(base, own_record(id="PM-2025-0006", title="More pages", **late | {"actions.0.due": "2025-06-01"}))
    both = {"PM-2025-0005", "PM-2025-0006"}
    assert both <= set(ids(run, "has:open-actions"))
    assert both & set(ids(run, "has:overdue-actions")) == {"PM-2025-0005"}
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748822400")
    assert both <= set(ids(run, "has:overdue-actions"))


def test_views_that_differ_and_earlier_incidents_are_facts(run: Run) -> None:
    """As the records say it; every value of the fact is known."""
    root = ("--root", str(FROZEN_RECORDS), "--limit", "1000")
    corpus = load_corpus(FROZEN_RECORDS)
    dissenting = {record.id for record in corpus.records if record.dissent and not record.status.is_taken_back}
    repeated = {record.id for record in corpus.records if (answer := known(record.recurrence)) and answer.of}
    assert set(ids(run, "has:dissent", *root)) == dissenting
    assert set(ids(run, "has:recurrence", *root)) == repeated != set()


def test_facets_count_all_hits(run: Run, base: Path) -> None:
    """Not only those that are shown."""
    answer = found(run, "session", "--limit", "1", "--audience", "public")
    assert answer["total"] == 2 and len(answer["hits"]) == 1
    assert answer["facets"]["severity"] == [
        {"term": "SEV1", "name": "SEV1 Critical", "count": 1},
        {"term": "SEV3", "name": "SEV3 Moderate", "count": 1},
    ]
    assert (
        "severity:\n      1 SEV1\n      1 SEV3\n" in run("search", "session", "--facets", "--audience", "public").output
    )


@pytest.mark.parametrize("limit", range(1, 6))
def test_a_limit_is_the_beginning_of_the_whole(run: Run, limit: int) -> None:
    """Fewer hits are the first ones of all, with the same scores."""
    query = ("rollout OR data OR model OR users", "--root", str(FROZEN_RECORDS))
    assert found(run, *query, "--limit", str(limit))["hits"] == found(run, *query, "--limit", "1000")["hits"][:limit]


def first_day(hit: Any) -> str:
    """The first day that the date of a hit can mean."""
    return f"{hit['date']}-01-01"[:10]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("newest", lambda hit: [-int(part) for part in first_day(hit).split("-")]),
        ("oldest", first_day),
        ("severity", lambda hit: (hit["severity"], -hit["score"])),
        ("relevance", lambda hit: -hit["score"]),
    ],
)
def test_the_order_is_the_one_asked_for(run: Run, sort: str, key: Any) -> None:
    """By date, by severity or by score."""
    hits = found(run, "the users of a model", "--sort", sort, "--root", str(FROZEN_RECORDS))["hits"]
    assert len(hits) >= 5
    assert hits == sorted(hits, key=key)


def test_without_words_the_newest_come_first(run: Run) -> None:
    """A query of facts alone has nothing to rank by."""
    hits = found(run, "since:2019", "--root", str(FROZEN_RECORDS))["hits"]
    assert len(hits) >= 5
    assert [hit["date"] for hit in hits] == sorted((hit["date"] for hit in hits), reverse=True)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("seveity:SEV1", "found `seveity`\n  fix: did you mean `severity:`?"),
        ("severity:SEV9", "found `SEV9`\n  fix: use SEV1, SEV2, SEV3, SEV4, SEV5"),
        (
            "since:yesterday",
            "since must be a date: found `yesterday`\n  fix: write it like 2025, 2025-03 or 2025-03-18",
        ),
        ('"open', 'each quote must be closed: found an open one\n  fix: add "'),
        ("(a", "each ( must be closed: found an open one\n  fix: add )"),
        ("a)", "each ) must close a (: found one too many\n  fix: remove it"),
        ("a*", "* must follow at least 2 letters of one word: found `a*`"),
        ("x" * 257, "the query must have at most 256 characters: found 257"),
        (" ".join(["a"] * 33), "the query must have at most 32 terms"),
        ("(" * 9 + "a" + ")" * 9, "parentheses must be at most 8 deep"),
    ],
)
def test_what_cannot_be_read_is_an_error(run: Run, base: Path, query: str, message: str) -> None:
    """What, found what, and how to mend it; never an empty result."""
    outcome = run("search", "--", query)
    assert outcome.code == 2
    assert outcome.output == ""
    assert message in outcome.errors


def test_all_problems_are_told_at_once(run: Run, base: Path) -> None:
    """Nobody mends a query one error at a time."""
    assert run("search", "severity:SEV9 since:x (a").errors.count("  fix: ") == 3


def test_nothing_speaks_to_the_terminal(run: Run, base: Path) -> None:
    """A query with escape sequences is shown and not obeyed; the fixture looks at every character."""
    assert run("search", "\x1b[31mred\x07 \u202exyz").code == 1


def test_matches_stand_out_on_a_terminal(base: Path) -> None:
    """Colour on a terminal, none with NO_COLOR."""
    command = [sys.executable, "-m", "ml_postmortems.cli.main", "search", "quokka", "--root", str(base)]
    for extra, marked in (({}, True), ({"NO_COLOR": "1"}, False)):
        ours, theirs = pty.openpty()
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | extra
        subprocess.run(command, stdout=theirs, env=environment, check=True, timeout=60)
        os.close(theirs)
        shown = os.read(ours, 10_000).decode()
        os.close(ours)
        assert ("\x1b[1;33mquokka\x1b[0m" in shown) == marked
        assert ("\x1b" in shown) == marked


def test_a_record_that_was_added_is_found(run: Run, base: Path) -> None:
    """The index that is kept between runs follows the files."""
    assert ids(run, "wombat") == []
    path = write_record(base, own_record(id="PM-2025-0007", title="The wombat"))
    assert ids(run, "wombat") == ["PM-2025-0007"]
    path.unlink()
    assert ids(run, "wombat") == []


def test_without_vocabulary_nothing_is_searched(run: Run, base: Path) -> None:
    """It is said which file is broken, and where."""
    (base / "catalog.yml").write_text("schema_version: 1\nteems: {}\n")
    outcome = run("search", "quokka")
    assert outcome.code == 2
    assert "catalog.yml: the file must be readable" in outcome.errors


def test_a_plain_question_is_answered_by_a_page_before_the_records(run: Run, base: Path) -> None:
    """With its command; it counts as found where no record has a word of it, and changes no hit."""
    lines = run("search", "who", "owes", "what", "this", "month?").output.splitlines()
    assert lines[:2] == ["A page answers this: Actions", "    actions/ on the site; here: postmortems actions"]
    answer = found(run, "who owes what")
    assert answer["answers"] == [{"title": "Actions", "url": "actions/", "command": "postmortems actions"}]
    assert run("search", "is anything overdue?").code == 0
    assert found(run, "quokka")["answers"] == []


@pytest.mark.parametrize("query", ["skew", "feature skew".replace("a", "")])
def test_where_no_record_is_found_a_cause_of_that_name_is(run: Run, query: str) -> None:
    """With the command that tells what is known of it; the exit code still says that no record was found."""
    outcome = run("search", query, "--root", str(FROZEN_RECORDS))
    assert outcome.code == 1
    lines = outcome.output.splitlines()
    cause = "Training-serving skew; see `postmortems playbook technical/training-serving-skew`"
    assert lines[lines.index("0 records found") + 1] == f"A cause with such a name: {cause}"
    assert "such a name" not in run("search", "quokka", "--root", str(FROZEN_RECORDS)).output
