"""`postmortems mcp`: answers for agents."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import click

from ml_postmortems.cli.options import as_of_option, audience_option, root_option, site_option
from ml_postmortems.errors import ExtraMissing
from ml_postmortems.model.terms import Visibility


@click.command("mcp")
@root_option
@site_option("Where the site is, for links in answers.")
@click.option("--http", "is_http", is_flag=True, help="Listen on 127.0.0.1 instead of standard input and output.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="The port for --http.")
@as_of_option
@audience_option
def mcp_command(root: Path, site: str, is_http: bool, port: int, as_of: datetime | None, audience: Visibility) -> None:
    """Serve the base to agents over the Model Context Protocol: search, similar, record, open actions, controls,
    playbook.

    Every answer is read-only and holds what is published for the audience. Needs the extra `mcp` of the package.
    """
    if find_spec("mcp") is None:
        raise ExtraMissing("mcp", "postmortems mcp")
    from ml_postmortems.mcp_server.answers import Answers
    from ml_postmortems.mcp_server.server import serve_http, serve_stdio, start_preparing
    from ml_postmortems.mcp_server.snapshot import Base

    base = Base(root, audience, as_of.date() if as_of else None)
    base.require()
    answers = Answers(base, site)
    start_preparing(answers)
    if is_http:
        serve_http(answers, port)
    else:
        serve_stdio(answers)
