"""Where links lead: the host of an address, what disguises it, and the host that the text of a link names."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from ml_postmortems.lazy_pattern import lazy_pattern

_WEB = lazy_pattern(r"https?:[/\\]*(?P<authority>[^/\\?#\s\"'<>`”’»,;)]*)", re.IGNORECASE)
_PORT = lazy_pattern(r":\d*$")
_NUMERIC = lazy_pattern(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)
"""Forms in which browsers take a number for an address."""
_FOUR_PARTS = lazy_pattern(r"(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}", re.ASCII)
_HOST_INSIDE = lazy_pattern(r"\.(?:com|org|net|gov|edu)\.(?:[^.]+\.)+[^.]+$")
"""A name that ends in the middle, with a second one behind it that has two parts or more."""
_SHORTENERS = frozenset(
    [
        "adf.ly",
        "bit.do",
        "bit.ly",
        "bitly.com",
        "buff.ly",
        "cutt.ly",
        "dlvr.it",
        "fb.me",
        "goo.gl",
        "ibit.ly",
        "is.gd",
        "j.mp",
        "lnkd.in",
        "ow.ly",
        "qr.ae",
        "rb.gy",
        "rebrand.ly",
        "s.id",
        "shorturl.at",
        "short.io",
        "shorte.st",
        "soo.gd",
        "surl.li",
        "t.co",
        "t.ly",
        "tiny.cc",
        "tinyurl.com",
        "tr.im",
        "trib.al",
        "urlz.fr",
        "v.gd",
        "x.co",
    ]
)
_ARCHIVES = ("web.archive.org", "archive.org", "archive.ph", "archive.today", "archive.is")
"""Whoever keeps copies of pages names the page in the address of the copy."""
_ENDINGS = (
    r"com|org|net|gov|edu|int|mil|info|biz|ai|app|cloud|dev|[a-z]{2,3}\.[a-z]{2}|de|fr|uk|eu|ch|at|jp|cn|nl|es|br|ca|au"
)
"""What a text without a scheme ends in that is a host; `.py`, `.md` and `.io` are files and modules as well."""
_NAMED = lazy_pattern(
    r"https?://(?:[^\s/@]*@)?(?P<url>[^\s/:?#@<>\"'`]+\.[^\s/:?#@<>\"'`]+)|\b(?P<www>www\.[\w-]+(?:\.[\w-]+)+)"
    rf"|^\s*(?P<host>(?:[\w-]+\.)+(?:{_ENDINGS}))(?::\d+)?(?:[/?#]\S*)?\s*$",
    re.IGNORECASE,
)


def host_of(address: str) -> str | None:
    """The host of a web address in lower case, as it is written, with what stands before `@`; None for others."""
    match = _WEB.match(address.strip())
    return _PORT.sub("", match["authority"]).casefold() if match else None


def host_named_in(text: str) -> str | None:
    """The host that the text of a link names, where it is an address or holds one."""
    if "." not in text:
        return None
    match = _NAMED.search(text)
    return (match["url"] or match["www"] or match["host"]).casefold().rstrip(".,;:)") if match else None


def leads_to(named: str, host: str, address: str) -> bool:
    """Whether a link to a host is one to the host that its text names: itself, a part of it, or a kept copy."""
    named, host = named.removeprefix("www."), host.removeprefix("www.")
    if host == named or host.endswith(f".{named}"):
        return True
    return host in _ARCHIVES and named in address.casefold()


@lru_cache(maxsize=512)
def disguise_of(host: str) -> str | None:
    """What makes a host look like another one or like none; None for a plain name."""
    if "@" in host:
        return "a name before `@`, which readers take for the host"
    if not host.isascii() or "%" in host or any(part.startswith("xn--") for part in host.split(".")):
        return "a host in letters that look like others"
    if host.removeprefix("www.") in _SHORTENERS:
        return "a shortened address, which shows nobody where it leads"
    if _NUMERIC.fullmatch(host) and not _FOUR_PARTS.fullmatch(host):
        return "a host written as a number"
    if _HOST_INSIDE.search(host):
        return "a host with the name of another one in front"
    return None


def is_bare_address(host: str) -> bool:
    """Whether a host is a public network address in place of a name."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return False
