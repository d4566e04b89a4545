"""The page of the rules."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.base.reference_markdown import facts
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.registry import FAMILIES, Rule
from ml_postmortems.lint.rule_set import all_rules

LEAD = """
    What `postmortems check` looks at. An *error* makes it end with exit code 1 and must be mended before the record is
    merged; a *warning* is for the author and the reviewer to weigh. `postmortems rule PM104` prints the same text.

    A record can exempt itself from some rules of judgement with a reason, in [`exemptions`](fields.md#exemptions); each
    rule says whether it can. What looks like a secret and is none is listed by its hash in
    `postmortems/allowed-secrets.yml`. What a pull request changes in a merged record on purpose is recorded in
    [`corrections`](fields.md#corrections). A base changes levels of rules in its [settings](settings.md).
"""


def parts() -> Iterator[str]:
    """One heading a family, and below it one a rule."""
    for family, about in FAMILIES.items():
        rules = [rule for rule in all_rules() if rule.code.startswith(family)]
        yield f"## {family}: {about} {{#{family.lower()}}}"
        yield "\n".join(f"- [{rule.code}](#{rule.code.lower()}) {rule.name}" for rule in rules)
        for rule in rules:
            yield from _rule(rule)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.code} {rule.name} {{#{rule.code.lower()}}}"
    yield f"{'Error' if rule.level is Level.ERROR else 'Warning'}. {rule.summary} {rule.notes}"
    yield facts({section.heading: section.text.replace("\n", " ") for section in rule.sections})
