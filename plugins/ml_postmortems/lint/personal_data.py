"""Patterns of personal data: those that are certain, and those that only may be about a person."""

from __future__ import annotations

import ipaddress
import re

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint import identity_numbers
from ml_postmortems.lint.text_patterns import END, SearchedText, pattern, text_before
from ml_postmortems.lint.text_shape import IPV4, holds_row_of, in_ascii

_EXAMPLE_DOMAIN = lazy_pattern(r"@(?:[\w-]+\.)*(?:example(?:\.(?:com|org|net))?|invalid|test|local|internal|corp|lan)$")
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
_CARD_PREFIX = lazy_pattern(r"4|5[1-5]|2[2-7]|3[045678]|6[0245]")
"""The first digits of card issuers; numbers of milliseconds begin with 1."""
_WELL_KNOWN = frozenset({"8.8.8.8", "8.8.4.4", "1.1.1.1", "1.0.0.1", "9.9.9.9"})
"""Public servers of names."""


_NAME_BEFORE_AT = lazy_pattern(r"(?<![\w.+-])[\w.+-]{1,64}$")


def _may_hold_card(text: SearchedText) -> bool:
    return holds_row_of(text.shape, b"0", 13, between=b" -")


def _is_mailbox_of_a_person(match: re.Match[str]) -> bool:
    name = _NAME_BEFORE_AT.search(text_before(match, 65))
    if not name:
        return False
    return name.group().lower().partition("+")[0] not in _ROLES and not _EXAMPLE_DOMAIN.search(match.group().lower())


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


def _has_digits_of_a_telephone(match: re.Match[str]) -> bool:
    """Whether there are as many as numbers of networks have, from 8 to 15 with the code of the country (ITU E.164)."""
    return 8 <= sum(char.isdigit() for char in match.group()) <= 15


def _names_no_example(match: re.Match[str]) -> bool:
    return "example" not in match.group().lower()


_ONE_PERSON = lazy_pattern(r"\b(?:he|she|him|her|his|hers)\b", re.IGNORECASE)


def _is_about_one_person(match: re.Match[str]) -> bool:
    """Whether somebody is spoken of within the sentences around it."""
    start, stop = max(match.start() - 200, 0), match.end() + 120
    around = match.string[start:stop]
    here = match.start() - start
    first, last = around.rfind(END, 0, here) + 1, around.find(END, here)
    return bool(_ONE_PERSON.search(around[first : last if last >= 0 else None]))


EXACT = (
    pattern(
        "an e-mail address",
        ("@",),
        r"@(?<=[\w.+-]@)(?:[\w-]+\.)+[A-Za-z]{2,24}\b(?![\w-]*[/(])",
        _is_mailbox_of_a_person,
    ),
    pattern(
        "a card number",
        (),
        r"[2-6](?<![\w.][0-9])(?:[ -]?[0-9]){12,18}(?!\w|\.\d)",
        _passes_luhn,
        _may_hold_card,
    ),
    pattern(
        "a bank account number",
        (),
        r"[A-Z](?<!\w[A-Z])[A-Z][0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b",
        _passes_iban,
        shapes=(b"AA00",),
    ),
    *identity_numbers.EXACT,
)
"""Certain wherever they stand, in code as well: addresses, and numbers with check digits."""

_PERSON = r"(?:[Uu]ser|[Cc]ustomer|[Vv]isitor|[Mm]ember|[Ss]ubscriber|[Ee]mployee|[Cc]aller|[Cc]lient|[Aa]pplicant)"
_CALL = lazy_pattern(
    r"\b(?:call(?:ed)?|phone|tel(?:ephone)?|mobile|fax|reach(?:ed)?|ring|number is)\b[^.]*$", re.IGNORECASE
)
_PERSON_BEFORE = lazy_pattern(rf"\b(?:{_PERSON}|[Hh]is|[Hh]er|[Pp]atient|[Pp]erson)\b[^.]*$")
_PERSON_NUMBER_BEFORE = lazy_pattern(rf"\b{_PERSON}[\s_]?(?:ID|[Ii]d|[Nn]o\.|[Nn]umber|#)(?:\sis|\swas|:|\s=|=)?\s?$")
_NAME_BEFORE = lazy_pattern(
    r"\b[A-ZÄÖÜÉ][\w'’-]+\s(?:[A-Z]\.\s)?[A-ZÄÖÜÉ][\w'’-]+\b[^.]*$"
    r"|\b(?:live[sd]?|resid\w+|home address|her house|his house)\b[^.]*$"
)
_NUMBER = r"(?: (?:[Nn]umber|[Nn]o\.?|[Nn]r\.?|ID|id))?(?: is| was|:| #)? ?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
)
_STREETS = (
    (
        ("street", " st", "avenue", " ave", "road", " rd", "lane", "drive", "boulevard", "blvd", "court", "terrace"),
        r"\d(?<!\w\d)\d{0,4}[A-Za-z]? (?:[A-Z][\w'.-]+ ){1,3}"
        r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Drive|Boulevard|Blvd|Court|Terrace)\b",
    ),
    (
        ("straße", "strasse", "str.", "gasse", "allee"),
        r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|gasse|allee) \d{1,4}[a-z]?\b",
    ),
    (
        ("rue ", "avenue ", "boulevard ", "chemin "),
        r"\d(?<!\w\d)\d{0,3},? (?:rue|avenue|boulevard|chemin) (?:de |du |des |la |le ){0,2}[A-ZÉ]\w+",
    ),
)
"""Words and patterns of streets with a number, in English, German and French."""
_ILL = "(?:man|woman|boy|girl|patient|child)"
_AILING = (
    r"(?:diabetic|pregnant|asthmatic|epileptic|autistic|disabled|blind|deaf|depressed|suicidal|schizophrenic|bipolar"
    r"|HIV[- ]positive|transgender|gay|lesbian|Muslim|Jewish|Christian|Hindu|Sikh|Roma)"
)
"""What the law of many countries protects, as it stands before a person."""
_SPELT_DIGITS = ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_DIGIT = rf"(?:{'|'.join(f'[{each[0].upper()}{each[0]}]{each[1:]}' for each in _SPELT_DIGITS)})"
_SEVEN_DIGITS = lazy_pattern(r"0(?:[ ,-]+(?:(?:double|triple) )?0){6}")
"""Such digits once each is written as 0."""
_AT_IN_BRACKETS = lazy_pattern(r"[\[({<] ?(?:at|a|@) ?[\])}>]")
_DIGITS = rf"{_DIGIT}(?:[ ,-]+(?:(?:double|triple) )?{_DIGIT}){{6,}}\b"
"""Seven digits or more, as they are dictated."""
_IPV4 = in_ascii(r"\d(?<![\w.-]\d)\d{0,2}(?:\.\d{1,3}){3}(?!\w|[./-]\d)")
_IPV6 = r"2(?<![\w:]2)[0-9a-f]{3}:(?:[0-9a-f]{1,4}:|:){1,6}[0-9a-f]{1,4}\b"
_ADDRESSES = (((), _IPV4, IPV4), ((":",), _IPV6, ()))
"""Words, patterns and shapes of addresses of a network."""


def _is_public_address(match: re.Match[str]) -> bool:
    try:
        return ipaddress.ip_address(match.group()).is_global and match.group() not in _WELL_KNOWN
    except ValueError:
        return False


def _is_public_address_of_a_person(match: re.Match[str]) -> bool:
    return bool(_PERSON_BEFORE.search(text_before(match, 50))) and _is_public_address(match)


def _is_number_of_a_person(match: re.Match[str]) -> bool:
    return bool(_PERSON_NUMBER_BEFORE.search(text_before(match, 30)))


def _may_be_dictated(text: SearchedText) -> bool:
    """Whether a text may hold seven spelt digits in a row; much quicker than their pattern."""
    lowered = text.lowered
    for digit in _SPELT_DIGITS:
        lowered = lowered.replace(digit, "0")
    return _SEVEN_DIGITS.search(lowered) is not None


def _may_spell_at(text: SearchedText) -> bool:
    """Whether a text has a sign or word for `@`; much quicker than to look for each of them."""
    return _AT_IN_BRACKETS.search(text.lowered) is not None or " dot " in text.lowered


def _is_called(match: re.Match[str]) -> bool:
    return bool(_CALL.search(text_before(match, 50)))


def _is_of_a_person(match: re.Match[str]) -> bool:
    return bool(_NAME_BEFORE.search(text_before(match, 80)))


_MAIL_ENDINGS = "com|org|net|edu|gov|io|ai|co|uk|de|fr|jp|in|eu|ch|at|nl|es|it|pl|br|se|ru|cz|info|me"

IN_PROSE = (
    pattern(
        "an e-mail address in words",
        (),
        r"\b[\w.+-]+ ?[\[({<] ?(?i:at) ?[\])}>] ?[\w-]+(?: ?(?:\.|[\[({<] ?(?i:dot) ?[\])}>]|\bdot\b) ?[\w-]+)+"
        rf"|\b[\w.+-]+ (?i:at) (?:[\w-]+ (?i:dot) )+(?:{_MAIL_ENDINGS})\b"
        rf"|\b[\w.+-]+ ?(?:\([aA@]\)|\[[aA@]\]|\{{[aA@]\}}) ?(?:[\w-]+\.)+(?:{_MAIL_ENDINGS})\b",
        _names_no_example,
        _may_spell_at,
    ),
    pattern(
        "a telephone number",
        ("+",),
        r"\+(?<![\w.]\+)\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,5}\d{2,4}\b",
        _has_digits_of_a_telephone,
    ),
    pattern("a telephone number", ("(",), r"\((?<![\w.]\()[2-9]\d{2}\) ?\d{3}-\d{4}\b"),
    pattern(
        "a telephone number",
        (),
        r"[02-9](?<![\d.]\d)[0-9]{1,4}\)?(?:[ /.-][0-9]{2,4}){2,4}\b",
        _is_called,
        shapes=tuple(f"0{end}{sign}00".encode() for end in ("", ")") for sign in " /.-"),
    ),
    pattern("a telephone number in words", (), _DIGITS, _is_called, _may_be_dictated),
    pattern(
        "a social security number",
        (),
        in_ascii(r"[0-8](?<![\w.-]\d)\d{2}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-])"),
        lambda match: not match.group().startswith(("000", "666")),
        shapes=(b"000-00-0000",),
    ),
    pattern(
        "the number of a passport, licence or identity card",
        ("passport", "driv", "identity card", "id card", "national id", "health insurance", "tax id"),
        r"\b(?:[Pp]assport|[Dd]riv(?:ing|er'?s?) licen[cs]e|[Ii]dentity card|ID card|[Nn]ational ID|[Hh]ealth insurance"
        rf"|[Tt]ax ID){_NUMBER}(?=(?:[A-Z-]*\d){{2}})[A-Z0-9][A-Z0-9-]{{5,}}\b",
    ),
    pattern(
        "the number of a patient",
        ("patient", "mrn", "medical record"),
        rf"\b(?:[Pp]atient|MRN|[Mm]edical record){_NUMBER}[A-Z]{{0,3}}\d{{5,}}\b",
    ),
    pattern(
        "the number of one user",
        (),
        in_ascii(r"\d{5}(?<!\d\d{5})\d*\b"),
        _is_number_of_a_person,
        shapes=(b"00000",),
    ),
    pattern(
        "a date of birth",
        ("born", "birth", "dob"),
        rf"\b(?:[Bb]orn(?: on)?|[Dd]ate of birth|[Bb]irth ?da(?:y|te)|DOB)(?:,| is| was|:)? ?{_DAY}",
    ),
    *(pattern("the postal address of a person", words, street, _is_of_a_person) for words, street in _STREETS),
    *(
        pattern("the network address of a person", words, address, _is_public_address_of_a_person, shapes=shapes)
        for words, address, shapes in _ADDRESSES
    ),
    *identity_numbers.IN_PROSE,
)
"""Certain in a sentence, which code is not."""

PUNISHMENT = pattern(
    "what may be the punishment of one person",
    ("disciplinar", "formal warning", "written warning", "personnel", "reprimand", "given a shift", "dismissal"),
    r"(?:d(?<!\wd)isciplinary|f(?<!\wf)ormal warning|w(?<!\ww)ritten warning|p(?<!\wp)ersonnel (?:department|file)"
    r"|r(?<!\wr)eprimand(?:ed)?|n(?<!\wn)ot be given a shift|d(?<!\wd)ismissal)\b",
    _is_about_one_person,
)
"""What no record is for, whoever it is about; only a reader can tell it from the work of a court."""

POSSIBLE = (
    *(pattern("what may be a postal address", words, street) for words, street in _STREETS),
    *(
        pattern("what may be the network address of a person", words, address, _is_public_address, shapes=shapes)
        for words, address, shapes in _ADDRESSES
    ),
    pattern("what may be a telephone number in words", (), _DIGITS, may_be_in=_may_be_dictated),
    pattern(
        "what may be the name of a person",
        ("mr", "ms", "miss", "herr", "frau", "mme"),
        r"(?:M(?<!\wM)(?:rs?|s|iss|me)|H(?<!\wH)err|F(?<!\wF)rau)\.? [A-ZÄÖÜÉ][\w'’-]+\b",
    ),
    PUNISHMENT,
    pattern(
        "what may be the health of one person",
        (" man", " woman", " boy", " girl", " patient", " child"),
        rf"[Aa](?<!\w[Aa]) (?:\d{{1,3}}[ -]years?[ -]old {_ILL}|{_ILL}(?: of|,? aged) \d{{1,3}})\b[^.]{{0,20}}"
        r"\b(?:with|who (?:has|had|suffers)|suffering|diagnosed|pregnant)\b"
        rf"|[Aa](?<!\w[Aa]) \d{{1,3}}[ -]years?[ -]old,? {_AILING},? (?:\w+ )?{_ILL}\b",
    ),
    *identity_numbers.POSSIBLE,
)
"""Only a reader can tell: a street can be that of an office, and an address that of a server."""
