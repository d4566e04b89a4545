"""The risk of the next one, as records estimate it, and which way it goes from one estimate to the next."""

from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import OWN, Block, Gate, Needed
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import Text, whole_number
from ml_postmortems.model.terms import Term
from ml_postmortems.model.tiers import CRITICAL

Rating = Annotated[int, whole_number(1, 5)]


class RiskEstimate(Block):
    """A likelihood and an impact, each from 1 to 5 by the anchors of the taxonomy."""

    likelihood: Annotated[Rating, Field(description="How likely it is to happen again.")]
    impact: Annotated[Rating, Field(description="How bad it would be.")]

    @property
    def score(self) -> int:
        """Likelihood times impact, from 1 to 25."""
        return self.likelihood * self.impact


class FurtherEstimate(RiskEstimate):
    """The same two, estimated again."""

    reason: Annotated[Text | None, Field(description="What moved it, or why it did not move.")] = None


class Risk(RiskEstimate):
    """The risk of the next one: when it was first estimated, once the actions are done, and at closing."""

    after_actions: Annotated[
        Maybe[RiskEstimate] | None,
        Needed(Gate.PUBLISHED, CRITICAL, OWN),
        Field(description="The same once the actions are done."),
    ] = None
    at_closing: Annotated[
        Maybe[FurtherEstimate] | None,
        Field(description="The same when the record is closed, where it is not that of the last validation round."),
    ] = None


class Movement(Term):
    """Which way a risk went between two estimates. The scales are ordinal, so the two are compared one by one."""

    DOWN = "down", "Likelihood or impact went down, and neither went up."
    SAME = "same", "It was estimated again, and both are as before."
    MIXED = "mixed", "One of likelihood and impact went up, and the other down."
    UP = "up", "Likelihood or impact went up, and neither went down."
    NOT_AGAIN = "not-again", "It was estimated once and never again."

    @classmethod
    def between(cls, before: "RiskEstimate", after: "RiskEstimate") -> "Movement":
        """Which way it went from one estimate to another."""
        pairs = ((before.likelihood, after.likelihood), (before.impact, after.impact))
        rose, fell = (any(new > old for old, new in pairs), any(new < old for old, new in pairs))
        if rose and fell:
            return cls.MIXED
        return cls.UP if rose else cls.DOWN if fell else cls.SAME
