"""The answers as tools of the Model Context Protocol, by its official SDK; the only module that imports it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Thread
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field

from ml_postmortems import __version__
from ml_postmortems.access.similar_records import LONGEST_TEXT
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.mcp_server.answers import LONGEST_QUERY, Answer, Answers
from ml_postmortems.mcp_server.bounds import MOST_ITEMS, NOTICE

_ONE_AT_A_TIME = Lock()
"""Tools may run in threads, and an index is read by one of them."""
LOOPBACK = "127.0.0.1"
_READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS = (
    "Postmortems of ML incidents. Begin with `similar` where somebody describes a failure, with `search` for words and "
    f"facts, then read a record. Name the url of each record that you rely on. {NOTICE}"
)

Query = Annotated[str, Field(max_length=LONGEST_QUERY, description="Words, or facts such as `team:ranking`.")]
Pasted = Annotated[str, Field(max_length=LONGEST_TEXT, description="What people see, as they tell it.")]
Limit = Annotated[int, Field(ge=1, le=MOST_ITEMS, description="How many at most.")]
Name = Annotated[str, Field(max_length=200)]


def make_server(answers: Answers) -> MCPServer[Any]:
    """A server with one tool for each answer; none of them writes anything."""
    server: MCPServer[Any] = MCPServer(
        "ml-postmortems", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )

    @server.tool(annotations=_READS)
    def search(query: Query, limit: Limit = 10) -> dict[str, Any]:
        """Find postmortems by words and facts, and the pages that answer a plain question such as `who owes what`."""
        return _answer(lambda: answers.search(query, limit))

    @server.tool(annotations=_READS)
    def similar(text: Pasted, limit: Limit = 5) -> dict[str, Any]:
        """Have we seen this before? Finds the postmortems that are like a pasted text, each with the reasons."""
        return _answer(lambda: answers.similar(text, limit))

    @server.tool(annotations=_READS)
    def record(id: Name) -> dict[str, Any]:
        """Read one postmortem, such as PM-2025-0007, as Markdown."""
        return _answer(lambda: answers.record(id))

    @server.tool(annotations=_READS)
    def open_actions(
        team: Name | None = None,
        artifact: Name | None = None,
        cause: Name | None = None,
        overdue: bool = False,
        limit: Limit = 20,
    ) -> dict[str, Any]:
        """List what is still to be done, overdue first; all, or of a team, a model or other artifact, a cause."""
        return _answer(lambda: answers.open_actions(team, artifact, cause, overdue, limit))

    @server.tool(annotations=_READS)
    def controls(cause: Name, limit: Limit = 20) -> dict[str, Any]:
        """List what was put in place against a cause, such as process/rollout-gap, and whether it held."""
        return _answer(lambda: answers.controls(cause, limit))

    @server.tool(annotations=_READS)
    def playbook(cause: Name) -> dict[str, Any]:
        """What to ask and to try for a cause: symptoms, what showed it, what ended it, controls and lessons."""
        return _answer(lambda: answers.playbook(cause))

    return server


def start_preparing(answers: Answers) -> Thread:
    """Read, check and index the records beside the handshake, so that the first search waits for what is left of it.

    What cannot be read is told by the first question.
    """

    def prepare() -> None:
        with suppress(PostmortemsError), _ONE_AT_A_TIME:
            answers.prepare()

    thread = Thread(target=prepare, daemon=True)
    thread.start()
    return thread


def serve_stdio(answers: Answers) -> None:
    """Answer the process that started this one, until it closes the stream."""
    make_server(answers).run("stdio")


def serve_http(answers: Answers, port: int) -> None:
    """Answer programs of this machine at `/mcp`, and no page of another site that a browser here may show."""
    hosts = [f"{host}:{port}" for host in (LOOPBACK, "localhost")]
    security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[f"http://{host}" for host in hosts])
    make_server(answers).run(
        "streamable-http", host=LOOPBACK, port=port, stateless_http=True, transport_security=security
    )


def _answer(ask: Callable[[], Answer]) -> Answer:
    try:
        with _ONE_AT_A_TIME:
            return ask()
    except PostmortemsError as error:
        raise ToolError(str(error)) from None
