"""Words by which an organisation marks what must not leave it."""

from __future__ import annotations

from ml_postmortems.lint.text_patterns import pattern
from ml_postmortems.lint.wordings import is_said_by_authors

MARKS = (
    pattern(
        "a mark of what is confidential",
        (
            "tlp:",
            "privilege",
            "distribut",
            "internal use",
            "internal only",
            "confidential",
            "eyes only",
            "public release",
        ),
        r"(?i:\bTLP: ?(?:red|amber(?:\+strict)?)\b"
        r"|\battorney[- ](?:client )?privileged?\b|\bprivileged (?:and|&) confidential\b|\blegal(?:ly)? privileged?\b"
        r"|\b(?:do not|don't|not for|no) (?:further )?(?:distribut(?:e|ion)|public release)\b"
        r"|\b(?:for )?internal use only\b|\binternal only\b"
        r"|\b(?:strictly|company|highly|most) confidential\b|\b(?:internal|your|executive) eyes only\b)",
        is_said_by_authors,
    ),
)
"""Certain where the authors say them of their own record."""
