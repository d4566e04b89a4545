"""PM7: nothing in a record that must not be published."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.lint.texts import lines_with, record_texts
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import RECORD_REFERENCES, FieldPath
from ml_postmortems.model.scalars import RECORD_ID_PATTERN
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.markdown import body_links, raw_html, unlinked_text
from ml_postmortems.reading.record_file import RecordFile

_REFERENCES = (("id",), ("aliases",), *RECORD_REFERENCES)
_FIELDS_WITH_REFERENCES = frozenset(path[0] for path in _REFERENCES)
_URL = re.compile(r"https?://\S+")
_RECORD_ID = re.compile(RECORD_ID_PATTERN, re.ASCII | re.IGNORECASE)
_EXAMPLE_DOMAIN = re.compile(r"@(?:[\w-]+\.)*example(?:\.(?:com|org|net))?\b|@(?:[\w-]+\.)*(?:invalid|test)\b")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|#|[\w./-]+(?:#[\w-]+)?$)", re.ASCII)
_MENTION = re.compile(
    r"(?<![\w@./+-])@[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:/[\w-]+)?(?![\w@])"  # @name, @organisation/team
    r"|(?<![\w&/#])(?:[\w-]+/[\w.-]+)?#\d+\b|\bGH-\d+\b",  # #123, owner/repository#123
    re.ASCII,
)
_INTERNAL_HOST = re.compile(
    r"\b(?:localhost|[\w-]+\.(?:internal|corp|intranet|lan|local)|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}"
    r"|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})\b"
)
_HOST_HINTS = ("localhost", ".internal", ".corp", ".intranet", ".lan", ".local", "10.", "192.168.", "172.")
"""Of which every internal host has one."""
_SIGN_OF_MENTION = re.compile(r"[@#G](?:[A-Za-z0-9]|H-\d)", re.ASCII)
"""What every mention has, so that most bodies need no parser."""


def _passes_luhn(text: str) -> bool:
    """Whether the digits are a possible card number (ISO/IEC 7812-1, annex B)."""
    digits = [int(char) for char in text if char.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = [2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _passes_iban(text: str) -> bool:
    """Whether it is a possible bank account number (ISO 13616: the rearranged number is 1 modulo 97)."""
    compact = text.replace(" ", "")
    rearranged = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in rearranged)) % 97 == 1


def _is_personal_address(text: str) -> bool:
    return not _EXAMPLE_DOMAIN.search(text) and not text.startswith(("noreply@", "no-reply@"))


class _Form(NamedTuple):
    """A form of personal data; it stands on one line, and begins with a character that is quickly found."""

    hint: str
    """A character that its line has; empty where the pattern is as quick as looking for one."""
    pattern: re.Pattern[str]
    is_real: Callable[[str], bool]


_PERSONAL: Mapping[str, _Form] = {
    "an e-mail address": _Form(
        "@", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b"), _is_personal_address
    ),
    "a telephone number": _Form(
        "+", re.compile(r"\+(?<![\w.]\+)\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}\b"), lambda _: True
    ),
    "a card number": _Form("", re.compile(r"\d(?<![\d.]\d)(?:[ -]?\d){12,18}(?![\d.])"), _passes_luhn),
    "a bank account number": _Form(
        "", re.compile(r"[A-Z](?<!\w[A-Z])[A-Z]\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), _passes_iban
    ),
    "a social security number": _Form(
        "",
        re.compile(r"\d(?<![\d-]\d)(?<!9)\d{2}(?<!000)(?<!666)-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])"),
        lambda _: True,
    ),
}


@file_rule("PM701")
def secret_in_record(file: RecordFile) -> Iterator[Problem]:
    """A record holds no keys, tokens or passwords.

    What it does
        Runs the detectors of detect-secrets over every line.
    Why it matters
        What was once in git is public for good.
    Example
        A pasted log line with an access key
    Instead
        Cut the key out, revoke it, and take it out of the history. What is no secret is listed by its hash in
        `postmortems/allowed-secrets.yml`, with the reason, who agreed and when.
    """
    for line, kind, digest in secrets_in(file.text):
        yield Problem(
            line,
            "record",
            "must hold no secrets",
            f"what looks like: {kind}",
            "cut it out, and revoke it; if it is none, list it in allowed-secrets.yml with who agrees: "
            f"`sha256: {digest}`",
            data={"sha256": digest},
        )


@file_rule("PM702")
def personal_data(file: RecordFile) -> Iterator[Problem]:
    """A record holds no e-mail addresses, telephone, card, account or social security numbers.

    What it does
        Looks for their forms outside of links, and computes check digits where there are some.
    Why it matters
        People are named by handle, and users not at all.
    Example
        `text: The customer jane.doe@mail.example.org wrote ...` (with a real domain)
    Instead
        `text: A customer wrote ...`
    """
    plain = _URL.sub(lambda match: " " * len(match.group()), file.text)
    found = {(line, what) for what, form in _PERSONAL.items() for line in _lines_of(plain, form)}
    for line, what in sorted(found):
        yield Problem(line, "record", "must hold no personal data", what, "leave it out; name people by handle")


@file_rule("PM703")
def raw_html_in_body(file: RecordFile) -> Iterator[Problem]:
    """The body is Markdown without HTML.

    What it does
        Looks for tags in the body, outside of code.
    Why it matters
        The site shows them as text, GitHub as what they are: the reviewer sees another page than the reader.
    Example
        `<img src="https://tracker.example/x.png">`
    Instead
        Markdown; for a literal tag, code in backquotes.
    """
    for line, tag in raw_html(file.body):
        yield in_body(line, "body", "must hold no HTML", shown(tag), "write Markdown, or put it into backquotes")


@file_rule("PM704")
def dangerous_link(file: RecordFile) -> Iterator[Problem]:
    """Links lead to http, https or mailto addresses, or to files beside the record.

    What it does
        Looks at the scheme of every link and picture of the body.
    Why it matters
        Other schemes run code, or show content that nobody reviewed.
    Example
        `[the log](javascript:alert(1))`
    Instead
        `[the log](https://logs.example.com/4711)`
    """
    for link in body_links(file.body):
        if not _SAFE_LINK.match(link.target):
            yield in_body(
                link.line,
                "link",
                "must be an http, https or mailto link, or a path",
                shown(link.target),
                "link to where it is kept",
            )


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


@file_rule("PM706", Level.WARNING)
def internal_host_in_public_record(file: RecordFile) -> Iterator[Problem]:
    """A public record names no internal hosts.

    What it does
        Looks for localhost, private addresses and names under internal, corp, intranet, lan and local.
    Why it matters
        Outside, the link is dead and the name is a map of the network.
    Example
        `uri: https://grafana.corp/d/4711`
    Instead
        A copy of the picture beside the record.
    """
    if not file.record or file.record.visibility is not Visibility.PUBLIC:
        return
    for number, line in lines_with(file.text, _HOST_HINTS):
        for match in _INTERNAL_HOST.finditer(line):
            yield Problem(
                number,
                "record",
                "must name no internal hosts while it is public",
                shown(match.group()),
                "leave it out",
            )


@file_rule("PM707", Level.WARNING)
def mention_in_body(file: RecordFile) -> Iterator[Problem]:
    """The body holds no bare `@name` and no bare `#123`.

    What it does
        Looks for them in the body, outside of code, links and addresses; `acme/ranker#12` and `GH-12` are the same.
    Why it matters
        Where the text is quoted in a pull request or an issue, a person is notified and an issue is linked, often the
        wrong one: the name may be a stranger's.
    Example
        `@asinha saw it first, see #123.`
    Instead
        `The engineer on call saw it first, see [RANK-123](https://tickets.example.com/RANK-123).`
    """
    if not _SIGN_OF_MENTION.search(file.body.text) or not _MENTION.search(file.body.text):
        return
    for line, text in unlinked_text(file.body):
        for match in _MENTION.finditer(_URL.sub(" ", text)):
            yield in_body(
                line,
                "body",
                "must not mention people or issues by a bare handle or number",
                shown(match.group()),
                "name the role, link to the ticket, or put it into backquotes",
            )


@record_rule("PM709")
def secret_record_named(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record names no record that its readers may not see, unless where references are left out for them.

    What it does
        Looks for the ids of other records in every text and in the body. Under `recurrence` and `superseded_by` they
        may stand: there the site leaves them out.
    Why it matters
        The site of a wider audience would say that the secret record exists, and which incident it belongs to.
    Example
        `The same key was used in PM-2025-0002.` in a public record, where PM-2025-0002 is restricted
    Instead
        `The same key was used in an earlier incident.`
    """
    if not file.record:
        return
    texts = record_texts(file.record)
    whole = "\n".join([*(text for path, text in texts if not _is_reference(path)), file.body.text])
    if not any(_secret_names(whole, file.record, context)):
        return
    for path, text in texts:
        if not _is_reference(path):
            for found in _secret_names(text, file.record, context):
                yield at_field(file, path, *found)
    for index, line in enumerate(file.body.text.split("\n")):
        for found in _secret_names(line, file.record, context):
            yield in_body(file.body.line + index, "body", *found)


def _is_reference(path: FieldPath) -> bool:
    if path[0] not in _FIELDS_WITH_REFERENCES:
        return False
    return tuple(part for part in path if isinstance(part, str)) in _REFERENCES


def _secret_names(text: str, record: Record, context: Context) -> Iterator[tuple[str, str, str]]:
    """Condition, what was found and the fix for each record that a text names and its readers may not see."""
    for name in dict.fromkeys(match.group().upper() for match in _RECORD_ID.finditer(text)):
        named = context.corpus.get(name)
        if named and not record.visibility.may_see(named.visibility):
            yield (
                f"must not name a record that is more secret than this one, which is {record.visibility}",
                f"`{name}`, which is {named.visibility}",
                "say `an earlier incident`, or make this record as secret",
            )


def _lines_of(text: str, form: _Form) -> Iterator[int]:
    """The lines, from 1, on which something of a form begins."""
    if form.hint:
        for number, line in lines_with(text, form.hint):
            if any(form.is_real(match.group()) for match in form.pattern.finditer(line)):
                yield number
    else:
        for match in form.pattern.finditer(text):
            if form.is_real(match.group()):
                yield _line_at(text, match)


def _line_at(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
