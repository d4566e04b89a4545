"""The page of the taxonomy."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.base.reference_markdown import facts, nested
from ml_postmortems.model.taxonomy import Leaf, Taxonomy

LEAD = """
    The words that records are classified by, as `postmortems/taxonomy.yml` defines them. The
    [pages of the causes](../causes/index.md) list the records of each, and show
    [how alike two raters use them](../causes/index.md#agreement).

    A base keeps its own words in `postmortems/taxonomy.yml`. With `extends: default` it says only what differs from the
    words of the package: a new key adds a term, a key that is there already changes what stands below it, a list
    replaces the whole list, and groups of `synonyms` are added. This adds a cause and renames a severity:

    ```yaml
    schema_version: 1
    extends: default
    severities:
      SEV1:
        name: Company-wide
        bounds:
          - {measure: users, at_least: 50000}
    causes:
      process:
        leaves:
          vendor-handover:
            name: Vendor handover
            definition: A vendor's model changed hands and what it needs was not handed over.
            includes: [A contract ends and nobody owns the thresholds]
            excludes: [{text: Nobody ever owned it, use: process/ownership-unclear}]
            example: The new vendor did not know that scores are compared with last year's.
            sources: []
            questions:
              data_source: The handover protocol
              alternative: The model would have failed with the old vendor too
              refutation: The protocol names what failed
              bias: The vendor is an easy culprit
    ```
"""


def parts(taxonomy: Taxonomy) -> Iterator[str]:
    """Causes, severities, triggers, stages, controls, anchors of risk, synonyms and sources."""
    yield "## Causes {#causes}"
    yield "\n".join(f"- [{family.name}](#{key}): {family.definition}" for key, family in taxonomy.causes.items())
    for key, family in taxonomy.causes.items():
        yield f"## {family.name} {{#{key}}}"
        yield family.definition
        for leaf_key, leaf in family.leaves.items():
            yield from _leaf(f"{key}/{leaf_key}", leaf, taxonomy)
    yield f"## {taxonomy.unclassified.name} {{#unclassified}}"
    yield taxonomy.unclassified.definition
    yield "## Severities {#severities}"
    for severity, criteria in taxonomy.severities.items():
        yield f"### {severity} {criteria.name} {{#{severity.lower()}}}"
        yield criteria.definition
        yield "\n".join(f"- {each}" for each in criteria.criteria)
        if criteria.bounds:
            yield f"The checker reads these bounds: from `published` on, one of them makes it at least {severity}."
            yield "\n".join(f"- {each.text}" for each in criteria.bounds)
        if criteria.example:
            yield f"**Example**: {criteria.example}"
    for title, terms in (
        ("Triggers", taxonomy.triggers),
        ("Lifecycle stages", taxonomy.lifecycle_stages),
        ("Controls", taxonomy.controls),
    ):
        fragment = title.lower().replace(" ", "-")
        yield f"## {title} {{#{fragment}}}"
        for key, term in terms.items():
            yield f"### `{key}` {{#{fragment}-{key}}}"
            yield f"**{term.name}.** {term.definition}"
            if term.example:
                yield f"**Example**: {term.example}"
    for name, anchors in (("likelihood", taxonomy.risk.likelihood), ("impact", taxonomy.risk.impact)):
        yield f"## Risk: {name} {{#risk-{name}}}"
        yield "\n".join(f"- **{number} {term.name}**: {term.definition}" for number, term in anchors.items())
    if taxonomy.regimes:
        yield "## Regimes {#regimes}"
        yield "To whom incidents are reported, by the records. Whether one must be reported, people judge in each case."
        for key, regime in taxonomy.regimes.items():
            yield f"### `{key}` {{#regimes-{key}}}"
            yield f"**{regime.name}.** {regime.definition} <{regime.link}>"
    yield "## Synonyms {#synonyms}"
    yield "A search for one finds the others, in any form of the words."
    yield "\n".join(f"- {', '.join(group)}" for group in taxonomy.synonyms)
    yield "## Sources {#sources}"
    for key, source in sorted(taxonomy.sources.items()):
        yield f"### {source.title} {{#source-{key}}}"
        yield f"{source.authors} ({source.year}). {source.publisher}. <{source.uri}>"
        yield f"{source.note}."


def _leaf(name: str, leaf: Leaf, taxonomy: Taxonomy) -> Iterator[str]:
    yield f"### `{name}` {{#{_leaf_anchor(name)}}}"
    yield f"**{leaf.name}.** {leaf.definition}"
    questions = leaf.questions
    sources = (f"[{taxonomy.sources[key].title}](#source-{key})" for key in leaf.sources)
    yield facts(
        {
            "Includes": nested(leaf.includes),
            "Is something else": nested(
                f"{each.text}: [`{each.use}`](#{_leaf_anchor(each.use)})" for each in leaf.excludes
            ),
            "Example": leaf.example,
            "Look at": questions.data_source,
            "What else would explain it": questions.alternative,
            "It was not this if": questions.refutation,
            "Easy to fall for": questions.bias,
            "Sources": "; ".join(sources),
            "Former names": ", ".join(f"`{old}`" for old in leaf.aliases),
        }
    )


def _leaf_anchor(name: str) -> str:
    return name.replace("/", "-")
