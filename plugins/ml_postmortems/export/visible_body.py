"""The Markdown of a body for an audience: no link leads to a record or a picture that it may not see."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any

from markdown_it import MarkdownIt

from ml_postmortems.reading.body import Body
from ml_postmortems.reading.markdown import PICTURE_LINK, RECORD_LINK, inline_tokens, new_parser

_NOWHERE = "#"
_MAY_NAME_RECORDS = ("PM-", "&#")


def visible_sections(body: Body, records: Collection[str]) -> Iterator[tuple[str, str]]:
    """Title and Markdown of each section; what leads to records other than `records` (ids) leads nowhere.

    The words of such a link stay, as they do on the page.
    """
    hidden = sorted(_hidden_targets(body.text, records), key=len, reverse=True)
    for section in body.sections:
        text = section.text
        for target in hidden:
            text = text.replace(target, _NOWHERE)
        if hidden and _hidden_targets(text, records):
            text = _without_markup(text)
        yield section.title, text


def _hidden_targets(text: str, records: Collection[str]) -> set[str]:
    if not any(mark in text for mark in _MAY_NAME_RECORDS):
        return set()
    return {target for target in _targets(text) if (name := _record_of(target)) and name not in records}


def _record_of(target: str) -> str | None:
    if match := RECORD_LINK.fullmatch(target):
        return match.group(3)
    if match := PICTURE_LINK.fullmatch(target):
        return match.group(1)
    return None


def _targets(text: str) -> Iterator[str]:
    """Where links, pictures and definitions of links lead, whether a link uses the definition or not."""
    env: dict[str, Any] = {}
    for token in inline_tokens(_parser().parse(text, env)):
        for name in ("href", "src"):
            if target := token.attrGet(name):
                yield str(target)
    for definition in env.get("references", {}).values():
        yield definition["href"]


def _without_markup(text: str) -> str:
    """The bare words, where a target is spelt in a way that it cannot be found by."""
    tokens = inline_tokens(_parser().parse(text))
    return "\n".join(token.content for token in tokens if token.type in ("text", "code_inline"))


@cache
def _parser() -> MarkdownIt:
    return new_parser()
