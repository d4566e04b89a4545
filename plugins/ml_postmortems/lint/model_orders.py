"""Sentences that give orders to a language model which reads the record, in place of its human readers."""

from __future__ import annotations

from ml_postmortems.lint.text_patterns import pattern
from ml_postmortems.lint.wordings import is_said_by_authors

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
        ("assistant", "model", "agent", "chatbot", "llm", "summari"),
        r"(?i:\b(?:assistants?|(?:language )?models?|agents?|chatbots?|llms?|(?:automatic )?summari[sz]ers?)"
        r" (?:that|which|who) (?:may |might |will )?(?:read|quote|process|summari[sz]e|parse|review|index)s?"
        r" (?:this|the present) (?:record|postmortem|page|text|document|report|account|note)\b"
        r"|\b(?:note|notes|message|hint|instructions?|request) (?:to|for) (?:any |all |the |our |your )?"
        r"(?:ai|llm|language model|assistant|agent|chatbot|summari[sz]er)s?\b(?: that| which| who|:| reading)"
        r"|\b(?:dear|hello|hi),? (?:ai |language )?(?:assistant|model|agent|chatbot|llm)s?\b)",
        is_said_by_authors,
    ),
)
"""None of them is for a human reader."""
