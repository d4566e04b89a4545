"""The dialogue that leads a person to a draft, and on to what its tier asks for: one question at a time, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext, year_of
from ml_postmortems.authoring.drafting.console import Console, GoBack, StopAsking, explain_keys, read_line, tell
from ml_postmortems.authoring.drafting.dialogue import ask
from ml_postmortems.authoring.drafting.question import Question, is_open
from ml_postmortems.authoring.drafting.questions import NEEDED, OPTIONAL
from ml_postmortems.authoring.drafting.sheet import AnswerSheet, Sheet
from ml_postmortems.plain_text import printable
from ml_postmortems.plurals import counted

KEYS = "`<` goes back one question, ? explains one"


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that is asked; raises GoBack and StopAsking."""

    name: str
    ask: Callable[[], None]


def run_wizard(console: Console, context: DraftContext, answers: Answers, fixed: Iterable[str] = ()) -> None:
    """Ask for everything that a draft needs and then for what its tier asks; the answers are added one by one.

    What is `fixed` is not asked for. Another answer that is there already is offered, and Enter takes it.
    """
    sheet = AnswerSheet(context, answers)
    first = (question for question in NEEDED if question.is_asked_first and question.name not in fixed)
    needed = [_step(console, sheet, question) for question in first]
    if answers.year is None:
        needed.append(_Step("year", partial(_ask_year, console, context, answers)))
    questions = f"For a draft: {counted(len(needed), 'question')}; " if needed else ""
    tell(console, f"A new postmortem. {questions}{KEYS}.")
    tell(console, "Ctrl-C stops at any time and keeps your answers.")
    more = _Step("", partial(_ask_for_more, console, sheet))

    def following(asked: Sequence[str]) -> _Step | None:
        first = next((step for step in (*needed, more) if step.name not in asked), None)
        if first is more and not open_questions(sheet):
            return None
        return first or _next_open(console, sheet, asked)

    _run(console, following)


def run_resumed(console: Console, sheet: Sheet) -> None:
    """Ask for what is open in a draft, as its tier asks; each answer is kept at once."""
    found = open_questions(sheet)
    if found:
        tell(console, f"Open: {', '.join(question.label for question in found)}.")
        tell(
            console,
            f"Each answer is written into the file at once. Enter skips a question, {KEYS}, `done` or Ctrl-C stops.",
        )
    _run(console, partial(_next_open, console, sheet))


def open_questions(sheet: Sheet) -> list[Question]:
    """The questions that the record does not answer yet and its tier asks."""
    return [
        question
        for question in (*NEEDED, *OPTIONAL)
        if is_open(question, sheet.tree) and _can_be_asked(question, sheet)
    ]


def _can_be_asked(question: Question, sheet: Sheet) -> bool:
    """Whether there is something to choose from, where the record itself has to give it."""
    return not question.choices_here or bool(question.choices_here(sheet))


def _next_open(console: Console, sheet: Sheet, asked: Sequence[str]) -> _Step | None:
    question = next((each for each in open_questions(sheet) if each.name not in asked), None)
    return _step(console, sheet, question) if question else None


def _step(console: Console, sheet: Sheet, question: Question) -> _Step:
    return _Step(question.name, partial(ask, console, sheet, question))


def _run(console: Console, following: Callable[[Sequence[str]], _Step | None]) -> None:
    """Ask one step after the other, and the one before where somebody goes back."""
    asked: list[_Step] = []
    step = following([])
    while step:
        try:
            step.ask()
        except GoBack:
            if asked:
                step = asked.pop()
            else:
                tell(console, "This is the first question.", indent=2)
        except StopAsking:
            return
        else:
            asked.append(step)
            step = following([each.name for each in asked])


def _ask_year(console: Console, context: DraftContext, answers: Answers) -> None:
    offered = str(answers.year or context.as_of.year)
    console.say("")
    tell(console, "In which year did it happen? It becomes part of the id.")
    while True:
        said = read_line(
            console, "year", offered=offered, explain=partial(explain_keys, console, needed=True, offered=True)
        )
        answers.year = year_of(said)
        if answers.year:
            return
        tell(console, f"`{printable(said)}` is no year. Write four digits, such as {context.as_of.year}.", indent=2)


def _ask_for_more(console: Console, sheet: Sheet) -> None:
    """Offer the questions that are still open, all of which may wait."""
    labels = ", ".join(question.label for question in open_questions(sheet))
    console.say("")
    tell(console, f"That is a draft. You can go on with: {labels}.")
    tell(console, "`postmortems new --resume` with its id asks them later.")

    def explain() -> None:
        explain_keys(
            console, needed=True, offered=False, more=["y goes on; there Enter skips a question, `done` the rest"]
        )

    said = read_line(console, "Enter writes the draft now; y goes on (Enter then skips a question)", explain=explain)
    if said.lower() not in ("y", "yes"):
        raise StopAsking
