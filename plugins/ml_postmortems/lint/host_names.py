"""Names and addresses of hosts inside a network: what is certain, and what only may be one."""

from __future__ import annotations

import re

from ml_postmortems.lint.text_patterns import pattern, text_before

_ENDINGS = ("internal", "corp", "intranet", "intra", "lan", "local", "localdomain", "private", "home.arpa")
"""Endings that no public server of names knows."""
_DOTTED = tuple(f".{ending}" for ending in _ENDINGS)
_PRIVATE = rf"(?:{'|'.join(map(re.escape, _ENDINGS))})"
_LABELS = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
_NAME = rf"(?<![\w.@/-])(?P<labels>{_LABELS}){_PRIVATE}\b(?!\.\w|[\w(-])"
_ROLES = (
    *("bastion", "vpn", "jump", "gateway", "gw", "proxy", "database", "db", "host", "node", "server", "srv", "mysql"),
    *("postgres", "pg", "redis", "kafka", "ldap", "dc", "gpu", "worker"),
)
_BEFORE_CODE = re.compile(r"\b(?:import|from|package|module|file|class)\s+[\"'`]?$", re.IGNORECASE)
_BEFORE_VERSION = re.compile(r"\b(?:version|release|build|driver)\s+v?$", re.IGNORECASE)
_PARTS_BEFORE = re.compile(r"(?:^|[^\w.@/-])((?:[a-z0-9]+-)*)$")


def _names_no_example(match: re.Match[str]) -> bool:
    return "example" not in match.group()


def _is_no_module(match: re.Match[str]) -> bool:
    return _names_no_example(match) and not _BEFORE_CODE.search(text_before(match, 12))


def _is_host(match: re.Match[str]) -> bool:
    """Whether the name has what names of hosts have and those of files and modules have not."""
    labels = match["labels"]
    return _is_no_module(match) and (labels.count(".") > 1 or any(char in "-0123456789" for char in labels))


def _may_be_host(match: re.Match[str]) -> bool:
    return _is_no_module(match) and not _is_host(match)


def _is_address(match: re.Match[str]) -> bool:
    """Whether four numbers are an address, and no version."""
    is_version = _BEFORE_VERSION.search(text_before(match, 12))
    return not is_version and all(int(part) < 256 for part in match.group().split("."))


def _is_name_of_parts(match: re.Match[str]) -> bool:
    before = _PARTS_BEFORE.search(text_before(match, 40))
    return bool(before) and ("-" in match.group() or "." in match.group() or bool(before and before.group(1)))


CERTAIN = (
    pattern(
        "an address inside a network",
        ("10.", "172.", "192.168."),
        r"(?<![\w.])(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})"
        r"(?!\w|\.\d|/\d)",
        _is_address,
    ),
    pattern(
        "a link into a network",
        _DOTTED,
        rf"(?<=://)(?:[^ /@]+@)?{_LABELS}{_PRIVATE}\b(?!\.\w|[\w-])",
        _names_no_example,
    ),
    pattern("an internal host", _DOTTED, _NAME, _is_host),
    pattern("a host of a cluster", (".svc",), rf"(?<![\w.@/-]){_LABELS}svc(?:\.cluster\.[a-z]+)?\b(?!\.\w|[\w(-])"),
)
"""What leads nowhere outside of a network."""

POSSIBLE = (
    pattern("what may be an internal host", _DOTTED, _NAME, _may_be_host),
    pattern(
        "what may be an internal host",
        _ROLES,
        rf"(?:{'|'.join(_ROLES)})[a-z]{{0,4}}(?:-[a-z0-9]+){{0,5}}?-?\d{{1,4}}(?:\.[a-z0-9-]+)*\b(?![\w(-])",
        _is_name_of_parts,
    ),
    pattern(
        "a link to the reader's own machine", ("localhost", "127.0"), r"(?<=://)(?:localhost|127\.0\.0\.\d{1,3})\b"
    ),
)
"""Only a reader can tell: the name can be one of a file, a model or a public host."""
