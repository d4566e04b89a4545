"""A record that somebody who has the folder names, for an audience: where it may not see it, they are told why."""

from __future__ import annotations

from ml_postmortems.access.corpora import readable_part
from ml_postmortems.access.hidden import is_hidden
from ml_postmortems.access.publication import Publication
from ml_postmortems.errors import RecordHidden, RecordNotPublished
from ml_postmortems.model.terms import Visibility
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.record_lookup import find_record


def find_readable(everything: Corpus, audience: Visibility, wanted: str) -> RecordFile:
    """The file as this audience may see it; raises RecordNotFound and RecordHidden.

    A file that cannot be read is given as it is, without a record.
    """
    file = find_record(everything, wanted)
    if not file.head:
        return file
    if is_hidden(file, audience):
        raise RecordHidden(wanted, file.head.visibility, audience)
    return _file_in(readable_part(everything, audience), file)


def find_published(publication: Publication, wanted: str) -> RecordFile:
    """The file as it is published; raises RecordNotFound, RecordHidden and RecordNotPublished."""
    file = find_record(publication.everything, wanted)
    if file.head and is_hidden(file, publication.audience):
        raise RecordHidden(wanted, file.head.visibility, publication.audience)
    for omission in publication.omissions:
        if omission.path == file.path:
            raise RecordNotPublished(file.path, omission.reason)
    return _file_in(publication.corpus, file)


def _file_in(corpus: Corpus, file: RecordFile) -> RecordFile:
    return next(each for each in corpus.files if each.path == file.path)
