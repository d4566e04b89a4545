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
    r"(?<![\w/.-])[\w+/=.:-]*[A-Za-z0-9_+=]{18}|PRIVATE KEY|xox[a-z]-|://[^/\s:]+:[^/\s@]+@"
    r"|(?:pass(?:word|wd)?|pwd|secret|token|api.?key)\w*[\"']?\s*[:=]",
    re.IGNORECASE,
)
"""What every secret that the detectors know has: a long run, a known beginning, or a name with a value."""


def secrets_in(line: str) -> list[str]:
    """The sorts of secrets that a line seems to hold: `AWS Access Key`, `GitHub Token`."""
    if not _WORTH_A_LOOK.search(line):
        return []
    found = (secret for plugin in _plugins() for secret in plugin.analyze_line("record.yml", line, 0))
    return sorted({secret.type for secret in found if not _is_prose(secret)})


def _is_prose(secret: Any) -> bool:
    """Whether the detector of names with values took a sentence such as `the secret: ask early` for one."""
    value = secret.secret_value or ""
    return secret.type == "Secret Keyword" and (" " in value or not any(char.isdigit() for char in value))


@cache
def _plugins() -> tuple[Any, ...]:
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    classes: Iterable[type] = get_mapping_from_secret_type_to_class().values()
    return tuple(each() for each in classes if each.__name__ in DETECTORS)
