"""What is done about it, by whom, and who is told; on any day of the record's life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scripts.synth.company import DATA_TEAM, RELIABILITY_TEAM
from scripts.synth.course import Step
from scripts.synth.phrases import sentences
from scripts.synth.story import Story
from scripts.synth.values import Value

FIRST_TRIAL = 5
"""The number of the evidence that shows the first validation round."""
_ADDRESSES: dict[str, Sequence[str]] = {
    "mitigate": ("C1",),
    "repair": ("C1",),
    "prevent": ("C1", "C2"),
    "detect": ("C2",),
    "process": ("C2",),
    "investigate": ("C1",),
}


def write_actions(story: Story, day: date) -> dict[str, Value]:
    """The actions and validation rounds as they stood on a day."""
    course = story.course
    actions = [_action(story, index, step, day) for index, step in enumerate(course.steps)]
    _tell_criteria_apart(actions)
    rounds: list[Value] = []
    for number, each in enumerate(course.rounds, 1):
        faults = "performance_in_bounds" if story.dice.chance(0.5) else "alert_fired"
        if each.date <= day:
            answers = ("alert_fired", "pipeline_consistent", "performance_in_bounds", "no_new_issues")
            rounds.append(
                {
                    "round": number,
                    "date": each.date.isoformat(),
                    "method": each.method,
                    "actions": [f"A{index + 1}" for index in course.tried(each)],
                    **{name: each.has_passed or name != faults for name in answers},
                    "result": "pass" if each.has_passed else "adjust",
                    "evidence": [f"E{FIRST_TRIAL + number - 1}"],
                }
            )
    if not rounds and course.status(story.incident, day) == "closed":
        return {
            "actions": actions,
            "validation": {"not_applicable": "The prevention was given up; nothing is left to try."},
        }
    return {"actions": actions, "validation": rounds or None}


def trial_evidence(story: Story, day: date) -> list[Value]:
    """What shows each validation round that had been held on a day."""
    incident = story.incident
    return [
        {
            "id": f"E{number}",
            "kind": "log",
            "title": f"Validation round {number - FIRST_TRIAL + 1}",
            "uri": f"https://trials.example.com/{incident.number + 1000}-{number}",
            "team": story.team,
            "date": each.date.isoformat(),
            "visibility": incident.visibility,
        }
        for number, each in enumerate(story.course.rounds_on(day), FIRST_TRIAL)
    ]


def _tell_criteria_apart(actions: list[dict[str, Value]]) -> None:
    """Where two actions are measured in the same way, say that the later one is measured with itself in place."""
    seen = set()
    for action in actions:
        criterion = str(action["success_criterion"])
        if criterion in seen:
            action["success_criterion"] = f"{criterion[:-1]}, with {action['id']} in place."
        seen.add(criterion)


def _action(story: Story, index: int, step: Step, day: date) -> dict[str, Value]:
    say, dice, leaf, incident = story.speaker, story.dice, story.leaf, story.incident
    words = sentences()
    titles = {
        "mitigate": words["mitigations"],
        "repair": leaf.repairs,
        "prevent": [leaf.prevent.title],
        "detect": words["detections"],
        "process": words["processes"],
        "investigate": words["investigations"],
    }
    # The data platform does a part of the work that owners of data have.
    team = DATA_TEAM if step.type in ("prevent", "process") and dice.chance(0.25) else story.team
    status = story.course.step_status(step, day)
    reason, title = dice.choice(words["wont_do"]), say.pick(titles[step.type])
    is_finished = status in ("done", "verified")
    control: Value = None
    if step.type == "prevent":
        control = {
            "id": story.controls[incident.number],
            "kind": leaf.prevent.kind,
            "where": say.say(leaf.prevent.where),
            "threshold": say.say(leaf.prevent.threshold),
            "runbook": f"https://runbooks.example.com/{story.controls[incident.number]}",
        }
    elif step.type == "detect":
        control = {
            "id": f"alert-{story.controls[incident.number]}",
            "kind": "alert",
            "where": say.say("Dashboard of the {service}"),
            "threshold": say.say("Outside of its range for {n} minutes"),
            "runbook": f"https://runbooks.example.com/{story.controls[incident.number]}",
        }
    return {
        "id": f"A{index + 1}",
        "title": title,
        "type": step.type,
        "addresses": _ADDRESSES[step.type],
        "team": team,
        "person": dice.choice(story.company.people[team]),
        "due": step.due_on(max(day, story.course.published)).isoformat(),
        "priority": step.priority,
        "status": status,
        "success_criterion": say.pick(words["criteria"]),
        "ticket": f"{team.split('-')[0].upper()}-{incident.number * 6 + index + 100}",
        "completed": step.completed.isoformat() if is_finished and step.completed else None,
        "evidence": ["E2"] if step.type == "mitigate" else None,
        "control": control,
        "reason": reason if status == "wont-do" else None,
    }


def write_people(story: Story) -> dict[str, Value]:
    """Who took part, who answers for what, who was told and who is thanked."""
    dice, say, company = story.dice, story.speaker, story.company
    owners = company.disciplines(story.team)
    data, reliability = company.disciplines(DATA_TEAM), company.disciplines(RELIABILITY_TEAM)
    others = [team for team in company.teams if team not in (story.team, DATA_TEAM, RELIABILITY_TEAM)]
    reviewing = dice.choice(others or [RELIABILITY_TEAM])
    participants: list[tuple[str, str, str]] = [
        (owners["ml"], "ml", story.team),
        (owners["product"], "product", story.team),
        (data["data"], "data", DATA_TEAM),
        (reliability["platform"], "platform", RELIABILITY_TEAM),
    ]
    words = sentences()
    fields: dict[str, Value] = {
        "people": {
            "facilitator": reliability["platform"],
            "authors": [owners["ml"]],
            "participants": [
                {"person": person, "discipline": discipline, "team": team} for person, discipline, team in participants
            ],
            "reviewers": [
                {"person": company.disciplines(reviewing)["data"], "team": reviewing, "external": True},
            ],
            "reviews": [story.course.reviewed.isoformat()],
        }
    }
    audiences = dice.sample(words["audiences"], dice.between(1, 3))
    update = say.pick(words["updates"])
    plans = {name: dice.sample(words[name], 1) for name in ("slos", "goals", "roadmap")}
    thanks = {"to": dice.choice((owners["platform"], data["data"], reliability["product"]))}
    thanks["text"] = say.pick(words["recognition"])
    regulatory = {"authority": dice.choice(words["authorities"]), "text": say.pick(words["regulatory"])}
    has_thanks, has_tags, has_regulatory = dice.chance(0.3), dice.chance(0.5), dice.chance(0.1)
    tags = sorted(dice.sample(words["tags"], dice.between(1, 3)))
    if story.is_severe:
        fields["responsibilities"] = {
            "data_quality": DATA_TEAM,
            "model_monitoring": story.team,
            "release_pipeline": story.team,
            "incident_response": RELIABILITY_TEAM,
        }
        resolved = story.course.reviewed.isoformat()
        fields["communication"] = {
            "audiences": audiences,
            "updates": [{"date": resolved, "audience": audience, "text": update} for audience in audiences],
            "next_update": {"not_applicable": "Everything has been said."},
        }
        fields["alignment"] = plans
        fields["regulatory"] = [regulatory | {"evidence": ["E3"]}] if has_regulatory else None
    fields["recognition"] = [thanks] if has_thanks else None
    fields["tags"] = tags if has_tags else None
    return fields
