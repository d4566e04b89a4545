"""`postmortems audit`: what a base of postmortems knows of the artifacts that a model repository uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from ml_postmortems.access.corpora import SEES_ALL
from ml_postmortems.access.publication import Publication
from ml_postmortems.audit.audit import AuditRequest, audit
from ml_postmortems.audit.base import read_base
from ml_postmortems.audit.change import Change
from ml_postmortems.audit.finding import AuditReport
from ml_postmortems.audit.manifest import MANIFEST, ReadManifest, read_manifest
from ml_postmortems.audit.outputs import PROGRAM_FORMS, audit_lines, audit_to_github
from ml_postmortems.cli.analytics_options import published_on
from ml_postmortems.cli.options import as_of_or_today_option, audited_option
from ml_postmortems.cli.terminal import show, show_commands, show_json
from ml_postmortems.errors import AuditUnusable
from ml_postmortems.export.audit_files import audit_base, audit_files
from ml_postmortems.model.terms import Visibility
from ml_postmortems.pinned_file import is_address
from ml_postmortems.reading.as_of import clock
from ml_postmortems.reading.corpus import CATALOG_FILE
from ml_postmortems.reading.git import changed_files

_COPY = ".ml-audit-base.json"


@click.command("audit")
@click.argument("folder", default=".", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--base",
    "place",
    metavar="PLACE",
    help="The base: an address or a path of `audit.json`, a built site, or a folder of records.",
)
@click.option("--sha256", metavar="HASH", help="The hash that `audit.json` must have.")
@click.option(
    "--offline-copy",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help=f"Where an answer of an address is kept for when it is away (else {_COPY} in FOLDER).",
)
@click.option("--changed", is_flag=True, help="Only what a change touches, as git knows it.")
@click.option("--against", metavar="COMMIT", help="With --changed: what to compare with (else the main branch).")
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", *PROGRAM_FORMS]),
    default="text",
    show_default=True,
    help="How findings are printed.",
)
@click.option(
    "--write-base",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write audit.json and quarantine.json of a folder of records there, and audit nothing.",
)
@as_of_or_today_option
@audited_option
def audit_command(
    folder: Path,
    place: str | None,
    sha256: str | None,
    offline_copy: Path | None,
    changed: bool,
    against: str | None,
    strict: bool,
    form: str,
    write_base: Path | None,
    as_of: datetime | None,
    audience: Visibility | None,
) -> int:
    """Say what a base of postmortems knows of the models, data, features and services that FOLDER uses.

    Reads ml-audit.yml, or where that names nothing MLflow's MLmodel, DVC files and model cards. Found are bad data
    that incidents left behind, prevention that is overdue or not shown to work, past incidents, also of what is
    upstream, and missing regression cases. In a folder of records every record counts, whoever may read it. Of one
    that is not public only ids, days and artifacts are told, unless --audience names its readers.

    Exit code 0: nothing that must be mended. 1: errors, or with --strict warnings. 2: the audit could not be made.
    """
    if against and not changed:
        raise click.UsageError("--against COMMIT needs --changed")
    if write_base:
        _write_files(_records(place, audience or Visibility.PUBLIC, as_of), write_base)
        return 0
    found = folder / MANIFEST
    manifest = read_manifest(found) if found.is_file() else None
    place, sha256 = _place(folder, manifest, place, sha256)
    untold: dict[str, Visibility] = {}
    if not is_address(place) and Path(place, CATALOG_FILE).is_file():
        if sha256:
            fix = "pin `audit.json` of a site, or leave the hash out"
            raise AuditUnusable(place, "must be one file to have a hash", "a folder of records", fix)
        publication, note = _records(place, audience or SEES_ALL, as_of, is_for_people=form == "text"), None
        base = audit_base(publication)
        untold = {} if audience else _not_public(publication)
    else:
        base, note = read_base(place, sha256, offline_copy or folder / _COPY)
    request = AuditRequest(
        folder=folder,
        base=base,
        place=place,
        today=(as_of or clock()).date(),
        manifest=manifest,
        change=Change(folder, changed_files(folder, against, with_deleted=True)) if changed else None,
        note=note,
        untold=untold,
    )
    report = _placed(audit(request), folder)
    if form == "text":
        show(*audit_lines(report))
    elif form == "github":
        show_commands(audit_to_github(report))
    else:
        show_json(PROGRAM_FORMS[form](report))
    return 1 if report.fails(is_strict=strict) else 0


def _place(
    folder: Path, manifest: ReadManifest | None, place: str | None, sha256: str | None
) -> tuple[str, str | None]:
    """Where the base is that the command or the manifest names, and the hash that it must have."""
    if manifest and not place:
        place, sha256 = manifest.manifest.base, sha256 or manifest.manifest.base_sha256
        place = place if place is None or is_address(place) else str(folder / place)
    if not place:
        fix = f"write `base:` into {MANIFEST}, or add --base with the address of `audit.json`"
        if not manifest:
            fix += f"; FOLDER is the one that has {MANIFEST}"
        raise AuditUnusable(str(folder / MANIFEST), "must name a base", "none" if manifest else "no such file", fix)
    return place, sha256


def _not_public(publication: Publication) -> dict[str, Visibility]:
    records = publication.corpus.records
    return {each.id: each.visibility for each in records if each.visibility is not Visibility.PUBLIC}


def _records(
    place: str | None, audience: Visibility, as_of: datetime | None, *, is_for_people: bool = True
) -> Publication:
    if not place or is_address(place):
        fix = "add --base with a folder of records"
        raise AuditUnusable("--write-base", "must have a folder of records to read", str(place or "none"), fix)
    return published_on(Path(place), audience, as_of, is_for_people=is_for_people)


def _write_files(publication: Publication, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in audit_files(publication):
        (folder / name).write_bytes(content)
        show(f"{folder / name} is written")


def _placed(report: AuditReport, folder: Path) -> AuditReport:
    """The report with paths from the current folder, as those who show it on lines need them."""
    return replace(
        report,
        findings=tuple(replace(each, path=(folder / each.path).as_posix()) for each in report.findings),
        accepted=tuple(
            replace(each, finding=replace(each.finding, path=(folder / each.finding.path).as_posix()))
            for each in report.accepted
        ),
    )
