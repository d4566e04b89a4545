"""The one door to the terminal: whatever a record, a name or an argument holds, it is shown and does nothing."""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from io import BytesIO, TextIOWrapper
from itertools import product
from pathlib import Path

import click
import pytest

from ml_postmortems.cli import terminal
from ml_postmortems.cli.main import main, postmortems
from ml_postmortems.styled_text import Span, Style
from tests.authoring.workspace import OPTIONS
from tests.cli.hostile import ARGUMENT, HIDING, RECORD, VALID_RECORD, WORD, assert_harmless, write_hostile_records
from tests.cli.hostile import COMMANDS as COMMANDS_IN_LOGS
from tests.helpers import REPOSITORY
from tests.runner import commands_in

CLI = Path(terminal.__file__).parent
CONTEXT = click.Context(postmortems)


def _commands(group: click.Group, *before: str) -> dict[str, click.Command]:
    """Every command by the words that call it, those of groups included."""
    found = {name: group.get_command(CONTEXT, name) for name in group.list_commands(CONTEXT)}
    listed: dict[str, click.Command] = {}
    for name, command in found.items():
        assert command
        words = (*before, name)
        listed |= _commands(command, *words) if isinstance(command, click.Group) else {" ".join(words): command}
    return listed


COMMANDS = _commands(postmortems)
POSITIONALS = (RECORD, VALID_RECORD, WORD, ARGUMENT, "in-review", "PM104", "-")
FURTHER = (RECORD, ARGUMENT, "in-review")
MORE_RUNS = {
    "check": (["--fix", "--diff"], ["--diff", "--format", "json"]),
    "timeline add": ([VALID_RECORD, "--at", "now", "--text", f"{COMMANDS_IN_LOGS}{HIDING}"],),
    "attach": (["--dry-run", VALID_RECORD, str(REPOSITORY / "docs/pictures/phone.png")],),
    "new": (["--dry-run", *OPTIONS], [*OPTIONS], ["--title", ARGUMENT, "--no-input"]),
}
"""Runs of known commands that need several options; a new command needs none here to be tested."""


class Stream(TextIOWrapper):
    """A standard stream that is a terminal or not."""

    def __init__(self, content: bytes = b"", *, is_terminal: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(BytesIO(content), encoding=encoding)
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        """Whether somebody looks at it."""
        return self.is_terminal

    def written(self) -> bytes:
        """What was written to it."""
        self.flush()
        assert isinstance(self.buffer, BytesIO)
        return self.buffer.getvalue()


def run(*arguments: str, is_terminal: bool, encoding: str = "utf-8") -> tuple[int, bytes, bytes]:
    """One run of the command with hostile text on standard input; its code and what it wrote."""
    out, err = (Stream(is_terminal=is_terminal, encoding=encoding) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["postmortems", *arguments])
        patch.setattr(sys, "stdin", Stream(f"{WORD} {ARGUMENT}".encode("utf-8", "surrogateescape")))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.delenv("NO_COLOR", raising=False)
        patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        patch.setenv("GITHUB_ACTIONS", "true")
        # In a thread of its own, because tests in a browser leave an event loop running in theirs.
        with ThreadPoolExecutor(1) if arguments[:1] == ("mcp",) else nullcontext() as own:
            stop = own.submit(main).exception() if own else _stop()
    assert isinstance(stop, SystemExit)
    code = stop.code or 0
    assert isinstance(code, int)
    return code, out.written(), err.written()


def _stop() -> BaseException:
    with pytest.raises(SystemExit) as stop:
        main()
    return stop.value


SERVING = {"--http"}
"""Options with which a command serves until somebody ends it."""


def runs_of(name: str, root: Path) -> Iterator[list[str]]:
    """Command lines of a command from its own parameters: every positional, then every option by itself."""
    command = COMMANDS[name]
    words = name.split()
    arguments = [each for each in command.params if isinstance(each, click.Argument)]
    options = [each for each in command.params if isinstance(each, click.Option)]
    place = ["--root", str(root)] if any("--root" in each.opts for each in options) else []
    yield [*words, "--help"]
    yield [*words, f"--{ARGUMENT}"]
    for values in product(POSITIONALS, *[FURTHER] * (len(arguments) - 1)) if arguments else [()]:
        yield [*words, *place, *values]
    for option in (each for each in options if each.opts[0] not in SERVING):
        for given in _given(option):
            yield [*words, *place, *given, *(["--", VALID_RECORD] if arguments else [])]
    for more in MORE_RUNS.get(name, ()):
        yield [*words, *place, *more]


def _given(option: click.Option) -> list[list[str]]:
    name = option.opts[0]
    if option.is_flag:
        return [[name]]
    if isinstance(option.type, click.Choice):
        return [[f"{name}={choice}"] for choice in (*option.type.choices, ARGUMENT)]
    return [[f"{name}={ARGUMENT}"]]


@pytest.mark.parametrize("is_terminal", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_in_records_or_arguments_acts_on_the_terminal(
    name: str, is_terminal: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Titles, ids, tags, team names, file names and arguments of every command are text, on both streams."""
    monkeypatch.chdir(tmp_path)
    root = write_hostile_records(tmp_path)
    codes = set()
    for arguments in runs_of(name, root):
        code, out, err = run(*arguments, is_terminal=is_terminal)
        codes.add(code)
        for written in (out, err):
            assert_harmless(written.decode())
    assert codes & {0, 1}, "no run came to its output"


def test_every_command_prints_by_the_printer() -> None:
    """No module of the commands writes to a stream by itself, so none can forget to clean what it prints."""
    of_click = {f"click.{name}" for name in dir(click) if name.startswith(("echo", "secho", "progressbar", "edit"))}
    of_click |= {"click.style", "click.prompt", "click.confirm", "click.pause", "click.get_text_stream"}
    ways = {"print", "input", "sys.stdout", "sys.stderr", "sys.__stdout__", "sys.__stderr__", "os.write", *of_click}
    for path in sorted(CLI.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Name() | ast.Attribute(value=ast.Name()):
                    names = {ast.unparse(node)}
                case ast.ImportFrom():
                    names = {f"{node.module}.{each.name}" for each in node.names}
                case _:
                    continue
            assert path.name == "terminal.py" or not names & ways, f"{path.name}: {ast.unparse(node)}"


def test_every_option_that_prints_json_prints_the_value_as_it_is(tmp_path: Path) -> None:
    """In JSON a dangerous character is an escape, and the value is that of the record."""
    root = write_hostile_records(tmp_path)
    for encoding in ("utf-8", "latin-1", "ascii"):
        code, out, _ = run(
            "search", "--json", f"--root={root}", "--audience=restricted", WORD, is_terminal=False, encoding=encoding
        )
        assert code == 0
        titles = {hit["title"] for hit in json.loads(out)["hits"]}
        assert f"{COMMANDS_IN_LOGS}{HIDING} {WORD}" in titles
        assert "\u00ad".encode() not in out


def test_colours_are_the_printers_own(tmp_path: Path) -> None:
    """A heading is bold and a code red on a terminal, and plain in a pipe, whatever the title says."""
    root = write_hostile_records(tmp_path)
    _, coloured, _ = run("next", RECORD, f"--root={root}", is_terminal=True)
    _, plain, _ = run("next", RECORD, f"--root={root}", is_terminal=False)
    assert b"\x1b[31mPM004\x1b[0m" in coloured
    assert b"\x1b" not in plain
    assert "\\u001b[35m" in plain.decode() and "\\u001b[35m" in coloured.decode()


def test_no_colour_is_respected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sets NO_COLOR gets plain text on a terminal too."""
    out = Stream(is_terminal=True)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setenv("NO_COLOR", "1")
    terminal.show((Span("bold", Style.HEADING), " text"))
    assert out.written() == b"bold text\n"


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_a_file_is_redirected_byte_for_byte_and_cleaned_on_a_terminal(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A draft, a diff or a report that is redirected is the file itself, in UTF-8; a terminal only shows it."""
    text = "caf\u00e9\t\u00ad\r\n\x1b[35m \udcff\n"
    redirected, shown = Stream(encoding=encoding), Stream(is_terminal=True)
    monkeypatch.setattr(sys, "stdout", redirected)
    terminal.show_file(text)
    assert redirected.written() == text.encode("utf-8", "surrogateescape")
    monkeypatch.setattr(sys, "stdout", shown)
    terminal.show_file(text)
    assert shown.written().decode() == "caf\u00e9 \\u00ad\\u000d\n\\u001b[35m \\udcff\n"


@pytest.mark.parametrize("err", [False, True])
def test_a_file_gives_no_orders_to_the_runner(err: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a job of GitHub, where what is printed is read for commands, a diff or a report cannot hold any."""
    text = "a\u00ad\r\n ::error::stolen\r::debug::x\n+##[set-env name=a]b\n::no command\n"
    assert len(commands_in(text)) == 3
    stream = Stream()
    monkeypatch.setattr(sys, "stderr" if err else "stdout", stream)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    terminal.show_file(text, err=err)
    printed = stream.written().decode()
    assert commands_in(printed) == []
    assert printed.startswith("a\u00ad\r\n") and printed.endswith("\n::no command\n".replace("::", "\\u003a:"))


def test_a_mistake_on_the_command_line_is_told_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The usage, where to find help, and the mistake on one line, with code 2; no command at all gets the help."""
    monkeypatch.chdir(tmp_path)
    code, out, err = run("check", "--fixx\n::error::x", is_terminal=False)
    assert (code, out) == (2, b"")
    lines = err.decode().split("\n")
    assert lines[0].startswith("Usage: postmortems check ")
    assert lines[1:3] == ["Try 'postmortems check --help' for help.", ""]
    assert lines[3].startswith("Error: No such option") and "--fixx" in lines[3] and lines[4:] == [""]
    code, out, err = run(is_terminal=False)
    assert code == 2 and b"Commands:" in out + err
