"""`postmortems import`: an archive of postmortems in Markdown becomes drafts, and a report says file by file how."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import click

from ml_postmortems.authoring.archive.archive_map import find_map, ready_maps
from ml_postmortems.authoring.archive.archived_draft import ORIGINAL
from ml_postmortems.authoring.archive.draft_parts import Assumptions
from ml_postmortems.authoring.archive.importing import FileOutcome, State, import_files, outcome_json
from ml_postmortems.authoring.archive.source_files import find_sources
from ml_postmortems.authoring.archive.zones import zone_of
from ml_postmortems.authoring.commands import command
from ml_postmortems.authoring.drafting.answers import DraftContext
from ml_postmortems.authoring.drafting.draft_file import date_of_writing
from ml_postmortems.cli.options import root_option
from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.errors import TimeUnclear, UnknownName
from ml_postmortems.model.terms import Severity
from ml_postmortems.plurals import counted
from ml_postmortems.reading.corpus import load_corpus
from ml_postmortems.suggestion import closest

_MOST_LISTED = 20


@click.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "map_name",
    metavar="FILE|NAME",
    help=f"What becomes what: a file, or one of {', '.join(ready_maps())} (else, for each file, the one that fits).",
)
@click.option("--team", metavar="ID", help="The owning team of postmortems that name none of the catalog.")
@click.option("--severity", metavar="LEVEL", help=f"For postmortems that say none: {', '.join(Severity)}.")
@click.option(
    "--timezone", metavar="ZONE", help="For times without a zone, such as Europe/Berlin (else UTC, with a note)."
)
@click.option("--dry-run", is_flag=True, help="Print the report, and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@root_option
def import_command(
    path: Path,
    map_name: str | None,
    team: str | None,
    severity: str | None,
    timezone: str | None,
    dry_run: bool,
    as_json: bool,
    root: Path,
) -> None:
    """Bring the postmortems at PATH in as drafts: a Markdown file, or a folder of them.

    Times become entries of the timeline, told durations are compared with them, and what no heading of the map takes
    stands in the draft under "From the original". A file that was imported before is left as it is, so a run that was
    interrupted goes on where it stopped. Exit code 0: every file is a draft or was one. 1: some are not. 2: the archive
    or the map cannot be used.
    """
    context = DraftContext.of(load_corpus(root), date_of_writing(root))
    given = Assumptions(_team(context, team), _severity(severity), _zone(timezone))
    wanted = find_map(map_name) if map_name else None
    outcomes: list[FileOutcome] = []
    try:
        for outcome in import_files(context, find_sources(path, root), wanted, given, dry_run=dry_run):
            outcomes.append(outcome)
            if not as_json:
                _tell(outcome)
    except KeyboardInterrupt:
        show("", "Stopped; every draft told above is whole. Run the same command to go on.", err=True)
        sys.exit(130)
    if as_json:
        show_text(json.dumps([outcome_json(each) for each in outcomes], indent=1, ensure_ascii=False) + "\n")
    else:
        _tell_all(outcomes, root)
    sys.exit(1 if any(each.state is State.REFUSED for each in outcomes) else 0)


def _tell(outcome: FileOutcome) -> None:
    where = f" -> {outcome.record.as_posix()}" if outcome.record else ""
    show(f"{outcome.source}: {outcome.state}{where}")
    if outcome.reason:
        show(*(f"  {line}" for line in outcome.reason.split("\n")))
    if outcome.state not in (State.WRITTEN, State.WOULD_WRITE):
        return
    share = f'{outcome.under_original:.0%} of its words under "{ORIGINAL}"'
    read = _entries(outcome.timed_lines - len(outcome.unread), outcome.timed_lines)
    show(f"  map {outcome.map}; {read}; {share}")
    show(*(f"  line {line}: no entry: {reason}" for line, reason in outcome.unread[:_MOST_LISTED]))
    show(*(f"  differs: {each}" for each in outcome.differences))
    if outcome.unmapped:
        show(f"  not mapped: {', '.join(outcome.unmapped[:_MOST_LISTED])}")
    show(*(f"  note: {note}" for note in outcome.notes))


def _entries(read: int, timed: int) -> str:
    return f"{read:,} of {counted(timed, 'line')} with a time became entries"


def _tell_all(outcomes: list[FileOutcome], root: Path) -> None:
    states = Counter(outcome.state for outcome in outcomes)
    said = ", ".join(f"{count} {state}" for state, count in states.items())
    read = sum(each.timed_lines - len(each.unread) for each in outcomes)
    timed = sum(each.timed_lines for each in outcomes)
    show(
        "",
        f"{counted(len(outcomes), 'file')}: {said or 'no Markdown file'}; {_entries(read, timed)}.",
    )
    first = next((each for each in outcomes if each.state is State.WRITTEN), None)
    if first:
        show("", "Next:", f"  {command('next', first.id, root=root)}")


def _team(context: DraftContext, team: str | None) -> str:
    ours = [each for each in context.catalog.teams if context.catalog.is_ours(each)]
    if team and team not in context.catalog.teams:
        raise UnknownName("team", team, sorted(context.catalog.teams), closest(team, context.catalog.teams))
    return team or (ours[0] if len(ours) == 1 else "")


def _severity(severity: str | None) -> str:
    if severity and severity.upper() not in list(Severity):
        raise UnknownName("severity", severity, list(Severity), closest(severity.upper(), list(Severity)))
    return (severity or "").upper()


def _zone(name: str | None) -> str:
    if name and not zone_of(name, {}):
        raise TimeUnclear(name, "must have a zone that exists", "use `UTC` or a name such as `Europe/Berlin`")
    return name or ""
