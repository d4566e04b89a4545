"""The dialogue that leads a person to a draft: one question at a time, each with a line of help."""

from __future__ import annotations

from collections.abc import Iterable

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext, year_of
from ml_postmortems.authoring.drafting.dialogue import Console
from ml_postmortems.authoring.drafting.questions import NEEDED, OPTIONAL


def run_wizard(console: Console, context: DraftContext, answers: Answers, fixed: Iterable[str] = ()) -> None:
    """Ask for everything that a draft needs and then for what it could have; the answers are added one by one.

    What is `fixed` is not asked for. Another answer that is there already is offered, and Enter takes it.
    """
    open_questions = [question for question in NEEDED if question.name not in fixed]
    count = len(open_questions) + (answers.year is None)
    console.say(f"A new postmortem. {count} questions make a draft; ? explains the choices.")
    console.say("Ctrl-C stops at any time and keeps your answers.")
    for question in open_questions:
        question.ask(console, context, answers)
    if answers.year is None:
        answers.year = _ask_year(console, context)
    _ask_optional(console, context, answers)


def _ask_year(console: Console, context: DraftContext) -> int:
    console.say("")
    console.say("In which year did it happen? It becomes part of the id.")
    while True:
        said = console.ask(f"year [{context.as_of.year}]: ").strip()
        year = year_of(said or str(context.as_of.year))
        if year:
            return year
        console.say(f"  `{said}` is no year. Write four digits, such as {context.as_of.year}.")


def _ask_optional(console: Console, context: DraftContext, answers: Answers) -> None:
    """Offer the optional questions that are still open, all of which may be skipped at once."""
    origin = answers.get("origin")
    open_questions = [each for each in OPTIONAL if origin in each.origins and not answers.get(each.name)]
    if not open_questions:
        return
    console.say("")
    console.say(f"That is a draft. You can go on with: {', '.join(each.label for each in open_questions)}.")
    said = console.ask("Enter writes the draft now; y goes on (Enter then skips a question): ").strip().lower()
    if said in ("y", "yes"):
        for question in open_questions:
            question.ask(console, context, answers)
