"""Public records as reports of AVID, the AI Vulnerability Database, in the form of its data model (avidtools).

AVID's own classification is left empty where our fields do not say it: who developed a system, its risk domain and its
view of security, ethics and performance. Nothing of that follows from a cause of our taxonomy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_postmortems.export.record_data import DataContext
from ml_postmortems.model.catalog import Artifact, ArtifactKind
from ml_postmortems.model.facets import Vocabulary
from ml_postmortems.model.instant import Precision
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record

_TAXONOMY_VERSION = "0.2"
_LIFECYCLE: Mapping[str, str] = {
    "data": "L03: Data Preparation",
    "labeling": "L03: Data Preparation",
    "features": "L03: Data Preparation",
    "training": "L04: Model Development",
    "evaluation": "L05: Evaluation",
    "deployment": "L06: Deployment",
    "serving": "L06: Deployment",
    "monitoring": "L06: Deployment",
}
"""The stage of AVID's lifecycle by our lifecycle stage; of another one nothing is said."""


def avid_url(record_id: str) -> str:
    """Where the report of a record lies below the top of the site."""
    return f"data/avid/{record_id}.json"


def avid_report(record: Record, vocabulary: Vocabulary, context: DataContext) -> dict[str, Any]:
    """The report of a record that everybody may see, as plain values for JSON."""
    catalog = vocabulary.catalog
    told = known(record.summary) or record.symptom
    used = [catalog.artifacts[use.id] for use in known_items(record.artifacts) if use.id in catalog.artifacts]
    operator = catalog.operator_of(record.teams.owner)
    deployer = catalog.operators[operator].name if operator in catalog.operators else record.teams.owner
    reported = _reported(record)
    stage = _LIFECYCLE.get(known(record.lifecycle_stage) or "")
    return {
        "data_type": "AVID",
        "data_version": _TAXONOMY_VERSION,
        "metadata": {"report_id": record.id},
        "affects": {
            "developer": [],
            "deployer": [deployer],
            "artifacts": [{"type": _type(artifact), "name": artifact.name} for artifact in used],
        },
        "problemtype": {"classof": "Undefined", "type": "Issue", "description": _english(record.title)},
        "references": [
            {"type": "source", "label": record.title, "url": context.page(record.id)},
            *(
                {"type": "source", "label": item.title, "url": uri}
                for item in known_items(record.evidence)
                if (uri := known(item.uri)) and "://" in uri
            ),
        ],
        "description": _english(told),
        "impact": {
            "avid": {
                "vuln_id": None,
                "risk_domain": [],
                "sep_view": [],
                "lifecycle_view": [stage] if stage else [],
                "taxonomy_version": _TAXONOMY_VERSION,
            }
        },
        **({"reported_date": reported} if reported else {}),
    }


def _type(artifact: Artifact) -> str:
    if artifact.kind is ArtifactKind.DATASET:
        return "Dataset"
    return "Model" if artifact.kind.is_model else "System"


def _english(text: str) -> dict[str, str]:
    return {"lang": "eng", "value": " ".join(text.split())}


def _reported(record: Record) -> str | None:
    """The first day on which a piece of evidence was published; None where no day is known."""
    dates = [known(item.date) for item in known_items(record.evidence)]
    days = [each.first_day for each in dates if each and each.precision >= Precision.DAY]
    return min(days).isoformat() if days else None
