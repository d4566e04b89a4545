"""Finds secrets in texts; nothing else imports detect-secrets."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Set
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, NamedTuple

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint import secret_patterns
from ml_postmortems.lint.encoded_texts import decoded_texts
from ml_postmortems.lint.hidden_secrets import LENGTH_OF_KEY, backwards, bare_keys, is_split, joined_texts
from ml_postmortems.lint.postponed_import import postponed_import
from ml_postmortems.lint.prose_secrets import prose_secrets
from ml_postmortems.lint.text_patterns import QuickWords, SearchedText
from ml_postmortems.lint.whole_text import whole_text
from ml_postmortems.model.allowed_secrets import hash_of

DETECTORS: Mapping[str, str] = {
    "aws": "AWSKeyDetector",
    "azure_storage_key": "AzureStorageKeyDetector",
    "basic_auth": "BasicAuthDetector",
    "cloudant": "CloudantDetector",
    "discord": "DiscordBotTokenDetector",
    "github_token": "GitHubTokenDetector",
    "gitlab_token": "GitLabTokenDetector",
    "jwt": "JwtTokenDetector",
    "keyword": "KeywordDetector",
    "mailchimp": "MailchimpDetector",
    "npm": "NpmDetector",
    "openai": "OpenAIDetector",
    "private_key": "PrivateKeyDetector",
    "pypi_token": "PypiTokenDetector",
    "sendgrid": "SendGridDetector",
    "slack": "SlackDetector",
    "softlayer": "SoftlayerDetector",
    "square_oauth": "SquareOAuthDetector",
    "stripe": "StripeDetector",
    "telegram_token": "TelegramBotTokenDetector",
    "twilio": "TwilioKeyDetector",
}
"""By module, all detectors of detect-secrets that look for a known form; those for entropy take links for secrets."""

_LEAST_LENGTH = 16
"""Of the shortest word that can hold a secret without a telling name beside it."""
_LEAST_ENCODED = 24
"""Of a word that can hold an encoded one."""
_LEAST_TURNED = 20
"""Of a word that can hold one backwards."""
_SUSPICIOUS = lazy_pattern(
    r"(?:A3T|ABIA|ACCA|AKIA|ASIA)[0-9A-Z]{16}|(?:AC|SK)[a-z0-9]{32}|T3BlbkFJ|:\w{18}|gh[a-z]_|[sr]k_live_|GR1348941"
    r"|gl(?:pat|dt|ft|soat|rt|cbt|imt|ptt|agent|oas)-|(?:pypi|sq0csp)-|SG\.|eyJ|-us\d|\d{8}:"
    rf"|[MNO][\w-]{{23,25}}\.[\w-]{{6}}\.|{secret_patterns.HINTS}"
)
"""What every word has that a detector may take for a secret without a telling name beside it."""
_TELLING = QuickWords(
    *("private key", "putty", "xox", "aws", "authtoken", "cloudant.com", "softlayer", "hooks.slack", "/webhook"),
    *secret_patterns.HEADERS,
)
"""Names, in lower case, beside which any word may be a secret."""
_NAMES = QuickWords("key", "pass", "pw", "secret", "token", "contrase")
"""What names of values have in them, in lower case; beside them stands a secret only where a value is given."""
_GIVES_VALUE = lazy_pattern(r"\w*[\]'\"]{0,2}\s*(?:[:=!]|[\"']?[a-z0-9]{24})|\S{0,50}?\s*['\"`].*;")
"""What follows such a name where it has a value: a sign, a long word, or quotation marks and a semicolon."""
_COMPARED = ("==", "!=", "!!")
"""Signs before such a name where it has a value."""
_LOGIN = lazy_pattern(r"://[^\s/:@]+:[^\s/@]+@")
"""A name and a password in an address."""
_MOST_REMEMBERED = 50_000
"""Words of which it is remembered whether they are suspicious: records share most of their long words."""
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
    """What seems to be a secret in a text, in order; letters that only look like Latin ones hide none.

    Folding may also turn a character into a sign at which a detector stops, so what is written is looked at as well.
    """
    plain = whole_text(text)
    found = _found(plain)
    if plain.text != text:
        told = {(secret.line, secret.kind) for secret in found}
        found.update(secret for secret in _found(SearchedText(text)) if (secret.line, secret.kind) not in told)
    return sorted(found)


def _found(searched: SearchedText) -> set[Secret]:
    text = searched.text
    words = {word for word in searched.different_words if len(word) >= _LEAST_LENGTH}
    found = set(_detected(searched, words))
    told = {(secret.line, secret.sha256) for secret in found}
    for each in prose_secrets(searched):
        line, digest = text.count("\n", 0, each.place) + 1, hash_of(each.value)
        if (line, digest) not in told:
            found.add(Secret(line, "a password or a token in a sentence", digest))
    found.update(_encoded(text, words))
    found.update(_hidden(searched, words, {secret.line for secret in found}))
    return found


def _hidden(searched: SearchedText, words: Set[str], told: Set[int]) -> Iterator[Secret]:
    """Secrets that stand in parts, backwards or without a name, on lines of which nothing was told."""
    text, seen = searched.text, set[str]()
    for part in joined_texts(searched):
        line = text.count("\n", 0, part.place) + 1
        if line in told or part.text in seen:
            continue
        seen.add(part.text)
        kinds = {secret.type for secret in _of_known_form(part.text)} if is_split(part.text, text) else set()
        for kind in sorted(kinds):
            yield Secret(line, f"{kind}, in parts", hash_of(part.text))
    for word, kind in sorted({*_turned(words), *_bare(text, words)}):
        for number in _lines_with(text, word):
            if number + 1 not in told:
                yield Secret(number + 1, kind, hash_of(word))


def _turned(words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words that are secrets from their ends to their starts, with their kinds."""
    long_words = [word for word in words if len(word) >= _LEAST_TURNED]
    if backwards(" ".join(long_words)):  # much quicker than word by word
        for word in long_words:
            yield from ((word, f"{secret.type}, backwards") for secret in _of_known_form(backwards(word) or ""))


def _bare(text: str, words: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words of a text that hold a key without its name, with its kind."""
    long_words = [word for word in words if len(word) >= LENGTH_OF_KEY]
    is_of_aws = bool(long_words) and ("AKIA" in text or "aws" in text.lower())
    for word in long_words:
        if any(bare_keys(word, is_of_aws=is_of_aws)):
            yield word, "AWS secret key, without its name"


def _encoded(text: str, words: Set[str]) -> Iterator[Secret]:
    """Secrets that stand in the text in base64, hexadecimal digits or percent codes, each by what is written there."""
    for word in words:
        for kind in _kinds_in_code(word) if len(word) >= _LEAST_ENCODED else ():
            for number in _lines_with(text, word):
                yield Secret(number + 1, f"{kind}, encoded", hash_of(word))


@lru_cache(maxsize=_MOST_REMEMBERED)
def _kinds_in_code(word: str) -> tuple[str, ...]:
    """The kinds of secrets that a word holds in code."""
    return tuple(sorted({secret.type for plain in decoded_texts(word) for secret in _of_known_form(plain)}))


def _of_known_form(text: str) -> Iterator[Any]:
    """What the detectors find in a decoded text without the help of a telling name."""
    if not _SUSPICIOUS.search(text):
        return
    for line in text.split("\n"):
        for plugin in plugins():
            yield from (each for each in plugin.analyze_line("record.yml", line, 0) if not _is_prose(each))


def _detected(searched: SearchedText, long_words: Set[str]) -> Iterator[Secret]:
    suspects = set(_suspicious_lines(searched, long_words))
    lines = searched.text.split("\n") if suspects else []
    for number in suspects:
        for plugin in plugins():
            for secret in plugin.analyze_line("record.yml", lines[number], 0):
                if not _is_prose(secret):
                    yield Secret(number + 1, secret.type, hash_of(secret.secret_value or lines[number].strip()))


def _suspicious_lines(searched: SearchedText, long_words: Set[str]) -> Iterator[int]:
    """The lines, from 0, that are worth the time of the detectors, of which each would take longer than all of this."""
    text = searched.text
    lowered = text.lower()
    for word in long_words:
        if _is_suspicious(word):
            yield from _lines_with(text, word)
    for match in _LOGIN.finditer(text):
        yield text.count("\n", 0, match.start())
    for name in _TELLING.held_by(searched):
        yield from _lines_with(lowered, name)
    names = _NAMES.held_by(searched)
    are_compared = bool(names) and any(sign in text for sign in _COMPARED)
    for name in names:
        for place in _places(lowered, name):
            if are_compared or _GIVES_VALUE.match(lowered, place + len(name)):
                yield text.count("\n", 0, place)


@lru_cache(maxsize=_MOST_REMEMBERED)
def _is_suspicious(word: str) -> bool:
    return _SUSPICIOUS.search(word) is not None


def _lines_with(text: str, part: str) -> Iterator[int]:
    return (text.count("\n", 0, place) for place in _places(text, part))


def _places(text: str, part: str) -> Iterator[int]:
    place = text.find(part)
    while place >= 0:
        yield place
        place = text.find(part, place + len(part))


def _is_prose(secret: Any) -> bool:
    """Whether the detector of names with values took a sentence such as `the secret: ask early` for one."""
    value = secret.secret_value or ""
    return secret.type == "Secret Keyword" and (" " in value or not any(char.isdigit() for char in value))


@cache
def plugins() -> tuple[Any, ...]:
    """The detectors that are used, ours included."""
    with postponed_import("requests"):  # takes 60 ms; they ask the makers of tokens with it, which nothing here does
        modules = {name: import_module(f"detect_secrets.plugins.{name}") for name in DETECTORS}
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

    kept = tuple(getattr(modules[module], name)() for module, name in DETECTORS.items())
    return kept + tuple(OfThisField(name, patterns) for name, patterns in secret_patterns.compiled_patterns().items())
