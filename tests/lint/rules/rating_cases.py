"""Cases of the rules about `ratings.csv`."""

from __future__ import annotations

from ml_postmortems.model.ratings import statement_mark
from ml_postmortems.model.record import Record
from tests.helpers import own_record
from tests.lint.rules.cases import Case

RATINGS = "ratings.csv"
_CAUSE = Record.model_validate(own_record()).real_causes[0]
MARK = statement_mark(_CAUSE)
LEAF = _CAUSE.category
ROW = f"PM-2025-0001,C1,{MARK},{LEAF},{LEAF},reliability-1,2025-05-01"


OLD = ROW.replace(MARK, "0123456789ab")


def _case(code: str, subject: str, bad: str, good: str = ROW) -> Case:
    """A file with one row that is wrong, and with the rows that are meant."""
    text = "record,cause,statement,first,second,rater,date\n{}\n"
    return Case(code, subject, bad, {RATINGS: text.format(bad)}, {RATINGS: text.format(good)}, file=RATINGS)


RATING_CASES = (
    _case("PM114", "rater", ROW.replace("reliability-1", "Jane Doe")),
    _case("PM114", "date", ROW.replace("2025-05-01", "2025-04-31")),
    _case("PM576", "cause", ROW.replace(",C1,", ",C9,")),
    _case("PM576", "cause", ROW.replace("PM-2025-0001", "PM-2025-0777")),
    _case("PM577", "second", ROW.replace(f"{LEAF},reliability", "process/roll-out-gap,reliability")),
    _case("PM578", "date", ROW.replace("2025-05-01", "2025-06-02")),
    _case("PM579", "statement", OLD),
    _case("PM579", "statement", OLD, f"{OLD}\n{ROW.replace('-1,2025', '-2,2025')}"),
)
