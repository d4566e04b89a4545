"""Text of an archive made fit for a record: no secrets, no HTML, no link that leads nowhere; every word stays."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape

from ml_postmortems.authoring.importers.left_out import without_mailboxes
from ml_postmortems.lint.secrets import secrets_in
from ml_postmortems.plurals import counted
from ml_postmortems.reading.forbidden_characters import FORBIDDEN

_CODE = re.compile(
    r"(?P<fence>^ {0,3}(?P<mark>`{3,20}(?!`)|~{3,20}(?!~))[^\n]*\n(?:.*?\n)??(?: {0,3}(?P=mark)[`~]*[ \t]*$|\Z)"
    r"|(?<!`)(?P<tick>`{1,4})(?!`)[^\n`]+(?P=tick)(?!`))",
    re.M | re.S,
)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9:-]{0,30})(?P<rest>(?:\s[^<>]{0,2000})?)/?>")
_ATTRIBUTE = re.compile(
    r"""(?P<name>src|href|alt)\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""", re.I
)
_OTHER_MARKUP = re.compile(r"(?P<slashes>\\{0,50})<(?=[!?/A-Za-z])(?!https?://[^\s<>]*>)(?!br>)")
_LINK = re.compile(
    r"(?P<picture>!?)\[(?P<text>[^\[\]\n]{0,500}(?:!?\[[^\[\]\n]{0,200}\](?:\([^()\n]{0,500}\))?[^\[\]\n]{0,300}){0,3})\]"
    r"\(\s*(?P<target><[^<>\n]{0,1000}>|[^\s()<>]{0,1000}(?:\([^\s()]{0,200}\)[^\s()<>]{0,500})?|[^\n()\"]{0,500}?)"
    r"(?:\s+(?P<title>\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'))?\s*\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<name>[^\]\n]{1,200})\]:[ \t]*(?P<target>\S{1,1000})[^\n]*$", re.M)
_MENTION = re.compile(r"(?<![\w`@/.])(?P<who>@[A-Za-z0-9][\w.-]{0,60}\w|#\d{1,7}\b)")
_WEB = re.compile(r"https?://[^\s<>\"'`\\{}|^]+", re.ASCII | re.IGNORECASE)
_DROPPED = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "blockquote",
        "big",
        "body",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "i",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "picture",
        "pre",
        "q",
        "s",
        "samp",
        "section",
        "small",
        "source",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "video",
        "ac:image",
        "ac:structured-macro",
        "ac:parameter",
        "ac:rich-text-body",
        "ac:plain-text-body",
        "ac:link",
        "ri:page",
        "ri:user",
        "ri:attachment",
    ]
)
"""Tags that are taken out; what stands between them is kept."""
_BLOCKS = frozenset(("td", "th", "tr", "li", "p", "div", "dd", "dt", "summary", "option"))
"""Tags between which words stand that are not one."""
_KEY_BEGIN, _KEY_END = re.compile(r"-----BEGIN [A-Z ]*KEY"), re.compile(r"-----END [A-Z ]*KEY")


@dataclass(slots=True)
class CleanText:
    """What was made of a text, and what is told of it."""

    text: str
    notes: list[str] = field(default_factory=list)


def without_what_must_go(text: str) -> CleanText:
    """A text without secrets, e-mail addresses and characters that nobody sees; each line keeps its number."""
    clean = CleanText(text)
    clean.text, unseen = re.subn(FORBIDDEN, "", clean.text.replace("\r\n", "\n").replace("\r", "\n"))
    if unseen:
        clean.notes.append(f"Taken out: {counted(unseen, 'invisible character')}.")
    lines = clean.text.split("\n")
    for number, what in _secret_lines(lines, clean.text):
        lines[number] = f"(line {number + 1} was left out)"
        if what:
            clean.notes.append(f"Line {number + 1} was left out, because it has what looks like: {what} (revoke it).")
    clean.text, mailboxes = without_mailboxes("\n".join(lines))
    if mailboxes:
        clean.notes.append(f"Taken out: e-mail addresses ({mailboxes}).")
    return clean


def clean_markup(text: str, picture: Callable[[str, str], str]) -> str:
    """Markdown of a record: HTML, dead links and mentions as words; `picture` shows a picture, by its alt and path."""

    def outside(part: str) -> str:
        part = part.replace("<!--", "(").replace("-->", ")")
        part = _TAG.sub(lambda match: _tag(match, picture), part)
        part = _OTHER_MARKUP.sub(_escaped, part)
        part = _LINK.sub(lambda match: _link(match, picture), part)
        part = _DEFINITION.sub(_definition, part)
        return _outside_links(part, lambda plain: _MENTION.sub(r"`\g<who>`", plain))

    return "".join(part if is_code else outside(part) for part, is_code in _parts(text))


def closed_fences(text: str) -> str:
    """A text whose last block of code is closed, so that it swallows nothing behind it."""
    opened = ""
    for line in text.split("\n"):
        match = re.match(r" {0,3}(`{3,}|~{3,})(.*)", line)
        if match and not opened:
            opened = match.group(1)
        elif match and match.group(1).startswith(opened) and not match.group(2).strip():
            opened = ""
    return f"{text}\n{opened}" if opened else text


def is_web_address(text: str) -> bool:
    """Whether a target of a link is an address of the web."""
    return bool(_WEB.fullmatch(text))


def links_in(text: str) -> Iterator[tuple[str, str]]:
    """The web addresses of a text, each with its words."""
    rest = text
    for match in _LINK.finditer(text):
        target = match.group("target").strip("<>")
        if is_web_address(target):
            yield match.group("text") or target, target
        rest = rest.replace(match.group(), " ")
    for match in _WEB.finditer(rest):
        address = match.group().rstrip(".,;:)]*_")
        yield address, address


def without_links(text: str) -> str:
    """A text with the words of its links in their place."""
    return _LINK.sub(lambda match: match.group("text") or match.group("target"), text)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    at = 0
    for match in _CODE.finditer(text):
        yield text[at : match.start()], False
        yield match.group(), True
        at = match.end()
    yield text[at:], False


def _outside_links(text: str, change: Callable[[str], str]) -> str:
    at, parts = 0, []
    for match in re.finditer(r"\]\([^)\n]*\)|https?://\S+|`[^`\n]+`", text):
        parts += [change(text[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*parts, change(text[at:])])


def _tag(match: re.Match[str], picture: Callable[[str, str], str]) -> str:
    name = match.group("name").lower()
    said = {
        each.group("name").lower(): unescape(each.group("double") or each.group("single") or each.group("bare") or "")
        for each in _ATTRIBUTE.finditer(match.group("rest"))
    }
    if name == "br":
        return "<br>"
    if name in ("http", "https"):
        return match.group()
    if name in ("img", "ac:image") and said.get("src"):
        return _shown(said.get("alt", ""), said["src"], picture)
    if name == "a" and not match.group("close") and said.get("href"):
        return f"({said['href']}) " if is_web_address(said["href"]) else f"(`{_as_code(said['href'])}`) "
    if name in _DROPPED or name == "img":
        return " " if name in _BLOCKS else ""
    return match.group()


def _escaped(match: re.Match[str]) -> str:
    """A `<` that begins no tag, whatever stands before it."""
    slashes = match.group("slashes")
    return f"{slashes}{'' if len(slashes) % 2 else chr(92)}<"


def _link(match: re.Match[str], picture: Callable[[str, str], str]) -> str:
    target = match.group("target").strip().strip("<>")
    title = f" ({match.group('title')[1:-1]})" if match.group("title") else ""
    if match.group("picture"):
        return _shown(match.group("text"), target, picture) + title
    text = (
        _LINK.sub(lambda inner: _link(inner, picture), match.group("text"))
        if "](" in match.group("text")
        else match.group("text")
    )
    if is_web_address(target):
        return f"[{text or target}]({target}){title}"
    return f"{text} (`{_as_code(target)}`){title}" if target else f"{text}{title}"


def _shown(alt: str, target: str, picture: Callable[[str, str], str]) -> str:
    if is_web_address(target):
        return f"[{alt or 'picture'}]({target})"
    return picture(alt, target)


def _definition(match: re.Match[str]) -> str:
    target = match.group("target").strip("<>")
    return match.group() if is_web_address(target) else f"{match.group('name')}: `{_as_code(target)}`"


def _as_code(text: str) -> str:
    return re.sub(FORBIDDEN, " ", text.replace("`", "'").replace("\n", " ")).strip()


def _secret_lines(lines: list[str], text: str) -> Iterator[tuple[int, str]]:
    """The lines with secrets, from 0, and what each has; of a key in several lines, all of them."""
    is_key = False
    for number, line in enumerate(lines):
        begins = bool(_KEY_BEGIN.search(line))
        if is_key or begins:
            yield number, "a private key" if begins and not is_key else ""
        is_key = (is_key or begins) and not _KEY_END.search(line)
    told = set[int]()
    for secret in secrets_in(text):
        if secret.line - 1 not in told and secret.line <= len(lines):
            told.add(secret.line - 1)
            if not _KEY_BEGIN.search(lines[secret.line - 1]):
                yield secret.line - 1, secret.kind
