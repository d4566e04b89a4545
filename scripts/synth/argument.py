"""Why it happened, whether it had happened before, and what is learnt from it."""

from __future__ import annotations

from datetime import timedelta

from scripts.synth.phrases import leaves, sentences
from scripts.synth.story import Story, stamp
from scripts.synth.values import Value

_CONTRIBUTING = (
    "process/oversight-or-response-gap",
    "process/monitoring-gap",
    "process/documentation-or-runbook-gap",
    "process/test-or-eval-gap",
    "process/contract-or-sla-mismatch",
)
_RISK = {"SEV1": 5, "SEV2": 4, "SEV3": 3, "SEV4": 2, "SEV5": 1}


def write_argument(story: Story) -> dict[str, Value]:
    """The fields that say why it happened."""
    dice, say = story.dice, story.speaker
    words = sentences()
    suspicion = dice.choice([leaf for leaf in words["suspicions"] if leaf not in (story.incident.leaf, story.behind)])
    suspected, refuted = (say.say(text) for text in words["suspicions"][suspicion])
    causes = _causes(story)
    is_ruled_out, has_dissent, has_assumption = dice.chance(0.5), dice.chance(0.15), dice.chance(0.3)
    if is_ruled_out:
        causes.append(
            {
                "id": f"C{len(causes) + 1}",
                "category": suspicion,
                "role": "ruled-out",
                "text": suspected,
                "confidence": "potential",
                "evidence": ["E2"],
                "ruled_out_because": refuted,
            }
        )
    hypotheses: list[Value] = [
        {
            "text": say.pick(leaves()[story.incident.leaf].causes),
            "state": "supported",
            "evidence_for": ["E1", "E4"],
        },
        {"text": suspected, "state": "refuted", "evidence_against": ["E2"]},
    ]
    fields: dict[str, Value] = {
        "causes": causes,
        "primary_cause": "C2" if story.is_process else "C1",
        "hypotheses": hypotheses if story.is_severe or dice.chance(0.5) else None,
    }
    dissent = say.pick(words["dissent"]), dice.choice(words["roles"])
    if has_dissent:
        fields["dissent"] = [{"text": dissent[0], "by_role": dissent[1]}]
    assumption = say.pick(words["assumptions"]), dice.choice(("holds", "unchecked", "broken")), dice.between(30, 400)
    if has_assumption:
        recheck = story.settings.until + timedelta(days=assumption[2])
        fields["assumptions"] = [
            {"text": assumption[0], "state": assumption[1], "recheck_by": recheck.isoformat()},
        ]
    return fields


def _causes(story: Story) -> list[Value]:
    """C1 immediate and C2 systemic; which of them is the primary one depends on its family."""
    say, dice = story.speaker, story.dice
    own = say.pick(story.leaf.causes)
    family = "companion_immediate" if story.is_process else "companion"
    # The texts of the other cause speak of artifacts of its own kind, which may not be the ones at hand.
    fits = story.incident.focus in leaves()[story.behind].at
    other = say.pick(leaves()[story.behind].causes if fits else sentences()[family])
    leaf = story.incident.leaf
    first, second = ((story.behind, other), (leaf, own)) if story.is_process else ((leaf, own), (story.behind, other))
    causes: list[Value] = [
        {
            "id": "C1",
            "category": first[0],
            "role": "immediate",
            "text": first[1],
            "confidence": "known",
            "evidence": ["E1", "E2"],
            "caused_by": ["C2"],
        },
        {
            "id": "C2",
            "category": second[0],
            "role": "systemic",
            "text": second[1],
            "confidence": "known" if dice.chance(0.8) or not story.is_severe else "potential",
            "evidence": ["E4"],
        },
    ]
    contributing, category = say.pick(sentences()["Why it happened"]), dice.choice(_CONTRIBUTING)
    if dice.chance(0.25):
        causes.append(
            {
                "id": "C3",
                "category": category,
                "role": "contributing",
                "text": contributing,
                "confidence": "potential" if story.is_severe else "known",
                "evidence": None if story.is_severe else ["E4"],
            }
        )
    return causes


def write_recurrence(story: Story) -> dict[str, Value]:
    """The risk, the answer to the recurrence question, and the data left behind."""
    incident, dice, moments = story.incident, story.dice, story.course.moments
    impact, likelihood = _RISK[incident.severity], dice.between(2, 5)
    reason = dice.choice(sentences()["dismissed"])
    broken: list[Value] = []
    if incident.failed_control_of:
        broken.append({"id": story.controls[incident.failed_control_of.number], "outcome": incident.control_outcome})
    for each in incident.broken_controls:
        broken.append({"id": story.controls[each.earlier.number], "outcome": each.outcome})
    state = dice.choice(("repaired", "repaired", "quarantined", "accepted"))
    affected: Value = {"not_applicable": "Nothing wrong was stored."}
    rows = story.speaker.say("run_date = {weekday} and source = '{code}'")
    if "data-repaired" in moments:
        affected = [
            {
                "artifact": incident.focus_artifact,
                "from": stamp(incident.started),
                "to": stamp(moments["resolved"]),
                "filter": rows,
                "state": state,
                "evidence": ["E2"],
            }
        ]
    return {
        "risk": {
            "likelihood": likelihood,
            "impact": impact,
            "after_actions": {"likelihood": max(1, likelihood - dice.between(1, 2)), "impact": impact},
        },
        "recurrence": {
            "of": [other.id for other in incident.of],
            "related": [other.id for other in incident.related] or None,
            "dismissed": [{"id": other.id, "reason": reason} for other in incident.dismissed] or None,
            "broken_controls": broken or None,
        },
        "affected_data": affected,
    }


def write_lessons(story: Story) -> dict[str, Value]:
    """One lesson of the cause, and often one of what stood behind it."""
    lessons = [story.speaker.pick(story.leaf.lessons), story.speaker.pick(leaves()[story.behind].lessons)]
    count = 2 if story.dice.chance(0.6) else 1
    return {
        "lessons": [
            {"id": f"L{number}", "text": text, "applies_to": [story.incident.focus_artifact]}
            for number, text in enumerate(lessons[:count], 1)
        ]
    }
