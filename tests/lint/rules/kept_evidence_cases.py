"""Cases of the rules about files that are kept as evidence beside a record."""

from __future__ import annotations

from hashlib import sha256

from tests.helpers import changed, own_record, record_text
from tests.lint.rules.cases import OWN, PICTURE, PNG, Case, own, pictured

_DIGEST = sha256(PNG).hexdigest()
_FIRST = own_record()["evidence"][0]["uri"]
_COPY = "PM-2025-0001/clicks.png"
_TEXT = "PM-2025-0001/chat.txt"
_NOWHERE = (
    "logs.example.com/features/1112",
    "www.example.org/x",
    "missing.txt",
    "http//x.y/z",
    "INC-881",
)
_INVENTED = (
    "https://arxiv.org/abs/2413.09417",
    "https://arxiv.org/pdf/3501.01234v2",
    "https://arxiv.org/abs/0703.1234",
    "https://github.com/advisories/GHSA-0000-0000-0000",
    "https://www.cve.org/CVERecord?id=CVE-1998-1234",
    "https://nvd.nist.gov/vuln/detail/CVE-2031-1234",
    "https://nvd.nist.gov/vuln/detail/CVE-2024-0000",
)


def _copied(**fields: str) -> str:
    evidence = own_record()["evidence"][0]
    return record_text(changed(own_record(), "evidence.0", evidence | {"copy": _COPY, **fields}))


def _kept_text() -> str:
    evidence = own_record()["evidence"][0] | {"uri": _TEXT, "sha256": sha256(b"Night of the rollback\n").hexdigest()}
    return record_text(changed(own_record(), "evidence.0", evidence | {"captured": "2025-03-12"}))


KEPT_EVIDENCE_CASES = (
    Case(
        "PM564",
        "evidence[4].sha256",
        'id: "E5"',
        {OWN: pictured(sha256=None), PICTURE: PNG},
        {OWN: pictured(), PICTURE: PNG},
    ),
    Case(
        "PM565",
        "evidence[4].captured",
        'id: "E5"',
        {OWN: pictured(captured=None), PICTURE: PNG},
        {OWN: pictured(), PICTURE: PNG},
    ),
    Case(
        "PM566",
        "evidence[0].sha256",
        "sha256: ",
        {OWN: record_text(changed(own_record(), "evidence.0.sha256", "0" * 64))},
        {OWN: record_text(changed(own_record(), "evidence.0.sha256", _DIGEST))},
    ),
    Case(
        "PM567",
        "evidence[0].uri",
        "https://git.example.com/",
        {OWN: record_text(changed(own_record(), "evidence.0.uri", "https://git.example.com/"))},
        {OWN: record_text(changed(own_record(), "evidence.0.uri", "https://git.example.com/?q=units"))},
    ),
    *(own("PM580", "evidence[0].uri", f"{uri}", "evidence.0.uri", uri) for uri in _INVENTED),
    own("PM581", "record", "symptom:", "symptom", "Old pages came first, as in arXiv:2600.01234 on ranking."),
    Case(
        "PM568",
        "evidence[1].uri",
        f"{_FIRST}/",
        {OWN: record_text(changed(own_record(), "evidence.1.uri", f"{_FIRST}/"))},
        {OWN: record_text(changed(own_record(), "evidence.1.uri", f"{_FIRST}#later"))},
    ),
    Case(
        "PM017",
        "evidence[0].copy",
        "copy: ",
        {OWN: _copied(captured="2025-03-12", sha256=_DIGEST)},
        {OWN: _copied(captured="2025-03-12", sha256=_DIGEST), PICTURE: PNG},
    ),
    *(own("PM017", "evidence[0].uri", f'uri: "{uri}"', "evidence.0.uri", uri) for uri in _NOWHERE),
    Case(
        "PM017",
        "evidence[0].uri",
        f'uri: "{_TEXT}"',
        {OWN: _kept_text()},
        {OWN: _kept_text(), f"2025/{_TEXT}": b"Night of the rollback\n"},
    ),
    Case(
        "PM023",
        "evidence[0].sha256",
        "sha256: ",
        {OWN: _copied(captured="2025-03-12", sha256="0" * 64), PICTURE: PNG},
        {OWN: _copied(captured="2025-03-12", sha256=_DIGEST), PICTURE: PNG},
    ),
)
