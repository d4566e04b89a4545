"""What stands in for a manifest: MLflow's `MLmodel`, files of DVC, and the model card of Hugging Face.

They name things by names of their own; `audit.names` finds the artifacts of a base that are meant.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_MOST_BYTES = 1024 * 1024
_MOST_FILES = 2_000
_SKIPPED = frozenset({"node_modules", "site-packages", "__pycache__"})
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that a file names."""

    names: tuple[str, ...]
    """What it may be called in a catalog, the likeliest first."""
    path: str
    line: int
    paths: tuple[str, ...]
    """What belongs to it, besides the file."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that may name something and cannot be read."""

    path: str
    why: str


def mentions(folder: Path) -> Iterator[Mention | Unreadable]:
    """Every thing that such files name, in the order of their paths; hidden folders are passed over."""
    for place in _files(folder):
        path = place.relative_to(folder).as_posix()
        try:
            text = _text(place)
            document = yaml.load(_front_matter(text) if place.suffix == ".md" else text, _LOADER)
        except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
            yield Unreadable(path, type(error).__name__)
            continue
        if isinstance(document, dict):
            yield from (_at(mention, text) for mention in _mentions(document, place.name, path))


def _files(folder: Path) -> Iterator[Path]:
    found = 0
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith(".") and each not in _SKIPPED)
        for name in sorted(names):
            is_card = name == "README.md"
            if (name in ("MLmodel", "dvc.yaml") or name.endswith(".dvc") or is_card) and not Path(
                at, name
            ).is_symlink():
                found += 1
                if found > _MOST_FILES:
                    return
                yield Path(at, name)


def _text(place: Path) -> str:
    with place.open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ValueError("too large")
    return content.decode("utf-8-sig")


def _front_matter(text: str) -> str:
    """The YAML at the head of a Markdown file; nothing where there is none."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != "---":
        return ""
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    return "\n".join(lines[1:end])


def _mentions(document: dict[Any, Any], name: str, path: str) -> Iterator[Mention]:
    folder = path.rpartition("/")[0]
    if name == "MLmodel":
        metadata = document.get("metadata")
        told = list(metadata.values()) if isinstance(metadata, dict) else []
        yield Mention(
            _words(document.get("name"), *told, document.get("artifact_path"), folder), path, 1, (folder or ".",)
        )
    elif name == "README.md":
        for value in _list(document.get("datasets")):
            yield Mention(_words(value), path, 1, ())
        for value in _list(document.get("base_model")):
            yield Mention(_words(value), path, 1, ())
        index = [each.get("name") for each in _list(document.get("model-index")) if isinstance(each, dict)]
        for value in (document.get("model_name"), *index):
            if isinstance(value, str):
                yield Mention(_words(value), path, 1, (folder or ".",))
    elif name == "dvc.yaml":
        yield from _of_pipeline(document, path, folder)
    else:
        for part in (*_list(document.get("outs")), *_list(document.get("deps"))):
            yield from _of_dvc_path(part, path, folder)


def _of_pipeline(document: dict[Any, Any], path: str, folder: str) -> Iterator[Mention]:
    stages = document.get("stages")
    for stage in stages.values() if isinstance(stages, dict) else ():
        for part in (*_list(stage.get("deps")), *_list(stage.get("outs"))) if isinstance(stage, dict) else ():
            yield from _of_dvc_path(part, path, folder)
    artifacts = document.get("artifacts")
    for key, artifact in artifacts.items() if isinstance(artifacts, dict) else ():
        place = artifact.get("path") if isinstance(artifact, dict) else None
        yield Mention(_words(key), path, 1, (_below(folder, place),) if isinstance(place, str) else ())
    for dataset in _list(document.get("datasets")):
        if isinstance(dataset, dict):
            yield Mention(_words(dataset.get("name")), path, 1, ())


def _of_dvc_path(part: Any, path: str, folder: str) -> Iterator[Mention]:
    """A path of DVC: a text, a mapping with `path`, or in `dvc.yaml` a mapping of the path to its options."""
    if isinstance(part, dict):
        part = part.get("path", next(iter(part), None))
    if isinstance(part, str):
        yield Mention(_words(Path(part).stem, Path(part).name), path, 1, (_below(folder, part),))


def _below(folder: str, place: str) -> str:
    return os.path.normpath(f"{folder}/{place}" if folder else place)


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _words(*values: Any) -> tuple[str, ...]:
    """The texts among some values, and the last part of each that has a slash."""
    texts = [value for value in values if isinstance(value, str) and value]
    return tuple(dict.fromkeys(part for text in texts for part in (text, text.rsplit("/", 1)[-1]) if part))


def _at(mention: Mention, text: str) -> Mention:
    """The mention on the first line that holds one of its names."""
    for number, line in enumerate(text.splitlines(), 1):
        if any(name in line for name in mention.names):
            return Mention(mention.names, mention.path, number, mention.paths)
    return mention
