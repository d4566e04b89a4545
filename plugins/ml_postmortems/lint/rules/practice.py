"""PM4, PM5 and PM8, what good practice asks for: controls, reviewers, confirmation and controls that failed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.problems import at_field
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.model.action import Action
from ml_postmortems.model.block import SEVERE, Gate
from ml_postmortems.model.durations import happened
from ml_postmortems.model.instant import Duration, Instant, Span
from ml_postmortems.model.not_known import NotKnown, known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.terms import ActionStatus, ActionType, CauseRole, Confidence, Severity
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_IN_PLACE = (ActionStatus.DONE, ActionStatus.VERIFIED)
_ALERT = "alert"


def _own(file: RecordFile) -> Record | None:
    """Our own published records."""
    record = file.record
    return record if record and record.is_own and Gate.PUBLISHED.includes(record.status) else None


def _severe_actions(file: RecordFile) -> Iterator[tuple[int, Action]]:
    """The actions of our own published SEV1 and SEV2 records that are not given up."""
    record = _own(file)
    if record and record.severity in SEVERE:
        for index, action in enumerate(known_items(record.actions)):
            if action.status is not ActionStatus.WONT_DO:
                yield index, action


@file_rule("PM514")
def prevention_without_control(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 a prevention names the control that it puts in place.

    What it does
        Looks at `control` of each action of type `prevent` in our own published records.
    Why it matters
        Whether it held is counted by the id of its control. What has none cannot be missed when it fails.
    Example
        `type: prevent` without `control`
    Instead
        `control: {id: session-length-bounds, kind: data-check, where: Feature job}`
    """
    for index, action in _severe_actions(file):
        if action.type is ActionType.PREVENT and action.control is None:
            yield at_field(
                file,
                ("actions", index, "control"),
                "must be given for an action of type `prevent` at SEV1 and SEV2",
                "nothing",
                "add `control:` with id, kind and place; if nothing stays in place, it is a `repair`",
            )


@file_rule("PM515")
def alert_without_threshold(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 an alert says when it fires.

    What it does
        Looks at `threshold` of controls of kind `alert` in our own published records; unknown does not count.
    Why it matters
        Whether it would have fired that night cannot be told without it.
    Example
        `control: {id: click-alert, kind: alert, where: Serving}`
    Instead
        `control: {id: click-alert, kind: alert, where: Serving, threshold: below 55 per cent for 10 minutes}`
    """
    for index, action in _severe_actions(file):
        if action.control and action.control.kind == _ALERT and known(action.control.threshold) is None:
            yield at_field(
                file,
                ("actions", index, "control", "threshold"),
                "must be given for an alert at SEV1 and SEV2",
                "nothing",
                "add `threshold:` with the number and for how long",
            )


@file_rule("PM516", Level.WARNING)
def alert_without_runbook(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 and SEV2 an alert leads to a runbook.

    What it does
        Looks at `runbook` of controls of kind `alert` in our own published records.
    Why it matters
        Who is woken by it has to know what to do.
    Example
        `control: {id: click-alert, kind: alert, where: Serving, threshold: below 55 per cent}`
    Instead
        `control: {id: click-alert, kind: alert, where: Serving, threshold: 55, runbook: "https://wiki.example.com/c"}`
    """
    for index, action in _severe_actions(file):
        if action.control and action.control.kind == _ALERT and action.control.runbook is None:
            yield at_field(
                file,
                ("actions", index, "control", "runbook"),
                "must be given for an alert at SEV1 and SEV2",
                "nothing",
                "add `runbook:` with the link to what to do when it fires",
            )


@file_rule("PM523")
def author_as_only_reviewer(file: RecordFile) -> Iterator[Problem]:
    """A published record of ours was reviewed by somebody who did not write it.

    What it does
        Compares `people.reviewers` with `people.authors`.
    Why it matters
        Nobody sees the gaps in an account of their own.
    Example
        `authors: ["@mchen"]` and `reviewers: [{person: "@mchen", ...}]`
    Instead
        Another reviewer.
    """
    record = _own(file)
    people = known(record.people) if record else None
    reviewers = {_handle(each.person) for each in known_items(people.reviewers)} if people else set()
    if people and reviewers and reviewers <= {_handle(each) for each in people.authors}:
        yield at_field(
            file,
            ("people", "reviewers"),
            "must hold somebody who is no author",
            ", ".join(sorted(reviewers)),
            "ask somebody else for a review, and name them here",
        )


@file_rule("PM524")
def no_outside_reviewer(file: RecordFile) -> Iterator[Problem]:
    """At SEV1 somebody from outside the owning team reviewed the record.

    What it does
        Compares the teams of `people.reviewers` with `teams.owner`; reviewers that are unknown do not count.
    Why it matters
        What a team takes for granted is seen from outside.
    Example
        `owner: ranking`, and all reviewers of `ranking`
    Instead
        A reviewer of another team.
    """
    record = _own(file)
    if not record or record.severity is not Severity.SEV1 or record.people is None:
        return
    people = known(record.people)
    reviewers = known_items(people.reviewers) if people else ()
    if all(each.team == record.teams.owner for each in reviewers):
        yield at_field(
            file,
            ("people", "reviewers") if people else ("people",),
            f"must hold somebody from outside of {shown(record.teams.owner)} at SEV1",
            "none",
            "ask another team for a review, and name the reviewer here",
        )


@record_rule("PM525", Level.WARNING)
def overdue_update(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A promised message is sent by its date.

    What it does
        Compares `communication.next_update` with the as-of date, where no update is that new.
    Why it matters
        Who was promised a message and hears nothing stops believing.
    Example
        `next_update: 2026-01-31`, in March
    Instead
        Send it, add it to `updates`, and give the next date or say that everything was said.
    """
    record = _own(file)
    communication = known(record.communication) if record else None
    due = known(communication.next_update) if communication else None
    if not communication or due is None:
        return
    if any(
        Duration.between(Span.at(due), Span.at(each.date)).shortest.days >= 0
        for each in known_items(communication.updates)
    ):
        return
    if Duration.between(Span.at(due), Span.at(context.today)).shortest.days > 0:
        yield at_field(
            file,
            ("communication", "next_update"),
            f"must not have passed on {context.as_of.isoformat()}",
            shown(str(due)),
            "send it and add it to `updates`, then give the next date",
        )


@file_rule("PM414", Level.WARNING)
def unconfirmed_cause(file: RecordFile) -> Iterator[Problem]:
    """What is only a potential cause can be confirmed.

    What it does
        For each cause with `confidence: potential` that was not ruled out, looks for an action of type `investigate`
        that addresses it, or for a hypothesis with evidence for it, in our own published records.
    Why it matters
        A guess that nobody follows up becomes a fact by age.
    Example
        `confidence: potential`, and no action to find out
    Instead
        An action of type `investigate` that addresses the cause.
    """
    record = _own(file)
    if not record or any(each.evidence_for for each in known_items(record.hypotheses)):
        return
    looked_into = {
        cause
        for action in known_items(record.actions)
        if action.type is ActionType.INVESTIGATE
        for cause in action.addresses
    }
    for index, cause in enumerate(known_items(record.causes)):
        is_open = cause.confidence is Confidence.POTENTIAL and cause.role is not CauseRole.RULED_OUT
        if is_open and cause.id not in looked_into:
            yield at_field(
                file,
                ("causes", index, "confidence"),
                "must be followed up where it is `potential`",
                f"no investigation of {cause.id}, and no hypothesis with evidence",
                f"add an action of type `investigate` that addresses {cause.id}, or the hypothesis with its evidence",
            )


@record_rule("PM413", Level.WARNING)
def unlisted_artifact(file: RecordFile, context: Context) -> Iterator[Problem]:
    """An artifact of the catalog that the account names stands under `artifacts`.

    What it does
        Looks for ids with a hyphen and names of two words or more in trigger, timeline, causes, summary and symptom,
        from `published` on. Artifacts of other operators are left out, since they may be no more than the scene.
    Why it matters
        The page of the artifact says that no record names it, and nobody finds the incident there.
    Example
        `trigger: {text: A new version of the ranking model went live.}` without `ranking-model` under `artifacts`
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


@record_rule("PM820")
def recurrence_without_control_outcome(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A recurrence says what became of each control that should have stopped it.

    What it does
        For each record under `recurrence.of`, looks for the controls that were in place against a cause of the same
        category when this record began, and for their ids under `recurrence.broken_controls`. It asks only in a pull
        request (`check --changed`) that publishes the record, or changes its causes or its `recurrence`, so that a
        merged record does not turn red because another one was edited.
    Why it matters
        That a fix did not hold is the most valuable thing a recurrence can teach, and controls are judged by it.
    Example
        `of: [PM-2025-0001]`, where that record put `session-length-bounds` in place, and no word about it
    Instead
        `broken_controls: [{id: session-length-bounds, outcome: bypassed}]`
    """
    record, taxonomy = file.record, context.corpus.taxonomy
    if not record or not taxonomy or file.path not in context.changed or not Gate.PUBLISHED.includes(record.status):
        return
    former = context.former.get(file.path)
    if former and former.record and _tells_the_same(former.record, record):
        return
    began = happened(record)
    recurrence = known(record.recurrence)
    told = {each.id for each in recurrence.broken_controls} if recurrence else set()
    categories = {taxonomy.current_name(cause.category) for cause in record.real_causes}
    for path, word in words(record, ("recurrence", "of")):
        earlier = context.corpus.get(word)
        if not earlier:
            continue
        same = {each.id for each in earlier.real_causes if taxonomy.current_name(each.category) in categories}
        for action in known_items(earlier.actions):
            control = action.control
            if not control or control.id in told or not same & set(action.addresses):
                continue
            if action.status in _IN_PLACE and _is_before(known(action.completed), began):
                told.add(control.id)
                yield at_field(
                    file,
                    path,
                    f"must say what became of the control `{control.id}`",
                    f"no entry for it, and {shown(earlier.id)} put it in place against the same cause",
                    f"add `{{id: {control.id}, outcome: missed}}` to `recurrence.broken_controls`, "
                    "with the outcome that is true",
                )


def _tells_the_same(former: Record, record: Record) -> bool:
    """True if the record was published before and says the same about causes and recurrence."""
    return (
        Gate.PUBLISHED.includes(former.status)
        and former.causes == record.causes
        and former.recurrence == record.recurrence
    )


def _is_before(completed: Instant | None, began: Span) -> bool:
    """True unless an action was certainly finished only after something began."""
    return completed is None or Duration.between(began, Span.at(completed)).shortest <= timedelta(0)


def _handle(person: str) -> str:
    return person.removeprefix("@").casefold()
