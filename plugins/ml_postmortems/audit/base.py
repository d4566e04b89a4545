"""`audit.json` of a base: from a site, a file, or a folder of records that was read into the same form."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

from pydantic import ValidationError

from ml_postmortems.errors import AuditUnusable
from ml_postmortems.model.audit_base import AuditBase
from ml_postmortems.pinned_file import is_address, read_pinned, without_secrets

AUDIT_FILE = "audit.json"


def read_base(place: str, sha256: str | None, copy: Path | None) -> tuple[AuditBase, str | None]:
    """What a base tells, and a note where its offline copy was read; raises AuditUnusable."""
    if not is_address(place) and Path(place).is_dir():
        place = str(Path(place, AUDIT_FILE))
    return read_pinned(place, parse_base, sha256, copy)


def parse_base(content: bytes, place: str) -> AuditBase:
    """The base that some content holds; raises AuditUnusable."""
    try:
        return AuditBase.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        found = "a web page" if content.lstrip()[:1] == b"<" else f"at {where}: {first['msg']}"
        fix = "name the `audit.json` that a site of the base has, made by a version of the package like this one"
        raise AuditUnusable(place, "must be an audit.json of version 1", found, fix) from error


def record_link(place: str, record: str) -> str | None:
    """The page of a record of the site that a base was read from; None where it was read from a file."""
    return urljoin(without_secrets(place), f"postmortems/{record}/") if is_address(place) else None
