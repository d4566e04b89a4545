"""Patterns of the secrets of this field that detect-secrets has no detector for, as their makers publish them."""

from __future__ import annotations

import re
from collections.abc import Mapping

_START = r"(?<![A-Za-z0-9_])"

PATTERNS: Mapping[str, tuple[str, ...]] = {
    "Hugging Face token": (r"(?:hf|api_org)_[A-Za-z0-9]{30,}",),
    "Anthropic key": (r"sk-ant-[\w-]{20,}",),
    "OpenAI key": (r"sk-(?:proj|svcacct|admin|None|service)-[\w-]{20,}", r"sk-[A-Za-z0-9]{48}(?!\w)"),
    "OpenRouter key": (r"sk-or-v1-[0-9a-f]{32,}",),
    "Langfuse key": (r"sk-lf-[0-9a-f]{8}-[0-9a-f-]{27}",),
    "Google key": (r"AIza[\w-]{35}", r"GOCSPX-[\w-]{28}", r"ya29\.[\w.-]{20,}"),
    "Weights & Biases key": (
        r"wandb_v1_\w{40,}",
        r"(?i:(?:wandb|w&b|weights (?:&|and) biases)[ _-]?(?:api[ _-]?)?(?:key|token|login)|api\.wandb\.ai)"
        r"\W.{0,40}?\b[0-9a-f]{40}(?![\w-])",
    ),
    "Kaggle key": (
        r"(?i:kaggle[ _-]?(?:pair|login|credentials?))\W.{0,40}?\b[0-9a-f]{32}(?![\w-])",
        r"username[\"']\s*:\s*[\"'][^\"']{1,60}[\"']\s*,\s*[\"']key[\"']\s*:\s*[\"'][0-9a-f]{32}(?!\w)",
        r"(?i:kaggle[ _.-]?(?:json|(?:api[ _-]?)?(?:key|token)|username))\W.{0,80}?\b[0-9a-f]{32}(?![\w-])",
    ),
    "AWS secret key": (
        r"(?i:secret[ _-]?access[ _-]?key|aws[ _-]?secret(?:[ _-]?key)?)\W.{0,40}?"
        r"(?<![A-Za-z0-9/+])(?=[a-z0-9/+]*[A-Z])(?=[A-Z0-9/+]*[a-z])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])",
    ),
    "OpenSSH private key": (r"b3BlbnNzaC1rZXktdjE[A-Za-z0-9+/=]{16,}",),
    "Databricks token": (r"d(?:api|kea|ose|sapi|oauth)[0-9a-f]{32}(?:-\d+)?(?!\w)",),
    "Fireworks key": (r"fw_(?=[A-Za-z0-9]*[0-9])[A-Za-z0-9]{22,}(?!\w)",),
    "Replicate token": (r"r8_[A-Za-z0-9]{37}",),
    "Groq key": (r"gsk_[A-Za-z0-9]{40,}",),
    "xAI key": (r"xai-[A-Za-z0-9]{60,}",),
    "NVIDIA key": (r"nvapi-[\w-]{60,}",),
    "Perplexity key": (r"pplx-[A-Za-z0-9]{40,}",),
    "Pinecone key": (r"pcsk_\w{40,}",),
    "LangSmith key": (r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}",),
    "DeepSeek key": (r"sk-[0-9a-f]{32}(?!\w)",),
    "ElevenLabs key": (r"sk_[0-9a-f]{48}(?!\w)",),
    "DigitalOcean token": (r"do[opr]_v1_[0-9a-f]{64}",),
    "Docker Hub token": (r"dckr_(?:pat|oat)_[\w-]{25,}",),
    "Doppler token": (r"dp\.(?:pt|st|ct|scim|audit|sa)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{38,}",),
    "Figma token": (r"figd_[\w-]{36,}",),
    "Grafana token": (r"gl(?:sa|c)_[A-Za-z0-9]{32,}(?:_[0-9a-f]{8})?",),
    "HashiCorp Vault token": (r"hv[sbr]\.[\w-]{24,}",),
    "Linear key": (r"lin_(?:api|oauth)_[A-Za-z0-9]{40,}",),
    "Notion token": (r"ntn_[A-Za-z0-9]{40,}",),
    "Postman key": (r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}",),
    "Supabase key": (r"sb(?:p_[0-9a-f]{40}|_secret_[\w-]{20,})",),
    "age key": (r"AGE-SECRET-KEY-1[0-9A-Z]{58}",),
    "npm token": (r"npm_[A-Za-z0-9]{36}",),
    "GitHub fine-grained token": (r"github_pat_\w{36,}",),
    "Slack token": (r"xapp-\d-\w+-\d+-\w+", r"xoxe(?:\.xox[bp])?-\d-[A-Za-z0-9]{20,}"),
    "Slack webhook": (r"hooks\.slack\.com/(?:services|workflows|triggers)/[\w/]{20,}",),
    "Discord webhook": (r"discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d{17,20}/[\w-]{60,}",),
    "Teams webhook": (r"webhook\.office\.com/webhookb2/[0-9a-f]{8}-[\w@./-]{60,}",),
    "Azure shared access signature": (r"(?<=[?&])sig=(?:[A-Za-z0-9+/_-]|%2[BbFf]){43}(?:=|%3[Dd])?(?![\w%])",),
    "bearer header": (
        r"(?i:authorization)[\"']?\s*[:=]\s*[\"']?(?i:bearer|basic|token)\s+[\w.~+/=-]{16,}",
        r"\b[Bb]earer\s+(?=[\w.~+/-]*[0-9])(?=[\w.~+/-]*[A-Za-z])[\w.~+/=-]{24,}",
    ),
}
"""The patterns of each sort; what they match must have the variety of characters that a drawn secret has."""

HINTS = (
    rf"{_START}(?:(?:hf|api_org|r8|fw|gsk|npm|github_pat|pcsk|lsv2|wandb|sk|do[opr]_v1|dckr|figd|glsa|glc|lin|ntn|sbp|sb_secret)_"
    r"|(?:sk|nvapi|pplx|xapp|xox\w|GOCSPX|PMAK|dp|hv[sbr])[-.]|AGE-SECRET|xai-\w{20}"
    r"|AIza|b3BlbnNzaC1r|ya29\.|d(?:api|kea|ose|sapi|oauth)[0-9a-f])|[?&]sig="
)
"""The beginnings of these forms, without which no word holds one."""

HEADERS = (
    "bearer",
    "authorization",
    "wandb",
    "w&b",
    "weights ",
    "kaggle",
    "username",
    "secret access",
    "secret_access",
)
"""Words, in lower case, beside which a secret stands that has no beginning of its own."""


def compiled_patterns() -> Mapping[str, list[re.Pattern[str]]]:
    """Each sort with its patterns, which match from the start of a word."""
    return {
        name: [re.compile(_START + pattern, re.ASCII) for pattern in patterns] for name, patterns in PATTERNS.items()
    }
