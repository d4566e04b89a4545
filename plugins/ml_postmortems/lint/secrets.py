"""The one place that knows detect-secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

DETECTORS = (
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "JwtTokenDetector",
    "KeywordDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SoftlayerDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
"""All detectors of detect-secrets that look for a known form; those for entropy take every link for a secret."""

_WORTH_A_LOOK = re.compile(
    r"\b[A-Za-z0-9_+=]{18,}|PRIVATE KEY|xox[a-z]-|://[^/\s:@]+:[^/\s@]+@"
    r"|(?:pass(?:word|wd)?|pwd|secret|token|api.?key)\w*[\"']?[ \t]*[:=]",
    re.IGNORECASE,
)
"""What every secret that the detectors know has: a long run, a known beginning, or a name with a value."""


def secrets_in(text: str) -> list[tuple[int, str]]:
    """What seems to be a secret in a text: line from 1, and sort (`AWS Access Key`, `GitHub Token`); in order."""
    suspects = {
        text.count("\n", 0, match.start())
        for match in _WORTH_A_LOOK.finditer(text)
        if not (match.group().isalpha() or match.group().isdigit())
    }
    if not suspects:
        return []
    lines = text.split("\n")
    return sorted(
        {
            (number + 1, secret.type)
            for number in suspects
            for plugin in _plugins()
            for secret in plugin.analyze_line("record.yml", lines[number], 0)
            if not _is_prose(secret)
        }
    )


def _is_prose(secret: Any) -> bool:
    """Whether the detector of names with values took a sentence such as `the secret: ask early` for one."""
    value = secret.secret_value or ""
    return secret.type == "Secret Keyword" and (" " in value or not any(char.isdigit() for char in value))


@cache
def _plugins() -> tuple[Any, ...]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: Iterable[type] = get_mapping_from_secret_type_to_class().values()
    return tuple(each() for each in classes if each.__name__ in DETECTORS)
