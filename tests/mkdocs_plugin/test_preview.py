"""`mkdocs serve`: an author sees what is wrong with a record on its page, and the rest of the site as it will be."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.helpers import external_record, own_record, write_record
from tests.site import EPOCH, write_project

PATIENCE = 60.0
"""Seconds until a page must be there; a busy machine needs many, an idle one two or three."""


@contextmanager
def served(project: Path, *arguments: str) -> Iterator[str]:
    """The address at which MkDocs serves a project."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": EPOCH, "TMPDIR": str(project)}
    with (project / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--dev-addr", address, *arguments],
            cwd=project,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://{address}/", lambda text: "<h1" in text, project)
        assert server.poll() is None
        yield f"http://{address}/"
        assert server.poll() is None, (project / "log").read_text()
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)


def fetch(address: str) -> str:
    """The page at an address, or nothing where there is none yet."""
    try:
        with urllib.request.urlopen(address, timeout=20) as answer:
            return str(answer.read().decode())
    except (urllib.error.URLError, OSError):
        return ""


def wait_for(address: str, is_there: Callable[[str], bool], project: Path) -> str:
    """The page at an address as soon as it is as expected."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        text = fetch(address)
        if is_there(text):
            return text
        time.sleep(0.2)
    raise AssertionError(f"{address} did not become as expected\n{(project / 'log').read_text()}")


def test_a_bad_record_shows_its_findings_until_it_is_mended(tmp_path: Path) -> None:
    """The preview starts although a record is bad, shows the others, and follows every change of a file."""
    project = write_project(tmp_path, own_record(severity="SEV9"), external_record(), pages={"page.md": "# Page\n"})
    with served(project) as home:
        record = f"{home}postmortems/PM-2025-0001/"
        findings = wait_for(record, lambda text: "PM104" in text, project)
        assert "severity must be" in findings
        assert "did you mean" in findings or "use one of" in findings
        assert "Acme" in fetch(f"{home}postmortems/PM-2024-0001/")
        listed = fetch(f"{home}postmortems/")
        assert "PM-2024-0001" in listed
        assert "PM-2025-0001" not in listed

        write_record(project / "postmortems", own_record())
        wait_for(record, lambda text: 'id="timeline"' in text and "PM104" not in text, project)
        assert "PM-2025-0001" in fetch(f"{home}postmortems/")

        write_record(project / "postmortems", own_record(**{"causes.0.category": "process/nonsuch"}))
        wait_for(record, lambda text: "PM108" in text, project)

        (project / "docs/page.md").write_text("# Page\n\n{{ record_cout() }}\n")
        wait_for(f"{home}page/", lambda text: "record_cout" in text and "undefined" in text, project)

        (project / "docs/page.md").write_text("# Page\n\nIt has {{ record_count() }} record.\n")
        wait_for(f"{home}page/", lambda text: "It has 1 record." in text, project)

        catalog = project / "postmortems/catalog.yml"
        good = catalog.read_text()
        catalog.write_text("teams: [")
        time.sleep(2)
        catalog.write_text(good)
        write_record(project / "postmortems", own_record())
        wait_for(record, lambda text: 'id="timeline"' in text, project)


def test_a_clean_preview_is_served_where_it_was_built(tmp_path: Path) -> None:
    """`mkdocs serve --clean` is a build to plugins, and must not wait aside for an end that comes with Ctrl-C."""
    project = write_project(tmp_path, external_record(), pages={"page.md": "# Page\n"})
    with served(project, "--clean") as home:
        assert "PM-2024-0001" in fetch(f"{home}postmortems/")
        (project / "docs/page.md").write_text("# Page\n\nIt has {{ record_count() }} record.\n")
        wait_for(f"{home}page/", lambda text: "It has 1 record." in text, project)
