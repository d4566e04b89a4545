"""The rules of whose findings some can be mended: known without what mends them, which most checks do not need."""

from __future__ import annotations

NAME_RULES = frozenset({"PM013", "PM014"})
"""Those about the name of a file: mended by moving it."""
FIXABLE_RULES = frozenset({*NAME_RULES, "PM007", "PM104", "PM105", "PM108", "PM109", "PM110"})
