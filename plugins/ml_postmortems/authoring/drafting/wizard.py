"""The questions that lead a person to a draft: one at a time, each with a line of help."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ml_postmortems.authoring.drafting.answers import NEEDED, Answers, DraftContext, year_of
from ml_postmortems.authoring.drafting.dialogue import Choice, Console, accept, ask_choice, ask_text
from ml_postmortems.authoring.drafting.optional_questions import ask_optional
from ml_postmortems.model.terms import Kind, Origin, Term, Visibility

_HELP: Mapping[str, str] = {
    "origin": "Whose incident is it?",
    "title": "What failed, in at most 90 characters; no names of persons.",
    "symptom": "What was seen, apart from why: the words of who first noticed it.",
    "kind": "What sort of event was it?",
    "severity": "How bad was it? One criterion of a level is enough; ? shows them all.",
    "team": "Which team owns the system that failed?",
    "visibility": "Who may read the record?",
}
_TERMS: Mapping[str, Iterable[Term]] = {"origin": Origin, "kind": Kind, "visibility": Visibility}


def run_wizard(console: Console, context: DraftContext, answers: Answers, fixed: Iterable[str] = ()) -> None:
    """Ask for everything that a draft needs and then for what it could have; the answers are added one by one.

    What is `fixed` is not asked for. Another answer that is there already is offered, and Enter takes it.
    """
    open_questions = [name for name in NEEDED if name not in fixed]
    count = len(open_questions) + (answers.year is None)
    console.say(f"A new postmortem. {count} questions make a draft; ? explains the choices.")
    console.say("Ctrl-C stops at any time and keeps your answers.")
    for name in open_questions:
        _ask(console, context, answers, name)
    if answers.year is None:
        answers.year = _ask_year(console, context)
    ask_optional(console, context, answers)


def _ask(console: Console, context: DraftContext, answers: Answers, name: str) -> None:
    if name in ("title", "symptom"):
        ask_text(console, context, answers, name, _HELP[name], needed=True)
        return
    while True:
        choices, offered = _choices(context, name), answers.get(name)
        word = ask_choice(console, name, _HELP[name], choices, offered=offered, needed=True)
        if accept(console, context, answers, name, word):
            return


def _choices(context: DraftContext, name: str) -> Sequence[Choice]:
    match name:
        case "severity":
            return [
                Choice(level, f"{criteria.name}: {criteria.definition}", criteria.criteria)
                for level, criteria in context.taxonomy.severities.items()
            ]
        case "team":
            return [Choice(team, each.name) for team, each in context.catalog.teams.items()]
        case _:
            return [Choice(term, term.doc) for term in _TERMS[name]]


def _ask_year(console: Console, context: DraftContext) -> int:
    console.say("")
    console.say("In which year did it happen? It becomes part of the id.")
    while True:
        said = console.ask(f"year [{context.as_of.year}]: ").strip()
        year = year_of(said or str(context.as_of.year))
        if year:
            return year
        console.say(f"  `{said}` is no year. Write four digits, such as {context.as_of.year}.")
