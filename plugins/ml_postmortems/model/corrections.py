"""What a merged record says otherwise than before on purpose: recorded, because totals and links rest on it."""

from typing import Annotated

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.scalars import Handle, Line, Text, When
from ml_postmortems.model.terms import Term


class CorrectedField(Term):
    """What a merged record may change only with a recorded reason."""

    SEVERITY = "severity", "The severity, lowered."
    KIND = "kind", "The kind, no longer an incident, or further from one."
    VISIBILITY = "visibility", "The visibility, so that more people may read it."
    IMPACT = "impact", "A number of the impact, lowered or taken out."
    CAUSES = "causes", "A cause, taken out or ruled out."
    CONTROLS = "controls", "A control, taken out."
    EVIDENCE = "evidence", "A piece of evidence, taken out."
    TIMES = "times", "A time of the timeline, or a date of evidence, completion or validation."


class Correction(Block):
    """One deliberate change of a merged record, and why it was made."""

    field: Annotated[CorrectedField, Field(description="What was corrected.")]
    was: Annotated[Line, Field(description="What stood there; where all key instants moved, the first one.")]
    date: Annotated[When, Field(description="When it was corrected.")]
    reason: Annotated[Text, Field(description="Why the former value was wrong.")]
    approved_by: Annotated[Handle | None, Field(description="Who agreed to it; no author.")] = None
