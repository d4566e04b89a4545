"""Passwords and tokens that a sentence tells: `the password of the store is ...`, `token: ...`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.text_patterns import QuickWords, SearchedText

_PASSWORDS = (
    *("password", "pass word", "passphrase", "pass phrase", "pass-phrase", "passcode", "pass code"),
    *("passwd", "pwd", "pin", "pw"),
)
_SHORT = "pass"
"""A password, and what a test and a round do: what it names has to look drawn."""
_PARTS_OF_PHRASE = 4
"""Words with hyphens between them that make a pass phrase."""
_TOKENS = ("token", "tokens", "secret", "secrets", "key", "keys", "credential", "credentials")
_STARTS = QuickWords("pass", "pwd", "pin", "pw", "token", "secret", "key", "credential")
"""What these names begin with; quicker to look for than a pattern is."""
_KEY_BEFORE = lazy_pattern(r"(?:\b|_)(?:api|access|private|secret|signing|encryption|auth)[\s_-]$", re.IGNORECASE)
_SENTENCE = lazy_pattern(
    rf"(?P<name>{'|'.join((*_PASSWORDS, _SHORT, *_TOKENS))})\b"
    r"(?: (?:of|for|to|on|in|at) [^.!?;:=]{1,60}?| \([^)\n]{1,40}\))?"
    r"(?: (?:is|was|are|were|reads|stays|set to)(?: (?:still|now|always|currently|then|set to))*| ?[:=]| ?=>) ?"
    r"(?P<quote>[\"'`“‘]?)(?P<value>[^ \"'`”’]{4,80})".replace(" ", r"\s"),
    re.IGNORECASE,
)
_PLAIN = lazy_pattern(
    r"[\d.,:%x+-]+[a-z]{0,4}|[a-z]{1,8}-\d+|\d{4}-\d\d.*"  # numbers, tickets, dates
    r"|v?\d+(?:\.\w+)*|[a-z]+\d{0,4}(?:[-_./][a-z]*\d{0,4}[a-z]*)*"  # versions, names with numbers in them
    r"|https?:.*|.*[<>{}$*()\[\]].*|.*x{4,}.*",
    re.IGNORECASE,
)
"""What no token looks like: names, paths, links and placeholders."""
_NO_PASSWORD = lazy_pattern(
    r"https?:.*|.*[<>{}()\[\]].*|\*+|x{4,}|\$\w+|\d+(?:[.,:%-]\d*)*[a-z]{0,4}|(?:sha|md|utf|base|oauth|bcrypt|argon)-?\d+",
    re.IGNORECASE,
)
_WORDS_IN_QUOTES = frozenset(
    ["null", "none", "empty", "true", "false", "wrong", "required", "missing", "invalid", "unknown", "never", "always"]
)


class ProseSecret(NamedTuple):
    """What a sentence gives as a secret."""

    place: int
    """Of the value in the text."""
    value: str


def prose_secrets(searched: SearchedText) -> Iterator[ProseSecret]:
    """The values that sentences give as passwords, tokens and keys."""
    text = searched.text
    lowered = text.replace("İ", "I").lower()  # the one letter that becomes two
    places = {place for start in _STARTS.held_by(searched) for place in _places(lowered, start)}
    for place in sorted(places):
        match = _SENTENCE.match(text, place)
        if not match or text[place - 1 : place].isalnum():
            continue
        name, value = " ".join(match["name"].lower().split()), match["value"].rstrip(".,;:!?)\\")
        if name in _PASSWORDS:
            is_secret = _is_password(value, is_quoted=bool(match["quote"]), is_pin=name == "pin")
        elif name == _SHORT:
            is_secret = _is_password(value, is_quoted=False, is_pin=False) and _is_mixed(value)
        else:
            is_named = not name.startswith("key") or _KEY_BEFORE.search(text, max(0, place - 14), place)
            is_secret = bool(is_named) and _is_token(value)
        if is_secret:
            yield ProseSecret(match.start("value"), value)


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + 1)


def _is_password(value: str, *, is_quoted: bool, is_pin: bool) -> bool:
    if re.fullmatch(r"\d{4,8}", value):
        return is_pin
    if len(value) < 5 or _NO_PASSWORD.fullmatch(value):
        return False
    if is_quoted and value.lower() not in _WORDS_IN_QUOTES:
        return True
    if len([part for part in value.split("-") if part.isalpha()]) >= _PARTS_OF_PHRASE:
        return True
    has_letter, has_digit = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    return has_letter and (has_digit or any(char in "!@#$%^&+=" for char in value))


def _is_mixed(value: str) -> bool:
    """Whether it has letters of both cases and a digit, or a sign that no name has beside a letter and a digit."""
    if _PLAIN.fullmatch(value) or not any(map(str.isdigit, value)):
        return False
    has_both = any(map(str.isupper, value)) and any(map(str.islower, value))
    return has_both or any(char in "!@#$%^&+=?~" for char in value)


def _is_token(value: str) -> bool:
    """Whether it is as long and as mixed as tokens are, and no name, number or path."""
    if len(value) < 10 or len(set(value)) < 7 or _PLAIN.fullmatch(value):
        return False
    return any(map(str.isalpha, value)) and any(map(str.isdigit, value))
