"""What `make lint` runs beside the checks of Python finds what it is there for."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.helpers import REPOSITORY


def lint_command(tool: str) -> list[str]:
    """The words of the recipe's line that runs a tool, without the files that it is asked about."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    [recipe] = re.findall(r"^lint: .*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    [line] = [line for line in recipe.split("\n") if re.search(rf"\$\((BIN\)/{tool}|{tool.upper()}\))", line)]
    words = line.strip().removeprefix("@").split()
    return [str(REPOSITORY / ".venv/bin" / tool), *(word for word in words[1:] if not (REPOSITORY / word).is_dir())]


@pytest.mark.parametrize(
    ("tool", "name", "good", "bad"),
    [
        (
            "deno",
            "module.js",
            "/** @type {number} */\nexport const x = 1;\n",
            '/** @type {number} */\nexport const x = "";\n',
        ),
        ("deno", "module.js", "export const f = (/** @type {number} */ x) => x;\n", "export const f = (x) => x;\n"),
        ("typos", "module.py", '"""Say the limit."""\n', '"""Say the limti."""\n'),
        ("typos", "page.md", "Code is no text: `limti`.\n", "Text is: limti.\n"),
    ],
)
def test_a_fault_is_found(tool: str, name: str, good: str, bad: str, tmp_path: Path) -> None:
    """A wrong type in JavaScript, a missing one, and a misspelled word make the tool's line of `make lint` fail."""
    for text, expected in ((good, 0), (bad, 1)):
        (tmp_path / name).write_text(text, "utf-8")
        configured = ["--config", "pyproject.toml"] if tool == "typos" else []
        done = subprocess.run(
            [*lint_command(tool), *configured, str(tmp_path / name)],
            cwd=REPOSITORY,
            env={"DENO_DIR": str(tmp_path / "cache"), "DENO_NO_UPDATE_CHECK": "1", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert min(done.returncode, 1) == expected, done.stdout + done.stderr
