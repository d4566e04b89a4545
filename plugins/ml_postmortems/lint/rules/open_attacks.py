"""PM7 for public accounts of an attack that still works."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.model.not_known import known_items
from ml_postmortems.model.terms import ActionType, Visibility
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_ATTACK = "attack"
"""The category of triggers that the taxonomy has for them."""
_ATTACKED = {"technical/prompt-injection", "data-quality/adversarial-or-poisoned"}
"""Causes that somebody outside can bring about again."""


@file_rule("PM720", Level.WARNING)
def public_attack_that_works(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, the public account of an attack on us waits until something prevents it.

    What it does
        Looks in our own records with `visibility: public` whose trigger is an attack, or whose primary cause is an
        injected prompt or poisoned data, for a finished action of type `prevent`. The review begins with this warning.
    Why it matters
        Everybody can read how it is done, and it can be done again.
    Example
        `trigger: {category: attack, text: A customer typed a line of the operator.}`, with no finished prevention
    Instead
        `visibility: internal` until the prevention is done
    """
    record = own_published(file)
    if not record or record.visibility is not Visibility.PUBLIC:
        return
    is_attack = any(each.category == _ATTACK for each in record.triggers)
    if not is_attack and not (record.primary and record.primary.category in _ATTACKED):
        return
    preventions = [each for each in known_items(record.actions) if each.type is ActionType.PREVENT]
    if not any(each.status.is_done for each in preventions):
        yield at_field(
            file,
            ("visibility",),
            "must not be public while nothing prevents the attack",
            ", ".join(f"{each.id} {shown(each.status)}" for each in preventions) or "no action of type `prevent`",
            "write `visibility: internal` until one is done",
        )
