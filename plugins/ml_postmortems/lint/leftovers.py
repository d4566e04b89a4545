"""What authors leave for later in a text: what is certain, and what only may be a leftover."""

from __future__ import annotations

from ml_postmortems.lint.text_patterns import END, pattern
from ml_postmortems.lint.wordings import is_said_by_authors

_START, _STOP = f"(?<={END})", f"(?={END})"
_GAPS = ("insert", "fill in", "fill this", "replace with", "placeholder", "tbd", "tba", "tbc", "todo", "tk", "link to")
_THINGS = ("name of", "number of", "date of")
_GAP = rf"(?:{'|'.join((*_GAPS, *_THINGS))})"
_POSSIBLE_GAPS = ("add", "enter", "put", "describe", "your")

CERTAIN = (
    pattern(
        "TODO",
        ("todo", "tbd", "tba", "fixme", "xxx"),
        r"\b(?:TODO|TBD|TBA|FIXME|XXX)(?!\w)|\b[Tt]odo:",
    ),
    pattern("t.b.d.", ("t.b.", "t. b."), r"\b[Tt]\. ?[Bb]\. ?[AaCcDdNn]\b\.?"),
    pattern("To do:", ("to do:", "to-do:"), r"(?:(?<![\w,;] )|(?<=\n))\bT[Oo][ -][Dd][Oo]:"),
    pattern("lorem ipsum", ("lorem ipsum",), r"\b[Ll]orem ipsum\b"),
    pattern("TK", ("tk",), rf"\b(?:is|are|was|were|about|of|by|at) TK(?= ?[.,;:)\]{END}])|{_START} ?TK ?\.?{_STOP}"),
    pattern(
        "a gap to fill in",
        ("[", "<", "{", "(insert", "( insert"),
        rf"[\[<{{] ?(?i:{_GAP})\b[^\])>}}\n]*[\]>}}](?![(\[])|\( ?(?i:insert)\b[^)\n]*\)",
    ),
    pattern("WIP", ("wip",), rf"(?:{_START}|(?<=\n)|(?<=[.!?] ))[\[(*]*WIP\b(?= ?[\])*]*[.,:;–—{END}-])"),
)
"""What no finished text holds."""

UNFINISHED = (
    pattern("???", ("???",), r"(?<![\w\"'”’!?)])\?{3,}(?![\w?\"'”’])"),
    pattern("an unfinished sentence", ("...", "…"), rf"(?<=[\w,:–—-]) ?(?:\.{{3,}}|…) ?{_STOP}"),
)
"""The same, but for the words of others, who may break off."""

_MODEL = r"(?:an AI(?: language model| assistant| model)?|a(?: large)? language model|an LLM)"
_EAGER = ("certainly!", "sure!", "of course!", "absolutely!")
MACHINE_WRITTEN = (
    pattern(
        "what a writing machine says of itself",
        ("as an ai", "as a la", "as an llm", "my knowledge", "my last knowledge", "as of my la"),
        rf"\b[Aa]s {_MODEL}, I\b|\bmy (?:last )?knowledge (?:cut-?off|update)\b"
        r"|\b[Aa]s of my la(?:st|test) (?:knowledge|training|update)\b",
        is_said_by_authors,
    ),
    pattern(
        "what a writing machine says to whom it writes for",
        (*_EAGER, "you asked for", "you requested", "let me know if you", "feel free to", "hope this helps"),
        rf"(?<={END})(?:Certainly|Sure|Of course|Absolutely)! "
        r"|\b[Hh]ere(?: is|['’]s) (?:an?|the|your) [^.\n]{0,60}\byou (?:asked for|requested)\b"
        r"|\b[Ll]et me know if you\b|\bI hope this helps\b|\b[Ff]eel free to (?:adjust|edit|adapt|modify|replace)\b",
        is_said_by_authors,
    ),
)
"""What a text holds that was taken as a model gave it, and that nobody read."""

POSSIBLE = (
    pattern("TK", ("tk",), r"\bTK\b(?! ?[-\d])"),
    pattern("WIP", ("wip",), r"\bWIP\b"),
    pattern("TBC", ("tbc",), r"\bTBC\b"),
    pattern(
        "a gap to fill in",
        (f"[{each}" for each in _POSSIBLE_GAPS),
        rf"\[(?i:{'|'.join(_POSSIBLE_GAPS)}) [^\]\n]*\](?![(\[])",
    ),
)
"""Only a reader can tell: the letters can be a name."""

POSSIBLY_UNFINISHED = (
    pattern("???", ("???",), r"\?{3,}(?![?\"'”’])"),
    pattern("an unfinished sentence", ("...", "…"), rf"(?:(?<= )|{_START})(?:\.{{3,}}|…)(?=[ {END}])"),
)
"""The same, but for the words of others, which may be shortened."""

_LATER = "(?:here|below|later|once|when|after|in this (?:record|postmortem|section))"
PROMISED = (
    pattern(
        "a promise to write it later",
        ("to be filled", "to be added", "to be written", "will be ", "follow"),
        rf"(?:{_START}|(?<=\n)|(?<=[.;:!?] ))[Tt]o be (?:filled in|filled out|added|written)\b"
        rf"|\b(?:is|are) (?:still |yet )?to be (?:filled in|filled out|added|written) {_LATER}\b"
        rf"|\bwill be (?:summari[sz]ed|described|documented|added|written|filled in|filled out) {_LATER}\b"
        r"|\b(?i:figures?|numbers?|details|text|analysis|links?|more) (?:(?:will|to) follow|follows? "
        r"(?:from|once|later|when|after))\b",
        is_said_by_authors,
    ),
)
"""What a text holds in place of what it should tell."""

_NO_VALUE = ("TK", "WIP", "TBC")


def says_nothing(text: str) -> bool:
    """Whether the whole of a field is a mark for what is to be written."""
    return text in _NO_VALUE or (text != "" and (text.strip(".…?") == "" or text.strip("-") == ""))
