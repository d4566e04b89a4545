"""The one printer of the commands: it cleans every text, so that no record, name or argument can act on the terminal.

Each kind of output has its own function. Commands never print in another way.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from io import TextIOWrapper

import click

from ml_postmortems.plain_text import clean_json, clean_line, without_commands
from ml_postmortems.progress import erase_progress
from ml_postmortems.styled_text import Line, Style, line_to_text, spans_of

_CODES = {
    Style.HEADING: "\x1b[1m",
    Style.ERROR: "\x1b[31m",
    Style.WARNING: "\x1b[33m",
    Style.MATCH: "\x1b[1;33m",
    Style.FAINT: "\x1b[2m",
}
_PLAIN = "\x1b[0m"
_NOT_FROM_A_FILE_NAME = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Lone surrogates other than those that stand for a byte of a file name."""
_LINE = re.compile(r"[^\r\n]+")


def prepare() -> None:
    """Spell out what the encoding of the terminal lacks, instead of stopping at it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(*lines: Line, err: bool = False) -> None:
    """Print lines for people: cleaned, one line each, with colours where a terminal takes them."""
    has_colours = (sys.stderr if err else sys.stdout).isatty() and "NO_COLOR" not in os.environ
    printed = [_coloured(line) if has_colours else line_to_text(line) for line in lines]
    if printed:
        erase_progress()
        click.echo("\n".join(printed), err=err)


def show_text(text: str, *, err: bool = False) -> None:
    """Print a text of several lines that the package wrote, such as an error; values in it are one line already."""
    show(*text.removesuffix("\n").split("\n"), err=err)


def show_json(document: str) -> None:
    """Print a JSON text: the same bytes on a terminal and in a file, with dangerous characters as escapes of JSON.

    The value stays equal. Where the output is not UTF-8, everything beyond ASCII is escaped, so that it stays JSON.
    """
    erase_progress()
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    click.echo(clean_json(document, only_ascii=encoding != "utf8"))


def show_commands(text: str) -> None:
    """Print commands for GitHub's runner, a line each, whose values are encoded already."""
    erase_progress()
    click.echo("\n".join(clean_line(line, keep_commands=True) for line in text.split("\n")))


def show_file(text: str, *, err: bool = False) -> None:
    """Print the content of a file, to be read, redirected or piped into another program.

    A terminal gets cleaned lines; everything else gets the text as it is, in UTF-8 whatever the locale. Only in a job
    of GitHub, whose runner reads what is printed, commands for it are broken, of which a record may hold one.
    """
    if not text:
        return
    if os.environ.get("GITHUB_ACTIONS") == "true":
        text = _LINE.sub(lambda match: without_commands(match.group()), text)
    stream = sys.stderr if err else sys.stdout
    erase_progress()
    if stream.isatty():
        show_text(text, err=err)
    elif hasattr(stream, "buffer"):
        stream.flush()
        stream.buffer.write(_NOT_FROM_A_FILE_NAME.sub("\ufffd", text).encode("utf-8", "surrogateescape"))
        stream.buffer.flush()
    else:  # a stand-in for the stream that takes text only
        stream.write(text)


def show_usage_error(error: click.ClickException) -> None:
    """Print what is wrong with a command line, which may quote any argument, in the form that click has for it."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        show_text(error.format_message(), err=True)
        return
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context:
        help_name = max(context.command.get_help_option_names(context), key=len)
        show_text(f"{context.get_usage()}\nTry '{context.command_path} {help_name}' for help.\n\n", err=True)
    show(f"Error: {error.format_message()}", err=True)


def ask(prompt: str) -> str:
    """Ask the person at the terminal for one line; raises EOFError or KeyboardInterrupt if they would rather not."""
    erase_progress()
    return input(clean_line(prompt))


def is_person() -> bool:
    """True if somebody sits at a terminal, who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _coloured(line: Line) -> str:
    return "".join(_pieces(line))


def _pieces(line: Line) -> Iterator[str]:
    for text, style in spans_of(line):
        clean = clean_line(text)
        yield f"{_CODES[style]}{clean}{_PLAIN}" if style and clean else clean
