"""Bare addresses become links as on GitHub, in a time that grows with the length of the text only.

What an address is, is for the plug-in to say. Its rules look at all text before each colon, and count the brackets of
an address again for each one at its end; so they are asked only where an address can begin, and get little text. They
also want a blank before `https://`, where GitHub is content with anything but a letter, such as a quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_plugins.gfm_autolink._match import match_http

from ml_postmortems.lazy_pattern import lazy_pattern

_Rule = Callable[[StateInline, bool], bool]
_OTHER_PROTOCOLS = ("mailto", "xmpp")
_LONGEST_PROTOCOL = 7
"""Of the text before a colon this much is looked at: the longest protocol and the character before it."""
_WEB = lazy_pattern(r"(?<![a-z])https?$", re.IGNORECASE)
_REST = lazy_pattern(r"://(?=[^\W_])\S{0,2000}(?!\S)")
"""What follows the protocol; no browser or server takes more."""
_TOO_LONG = lazy_pattern(r"\S{2001}")
_NAME_END = lazy_pattern(r"[\w.+-]", re.ASCII)
"""The last character of what stands before the `@` of an e-mail address."""


def bound_bare_addresses(parser: MarkdownIt) -> None:
    """Put the bounds around the rules of the plug-in, which the parser must have."""
    ruler = parser.inline.ruler
    rules = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    for name in ("gfm_autolink_www", "gfm_autolink_protocol", "gfm_autolink_email"):
        ruler.at(name, _bounded(rules[name]))
    ruler.before("gfm_autolink_protocol", "pm_web_address", _web_address)
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]


def _web_address(state: StateInline, silent: bool) -> bool:
    """The rule of the parser for `http://` and `https://`, at their colon."""
    if silent or state.linkLevel > 0 or state.src[state.pos] != ":":
        return False
    protocol = _WEB.search(state.pending[-_LONGEST_PROTOCOL:])
    rest = _REST.match(state.src, state.pos, state.posMax) if protocol else None
    found = match_http(protocol[0].lower() + rest[0]) if protocol and rest else None
    if not protocol or not found:
        return False
    href, length = state.md.normalizeLink(found[0]), found[1]
    if not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(protocol[0])]
    end = state.pos - len(protocol[0]) + length
    state.push("link_open", "a", 1).attrs = {"href": href}
    state.tokens[-1].markup = "autolink"
    state.push("text", "", 0).content = protocol[0] + state.src[state.pos : end]
    state.push("link_close", "a", -1).markup = "autolink"
    state.pos = end
    return True


def _bounded(rule: _Rule) -> _Rule:
    def bounded(state: StateInline, silent: bool) -> bool:
        if silent or not _can_be_address(state) or _TOO_LONG.match(state.src, state.pos, state.posMax):
            return False
        return rule(state, silent)

    return bounded


def _can_be_address(state: StateInline) -> bool:
    """Whether an address can be here; at a colon, all text before the protocol becomes a token of its own."""
    match state.src[state.pos]:
        case ":":
            if not state.pending.endswith(_OTHER_PROTOCOLS):
                return False
            pending = state.pending
            state.pending = pending[:-_LONGEST_PROTOCOL]
            if state.pending:
                state.pushPending()
            state.pending = pending[-_LONGEST_PROTOCOL:]
            return True
        case "w":
            return state.src.startswith("www.", state.pos)
        case char:
            return char == "@" and bool(_NAME_END.search(state.pending[-1:]))
