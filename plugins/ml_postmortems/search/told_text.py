"""What people tell in a pasted text: without greetings, commands and their output, stack frames and ids.

Machines print much and say the same everywhere, so their words would find records by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ml_postmortems.similarity.analysis import STOP_WORDS

_FUNCTION_WORDS = STOP_WORDS | {
    "about", "after", "again", "all", "already", "also", "any", "anybody", "because", "before", "both", "can",
    "cannot", "could", "down", "during", "each", "either", "else", "ever", "every", "everybody", "everything",
    "few", "how", "i", "just", "less", "like", "many", "may", "me", "more", "most", "much", "must", "my",
    "never", "no", "nobody", "none", "not", "nothing", "now", "off", "on", "once", "one", "only", "other",
    "out", "over", "same", "she", "should", "since", "some", "somebody", "something", "still", "such", "till",
    "too", "two", "under", "until", "up", "us", "very", "what", "when", "where", "while", "why", "without",
    "yet",
}  # fmt: skip
_LEAST_FUNCTION_WORDS = 0.1
"""Share of function words, as `the` or `not`, in a line that somebody wrote; in English prose it is about 0.4."""
_SHORTEST_OUTPUT = 3
"""Words of a line that can be told to be output; a shorter one may be the end of a sentence."""
_SAME_ENDING = 3
"""Lines that end with the same words, but for numbers, are output."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_COMMAND = re.compile(r"\s*(?:\$|%|>>>|PS [^>]*>|[\w.-]+@[\w.-]+[:~\w/.-]*[$#])\s+\S")
_STACK_FRAME = re.compile(
    r"""\s*(?:at\s+[\w$.<>/]+\s*\(|File\s+"[^"]*",\s+line\s+\d+|\#\d+\s+(?:0x)?[\da-f]{4,}|[\w./-]+\.(?:go|rs|c|cc|cpp|py|rb|js|ts):\d+
    |Traceback\s|Caused\s+by:|\.\.\.\s+\d+\s+more|goroutine\s+\d+)""",
    re.VERBOSE,
)
_GREETING = re.compile(
    r"""\b(?:hi|hello|hey|dear|good\s+(?:morning|afternoon|evening|night)|thanks|thank\s+you|cheers|welcome\s+back
    |(?:kind|best|warm)\s+(?:regards|wishes)|best\s+regards|regards|yours\s+(?:sincerely|faithfully|truly)|sincerely)
    (?:\s+(?:all|everyone|everybody|team|folks|friends|colleagues|again|so\s+much))?\b""",
    re.VERBOSE | re.IGNORECASE,
)
_ID = re.compile(r"\b(?=[\w-]*\d)(?:0x)?[\da-f]{5,}(?:-[\da-f]{4,})*\b|\S*://\S*", re.IGNORECASE)
"""Hexadecimal numbers of five digits or more with a decimal digit, UUIDs, addresses."""


def told_text(text: str) -> str:
    """A text without what no person says."""
    lines = text.splitlines()
    kept = (line for line, is_output in zip(lines, _are_output(lines), strict=True) if not is_output)
    return "\n".join(_GREETING.sub(" ", _ID.sub(" ", line)) for line in kept)


def _are_output(lines: Sequence[str]) -> Iterator[bool]:
    """Whether each line is a command, a stack frame or output.

    A single line without function words may be a note in telegram style; two in a row are output.
    """
    endings = Counter(filter(None, map(_ending, lines)))
    unlike_prose = [_is_unlike_prose(line) for line in lines]
    for at, line in enumerate(lines):
        beside = unlike_prose[max(0, at - 1) : at] + unlike_prose[at + 1 : at + 2]
        yield (
            bool(_COMMAND.match(line) or _STACK_FRAME.match(line))
            or endings[_ending(line)] > 1
            or (unlike_prose[at] and any(beside))
        )


def _ending(line: str) -> tuple[str, ...]:
    words = ["#" if any(map(str.isdigit, word)) else word for word in _WORD.findall(line.lower())]
    return tuple(words[-_SAME_ENDING:]) if len(words) >= _SAME_ENDING else ()


def _is_unlike_prose(line: str) -> bool:
    words = _WORD.findall(line.lower())
    function_words = sum(word in _FUNCTION_WORDS for word in words)
    return len(words) >= _SHORTEST_OUTPUT and function_words < _LEAST_FUNCTION_WORDS * len(words)
