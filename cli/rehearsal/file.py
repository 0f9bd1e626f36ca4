"""A rehearsal file: a request whose journeys, library and segments may be paths beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from cli.files.data_files import DataFileRefused, read_data_file
from cli.files.library_files import listed, read_library, read_segments, refused_lines
from engine.rehearsal import RehearsalRequest
from engine.settings.library_files import MessageFile, SegmentFile


class NotARehearsal(Exception):
    """The file is no rehearsal. `str(error)` has a line for each thing that is wrong."""


def read_rehearsal(path: Path) -> RehearsalRequest:
    """The rehearsal in a file; raises DataFileRefused or NotARehearsal."""
    raw = read_data_file(path)
    if not isinstance(raw, dict):
        raise NotARehearsal(f'{path} is no rehearsal; write an object with "journey", "start", "contacts", "timeline"')
    request = cast(dict[str, Any], raw)
    _put_journey_in(request, path.parent)
    timeline = request.get("timeline")
    for entry in cast(list[Any], timeline) if isinstance(timeline, list) else []:
        if isinstance(entry, dict):
            _put_journey_in(cast(dict[str, Any], entry), path.parent)
    _put_library_in(request, "library", path.parent, read_library)
    _put_library_in(request, "segments", path.parent, read_segments)
    try:
        return RehearsalRequest.model_validate(request)
    except ValidationError as error:
        raise NotARehearsal("\n".join([f"{path} is not right:", *refused_lines(error)])) from None


def _put_journey_in(holder: dict[str, Any], folder: Path) -> None:
    """Where the journey is a path, the file's content takes its place."""
    file_name = holder.get("journey")
    if isinstance(file_name, str):
        document = read_data_file(folder / file_name)
        if not isinstance(document, dict):
            raise DataFileRefused(f"{folder / file_name} is no journey; it must hold an object with nodes and edges")
        holder["journey"] = document


def _put_library_in(
    request: dict[str, Any],
    field: str,
    folder: Path,
    read: Callable[[Sequence[Path]], Sequence[MessageFile | SegmentFile]],
) -> None:
    """Where a path stands, alone or in the list, what is in that file takes its place."""
    value = request.get(field)
    entries = [value] if isinstance(value, str) else listed(value)
    if entries is None:
        return
    request[field] = [
        item for entry in entries for item in (read([folder / entry]) if isinstance(entry, str) else [entry])
    ]
