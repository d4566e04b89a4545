"""The scenes of rules about other records, catches and the base of a pull request (PM8 and PM9)."""

from __future__ import annotations

from collections.abc import Mapping

from ml_postmortems.reading.vocabulary import parse_catalog
from tests.helpers import (
    CATALOG,
    in_month,
    own_record,
    record_text,
)
from tests.lint.rules.cases import OTHER, OWN, Files, retold
from tests.lint.rules.scenes.scene import Scene, another, own, placed, renamed, replaced, superseded


def _catches(row: str) -> str:
    return f"control,date,what\n{row}\n"


def _control(name: str) -> str:
    return own(('id: "session-length-bounds"', f'id: "{name}"'))


def _answering(**parts: str) -> str:
    """A second record of ours, with parts of its answer to the recurrence question."""
    text = another()
    for key, piece in parts.items():
        text = replaced(text, (f"  {key}: []", f"  {piece}"))
    return text


def _again(of: str, status: str) -> str:
    """A second record of ours of a later month, which says that it repeats the first."""
    record = in_month(own_record(id="PM-2025-0002", title="The same again", status=status), "05")
    return own(("  of: []", f"  {of}"), record=record)


def _titled(title: str) -> str:
    """A second record of ours with the account of the first."""
    return placed("title", title, own_record(id="PM-2025-0002"))


def _dismissing_both(one: str, other: str) -> Files:
    answers = f"dismissed: [{{id: PM-2025-0001, {one}}}, {{id: PM-2024-0001, {other.replace(', and', ' and')}}}]"
    return {OTHER: _answering(dismissed=answers)}


def _dismissing(reason: str) -> Files:
    return {OTHER: _answering(dismissed=f"dismissed: [{{id: PM-2025-0001, {reason}}}]")}


def _with_artifact(key: str, like: str) -> str:
    """The catalog with one more artifact, of the team of another one."""
    catalog = parse_catalog(CATALOG.encode())
    assert catalog and like in catalog.artifacts
    team = catalog.artifacts[like].team
    return f"{CATALOG}  {key}:\n    kind: model\n    name: Quite another thing\n    team: {team}\n"


SCENES_OF_HISTORY: Mapping[str, Scene] = {
    "PM801": Scene(lambda name: {f"2025/{name}-one.md": another(name), f"2025/{name}-two.md": another(name)}),
    "PM806": Scene(
        lambda of: {
            OWN: own(("  of: []", f"  {of}")),
            OTHER: record_text(in_month(own_record(id="PM-2025-0002", title="The same again"), "05")),
        }
    ),
    "PM807": Scene(
        lambda control, name: {
            OWN: _control(name),
            OTHER: _answering(
                of="of: [PM-2025-0001]", broken_controls=f"broken_controls: [{{{control}, outcome: bypassed}}]"
            ),
        }
    ),
    "PM808": Scene(lambda one, other: {OWN: record_text(own_record(tags=[one])), OTHER: another(tags=[other])}),
    "PM811": Scene(
        lambda _: {}, lambda _: record_text(own_record(id="PM-2024-0003")), lambda name: f"2024/{name}", is_lost=True
    ),
    "PM812": Scene(_dismissing),
    "PM813": Scene(_dismissing),
    "PM814": Scene(lambda title: {OTHER: _titled(title)}, lambda title: retold(_titled(title)), lambda _: OTHER),
    "PM815": Scene(_dismissing_both),
    "PM816": Scene(
        lambda use, new, old: {
            OWN: own(('  - id: "ranking-model"\n    version: "v41"\n    role: "failed"\n', f"  {use}\n")),
            "catalog.yml": _with_artifact(new, like=old),
        },
        base_catalog=CATALOG,
    ),
    "PM820": Scene(
        lambda of, control: {OWN: _control(control), OTHER: _again(of, "published")},
        lambda of, _: _again(of, "draft"),
        lambda *_: OTHER,
    ),
    "PM826": Scene(lambda row, name: {OWN: _control(name), "catches.csv": _catches(row)}),
    "PM827": Scene(lambda row: {"catches.csv": _catches(row)}),
    "PM828": Scene(
        lambda row, day: {OWN: own(('completed: "2025-03-19"', day)), "catches.csv": _catches(row)},
    ),
    "PM901": Scene(
        lambda _, new: {OWN: None, renamed(new): another(new)},
        lambda old, _: another(old),
        lambda _, new: renamed(new),
    ),
    "PM902": Scene(lambda _: {}, lambda aliases: placed("aliases", aliases, own_record(aliases=["PM-2023-0004"]))),
    **{
        code: Scene(lambda _, now, path=path: {OWN: placed(path, now)}, lambda was, _, path=path: placed(path, was))
        for code, path in (
            ("PM904", "visibility"),
            ("PM905", "timeline.1.at"),
            ("PM906", "severity"),
            ("PM907", "kind"),
            ("PM910", "impact.users.0.value"),
        )
    },
    "PM908": Scene(
        lambda exemptions: {OWN: own(("@tdupont", "@asinha"), ("\ntags:\n", f"\n{exemptions}\ntags:\n"))},
        lambda _: own(),
    ),
    "PM912": Scene(
        lambda entry: {
            OWN: own(('severity: "SEV1"', "severity: SEV2"), ("\ntags:\n", f"\ncorrections:\n  {entry}\ntags:\n"))
        },
        lambda _: own(),
    ),
    "PM911": Scene(
        lambda piece: {OWN: superseded("PM-2025-0001", piece), OTHER: another(kind="hazard", severity="SEV5")},
        lambda _: own(),
    ),
}
