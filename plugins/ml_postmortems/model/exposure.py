"""The exposure: how much there was that incidents could come of, by month."""

from typing import Annotated, Literal

from pydantic import Field

from ml_postmortems.model.block import Block
from ml_postmortems.model.scalars import Integer, Table, formed_text

Month = Annotated[str, formed_text(r"(19|20)\d{2}-(0[1-9]|1[0-2])", "must be a month, such as `2025-03`", 7)]


class MonthOfWork(Block):
    """What was done in one month by all teams together; what nobody counted is left out."""

    deploys: Annotated[Integer | None, Field(description="Models and services put into production.")] = None
    retrains: Annotated[Integer | None, Field(description="Trainings that ended in a model that could be served.")] = (
        None
    )
    requests: Annotated[Integer | None, Field(description="Requests or predictions served.")] = None


class Exposure(Block):
    """Everything that `exposure.yml` says; the file may be missing."""

    schema_version: Literal["1"]
    months: Table[Month, MonthOfWork]
