"""Every rule of the checker, loaded: all of them, one of them, or those that somebody selects."""

from __future__ import annotations

from collections.abc import Sequence

from ml_postmortems.errors import UnknownName, UnknownRules
from ml_postmortems.lint import rules as _rules  # noqa: F401  (importing the package registers every rule)
from ml_postmortems.lint.registry import Rule, registered_rules
from ml_postmortems.suggestion import closest


def all_rules() -> tuple[Rule, ...]:
    """Every rule, by code."""
    return registered_rules()


def find_rule(wanted: str) -> Rule:
    """The rule of this code or name; raises UnknownName with the nearest one."""
    rules = all_rules()
    for rule in rules:
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            return rule
    names = [rule.code for rule in rules] + [rule.name for rule in rules]
    raise UnknownName("rule", wanted, names, closest(wanted, names))


def select_rules(selected: Sequence[str], ignored: Sequence[str]) -> tuple[Rule, ...]:
    """The rules whose code begins with a selected code (all, if none is) and with no ignored one.

    Raises UnknownRules for a code that no rule begins with.
    """
    rules = all_rules()
    for code in (*selected, *ignored):
        if not code or not any(rule.code.startswith(code.upper()) for rule in rules):
            raise UnknownRules(code, closest(code.upper(), [rule.code for rule in rules]))
    wanted, unwanted = (tuple(code.upper() for code in codes) for codes in (selected, ignored))
    return tuple(
        rule
        for rule in rules
        if (not wanted or rule.code.startswith(wanted)) and not (unwanted and rule.code.startswith(unwanted))
    )
