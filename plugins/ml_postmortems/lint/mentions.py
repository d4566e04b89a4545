"""What notifies people or changes issues where a text is quoted in a pull request, an issue or a chat."""

from __future__ import annotations

import re

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.text_patterns import pattern, text_before

_NAME = r"[A-Za-z0-9](?:-?[A-Za-z0-9]){0,38}(?:/[\w-]+)?(?![\w@])"
_TO_ALL = (
    r"@(?<![\w@./+-]@)(?i:channel|here|everyone|all)\b(?![\w.@-]*[@.]\w)|<!(?:channel|here|everyone|subteam)\b[^>\s]*>?"
    r"|<@[UW][A-Z0-9]{6,}>"
    r"|\b(?i:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +(?:(?:[\w-]+/[\w.-]+)?#\d+\b|GH-\d+\b)"
)
TO_ALL = lazy_pattern(_TO_ALL, re.ASCII)
"""Notifies everybody of a channel, or closes an issue."""
MENTION = lazy_pattern(
    rf"(?<![\w@./+-])@{_NAME}"  # @name, @organisation/team
    r"|(?<![\w&/#])(?:[\w-]+/[\w.-]+)?#\d+\b|\bGH-\d+\b",  # #123, owner/repository#123
    re.ASCII,
)
"""Notifies a person or a team, or links to an issue."""
SIGN = lazy_pattern(r"[@#G](?:[A-Za-z0-9]|H-\d)|<[!@]", re.ASCII)
"""What every mention has, so that most bodies need no parser."""
_BEFORE_NUMBER = lazy_pattern(r"(?:^|[^\w&/#.-])(?:[\w-]+/[\w.-]+)?$", re.ASCII)


def _is_number_of_an_issue(match: re.Match[str]) -> bool:
    return match.group()[0] != "#" or bool(_BEFORE_NUMBER.search(text_before(match, 80)))


IN_FIELDS = (
    pattern(
        "a mention",
        ("@", "#", "gh-"),
        rf"@(?<![\w@./+-]@){_NAME}|#\d+\b|G(?<!\wG)H-\d+\b",
        _is_number_of_an_issue,
    ),
)
"""The same as `MENTION`, for texts that are searched together."""
TO_ALL_IN_FIELDS = (
    pattern("a mention of everybody", ("@channel", "@here", "@everyone", "@all", "<!", "<@", "#", "gh-"), _TO_ALL),
)
"""The same as `TO_ALL`, for texts that are searched together."""
