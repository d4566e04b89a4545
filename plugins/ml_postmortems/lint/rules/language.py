"""PM6: words that help to learn. All are warnings, each with the systemic or plain rewording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ml_postmortems.lazy_pattern import lazy_pattern
from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Level, Problem
from ml_postmortems.lint.languages import LEAST_WORDS_OF_PASSAGE, language_at_a_glance, language_of_passage
from ml_postmortems.lint.languages import other_language as language_of
from ml_postmortems.lint.problems import at_field, in_body
from ml_postmortems.lint.prose import Piece, prose_of
from ml_postmortems.lint.registry import file_rule, record_rule
from ml_postmortems.lint.subjects import own_published
from ml_postmortems.lint.text_patterns import END, TextPattern
from ml_postmortems.lint.wordings import BLAME, HINDSIGHT
from ml_postmortems.model.record import Record
from ml_postmortems.model.requirements import words
from ml_postmortems.model.settings import Language
from ml_postmortems.reading.faults import shown
from ml_postmortems.reading.record_file import RecordFile

_JARGON = {
    "p50": "the typical response time",
    "p95": "the slow responses",
    "p99": "the slowest responses",
    "kubernetes": "the system that runs the machines",
    "k8s": "the system that runs the machines",
    "kafka": "the message queue",
    "embedding": "the numbers that stand for a text or picture",
    "embeddings": "the numbers that stand for texts or pictures",
    "logits": "the raw scores of the model",
    "hyperparameter": "a setting of the training",
    "hyperparameters": "the settings of the training",
    "backfill": "computing past values again",
    "backfilled": "computed again for the past",
    "canary": "a trial on a small share",
    "sharding": "splitting over machines",
    "idempotent": "safe to repeat",
    "mutex": "a lock",
    "nan": "a value that is not a number",
    "regex": "a text pattern",
    "slo": "the promised service level",
    "slos": "the promised service levels",
    "oom": "running out of memory",
    "cuda": "the software of the graphics chips",
    "tensor": "a table of numbers",
    "tensors": "tables of numbers",
    "softmax": "the step that turns scores into shares",
    "etl": "the job that moves the data",
    "dag": "the plan of jobs",
    "cron": "the timer",
    "auc": "how well the model tells cases apart",
    "auroc": "how well the model tells cases apart",
    "f1": "how well the model finds cases",
    "rollout": "bringing it to everybody",
    "5xx": "failed answers",
    "503": "failed answers",
}
_WORD = lazy_pattern(r"[A-Za-z0-9]+")
_LETTERS = lazy_pattern(r"[^\W\d_]+")
_MOST_LETTERS = 1500
"""Of the body, which is enough to tell a language by."""


@file_rule("PM601", Level.WARNING, exemptable=True)
def blaming_language(file: RecordFile) -> Iterator[Problem]:
    """The record describes situations, not failings of people.

    What it does
        Looks for words that blame a person, in the passive voice too (`was overlooked by the reviewer`, `a step was
        forgotten`), and shows what to say instead. Code, quotations, titles of evidence and `dissent` are left out, and
        a server may fail, ignore and forget. The review asks about causes that tell a lapse in other words.
    Why it matters
        Who fears blame tells less, and a cause in a person cannot be fixed by an action.
    Example
        `text: Operator error during the migration.`
    Instead
        `text: The migration tool showed the staging cluster under the name of production.`
    """
    yield from _matches(file, BLAME, "must describe the situation, not the failing of a person")


@file_rule("PM602", Level.WARNING, exemptable=True)
def jargon_in_summary(file: RecordFile) -> Iterator[Problem]:
    """The summary uses words that a reader outside ML knows.

    What it does
        Looks for technical words in `summary` and shows plain ones.
    Why it matters
        It is all that executives, support and customers read.
    Example
        `summary: A backfill wrote NaN embeddings ...`
    Instead
        `summary: A job that computes past values again wrote unusable numbers ...`
    """
    if not file.record or not isinstance(file.record.summary, str):
        return
    for word in dict.fromkeys(_WORD.findall(file.record.summary)):
        if plain := _JARGON.get(word.lower()):
            yield at_field(
                file,
                ("summary",),
                "must be plain to a reader outside ML",
                shown(word),
                f"say it in other words, such as `{plain}`",
            )


@file_rule("PM603", Level.WARNING, exemptable=True)
def hindsight_language(file: RecordFile) -> Iterator[Problem]:
    """The record tells what could be known at the time.

    What it does
        Looks for words of hindsight about people, and shows what to say instead. Code, quotations, titles of evidence
        and `dissent` are left out; a monitor should have fired, and may be said so.
    Why it matters
        Everything is obvious afterwards. What would have made it obvious before is the lesson.
    Example
        `text: The team should have noticed the drop in recall.`
    Instead
        `text: Recall was computed weekly, and the drop was visible after six days.`
    """
    yield from _matches(file, HINDSIGHT, "must tell what could be known at the time")


@record_rule("PM604", Level.WARNING, exemptable=True)
def other_language(file: RecordFile, context: Context) -> Iterator[Problem]:
    """From `published` on, our own records are written in the language of the base.

    What it does
        Takes the first words of title, symptom, summary, trigger, causes and body, and counts those that every text
        of a language holds. `language` in `postmortems/settings.yml` says which one it is: English by default.
    Why it matters
        Who looks for what happened before searches in one language. Rules about words know that of the base, too.
    Example
        Title, symptom, summary and body in German, in a base whose records are in English
    Instead
        The account in English; or `language: de` in `settings.yml`, where all records are in German.
    """
    record = own_published(file)
    if not record:
        return
    language = context.corpus.settings.language
    if found := language_of(_first_words(record, file), language):
        yield at_field(
            file,
            ("symptom",),
            f"must be written in the language of the base, {language.doc.rstrip('.')}",
            found,
            "translate it; or set `language` in settings.yml, where all records are in another one",
        )


@file_rule("PM605", Level.WARNING, exemptable=True)
def passage_in_other_language(file: RecordFile) -> Iterator[Problem]:
    """From `published` on, each text of our own record is in the language of the others.

    What it does
        Compares each field and each paragraph of eight words or more with the language of the whole record, by the
        words that every text of a language holds. Code, quotations, titles of evidence and `dissent` are left out.
    Why it matters
        Half of its readers skip it, the search does not find it, and rules about words do not read it.
    Example
        `text: "Le format des journaux a été changé par une autre équipe sans que personne ne soit prévenu."`
    Instead
        `text: "Another team changed the format of the logs, and nobody was told."`
    """
    if not own_published(file):
        return
    prose = prose_of(file)
    text = prose.text.text
    main, others = language_at_a_glance({word.lower() for word in prose.text.different_words})
    if not others:
        return
    judged, foreign = 0, list[tuple[Piece, str, Language]]()
    for piece, start in zip(prose.pieces, prose.starts, strict=True):
        told = text[start : text.index(END, start)]
        words_told = _LETTERS.findall(told.casefold())
        if piece.is_quoted or len(words_told) < LEAST_WORDS_OF_PASSAGE:
            continue
        judged += 1
        if other := language_of_passage(words_told, main, others):
            foreign.append((piece, told, other))
    if 3 * len(foreign) > judged:
        return  # other-language tells
    for piece, told, other in foreign:
        condition = f"must be in the language of the rest, {main.doc.rstrip('.')}"
        found, fix = f"{other.doc.rstrip('.')}, {shown(told)}", "translate it, or mark it as a quotation"
        if piece.passage:
            yield in_body(piece.passage.line_at(0), "body", condition, found, fix)
        else:
            yield at_field(file, piece.path, condition, found, fix)


def _first_words(record: Record, file: RecordFile) -> list[str]:
    fields = (("summary",), ("trigger", "text"), ("causes", "text"))
    texts = [record.title, record.symptom, *(text for field in fields for _, text in words(record, field))]
    return _LETTERS.findall("\n".join((*texts, file.body.text[:_MOST_LETTERS])).casefold())


def _matches(file: RecordFile, wordings: Iterable[TextPattern], condition: str) -> Iterator[Problem]:
    """A problem for each wording in each text of the record that is the authors' own, its body included."""
    if not file.record:
        return
    prose = prose_of(file)
    matches = {(each.piece.path, each.line, each.found.what): each for each in prose.find(wordings)}
    for match in matches.values():
        if not match.piece.is_quoted:
            yield prose.problem(match, condition, shown(match.found.text), match.found.what)
