"""The links and pictures of a body: from files of the folder of records to the pages that are made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token

from ml_postmortems.reading.markdown import PICTURE_LINK, RECORD_LINK
from ml_postmortems.web.urls import record_url, relative_url

ID_PREFIX = "body-"
"""What the ids of headings begin with, so that they clash with nothing outside of the body."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where a body goes to, and what it may lead to from there."""

    here: str
    records: frozenset[str]
    pictures: frozenset[str]

    def address(self, target: str) -> str | None:
        """What a link of the body becomes on its page; None where it must not be one."""
        if match := RECORD_LINK.fullmatch(target):
            if match.group(3) not in self.records:
                return None
            return relative_url(record_url(match.group(3)) + _fragment(match.group(4) or ""), self.here)
        if match := PICTURE_LINK.fullmatch(target):
            if target not in self.pictures:
                return None
            return relative_url(record_url(match.group(1)) + match.group(2), self.here)
        if target.startswith("#"):
            return _fragment(target)
        return target if target.startswith(("http://", "https://", "mailto:")) else None


def adapt_links(state: Any) -> None:
    """A rule of the parser: point links between files of the folder of records at the pages that are made of them."""
    for block in state.tokens:
        if block.children:
            block.children = list(_adapted(block.children, state.env["places"]))


def _fragment(fragment: str) -> str:
    """The fragment of a heading on the site; nothing stays nothing, and `#` alone is the top of the page."""
    return f"#{ID_PREFIX}{fragment[1:]}" if len(fragment) > 1 else fragment


def _adapted(tokens: list[Token], places: Places) -> Iterator[Token]:
    is_kept: list[bool] = []
    for token in tokens:
        match token.type:
            case "link_open":
                address = places.address(str(token.attrGet("href") or ""))
                is_kept.append(address is not None)
                if address is not None:
                    token.attrSet("href", address)
                    yield token
            case "link_close":
                if is_kept.pop():
                    yield token
            case "image":
                yield from _adapted_picture(token, places, any(is_kept))
            case _:
                yield token


def _adapted_picture(token: Token, places: Places, is_in_link: bool) -> Iterator[Token]:
    source = str(token.attrGet("src") or "")
    address = places.address(source)
    if address is not None and source in places.pictures:
        token.attrSet("src", address)
        yield token
        return
    text = Token("text", "", 0, content=token.content)
    if address is None or is_in_link:
        yield text
    else:
        yield from (Token("link_open", "a", 1, attrs={"href": address}), text, Token("link_close", "a", -1))
