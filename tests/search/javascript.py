"""The modules of the browser's search, called from Python: in Chromium and in Deno."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

from deno import find_deno_bin
from playwright.sync_api import Page

from ml_postmortems.search.constants import SHARED_CONSTANTS
from ml_postmortems.web.rendering import SITE_FILES

MODULES = SITE_FILES / "assets/postmortems/search"

_CALL = """
const { folder, module: file, constants, name, calls } = await new Response(Deno.stdin.readable).json();
(await import(`${folder}/constants.js`)).useConstants(constants);
const module = await import(`${folder}/${file}`);
const results = [];
for (const call of calls) results.push(await module[name](...call));
await new Blob([JSON.stringify(results)]).stream().pipeTo(Deno.stdout.writable);
"""


class JavaScript(Protocol):
    """Something that runs the modules and what the tests add to them."""

    def place(self, name: str) -> tuple[Path, str]:
        """A folder for files that the modules read, and the address that they read them from."""

    def call(self, module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        """What a function of a module returns for each list of arguments."""


def copy_modules(folder: Path) -> None:
    """Lay the modules and the harness of the tests into one folder."""
    shutil.copytree(MODULES, folder, dirs_exist_ok=True)
    shutil.copy(Path(__file__).parent / "harness.js", folder)


class Deno:
    """The modules in Deno, which the test tools bring along, so that no machine leaves this out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        copy_modules(folder)
        (folder / "call.js").write_text(_CALL, "utf-8")

    def place(self, name: str) -> tuple[Path, str]:
        """On disk."""
        return self.folder / name, f"{(self.folder / name).as_uri()}/"

    def call(self, module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        """One process for all calls."""
        asked = json.dumps(
            {
                "folder": self.folder.as_uri(),
                "module": module,
                "constants": SHARED_CONSTANTS,
                "name": name,
                "calls": calls,
            }
        )
        done = subprocess.run(
            [find_deno_bin(), "run", "--quiet", "--no-config", "--no-lock", f"--allow-read={self.folder}", "call.js"],
            cwd=self.folder,
            env={**os.environ, "DENO_DIR": str(self.folder / "cache"), "DENO_NO_UPDATE_CHECK": "1"},
            input=asked.encode(),
            capture_output=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        results: list[Any] = json.loads(done.stdout)
        return results


class Chromium:
    """The modules in a page of the browser, from a server that has them."""

    def __init__(self, page: Page, folder: Path, base: str) -> None:
        self.page = page
        self.folder = folder
        self.base = base
        copy_modules(folder)
        page.goto(base + "stemmer.js")

    def place(self, name: str) -> tuple[Path, str]:
        """Beside the modules on the server."""
        return self.folder / name, f"{self.base}{name}/"

    def call(self, module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        """All calls in one go."""
        results: list[Any] = self.page.evaluate(
            """async ([base, file, constants, name, calls]) => {
                (await import(`${base}constants.js`)).useConstants(constants);
                const module = await import(`${base}${file}`);
                const results = [];
                for (const call of calls) results.push(await module[name](...call));
                return results;
            }""",
            [self.base, module, SHARED_CONSTANTS, name, calls],
        )
        return results
