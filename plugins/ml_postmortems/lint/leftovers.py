"""What authors leave for later in a text: what is certain, and what only may be a leftover."""

from __future__ import annotations

import re

from ml_postmortems.lint.text_patterns import pattern

_END = r"(?= ?(?:[.,;:)\]]|$))"
_GAP = r"(?:insert|fill in|fill this|replace with|placeholder|tbd|tba|tbc|todo|tk|link to|(?:name|number|date) of)"

CERTAIN = (
    pattern("TODO", "todo|tbd|tba|fixme|xxx", r"\b(?:TODO|TBD|TBA|FIXME|XXX)(?!\w)|\b[Tt]odo:"),
    pattern("t.b.d.", r"t\.\s?b\.", r"\b[Tt]\. ?[Bb]\. ?[AaCcDdNn]\b\.?"),
    pattern("To do:", r"to[ -]do:", r"(?:(?<![\w,;] )|(?<=\n))\bT[Oo][ -][Dd][Oo]:"),
    pattern("lorem ipsum", "lorem ipsum", r"\b[Ll]orem ipsum\b"),
    pattern("TK", r"\btk\b", rf"\b(?:is|are|was|were|about|of|by|at) TK{_END}|^ ?TK ?\.?$"),
    pattern(
        "a gap to fill in",
        r"[\[<{(]\s?\w",
        rf"[\[<{{] ?(?i:{_GAP})\b[^\])>}}\n]*[\]>}}](?![(\[])|\( ?(?i:insert)\b[^)\n]*\)",
    ),
    pattern("WIP", r"\bwip\b", r"(?:^|(?<=\n)|(?<=[.!?] ))[\[(*]*WIP\b(?= ?[\])*]*(?:[.,:;–—-]|$))"),
    pattern("a comment", "<!--", "<!--"),
)
"""What no finished text holds."""

UNFINISHED = (
    pattern("???", r"\?\?\?", r"(?<![\w\"'”’!?)])\?{3,}(?![\w?\"'”’])"),
    pattern("an unfinished sentence", r"\.\.\.|…", r"(?<=[\w,:–—-]) ?(?:\.{3,}|…) ?$"),
)
"""The same, but for the words of others, who may break off."""

POSSIBLE = (
    pattern("TK", r"\btk\b", r"\bTK\b(?! ?[-\d])"),
    pattern("WIP", r"\bwip\b", r"\bWIP\b"),
    pattern("TBC", r"\btbc\b", r"\bTBC\b"),
    pattern("a gap to fill in", r"\[", r"\[(?i:add|enter|put|describe|your) [^\]\n]*\](?![(\[])"),
)
"""Only a reader can tell: the letters can be a name."""

POSSIBLY_UNFINISHED = (
    pattern("???", r"\?\?\?", r"\?{3,}(?![?\"'”’])"),
    pattern("an unfinished sentence", r"\.\.\.|…", r"(?:(?<= )|^)(?:\.{3,}|…)(?= |$)"),
)
"""The same, but for the words of others, which may be shortened."""

NO_VALUE = re.compile(r"[.…?]+|-+|TK|WIP|TBC")
"""The whole of a field that says nothing."""
