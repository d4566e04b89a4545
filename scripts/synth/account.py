"""What happened: from the title to the impact."""

from __future__ import annotations

from datetime import date, timedelta

from scripts.synth.company import DATA_TEAM, RELIABILITY_TEAM
from scripts.synth.follow_up import trial_evidence
from scripts.synth.incident import Retraction
from scripts.synth.phrases import sentences
from scripts.synth.severity import LEAK, MAJOR, MANY, SHARES
from scripts.synth.story import PHASES, Story, long_date, stamp
from scripts.synth.values import Value

_TITLE_LENGTH = 90
_VERSIONED = ("model", "vendor-model", "dataset")
_SCALE = {"SEV1": 900_000, "SEV2": 120_000, "SEV3": 9_000, "SEV4": 700, "SEV5": 40}
"""The median number of people affected."""


def write_account(story: Story, status: str, day: date) -> dict[str, Value]:
    """The fields that say what happened."""
    incident, say, dice = story.incident, story.speaker, story.dice
    is_taken_back = status in (Retraction.WITHDRAWN, Retraction.SUPERSEDED)
    symptom = say.pick(story.leaf.symptoms)
    words = sentences()
    trigger = dice.choice(story.leaf.triggers)
    change = say.pick(words["trigger_texts"][trigger])
    level = dice.between(55, 94)
    return {
        "schema_version": 2,
        "id": incident.id,
        "title": _title(story),
        "kind": incident.kind,
        "origin": "own",
        "status": status,
        "superseded_by": incident.superseded_by.id if incident.superseded_by and is_taken_back else None,
        "status_reason": _status_reason(status) if is_taken_back else None,
        "severity": incident.severity,
        "visibility": incident.visibility,
        "teams": {"owner": story.team, "involved": _involved(story) or None},
        "symptom": symptom,
        "incident_refs": [f"INC-{1000 + incident.number}"],
        "summary": _summary(story),
        "trigger": {"category": trigger, "text": change, "evidence": ["E1"]},
        "failure": {
            "definition": say.say("The {metric} must stay where it was the week before."),
            "metric": say.say("{metric}."),
            "expected": "At least 97, where the week before is 100.",
            "observed": f"{level} on that scale.",
            "evidence": ["E2"],
        },
        "artifacts": _artifacts(story),
        "lifecycle_stage": story.leaf.stage,
        "detection": {
            "source": story.course.source,
            "monitor": say.say(words["monitors"][story.course.source]),
            "should_have_been": say.pick(words["should_have_been"]),
            "caught_by": [story.controls[each.number] for each in incident.caught_by] or None,
            "evidence": ["E3"],
        },
        "evidence": [*_evidence(story), *trial_evidence(story, day)],
        "evidence_default": ["E2"],
        "timeline": _timeline(story, change, symptom),
        "times": _times(story),
    }


def write_impact(story: Story) -> dict[str, Value]:
    """What it cost."""
    incident, dice, say = story.incident, story.dice, story.speaker
    users = int(dice.lognormal(_SCALE[incident.severity], 0.7)) + 1
    is_leak = incident.leaf == LEAK
    if is_leak:
        users = max(users, 2 * MANY) if incident.severity == "SEV1" else min(users, MANY * 8 // 10)
    elif incident.severity == "SEV3":
        users = min(users, MAJOR * 8 // 10)
    requests = users * dice.between(2, 9)
    money = int(dice.lognormal(users / 4 + 50, 0.8))
    has_requests, has_budget, is_vague = dice.chance(0.4), dice.chance(0.2), dice.chance(0.25)
    if incident.kind != "incident":
        nobody = {"not_applicable": sentences()["no_harm"]}
        return {"impact": {"users": nobody, "money": nobody, "harm": nobody}}
    amount: Value = {"from": users * 8 // 10, "to": users * 12 // 10} if is_vague else _rounded(users)
    impact: dict[str, Value] = {
        "users": [
            {
                "text": say.say("{users} with wrong {product}"),
                "value": amount,
                "approximate": True,
                "unit": "people",
                "evidence": ["E2"],
            }
        ]
    }
    if has_requests:
        impact["requests"] = [
            {"text": "Requests answered wrongly", "value": _rounded(requests), "unit": "requests", "evidence": ["E2"]}
        ]
    if story.is_severe:
        impact["money"] = [
            {"text": "Goodwill and lost sales", "value": _rounded(money), "unit": "USD", "evidence": ["E2"]}
        ]
    else:
        impact["money"] = {"unknown": "Too small to be told apart from an ordinary day."}
    if has_budget and incident.severity != "SEV4":
        impact["slo_budget"] = [
            {"text": "Error budget of the quarter", "value": dice.between(1, 95), "unit": "%", "evidence": ["E2"]}
        ]
    if is_leak:
        impact["harm"] = "What belonged to some people was shown to others."
    else:
        impact["harm"] = {"not_applicable": sentences()["harm"]}
    impact["evidence"] = ["E2"]
    impact["notes"] = say.say(f"{_share(story)} of the {{users}} were affected.")
    return {"impact": impact}


def _share(story: Story) -> str:
    if bounds := SHARES.get(story.incident.severity):
        return f"About {story.dice.between(*bounds)} per cent"
    return "Fewer than one in a hundred"


def _rounded(number: int) -> int:
    """To two figures, as people count."""
    text = str(number)
    return int(text[:2].ljust(len(text), "0"))


def _title(story: Story) -> str:
    """One of the leaf's titles that fits, often with the place; else the domain and the leaf."""
    say, incident = story.speaker, story.incident
    titles = story.dice.sample(story.leaf.titles, len(story.leaf.titles))
    is_placed = story.dice.chance(0.5)
    placed = [f"{title} in {{region}}" for title in titles if is_placed and "{region}" not in title]
    filled = [say.say(title) for title in (*placed, *titles)]
    plain = f"{incident.area.name}: {incident.leaf.split('/')[1].replace('-', ' ')}"
    return next(title for title in (*filled, plain) if len(title) <= _TITLE_LENGTH)


def _status_reason(status: str) -> str:
    if status == Retraction.WITHDRAWN:
        return "What was seen turned out to be a planned test that nobody had announced."
    return "Two records told of the same failure; the other one is kept."


def _involved(story: Story) -> list[str]:
    is_data = story.incident.focus == "dataset" or story.dice.chance(0.3)
    is_severe = story.is_severe or story.dice.chance(0.2)
    return [team for team, takes_part in ((DATA_TEAM, is_data), (RELIABILITY_TEAM, is_severe)) if takes_part]


def _summary(story: Story) -> str:
    say, incident, dice = story.speaker, story.incident, story.dice
    moments = story.course.moments
    day = long_date(incident.started.date())
    if incident.kind == "incident" and "mitigated" in moments:
        span = _span(moments["mitigated"] - incident.started)
        begin = f"On {day} something went wrong with the {{product}} that {{users}} rely on, for about {span}."
    elif incident.kind == "drill":
        begin = f"On {day} we brought a failure about on purpose, to see how we would find and end it."
    else:
        begin = f"On {day} we came upon a fault in the making of {{product}}, and could not say how long it lasted."
    where = dice.choice(
        (
            "Most of what was seen lay in {region}, and hardly anything in {region}.",
            "About {pct} in a hundred of all cases in {region} were touched by it.",
        )
    )
    end = dice.choice(
        (
            "Going back to the last good state ended it, and the teams agreed on a check that is to stop the next one.",
            "The teams put the former state back and, in the days after, removed the fault that had let it happen.",
        )
    )
    return " ".join(say.say(part) for part in (begin, story.leaf.plain, where, end))


def _span(duration: timedelta) -> str:
    """A duration as people say it: two figures of the unit that suits it."""
    minutes = max(2, duration // timedelta(minutes=1))
    if minutes < 100:
        return f"{minutes} minutes"
    hours = -(-minutes // 60)
    return f"{hours} hours" if hours < 72 else f"{hours // 24} days"


def _artifacts(story: Story) -> list[Value]:
    area, dice = story.incident.area, story.dice
    uses: list[Value] = []
    for index, kind in enumerate(story.way):
        version = dice.chance(0.93), dice.between(2, 90)
        if len(story.way) == 1 or kind in ("model", "vendor-model"):
            role = "failed"
        elif index == 0:
            role = "origin"
        else:
            role = "affected" if index == len(story.way) - 1 else "carrier"
        use: dict[str, Value] = {"id": area.artifacts[kind]}
        if kind in _VERSIONED:
            use["version"] = f"v{version[1]}" if version[0] else {"unknown": "The log does not say."}
        uses.append(use | {"role": role})
    return uses


def _evidence(story: Story) -> list[Value]:
    """E1 what changed, E2 the number that shows it, E3 how it was noticed, E4 what the review saw."""
    say, incident, dice = story.speaker, story.incident, story.dice
    started = incident.started.date()
    changed = dice.choice(("commit", "config", "lineage"))
    kinds = (
        (changed, "What changed in job {code}", "changes", started),
        (dice.choice(("dashboard", "metric")), "{metric}", "dashboards", started),
        (dice.choice(("ticket", "log", "trace")), "How it was noticed: {signal}", "tickets", started),
        (dice.choice(("interview", "chat", "log")), "Notes of the review", "reviews", story.course.reviewed),
    )
    return [
        {
            "id": f"E{number}",
            "kind": kind,
            "title": say.say(title),
            "uri": f"https://{host}.example.com/{incident.number + 1000}-{number}",
            "team": story.team,
            "date": day.isoformat(),
            "visibility": incident.visibility,
        }
        for number, (kind, title, host, day) in enumerate(kinds, 1)
    ]


def _timeline(story: Story, trigger: str, symptom: str) -> list[Value]:
    say, dice, moments = story.speaker, story.dice, story.course.moments
    words = sentences()["moments"]
    phase = PHASES.get(story.leaf.stage, story.leaf.stage)
    events: list[tuple[str, dict[str, Value]]] = []

    def add(at: str, phase: str, kind: str, text: str, evidence: str, **more: Value) -> None:
        events.append((at, {"at": at, "phase": phase, "kind": kind, "text": text, "evidence": [evidence], **more}))

    before = story.incident.started - timedelta(minutes=int(dice.lognormal(90, 1)) + 1)
    change = (
        say.say("{term} with {field} as it was."),
        say.say("{term} with the new {field}."),
        say.say("{code}").lower(),
    )
    why = say.say("The {service} reads it through {code}.")
    add(
        stamp(before), phase, "change", trigger, "E1",
        **{"from": change[0], "to": change[1], "ref": change[2], "why_it_mattered": why},
    )  # fmt: skip
    quiet = say.pick(words["quiet"]), dice.chance(0.5)
    if quiet[1]:
        add(stamp(before + timedelta(minutes=1)), phase, "anomaly", quiet[0], "E2")
    kinds = {
        "started": ("user-impact", "event", "E2"),
        "detected": ("response", "signal", "E3"),
        "diagnosed": ("response", "decision", "E1"),
        "mitigated": ("serving", "action", "E2"),
        "resolved": (phase, "action", "E2"),
        "data-repaired": (phase, "action", "E4"),
    }
    for name, at in moments.items():
        step, kind, evidence = kinds[name]
        text = say.pick(words["found"] if name == "detected" and "started" in story.course.unknown else words[name])
        if name == "started":
            text = symptom
        add(stamp(at), step, kind, text, evidence, marks=[name])
    told = say.pick(words["told"]), dice.chance(0.6)
    if told[1]:
        add(stamp(moments["detected"] + timedelta(minutes=20)), "response", "communication", told[0], "E3")
    return [event for _, event in sorted(events, key=lambda pair: pair[0])]


def _times(story: Story) -> dict[str, Value]:
    """The key instants that no event marks."""
    reason = "not_applicable" if story.incident.kind in ("near-miss", "hazard") else "unknown"
    times: dict[str, Value] = {name: {reason: why} for name, why in story.course.unknown.items()}
    if story.course.vague:
        started = story.incident.started
        times[story.course.vague] = {
            "from": stamp(started - timedelta(minutes=45)),
            "to": stamp(started),
            "evidence": ["E2"],
        }
    if "diagnosed" in times and reason == "not_applicable":
        times["diagnosed"] = {"unknown": story.course.unknown["diagnosed"]}
    return times
