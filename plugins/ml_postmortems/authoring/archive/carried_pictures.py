"""Pictures of an archived postmortem: found below the archive, cleaned, and put beside the draft with its id."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from ml_postmortems.atomic_file import create_file
from ml_postmortems.authoring.archive.source_files import SourceFile
from ml_postmortems.authoring.pictures.cleaning import clean_picture
from ml_postmortems.authoring.pictures.picture import PictureRefused
from ml_postmortems.errors import FileUnwritable
from ml_postmortems.lint.rules.body import MAX_PICTURE_BYTES
from ml_postmortems.model.scalars import LINE_LENGTH
from ml_postmortems.reading.record_names import picture_folder, slug
from ml_postmortems.reading.source import Unreadable, read_bytes

PLACE = "PM-0000-0000"
"""What stands for the id of the record until it has one."""
MOST_PICTURES = 40


@dataclass(slots=True)
class CarriedPictures:
    """The pictures of one file."""

    source: SourceFile
    found: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    """Content and caption by the name beside the record."""
    notes: list[str] = field(default_factory=list)
    _names: dict[Path, str] = field(default_factory=dict)

    def show(self, alt: str, target: str) -> str:
        """Markdown that shows a picture in the draft, or says that it could not be carried."""
        words = " ".join(alt.replace("[", "(").replace("]", ")").split())
        said = unquote(target).replace("`", "'")
        try:
            name = self._carried(words, said)
        except PictureRefused as error:
            self.notes.append(f"The picture {said[:200]} {error.condition}: found {error.found}; {error.fix}.")
            return f"{words} (picture: `{said}`)"
        return f"![{words or Path(said).stem}]({PLACE}/{name})"

    def evidence(self, first: int) -> list[dict[str, Any]]:
        """The entries of evidence, with ids from this number on."""
        return [
            {
                "id": f"E{number}",
                "title": caption[:LINE_LENGTH],
                "uri": f"{PLACE}/{name}",
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for number, (name, (content, caption)) in enumerate(self.found.items(), first)
        ]

    def write(self, root: Path, record_id: str) -> None:
        """Write all pictures beside the record, or none; raises FileUnwritable."""
        if not self.found:
            return
        folder = picture_folder(root, record_id)
        try:
            folder.mkdir()
            for name, (content, _) in self.found.items():
                create_file(folder / name, content)
        except OSError as error:
            self.remove(root, record_id)
            raise FileUnwritable(folder, error.strerror or "an error") from error

    def remove(self, root: Path, record_id: str) -> None:
        """Take the pictures away again, where the record could not be written."""
        folder = picture_folder(root, record_id)
        for name in self.found:
            with suppress(OSError):
                (folder / name).unlink()
        with suppress(OSError):
            folder.rmdir()

    def _carried(self, alt: str, said: str) -> str:
        path = self._path(said)
        if path in self._names:
            return self._names[path]
        if len(self.found) == MOST_PICTURES:
            raise PictureRefused(
                f"must be one of the first {MOST_PICTURES}", "more", "attach it with `postmortems attach`"
            )
        try:
            picture = clean_picture(read_bytes(path, 16 * MAX_PICTURE_BYTES))
        except Unreadable as error:
            raise PictureRefused(
                error.fault.condition, error.fault.found, "attach it with `postmortems attach`"
            ) from error
        if len(picture.content) > MAX_PICTURE_BYTES:
            raise PictureRefused(
                "must be at most 1 MiB", "more", "save it smaller, and attach it with `postmortems attach`"
            )
        words = slug(alt or path.stem)
        taken = {name.rsplit(".", 1)[0] for name in self.found}
        free = next(
            name for name in (words, *(f"{words}-{n}" for n in range(2, MOST_PICTURES + 2))) if name not in taken
        )
        name = f"{free}{picture.suffix}"
        self.found[name] = (picture.content, alt or path.stem)
        self._names[path] = name
        return name

    def _path(self, said: str) -> Path:
        root = self.source.root.resolve()
        try:
            path = (self.source.path.parent / said.split("?")[0].split("#")[0]).resolve()
        except (OSError, ValueError, RuntimeError) as error:
            raise PictureRefused("must have a path", "another text", "attach it with `postmortems attach`") from error
        if not path.is_relative_to(root):
            raise PictureRefused(
                "must lie in the archive", "a path that leads out of it", "import the folder that holds both"
            )
        return path
