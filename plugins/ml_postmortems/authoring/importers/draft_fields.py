"""From what was read of an export to the fields of a draft, with teams as the catalog names them."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from typing import Any

from ml_postmortems.authoring.importers.incident_tools import IncidentExport
from ml_postmortems.model.catalog import Catalog
from ml_postmortems.model.scalars import TITLE_LENGTH
from ml_postmortems.model.terms import Origin, Severity
from ml_postmortems.reading.faults import shown
from ml_postmortems.suggestion import closest


@dataclass(slots=True)
class DraftFields:
    """What an export gives to a draft, by the names of the questions that it answers and of other fields."""

    values: dict[str, Any]
    notes: list[str]
    """What the author has to look at, in sentences."""
    unused: list[str] = field(default_factory=list)
    """What was read and did not fit, in a few words each."""


def export_to_fields(export: IncidentExport, catalog: Catalog, given: Container[str] = ()) -> DraftFields:
    """The fields that the export states; none of them is empty. About answers that are `given` there are no notes."""
    values: dict[str, Any] = {
        "origin": Origin.OWN.value,
        "title": export.title,
        "kind": export.kind and export.kind.value,
        "severity": export.severity and export.severity.value,
        "summary": export.summary,
        "detection": export.detection and {"source": export.detection.value},
        "timeline": export.timeline,
    }
    notes, unused = list(export.notes), list(export.unused)
    if "severity" not in given and (note := _severity_note(export)):
        notes.append(note)
    if len(export.title) > TITLE_LENGTH:
        values["title"] = export.title[: TITLE_LENGTH - 1].rsplit(" ", 1)[0] + "…"
        notes.append(f"The title was cut to {TITLE_LENGTH} characters.")
    if export.permalink:
        entry = {"id": "E1", "kind": export.evidence_kind.value, "title": export.reference or export.tool}
        values["evidence"] = [entry | {"uri": export.permalink} | ({"date": export.date} if export.date else {})]
        values["evidence_default"] = ["E1"]
    elif export.reference:
        values["incident_refs"] = [export.reference]
        notes.append("The export has no address; add the link to the incident under `evidence`.")
    if "team" not in given:
        values["team"] = _owner(export, catalog, notes, unused)
    return DraftFields({name: value for name, value in values.items() if value}, notes, unused)


def _severity_note(export: IncidentExport) -> str:
    """What a priority or a severity of the tool became; empty where it has none."""
    key, name = export.severity_source
    if export.severity:
        return f"Severity {export.severity} was taken from the {key} {shown(name)}; compare it with the criteria."
    return f"The {key} {shown(name)} of the export is none of {', '.join(Severity)}." if name else ""


def _owner(export: IncidentExport, catalog: Catalog, notes: list[str], unused: list[str]) -> str | None:
    """The one team of the catalog that the export names, by id or name; None where it names none, or several."""
    ids = {team.casefold(): team for team in catalog.teams}
    ids = {team.name.casefold(): key for key, team in catalog.teams.items() if catalog.is_ours(key)} | ids
    names = list(dict.fromkeys(name for name in export.teams if name))
    known = list(dict.fromkeys(ids[name.casefold()] for name in names if name.casefold() in ids))
    for name in names:
        if name.casefold() not in ids:
            near = closest(name.casefold(), ids)
            advice = f" (did you mean `{ids[near]}`?)" if near else ""
            fix = f"add it to catalog.yml, or name another with --team{advice}"
            notes.append(f"The team {shown(name)} of the export is not in the catalog; {fix}.")
    if len(known) > 1:
        notes.append(f"The export names the teams {', '.join(known)}; say with --team which one owns the system.")
        unused.append(f"the teams {', '.join(known)}")
    return known[0] if len(known) == 1 else None
