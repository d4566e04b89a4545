"""`postmortems flow`: which artifact, at which version, fed which in one incident."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ml_postmortems.access.named_record import find_readable
from ml_postmortems.analytics.data_flow import DataFlow, FlowNode, FlowSource, data_flow
from ml_postmortems.cli.options import audience_option, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.export.data_flow_json import data_flow_to_json
from ml_postmortems.model.terms import Visibility
from ml_postmortems.plurals import words
from ml_postmortems.reading.corpus import load_corpus


@click.command()
@click.argument("record", metavar="RECORD")
@click.option("--json", "as_json", is_flag=True, help="Print nodes and edges as JSON.")
@root_option
@audience_option
def flow(record: str, as_json: bool, root: Path, audience: Visibility) -> None:
    """Show which artifact, at which version, fed which in RECORD (a file or an id).

    What the record says under `upstream` goes before the lineage of the catalog, which fills in the rest. Exit code 0:
    the flow was printed. 2: there is no such record, it cannot be read, or
    this audience may not see it.
    """
    corpus = load_corpus(root, by_times=True)
    found = find_readable(corpus, audience, record).record
    if not found:
        raise click.ClickException(f"{record} cannot be read: postmortems check says why")
    answer = data_flow(found, corpus.vocabulary.catalog)
    if as_json:
        show_json(data_flow_to_json(answer))
    else:
        show(*_lines(answer))


def _lines(answer: DataFlow) -> Iterator[str]:
    yield from (f"{_called(node)}: {words(node.role)}" for node in answer.nodes)
    yield ""
    if not answer.edges:
        yield "Neither the record nor the catalog says that one of them fed another."
    for edge in answer.edges:
        via = f", by way of {', '.join(edge.via)}" if edge.via else ""
        catalog = " (catalog)" if edge.said_by is FlowSource.CATALOG else ""
        yield f"{edge.source} -> {edge.target}{via}{catalog}"


def _called(node: FlowNode) -> str:
    return f"{node.key} ({node.kind})" if node.kind else node.key
