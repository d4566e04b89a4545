"""The page of the commands."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import cleandoc

import click

from ml_postmortems.base.reference_markdown import code
from ml_postmortems.cli.main import postmortems

LEAD = "What `postmortems` can do, and every option."


def parts() -> Iterator[str]:
    """One heading a command, with its usage, its help and its options."""
    yield f"{cleandoc(postmortems.help or '')}"
    yield "Run it as `.venv/bin/postmortems` after `make setup`, or as `postmortems` where the package is installed."
    for name, command in commands():
        names = postmortems.context_settings["help_option_names"]
        settings = {"help_option_names": names, **command.context_settings}
        context = click.Context(command, info_name=name, terminal_width=100, **settings)
        yield f"## `{name}` {{#{name.removeprefix('postmortems ').replace(' ', '-')}}}"
        yield code(context.get_usage().removeprefix("Usage: "), "text")
        yield cleandoc(command.help or "").replace("\f", "")
        records = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
        yield "\n".join(f"- `{names}`: {text}" for names, text in records if text)


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its full name."""
    yield from _below("postmortems", postmortems)


def _below(name: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for key in group.list_commands(context):
        command = group.get_command(context, key)
        assert command
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"{name} {key}", command
            yield from _below(f"{name} {key}", command)
        else:
            yield f"{name} {key}", command
