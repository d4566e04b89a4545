"""Which record an author means: by its id, a former id, its file name or its path."""

from __future__ import annotations

from pathlib import Path

from ml_postmortems.errors import RecordNotFound
from ml_postmortems.reading.corpus import Corpus
from ml_postmortems.reading.record_file import RecordFile
from ml_postmortems.reading.record_names import id_in_name, is_record_id
from ml_postmortems.suggestion import closest


def find_record(corpus: Corpus, wanted: str) -> RecordFile:
    """The file of the record that is meant; raises RecordNotFound, with the nearest one where one is near."""
    if is_record_id(wanted.upper()):
        file = corpus.file_of(wanted.upper())
    else:
        file = _by_path(corpus, Path(wanted)) or _by_name(corpus, wanted)
    if file:
        return file
    raise RecordNotFound(wanted, _advice(corpus, wanted))


def _by_path(corpus: Corpus, path: Path) -> RecordFile | None:
    try:
        place = path.resolve()
    except (OSError, ValueError, RuntimeError):
        return None
    return next((file for file in corpus.files if file.path.resolve() == place), None)


def _by_name(corpus: Corpus, wanted: str) -> RecordFile | None:
    name = wanted.removesuffix(".md")
    return next((file for file in corpus.files if file.path.stem == name), None)


def _advice(corpus: Corpus, wanted: str) -> str:
    for path, fault in corpus.misplaced:
        if path.name == Path(wanted).name:
            return f"{path} lies there and is no record: {fault.subject} {fault.condition}; {fault.fix}"
    ids = [record_id for file in corpus.files if (record_id := id_in_name(file.path))]
    names = {file.path.as_posix(): file.path.as_posix() for file in corpus.files}
    near = closest(wanted, ids) if wanted.upper().startswith("PM-") else closest(wanted, names)
    if near:
        return f"did you mean `{near}`?"
    return f"name a record of {corpus.root.as_posix()}/ by its id or path, or another folder with --root"
