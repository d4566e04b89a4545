"""The cases of all rules."""

from __future__ import annotations

from tests.lint.rules.agent_cases import AGENT_CASES
from tests.lint.rules.argument_cases import ARGUMENT_CASES
from tests.lint.rules.bound_cases import BOUND_CASES
from tests.lint.rules.cases import CASES
from tests.lint.rules.catch_cases import CATCH_CASES
from tests.lint.rules.cause_age_cases import CAUSE_AGE_CASES
from tests.lint.rules.contradiction_cases import CONTRADICTION_CASES
from tests.lint.rules.data_flow_cases import DATA_FLOW_CASES
from tests.lint.rules.early_closing_cases import EARLY_CLOSING_CASES
from tests.lint.rules.extent_cases import EXTENT_CASES, REPORTING_CASES
from tests.lint.rules.history_cases import HISTORY_CASES
from tests.lint.rules.hollow_cases import HOLLOW_CASES
from tests.lint.rules.kept_evidence_cases import KEPT_EVIDENCE_CASES
from tests.lint.rules.plausibility_cases import PLAUSIBILITY_CASES
from tests.lint.rules.rating_cases import RATING_CASES
from tests.lint.rules.regression_case_cases import REGRESSION_CASES
from tests.lint.rules.risk_cases import RISK_CASES
from tests.lint.rules.safety_cases import SAFETY_CASES
from tests.lint.rules.settings_cases import SETTINGS_CASES
from tests.lint.rules.unanswered_cases import PRACTICE_CASES, UNANSWERED_CASES
from tests.lint.rules.wording_cases import WORDING_CASES

ALL_CASES = (
    *CASES,
    *ARGUMENT_CASES,
    *UNANSWERED_CASES,
    *PRACTICE_CASES,
    *WORDING_CASES,
    *BOUND_CASES,
    *HISTORY_CASES,
    *PLAUSIBILITY_CASES,
    *SETTINGS_CASES,
    *CONTRADICTION_CASES,
    *SAFETY_CASES,
    *CATCH_CASES,
    *EXTENT_CASES,
    *REPORTING_CASES,
    *EARLY_CLOSING_CASES,
    *CAUSE_AGE_CASES,
    *REGRESSION_CASES,
    *RISK_CASES,
    *DATA_FLOW_CASES,
    *RATING_CASES,
    *AGENT_CASES,
    *KEPT_EVIDENCE_CASES,
    *HOLLOW_CASES,
)
