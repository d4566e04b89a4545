"""The body of a record under repair: what it says as HTML, which lines are code, and links that must lead elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import PurePosixPath
from posixpath import normpath, relpath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from ml_postmortems.reading.body import Body
from ml_postmortems.reading.markdown import body_links, inline_tokens, new_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_NO_FILE = re.compile(r"[a-z][a-z0-9+.-]*:|#|/|$", re.IGNORECASE)
_ADDRESSES = {"link_open": "href", "image": "src"}
Moves = Mapping[PurePosixPath, PurePosixPath]
"""The files and folders that get another path."""


def body_html(text: str, relinked: Mapping[str, str] | None = None) -> str:
    """What a body says, with some links leading elsewhere; it differs where more than the layout differs."""
    environment: dict[str, Any] = {}
    tokens = _parser().parse(text, environment)
    for token in inline_tokens(tokens) if relinked else ():
        name = _ADDRESSES.get(token.type, "")
        old = str(token.attrGet(name) or "")
        if relinked and old in relinked:
            token.attrSet(name, relinked[old])
    return str(_parser().renderer.render(tokens, _parser().options, environment))


def code_lines(body: Body) -> frozenset[int]:
    """The lines of the file, from 1, on which each blank counts."""
    blocks: list[Token] = _parser().parse(body.text)
    code = [block.map for block in blocks if block.type in ("fence", "code_block") and block.map]
    return frozenset(body.line + line for first, last in code for line in range(first, last))


def moved_path(path: PurePosixPath, moves: Moves) -> PurePosixPath:
    """Where a file lies once these have moved."""
    for place in (path, *path.parents):
        if place in moves:
            return moves[place] / path.relative_to(place)
    return path


def moved_links(body: Body, here: PurePosixPath, moves: Moves) -> dict[str, str]:
    """The links of the body of the file `here` that have to change, each with its new target."""
    targets = {link.target for link in body_links(body)}
    return {target: new for target in targets if (new := moved_target(target, here, moves)) != target}


def moved_target(target: str, here: PurePosixPath, moves: Moves) -> str:
    """The relative link that leads from the file `here` to the same place as before."""
    file, mark, fragment = target.partition("#")
    if _NO_FILE.match(target):
        return target
    plain = unquote(file)
    old = PurePosixPath(normpath(here.parent / plain))
    new, folder = moved_path(old, moves), moved_path(here, moves).parent
    is_same = new == old and folder == here.parent
    path = relpath(new, folder)
    return target if is_same else f"{path if file == plain else quote(path)}{mark}{fragment}"


def relink(text: str, relinked: Mapping[str, str]) -> str | None:
    """The text with the targets of these links replaced; None where that cannot be done without changing more."""
    written = {unquote(target): new for target, new in relinked.items()} | dict(relinked)  # `<a b.png>` is `a%20b.png`
    old = "|".join(re.escape(target) for target in sorted(written, key=len, reverse=True))
    link = re.compile(rf"(\]\(\s*<?|\]:\s*<?)({old})(?=[\s)>]|$)")
    new = link.sub(lambda match: match[1] + written[match[2]], text)
    says = body_html(text.replace("\r\n", "\n"), relinked)
    return new if body_html(new.replace("\r\n", "\n")) == says else None


@cache
def _parser() -> MarkdownIt:
    return new_parser()
