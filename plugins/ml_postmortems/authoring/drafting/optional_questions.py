"""What an author may say right away, or later in the file: each question can be skipped, and so can all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext
from ml_postmortems.authoring.drafting.dialogue import Choice, Console, accept, ask_choice, ask_text
from ml_postmortems.model.taxonomy import Definition
from ml_postmortems.model.terms import ArtifactRole, DetectionSource, Origin

Ask = Callable[[Console, DraftContext, Answers], None]


def ask_optional(console: Console, context: DraftContext, answers: Answers) -> None:
    """Offer the questions that are still open, all of which may be skipped at once."""
    open_questions = [name for name in _OPTIONAL if not answers.get(name)]
    if answers.get("origin") == Origin.EXTERNAL:
        open_questions = [name for name in open_questions if name != "incident_refs"]
    if not open_questions:
        return
    listed = ", ".join(name.replace("_", " ") for name in open_questions)
    console.say("")
    console.say(f"That is a draft. You can go on with: {listed}.")
    said = console.ask("Enter writes the draft now; y goes on (Enter then skips a question): ").strip().lower()
    if said not in ("y", "yes"):
        return
    for name in open_questions:
        _OPTIONAL[name](console, context, answers)


def _ask_references(console: Console, context: DraftContext, answers: Answers) -> None:
    console.say("")
    console.say("Tickets or pages of the response, with commas between them.")
    said = console.ask("incident refs: ")
    references = [part.strip() for part in said.split(",") if part.strip()]
    if references:
        accept(console, context, answers, "incident_refs", references)


def _ask_summary(console: Console, context: DraftContext, answers: Answers) -> None:
    help_line = (
        "In 40 to 120 plain words, for a reader outside ML: what happened, to whom, for how long, what ended it."
    )
    ask_text(console, context, answers, "summary", help_line, needed=False)


def _ask_trigger(console: Console, context: DraftContext, answers: Answers) -> None:
    choices = _choices(context.taxonomy.triggers)
    category = ask_choice(console, "trigger", "What set it off, apart from why it could happen?", choices, needed=False)
    text = category and console.ask("What happened, in a sentence (Enter leaves the trigger out): ").strip()
    if text:
        accept(console, context, answers, "trigger", {"category": category, "text": text})


def _ask_artifacts(console: Console, context: DraftContext, answers: Answers) -> None:
    team = answers.get("team")
    sorted_by_team = sorted(context.catalog.artifacts.items(), key=lambda each: each[1].team != team)
    choices = [Choice(name, artifact.name) for name, artifact in sorted_by_team]
    uses: list[dict[str, Any]] = []
    help_line = "A model, data set, pipeline or service of the catalog that played a part."
    while name := ask_choice(console, "artifact", help_line, choices, needed=False):
        roles = [Choice(role, role.doc) for role in ArtifactRole]
        role = ask_choice(console, "role", f"What part did {name} play?", roles, needed=False)
        if not role:
            console.say("  Left out; its part can be told in the file.")
            continue
        use: dict[str, Any] = {"id": name, "role": role}
        if version := console.ask("Which version of it (Enter: not known now): ").strip():
            use["version"] = version
        uses.append(use)
        help_line = "Another one? Enter: no."
    if uses:
        accept(console, context, answers, "artifacts", uses)


def _ask_stage(console: Console, context: DraftContext, answers: Answers) -> None:
    choices = _choices(context.taxonomy.lifecycle_stages)
    if stage := ask_choice(console, "lifecycle stage", "Where did it break?", choices, needed=False):
        accept(console, context, answers, "lifecycle_stage", stage)


def _ask_detection(console: Console, context: DraftContext, answers: Answers) -> None:
    choices = [Choice(source, source.doc) for source in DetectionSource]
    source = ask_choice(console, "detection", "Who or what noticed it first?", choices, needed=False)
    monitor = source and console.ask("Which monitor, check or person (Enter leaves the detection out): ").strip()
    better = monitor and console.ask("What should have noticed it sooner (Enter leaves the detection out): ").strip()
    if better:
        accept(
            console, context, answers, "detection", {"source": source, "monitor": monitor, "should_have_been": better}
        )


def _choices(terms: Mapping[str, Definition]) -> Sequence[Choice]:
    return [Choice(name, term.name, (term.definition,)) for name, term in terms.items()]


_OPTIONAL: Mapping[str, Ask] = {
    "summary": _ask_summary,
    "trigger": _ask_trigger,
    "artifacts": _ask_artifacts,
    "lifecycle_stage": _ask_stage,
    "detection": _ask_detection,
    "incident_refs": _ask_references,
}
