"""The extent of a condition: which other artifacts could have the same fault, and what was found there."""

import datetime
from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.due_day import day_after
from ml_postmortems.model.not_known import Maybe
from ml_postmortems.model.scalars import ActionId, EvidenceId, ShortList, Slug, Text, When
from ml_postmortems.model.terms import Term


class ExtentState(Term):
    """What is known of an artifact that could have the same fault."""

    OPEN = "open", "Nobody has looked yet, or the answer is not there."
    AFFECTED = "affected", "It has the same fault."
    CLEAN = "clean", "Somebody looked, and it does not have the fault."


class Extent(Block):
    """One other artifact that could have the same fault."""

    IDENTITY = ("artifact",)

    artifact: Annotated[Slug, Field(description="An id of the catalog that is not the one that failed.")]
    state: Annotated[ExtentState, Field(description="What is known of it.")]
    date: Annotated[
        Maybe[When] | None,
        Field(description="When it was found `clean` or `affected`; of an open one, when it was asked."),
    ] = None
    by: Annotated[Slug, Field(description="The team that looked, or has to look; an id of the catalog.")]
    due: Annotated[When | None, Field(description="Of an open one: when the answer must be there.")] = None
    actions: Annotated[
        ShortList[ActionId], Field(description="Of an affected one: the actions that mend it there.")
    ] = ()
    note: Annotated[Text | None, Field(description="How one knows, or why it could have the fault.")] = None
    evidence: Annotated[ShortList[EvidenceId], Field(description="What shows it.")] = ()

    def overdue_from(self) -> datetime.date | None:
        """The first day on which it is overdue; None where somebody looked or there is no due date."""
        return day_after(self.due) if self.due and self.state is ExtentState.OPEN else None
