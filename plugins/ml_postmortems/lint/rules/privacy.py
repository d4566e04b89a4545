"""PM7, second half: people, hosts and records that the readers must not learn of."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint import host_names
from ml_postmortems.lint import personal_data as data_patterns
from ml_postmortems.lint.confidential_marks import MARKS
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.identity_numbers import profiles_in
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.prose import prose_of, without_links
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.text_patterns import TextPattern
from ml_postmortems.lint.texts import record_texts
from ml_postmortems.lint.whole_text import whole_text
from ml_postmortems.model.not_known import known, known_items
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import RECORD_REFERENCES, FieldPath
from ml_postmortems.model.scalars import RECORD_ID_PATTERN
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus, RecordsAsked
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.prose import passages
from ml_postmortems.reading.record_file import RecordFile

_HOST_FIX = "say what the host is for instead of its name, or make the record `visibility: internal`"
_PROFILE = "the profile of a person in a network"
_RECORD_ID = lazy_pattern(RECORD_ID_PATTERN, re.ASCII)


@file_rule("PM702")
def personal_data(file: RecordFile) -> Iterator[Problem]:
    """A record holds no personal data.

    What it does
        Looks everywhere outside of links for e-mail addresses and for numbers of cards, accounts, persons and cars with
        the right check digits; in links for profiles of persons; and in sentences for addresses in words, telephone,
        social security, passport, patient and user numbers, plates, advertising ids, dates of birth, and for where a
        person is: postal and network addresses, and coordinates.
    Why it matters
        People are named by handle, and users not at all.
    Example
        `text: The customer jane.doe@mail.example.org wrote ...` (with a real domain)
    Instead
        `text: A customer wrote ...`
    """
    condition, fix = "must hold no personal data", "leave it out; where a person is meant, say the role"
    whole = whole_text(file.text)
    plain = whole.part(without_links(whole.text))
    exact = {(_line_at(plain.text, found.place), found.what) for found in plain.find(data_patterns.EXACT)}
    exact |= {(_line_at(file.text, place), _PROFILE) for place, is_certain in profiles_in(file.text) if is_certain}
    for line, what in sorted(exact):
        yield Problem(line, "record", condition, what, fix)
    yield from _in_sentences(file, data_patterns.IN_PROSE, condition, fix)


@file_rule("PM710", Level.WARNING)
def possible_personal_data(file: RecordFile) -> Iterator[Problem]:
    """A record holds nothing that may lead to one person.

    What it does
        Looks in sentences for streets with a number, public network addresses, coordinates, numbers in words, names
        after Mr or Ms, and the age, illness and punishment of one person; and in links for what may be the profile of
        one.
    Why it matters
        Only a reader can tell a customer's street from that of an office.
    Example
        `text: A woman of 55 with diabetes could not pay for her medicine.`
    Instead
        `text: A customer could not pay for medicine.`
    """
    condition, fix = (
        "must not lead to one person",
        "leave it out, if it is about a person who has no part in public life",
    )
    profiles = {_line_at(file.text, place) for place, is_certain in profiles_in(file.text) if not is_certain}
    possible = [Problem(line, "record", condition, f"what may be {_PROFILE}", fix) for line in sorted(profiles)]
    possible += _in_sentences(file, data_patterns.POSSIBLE, condition, fix)
    yield from _not_told(possible, personal_data, file)


@file_rule("PM706")
def internal_host_in_public_record(file: RecordFile) -> Iterator[Problem]:
    """A public record names no internal hosts.

    What it does
        Looks in every field, the text and code for private addresses (10, 172.16 to 172.31, 192.168, 100.64 to 100.127,
        169.254, fd), for names under internal, corp, intranet, lan, local, private and svc, for hosts without a domain
        in links, and for buckets, connections to stores, resources of cloud accounts, shares and home folders.
    Why it matters
        Outside, the link is dead and the name is a map of the network.
    Example
        `uri: https://grafana.corp/d/4711`
    Instead
        A copy of the picture beside the record.
    """
    yield from _hosts(file, host_names.CERTAIN, "must name no internal hosts while it is public")


@file_rule("PM711", Level.WARNING)
def possible_internal_host_in_public_record(file: RecordFile) -> Iterator[Problem]:
    """A public record names nothing that may be an internal host.

    What it does
        Looks for names of hosts by their parts, such as `db-07` and `bastion-eu-1`, short names under a private ending,
        and links to localhost.
    Why it matters
        Only a reader can tell an internal host from a public one, a file or a model.
    Example
        `text: The job ran on feat-db-07 behind bastion-eu-1.`
    Instead
        `text: The job ran on the database of the features.`
    """
    condition, own = "must name no internal hosts while it is public", _names_of_the_catalog(file.record)
    possible = (each for each in _hosts(file, host_names.POSSIBLE, condition) if each.found not in own)
    yield from _not_told(possible, internal_host_in_public_record, file)


@file_rule("PM716")
def confidential_mark_in_public_record(file: RecordFile) -> Iterator[Problem]:
    """A public record is not marked as one that must not be passed on.

    What it does
        Looks in the authors' own words for marks such as `TLP:RED`, `privileged and confidential`, `do not distribute`
        and `internal use only`. What stands in quotation marks and block quotes is what others said.
    Why it matters
        Either the mark is wrong, or the record must not be public.
    Example
        `Attorney-client privileged. Do not distribute.`
    Instead
        `visibility: internal`; or the record without what the mark is about.
    """
    if not file.record or file.record.visibility is not Visibility.PUBLIC:
        return
    prose = prose_of(file)
    for match in prose.find(MARKS):
        if not match.piece.is_quoted:
            yield prose.problem(
                match,
                "must not be marked as confidential while the record is public",
                shown(match.found.text),
                "write `visibility: internal`, or take out the mark and what it is about",
            )


def _not_told(
    possible: Iterable[Problem], certain: Callable[[RecordFile], Iterator[Problem]], file: RecordFile
) -> Iterator[Problem]:
    """What may be a fault, on lines of which another rule is not certain already."""
    found = list(possible)
    told = {problem.line for problem in certain(file)} if found else ()
    yield from (problem for problem in found if problem.line not in told)


def _names_of_the_catalog(record: Record | None) -> set[str]:
    """The ids of artifacts and controls that the record gives, as they are shown; they look like names of hosts."""
    if not record:
        return set()
    artifacts = {use.id for use in known_items(record.artifacts)}
    controls = {action.control.id for action in known_items(record.actions) if action.control}
    recurrence = known(record.recurrence)
    broken = {each.id for each in recurrence.broken_controls} if recurrence else set()
    return {shown(name) for name in artifacts | controls | broken | set(record.caught_by)}


@record_rule("PM709")
def secret_record_named(file: RecordFile, context: Context) -> Iterator[Problem]:
    """A record names no record that its readers may not see.

    What it does
        Looks for the ids of other records in every field and in the body. In an internal record they may stand under
        `recurrence` and `superseded_by`, where the site leaves them out; who reads a public one reads the file as well.
    Why it matters
        The site of a wider audience would say that the secret record exists, and which incident it belongs to.
    Example
        `The same key was used in PM-2025-0002.` in a public record, where PM-2025-0002 is restricted
    Instead
        `The same key was used in an earlier incident.` The more secret record may name this one.
    """
    if not file.record or not _may_have_more_secret(context.corpus, file.record.visibility):
        return
    is_public = file.record.visibility is Visibility.PUBLIC
    texts, words = record_texts(file.record), [passage.text for passage in passages(file.body)]
    whole = "\n".join([*(text for _, text in texts), file.body.text, *words])
    if not any(_secret_names(whole, file.record, context)):
        return
    for path, text in texts:
        if not is_public and _is_reference(path):
            continue
        for found in _secret_names(text, file.record, context):
            yield at_field(file, path, *found)
    told = set[str]()
    for index, line in enumerate(file.body.text.split("\n")):
        for found in _secret_names(line, file.record, context):
            told.add(found[1])
            yield in_body(file.body.line + index, "body", *found)
    for passage in passages(file.body):
        for found in _secret_names(passage.text, file.record, context):
            if found[1] not in told:  # spelt by escapes or in pieces
                yield in_body(passage.line, "body", *found)


def _may_have_more_secret(corpus: Corpus, visibility: Visibility) -> bool:
    """Whether there is a record that its readers may not see, or nobody may ask: to parse the body takes far longer."""
    if visibility.may_see(Visibility.RESTRICTED):
        return False
    try:
        return any(file.head and not visibility.may_see(file.head.visibility) for file in corpus.files)
    except RecordsAsked:
        return True


def _is_reference(path: FieldPath) -> bool:
    return tuple(part for part in path if isinstance(part, str)) in RECORD_REFERENCES


def _secret_names(text: str, record: Record, context: Context) -> Iterator[tuple[str, str, str]]:
    """Condition, what was found and the fix for each record that a text names and its readers may not see."""
    for name in dict.fromkeys(_RECORD_ID.findall(text.upper())):  # five times as fast as without regard to case
        file = context.corpus.file_of(name) if name != record.id else None
        named = file.head if file else None
        if named and not record.visibility.may_see(named.visibility):
            yield (
                f"must not name a record that is more secret than this one, which is {record.visibility}",
                f"`{name}`, which is {named.visibility}",
                "say `an earlier incident`, or delete it from the list; the other record can name this one; or write "
                f"`visibility: {named.visibility}` here",
            )


def _in_sentences(file: RecordFile, patterns: Iterable[TextPattern], condition: str, fix: str) -> Iterator[Problem]:
    """A problem for each kind of match in a field or on a line of the body, outside of code and links."""
    prose = prose_of(file)
    matches = {(each.piece.path, each.line, each.found.what): each for each in prose.find(patterns)}
    for match in matches.values():
        yield prose.problem(match, condition, match.found.what, fix)


def _hosts(file: RecordFile, patterns: Iterable[TextPattern], condition: str) -> Iterator[Problem]:
    if not file.record or file.record.visibility is not Visibility.PUBLIC:
        return
    found_at = {(_line_at(file.text, found.place), found.text) for found in whole_text(file.text).find(patterns)}
    for line, name in sorted(found_at):
        yield Problem(line, "record", condition, shown(name), _HOST_FIX)


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
