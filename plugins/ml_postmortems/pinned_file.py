"""A file from a path or an address, with a hash that it must have and a copy for when the address is away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from ml_postmortems.atomic_file import write_file
from ml_postmortems.errors import AuditUnusable

T = TypeVar("T")

LARGEST = 64 * 1024 * 1024
"""Bytes of a file that are read at most."""
_SECONDS = 20
_LOGIN = (401, 403, 407)
"""Answers to somebody who has to say who asks."""
_HASH_LENGTH = 64
_HASH_DIGITS = frozenset("0123456789abcdef")
_WEB = ("https://", "http://")
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def is_address(place: str) -> bool:
    """Whether a place is an address of the web, and no path."""
    return place.lower().startswith(_WEB)


def read_pinned(
    place: str, parse: Callable[[bytes, str], T], sha256: str | None = None, copy: Path | None = None
) -> tuple[T, str | None]:
    """What a file of at most `LARGEST` bytes says, and a note where its copy stands in for it.

    `parse` takes the content and where it is from, as errors name it, and raises AuditUnusable. What comes from an
    address and can be parsed is kept in `copy`. The copy is used without asking where it has the hash, and with a note
    where the address does not answer. Raises AuditUnusable: not there, too large, or of another hash.
    """
    if not is_address(place):
        _require_hash(sha256)
        return parse(_checked(_read(place, Path(place)), place, sha256), place), None
    kept, shown = _kept(copy), without_secrets(place)
    _require_hash(sha256)
    if kept is not None and sha256 and _hash(kept) == sha256.lower():
        return parse(kept, shown), None
    try:
        content = _download(place)
    except OSError as error:
        told = f"no answer ({_reason(error)})"
        if kept is None or sha256:
            fix = "look whether the address is right and the network is there"
            raise AuditUnusable(shown, "must be reachable", told + _of_copy(copy, kept), fix) from error
        note = f"{shown} gives {told}; the offline copy {copy} stands in for it"
        return parse(kept, str(copy)), note
    read = parse(_checked(content, place, sha256), shown)
    if copy is not None and content != kept:
        _keep(copy, content)
    return read, None


def _reason(error: OSError) -> str:
    if isinstance(code := getattr(error, "code", None), int):
        return f"the server says {code}"
    cause = getattr(error, "reason", error)
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def _require_hash(sha256: str | None) -> None:
    if sha256 is not None and (len(sha256) != _HASH_LENGTH or set(sha256.lower()) - _HASH_DIGITS):
        fix = "take the hash that `sha256sum` prints of the file"
        raise AuditUnusable("sha256", f"must be {_HASH_LENGTH} digits of a SHA-256", sha256[:_HASH_LENGTH] or '""', fix)


def _of_copy(copy: Path | None, kept: bytes | None) -> str:
    if copy is None:
        return ""
    if kept is None:
        return f" and no offline copy {copy}"
    return f", and the offline copy {copy} has another hash, {_hash(kept)}"


def without_secrets(place: str) -> str:
    """A place as messages name it: of an address without user, password, query and fragment."""
    if not is_address(place):
        return place
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(place)
    except ValueError as error:
        fix = "correct what stands between :// and the next /"
        raise AuditUnusable("the address", "must have a host", str(error), fix) from error
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"


def _checked(content: bytes, place: str, sha256: str | None) -> bytes:
    if len(content) > LARGEST:
        found = f"more than {LARGEST // 1024 // 1024} MiB"
        raise AuditUnusable(without_secrets(place), "must be a file of a base", found, "name `audit.json` of a site")
    if sha256 and (found := _hash(content)) != sha256.lower():
        fix = "if the base has changed on purpose, pin the new hash; else somebody else changed it"
        raise AuditUnusable(without_secrets(place), f"must have the pinned hash {sha256}", found, fix)
    return content


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _kept(copy: Path | None) -> bytes | None:
    if copy is None or not copy.is_file():
        return None
    content = _read(str(copy), copy)
    return content if len(content) <= LARGEST else None


def _read(place: str, path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        fix = "name a file that exists, or the address of one"
        raise AuditUnusable(place, "must be a file that can be read", error.strerror or "an error", fix) from error


def _keep(copy: Path, content: bytes) -> None:
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        write_file(copy, content)
    except OSError as error:
        fix = "name a place that can be written"
        raise AuditUnusable(str(copy), "must take the offline copy", error.strerror or "an error", fix) from error


def _download(place: str) -> bytes:
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import HTTPRedirectHandler, HTTPSHandler, ProxyHandler, Request, build_opener

    class SafeRedirects(HTTPRedirectHandler):
        def redirect_request(self, *arguments: object) -> Request | None:
            _require_safe(str(arguments[-1]))
            return super().redirect_request(*arguments)  # type: ignore[arg-type]

    _require_safe(place)
    try:
        with build_opener(ProxyHandler, HTTPSHandler, SafeRedirects).open(place, timeout=_SECONDS) as answer:
            content: bytes = answer.read(LARGEST + 1)
            if answer.length and len(content) <= LARGEST:
                raise ConnectionError("the answer breaks off")
            return content
    except HTTPError as error:
        error.close()
        if error.code >= 500:
            raise
        fix = "a site of a base has audit.json and quarantine.json at its top; look at the address in a browser"
        if error.code in _LOGIN:
            fix = "who asks is not let in: fetch the file by other means, and name its path"
        found = f"the answer {error.code}"
        raise AuditUnusable(without_secrets(place), "must be the address of a file", found, fix) from error
    except (HTTPException, ValueError) as error:
        raise ConnectionError from error


def _require_safe(place: str) -> None:
    from urllib.parse import urlsplit

    parts = urlsplit(place)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        found = f"`{parts.scheme}`"
        raise AuditUnusable(without_secrets(place), "must be an address of https", found, "write it with https://")
