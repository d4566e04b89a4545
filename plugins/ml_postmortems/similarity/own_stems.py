"""Words that the Snowball stemmer joins with others of another meaning, such as `production` with `products`.

Chosen by hand among the words of records, of this project's pages and of the trade that get one stem. Words of one
meaning stay joined (`deploy` and `deployment`), as do adverbs and what is merely close (`direct` and `direction`).
"""

from __future__ import annotations

from collections.abc import Mapping

_GROUPS: Mapping[str, str] = {
    "accessible": "accessible accessibility",
    "accountable": "accountable accountability",
    "accountant": "accountant accountants",
    "adapter": "adapter adapters",
    "applicable": "applicable",
    "applicant": "applicant applicants",
    "attribution": "attribution attributions",
    "authority": "authority authorities",
    "authorize": "authorize authorizes authorized authorizing authorization authorizations",
    "busy": "busy busier",
    "commitment": "commitment commitments",
    "consistent": "consistent consistently consistency consistencies",
    "container": "container containers",
    "conversation": "conversation conversations conversational",
    "criticism": "critic critics criticism criticisms",
    "customer": "customer customers",
    "engineer": "engineer engineers engineered engineering",
    "exception": "exception exceptions",
    "executable": "executable executables",
    "executive": "executive executives",
    "experiment": "experiment experiments experimental experimentally experimented experimenting experimentation",
    "goods": "goods",
    "handful": "handful",
    "harness": "harness harnesses",
    "important": "important importantly importance",
    "initialize": "initialize initializes initialized initializing initialization initializations",
    "insider": "insider insiders",
    "integrity": "integrity",
    "likely": "likely likelihood",
    "normalize": "normalize normalizes normalized normalizing normalization normalizations",
    "numerous": "numerous",
    "objective": "objective objectives objectively",
    "operator": "operator operators",
    "optimize": "optimize optimizes optimized optimizing optimization optimizations optimizer optimizers",
    "outsider": "outsider outsiders",
    "personalize": "personalize personalizes personalized personalizing personalization",
    "polite": "polite politely politeness",
    "positive": "positive positives positively",
    "presentation": "presentation presentations",
    "production": "production productions",
    "publication": "publication publications",
    "relative": "relative relatives relatively",
    "representative": "representative representatives",
    "responsible": "responsible responsibly responsibility responsibilities",
    "several": "several",
    "specification": "specification specifications",
    "terminal": "terminal terminals",
    "transformer": "transformer transformers",
    "unusable": "unusable",
    "useful": "useful usefully usefulness",
}
OWN_STEMS: Mapping[str, str] = {word: own for own, words in _GROUPS.items() for word in words.split()}
"""By each word its own stem."""
