"""The index of the rules, and a page for each family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ml_postmortems.base.reference_markdown import facts, neighbours, page, table
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.registry import FAMILIES, Rule
from ml_postmortems.lint.rule_set import all_rules

FOLDER = "rules"
LEAD = """
    What `postmortems check` looks at. An *error* makes it end with exit code 1 and must be mended before the record is
    merged; a *warning*, marked so below, is for the author and the reviewer to weigh. Each rule leads to what it does,
    why, and an example; `postmortems rule PM104` prints the same text.

    A record can exempt itself from some rules of judgement with a reason, in
    [`exemptions`](fields/exemptions.md#exemptions); each rule says whether it can. What looks like a secret and is none
    is listed by its hash in `postmortems/allowed-secrets.yml`. What a pull request changes in a merged record on
    purpose is recorded in [`corrections`](fields/corrections.md#corrections). A base changes levels of rules in its
    [settings](settings.md).
"""


def pages() -> Iterator[tuple[str, str]]:
    """The index and the page of every family, by their places in the reference."""
    yield "rules.md", page("Rules", LEAD, _index())
    titles = {family.lower(): f"{family}: {about}" for family, about in FAMILIES.items()}
    for family in FAMILIES:
        name = family.lower()
        parts = [part for rule in _rules(family) for part in _rule(rule)]
        around = neighbours(list(titles), name, titles.__getitem__)
        yield f"{FOLDER}/{name}.md", page(titles[name], "", iter([*parts, around]))


def address(code: str) -> str:
    """Where a rule is told, seen from the reference."""
    family = next(each for each in FAMILIES if code.startswith(each))
    return f"{FOLDER}/{family.lower()}.md#{code.lower()}"


def _rules(family: str) -> Sequence[Rule]:
    return [rule for rule in all_rules() if rule.code.startswith(family)]


def _index() -> Iterator[str]:
    """A heading for each family, and a row for each rule with the fragment that it has on its own page."""
    for family, about in FAMILIES.items():
        yield f"## [{family}: {about}]({FOLDER}/{family.lower()}.md) {{#{family.lower()}}}"
        yield table(("Rule", "What must hold"), map(_row, _rules(family)))


def _row(rule: Rule) -> tuple[str, str]:
    level = " *Warning.*" if rule.level is Level.WARNING else ""
    return f"[{rule.code}]({address(rule.code)}){{#{rule.code.lower()}}}", f"{rule.summary}{level}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code} {rule.name} {{#{rule.code.lower()}}}"
    yield f"{'Error' if rule.level is Level.ERROR else 'Warning'}. {rule.summary} {rule.notes}"
    yield facts({section.heading: section.text.replace("\n", " ") for section in rule.sections})
