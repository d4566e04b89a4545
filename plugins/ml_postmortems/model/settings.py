"""What a base decides for itself about checks, counts and dates; its words and thresholds stand in the taxonomy."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from ml_postmortems.model.block import Block
from ml_postmortems.model.own_fields import MOST_FIELDS, OwnField, OwnRequirement
from ml_postmortems.model.scalars import Line, RuleCode, ShortList, Slug, Table, formed_text, matching, whole_number
from ml_postmortems.model.terms import Severity, Term, Visibility

FIRST_VERSION = "0.1"
"""The version of the package with which every base began."""
VERSION_PATTERN = r"(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})"
Version = Annotated[
    str,
    BeforeValidator(matching(VERSION_PATTERN, "must be a version of the package, such as `0.1`")),
    WithJsonSchema({"type": ["string", "number"], "pattern": f"^({VERSION_PATTERN})$", "maxLength": 9}),
]


class RuleLevel(Term):
    """What a finding of a rule does in this base."""

    OFF = "off", "It is not told."
    WARNING = "warning", "It is told, and blocks nothing."
    ERROR = "error", "It blocks the merge."

    def is_below(self, other: "RuleLevel") -> bool:
        """Whether it asks for less than another level."""
        order = list(RuleLevel)
        return order.index(self) < order.index(other)


class Language(Term):
    """The language in which a base writes its own records."""

    EN = "en", "English."
    DE = "de", "German."
    FR = "fr", "French."
    ES = "es", "Spanish."
    IT = "it", "Italian."
    NL = "nl", "Dutch."
    PL = "pl", "Polish."
    PT = "pt", "Portuguese."
    ANY = "any", "Any language."


class Bounds(Block):
    """How much one pull request may do."""

    removed_at_once: Annotated[
        int,
        whole_number(1, 100),
        Field(description="Merged records that it may withdraw, supersede, delete or show to fewer people."),
    ] = 5


Days = Annotated[int, whole_number(1, 3650)]


class Cadence(Block):
    """Days from the start of one of our incidents until its record should have a status, by severity."""

    published: Annotated[
        Table[Severity, Days], Field(description="Until it should be published, for the severities that are listed.")
    ] = Field(default_factory=dict)
    closed: Annotated[
        Table[Severity, Days], Field(description="Until it should be closed, for the severities that are listed.")
    ] = Field(default_factory=dict)


class OwnTexts(Block):
    """Texts of the organisation, such as whom to ask. They are shown as they are written, without markup and links."""

    check: Annotated[
        Line | None, Field(description="The last line of a check that found errors, where people read it.")
    ] = None
    review: Annotated[Line | None, Field(description="At the end of the report on a pull request.")] = None
    home: Annotated[Line | None, Field(description="On the home page of the site, below its first sentences.")] = None


class Settings(Block):
    """Everything that `settings.yml` may say; for what it does not say, or without the file, the defaults hold."""

    schema_version: Literal["1"]
    rules_since: Annotated[
        Version,
        Field(
            description="The version of the package up to which rules are errors for merged records too. Rules of a "
            "later version are errors for what a pull request changes, and warnings elsewhere."
        ),
    ] = FIRST_VERSION
    rules: Annotated[
        Table[RuleCode, RuleLevel],
        Field(
            description="Levels of rules that are others than on the page of the rules. Only a rule that records can "
            "be exempt from may be lowered. A warning that is raised is an error in what a pull request changes, and "
            "stays a warning elsewhere.",
        ),
    ] = Field(default_factory=dict)
    bounds: Annotated[Bounds, Field(description="How much one pull request may do.")] = Bounds.model_construct()
    recurrence_window: Annotated[
        int,
        whole_number(1, 3650),
        Field(
            description="Days after the end of an incident within which the same signature counts as a recurrence.",
        ),
    ] = 365

    cadence: Annotated[
        Cadence,
        Field(description="How soon records of our own incidents should be written and closed; PM529 warns after it."),
    ] = Cadence.model_construct()
    texts: Annotated[OwnTexts, Field(description="What the organisation says to its people, each in one line.")] = (
        OwnTexts.model_construct()
    )

    fields: Annotated[
        dict[Slug, OwnField],
        Field(
            max_length=MOST_FIELDS,
            description="Fields of the organisation by their keys; records have their values under `extra`.",
        ),
    ] = Field(default_factory=dict)
    required: Annotated[
        ShortList[OwnRequirement],
        Field(description="Fields that records must have beyond what the format asks for, its own fields included."),
    ] = ()

    ticket_url: Annotated[
        str | None,
        formed_text(
            r"https?://[^\s{}]+\{ticket\}[^\s{}]*",
            "must be an address with `{ticket}` in it, such as `https://tracker.example.com/browse/{ticket}`",
            300,
        ),
        Field(
            description="Where the ticket of an action leads that is no address itself, such as `OPS-12`. Pages for "
            "the public have no such links.",
        ),
    ] = None

    language: Annotated[
        Language,
        Field(
            description="In which language our own records are written; PM604 warns of others. `any` asks for none.",
        ),
    ] = Language.EN

    def for_audience(self, audience: Visibility) -> "Settings":
        """The settings without the fields that this audience may not see."""
        hidden = {key for key, each in self.fields.items() if not audience.may_see(each.visibility)}
        if not hidden:
            return self
        return self.model_copy(update={"fields": {key: each for key, each in self.fields.items() if key not in hidden}})

    def adopts(self, version: str) -> bool:
        """Whether rules of this version of the package are errors for merged records too."""
        return version_parts(version) <= version_parts(self.rules_since)


def version_parts(version: str) -> tuple[int, ...]:
    """A version in a form that sorts by age; what follows the second part is left out."""
    return tuple(int(part) for part in version.split(".")[:2])


DEFAULT_SETTINGS = Settings.model_construct(schema_version="1")
"""What holds in a base without settings; made without the validators, which take 10 ms to build."""
