"""The index of the rules, and a page for each family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from ml_postmortems.base.reference_markdown import facts, neighbours, page, table
from ml_postmortems.lint.finding import Level
from ml_postmortems.lint.registry import FAMILIES, Rule
from ml_postmortems.lint.rule_set import all_rules

FOLDER = "rules"
MOST_RULES = 40
"""On one page."""
A_PART = 25
"""How many rules stand on each page of a family that has more."""
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
    """The index and the pages of every family, by their places in the reference."""
    yield "rules.md", page("Rules", LEAD, _index())
    titles = {name: title for family in FAMILIES for name, title, _ in _parts(family)}
    for family in FAMILIES:
        (_, _, first), *later = _parts(family)
        elsewhere = [rule for _, _, rules in later for rule in rules]
        for name, title, rules in _parts(family):
            told = [part for rule in rules for part in _rule(rule)]
            if rules is first and elsewhere:
                rows = (_row(rule, "") for rule in elsewhere)
                told += ["## More rules of this family", table(("Rule", "What must hold"), rows)]
            around = neighbours(list(titles), name, titles.__getitem__)
            yield f"{FOLDER}/{name}.md", page(title, "", iter([*told, around]))


def address(code: str) -> str:
    """Where a rule is told, seen from the reference."""
    return f"{FOLDER}/{_place(code)}"


def _place(code: str) -> str:
    """The same seen from a page of a family."""
    family = next(each for each in FAMILIES if code.startswith(each))
    name = next(name for name, _, rules in _parts(family) if any(rule.code == code for rule in rules))
    return f"{name}.md#{code.lower()}"


@cache
def _parts(family: str) -> Sequence[tuple[str, str, Sequence[Rule]]]:
    """The pages of a family, each with its name, title and rules: one, or several where one would be too long.

    The first page keeps the address that a family with one page has, and leads on to the rules of the others.
    """
    rules = [rule for rule in all_rules() if rule.code.startswith(family)]
    title = f"{family}: {FAMILIES[family]}"
    if len(rules) <= MOST_RULES:
        return [(family.lower(), title, rules)]
    cut = [rules[place : place + A_PART] for place in range(0, len(rules), A_PART)]
    return [
        (
            f"{family.lower()}-{number}" if number > 1 else family.lower(),
            f"{title}, {part[0].code} to {part[-1].code}",
            part,
        )
        for number, part in enumerate(cut, 1)
    ]


def _index() -> Iterator[str]:
    """A heading for each family, and a row for each rule with the fragment that it has on its own page."""
    for family, about in FAMILIES.items():
        yield f"## [{family}: {about}]({FOLDER}/{family.lower()}.md) {{#{family.lower()}}}"
        yield table(("Rule", "What must hold"), (_row(rule) for _, _, rules in _parts(family) for rule in rules))


def _row(rule: Rule, folder: str = f"{FOLDER}/") -> tuple[str, str]:
    level = " *Warning.*" if rule.level is Level.WARNING else ""
    return f"[{rule.code}]({folder}{_place(rule.code)}){{#{rule.code.lower()}}}", f"{rule.summary}{level}"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"## {rule.code} {rule.name} {{#{rule.code.lower()}}}"
    yield f"{'Error' if rule.level is Level.ERROR else 'Warning'}. {rule.summary} {rule.notes}"
    yield facts({section.heading: section.text.replace("\n", " ") for section in rule.sections})
