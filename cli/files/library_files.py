"""Files of messages of the library and of segments, in the shape the API tells of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from builder_api.web.validation import invalid_request
from cli.files.data_files import DataFileRefused, read_data_file
from engine.settings.library_files import MessageFile, SegmentFile, first_repeated_id, unsound_segments

LibraryFile = TypeVar("LibraryFile", MessageFile, SegmentFile)


def read_library(paths: Sequence[Path]) -> list[MessageFile]:
    """The messages of the library in these files; raises DataFileRefused."""
    return _read(paths, TypeAdapter(list[MessageFile]))


def read_segments(paths: Sequence[Path]) -> list[SegmentFile]:
    """The segments in these files; raises DataFileRefused."""
    return _read(paths, TypeAdapter(list[SegmentFile]))


def read_whole_segments(paths: Sequence[Path]) -> list[SegmentFile]:
    """The segments in these files, which name none but each other; raises DataFileRefused."""
    segments = read_segments(paths)
    problems = list(unsound_segments(segments))
    if problems:
        raise DataFileRefused("\n".join([f"{', '.join(map(str, paths))}:", *(f"  {each}" for each in problems)]))
    return segments


def _read(paths: Sequence[Path], shape: TypeAdapter[list[LibraryFile]]) -> list[LibraryFile]:
    entries = [entry for path in paths for entry in _one_file(path, shape)]
    twice = first_repeated_id(entries)
    if twice is not None:
        raise DataFileRefused(f'the id "{twice}" is there twice in {", ".join(map(str, paths))}; keep one of them')
    return entries


def _one_file(path: Path, shape: TypeAdapter[list[LibraryFile]]) -> list[LibraryFile]:
    items = listed(read_data_file(path))
    if items is None:
        raise DataFileRefused(
            f'{path} holds no list; write one, or an object with "items", as `postroad library export` does'
        )
    try:
        return shape.validate_python(items)
    except ValidationError as error:
        raise DataFileRefused("\n".join([f"{path} is not right:", *refused_lines(error)])) from None


def listed(value: object) -> list[Any] | None:
    """The list that a file holds: bare, or as the `items` of a page; None when it holds neither."""
    inner = cast(dict[str, Any], value).get("items") if isinstance(value, dict) else value
    return cast(list[Any], inner) if isinstance(inner, list) else None


def refused_lines(error: ValidationError) -> list[str]:
    """A line for each thing that is wrong: where, what, and the remedy."""
    errors = invalid_request(error.errors(include_url=False), "body").errors
    return [f"  {problem.pointer or '/'}: {problem.message}; {problem.remedy}" for problem in errors]
