"""`postroad check`: everything there is to say about a journey file, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.terminal import give_up, say

if TYPE_CHECKING:
    from engine.journey.checks.all_checks import Review


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(check)


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Journey files, JSON or YAML.")],
    library: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A file of the library's messages, which steps may name.")
    ] = None,
    segments: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="A file of segments, which conditions may name.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check journey files: every error and warning at once. Exits 1 when one has errors, 2 when it can't be read.

    --library and --segments can be given several times.
    """
    import orjson

    from cli.files.data_files import DataFileRefused, read_data_file
    from cli.files.library_files import read_library, read_whole_segments
    from cli.findings import show_findings, with_remedies_in_files
    from engine.journey.checks.all_checks import review
    from engine.runtime.clock import wall_clock
    from engine.settings.library_files import pinned_messages

    try:
        messages = None if library is None else pinned_messages(read_library(library))
        groups = None if segments is None else frozenset(segment.id for segment in read_whole_segments(segments))
    except DataFileRefused as error:
        give_up(error, code=2)
    failed = False
    for path in files:
        try:
            raw = read_data_file(path)
        except DataFileRefused as error:
            give_up(error, code=2)
        reviewed = review(raw, now=wall_clock(), templates=messages, segments=groups)
        findings = with_remedies_in_files(
            reviewed.findings, library="add it to the file of --library", segments="add it to the file of --segments"
        )
        failed = failed or not reviewed.publishable
        if as_json:
            say(orjson.dumps([finding.model_dump(mode="json") for finding in findings]).decode())
            continue
        show_findings(str(path), findings)
        for note in _not_looked_at(reviewed, library is not None, segments is not None):
            say(f"  not looked at: {note}")
    if failed:
        raise typer.Exit(1)


def _not_looked_at(reviewed: Review, has_library: bool, has_segments: bool) -> list[str]:
    """What the journey names and nobody told us of."""
    from engine.journey.checks.conditions import places
    from engine.journey.document.library_messages import templates_named
    from engine.journey.document.outline import Outline
    from engine.rules.conditions.conditions import reads

    if reviewed.document is None:
        return []
    lines: list[str] = []
    messages = sorted(set(templates_named(reviewed.document)))
    if messages and not has_library:
        lines.append(f"the library's {_told(messages, 'message')}; give --library FILE")
    segment_reads = (reads(place.condition).segments for place in places(Outline.of(reviewed.document)))
    groups = sorted({segment for segment_names in segment_reads for segment in segment_names})
    if groups and not has_segments:
        lines.append(f"{_told(groups, 'segment')}; give --segments FILE")
    return lines


def _told(ids: list[str], thing: str) -> str:
    return f"{thing if len(ids) == 1 else thing + 's'} {', '.join(ids)}"
