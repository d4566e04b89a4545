"""Each piece of evidence names the places of the page that rest on it."""

from __future__ import annotations

from ml_postmortems.web.markdown import render_body
from ml_postmortems.web.sources import source_groups
from tests.helpers import own_record
from tests.site import record_of


def test_every_place_that_cites_a_source_is_named_once() -> None:
    """The way back leads to each part of the page that rests on the source, in the order of the page."""
    record = record_of(own_record())
    body = render_body("## What happened\n\nIt broke (E1). It was seen (E1).\n", "x/", (), (), evidence=["E1"])
    cited = {
        source.evidence.id: [(place.name, place.anchor) for place in source.cited]
        for group in source_groups(record, body)
        for source in group.sources
    }
    assert cited.keys() == {each.id for each in record.evidence}  # type: ignore[union-attr]
    assert cited["E1"][0] == ("What happened", "body-what-happened")
    in_causes = {id for cause in record.real_causes for id in cause.evidence}
    in_timeline = {id for event in record.timeline for id in event.evidence}  # type: ignore[union-attr]
    for id, places in cited.items():
        assert len(places) == len(set(places))
        assert (("causes", "causes") in places) is (id in in_causes)
        assert (("timeline", "timeline") in places) is (id in in_timeline)
