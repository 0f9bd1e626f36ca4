"""A rehearsal file: a request whose journeys may be paths beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from builder_api.validation import invalid_request
from cli.data_files import Unreadable, read_data_file
from engine.travel.rehearsal import RehearsalRequest


class NotARehearsal(Exception):
    """The file is no rehearsal. `str(error)` has a line for each thing that is wrong."""


def read_rehearsal(path: Path) -> RehearsalRequest:
    """The rehearsal in a file; raises Unreadable or NotARehearsal."""
    raw = read_data_file(path)
    if not isinstance(raw, dict):
        raise NotARehearsal(f'{path} is no rehearsal; write an object with "journey", "start", "contacts", "timeline"')
    request = cast(dict[str, Any], raw)
    _put_journey_in(request, path.parent)
    timeline = request.get("timeline")
    for entry in cast(list[Any], timeline) if isinstance(timeline, list) else []:
        if isinstance(entry, dict):
            _put_journey_in(cast(dict[str, Any], entry), path.parent)
    try:
        return RehearsalRequest.model_validate(request)
    except ValidationError as error:
        found = invalid_request(error.errors(include_url=False), "body").errors
        lines = [f"  {one.pointer or '/'}: {one.message}; {one.remedy}" for one in found]
        raise NotARehearsal("\n".join([f"{path} is not right:", *lines])) from None


def _put_journey_in(holder: dict[str, Any], folder: Path) -> None:
    """Where the journey is a path, the file's content takes its place."""
    named = holder.get("journey")
    if isinstance(named, str):
        found = read_data_file(folder / named)
        if not isinstance(found, dict):
            raise Unreadable(f"{folder / named} is no journey; it must hold an object with nodes and edges")
        holder["journey"] = found
