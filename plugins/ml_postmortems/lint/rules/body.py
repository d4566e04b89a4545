"""PM0 and PM2 for what lies beside the front matter: pictures, and the links of the body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.registry import file_rule, record_rule, side_rule
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.scalars import RECORD_ID_PATTERN, URI_LENGTH
from ml_postmortems.reading.body import Body
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.headings import anchor_in, anchors_of
from ml_postmortems.reading.kept_evidence import KeptState, kept_files
from ml_postmortems.reading.markdown import PICTURE_LINK, RECORD_LINK, Link, body_links
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.record_names import id_in_name, year_in_id
from ml_postmortems.suggestion import closest

MAX_PICTURE_BYTES = 1024 * 1024
MAX_KEPT_TEXT_BYTES = 64 * 1024
_TEXT_SUFFIX = ".txt"
_SIGNATURES: Mapping[str, bytes] = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
    ".gif": b"GIF8",
}
_MOST_NAMED = 5
_RECORD_ID = lazy_pattern(RECORD_ID_PATTERN, re.ASCII)
_SCHEME = lazy_pattern(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""What makes a link one to somewhere else; which schemes may be used is for PM704 to say."""
_CUT_SCHEME = lazy_pattern(r"(https?)/+(?=.)", re.ASCII)
"""The colon is missing: `https//example.com/x`."""
_HOST = lazy_pattern(r"www\.|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/", re.ASCII)
_NO_LINK = (
    "write the whole link, from `https://` on, keep the file by `postmortems attach`, or write `{unknown: why}` where "
    "it has no address"
)


@side_rule("PM015")
def unusable_picture(context: Context) -> Iterator[Problem]:
    """A picture is at most 1 MiB and a kept text at most 64 KiB, and each is what its name says.

    What it does
        Looks at the size and the first bytes of each picture, and whether a text is one, without a secret in it.
    Why it matters
        Pages have to load, and a file that only claims to be a picture can be anything.
    Example
        A screenshot of 4 MB, or a text file named `graph.png`
    Instead
        Crop it and save it anew as PNG, JPEG, WebP or GIF.
    """
    for picture in context.corpus.pictures:
        size = picture.stat().st_size
        with picture.open("rb") as file:
            start = file.read(16)
        problem = None
        if picture.suffix == _TEXT_SUFFIX:
            problem = _text_problem(picture, size)
        elif size > MAX_PICTURE_BYTES:
            kib = -(-size // 1024)
            problem = ("must be at most 1024 KiB", f"{kib} KiB", "crop it or save it smaller")
        elif not start.startswith(_SIGNATURES[picture.suffix]):
            problem = (f"must be a {picture.suffix[1:].upper()} file", "other content", "save it anew in this format")
        if problem:
            yield Problem(1, "picture", *problem, path=picture)


@side_rule("PM016")
def unlisted_picture(context: Context) -> Iterator[Problem]:
    """A picture is listed as evidence of its record.

    What it does
        Looks for evidence with `kind: picture` and this file as its `uri`, or with this file as its `copy`.
    Why it matters
        Evidence has a title, an origin and a visibility. A picture that is not listed is not published.
    Example
        `postmortems/2025/PM-2025-0007/graph.png` that no evidence names
    Instead
        `- {id: E4, kind: picture, title: ..., uri: PM-2025-0007/graph.png, visibility: public}`
    """
    folders = {picture.parent.name for picture in context.corpus.pictures}
    owners = (file for file in context.corpus.files if file.head and file.head.names[0] in folders)
    listed = {each.path for file in owners for each in kept_files(file)}
    for picture in context.corpus.pictures:
        if picture not in listed:
            uri = f"{picture.parent.name}/{picture.name}"
            yield Problem(
                1,
                "picture",
                "must be listed as evidence of its record",
                "no evidence that names it",
                f"add evidence with `uri: {uri}`, or delete the file",
                path=picture,
            )


@record_rule("PM017")
def missing_kept_file(file: RecordFile, _: Context) -> Iterator[Problem]:
    """Evidence that is not a link is a file beside the record.

    What it does
        Looks in the folder with the record's id for each picture and text that evidence names as its `uri`, and for a
        picture that is a captured copy. A `uri` that is neither a link nor the path of such a file leads nowhere.
    Why it matters
        The page would show a broken picture, or a source that nobody can open.
    Example
        `uri: PM-2025-0007/graph.png` where the folder holds `graphs.png`
    Instead
        `uri: PM-2025-0007/graphs.png`
    """
    folder = id_in_name(file.path) or "PM-YYYY-NNNN"
    kept = [*kept_files(file)]
    for each in kept:
        if each.path is None or not each.path.is_file():
            what, name = ("picture", "name.png") if each.is_picture else ("text", "name.txt")
            yield at_field(
                file,
                ("evidence", each.index, each.field),
                f"must be a {what} beside the record",
                shown(each.named),
                f"put the file into the folder `{folder}/` and write `{folder}/{name}`",
            )
    beside = {each.index for each in kept if each.field == "uri"}
    for index, item in enumerate(known_items(file.record.evidence) if file.record else ()):
        uri = known(item.uri)
        if uri and index not in beside and not _SCHEME.match(uri):
            yield at_field(
                file,
                ("evidence", index, "uri"),
                "must be a link, or the path of a file beside the record",
                f"{shown(uri)}, where no such file lies",
                f"did you mean {shown(link, URI_LENGTH)}?" if (link := _link_meant(uri)) else _NO_LINK,
            )


@record_rule("PM023")
def changed_picture(file: RecordFile, _: Context) -> Iterator[Problem]:
    """A picture is the one that was attached.

    What it does
        Compares the file with the `sha256` of its evidence, where that is given.
    Why it matters
        A picture that is evidence and was exchanged later shows something else than what was seen.
    Example
        `graph.png` was cropped after `postmortems attach` had listed it.
    Instead
        Attach the new picture by `postmortems attach`, or bring the old one back.
    """
    for each in kept_files(file):
        if each.state() is KeptState.CHANGED:
            yield at_field(
                file,
                ("evidence", each.index, "sha256"),
                f"must be that of {shown(each.named)}",
                f"{shown(each.item.sha256)}, but its hash is {each.digest()}",
                "bring the file back that was attached, or attach this one",
            )


@record_rule("PM018")
def dead_relative_link(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A link of the body leads to a web address, a heading, another record or a picture of this one.

    What it does
        Looks up every link of the body that is not an http, https or mailto link, and the headings that links lead to.
        The anchor of a heading is the one that GitHub gives it: `## Why it happened` is `#why-it-happened`.
    Why it matters
        It works in the pull request and nowhere on the site, or the other way round.
    Example
        `[the earlier outage](../2024/outage.md)`
    Instead
        `[the earlier outage](../2024/PM-2024-0001-acme-answers.md)`
    """
    listed = {each.named for each in kept_files(file) if each.is_picture}
    for link in body_links(file.body):
        if link.target.startswith("#"):
            yield from _dead_anchor(link, link.target, file.body)
            continue
        if _SCHEME.match(link.target):
            continue
        record, picture = RECORD_LINK.fullmatch(link.target), PICTURE_LINK.fullmatch(link.target)
        year = file.path.parent.name
        if record and (record.group(1) or year) == year_in_id(record.group(3)):
            other = context.corpus.file_of(record.group(3))
            if other and other.path.name == record.group(2):
                yield from _dead_anchor(link, record.group(4) or "", other.body)
                continue
        if picture and link.target in listed:
            continue
        yield in_body(
            link.line,
            "link",
            "must lead to a web address, a record, or a picture that is evidence of this record",
            shown(link.target),
            _link_fix(link, context.corpus),
        )


@file_rule("PM019")
def picture_without_text(file: RecordFile) -> Iterator[Problem]:
    """A picture in the body has a text that says what it shows.

    What it does
        Looks for pictures with an empty alternative text.
    Why it matters
        Who cannot see the picture reads the text.
    Example
        `![](PM-2025-0007/graph.png)`
    Instead
        `![Error rate by minute, two steep rises at 11:28 and 11:33](PM-2025-0007/graph.png)`
    """
    for link in body_links(file.body):
        if link.is_picture and not link.text.strip():
            yield in_body(
                link.line,
                "picture",
                "must have a text",
                f"none for {shown(link.target)}",
                "say in the brackets what it shows",
            )


def _text_problem(path: Path, size: int) -> tuple[str, str, str] | None:
    """What is wrong with a text that is kept beside a record."""
    if size > MAX_KEPT_TEXT_BYTES:
        return "must be at most 64 KiB", f"{-(-size // 1024)} KiB", "keep the lines that a claim rests on"
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError:
        return "must be a text in UTF-8", "other bytes", "save it as UTF-8"
    if secrets := secrets_in(text):
        return "must hold no secret", f"what looks like: {secrets[0].kind}", "revoke it, and take it out of the history"
    return None


def _dead_anchor(link: Link, fragment: str, body: Body) -> Iterator[Problem]:
    """The problem that no heading of this body has the anchor that a link names; `#` alone is the top of the page."""
    anchor = anchor_in(fragment)
    if not anchor or anchor in (anchors := anchors_of(body.text)):
        return
    near = closest(anchor, anchors)
    if near:
        fix = f"write `#{near}`"
    elif anchors:
        fix = f"link to one of its headings: {', '.join(f'`#{each}`' for each in list(anchors)[:_MOST_NAMED])}"
    else:
        fix = "leave the link out, or give it a heading"
    yield in_body(link.line, "link", "must lead to a heading of the body", shown(link.target), fix)


def _link_fix(link: Link, corpus: Corpus) -> str:
    """What to write in place of a link that leads nowhere."""
    named = _RECORD_ID.search(link.target)
    if link.is_picture or PICTURE_LINK.fullmatch(link.target):
        return "put the picture into the record's folder and list it as evidence of `kind: picture` with this `uri`"
    if named and (other := corpus.file_of(named.group())):
        return f"write `../{other.path.parent.name}/{other.path.name}`"
    return "write the path from this file to the other record's, such as `../2024/PM-2024-0003-some-words.md`"


def _link_meant(uri: str) -> str | None:
    """The link that was probably meant by a path that begins like a web address."""
    if match := _CUT_SCHEME.match(uri):
        return f"{match.group(1)}://{uri[match.end() :]}"
    return f"https://{uri}" if _HOST.match(uri) else None
