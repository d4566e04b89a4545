"""PM7, first half: keys, markup and links that must not be published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.model.not_known import known_items
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.html_tags import PAIRED_TAGS, tag_name
from ml_postmortems.reading.markdown import body_links, forbidden_html, unpaired_html
from ml_postmortems.reading.record_file import RecordFile

_ALLOWED_TAGS = "`<details>`, `<summary>`, `<br>`, `<sub>`, `<sup>` and `<kbd>`"
_SCHEME = lazy_pattern(r"([a-z][a-z0-9+.-]*):|[/\\]{2}", re.ASCII | re.IGNORECASE)
_SAFE_SCHEMES = ("http", "https", "mailto")
_IGNORED_IN_LINKS = lazy_pattern(r"[\x00-\x20]+")
"""What browsers leave out of an address before they look at its scheme."""


@file_rule("PM701")
def secret_in_record(file: RecordFile) -> Iterator[Problem]:
    """A record holds no keys, tokens or passwords.

    What it does
        Runs the detectors of detect-secrets over every line, and looks for sentences that tell a password or a token.
    Why it matters
        What was once in git is public for good.
    Example
        A pasted log line with an access key
    Instead
        Cut the key out, revoke it, and take it out of the history. What is no secret is listed by its hash in
        `postmortems/allowed-secrets.yml`, with the reason, who agreed and when, in a pull request before this one.
    """
    for line, kind, digest in secrets_in(file.text):
        yield Problem(
            line,
            "record",
            "must hold no secrets",
            f"what looks like: {kind}",
            "cut it out, and revoke it; if it is none, list it in allowed-secrets.yml with who agrees, and merge that "
            f"first: `sha256: {digest}`",
            data={"sha256": digest},
        )


@file_rule("PM703")
def raw_html_in_body(file: RecordFile) -> Iterator[Problem]:
    """The HTML in the body is `<details>`, `<summary>`, `<br>`, `<sub>`, `<sup>` and `<kbd>`, each tag with its end.

    What it does
        Looks for other tags and for attributes in the body, outside of code, and for tags that nothing ends. The one
        attribute that may stand is `open` on `<details>`.
    Why it matters
        The site shows other tags as text, GitHub as what they are: the reviewer sees another page than the reader. A
        fold that does not end hides the rest of the text.
    Example
        `<img src="https://tracker.example/x.png">`
    Instead
        Markdown; for a literal tag, code in backquotes.
    """
    for line, tag in forbidden_html(file.body):
        is_allowed = tag_name(tag).removeprefix("/") in ("br", *PAIRED_TAGS)
        yield in_body(
            line,
            "body",
            f"must hold no HTML but {_ALLOWED_TAGS}, without attributes",
            shown(tag),
            "leave the attributes out" if is_allowed else "write Markdown, or put it into backquotes",
        )
    for line, tag in unpaired_html(file.body):
        name = tag_name(tag)
        other = f"`<{name[1:]}>` before" if name[0] == "/" else f"`</{name}>` behind"
        fix = f"write {other} it, or take it out"
        yield in_body(line, "body", "must hold each HTML tag with its end", f"{shown(tag)} alone", fix)


@file_rule("PM704")
def dangerous_link(file: RecordFile) -> Iterator[Problem]:
    """Links lead to http, https or mailto addresses, or to files beside the record.

    What it does
        Looks at the scheme of every link and picture of the body, escapes decoded; a path has none.
    Why it matters
        Other schemes run code, or show content that nobody reviewed.
    Example
        `[the log](javascript:alert(1))`
    Instead
        `[the log](https://logs.example.com/4711)`
    """
    for link in body_links(file.body):
        if _is_dangerous(link.target):
            yield in_body(
                link.line,
                "link",
                "must be an http, https or mailto link, or a path",
                shown(link.target),
                "link to the web page or file where it is kept, or delete the link",
            )


def _is_dangerous(target: str) -> bool:
    """Whether an address has a scheme that records may not use, or names a host without a scheme."""
    address = _IGNORED_IN_LINKS.sub("", unquote(unescape(target)))
    scheme = _SCHEME.match(address)
    return scheme is not None and (scheme.group(1) or "").lower() not in _SAFE_SCHEMES


@file_rule("PM705")
def internal_evidence_in_public_record(file: RecordFile) -> Iterator[Problem]:
    """The evidence of a record is not more secret than the record.

    What it does
        Compares the visibility of each piece of evidence with that of the record.
    Why it matters
        The claim would stand on the site without its evidence.
    Example
        E2 with `visibility: internal` in a public record
    Instead
        Make the record internal, or find evidence that may be shown.
    """
    if not file.record:
        return
    for index, item in enumerate(known_items(file.record.evidence)):
        if not file.record.visibility.may_see(item.visibility):
            yield at_field(
                file,
                ("evidence", index, "visibility"),
                f"must not be more secret than the record, which is {file.record.visibility}",
                shown(item.visibility),
                "make the record as secret as its evidence, or name evidence that may be shown",
            )
