"""The command `postmortems`: each subcommand parses, calls, prints and exits; it decides nothing."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from ml_postmortems import __version__
from ml_postmortems.cli.check import check
from ml_postmortems.cli.new import new
from ml_postmortems.cli.next_steps import next_command
from ml_postmortems.cli.review import review
from ml_postmortems.cli.rule import rule
from ml_postmortems.cli.status import status
from ml_postmortems.errors import PostmortemsError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="postmortems")
def postmortems() -> None:
    """Check and explain the postmortems of a folder of records."""


postmortems.add_command(check)
postmortems.add_command(new)
postmortems.add_command(next_command)
postmortems.add_command(review)
postmortems.add_command(rule)
postmortems.add_command(status)


def main() -> None:
    """Run the command line; errors of the package become one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a title must not stop a terminal that cannot show it
    try:
        postmortems(prog_name="postmortems")
    except PostmortemsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
