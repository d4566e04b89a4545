"""The scenes of rules about completeness, reasoning, follow-up and reliability (PM3 to PM5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.helpers import (
    RecordDict,
    changed,
    external_record,
    own_record,
    record_text,
)
from tests.lint.rules.cases import EXTERNAL, OWN, PNG, Files
from tests.lint.rules.rating_cases import LEAF, MARK, RATINGS, ROW
from tests.lint.rules.regression_case_cases import guarded
from tests.lint.rules.scenes.scene import Scene, answering, changed_record, own, placed, replaced, with_cause


def _without(text: str, first: str, last: str) -> str:
    """A text without the lines from one to another."""
    start = text.index(first)
    return text[:start] + text[text.index(last, start) + len(last) :]


def _unvalidated(status: str, action: str) -> Files:
    text = own(('status: "published"', status), ('      - "A2"\n    alert_fired', '      - "A1"\n    alert_fired'))
    start, end = text.index('id: "A2"'), text.index('id: "A3"')
    second = text[start:end]
    for part in action.split(", "):
        second, count = re.subn(rf"(?m)^(    ){part.partition(':')[0]}: .*$", rf"\1{part}", second)
        assert count == 1, part
    return {OWN: text[:start] + second + text[end:]}


def _retold(fact: str, heading: str) -> str:
    """Our own record with a fact at the end of its summary, as a cause and at the begin of a section."""
    record = own_record(summary=f"{own_record()['summary']} {fact}.", **{"causes.0.text": f"{fact}."})
    return record_text(record).replace(f"{heading}\n\n", f"{heading}\n\n{fact}. ", 1)


def _padded(title: str) -> Files:
    action = own_record()["actions"][2]
    actions = [action | {"id": f"A{number}", "title": title.replace("3", str(number))} for number in range(3, 23)]
    return {OWN: record_text(own_record(actions=[*own_record()["actions"][:2], *actions]))}


def _unfinished() -> RecordDict:
    return changed_record(
        {f"actions.{index}.status": "open" for index in range(3)}
        | {f"actions.{index}.completed": None for index in range(2)}
    )


def _with_status(*parts: str) -> RecordDict:
    """Our own record; the last part is the status of the actions whose ids stand before it, and none is completed."""
    *names, status = parts
    actions = own_record()["actions"]
    for action in actions:
        action.pop("completed", None)
        action |= {"status": status} if action["id"] in names else {"status": "in-progress"}
        action["due"] = "2025-07-01"
    return own_record(actions=actions)


def _measured(record: RecordDict) -> RecordDict:
    return changed(record, "failure.numbers", {"unit": "%", "expected": "62", "observed": "41"})


def _without_field(field: str) -> RecordDict:
    record = own_record()
    assert field in record
    return changed(record, field, None)


def _cause_alone(text: str) -> RecordDict:
    """Our own record with one cause that nothing shows."""
    parts = {"causes.0.text": text, "causes.0.evidence": [], "causes.0.caused_by": []}
    record = changed_record(parts)
    return changed(record, "causes", record["causes"][:1])


def _copied(copy: str, digest: str) -> Files:
    """Our own record of the id in the path of a copy, with that copy as evidence and without a field."""
    folder, _, name = copy.rpartition(" ")[2].partition("/")
    evidence = {"id": "E5", "kind": "document", "title": "Status page", "uri": "https://status.example.com/4711"}
    evidence |= {"copy": "here", "captured": "2025-03-12", "visibility": "public", "sha256": "0"}
    del evidence[digest if digest in evidence else "copy"]
    record = changed(own_record(id=folder), "evidence.4", evidence)
    return {f"2025/{folder}-status.md": own(('copy: "here"', copy), record=record), f"2025/{folder}/{name}": PNG}


def _ratings(row: str) -> str:
    return f"record,cause,statement,first,second,rater,date\n{row}\n"


_CONTRIBUTING = (
    "{id: C4, category: process/rollout-gap, role: contributing, text: All got it at once., ..., evidence: [E1]}"
)
_EVIDENCE = (
    "kind: log, title: Log, uri: 'https://logs.example.com/job', team: ranking, date: 2025-03-11, visibility: public"
)
_WHY = "The feature job had no bounds for its input, and nobody had agreed what the producer may change without notice."
_LUCKY = "It was a quiet night, and few people searched."
_REFUTED = {"text": "The new model is worse.", "state": "refuted"}
_ONE_REFUTED = changed_record({"causes.0.evidence": "by this", "hypotheses": [_REFUTED]})
_SECOND_HYPOTHESIS = '  - text: "The new model is worse."\n'
_REVIEWERS = '    - person: "@tdupont"\n      team: "reliability"\n      external: "true"\n'
_AUTHORS = '  authors:\n    - "@asinha"\n'

SCENES_OF_REASONING: Mapping[str, Scene] = {
    "PM312": Scene(lambda text: {OWN: record_text(_cause_alone(text))}),
    "PM325": Scene(lambda unknown: {OWN: answering("trigger failure detection impact lessons", unknown)}),
    "PM327": Scene(
        lambda folded: {
            OWN: own((f"## Where we were lucky\n\n{_LUCKY}", folded.replace(" <details>", "\n\n<details>")))
        }
    ),
    "PM303": Scene(
        lambda heading: {
            OWN: own(("## Limitations\n\nThe number of people affected is an estimate from sampled logs.", heading))
        }
    ),
    "PM306": Scene(lambda mark: {OWN: own((f'    marks:\n      - "{mark}"\n', ""))}),
    "PM308": Scene(
        lambda uri: {
            EXTERNAL: replaced(record_text(external_record()), ('uri: "https://status.acme.example/2024-06-05"', uri))
        }
    ),
    "PM317": Scene(
        lambda symptom, text: {OWN: replaced(placed("symptom", symptom), (own_record()["causes"][0]["text"], text))}
    ),
    "PM318": Scene(
        lambda one, other: {
            OWN: own((own_record()["causes"][0]["text"], one), (own_record()["causes"][1]["text"], other))
        }
    ),
    "PM323": Scene(_padded),
    "PM328": Scene(
        lambda text: {
            OWN: own(
                (
                    _WHY,
                    text,
                )
            )
        }
    ),
    "PM402": Scene(with_cause),
    "PM430": Scene(lambda fact, heading: {OWN: _retold(fact, heading)}),
    "PM406": Scene(
        lambda state: {
            OWN: _without(
                own(('state: "supported"', f"state: {state}")), _SECOND_HYPOTHESIS, 'evidence_against:\n      - "E2"\n'
            )
        }
    ),
    "PM408": Scene(
        lambda name: {
            OWN: own(
                (
                    "\ntimeline:\n",
                    f"\n  - {{id: {name}, {_EVIDENCE}}}\ntimeline:\n",
                )
            )
        }
    ),
    "PM409": Scene(
        lambda source, kind: {
            OWN: re.sub(r'(?m)^    type: "\w+"$', f"    type: {kind}", own(('source: "customer"', source)))
        }
    ),
    "PM413": Scene(
        lambda text, artifact: {
            OWN: replaced(
                placed("trigger.text", text), (f'  - id: "{artifact}"\n    version: "v41"\n    role: "failed"\n', "")
            )
        }
    ),
    "PM414": Scene(
        lambda confidence: {
            OWN: own(
                ('    evidence_for:\n      - "E1"\n      - "E2"\n', ""),
                ('primary_cause: "C1"\n', f'  - {_CONTRIBUTING.replace("...", confidence)}\nprimary_cause: "C1"\n'),
            )
        }
    ),
    "PM416": Scene(
        lambda shown_by, state, refuted_by: {
            OWN: replaced(
                placed("hypotheses.0.evidence_against", refuted_by, _ONE_REFUTED),
                ('state: "refuted"', state),
                ('evidence: "by this"', shown_by),
            )
        }
    ),
    "PM417": Scene(
        lambda out, kept: {
            OWN: own(
                ('category: "technical/model-regression"', f"category: {out}"), ('"data-quality/schema-change"', kept)
            )
        }
    ),
    "PM419": Scene(
        lambda one, other: {
            OWN: own((own_record()["causes"][0]["text"], one), (own_record()["causes"][1]["text"], other))
        }
    ),
    "PM511": Scene(_unvalidated),
    "PM512": Scene(
        lambda result, evidence: {
            OWN: own(('result: "pass"', result), ('    evidence:\n      - "E4"\nlessons:', f"    {evidence}\nlessons:"))
        }
    ),
    "PM519": Scene(
        lambda day, completed: {
            OWN: own(('date: "2025-03-20"\n    method', f"{day}\n    method"), ('completed: "2025-03-19"', completed))
        }
    ),
    "PM523": Scene(
        lambda authors, reviewers: {
            OWN: own(
                (_AUTHORS, f"  {authors}\n"),
                (f"  reviewers:\n{_REVIEWERS}", f"  {reviewers.replace('...', 'team: reliability, external: true')}\n"),
            )
        }
    ),
    "PM524": Scene(
        lambda owner, team: {
            OWN: own(
                ('  owner: "ranking"', f"  {owner}"),
                (_REVIEWERS, f'    - person: "@tdupont"\n      team: {team}\n      external: false\n'),
            )
        }
    ),
    "PM533": Scene(lambda due: {OWN: re.sub(r'(?m)^    due: ".*"$', f"    {due}", record_text(_unfinished()))}),
    "PM537": Scene(
        lambda reason, criterion: {
            OWN: replaced(
                placed("actions.1.success_criterion", criterion),
                ('reason: "The replay of that night was refused."', reason),
            )
        }
    ),
    "PM543": Scene(lambda denied: {OWN: placed("causes.0.no_regression_case", denied, guarded())}),
    "PM550": Scene(
        lambda status, extent: {OWN: placed("status", status, _without_field(extent))},
        lambda *_: record_text(own_record(status="draft")),
    ),
    "PM564": Scene(_copied),
    "PM570": Scene(
        lambda risk, status: {
            OWN: replaced(placed("risk", risk, changed_record({"validation.0.risk": None})), ('"published"', status))
        }
    ),
    "PM571": Scene(
        lambda status, numbers: {OWN: replaced(placed("failure.numbers", numbers), ('status: "published"', status))}
    ),
    "PM572": Scene(
        lambda first, again: {
            OWN: replaced(
                placed("risk", first, changed_record({"validation.0.risk": "again"})), ('risk: "again"', again)
            )
        }
    ),
    "PM574": Scene(
        lambda after_fix, *undone: {
            OWN: placed("failure.numbers.after_fix", after_fix, _measured(_with_status(*undone)))
        }
    ),
    "PM575": Scene(
        lambda risk, status: {
            OWN: placed(
                "risk.at_closing", risk, changed(_with_status("A1", "A2", "A3", status), "validation.0.risk", None)
            )
        }
    ),
    "PM576": Scene(lambda row: {RATINGS: _ratings(row.replace("...", ROW.partition("C1,")[2]))}),
    "PM577": Scene(lambda leaf: {RATINGS: _ratings(replaced(ROW, (f"{LEAF},reliability", f"{leaf},reliability")))}),
    "PM578": Scene(lambda day: {RATINGS: _ratings(replaced(ROW, ("2025-05-01", day)))}),
    "PM579": Scene(lambda cause: {RATINGS: _ratings(replaced(ROW, ("C1", cause), (MARK, "0123456789ab")))}),
}
