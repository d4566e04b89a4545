"""The closed vocabularies that code depends on; open ones (causes, triggers, controls) live in `taxonomy.yml`."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import Self


class Term(StrEnum):
    """A word of a closed vocabulary, which carries its own definition in `doc`."""

    doc: str

    def __new__(cls, value: str, doc: str) -> Self:
        """Make the member from its spelling in front matter and its definition."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.doc = doc
        return member


class Kind(Term):
    """What sort of event the record describes."""

    INCIDENT = "incident", "Something failed and somebody or something was harmed by it."
    NEAR_MISS = "near-miss", "It failed, and was caught before it did harm."
    HAZARD = "hazard", "A condition that could fail, found before it did."
    DRILL = "drill", "A failure brought about on purpose, to learn from the response."


class Origin(Term):
    """Whose incident it is."""

    OWN = "own", "Our own incident: insiders write, and everything can be asked of them."
    EXTERNAL = "external", "Somebody else's published incident: only what public sources say."


class Standing(Enum):
    """What the status of a record means for its readers and for totals."""

    IN_REVIEW = auto()
    """Not merged yet, drafts included: shown apart where at all, counted nowhere."""
    COUNTED = auto()
    """Merged: on the main branch, published, part of every total."""
    TAKEN_BACK = auto()
    """Merged, and kept for its reason only: shown apart, counted nowhere."""


class Status(Term):
    """How far the record has come; the gate of required fields rises with it."""

    standing: Standing

    DRAFT = "draft", "Being written; not merged.", Standing.IN_REVIEW
    IN_REVIEW = "in-review", "Complete enough for reviewers to question.", Standing.IN_REVIEW
    PUBLISHED = "published", "Reviewed and merged; its actions are still to be validated.", Standing.COUNTED
    VALIDATING = "validating", "The actions are being tried against the failure they should stop.", Standing.COUNTED
    ADJUSTING = "adjusting", "A validation round asked for changes; the actions are being reworked.", Standing.COUNTED
    CLOSED = "closed", "Validated; nothing is left to do.", Standing.COUNTED
    WITHDRAWN = "withdrawn", "Taken back; kept with its reason, counted nowhere.", Standing.TAKEN_BACK
    SUPERSEDED = "superseded", "Replaced by another record; kept with its reason, counted nowhere.", Standing.TAKEN_BACK

    def __new__(cls, value: str, doc: str, standing: Standing) -> Self:
        """Make the member from its spelling in front matter, its definition and its standing."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.doc = doc
        member.standing = standing
        return member

    @property
    def is_taken_back(self) -> bool:
        """Whether the record is kept for its reason only, and nothing is learnt from it."""
        return self.standing is Standing.TAKEN_BACK

    @property
    def is_mergeable(self) -> bool:
        """Whether records of this status may be on the main branch and be published."""
        return self.standing is not Standing.IN_REVIEW

    @property
    def is_counted(self) -> bool:
        """Whether statistics and totals include records of this status."""
        return self.standing is Standing.COUNTED


class Severity(Term):
    """How bad it was; the criteria of each level stand in `taxonomy.yml`."""

    SEV1 = "SEV1", "Critical."
    SEV2 = "SEV2", "Major."
    SEV3 = "SEV3", "Moderate."
    SEV4 = "SEV4", "Minor."
    SEV5 = "SEV5", "Negligible."


class Visibility(Term):
    """Who may read a record or a piece of evidence; each level includes the ones before it."""

    PUBLIC = "public", "Anybody."
    INTERNAL = "internal", "Everybody in the organisation."
    RESTRICTED = "restricted", "Named people only; the site for others is built as if it did not exist."

    def may_see(self, other: Visibility) -> bool:
        """Whether a reader with this clearance may see what is marked `other`."""
        order = list(Visibility)
        return order.index(other) <= order.index(self)


class Phase(Term):
    """Where in the ML system, or in the response, an event of the timeline took place."""

    INGESTION = "ingestion", "Data comes in from its sources."
    LABELING = "labeling", "Labels are made or collected."
    FEATURES = "features", "Features are computed, stored or shipped."
    TRAINING = "training", "A model is fitted, tuned or evaluated."
    EVALUATION = "evaluation", "A model or its outcome is measured."
    DEPLOYMENT = "deployment", "Code, configuration or a model goes to production."
    SERVING = "serving", "Requests are answered."
    USER_IMPACT = "user-impact", "Users or people judged by the system feel it."
    RESPONSE = "response", "People find out, decide, repair and tell."


class EventKind(Term):
    """What an event of the timeline is."""

    EVENT = "event", "Something happened."
    CHANGE = "change", "Somebody or something changed the system."
    SIGNAL = "signal", "An alert, a report or a check spoke up."
    ANOMALY = "anomaly", "Behaviour that, looking back, was not normal."
    DECISION = "decision", "A choice was made; the reasons at the time belong into the text."
    ACTION = "action", "Somebody did something about it."
    COMMUNICATION = "communication", "Somebody was told."


class KeyInstant(Term):
    """The instants that durations are computed from; an event of the timeline marks each."""

    STARTED = "started", "The failure began to do harm."
    DETECTED = "detected", "Somebody or something on the operator's side first noticed it."
    DIAGNOSED = "diagnosed", "The immediate cause was known."
    MITIGATED = "mitigated", "The harm to users was essentially over."
    RESOLVED = "resolved", "The failure itself was removed and service was back to normal."
    DATA_REPAIRED = "data-repaired", "The bad rows, labels or predictions left behind were dealt with."


class DetectionSource(Term):
    """Who or what noticed the failure first."""

    ALERT = "alert", "An alert on a service metric."
    DATA_CHECK = "data-check", "A check on data, features or files."
    MODEL_MONITOR = "model-monitor", "A monitor of the model's quality, drift or fairness."
    INTERNAL_USER = "internal-user", "Somebody inside the organisation who used or worked on the system."
    CUSTOMER = "customer", "A user or customer."
    AUDIT = "audit", "An audit, a regulator or research that examined the system."
    PARTNER = "partner", "A supplier, a partner or another team downstream."
    PRESS = "press", "Press or a public post that went round."

    @property
    def is_outside(self) -> bool:
        """Whether nobody and nothing of the operator noticed it first."""
        return self in (self.CUSTOMER, self.AUDIT, self.PARTNER, self.PRESS)


class ArtifactRole(Term):
    """What part an artifact of the catalog played."""

    ORIGIN = "origin", "The failure began here."
    CARRIER = "carrier", "It passed the failure on."
    FAILED = "failed", "It did not do its job."
    AFFECTED = "affected", "It was harmed or degraded by the failure of another."


class EvidenceKind(Term):
    """What sort of thing a piece of evidence is."""

    LOG = "log", "A log or an excerpt of one."
    DASHBOARD = "dashboard", "A dashboard, as it stood then."
    METRIC = "metric", "A single measured series or number."
    TRACE = "trace", "A request or job trace."
    COMMIT = "commit", "A change of code."
    CONFIG = "config", "A configuration or a change of one."
    MODEL_ARTIFACT = "model-artifact", "A trained model."
    DATASET = "dataset", "A data set or a sample of one."
    LINEAGE = "lineage", "A record of what was made from what."
    TICKET = "ticket", "A ticket or an issue."
    CHAT = "chat", "A conversation in a channel."
    INTERVIEW = "interview", "What somebody said when asked."
    DOCUMENT = "document", "A report, paper, filing or article; every public source is one."
    PICTURE = "picture", "A picture that lies beside the record."


class CauseRole(Term):
    """What part a cause played."""

    IMMEDIATE = "immediate", "It made the failure happen, then and there."
    SYSTEMIC = "systemic", "It made the failure possible, and would make the next one possible."
    CONTRIBUTING = "contributing", "It made the failure likelier, larger or longer."
    RULED_OUT = "ruled-out", "It was suspected or coincided, and did not cause it; the reason is given."


class Confidence(Term):
    """How sure the authors are of a cause."""

    KNOWN = "known", "Shown by the evidence named."
    POTENTIAL = "potential", "Inferred; the evidence allows it and does not show it."


class HypothesisState(Term):
    """What became of a hypothesis."""

    SUPPORTED = "supported", "The evidence speaks for it."
    REFUTED = "refuted", "The evidence speaks against it."
    OPEN = "open", "Undecided."


class AssumptionState(Term):
    """What became of an assumption."""

    HOLDS = "holds", "Checked, and true when last looked at."
    BROKEN = "broken", "Checked, and false."
    UNCHECKED = "unchecked", "Not yet looked at."


class AffectedDataState(Term):
    """What became of the bad rows, labels or predictions that were left behind."""

    QUARANTINED = "quarantined", "Kept apart, used by nothing."
    REPAIRED = "repaired", "Replaced by right values."
    ACCEPTED = "accepted", "Left as it is, knowingly."


class ActionType(Term):
    """What an action does about the failure."""

    INVESTIGATE = "investigate", "Finds out something not yet known."
    MITIGATE = "mitigate", "Ends or lessens the harm of this failure."
    REPAIR = "repair", "Removes this failure, or the damage it left; of the damage alone it addresses no cause."
    DETECT = "detect", "Makes the next one seen sooner."
    PREVENT = "prevent", "Makes the next one impossible or less likely."
    PROCESS = "process", "Changes how people work or decide."


class Priority(Term):
    """How urgent an action is; P0 and P1 must be done before the record can be closed."""

    P0 = "P0", "Now: the failure can come back today."
    P1 = "P1", "Must be done, by its due date."
    P2 = "P2", "Should be done."
    P3 = "P3", "Would be good to have."

    @property
    def is_must_do(self) -> bool:
        """Whether the record can only be closed once the action is finished."""
        return self in (Priority.P0, Priority.P1)


class ActionStatus(Term):
    """How far an action has come."""

    OPEN = "open", "Not begun."
    IN_PROGRESS = "in-progress", "Begun."
    DONE = "done", "Finished, not yet shown to work."
    VERIFIED = "verified", "Finished, and shown to work by a validation round."
    WONT_DO = "wont-do", "Given up, with the reason."
    ANNOUNCED = "announced", "An operator said publicly that it would; external records only."

    @property
    def is_done(self) -> bool:
        """Whether what it was to do is there."""
        return self in (ActionStatus.DONE, ActionStatus.VERIFIED)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to do."""
        return self.is_done or self is ActionStatus.WONT_DO

    @property
    def is_open(self) -> bool:
        """Whether work is known to be left; what somebody announced may long be done."""
        return self in (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)


class ValidationMethod(Term):
    """How a validation round tried the actions."""

    SYNTHETIC_DATA = "synthetic-data", "Made-up data that contains the failure."
    REPLAY = "replay", "The traffic or data of the incident, once more."
    SHADOW = "shadow", "Beside production, answering nobody."
    CANARY = "canary", "On a small share of production."
    PARTIAL_RELEASE = "partial-release", "On a region, a customer group or a product."


class ValidationResult(Term):
    """How a validation round ended; there is no `failed`, only more to adjust."""

    PASS = "pass", "The actions hold."
    ADJUST = "adjust", "Something has to be reworked; the record goes to `adjusting`."


class ControlOutcome(Term):
    """What an existing control did when the failure it should stop came."""

    MISSED = "missed", "It ran and did not see the failure."
    ABSENT = "absent", "It was believed to be there and was not."
    BYPASSED = "bypassed", "It was there and was gone round."
    DISABLED = "disabled", "It had been switched off."
    TOO_LATE = "too-late", "It worked after the harm was done."


class Discipline(Term):
    """The point of view a participant brought."""

    DATA = "data", "Data engineering or analytics."
    ML = "ml", "Machine learning."
    PLATFORM = "platform", "Infrastructure and serving."
    PRODUCT = "product", "Product and users."
    RISK = "risk", "Legal, safety, security or compliance."


class Coverage(Term):
    """Whether the records are all incidents there were, or a collection."""

    CENSUS = "census", "Every incident of the operators named; rates and trends make sense."
    SAMPLE = "sample", "A collection; only counts and gaps make sense."
