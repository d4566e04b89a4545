"""A plan as an object for programs."""

from __future__ import annotations

from typing import Any

from ml_postmortems.authoring.coaching.effort import whole_minutes
from ml_postmortems.authoring.coaching.plan import Item, Plan, Portion
from ml_postmortems.lint.outputs.json import finding_to_dict

FORMAT_VERSION = 1


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """The whole plan, all portions included.

    `version` is 1; it rises when a key changes its meaning or goes, not when one is added. `portions` come in the order
    of their value, those with `is_asked` first. An item has the field or heading as `subject`, what is `asked`, its
    `line`, an estimate in `minutes`, the `form` to paste, how to say `none`, the `answer` of another record (`record`,
    `path`, `line`, `quote`) or null, a made-up `example` where there is none, and the `finding` of the checker or null.
    """
    steps = plan.steps
    return {
        "version": FORMAT_VERSION,
        "id": steps.record.id,
        "path": steps.path.as_posix(),
        "title": steps.record.title,
        "status": steps.record.status.value,
        "goal": steps.goal.value,
        "is_ready": steps.is_ready,
        "portions": [_portion_to_dict(portion) for portion in plan.portions],
        "later": plan.later,
        "similar": [
            {
                "id": each.record.id,
                "title": each.record.title,
                "needs_answer": each.is_asked,
                "reasons": list(each.reasons),
            }
            for each in steps.alike
        ],
    }


def _portion_to_dict(portion: Portion) -> dict[str, Any]:
    return {
        "title": portion.title,
        "why": list(portion.why),
        "minutes": portion.minutes,
        "is_asked": portion.is_asked,
        "items": [_item_to_dict(item) for item in portion.items],
    }


def _item_to_dict(item: Item) -> dict[str, Any]:
    answer = item.answer
    return {
        "subject": item.subject,
        "asked": item.asked,
        "line": item.line,
        "minutes": whole_minutes(item.minutes),
        "form": "\n".join(item.form),
        "none": item.none,
        "answer": answer
        and {"record": answer.record_id, "path": answer.path.as_posix(), "line": answer.line, "quote": answer.quote},
        "example": "\n".join(item.example),
        "finding": item.finding and finding_to_dict(item.finding),
    }
