"""The phase of an entry by its words; none where they say nothing of it, or several things."""

from __future__ import annotations

from collections.abc import Mapping

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.model.terms import Phase

_WORDS: Mapping[Phase, str] = {
    Phase.RESPONSE: (
        r"alert(?:s|ed|ing)?\b|alarm|paged?\b|pager|on-?call|acknowledg|escalat|investigat|declare[sd]?\b|triag"
        r"|roll(?:s|ed|ing)?[ -]?back|roll(?:s|ed|ing)? .{1,60} back\b|revert|restore|restoring|mitigat"
        r"|resol(?:ve|ution)|identif|diagnos|root cause|hot-?fix|war room"
        r"|incident (?:call|channel|opened|declared|commander)|status page"
        r"|notif|workaround|switched off|turned off|disabled?\b|confirmed|recover|response\b|detect"
    ),
    Phase.USER_IMPACT: (
        r"(?:customers?|users?|sellers?|buyers?|clients?|merchants?|patients?|applicants?)\b.{0,40}"
        r"\b(?:report|complain|see|saw|notice|affected|cannot|unable|tell|told|ask|write|wrote|post|call)"
        r"|complain|support (?:tickets?|cases?|requests?)|(?:outage|impact|incident) (?:begins?|began|starts?|started)"
    ),
    Phase.DEPLOYMENT: (
        r"deploy|(?:release[sd]?|releasing)\b|roll(?:s|ed|ing)?[ -]?out\b|merge[sd]?\b|go(?:es)? live|went live"
        r"|ship(?:s|ped)\b|upgrad|activated"
    ),
    Phase.TRAINING: r"(?:re)?train(?:s|ed|ing)?\b|fine-?tun",
    Phase.EVALUATION: r"(?:evaluate[sd]?|evaluation)|back-?test|offline metric|benchmark",
    Phase.LABELING: r"label(?:s|ed|led|ing|ling)\b|annotat",
    Phase.FEATURES: r"feature (?:store|pipeline|table|job|vector|snapshot|value)|features\b",
    Phase.INGESTION: r"ingest|upstream|data feed|\betl\b|(?:source|raw) data|source table|export (?:arrive|file)",
    Phase.SERVING: (
        r"inference|latency|\b[45]\d\d errors?|timeouts?|error rate|requests? (?:fail|time)|serv(?:es|ed|ing) "
    ),
}
_PATTERNS = {phase: lazy_pattern(rf"(?i)\b(?:{words})") for phase, words in _WORDS.items()}


def said_phase(text: str, group: str, marks: list[str]) -> Phase | None:
    """The phase that marks, words or the heading above an entry say; the response goes before all others."""
    if "started" in marks:
        return Phase.USER_IMPACT
    if marks:
        return Phase.RESPONSE
    for said in (text, group):
        found = [phase for phase, pattern in _PATTERNS.items() if pattern.search(said)]
        if Phase.RESPONSE in found:
            return Phase.RESPONSE
        if len(found) == 1:
            return found[0]
    return None
