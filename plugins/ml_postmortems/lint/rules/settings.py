"""PM1 for `settings.yml`: what it says of rules and versions is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ml_postmortems import __version__
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.levels import is_forbidden
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import registered_rules, side_rule
from ml_postmortems.model.own_fields import EXTRA
from ml_postmortems.model.requirements import field_rules
from ml_postmortems.model.settings import Settings, version_parts
from ml_postmortems.reading.corpus import SETTINGS_FILE
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.vocabulary import VocabularyFile
from ml_postmortems.suggestion import closest


@side_rule("PM118")
def impossible_setting(context: Context) -> Iterator[Problem]:
    """`settings.yml` names rules and fields that exist, lowers none that must hold, and adopts no version to come.

    What it does
        Looks up each rule under `rules`. A rule that no record can be exempt from may be raised and not lowered: those
        of file, schema, consistency, completeness, safety and history (PM0 to PM3, PM7, PM9), and each whose page says
        so. What stands under `required` is a field of the format, or `extra.` and a key under `fields`. `rules_since`
        is at most the version that is installed.
    Why it matters
        A misspelt rule changes nothing, and nobody notices. A base that could switch off what makes a record complete
        and safe would publish what is neither. With a version to come under `rules_since`, an upgrade would turn the
        main branch red.
    Example
        `rules: {PM303: off}`
    Instead
        `rules: {PM602: off}`, a rule of judgement; or the section that PM303 asks for.
    """
    for file in context.corpus.vocabulary_files:
        if file.path.name == SETTINGS_FILE:
            settings = context.corpus.settings
            problems = (*_rules(file, settings), *_version(file, settings), *_required(file, settings))
            yield from (replace(problem, path=file.path) for problem in problems)


def _rules(file: VocabularyFile, settings: Settings) -> Iterator[Problem]:
    rules = {rule.code: rule for rule in registered_rules()}
    for code, level in settings.rules.items():
        path = ("rules", code)
        if code not in rules:
            near = closest(code, rules)
            fix = f"did you mean `{near}`?" if near else "`postmortems rule` lists them"
            yield at_field(file, path, "must be a rule", shown(code), fix)
        elif is_forbidden(level, rules[code]):
            lowest = rules[code].level
            condition = f"must be at least `{lowest}`, because no record can be exempt from {code}"
            yield at_field(file, path, condition, shown(level), "delete the line; no setting can lower this rule")


_FIX = "write a key of the format, or `extra.` and a key under `fields`"


def _required(file: VocabularyFile, settings: Settings) -> Iterator[Problem]:
    known = [".".join(rule.path) for rule in field_rules()] + [f"{EXTRA}.{key}" for key in settings.fields]
    for index, required in enumerate(settings.required):
        if required.field not in known or required.field == EXTRA:
            near = closest(required.field, known)
            fix = f"did you mean `{near}`?" if near else _FIX
            yield at_field(file, ("required", index, "field"), "must be a field", shown(required.field), fix)


def _version(file: VocabularyFile, settings: Settings) -> Iterator[Problem]:
    since = settings.rules_since
    if version_parts(since) > version_parts(__version__):
        newest = ".".join(map(str, version_parts(__version__)))
        condition = f"must not be later than the package, which is {newest}"
        yield at_field(file, ("rules_since",), condition, shown(since), f"write `{newest}`, or upgrade the package")
