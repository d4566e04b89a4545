"""The level of a finding: what its rule says, what the base says of the rule, and whom a later rule is asked of.

What is new never turns the main branch red: a rule of a version that the base has not adopted, and a warning that it
raised to an error, are errors only in what a pull request changes and in records that were never merged.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.registry import Rule
from ml_postmortems.model.settings import RuleLevel, Settings
from ml_postmortems.reading.record_file import RecordFile


def level_of(rule: Rule, path: Path, file: RecordFile | None, context: Context) -> Level | None:
    """The level of what a rule finds in a file; None where it is not told.

    In a pull request the stricter of two levels holds: that of its own settings, and that of its base's.
    """

    def is_at_hand() -> bool:
        return path in context.at_hand or bool(file and file.record and not file.record.status.is_mergeable)

    strictest = RuleLevel.OFF
    for settings in context.settings_in_force:
        level = _level_under(settings, rule, is_at_hand)
        if strictest.is_below(level):
            strictest = level
    return None if strictest is RuleLevel.OFF else Level(strictest)


def can_be_error(rule: Rule, settings: Settings) -> bool:
    """Whether what a rule finds is an error anywhere."""
    return level_of_rule(rule, settings) is RuleLevel.ERROR


def level_of_rule(rule: Rule, settings: Settings) -> RuleLevel:
    """The level that a base gives a rule; a rule that no record can be exempt from is never lowered."""
    wanted = settings.rules.get(rule.code)
    return registered_level(rule) if wanted is None or is_forbidden(wanted, rule) else wanted


def registered_level(rule: Rule) -> RuleLevel:
    """The level of a rule in a base that says nothing of it."""
    return RuleLevel[rule.level.name]


def is_forbidden(wanted: RuleLevel, rule: Rule) -> bool:
    """Whether no base may give this level to the rule."""
    return not rule.exemptable and wanted.is_below(registered_level(rule))


def _level_under(settings: Settings, rule: Rule, is_at_hand: Callable[[], bool]) -> RuleLevel:
    level = level_of_rule(rule, settings)
    if level is RuleLevel.ERROR and not _is_asked_of_all(rule, settings) and not is_at_hand():
        return RuleLevel.WARNING
    return level


def _is_asked_of_all(rule: Rule, settings: Settings) -> bool:
    """Whether an error of this rule is one in merged records that nobody is at work on."""
    is_adopted = settings.adopts(rule.since) or settings.rules.get(rule.code) is RuleLevel.ERROR
    return rule.level is Level.ERROR and is_adopted
