"""Cases of the rules about versions and lineage of artifacts."""

from __future__ import annotations

from tests.lint.rules.cases import own

DATA_FLOW_CASES = (
    own("PM105", "artifacts[2].upstream[0]", '- "User Features"', "artifacts.2.upstream", ["User Features"]),
    own("PM112", "artifacts[2].upstream[0]", '- "user-feature@v3"', "artifacts.2.upstream", ["user-feature@v3"]),
    own("PM561", "artifacts[1].version", '- id: "user-features"', "artifacts.1.role", "origin"),
    own("PM562", "artifacts[0].upstream[0]", '- "ranking-model"', "artifacts.0.upstream", ["ranking-model"]),
    own("PM563", "artifacts[1].upstream[0]", '- "click-log@v9"', "artifacts.1.upstream", ["click-log@v9"]),
)
