"""The accepted risk of a severe incident whose prevention was given up: who signed that the cause stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scripts.synth.course import Course
from scripts.synth.incident import Incident
from scripts.synth.values import Value

_REASON = "The part is retired with the next release, and the team on call watches it until then."
_LASTING = ("detect", "prevent", "process")


def with_accepted_risk(fields: Mapping[str, Value], incident: Incident, course: Course) -> Mapping[str, Value]:
    """The fields of a record with the risk that was accepted when its prevention, or all lasting work, was given up."""
    record: dict[str, Any] = dict(fields)
    pairs = zip(course.steps, record["actions"], strict=True)
    lasting = [(step, action) for step, action in pairs if step.type in _LASTING]
    given_up = [(step, step.given_up) for step, action in lasting if action["status"] == "wont-do" and step.given_up]
    has_lost_prevention = any(step.type == "prevent" for step, _ in given_up) or 0 < len(given_up) == len(lasting)
    if not incident.tier.is_severe or not has_lost_prevention:
        return fields
    last = max(day for _, day in given_up)
    risk = {"reason": _REASON, "by_role": "Head of engineering", "date": last.isoformat()}
    causes = [{**cause, "accepted_risk": risk} if cause["role"] == "systemic" else cause for cause in record["causes"]]
    return {**record, "causes": causes}
