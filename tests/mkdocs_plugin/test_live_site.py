"""`mkdocs serve` makes pages when they are asked for: they are those of a build, also after edits."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from ml_postmortems.mkdocs_plugin.live_site import SECONDS_BETWEEN_LOOKS, look_often
from tests.helpers import external_record, own_record, write_record
from tests.mkdocs_plugin.test_preview import fetch, served, wait_for
from tests.site import run_mkdocs, tree_of, write_project

_RELOADS = re.compile(rb"<script>(?:(?!<script>).)*livereload\(\d+, \d+\);\s*</script>", re.DOTALL)
_OF_BUILDS_ONLY = ("content-security-policy/", "sitemap.xml")
"""What nobody asks `mkdocs serve` for: a policy that a server sends, and a list for search engines."""
PAGE = "# Counted\n\nIt has {{ record_count() }} records.\n"


def test_what_is_served_is_what_is_built(tmp_path: Path) -> None:
    """Every file of a build, byte for byte but for the script that reloads: before an edit, and after several."""
    records = own_record(), external_record(), own_record(id="PM-2025-0003", title="It was slow", status="reviewed")
    project = write_project(tmp_path, *records, pages={"page.md": PAGE}, site_url="!ENV [SITE_URL, 'http://x/']")
    with served(project, "--clean") as home:
        assert_same(project, home)

        write_record(project / "postmortems", own_record(symptom="The scores were all zero for a day."))
        write_record(project / "postmortems", external_record(id="PM-2024-0007", title="Another one came"))
        next(project.glob("postmortems/2025/PM-2025-0003-*")).unlink()
        wait_for(f"{home}postmortems/PM-2025-0001/", lambda text: "all zero for a day" in text, project)
        wait_for(f"{home}postmortems/PM-2024-0007/", lambda text: "Another one came" in text, project)
        assert not fetch(f"{home}postmortems/PM-2025-0003/")
        (edited,) = project.glob("postmortems/2025/PM-2025-0001-*")
        for sentence in ("It rained.", "It snowed."):
            edited.write_text(f"{edited.read_text('utf-8')}\n{sentence}\n", "utf-8")
            wait_for(f"{home}postmortems/PM-2025-0001/", lambda text, told=sentence: told in text, project)  # type: ignore[misc]
        assert_same(project, home)


def test_an_edit_of_a_record_builds_nothing_else(tmp_path: Path) -> None:
    """MkDocs builds again for the page of macros that somebody asks for, and not for the record."""
    project = write_project(tmp_path, own_record(), external_record(), pages={"page.md": PAGE})
    with served(project) as home:
        assert "It has 2 records." in fetch(f"{home}page/")
        write_record(project / "postmortems", external_record(id="PM-2024-0007", title="Another one came"))
        wait_for(f"{home}postmortems/PM-2024-0007/", lambda text: "Another one came" in text, project)
        log = (project / "log").read_text()
        assert "Records read and checked in" in log
        assert log.count("Building documentation") == 1
        assert "It has 3 records." in fetch(f"{home}page/")
        assert (project / "log").read_text().count("Building documentation") == 2


def test_the_edit_of_one_record_shows_in_the_findings_of_another(tmp_path: Path) -> None:
    """Whoever opens a page after an edit sees what the checker says then, of a record that was not touched as well."""
    later = own_record(id="PM-2025-0002", title="It came back", **{"recurrence.of": ["PM-2025-0001"]})
    project = write_project(tmp_path, own_record(), later)
    with served(project) as home:
        before = fetch(f"{home}postmortems/PM-2025-0002/")
        assert "It came back" in before
        assert "PM802" not in before
        (first,) = project.glob("postmortems/2025/PM-2025-0001-*")
        first.unlink()
        write_record(project / "postmortems", own_record(id="PM-2025-0009", title="It was renamed"))
        wait_for(f"{home}postmortems/PM-2025-0009/", lambda text: "It was renamed" in text, project)
        assert "PM802" in fetch(f"{home}postmortems/PM-2025-0002/")


def test_the_folder_of_records_is_looked_at_often(tmp_path: Path) -> None:
    """An edit does not wait half a second for the next look, whatever names watchdog and MkDocs use inside."""
    server = LiveReloadServer(lambda: None, host="127.0.0.1", port=0, root=str(tmp_path))
    look_often(server)
    server.watch(str(tmp_path))
    waits = [each.timeout for each in server.observer.emitters]
    server.server_close()
    assert waits == [SECONDS_BETWEEN_LOOKS]


def assert_same(project: Path, home: str) -> None:
    """The server answers with every file of a build."""
    built = built_files(project, home)
    served = {name: _RELOADS.sub(b"", _answer(f"{home}{name}")) for name in built}
    assert [name for name in built if served[name] != built[name]] == []


def _answer(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address.removesuffix("index.html"), timeout=60) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as error:
        return f"{error.code}".encode()


def built_files(project: Path, home: str) -> dict[str, bytes]:
    """Every file of a build at the address of the server."""
    site = project / "built"
    done = run_mkdocs(project, "build", "--quiet", "--site-dir", str(site), SITE_URL=home)
    assert done.returncode == 0, done.stderr
    files = {name: content for name, content in tree_of(site).items() if not name.startswith(_OF_BUILDS_ONLY)}
    assert len(files) > 50
    return files
