"""`postmortems mcp`, asked by the client of the official SDK."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent

from ml_postmortems.errors import VocabularyUnusable
from ml_postmortems.mcp_server.answers import Answers
from ml_postmortems.mcp_server.bounds import MOST_CHARACTERS, NOTICE, bounded
from ml_postmortems.mcp_server.server import make_server, start_preparing
from ml_postmortems.mcp_server.snapshot import Base
from ml_postmortems.model.terms import Visibility
from tests.audit.bases import SECRET, base
from tests.cli.running import Run
from tests.helpers import FROZEN_RECORDS, own_record, write_record

SITE = "https://postmortems.example.com/"
TOOLS = {"search", "similar", "record", "open_actions", "controls", "playbook"}
Question = tuple[str, dict[str, Any]]
QUESTIONS: list[Question] = [
    ("search", {"query": "session length"}),
    ("search", {"query": SECRET}),
    ("search", {"query": "team:nobody"}),
    ("similar", {"text": f"Search shows unrelated pages. {SECRET} spoils answers."}),
    ("record", {"id": "PM-2025-0001"}),
    ("record", {"id": "PM-2025-0007"}),
    ("record", {"id": "../../etc/passwd"}),
    ("open_actions", {}),
    ("open_actions", {"artifact": "feature-store"}),
    ("open_actions", {"team": SECRET}),
    ("controls", {"cause": "unvalidated-input"}),
    ("controls", {"cause": "unvalidated-imput"}),
    ("playbook", {"cause": "technical/unvalidated-input"}),
]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base with one public and one restricted record."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")
    return base(tmp_path)


def asked(root: Path, *questions: Question, audience: Visibility = Visibility.PUBLIC) -> list[CallToolResult]:
    """The results of some calls, by a client in this process."""
    server = make_server(Answers(Base(root, audience, date(2025, 6, 1)), SITE))
    return anyio.run(_ask_all, lambda: Client(server), questions)


async def _ask_all(connect: Callable[[], Any], questions: tuple[Question, ...]) -> list[CallToolResult]:
    async with connect() as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        return [await client.call_tool(name, arguments) for name, arguments in questions]


def answer(root: Path, name: str, **arguments: Any) -> dict[str, Any]:
    [result] = asked(root, (name, arguments))
    assert not result.is_error, result
    return data_of(result)


def data_of(result: CallToolResult) -> dict[str, Any]:
    content = result.content[0]
    assert isinstance(content, TextContent)
    found: dict[str, Any] = json.loads(content.text)
    return found


def text_of(result: CallToolResult) -> str:
    return "".join(each.text for each in result.content if isinstance(each, TextContent))


def test_every_tool_only_reads(root: Path) -> None:
    """Each says so to the client, has a description, and bounds its inputs."""
    server = make_server(Answers(Base(root, Visibility.PUBLIC)))

    async def look() -> None:
        async with Client(server) as client:
            for tool in (await client.list_tools()).tools:
                assert tool.annotations and tool.annotations.read_only_hint and tool.description
            assert NOTICE in (client.instructions or "")

    anyio.run(look)


def test_search_finds_with_links(root: Path) -> None:
    """A hit has its id, title and the address of its page, and the answer says that texts are data."""
    found = answer(root, "search", query="session length")
    assert found["notice"] == NOTICE
    assert (found["audience"], found["as_of"], found["total"]) == ("public", "2025-06-01", 1)
    assert found["records"][0]["url"] == f"{SITE}postmortems/PM-2025-0001/"


@pytest.mark.parametrize(
    "query", ["who owes what this month", "has a fix failed?", "what stops rollout gaps", "session length", "owed"]
)
def test_a_plain_question_is_answered_as_the_command_answers_it(root: Path, run: Run, query: str) -> None:
    """By the same pages, of the same words, at their whole addresses; other queries by records alone."""
    pages = answer(root, "search", query=query)["answers"]
    said = json.loads(run("search", query, "--root", str(root), "--json").output)["answers"]
    assert [{**page, "url": SITE + page["url"]} for page in said] == [
        {name: page[name] for name in ("title", "url", "command")} for page in pages
    ]
    assert bool(pages) is (query != "session length")
    assert all(page["about"] for page in pages)


def test_the_first_search_waits_for_nothing_that_was_prepared(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Records are read, checked and indexed while the client says what it can; nothing is done twice."""
    answers = Answers(Base(root, Visibility.PUBLIC))
    start_preparing(answers).join()
    for name in ("published_corpus", "published_search_index"):
        monkeypatch.delattr(f"ml_postmortems.mcp_server.snapshot.{name}")
    assert answers.search("session length")["total"] == 1


def test_what_cannot_be_prepared_is_told_by_the_question(root: Path) -> None:
    """A vocabulary that cannot be read ends no server."""
    (root / "taxonomy.yml").write_text("[", "utf-8")
    answers = Answers(Base(root, Visibility.PUBLIC))
    start_preparing(answers).join()
    with pytest.raises(VocabularyUnusable):
        answers.search("session length")


def test_have_we_seen_this(root: Path) -> None:
    """A pasted text finds the record that is like it, with reasons."""
    text = "Our coding agent dropped the production database although a code freeze was on, and then lied about it."
    found = answer(FROZEN_RECORDS, "similar", text=text)
    assert "database" in found["records"][0]["title"]
    assert found["records"][0]["reasons"]


def test_a_record_is_read_whole(root: Path) -> None:
    """As Markdown, with the numbers that its page has; a former spelling of the id will do."""
    found = answer(root, "record", id="pm-2025-0001")
    assert found["markdown"].startswith("# Session length in milliseconds")
    assert "Refuse session lengths above a day" in found["markdown"]
    assert found["derived"]["durations"]
    assert found["is_cut"] is False


def test_open_actions_agree_with_the_command(root: Path, run: Run) -> None:
    """The same actions in the same state as `postmortems actions --json`."""
    found = answer(root, "open_actions")
    listed = json.loads(run("actions", "--root", str(root), "--as-of", "2025-06-01", "--json").output)["actions"]
    facts = ("record", "state", "days_overdue", "due", "title")
    owed = [[each["id"], *map(each.get, facts)] for each in listed if not each["completed"]]
    assert [[each["action"], *map(each.get, facts)] for each in found["actions"]] == owed
    assert found["counts"]["overdue"] == 1


def test_controls_and_playbook_of_a_leaf(root: Path, run: Run) -> None:
    """By the whole name or its last part, as the commands say it."""
    found = answer(root, "controls", cause="unvalidated-input")
    assert [each["id"] for each in found["controls"]] == ["session-length-bounds"]
    assert found["controls"][0]["url"] == f"{SITE}controls/session-length-bounds/"
    book = answer(root, "playbook", cause="technical/unvalidated-input")
    told = json.loads(
        run("playbook", "unvalidated-input", "--root", str(root), "--as-of", "2025-06-01", "--json").output
    )
    assert [each["text"] for each in book["symptoms"]] == [each["text"] for each in told["symptoms"]]
    assert [each["record"] for each in book["records"]] == told["records"]
    assert len(book["questions"]) == 4


def test_errors_say_what_is_meant(root: Path) -> None:
    """A slip is an error of the tool with the nearest name, not an empty answer."""
    results = asked(
        root,
        ("controls", {"cause": "unvalidated-imput"}),
        ("open_actions", {"team": "rankin"}),
        ("record", {"id": "PM-2025-0002"}),
        ("search", {"query": "severty:SEV1"}),
        ("search", {"query": "x" * 5000}),
    )
    assert all(result.is_error for result in results)
    assert "did you mean `technical/unvalidated-input`" in text_of(results[0])
    assert "did you mean `ranking`" in text_of(results[1])


def test_nothing_restricted_is_told(root: Path) -> None:
    """No answer and no error has a word of a record that the audience may not see, or its id where nobody gave it."""
    for (name, arguments), result in zip(QUESTIONS, asked(root, *QUESTIONS), strict=True):
        given = json.dumps(arguments)
        text = text_of(result) + json.dumps(result.structured_content)
        if SECRET not in given:
            assert SECRET not in text, (name, arguments)
        if "PM-2025-0007" not in given:
            assert "PM-2025-0007" not in text, (name, arguments)
    insider = asked(root, *QUESTIONS, audience=Visibility.RESTRICTED)
    assert sum("PM-2025-0007" in text_of(result) for result in insider) >= 4


def test_a_hidden_record_answers_like_one_that_is_not_there(root: Path) -> None:
    """Whether an id is taken by something hidden cannot be told from the error."""
    hidden, missing = map(text_of, asked(root, ("record", {"id": "PM-2025-0007"}), ("record", {"id": "PM-2025-0008"})))
    assert hidden.replace("0007", "0008") == missing


def test_answers_are_bounded(root: Path) -> None:
    """A base with much text gives no more than the bound, says how much there is, and cuts a long record."""
    for number in range(10, 30):
        long = {"actions.1.control.where": "w" * 900, "actions.1.title": f"{number} " + "t" * 80}
        record = own_record(id=f"PM-2025-00{number}", **long)
        write_record(root, record, body="\n## What happened\n\n" + "Words of a long story. " * 4000)
    for name, arguments in QUESTIONS:
        [result] = asked(root, (name, arguments | ({"limit": 50} if "limit" in _limited(name) else {})))
        assert len(text_of(result)) <= MOST_CHARACTERS * 2


def test_a_list_is_cut_to_the_bound() -> None:
    """What does not fit is left out from the end and counted."""
    answer = bounded({}, "rows", ["w" * 1000] * 100, 50)
    assert len(json.dumps(answer)) <= MOST_CHARACTERS
    assert 30 < answer["shown"] == len(answer["rows"]) < 50
    assert answer["total"] == 100


def _limited(name: str) -> tuple[str, ...]:
    return ("limit",) if name in {"search", "similar", "open_actions", "controls"} else ()


def test_it_sees_a_record_that_is_added(root: Path) -> None:
    """The server need not be started again after a pull."""
    answers = Answers(Base(root, Visibility.PUBLIC, date(2025, 6, 1)))
    assert answers.search("session")["total"] == 1
    write_record(root, own_record(id="PM-2025-0030", visibility="public", title="Session length again"))
    assert answers.search("session")["total"] == 2


def test_over_standard_input_and_output(root: Path) -> None:
    """As an agent starts it: the command answers and prints nothing else."""
    command = [sys.executable, "-m", "ml_postmortems.cli.main", "mcp", "--root", str(root), "--as-of", "2025-06-01"]
    parameters = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
    [result] = anyio.run(_ask_all, lambda: Client(stdio_client(parameters)), (("search", {"query": "session length"}),))
    assert data_of(result)["total"] == 1


def test_over_http_on_loopback(root: Path) -> None:
    """It listens on 127.0.0.1, answers the client, and refuses a page of another site."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "ml_postmortems.cli.main",
        "mcp",
        "--root",
        str(root),
        "--http",
        "--port",
        str(port),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port)
            address = f"http://127.0.0.1:{port}/mcp"
            [result] = anyio.run(_ask_all, lambda: Client(address), (("search", {"query": "session length"}),))
            assert data_of(result)["total"] == 1
            assert _status(port, "evil.example.com") == 421
            assert _status(port, f"127.0.0.1:{port}", "https://evil.example.com") == 403
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("it does not listen")


def _status(port: int, host: str, origin: str | None = None) -> int:
    from http.client import HTTPConnection

    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Host": host, "Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    connection.request("POST", "/mcp", body="{}", headers=headers | ({"Origin": origin} if origin else {}))
    status = connection.getresponse().status
    connection.close()
    return status


def test_no_other_command_loads_the_sdk(root: Path) -> None:
    """It is an extra: the package works without it, and the command says how to install it."""
    code = (
        "import sys; sys.modules['mcp'] = None\n"
        "from ml_postmortems.cli.main import main\n"
        "sys.argv = ['postmortems', *{}]\nmain()"
    )
    for arguments in (["actions", "--root", str(root)], ["mcp", "--root", str(root)]):
        done = subprocess.run(
            [sys.executable, "-c", code.replace("{}", repr(arguments))], capture_output=True, text=True
        )
        if arguments[0] == "mcp":
            assert done.returncode == 2
            assert 'pip install "ml-postmortems[mcp]"' in done.stderr
        else:
            assert done.returncode == 0, done.stderr
