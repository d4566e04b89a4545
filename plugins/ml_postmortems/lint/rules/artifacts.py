"""PM4 for artifacts: what the account names is listed."""

from __future__ import annotations

from collections.abc import Iterator

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import record_rule
from ml_postmortems.model.block import Gate
from ml_postmortems.model.not_known import NotKnown, known_items
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import CauseRole
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile


@record_rule("PM413", Level.WARNING)
def unlisted_artifact(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An artifact of the catalog that the account names stands under `artifacts`.

    What it does
        Looks for ids with a hyphen and names of two words or more in trigger, timeline, causes, summary and symptom,
        from `published` on. Artifacts of other operators are left out, since they may be no more than the scene.
    Why it matters
        The page of the artifact says that no record names it, and nobody finds the incident there.
    Example
        `text: A new version of the ranking model went live.` as the trigger, without `ranking-model` among the
        artifacts
    Instead
        `- {id: ranking-model, version: v41, role: origin}`
    """
    record = file.record
    if not record or not context.artifact_names or not Gate.PUBLISHED.includes(record.status):
        return
    if isinstance(record.artifacts, NotKnown):
        return
    listed = {use.id for use in known_items(record.artifacts)}
    ruled_out = {index for index, each in enumerate(known_items(record.causes)) if each.role is CauseRole.RULED_OUT}
    for field in (("trigger", "text"), ("timeline", "text"), ("causes", "text"), ("summary",), ("symptom",)):
        for path, text in words(record, field):
            if path[0] == "causes" and path[1] in ruled_out:
                continue
            for artifact in context.artifacts_named_in(text, record.teams.owner):
                if artifact not in listed:
                    listed.add(artifact)
                    yield at_field(
                        file,
                        path,
                        f"must not name an artifact that `artifacts` leaves out: `{artifact}`",
                        shown(text),
                        f"add `{artifact}` to `artifacts` with its role; if something else is meant, reword it",
                    )
