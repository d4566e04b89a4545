"""PM5 for evidence that shows nothing: a hash of nothing, a front page, one address twice, the record itself."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import urlsplit

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.kept_evidence import kept_files
from ml_postmortems.reading.record_file import RecordFile

_OF_NOTHING = sha256(b"").hexdigest()


@file_rule("PM566")
def hash_of_nothing(file: RecordFile) -> Iterator[Problem]:
    """The hash of a piece of evidence is that of a file.

    What it does
        Refuses a `sha256` of one digit all through, and that of an empty file. Of a file beside the record, PM023 tells
        whether the hash is right.
    Why it matters
        A hash is there so that somebody can tell whether a copy is what was seen; a made-up one can only mislead.
    Example
        `sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855`
    Instead
        What `sha256sum` prints for the copy, or no `sha256` where there is none.
    """
    beside = {each.index for each in kept_files(file)}
    for index, item in enumerate(known_items(file.record.evidence) if file.record else ()):
        if index not in beside and item.sha256 and (item.sha256.lower() == _OF_NOTHING or len(set(item.sha256)) == 1):
            yield at_field(
                file,
                ("evidence", index, "sha256"),
                "must be the SHA-256 of a file",
                "that of an empty file" if item.sha256.lower() == _OF_NOTHING else "one digit all through",
                "write what `sha256sum` prints for the copy, or leave it out",
            )


@file_rule("PM567", Level.WARNING)
def front_page_as_evidence(file: RecordFile) -> Iterator[Problem]:
    """Evidence is the page that shows something, not the front page of its site.

    What it does
        Warns in our own published records where `uri` is a web address without path, query and fragment.
    Why it matters
        What a front page shows changes every day, so nobody can check a claim by it.
    Example
        `uri: https://grafana.example.com/`
    Instead
        `uri: https://grafana.example.com/d/clicks?from=1741600000`
    """
    record = own_published(file)
    for index, item in enumerate(known_items(record.evidence) if record else ()):
        address = urlsplit(known(item.uri) or "")
        if address.scheme in ("http", "https") and not (address.path.strip("/") or address.query or address.fragment):
            yield at_field(
                file,
                ("evidence", index, "uri"),
                "must lead to what shows it",
                f"the front page {shown(known(item.uri))}",
                "write the address of the page, the dashboard or the query, or `{unknown: why}`",
            )


@file_rule("PM568", Level.WARNING)
def evidence_listed_twice(file: RecordFile) -> Iterator[Problem]:
    """Each piece of evidence has an address of its own.

    What it does
        Warns in our own published records where two pieces have the same `uri`.
    Why it matters
        One source that stands there twice looks like two that agree.
    Example
        E1 and E4 with `uri: https://tickets.example.com/INC-1042`
    Instead
        One of them, or the part of the page that each means: `#comment-3`.
    """
    record = own_published(file)
    first: dict[str, str] = {}
    for index, item in enumerate(known_items(record.evidence) if record else ()):
        uri = known(item.uri)
        if uri and (earlier := first.setdefault(uri.rstrip("/"), item.id)) != item.id:
            yield at_field(
                file,
                ("evidence", index, "uri"),
                "must be an address of its own",
                f"that of {earlier}, {shown(uri)}",
                f"cite {earlier}, or add the part of the page that is meant: `#...`",
            )


@file_rule("PM569", Level.WARNING)
def record_as_own_evidence(file: RecordFile) -> Iterator[Problem]:
    """The evidence of a record is something else than the record.

    What it does
        Warns in our own published records where a web address of the evidence holds the id, or a former id, of the
        record.
    Why it matters
        A page that was made of the record agrees with it whatever it says.
    Example
        `uri: https://postmortems.example.com/records/PM-2025-0001/`
    Instead
        `uri: https://dash.example.com/clicks`
    """
    record = own_published(file)
    for index, item in enumerate(known_items(record.evidence) if record else ()):
        uri = known(item.uri) or ""
        if (
            record
            and uri.startswith(("http://", "https://"))
            and any(each in uri for each in (record.id, *record.aliases))
        ):
            yield at_field(
                file,
                ("evidence", index, "uri"),
                "must be something else than the record itself",
                shown(uri),
                "name what the claim was taken from, or leave the piece out",
            )
