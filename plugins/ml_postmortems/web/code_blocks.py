"""Blocks of code of a body: coloured where that is cheap, with a caption where GitHub would draw a picture of it."""

from __future__ import annotations

from typing import Any

from markdown_it.token import Token
from markupsafe import Markup, escape
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

_COLOURED = {
    *("bash", "c", "console", "cpp", "diff", "docker", "go", "http", "ini", "java", "javascript", "js", "json"),
    *("promql", "protobuf", "py", "pycon", "pytb", "python", "rust", "sh", "sql", "toml", "ts", "typescript"),
    *("xml", "yaml"),
}
"""The languages whose code is coloured. Many others take seconds for a page of text that is made for it, or fail."""
_MOST_COLOURED = 2_000
"""How many characters of code are coloured in one block: time grows with the square of a block."""
MOST_COLOURED_IN_ALL = 10_000
"""How many characters of code are coloured in one body."""
_DRAWN_BY_GITHUB = {
    "mermaid": "Mermaid diagram",
    "geojson": "map",
    "topojson": "map",
    "stl": "3D model",
    "math": "formula",
}
"""The languages of code that GitHub shows as a picture, and what the picture is."""


def code_block(_: Any, tokens: list[Token], index: int, __: Any, env: dict[str, Any]) -> str:
    """A block of code, coloured where its language is one of ours and there is not too much of it.

    It can have the focus, so that the keyboard can push a long line sideways; the theme takes that from `code`.
    """
    token = tokens[index]
    language = token.info.split(maxsplit=1)[0].lower() if token.info.strip() else ""
    html = str(escape(token.content))
    if language in _COLOURED and len(token.content) <= min(_MOST_COLOURED, env["left_to_colour"]):
        env["left_to_colour"] -= len(token.content)
        html = highlight(token.content, get_lexer_by_name(language), HtmlFormatter(nowrap=True))
    block = f'<div class="highlight"><pre tabindex="0"><code>{html}</code></pre></div>\n'
    return _with_caption(block, language, env["graph"]) if language in _DRAWN_BY_GITHUB else block


def _with_caption(block: str, language: str, graph: str | None) -> str:
    """The block with a sentence that says why it is code, and where the page has a drawing of the causes."""
    caption = f"A {_DRAWN_BY_GITHUB[language]} as its source: GitHub draws it, these pages do not."
    if language == "mermaid" and graph:
        caption += Markup(' How the causes led to the failure is drawn in the <a href="#{}">causal graph</a>.').format(
            graph
        )
    return f'<figure class="pm-source">{block}<figcaption>{caption}</figcaption></figure>\n'
