"""Finds secrets in texts; nothing else imports detect-secrets."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from ml_postmortems.lint import secret_patterns
from ml_postmortems.lint.prose_secrets import prose_secrets
from ml_postmortems.model.allowed_secrets import hash_of

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

_LEAST_LENGTH = 16
"""Of the shortest word that can hold a secret without a telling name beside it."""
_SUSPICIOUS = re.compile(
    r"(?<![A-Za-z0-9_])(?!(?-i:[a-z]+(?:_[a-z]+)*)(?![A-Za-z0-9_+=]))[A-Za-z0-9_+=]{18,}"  # a long run that is no name
    r"|:\w{18}|gl[a-z]{2,5}-|gh[a-z]_|[sr]k_live_|GR1348941|(?:pypi|sq0csp)-|SG\.|eyJ|-us\d|\d{8}:"
    r"|[MNO][\w-]{23,25}\.|(?:cloudant|softlayer)\.com|"
    f"{secret_patterns.HINTS}",
    re.IGNORECASE,
)
"""What every word has that a detector may take for a secret: a long run, or a beginning that is known."""
_TELLING = (
    *(f"{name}{joint}key" for name in ("api", "auth", "service", "account", "db") for joint in ("", "_", "-")),
    *(f"{name}{joint}key" for name in ("database", "priv", "private", "client") for joint in ("", "_", "-")),
    *(f"{name}{joint}pass" for name in ("db", "database", "key") for joint in ("", "_")),
    *("password", "passwd", "pwd", "secret", "token", "contraseña", "contrasena", "private key", "putty", "xox", "aws"),
    *secret_patterns.HEADERS,
)
"""Names, in lower case, beside which any word may be a secret."""
_LOGIN = re.compile(r"://[^\s/:@]+:[^\s/@]+@")
"""A name and a password in an address."""
_LEAST_VARIETY = 8
"""Different characters that a drawn secret has at least, and `hf_xxxxxxxx` has not."""


class Secret(NamedTuple):
    """What seems to be a secret."""

    line: int
    """From 1."""
    kind: str
    """Such as `AWS Access Key` or `GitHub Token`."""
    sha256: str
    """The hash of the text that the detector took for one, which is shown in its place."""


def secrets_in(text: str) -> list[Secret]:
    """What seems to be a secret in a text, in order."""
    found = set(_detected(text))
    told = {(secret.line, secret.sha256) for secret in found}
    for each in prose_secrets(text):
        line, digest = text.count("\n", 0, each.place) + 1, hash_of(each.value)
        if (line, digest) not in told:
            found.add(Secret(line, "a password or a token in a sentence", digest))
    return sorted(found)


def _detected(text: str) -> Iterator[Secret]:
    suspects = set(_suspicious_lines(text))
    lines = text.split("\n") if suspects else []
    for number in suspects:
        for plugin in plugins():
            for secret in plugin.analyze_line("record.yml", lines[number], 0):
                if not _is_prose(secret):
                    yield Secret(number + 1, secret.type, hash_of(secret.secret_value or lines[number].strip()))


def _suspicious_lines(text: str) -> Iterator[int]:
    """The lines, from 0, that are worth the time of the detectors, of which each would take longer than all of this."""
    long_words = {word for word in text.split() if len(word) >= _LEAST_LENGTH}
    lowered = text.lower()
    for word in long_words:
        if _SUSPICIOUS.search(word):
            yield from _lines_with(text, word)
    for match in _LOGIN.finditer(text):
        yield text.count("\n", 0, match.start())
    for name in _TELLING:
        if name in lowered:
            yield from _lines_with(lowered, name)


def _lines_with(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield text.count("\n", 0, place)
        place = text.find(part, place + len(part))


def _is_prose(secret: Any) -> bool:
    """Whether the detector of names with values took a sentence such as `the secret: ask early` for one."""
    value = secret.secret_value or ""
    return secret.type == "Secret Keyword" and (" " in value or not any(char.isdigit() for char in value))


@cache
def plugins() -> tuple[Any, ...]:
    """The detectors that are used, ours included."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
    from detect_secrets.plugins.base import RegexBasedDetector

    class OfThisField(RegexBasedDetector):
        """One sort of secret of `secret_patterns`; what is too plain to have been drawn is a placeholder."""

        secret_type = ""
        denylist: Iterable[re.Pattern[str]] = ()

        def __init__(self, name: str, patterns: list[re.Pattern[str]]) -> None:
            self.secret_type, self.denylist = name, patterns

        def analyze_string(self, string: str) -> Generator[str, None, None]:
            """The values of this sort in a line."""
            yield from (value for value in super().analyze_string(string) if len(set(value)) >= _LEAST_VARIETY)

    classes: Iterable[type] = get_mapping_from_secret_type_to_class().values()
    kept = tuple(each() for each in classes if each.__name__ in DETECTORS)
    return kept + tuple(OfThisField(name, patterns) for name, patterns in secret_patterns.compiled_patterns().items())
