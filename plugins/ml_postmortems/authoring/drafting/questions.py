"""Every question that `postmortems new` asks: those that a draft needs, then those that can be skipped.

A new question is an entry here. A needed one is also an option of the command, of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ml_postmortems.authoring.drafting.answers import Answers, DraftContext
from ml_postmortems.authoring.drafting.dialogue import Choice, Console, accept, ask_choice, ask_text
from ml_postmortems.model.taxonomy import Definition
from ml_postmortems.model.terms import ArtifactRole, DetectionSource, Kind, Origin, Term, Visibility

Ask = Callable[[Console, DraftContext, Answers, str, str], None]
"""Asks for the answer to the question of a name, and shows its line of help."""
Choices = Callable[[DraftContext], Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class Option:
    """How the command shows the option that answers a question."""

    metavar: str
    help: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of several answers that make up the answer to a question; its name is that of a key of the field."""

    name: str
    help: str
    choices: Choices | None = None
    needed: bool = True
    """False where the others are kept without it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; it is asked for a text, for one of its choices, or in a way of its own."""

    name: str
    help: str
    choices: Choices | None = None
    option: Option | None = None
    """For a question that a draft needs an answer to; None for one that can be skipped."""
    ask_by: Ask | None = None
    parts: tuple[Part, ...] = ()
    is_many: bool = False
    """Whether the field is a list."""
    origins: frozenset[Origin] = frozenset(Origin)

    @property
    def label(self) -> str:
        """Its name as people read it."""
        return self.name.replace("_", " ")

    def ask(self, console: Console, context: DraftContext, answers: Answers) -> None:
        """Ask a person until the checker accepts the answer, or until an optional question is skipped."""
        needed = self.option is not None
        if self.ask_by:
            self.ask_by(console, context, answers, self.name, self.help)
        elif not self.choices:
            ask_text(console, context, answers, self.name, self.help, needed=needed)
        else:
            choices = self.choices(context)
            while word := ask_choice(
                console, self.label, self.help, choices, offered=answers.get(self.name), needed=needed
            ):
                if accept(console, context, answers, self.name, word):
                    return

    def allowed_words(self, context: DraftContext) -> list[str]:
        """The words that it can be answered with; none where any text will do."""
        return [str(choice.word) for choice in self.choices(context)] if self.choices else []


def _terms(terms: Iterable[Term]) -> Choices:
    return lambda _: [Choice(term, term.doc) for term in terms]


def _definitions(terms: Mapping[str, Definition]) -> Sequence[Choice]:
    return [Choice(name, term.name, (term.definition,)) for name, term in terms.items()]


def _severities(context: DraftContext) -> Sequence[Choice]:
    return [
        Choice(level, f"{criteria.name}: {criteria.definition}", criteria.criteria)
        for level, criteria in context.taxonomy.severities.items()
    ]


def _teams(context: DraftContext) -> Sequence[Choice]:
    return [Choice(team, each.name) for team, each in context.catalog.teams.items()]


def _artifacts(context: DraftContext) -> Sequence[Choice]:
    return [Choice(name, artifact.name) for name, artifact in context.catalog.artifacts.items()]


_TRIGGER = (
    Part("category", "What sort of change or event?", lambda context: _definitions(context.taxonomy.triggers)),
    Part("text", "What happened, in a sentence"),
)
_ARTIFACT = (
    Part("id", "Which one?", _artifacts),
    Part("role", "What part did it play?", _terms(ArtifactRole)),
    Part("version", "Which version of it", needed=False),
)
_DETECTION = (
    Part("source", "Who or what noticed it first?", _terms(DetectionSource)),
    Part("monitor", "Which monitor, check or person"),
    Part("should_have_been", "What should have noticed it sooner"),
)


def _ask_parts(parts: Sequence[Part]) -> Ask:
    """Ask for a choice and then for texts; where one of them is skipped, the whole is left out."""
    chosen, *texts = parts
    assert chosen.choices

    def ask(console: Console, context: DraftContext, answers: Answers, name: str, help_line: str) -> None:
        assert chosen.choices
        said = {chosen.name: ask_choice(console, name, help_line, chosen.choices(context), needed=False)}
        for part in texts:
            if all(said.values()):
                said[part.name] = console.ask(f"{part.help} (Enter leaves the {name} out): ").strip()
        if all(said.values()):
            accept(console, context, answers, name, said)

    return ask


def _ask_artifacts(console: Console, context: DraftContext, answers: Answers, name: str, help_line: str) -> None:
    team, artifacts = answers.get("team"), context.catalog.artifacts
    choices = sorted(_artifacts(context), key=lambda choice: artifacts[choice.word].team != team)
    uses: list[dict[str, Any]] = []
    while artifact := ask_choice(console, "artifact", help_line, choices, needed=False):
        roles = [Choice(role, role.doc) for role in ArtifactRole]
        role = ask_choice(console, "role", f"What part did {artifact} play?", roles, needed=False)
        if not role:
            console.say("  Left out; its part can be told in the file.")
            continue
        use: dict[str, Any] = {"id": artifact, "role": role}
        if version := console.ask("Which version of it (Enter: not known now): ").strip():
            use["version"] = version
        uses.append(use)
        help_line = "Another one? Enter: no."
    if uses:
        accept(console, context, answers, name, uses)


def _ask_references(console: Console, context: DraftContext, answers: Answers, name: str, help_line: str) -> None:
    console.say("")
    console.say(help_line)
    said = console.ask("incident refs: ")
    references = [part.strip() for part in said.split(",") if part.strip()]
    if references:
        accept(console, context, answers, name, references)


NEEDED: Sequence[Question] = (
    Question("origin", "Whose incident is it?", _terms(Origin), Option("own|external", "Whose incident it is.")),
    Question(
        "title",
        "What failed, in at most 90 characters; no names of persons.",
        option=Option("TEXT", "What failed, in at most 90 characters; no names of persons."),
    ),
    Question(
        "symptom",
        "What was seen, apart from why: the words of who first noticed it.",
        option=Option("TEXT", "What was seen, apart from why."),
    ),
    Question(
        "kind", "What sort of event was it?", _terms(Kind), Option("KIND", "incident, near-miss, hazard or drill.")
    ),
    Question(
        "severity",
        "How bad was it? One criterion of a level is enough.",
        _severities,
        Option("SEV1..SEV5", "How bad it was, by the criteria of taxonomy.yml."),
    ),
    Question(
        "team",
        "Which team owns the system that failed?",
        _teams,
        Option("ID", "The team that owns the system that failed, as in catalog.yml."),
    ),
    Question(
        "visibility",
        "Who may read the record?",
        _terms(Visibility),
        Option("LEVEL", "public, internal or restricted."),
    ),
)
"""What an author has to say for a draft, in the order of asking; the rest of the draft's fields is derived."""
OPTIONAL: Sequence[Question] = (
    Question(
        "summary",
        "In 40 to 120 plain words, for a reader outside ML: what happened, to whom, for how long, what ended it.",
    ),
    Question(
        "trigger", "What set it off, apart from why it could happen?", ask_by=_ask_parts(_TRIGGER), parts=_TRIGGER
    ),
    Question(
        "artifacts",
        "A model, data set, pipeline or service of the catalog that played a part.",
        ask_by=_ask_artifacts,
        parts=_ARTIFACT,
        is_many=True,
    ),
    Question("lifecycle_stage", "Where did it break?", lambda context: _definitions(context.taxonomy.lifecycle_stages)),
    Question("detection", _DETECTION[0].help, ask_by=_ask_parts(_DETECTION), parts=_DETECTION),
    Question(
        "incident_refs",
        "Tickets or pages of the response, with commas between them.",
        ask_by=_ask_references,
        is_many=True,
        origins=frozenset({Origin.OWN}),
    ),
)
"""What an author may say right away, or later in the file."""
