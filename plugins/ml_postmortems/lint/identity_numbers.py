"""Numbers and names by which states, makers of cars and advertisers know one person or thing of theirs."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.text_patterns import SearchedText, pattern, text_before
from ml_postmortems.lint.text_shape import holds_row_of, in_ascii

_DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_VIN_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_PESEL_WEIGHTS = (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)
_CENTURIES = {0: 1900, 2: 2000, 4: 2100, 6: 2200, 8: 1800}
"""Of births in a PESEL, by the ten that is added to the month."""
_MEASURED_BELOW = 1.5
"""Two numbers below it are shares or losses, and no place on the earth where many live."""
_PLACE_BEFORE = lazy_pattern(
    r"\b(?:lat(?:itude)?|lon(?:gitude)?|lng|coordinates?|gps|lives?|lived|home|house|located|whereabouts|address|seen)\b"
    r"[^\n]{0,40}$",
    re.IGNORECASE,
)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_pesel(number: str) -> bool:
    """Whether it is a possible Polish PESEL: a date of birth, and the right last digit."""
    digits = [int(char) for char in number]
    month = int(number[2:4])
    century = _CENTURIES.get(month // 20 * 2)
    is_date = century is not None and _is_day(century + int(number[:2]), month % 20, int(number[4:6]))
    return is_date and (10 - sum(map(int.__mul__, digits, _PESEL_WEIGHTS)) % 10) % 10 == digits[10]


def _is_cpf(number: str) -> bool:
    """Whether both last digits of a Brazilian CPF are right."""
    digits = [int(char) for char in number if char.isdigit()]
    for length in (9, 10):
        total = sum(digit * weight for digit, weight in zip(digits, range(length + 1, 1, -1), strict=False))
        if total * 10 % 11 % 10 != digits[length]:
            return False
    return len(set(digits)) > 1


def _is_personnummer(number: str) -> bool:
    """Whether it is a possible Swedish one: a date of birth, and the right last digit (Luhn)."""
    digits = [int(char) for char in number if char.isdigit()][-10:]
    doubled = [digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[::2]]
    is_date = _is_day(1900 + digits[0] * 10 + digits[1], digits[2] * 10 + digits[3], digits[4] * 10 + digits[5])
    return is_date and (sum(doubled) + sum(digits[1::2])) % 10 == 0


def _has_check_digits(match: re.Match[str]) -> bool:
    number = match.group()
    if number.isdigit():
        return _is_pesel(number)
    if number[-1].isalpha():
        return _DNI_LETTERS[int(number[:8]) % 23] == number[-1]
    return _is_cpf(number) if "." in number else _is_personnummer(number)


def _is_code_of_a_person(match: re.Match[str]) -> bool:
    """Whether it is an Italian or British number by its form, or a VIN with the right digit (49 CFR 565.15)."""
    code = match.group()
    if match["vin"] is None:
        return True
    if sum(char.isdigit() for char in code) < 4 or sum(char.isalpha() for char in code) < 3:
        return False
    values = (int(char) if char.isdigit() else _VIN_VALUES[char] for char in code)
    return "0123456789X"[sum(map(int.__mul__, values, _VIN_WEIGHTS)) % 11] == code[8]


def _is_on_earth(match: re.Match[str]) -> bool:
    latitude, longitude = float(match["lat"]), float(match["lon"])
    return latitude <= 90 and longitude <= 180 and max(latitude, longitude) > _MEASURED_BELOW


def _is_place_of_a_person(match: re.Match[str]) -> bool:
    return _is_on_earth(match) and bool(_PLACE_BEFORE.search(text_before(match, 60)))


def _may_hold_code(text: SearchedText) -> bool:
    is_formed = any(form in text.shape for form in (b"AAAAAA00A00A000A", b"AA000000A", b"AA 00 00 00 A"))
    return is_formed or holds_row_of(text.shape, b"A0", 17)


_COORDINATES = in_ascii(
    r"(?P<lat>\d(?<![\w.]\d)\d{0,2}\.\d{4,})[° NSns]{0,3}[,;/ ] ?(?:(?:lon|lng|long|longitude)[:=]? ?)?-?"
    r"(?P<lon>\d{1,3}\.\d{4,})(?!\d)"
)
_FORMS_OF_PLACES = (b"0.0000",)
_IS = r"(?: (?:[Nn]umber|[Nn]o\.?|[Nn]r\.?|ID|id))?(?: is| was| ist|:| #)? ?"

EXACT = (
    pattern(
        "the number of a person in a state's register",
        (),
        in_ascii(
            r"\d(?<![\w.-]\d)(?:\d{10}|\d{2}\.\d{3}\.\d{3}-\d{2}|\d{5}-\d{4}|\d{7}-\d{4}|\d{7}[A-Z])(?![\w-]|\.\d)"
        ),
        _has_check_digits,
        shapes=(b"00000000", b"000.000.000-00", b"000000-0000"),
    ),
    pattern(
        "the number of a person or of a car",
        (),
        in_ascii(
            r"\b(?:[A-Z]{6}\d\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z]"
            r"|[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z](?:\d{6}| \d\d \d\d \d\d )[A-D]|(?P<vin>[A-HJ-NPR-Z0-9]{17}))\b"
        ),
        _is_code_of_a_person,
        _may_hold_code,
    ),
)
"""Certain by their form and their check digits, where they have any."""

IN_PROSE = (
    pattern(
        "the number of a person in a state's register",
        (
            *("pesel", "cpf", "dni", "bsn", "nino", "national insurance", "aadhaar", "nhs", "codice fiscale", "curp"),
            *("personnummer", "social insurance", "social security", "steuer"),
        ),
        r"\b(?:PESEL|CPF|DNI|BSN|NINO|National Insurance|Aadhaar|NHS|[Cc]odice [Ff]iscale|CURP|[Pp]ersonnummer"
        rf"|[Ss]ocial [Ii]nsurance|[Ss]ocial [Ss]ecurity|Steuer-?(?:ID|[Nn]ummer)){_IS}"
        r"(?=(?:[A-Z./ -]{0,3}\d){5})[A-Z0-9][A-Z0-9./-]*(?: [A-Z0-9./-]{2,}){0,4}",
    ),
    pattern(
        "the plate of a car",
        ("plate", "kennzeichen", "car registration", "vehicle registration"),
        rf"\b(?:(?i:plates?)|[Kk]ennzeichen|(?:[Cc]ar|[Vv]ehicle) registration){_IS}"
        r"(?=[A-ZÄÖÜ0-9 -]{0,8}\d)[A-ZÄÖÜ0-9]{1,4}[ -]?[A-Z0-9]{1,5}(?:[ -][A-Z0-9]{1,4})?\b",
    ),
    pattern("the number of a car", ("vin ", "vin:"), r"\bVIN(?: is| was|:| number:?)? [A-HJ-NPR-Z0-9]{17}\b"),
    pattern(
        "an advertising or device id",
        ("idfa", "idfv", "gaid", "aaid", "advertising id", "device id"),
        r"\b(?i:idfa|idfv|gaid|aaid|advertising id|device id)\b[^.\n]{0,20}?"
        r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b",
    ),
    pattern("the place of a person, to a few metres", (), _COORDINATES, _is_place_of_a_person, shapes=_FORMS_OF_PLACES),
)
"""Certain in a sentence, which code is not."""

POSSIBLE = (
    pattern(
        "what may be the place of a person, to a few metres", (), _COORDINATES, _is_on_earth, shapes=_FORMS_OF_PLACES
    ),
)
"""Only a reader can tell: a place can be that of a station, and two numbers can be measures."""

_PROFILE_HOSTS = ("linkedin", "xing.com", "facebook", "vk.com", "instagram", "tiktok", "threads.net")
_PROFILE = lazy_pattern(
    r"\b(?:linkedin\.com/(?:in|pub)/|xing\.com/profile/|facebook\.com/(?:profile\.php\?id=|people/)|vk\.com/id)[\w%.-]+"
    r"|(?P<possible>\b(?:instagram\.com/(?!p/|reel/|explore/|tv/)|tiktok\.com/@|threads\.net/@)[\w.]+/?(?![\w/]))",
    re.IGNORECASE,
)


@lru_cache(maxsize=2)
def profiles_in(text: str) -> tuple[tuple[int, bool], ...]:
    """Where a text links to the profile of a person or what may be one, each with whether it is certain."""
    lowered = text.lower()
    if not any(host in lowered for host in _PROFILE_HOSTS):
        return ()
    return tuple((match.start(), match["possible"] is None) for match in _PROFILE.finditer(text))
