"""`postmortems rule`: what a rule is about, or the list of all rules."""

from __future__ import annotations

import click

from ml_postmortems.cli.terminal import show, show_text
from ml_postmortems.lint.registry import FAMILIES
from ml_postmortems.lint.rule_set import all_rules, find_rule


@click.command()
@click.argument("code", required=False)
def rule(code: str | None) -> None:
    """Explain the rule CODE (`PM104`, or its name), or list all rules."""
    if code is None:
        for family, about in FAMILIES.items():
            show(f"{family} {about}")
            for each in all_rules():
                if each.code.startswith(family):
                    show(f"  {each.code} {each.name}: {each.summary}")
        return
    show_text(find_rule(code).explanation)
