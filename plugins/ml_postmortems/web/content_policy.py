"""A strict Content-Security-Policy for the site, in the forms that web servers read."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

FOLDER = "content-security-policy/"
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=", re.IGNORECASE)
_DATA = re.compile(r"""\btype\s*=\s*["']?(?!module\b|(?:text|application)/javascript\b)[a-z]""", re.IGNORECASE)
_DIRECTIVES = (
    "default-src 'none'",
    "script-src 'self'{hashes}",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
"""Pictures as data: the icons of the theme's style sheet are such."""


def inline_scripts(html: str) -> Iterator[str]:
    """The text of each script that stands within a page; not of data, which no browser runs."""
    for attributes, text in _SCRIPT.findall(html):
        if text and not _SOURCE.search(attributes) and not _DATA.search(attributes):
            yield text


def policy_files(scripts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The policy of a site of its own files and these inline scripts, by path: alone, and as servers read it."""
    hashes = sorted({f" 'sha256-{_sha256(script)}'" for script in scripts})
    value = "; ".join(_DIRECTIVES).format(hashes="".join(hashes))
    forms = {
        "value.txt": value,
        "nginx.conf": f'add_header Content-Security-Policy "{value}" always;',
        "apache.conf": f'Header always set Content-Security-Policy "{value}"',
        "headers.txt": f"/*\n  Content-Security-Policy: {value}",
    }
    for name, text in forms.items():
        yield f"{FOLDER}{name}", f"{text}\n".encode()


def _sha256(script: str) -> str:
    """As browsers compute it: of the text with the line ends that a parser of HTML makes of them."""
    text = script.replace("\r\n", "\n").replace("\r", "\n")
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
