"""A rater at a terminal: one statement after the other, each answer kept before the first one is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ml_postmortems.authoring.drafting.console import Console, tell
from ml_postmortems.authoring.rating.keeping import Answer, find_leaf
from ml_postmortems.authoring.rating.statements import Statement
from ml_postmortems.errors import UnknownName
from ml_postmortems.model.ratings import Rating
from ml_postmortems.model.taxonomy import Taxonomy, family_of

_SKIP, _DONE, _HELP = "skip", "done", "?"
Keep = Callable[[Answer], Rating]


def statement_lines(statement: Statement) -> list[str]:
    """A statement as it is shown: where it is from, what happened, what it rests on, and the words to file."""
    lines = [f"{statement.name} ({statement.visibility}): {statement.title}", f"  {statement.summary}"]
    lines += [f"  {each.id} {each.kind}: {each.title}" for each in statement.evidence]
    return [*lines, f"  Cause: {statement.text}"]


def rate_at_terminal(console: Console, statements: Sequence[Statement], taxonomy: Taxonomy, keep: Keep) -> list[Rating]:
    """Ask for a leaf for each statement until the rater is done; returns what was kept."""
    kept: list[Rating] = []
    tell(console, "A leaf by its name or its last part; `?` and a word for definitions, `skip`, or `done`.")
    for number, statement in enumerate(statements, 1):
        console.say("")
        console.say(f"{number} of {len(statements)}")
        for line in statement_lines(statement):
            tell(console, line, hanging=2)
        said = _ask(console, taxonomy)
        if said == _DONE:
            break
        if said != _SKIP:
            rating = keep(Answer(statement.record, statement.cause, said, statement.mark))
            kept.append(rating)
            tell(console, f"Kept. {told(rating)}")
    return kept


def told(rating: Rating) -> str:
    """What the record says, held against the answer that was kept."""
    if rating.first == rating.second:
        return f"{rating.record} {rating.cause}: the record says the same, {rating.first}."
    return f"{rating.record} {rating.cause}: you say {rating.second}, the record says {rating.first}."


def _ask(console: Console, taxonomy: Taxonomy) -> str:
    while True:
        said = console.ask("Leaf: ").strip()
        if said.lower() in (_SKIP, _DONE):
            return said.lower()
        if said.startswith(_HELP):
            _explain(console, taxonomy, said.removeprefix(_HELP).strip().lower())
        elif said:
            try:
                return find_leaf(said, taxonomy)
            except UnknownName as error:
                hint = f"did you mean `{error.suggestion}`?" if error.suggestion else "`?` lists the families"
                tell(console, f"`{said}` is no leaf; {hint}")


def _explain(console: Console, taxonomy: Taxonomy, word: str) -> None:
    """The leaves whose name or definition holds a word, with their definitions; without one the families."""
    if not word:
        for key, family in taxonomy.causes.items():
            tell(console, f"{key}: {family.definition}", hanging=2)
        tell(console, "`? process` lists the leaves of a family, `? alert` those that speak of it.")
    for name, leaf in taxonomy.leaves.items() if word else ():
        if word in (family_of(name), name) or word in name or word in leaf.definition.lower():
            tell(console, f"{name}: {leaf.definition}", hanging=2)
