"""`postmortems actions`: who owes what, and what has become of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path

import click
from click.core import ParameterSource

from ml_postmortems.analytics.actions import ActionFilter, ActionReport, ActionState, ListedAction, action_report
from ml_postmortems.analytics.archive import require_names
from ml_postmortems.cli.actions_owed import owed_text
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.options import as_of_option, audience_option, find_term, root_option
from ml_postmortems.cli.terminal import show, show_json
from ml_postmortems.export.numbers_json import numbers_to_json
from ml_postmortems.model.terms import ActionType, Priority, Visibility
from ml_postmortems.plurals import counted, words
from ml_postmortems.reading.due_dates import due_history
from ml_postmortems.wording import counts_text, date_text, day_text, postponed_text

_COMMANDS = {"create": "create", "sync": "sync"}
_OWED = tuple(state for state in ActionState if state.is_owed)


class _Actions(click.Group):
    """The list of actions, and commands beside it, which are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module("ml_postmortems.cli.tracker"), _COMMANDS[cmd_name])
        return command


@click.group(cls=_Actions, invoke_without_command=True)
@root_option
@click.option("--team", metavar="ID", help="Only what this team owes; an id of the catalog.")
@click.option("--owner", metavar="HANDLE", help="Only what this person does.")
@click.option("--cause", metavar="NAME", help="Only what answers this cause: a family, or family/leaf.")
@click.option("--model", metavar="ID", help="Only of records that name this model or other artifact.")
@click.option("--type", "type_name", metavar="TYPE", help=f"Only of one type: {', '.join(ActionType)}.")
@click.option("--priority", metavar="P", help="Only of one priority: P0 to P3.")
@click.option("--overdue", is_flag=True, help="Only what is overdue.")
@click.option(
    "--due-before",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Only what is owed and due before this day; overdue actions are among it.",
)
@click.option("--all", "also_finished", is_flag=True, help="Also list what is announced, done, verified or given up.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 if something is listed, for use in scripts.")
@as_of_option
@audience_option
@click.option("--json", "as_json", is_flag=True, help="Print every action, finished ones too, as JSON.")
@click.pass_context
def actions(
    context: click.Context,
    root: Path,
    team: str | None,
    owner: str | None,
    cause: str | None,
    model: str | None,
    type_name: str | None,
    priority: str | None,
    overdue: bool,
    due_before: datetime | None,
    also_finished: bool,
    exit_code: bool,
    as_of: datetime | None,
    audience: Visibility,
    as_json: bool,
) -> int:
    """List who owes what: the actions of all published records, overdue ones first.

    Besides: other artifacts that could have the same fault and that nobody has looked at, or that no action covers,
    and reports to authorities that are still to come. Both have neither a person nor type and priority.

    `sync` takes status and completion out of an issue tracker, `create` tells it of actions without a ticket.

    Exit code 0: the list was printed. 1: with --exit-code, something is on it. 2: there is no such team, model, cause,
    type or priority.
    """
    if context.invoked_subcommand:
        _refuse_options(context, context.invoked_subcommand)
        return 0
    publication = published_on(root, audience, as_of, is_for_people=not as_json)
    asked = ActionFilter(
        team=team,
        owner=owner,
        type=find_term("type of action", type_name, ActionType) if type_name else None,
        priority=find_term("priority", priority, Priority) if priority else None,
        cause=cause,
        artifact=model,
        overdue=overdue,
        due_before=due_before.date() if due_before else None,
    )
    require_names(publication.corpus.vocabulary, team, model, cause)
    report = action_report(publication.corpus, publication.as_of, due_history(root), asked)
    if as_json:
        show_json(numbers_to_json(report))
        listed = report.actions
    else:
        listed = report.actions if also_finished else report.of(*_OWED)
        show(*_to_text(report, listed), *owed_text(report, also_finished=also_finished))
    return 1 if exit_code and (listed or report.owed_extents or report.owed_reports) else 0


def _refuse_options(context: click.Context, command: str) -> None:
    """Raise UsageError where an option stands before the name of a command, which would not see it."""
    for option in context.command.params:
        if option.name and context.get_parameter_source(option.name) is ParameterSource.COMMANDLINE:
            raise click.UsageError(f"{option.opts[0]} must stand behind `{command}`: found it before", context)


def _to_text(report: ActionReport, listed: tuple[ListedAction, ...]) -> Iterator[str]:
    yield f"Actions as of {date_text(report.as_of)}: {counts_text(report.counts) or 'none'}."
    for state in ActionState:
        of_state = [action for action in listed if action.state is state]
        if of_state:
            yield ""
            yield f"{words(state).capitalize()} ({len(of_state)}): {state.doc}"
            for action in of_state:
                yield from _action_lines(action)
    left_out = len(report.actions) - len(listed)
    if left_out:
        yield ""
        yield f"Not listed: {counted(left_out, 'action')} that nobody owes any more or that others announced (--all)."
    if report.no_history and listed:
        yield f"How often due dates moved is not known: {report.no_history}."


def _action_lines(action: ListedAction) -> Iterator[str]:
    yield f"  {action.record} {action.id}  {action.title}"
    facts = [action.team, action.person or "", action.type, action.priority or ""]
    if action.days_overdue:
        facts.append(f"{counted(action.days_overdue, 'day')} overdue")
    if action.due and not action.completed:
        facts.append(f"due {day_text(action.due)}")
    if action.completed:
        facts.append(f"completed {day_text(action.completed)}")
    if action.times_postponed:
        facts.append(postponed_text(action))
    facts.append(action.ticket or "")
    yield f"      {', '.join(filter(None, facts))}"
