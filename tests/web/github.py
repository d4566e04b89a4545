"""GitHub's own parser, and what of its HTML and of ours has to be equal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import cmarkgfm
import html5lib
from cmarkgfm.cmark import Options

_EXTENSIONS = ["table", "strikethrough", "autolink", "tagfilter", "tasklist"]
_OPTIONS = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
_NO_MEANING = {"div", "span", "label", "section", "figure"}
"""Elements that are there for the look."""
_KEPT = {"a": ("href", "title"), "img": ("alt", "title"), "ol": ("start",), "input": ("type", "checked", "disabled")}
_KEPT |= {"details": ("open",), "th": ("align",), "td": ("align",)}
_NAMES = {"del": "s"} | {f"h{level}": "heading" for level in range(1, 7)}
_BLOCKS = {"p", "ul", "ol", "li", "pre", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "heading", "hr"}
_BLOCKS |= {"details", "summary", "br"}


def github_html(text: str) -> str:
    """What GitHub's parser makes of Markdown, before GitHub cleans it."""
    html: str = cmarkgfm.markdown_to_html_with_extensions(text, options=_OPTIONS, extensions=_EXTENSIONS)
    return html


def meaning(html: str) -> str:
    """The elements and texts of some HTML in one line each, without what only the look needs."""
    top = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    lines = list(_joined(_lines(top)))
    return "\n".join(line for line in lines if line)


def _lines(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str):  # a comment
        return
    name = _NAMES.get(element.tag, element.tag)
    is_shown = name not in _NO_MEANING and name != "DOCUMENT_FRAGMENT"
    is_note = name == "a" and element.get("href", "").startswith("#fn")
    if is_note:
        yield "<note>"
        return
    if name == "figcaption":
        return
    if is_shown:
        yield f"<{name}{''.join(_attributes(name, element))}>"
    yield from _texts(element.text)
    for child in _children(element):
        yield from _lines(child)
        yield from _texts(child.tail)
    if is_shown:
        yield f"</{name}>"


def _attributes(name: str, element: Any) -> Iterator[str]:
    for key in _KEPT.get(name, ()):
        if key in element.attrib:
            value = re.sub("^#body-", "#", element.get(key)) if key == "href" else element.get(key)
            yield f' {key}="{value}"'


def _children(element: Any) -> Iterator[Any]:
    """The children, without the rule that stands before our footnotes."""
    children = list(element)
    for child, following in zip(children, [*children[1:], None], strict=False):
        if child.tag != "hr" or following is None or following.get("class") != "footnotes":
            yield child


def _texts(text: str | None) -> Iterator[str]:
    if text:
        yield "\0" + text


def _joined(lines: Iterator[str]) -> Iterator[str]:
    """Texts that follow each other as one, with blanks as a browser shows them outside of `pre`."""
    pending, in_code, after_block = "", 0, True
    for line in [*lines, ""]:
        if line.startswith("\0"):
            pending += line[1:]
            continue
        is_block = bool(re.match(r"</?(\w+)", line)) and re.match(r"</?(\w+)", line)[1] in _BLOCKS  # type: ignore[index]
        if pending:
            shown = pending.rstrip("\n") if in_code else re.sub(r"\s+", " ", pending)
            if not in_code:
                shown = shown.lstrip() if after_block else shown
                shown = shown.rstrip() if is_block or not line else shown
            yield shown
            pending = ""
        in_code += line.startswith("<pre") - line.startswith("</pre")
        after_block = is_block
        yield line
