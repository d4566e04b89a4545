"""The modules of the browser's search, called from Python: in Chromium always, and in Node.js where there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Page

from ml_postmortems.web.rendering import SITE_FILES

MODULES = SITE_FILES / "assets/postmortems/search"

_CALL = """
import { readFileSync } from "node:fs";
const { modules, name, calls } = JSON.parse(readFileSync(0, "utf8"));
const module = await import(modules);
const results = [];
for (const call of calls) results.push(await module[name](...call));
process.stdout.write(JSON.stringify(results));
"""


class JavaScript(Protocol):
    """Something that runs the modules."""

    def call(self, module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        """What a function of a module returns for each list of arguments."""


class Node:
    """The modules in Node.js. They are copied, because a folder has to tell Node.js that it holds modules."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(MODULES, folder, dirs_exist_ok=True)
        (folder / "package.json").write_text('{"type": "module"}', "utf-8")

    def call(self, module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        """One process for all calls."""
        asked = json.dumps({"modules": (self.folder / module).as_uri(), "name": name, "calls": calls})
        done = subprocess.run(
            ["node", "--input-type=module", "-e", _CALL],
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

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base
        page.goto(base + "stemmer.js")

    def call(self, module: str, name: str, calls: list[list[Any]]) -> list[Any]:
        """All calls in one go."""
        results: list[Any] = self.page.evaluate(
            """async ([address, name, calls]) => {
                const module = await import(address);
                const results = [];
                for (const call of calls) results.push(await module[name](...call));
                return results;
            }""",
            [self.base + module, name, calls],
        )
        return results
