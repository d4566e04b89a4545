"""What a record cannot talk its way past, asked of the command as a pull request is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.cli.running import Run, git
from tests.helpers import BODY, RecordDict, changed, external_record, own_record, record_text
from tests.lint.rules.cases import EXTERNAL, OWN

AWS_KEY = "AKIA" + "IOSFODNN7EXAMPLF"
GITHUB_TOKEN = "ghp" + "_0123456789abcdefABCDEF0123456789abcd"
"""Of the right form, and open nothing; in two parts, so that no scanner takes this file for a leak."""
_DAY = ("--as-of", "2025-06-01")


def codes(output: str) -> set[str]:
    """The rules that a report names."""
    return {line.split(": ")[1].split(" ")[0] for line in output.splitlines() if ": PM" in line}


def _report(run: Run) -> str:
    assert run("review", "--changed", *_DAY, "--output", "review.md").code == 0
    return Path("review.md").read_text("utf-8")


def with_tokens(exempted: Iterable[str]) -> str:
    """Our own record with two tokens and an emptied section, which exempts itself from these rules."""
    exemptions = [{"rule": code, "reason": f"The keys for {code} are those of the manual."} for code in exempted]
    body = BODY.split("## Limitations")[0].replace("It was", f"The keys {AWS_KEY} and {GITHUB_TOKEN} leaked. It was", 1)
    return record_text(own_record(exemptions=exemptions), f"{body}## Limitations\n")


def test_exemptions_do_not_let_secrets_and_gaps_through(pull_request: Path, run: Run) -> None:
    """A record with two tokens and an emptied section is not merged, whatever it exempts itself from."""
    (pull_request / OWN).write_text(with_tokens(["PM303", "PM701"]), "utf-8")
    for arguments in (("--merge",), ("--merge", "--changed")):
        code, output, _ = run("check", *arguments, *_DAY)
        assert code == 1
        assert codes(output) == {"PM116", "PM303", "PM701"}
        assert output.count(" PM701 ") == 2


def test_what_is_no_secret_is_listed_by_its_hash(pull_request: Path, run: Run) -> None:
    """The finding gives the hash; listed with reason and name at the base, this text passes, and no other."""
    text = record_text(own_record()).replace("It was", f"The key {AWS_KEY} is that of the manual. It was", 1)
    (pull_request / OWN).write_text(text, "utf-8")
    _, output, _ = run("check", *_DAY)
    digest = output.split("sha256: ")[1][:64]
    listed = (
        "schema_version: 1\nsecrets:\n"
        f"  - sha256: {digest}\n    reason: The example of the manual.\n    allowed_by: '@rkim'\n    date: 2025-05-30\n"
    )
    (pull_request / "allowed-secrets.yml").write_text(listed, "utf-8")
    assert codes(run("check", "--merge", "--changed", *_DAY).output) == {"PM701"}
    report = _report(run)
    assert report.index("is no secret: The example of the manual") < report.index("### ")
    git(pull_request.parent, "add", "postmortems/allowed-secrets.yml")
    git(pull_request.parent, "commit", "-qm", "Allow it")
    git(pull_request.parent, "branch", "-f", "main")
    assert run("check", "--merge", "--changed", *_DAY).code == 0
    (pull_request / OWN).write_text(text.replace(AWS_KEY, AWS_KEY[:-1] + "Q"), "utf-8")
    assert codes(run("check", *_DAY).output) == {"PM701"}


def test_a_wrong_entry_of_allowed_secrets_is_told(pull_request: Path, run: Run) -> None:
    """The list is read as strictly as the catalog: a misspelt key, a plain secret and a missing name are findings."""
    entry = (
        "schema_version: 1\nsecrets:\n  - sha265: abc\n    sha256: hunter2\n    reason: None.\n    date: 2025-05-30\n"
    )
    (pull_request / "allowed-secrets.yml").write_text(entry, "utf-8")
    code, output, _ = run("check", *_DAY)
    assert code == 1
    assert "did you mean `sha256`?" in output
    assert "secrets[0].sha256 must be the SHA-256" in output
    assert "secrets[0].allowed_by must be given" in output


def test_a_new_exemption_leads_the_report(pull_request: Path, run: Run) -> None:
    """Before any record and its findings, the reviewer reads what is not to be checked, and only what is new."""
    exempt = own_record(exemptions=[{"rule": "PM602", "reason": "It quotes the notice."}])
    (pull_request / OWN).write_text(record_text(exempt), "utf-8")
    report = _report(run)
    said = "**PM-2025-0001** exempts itself from PM602: It quotes the notice."
    assert report.index(said) < report.index("### ")
    git(pull_request.parent, "commit", "-qam", "Exempt")
    git(pull_request.parent, "branch", "-f", "main")
    (pull_request / OWN).write_text(record_text(exempt | {"tags": ["search"]}), "utf-8")
    assert said not in _report(run)


def _renamed(root: Path, record: RecordDict, name: str) -> None:
    (root / EXTERNAL).unlink()
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text(record_text(record), "utf-8")


def _id_with_file(root: Path) -> None:
    _renamed(root, external_record(id="PM-2024-0007"), "2024/PM-2024-0007-acme-answers.md")


def _id_and_title(root: Path) -> None:
    _renamed(root, external_record(id="PM-2024-0007", title="Another title"), "2024/PM-2024-0007-another.md")


def _id_in_another_year(root: Path) -> None:
    _renamed(root, external_record(id="PM-2025-0007"), "2025/PM-2025-0007-acme-answers.md")


def _everything_but_the_source(root: Path) -> None:
    record = external_record(id="PM-2025-0007", title="Another title", symptom="Other answers were wrong.")
    (root / EXTERNAL).unlink()
    (root / "2025/PM-2025-0007-another.md").write_text(record_text(record, BODY.replace("night", "day")), "utf-8")


def _given_away(root: Path) -> None:
    (root / EXTERNAL).unlink()
    (root / OWN).write_text(record_text(own_record(aliases=["PM-2024-0001"])), "utf-8")


@pytest.mark.parametrize(
    "change, expected",
    [
        (_id_with_file, {"PM901"}),
        (_id_and_title, {"PM901"}),
        (_id_in_another_year, {"PM901"}),
        (_everything_but_the_source, {"PM811"}),
        (_given_away, {"PM811"}),
    ],
    ids=["file", "title", "year", "everything", "to another record"],
)
def test_a_merged_id_is_not_lost(
    change: Callable[[Path], None], expected: set[str], pull_request: Path, run: Run
) -> None:
    """However an id goes away, with its file, a new title, in another year or as an alias of another record."""
    change(pull_request)
    code, output, _ = run("check", "--merge", "--changed", *_DAY)
    assert code == 1
    assert codes(output) == expected
    assert run("check", "--merge", *_DAY).code == 0, "main does not turn red by it"


def test_a_record_may_change_its_id_and_keep_the_former_one(pull_request: Path, run: Run) -> None:
    """The way that the finding names passes."""
    _renamed(pull_request, external_record(id="PM-2025-0007", aliases=["PM-2024-0001"]), "2025/PM-2025-0007-acme.md")
    assert run("check", "--merge", "--changed", *_DAY).code == 0


def test_a_correction_holds_once(pull_request: Path, run: Run) -> None:
    """What was recorded for one change does not cover the next one like it."""
    correction = {
        "field": "severity", "was": "SEV1", "date": "2025-05-30", "reason": "Nobody was harmed.",
        "approved_by": "@reviewer-of-another-team",
    }  # fmt: skip
    lowered = own_record(severity="SEV2", corrections=[correction])
    folder = pull_request.parent
    for record, passes in ((lowered, True), (lowered | {"severity": "SEV1"}, True), (lowered, False)):
        (pull_request / OWN).write_text(record_text(record), "utf-8")
        code, output, _ = run("check", "--merge", "--changed", *_DAY)
        assert (code, codes(output)) == ((0, set()) if passes else (1, {"PM906"}))
        git(folder, "commit", "-qam", "Change it")
        git(folder, "branch", "-f", "main")


def test_more_exact_times_are_the_same_times(pull_request: Path, run: Run) -> None:
    """Who finds out the hour of what was a day has moved nothing."""
    by_day = own_record()
    for index, day in enumerate(("10", "11", "11", "11", "11", "11")):
        by_day = changed(by_day, f"timeline.{index}.at", f"2025-03-{day}")
    (pull_request / OWN).write_text(record_text(by_day), "utf-8")
    git(pull_request.parent, "commit", "-qam", "By day")
    git(pull_request.parent, "branch", "-f", "main")
    (pull_request / OWN).write_text(record_text(own_record()), "utf-8")
    assert "PM905" not in run("check", "--merge", "--changed", *_DAY).output


def test_our_own_incident_is_not_external(pull_request: Path, run: Run) -> None:
    """Who writes `external` over our own incident is asked for no less; a vendor's model may be named."""
    catalog = pull_request / "catalog.yml"
    record = changed(external_record(), "artifacts.0", {"id": "chat-model", "version": "4", "role": "failed"})
    (pull_request / EXTERNAL).write_text(record_text(record), "utf-8")
    with_model = catalog.read_text("utf-8") + "  chat-model:\n    kind: {}\n    name: Chat model\n    team: ranking\n"
    for kind, found in (("vendor-model", set[str]()), ("model", {"PM213"})):
        catalog.write_text(with_model.format(kind), "utf-8")
        assert codes(run("check", *_DAY).output) == found
    catalog.write_text(with_model.format("model").replace("Our company", "Our company\n    ours: false"), "utf-8")
    assert run("check", *_DAY).code == 0
