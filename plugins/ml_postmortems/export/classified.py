"""Which fields of a record leave a base, block by block.

A new field stays inside until somebody has decided who may see it and enters it here: at any depth, since a nested text
tells as much as one at the top. What an audience may not see of these is taken out before, by `reading/audience.py`.
"""

from __future__ import annotations


def _fields(keys: str) -> frozenset[str]:
    return frozenset(keys.split())


CLASSIFIED: dict[str, frozenset[str]] = {
    "Record": _fields(
        """
        actions affected_data agent aliases alignment artifacts assumptions causes communication corrections
        detection dissent evidence evidence_default exemptions extent extra failure further_triggers hypotheses id
        impact incident_refs kind lessons lifecycle_stage origin people primary_cause recognition recurrence
        regulatory reporting responsibilities risk schema_version severity status status_reason summary
        superseded_by symptom tags teams timeline times timezone title trigger validation visibility
        """
    ),
    "Teams": _fields("involved owner"),
    "NotKnown": _fields("not_applicable unknown"),
    "Trigger": _fields("category evidence text"),
    "Failure": _fields("definition evidence expected metric numbers observed"),
    "ArtifactUse": _fields("id role upstream version"),
    "Detection": _fields("caught_by evidence monitor should_have_been source"),
    "Evidence": _fields("captured copy date id kind publisher sha256 team title uri visibility"),
    "Event": _fields("at evidence from kind marks phase ref text to why_it_mattered"),
    "Interval": _fields("evidence from not_yet one_of to"),
    "Cause": _fields(
        """
        accepted_risk category caused_by confidence evidence hidden_by id no_regression_case proposed_category
        role ruled_out_because since text
        """
    ),
    "Hypothesis": _fields("evidence_against evidence_for state text"),
    "Dissent": _fields("by_role text"),
    "Assumption": _fields("broken_by recheck_by state text"),
    "Impact": _fields("evidence groups harm money notes other predictions requests slo_budget users windows"),
    "Risk": _fields("after_actions at_closing impact likelihood"),
    "Recurrence": _fields("broken_controls dismissed of related"),
    "AffectedData": _fields("artifact evidence filter from state to"),
    "Extent": _fields("actions artifact by date due evidence note state"),
    "Agent": _fields("approvals artifact autonomy guardrails model side_effects snapshot tools traces"),
    "Action": _fields(
        """
        addresses completed control due evidence id person priority reason status success_criterion team ticket
        title type
        """
    ),
    "ValidationRound": _fields(
        """
        actions alert_fired date evidence method no_new_issues performance_in_bounds pipeline_consistent result
        risk round
        """
    ),
    "Lesson": _fields("applies_to id text"),
    "People": _fields("absent authors facilitator participants reviewers reviews"),
    "Responsibilities": _fields("data_quality incident_response model_monitoring release_pipeline"),
    "Communication": _fields("audiences next_update updates"),
    "Alignment": _fields("goals roadmap slos"),
    "Recognition": _fields("text to"),
    "Reporting": _fields("aware_since regimes visibility"),
    "Regulatory": _fields("authority date evidence text"),
    "Correction": _fields("approved_by date field reason was"),
    "Exemption": _fields("reason rule"),
    "FailureNumbers": _fields("after_fix evidence expected observed unit"),
    "PublishedInstant": _fields("at evidence"),
    "SinceBounds": _fields("from to"),
    "AcceptedRisk": _fields("by_role date reason"),
    "Measure": _fields("approximate evidence first_reported others_say text unit value"),
    "HarmWindow": _fields("evidence from to"),
    "RiskEstimate": _fields("impact likelihood"),
    "FurtherEstimate": _fields("impact likelihood reason"),
    "Dismissed": _fields("id reason"),
    "BrokenControl": _fields("id outcome"),
    "Approval": _fields("by_role date what"),
    "AgentTool": _fields("artifact name rights"),
    "Trace": _fields("id uri visibility"),
    "SideEffect": _fields("evidence note text undone"),
    "Guardrail": _fields("artifact control evidence name outcome"),
    "Control": _fields("id kind regression_case runbook threshold where"),
    "Participant": _fields("discipline person team"),
    "Absence": _fields("discipline reason"),
    "Reviewer": _fields("external person team"),
    "Update": _fields("audience date text"),
    "Duty": _fields("due evidence must_report regime sent team why"),
    "Quantity": _fields("from to"),
    "PublishedAmount": _fields("evidence value"),
    "RegressionCase": _fields("asserts case date hash independent result suite version"),
}
"""The keys of each kind of block that leave."""
