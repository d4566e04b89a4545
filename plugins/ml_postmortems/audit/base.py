"""`audit.json` of a base: from a site, a file, or a folder of records that was read into the same form."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urljoin

from pydantic import ValidationError

from ml_postmortems.errors import AuditUnusable
from ml_postmortems.json_kind import FORMATS, json_kind
from ml_postmortems.model.audit_base import AuditBase
from ml_postmortems.pinned_file import is_address, read_pinned, without_secrets
from ml_postmortems.reading.corpus import CATALOG_FILE

AUDIT_FILE = "audit.json"
_KIND = FORMATS["ml-postmortems-audit"]
_BELOW = ("postmortems", "site")
"""Where the records and the site of a base lie in its repository."""


def read_base(place: str, sha256: str | None, copy: Path | None) -> tuple[AuditBase, str | None]:
    """What a base tells, and a note where its offline copy was read; raises AuditUnusable."""
    if not is_address(place):
        place = _file_of(place)
    return read_pinned(place, parse_base, sha256, copy)


def parse_base(content: bytes, place: str) -> AuditBase:
    """The base that some content holds; raises AuditUnusable."""
    try:
        return AuditBase.model_validate_json(content)
    except ValidationError as error:
        kind = json_kind(content)
        found, fix = _of_another_form(error) if kind == _KIND else (kind, _fix(place))
        raise AuditUnusable(place, "must be an audit.json of version 1", found, fix) from error


def _of_another_form(error: ValidationError) -> tuple[str, str]:
    """What is wrong with an `audit.json`, and what to do about it."""
    first = error.errors(include_url=False)[0]
    where = ".".join(map(str, first["loc"]))
    if where == "version":
        return f"version {first['input']}", "update the package ml-postmortems on this side, or on that of the base"
    fix = "build the site again; its file is not as the package writes it"
    return f"at {where}: {first['msg']}", fix


def _fix(place: str) -> str:
    if place.endswith(f"/{AUDIT_FILE}"):
        return "look at it in a browser: a base that wants a login gives its page in the place of the file"
    folder, _, name = place.rpartition("/")
    top = folder if "." in name else place.rstrip("/")
    return f"a site of a base has the file at its top, so name something like {top}/{AUDIT_FILE}"


def _file_of(place: str) -> str:
    """The file that a path means; raises AuditUnusable with what else could be meant."""
    path = Path(place)
    if path.is_dir():
        if (path / AUDIT_FILE).is_file():
            return str(path / AUDIT_FILE)
        below = next((f"{name}/" for name in _BELOW if (path / name / CATALOG_FILE).is_file()), "")
        fix = f"name {path / below}" if below else "name a built site, or a folder of records"
        condition = f"must hold {AUDIT_FILE} or {CATALOG_FILE}"
        raise AuditUnusable(place, condition, "a folder without them", fix)
    if not path.exists():
        host = place.partition("/")[0]
        is_host = "." in host.strip(".") and not Path(host).exists()
        fix = f"for an address write https://{place}" if is_host else "look whether the path is right from here"
        if "://" in place:
            fix = "write an address with https://"
        raise AuditUnusable(place, f"must be {AUDIT_FILE}, a built site or a folder of records", "nothing there", fix)
    return place


def record_link(place: str, record: str) -> str | None:
    """The page of a record of the site that a base was read from; None where it was read from a file."""
    return urljoin(without_secrets(place), f"postmortems/{record}/") if is_address(place) else None
