"""The command `postmortems`: each subcommand parses, calls, prints and exits; it decides nothing."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module

import click

from ml_postmortems import __version__
from ml_postmortems.cli.terminal import prepare, show, show_text, show_usage_error
from ml_postmortems.errors import PostmortemsError
from ml_postmortems.garbage_collection import paused_garbage_collection
from ml_postmortems.progress import shown_progress

_COMMANDS = {
    "actions": "ml_postmortems.cli.actions:actions",
    "attach": "ml_postmortems.cli.attach:attach",
    "audit": "ml_postmortems.cli.audit:audit_command",
    "catalog": "ml_postmortems.cli.catalog:catalog",
    "check": "ml_postmortems.cli.check:check",
    "controls": "ml_postmortems.cli.controls:controls",
    "digest": "ml_postmortems.cli.digest:digest_command",
    "export": "ml_postmortems.cli.export:export_command",
    "flow": "ml_postmortems.cli.flow:flow",
    "import": "ml_postmortems.cli.archive_import:import_command",
    "init": "ml_postmortems.cli.init:init",
    "mcp": "ml_postmortems.cli.mcp:mcp_command",
    "migrate": "ml_postmortems.cli.migrate:migrate_command",
    "new": "ml_postmortems.cli.new:new",
    "next": "ml_postmortems.cli.next_steps:next_command",
    "playbook": "ml_postmortems.cli.playbook:playbook_command",
    "rate": "ml_postmortems.cli.rate:rate",
    "recurrence": "ml_postmortems.cli.recurrence:recurrence",
    "rename": "ml_postmortems.cli.rename:rename",
    "review": "ml_postmortems.cli.review:review",
    "search": "ml_postmortems.cli.search:search",
    "similar": "ml_postmortems.cli.similar:similar",
    "rule": "ml_postmortems.cli.rule:rule",
    "share": "ml_postmortems.cli.share:share",
    "status": "ml_postmortems.cli.status:status",
    "timeline": "ml_postmortems.cli.timeline:timeline",
    "times": "ml_postmortems.cli.times:times",
    "trends": "ml_postmortems.cli.trends:trends",
}


class _Commands(click.Group):
    """Imports a command when it is asked for: `check` shall not wait for what only `new` needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, by name."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, or None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, name = _COMMANDS[cmd_name].partition(":")
        with paused_garbage_collection():  # an import makes many objects and drops few: 40 ms of `check`
            command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postmortems")
def postmortems() -> None:
    """Write, check and explain the postmortems of a folder of records, and say what they add up to."""


def run_process() -> None:
    """Be the process of one command: like `main`, and without what is of use only to a process that goes on.

    Garbage need not be found where everything ends with the command: the looking takes 15 ms of `check`. No plug-in of
    pydantic that happens to be installed is looked for, so none can change what a record may say.
    """
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    main()


def main() -> None:
    """Run the command line; errors of the package become one message and exit code 2."""
    prepare()
    try:
        with shown_progress():
            code = postmortems(prog_name="postmortems", standalone_mode=False)
    except PostmortemsError as error:
        show_text(str(error), err=True)
        sys.exit(2)
    except click.ClickException as error:
        show_usage_error(error)
        sys.exit(error.exit_code)
    except click.Abort:
        show("Aborted!", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    run_process()
