"""Patterns of personal data: those that are certain, and those that only may be about a person."""

from __future__ import annotations

import ipaddress
import re

from ml_postmortems.lint.text_patterns import pattern

_EXAMPLE_DOMAIN = re.compile(r"@(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|invalid|test|local|internal|corp|lan)$")
_ROLES = frozenset(
    [
        "abuse",
        "admin",
        "alerts",
        "billing",
        "contact",
        "feedback",
        "git",
        "hello",
        "help",
        "info",
        "mail",
        "mailer-daemon",
        "no-reply",
        "noreply",
        "notifications",
        "office",
        "oncall",
        "on-call",
        "ops",
        "postmaster",
        "press",
        "privacy",
        "root",
        "sales",
        "security",
        "service",
        "support",
        "team",
        "webmaster",
    ]
)
"""Mailboxes of a role, and the user name of git's addresses: nobody is named."""
_CARD_PREFIX = re.compile(r"4|5[1-5]|2[2-7]|3[045678]|6[0245]")
"""The first digits of card issuers; numbers of milliseconds begin with 1."""
_WELL_KNOWN = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
"""Public servers of names."""


def _is_mailbox_of_a_person(match: re.Match[str]) -> bool:
    address = match.group().lower()
    name = address.partition("@")[0].partition("+")[0]
    return name not in _ROLES and not _EXAMPLE_DOMAIN.search(address)


def _passes_luhn(match: re.Match[str]) -> bool:
    """Whether the digits are a possible card number (ISO/IEC 7812-1, annex B)."""
    digits = [int(char) for char in match.group() if char.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1 or not _CARD_PREFIX.match(match.group()):
        return False
    doubled = [2 * digit - 9 if digit > 4 else 2 * digit for digit in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _passes_iban(match: re.Match[str]) -> bool:
    """Whether it is a possible bank account number (ISO 13616: the rearranged number is 1 modulo 97)."""
    compact = "".join(match.group().split())
    rearranged = compact[4:] + compact[:4]
    return int("".join(str(int(char, 36)) for char in rearranged)) % 97 == 1


def _is_public_address(match: re.Match[str]) -> bool:
    try:
        return ipaddress.ip_address(match["ip"]).is_global and match["ip"] not in _WELL_KNOWN
    except ValueError:
        return False


def _names_no_example(match: re.Match[str]) -> bool:
    return "example" not in match.group().lower()


EXACT = (
    pattern(
        "an e-mail address",
        "@",
        r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]+\.)+[A-Za-z]{2,24}\b(?![\w-]*[/(])",
        _is_mailbox_of_a_person,
    ),
    pattern("a card number", r"\d{3}", r"(?<![\w.])\d(?:[ -]?\d){12,18}(?!\w|\.\d)", _passes_luhn),
    pattern(
        "a bank account number",
        r"\b[A-Z]{2}\d{2}",
        r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
        _passes_iban,
    ),
)
"""Certain wherever they stand, in code as well: addresses, and numbers with check digits."""

_PERSON = r"(?:[Uu]ser|[Cc]ustomer|[Vv]isitor|[Mm]ember|[Ss]ubscriber|[Ee]mployee|[Cc]aller|[Cc]lient|[Aa]pplicant)"
_CALL = r"\b(?:[Cc]all(?:ed)?|[Pp]hone|[Tt]el(?:ephone)?|[Mm]obile|[Ff]ax|[Rr]each(?:ed)?|[Rr]ing|[Nn]umber is)\b"
_NUMBER = r"(?: (?:[Nn]umber|[Nn]o\.?|[Nn]r\.?|ID|id))?(?: is| was|:| #)? ?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
)
_NAME = r"\b[A-ZÄÖÜÉ][\w'’-]+ (?:[A-Z]\. )?[A-ZÄÖÜÉ][\w'’-]+\b"
_STREET = (
    r"(?:\b\d{1,5}[A-Za-z]? (?:[A-Z][\w'.-]+ ){1,3}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd|Court|Terrace|Crescent)\b"
    r"|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|allee) \d{1,4}[a-z]?\b"
    r"|\b\d{1,4},? (?:rue|avenue|boulevard|chemin) (?:de |du |des |la |le ){0,2}[A-ZÉ]\w+)"
)
_STREET_HINT = (
    r"street|\bst\b|\bav|road|\brd\b|lane|drive|boulevard|blvd|court|terrace|crescent|stra(?:ß|ss)e|str\.|gasse|allee"
    r"|\brue\b|chemin"
)
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_DIGITS = rf"\b{_DIGIT}(?:[ ,-]+(?:(?:double|triple) )?{_DIGIT}){{6,}}\b"
_IP = (
    r"(?P<ip>(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?!\w|[./-]\d)"
    r"|(?<![\w:])2[0-9a-f]{3}:(?:[0-9a-f]{1,4}:|:){1,6}[0-9a-f]{1,4}\b)"
)
_IP_HINT = r"\d\.\d+\.\d|\b2[0-9a-f]{3}:"

IN_PROSE = (
    pattern(
        "an e-mail address in words",
        r"[\[({<]\s?at\s?[\])}>]|\sdot\s",
        r"\b[\w.+-]+ ?[\[({<] ?(?i:at) ?[\])}>] ?[\w-]+(?: ?(?:\.|[\[({<] ?(?i:dot) ?[\])}>]|\bdot\b) ?[\w-]+)+"
        r"|\b[\w.+-]+ at (?:[\w-]+ dot )+(?:com|org|net|edu|gov|io|ai|co|uk|de|fr|jp|in|eu|ch|at|nl|es|it)\b",
        _names_no_example,
    ),
    pattern("a telephone number", r"\+\d", r"(?<![\w.])\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}\b"),
    pattern("a telephone number", r"\(\d{3}\)", r"(?<![\w.])\([2-9]\d{2}\) ?\d{3}-\d{4}\b"),
    pattern(
        "a telephone number",
        r"call|phone|\btel|mobile|fax|reach|ring|number is",
        rf"{_CALL}[^.\n\d]{{0,30}}(?<![\d.])\(?(?:0\d{{1,4}}|[2-9]\d{{2}})\)?(?:[ /.-]\d{{2,4}}){{2,4}}\b",
    ),
    pattern(
        "a telephone number in words",
        r"call|phone|\btel|mobile|fax|reach|ring|number is",
        rf"{_CALL}[^.]{{0,40}}?(?i:{_DIGITS})",
    ),
    pattern(
        "a social security number", r"\d-\d\d-\d", r"(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"
    ),
    pattern(
        "the number of a passport, licence or identity card",
        r"passport|licen[cs]e|identity|\bID card|national id|insurance|\btax",
        r"\b(?:[Pp]assport|[Dd]riv(?:ing|er'?s?) licen[cs]e|[Ii]dentity card|ID card|[Nn]ational ID|[Hh]ealth insurance"
        rf"|[Tt]ax ID){_NUMBER}(?=[A-Z0-9-]*\d{{4}})[A-Z0-9][A-Z0-9-]{{5,}}\b",
    ),
    pattern(
        "the number of a patient",
        r"patient|\bMRN\b|medical record",
        rf"\b(?:[Pp]atient|MRN|[Mm]edical record){_NUMBER}[A-Z]{{0,3}}\d{{5,}}\b",
    ),
    pattern(
        "the number of one user",
        r"user|customer|visitor|member|subscriber|employee|caller|client|applicant",
        rf"\b{_PERSON}[ _]?(?:ID|[Ii]d|[Nn]o\.|[Nn]umber|#)(?: is| was|:| =|=)? ?\d{{5,}}\b",
    ),
    pattern(
        "a date of birth",
        r"born|birth|\bDOB\b",
        rf"\b(?:[Bb]orn(?: on)?|[Dd]ate of birth|[Bb]irth ?da(?:y|te)|DOB)(?:,| is| was|:)? ?{_DAY}",
    ),
    pattern(
        "the postal address of a person",
        _STREET_HINT,
        rf"(?:{_NAME}[^.]{{0,60}}?|\b(?:[Ll]ive[sd]?|[Rr]esid\w+|[Hh]ome address|[Hh](?:er|is) house)\b[^.]{{0,30}}?)"
        rf"{_STREET}",
    ),
    pattern(
        "the network address of a person",
        _IP_HINT,
        rf"\b(?:{_PERSON}|[Hh]is|[Hh]er|[Pp]atient|[Pp]erson)\b[^.]{{0,40}}?{_IP}",
        _is_public_address,
    ),
)
"""Certain in a sentence, which code is not."""

POSSIBLE = (
    pattern("what may be a postal address", _STREET_HINT, _STREET),
    pattern("what may be the network address of a person", _IP_HINT, _IP, _is_public_address),
    pattern("what may be a telephone number in words", _DIGIT, rf"(?i:{_DIGITS})"),
    pattern(
        "what may be the name of a person",
        r"\b(?:mrs?|ms|miss|herr|frau|mme)\b",
        r"\b(?:Mrs?|Ms|Miss|Herr|Frau|Mme)\.? [A-ZÄÖÜÉ][\w'’-]+\b",
    ),
    pattern(
        "what may be the health of one person",
        r"with|has|had|suffer|diagnos|pregnan",
        r"\b[Aa] (?:\d{1,3}[ -]years?[ -]old (?:man|woman|boy|girl|patient|child)|(?:man|woman|boy|girl|patient|child)"
        r"(?: of|,? aged) \d{1,3})\b[^.]{0,20}\b(?:with|who (?:has|had|suffers)|suffering|diagnosed|pregnant)\b",
    ),
)
"""Only a reader can tell: a street can be that of an office, and an address that of a server."""
