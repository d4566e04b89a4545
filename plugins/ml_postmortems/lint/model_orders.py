"""Sentences that give orders to a language model which reads the record, in place of its human readers."""

from __future__ import annotations

from ml_postmortems.lint.text_patterns import pattern
from ml_postmortems.lint.wordings import is_said_by_authors

_WHO_READS = (
    r" (?:that|which|who) (?:may |might |will )?(?:read|quote|process|summari[sz]e|parse|review|index)s?"
    r" (?:this|the present) (?:record|postmortem|page|text|document|report|account|note)\b"
)
_NOTE_TO = r"\b(?:note|notes|message|hint|instructions?|request) (?:to|for) (?:any |all |the |our |your )?"
_READER_GOES_ON = r"\b(?: that| which| who|:| reading)"
_DEAR = r"\b(?:dear|hello|hi),? "
_PROGRAM = r"(?:language model|assistant|agent|chatbot|llm|summari[sz]er)"
_HI_MODEL = ("hi model", "hi, model", "hi ai model", "hi, ai model")

ORDERS = (
    pattern(
        "an order to a model",
        ("instruction", "prompt", "an ai", "an llm", "language model", "assistant"),
        r"(?i:\b(?:ignore|disregard|forget|override|do not follow) (?:all |any |the |your |of )*"
        r"(?:previous|prior|earlier|above|preceding|system|safety) (?:instructions?|prompts?)"
        r"|\b(?:if|when) you are (?:an ai|an llm|a language model|an assistant)\b"
        r"|\b(?:as|you are) (?:an ai|an llm|a language model|a helpful assistant)\b[^.]{0,40}\b(?:must|should"
        r"|will|have to|approve|say|answer|reply)\b"
        r"|\b(?:reveal|print|show|repeat) (?:your|the) system prompt\b)",
        is_said_by_authors,
    ),
    pattern(
        "a request to a model",
        ("assistant", "agent", "chatbot", "llm", "summari", " ai", "language model"),
        rf"(?i:\b{_PROGRAM}s?{_WHO_READS}|{_NOTE_TO}(?:ai|{_PROGRAM})s?{_READER_GOES_ON}"
        rf"|{_DEAR}(?:ai )?{_PROGRAM}s?\b)",
        is_said_by_authors,
    ),
    pattern(
        "a request to a model",
        (*(f"model{s} {who}" for s in ("", "s") for who in ("that", "which", "who")), "dear", "hello", *_HI_MODEL),
        rf"(?i:(?<!language )\bmodels?{_WHO_READS}|{_DEAR}(?:ai )?models?\b)",
        is_said_by_authors,
    ),
)
"""None of them is for a human reader."""
