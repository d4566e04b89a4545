"""The Content-Security-Policy of a build names its inline scripts, whatever form a server reads it in."""

from __future__ import annotations

import base64
import hashlib

import pytest

from ml_postmortems.web.content_policy import FOLDER, inline_scripts, policy_files


@pytest.mark.parametrize(
    ("html", "scripts"),
    [
        ("<script>a()</script><SCRIPT type=module>b()</SCRIPT>", ["a()", "b()"]),
        ('<script type="text/javascript" defer>a()</script>', ["a()"]),
        ('<script src="a.js"></script><script id="x"></script>', []),
        ('<script id="__config" type="application/json">{"a": 1}</script>', []),
        ('<script type="application/ld+json">{}</script>', []),
        ("<script>\n a()\n</script>", ["\n a()\n"]),
    ],
)
def test_what_runs_within_a_page_is_found(html: str, scripts: list[str]) -> None:
    """Not what stands in files of its own, nor data."""
    assert list(inline_scripts(html)) == scripts


def test_each_script_is_named_once_by_its_hash() -> None:
    """As browsers compute it, after the ends of lines were made one."""
    files = dict(policy_files(["a()", "b()\r\n", "b()\n"]))
    for script in ("a()", "b()\n"):
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest())
        assert files[f"{FOLDER}value.txt"].count(digest) == 1
    assert b"unsafe" not in files[f"{FOLDER}value.txt"]


def test_every_form_says_the_same() -> None:
    """The value alone, nginx, Apache, and the file of headers that Netlify and Cloudflare Pages read."""
    files = {name: text.decode() for name, text in policy_files(["a()"])}
    value = files[f"{FOLDER}value.txt"].strip()
    assert len(files) == 4
    assert all(value in text for text in files.values())
