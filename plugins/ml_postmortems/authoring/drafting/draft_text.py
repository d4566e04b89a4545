"""The text of a draft: what is known, the questions that are still open, and the headings of the body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.model.body_sections import BODY_SECTIONS, section_prompt
from ml_postmortems.model.derived_values import completed
from ml_postmortems.model.draft_questions import draft_questions, tier_of
from ml_postmortems.model.own_fields import OwnField
from ml_postmortems.model.record import Record
from ml_postmortems.reading.yaml_text import mapping_to_yaml


def draft_text(fields: Mapping[str, Any], own: Mapping[str, OwnField]) -> str:
    """The whole file of a draft with these fields, at least id and severity; `own` are asked for too."""
    ordered = {key: fields[key] for key in _keys() if key in fields}
    ordered |= {key: value for key, value in fields.items() if key not in ordered}
    questions = "\n".join(question.text for question in draft_questions(fields, own))
    return f"---\n{mapping_to_yaml(ordered)}{questions}\n---\n{draft_body(fields)}"


def draft_body(fields: Mapping[str, Any]) -> str:
    """The headings that a record of this tier and origin has to have, where timeline, causes and actions are given."""
    whole = completed({**fields, "schema_version": "2"}).tree
    tier, origin = tier_of(whole), str(whole.get("origin"))
    asked = [section for section in BODY_SECTIONS if section.is_asked_of(tier, origin)]
    return "".join(f"\n## {section.title}\n\n<!-- {section_prompt(section.title)} -->\n" for section in asked)


def _keys() -> list[str]:
    return [info.alias or name for name, info in Record.model_fields.items()]
