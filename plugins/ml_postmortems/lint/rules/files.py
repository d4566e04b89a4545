"""PM0: the file and its format, before anybody asks what it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ml_postmortems.lint.context import Context
from ml_postmortems.lint.finding import Problem
from ml_postmortems.lint.problems import at_field, faults_of, from_fault
from ml_postmortems.lint.registry import file_rule, side_rule
from ml_postmortems.reading.faults import FaultKind, shown
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.record_names import is_named_for, year_in_id


@file_rule("PM001")
def unreadable_file(file: RecordFile) -> Iterator[Problem]:
    """A record is a plain file that can be read.

    What it does
        Refuses links, pipes, devices and files without read permission.
    Why it matters
        A link can pull any file of the machine that builds the site into the site.
    Example
        `PM-2025-0007-bot-feature-file.md` is a symbolic link to `/etc/passwd`.
    Instead
        Replace the link with the file itself.
    """
    yield from faults_of(file, FaultKind.UNREADABLE_FILE)


@file_rule("PM002")
def oversized_file(file: RecordFile) -> Iterator[Problem]:
    """A record is at most 256 KiB, its front matter at most 64 KiB.

    What it does
        Looks at the size before reading.
    Why it matters
        A record is read by people. What is larger is a log or a table, and a file without bounds can stop the build.
    Example
        A pasted log of 3 MB.
    Instead
        Keep the log where logs are kept, quote the lines that matter and name it as evidence.
    """
    yield from faults_of(file, FaultKind.OVERSIZED_FILE)


@file_rule("PM003")
def not_utf8(file: RecordFile) -> Iterator[Problem]:
    """A record is UTF-8.

    What it does
        Refuses bytes that are not UTF-8.
    Why it matters
        Readers that guess the encoding guess differently.
    Example
        A file saved as Windows-1252, with the byte 0xe9 for an accented letter.
    Instead
        Save the file as UTF-8.
    """
    yield from faults_of(file, FaultKind.NOT_UTF8)


@file_rule("PM004")
def forbidden_character(file: RecordFile) -> Iterator[Problem]:
    """A record holds no control, invisible or direction-changing characters.

    What it does
        Refuses control characters, byte order marks, zero-width and direction-changing characters and line separators.
    Why it matters
        They are invisible in a diff, and YAML takes some of them for line ends, so a reviewer sees another text.
    Example
        U+2028 inside a title starts a new line for YAML, with a key that nobody saw.
    Instead
        Delete the character.
    """
    yield from faults_of(file, FaultKind.FORBIDDEN_CHARACTER)


@file_rule("PM005")
def missing_front_matter(file: RecordFile) -> Iterator[Problem]:
    """Line 1 of a record is exactly `---`.

    What it does
        Refuses a file whose first line is anything else, an empty line included.
    Why it matters
        Tools disagree about every other opening, and one of them then takes the front matter for text to publish.
    Example
        The file begins with `----` or with a blank line.
    Instead
        Begin the file with `---` and close the front matter with another `---`.
    """
    yield from faults_of(file, FaultKind.MISSING_FRONT_MATTER)


@file_rule("PM006")
def unclosed_front_matter(file: RecordFile) -> Iterator[Problem]:
    """The front matter is closed by a line that is exactly `---`.

    What it does
        Looks for the closing line.
    Why it matters
        Without it nobody can tell where the fields end and the text begins.
    Example
        The front matter ends with `...` or runs on into `## What happened`.
    Instead
        Write `---` on a line of its own after the last field.
    """
    yield from faults_of(file, FaultKind.UNCLOSED_FRONT_MATTER)


@file_rule("PM007")
def broken_yaml(file: RecordFile) -> Iterator[Problem]:
    """The front matter is YAML.

    What it does
        Reports the place where the YAML parser gives up, with the usual cause, and a text between `{` and `}` that a
        comma cuts in two.
    Why it matters
        Nothing of the record can be read, or not what was meant.
    Example
        `title: Rollback: the second try` has two colons in one line.
    Instead
        `title: "Rollback: the second try"`
    """
    yield from faults_of(file, FaultKind.YAML_SYNTAX)


@file_rule("PM008")
def forbidden_yaml_feature(file: RecordFile) -> Iterator[Problem]:
    """The front matter uses plain YAML only.

    What it does
        Refuses tags, anchors, aliases, merge keys, keys that are not words, and a second document.
    Why it matters
        They let one part of the file change another where a reviewer does not look, and a short file grow without end.
    Example
        `causes: *same_as_before`
    Instead
        Write the value out.
    """
    yield from faults_of(file, FaultKind.YAML_FEATURE)


@file_rule("PM009")
def duplicate_key(file: RecordFile) -> Iterator[Problem]:
    """Each key is given once.

    What it does
        Reports the second of two equal keys in one mapping, with the line of the first.
    Why it matters
        YAML readers keep the last one, so `visibility: restricted` can be undone by a line far below.
    Example
        Two lines `severity:` in one record.
    Instead
        Delete one of the two.
    """
    yield from faults_of(file, FaultKind.DUPLICATE_KEY)


@file_rule("PM010")
def front_matter_without_fields(file: RecordFile) -> Iterator[Problem]:
    """The front matter is a mapping of fields.

    What it does
        Refuses front matter that is empty, a list or a single text.
    Why it matters
        Common readers take all three for a record without fields.
    Example
        `- title: Lost labels` makes a list.
    Instead
        `title: Lost labels`
    """
    yield from faults_of(file, FaultKind.FRONT_MATTER_NOT_A_MAPPING)


@file_rule("PM011")
def excessive_nesting(file: RecordFile) -> Iterator[Problem]:
    """The front matter nests at most 12 levels deep and holds at most 10,000 keys and values.

    What it does
        Stops reading where either bound is passed.
    Why it matters
        No record needs more, and YAML readers crash on some that have it.
    Example
        `tags: [[[[[[[[[[[[[[a]]]]]]]]]]]]]]`
    Instead
        `tags: [a]`
    """
    yield from faults_of(file, FaultKind.EXCESSIVE_NESTING)


@file_rule("PM012")
def comment_after_value(file: RecordFile) -> Iterator[Problem]:
    """No comment follows a value on its line.

    What it does
        Refuses ` #` after a value that is not quoted.
    Why it matters
        YAML cuts the value there: `title: Outage #2` is read as `Outage`, and nobody is told.
    Example
        `title: Feature store outage #2`
    Instead
        `title: "Feature store outage #2"`, or the comment on a line of its own.
    """
    yield from faults_of(file, FaultKind.COMMENT_AFTER_VALUE)


@file_rule("PM022")
def foreign_file(file: RecordFile) -> Iterator[Problem]:
    """A record has the front matter of a record, and not that of another tool.

    What it does
        Looks for keys that only records have, where there are several others.
    Why it matters
        A page of a wiki or a blog that is put into the folder lacks every field that records are found and compared by.
    Example
        `layout: post`, `author: me` and `date: 2026-01-01`, and no key of a record
    Instead
        A draft by `postmortems new`, with the text of the page under its headings.
    """
    yield from faults_of(file, FaultKind.FOREIGN_FILE)


@side_rule("PM013")
def misplaced_file(context: Context) -> Iterator[Problem]:
    """The folder of records holds records, their pictures and the vocabulary, each under its proper name.

    What it does
        Reports everything else that lies in `postmortems/`.
    Why it matters
        A record under a wrong name is one that no check reads and no page shows.
    Example
        `postmortems/2025/outage.md`
    Instead
        `postmortems/2025/PM-2025-0007-bot-feature-file.md`
    """
    for path, fault in context.corpus.misplaced:
        yield replace(from_fault(fault), path=path)


@file_rule("PM014")
def file_name_without_id(file: RecordFile) -> Iterator[Problem]:
    """The file name begins with the id of the record, and the folder is the year in it.

    What it does
        Compares the id with the name of the file.
    Why it matters
        People find the file by the id, and links between records are made from it.
    Example
        `id: PM-2025-0007` in `postmortems/2025/PM-2025-0008-bot-feature-file.md`
    Instead
        Rename the file, or correct the id.
    """
    if not file.record:
        return
    if not is_named_for(file.path, file.record.id):
        yield at_field(
            file,
            ("id",),
            "must be that of the file's name and year folder",
            f"{shown(file.record.id)} in {shown(f'{file.path.parent.name}/{file.path.name}')}",
            f"rename the file to `{year_in_id(file.record.id)}/{file.record.id}-some-words.md`, or correct the id",
        )
