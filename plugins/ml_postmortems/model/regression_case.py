"""The regression case: the test or the evaluation that fails if the same failure comes back."""

import datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from ml_postmortems.model.block import Block
from ml_postmortems.model.not_known import Maybe, known
from ml_postmortems.model.scalars import ContentHash, Flag, Line, Text, When, malformed
from ml_postmortems.model.terms import Term

EVAL_SET, TEST = "eval-set", "test"
CASE_KINDS = frozenset({TEST, EVAL_SET})
"""The kinds of control that are nothing without a case."""
STALE_AFTER_DAYS = 90
"""How old the last result may be before it says little of what runs today."""


class CaseResult(Term):
    """How a regression case ended when it ran last."""

    PASS = "pass", "It ran, and the system did what it asserts."
    FAIL = "fail", "It ran, and the system did not."
    NOT_RUN = "not-run", "It is written or planned and has not run yet."


class CaseState(Term):
    """How a regression case stands on a day, what presses most first."""

    FAILING = "failing", "It failed when it ran last."
    NOT_RUN = "not-run", "It has not run yet."
    STALE = "stale", f"It passed, and ran last more than {STALE_AFTER_DAYS} days ago."
    UNKNOWN = "unknown", "Nobody says how or when it ran last."
    PASSING = "passing", f"It passed within the last {STALE_AFTER_DAYS} days."


class RegressionCase(Block):
    """One test, or one evaluation, that fails if the failure comes back."""

    suite: Annotated[Line, Field(description="The test suite or the evaluation that it belongs to.")]
    case: Annotated[Line, Field(description="Its id or path in the suite.")]
    asserts: Annotated[Text, Field(description="What it asserts, with the bound by which it is judged.")]
    result: Annotated[Maybe[CaseResult], Field(description="How it ended when it ran last.")]
    date: Annotated[Maybe[When] | None, Field(description="When it ran last; not needed for `not-run`.")] = None
    version: Annotated[Maybe[Line] | None, Field(description="Which version of the evaluation set it runs on.")] = None
    hash: Annotated[
        Maybe[ContentHash] | None, Field(description="The hash by which this version is known to be unchanged.")
    ] = None
    independent: Annotated[
        Maybe[Flag] | None,
        Field(description="Whether the evaluation set was made without signals of production, such as clicks."),
    ] = None

    @model_validator(mode="after")
    def _is_dated(self) -> Self:
        result = known(self.result)
        if result in (CaseResult.PASS, CaseResult.FAIL) and self.date is None:
            raise malformed("must say when it ran last", f"add `date:`, or write `result: {CaseResult.NOT_RUN}`")
        if result is CaseResult.NOT_RUN and self.date is not None:
            raise malformed("must not have a date before it ran", "write `result: pass` or `fail`, or delete `date`")
        return self

    def state(self, as_of: datetime.date) -> CaseState:
        """How it stands on a day."""
        ran = known(self.date)
        match known(self.result):
            case CaseResult.FAIL:
                return CaseState.FAILING
            case CaseResult.NOT_RUN:
                return CaseState.NOT_RUN
            case CaseResult.PASS if ran:
                is_stale = ran.last_day + datetime.timedelta(days=STALE_AFTER_DAYS) < as_of
                return CaseState.STALE if is_stale else CaseState.PASSING
            case _:
                return CaseState.UNKNOWN
