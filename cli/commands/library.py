"""`postroad library` and `postroad segments`: what journeys name, kept in files beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.api_client import KeyOption, UrlOption, open_api, told
from cli.terminal import give_up, say, settings_or_give_up

if TYPE_CHECKING:
    from cli.api_client import Api

DataOption = typer.Option(help="The data folder [POSTROAD_DATA].")
OutOption = typer.Option(help="The file to write \\[standard output].")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    library = typer.Typer(help="The library's messages, as files.", no_args_is_help=True)
    library.command("export")(export_library)
    library.command("import")(import_library)
    app.add_typer(library, name="library")
    segments = typer.Typer(help="Segments, as files.", no_args_is_help=True)
    segments.command("export")(export_segments)
    segments.command("import")(import_segments)
    app.add_typer(segments, name="segments")


def export_library(
    out: Annotated[Path | None, OutOption] = None,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, DataOption] = None,
) -> None:
    """Write the library's messages as a file that `check` and `rehearse` take."""
    with open_api(settings_or_give_up(data=data), url, key) as api:
        _write(out, [_part(one, "id", "name", "kind", "fallback", "texts") for one in api.pages("/library")])


def export_segments(
    out: Annotated[Path | None, OutOption] = None,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, DataOption] = None,
) -> None:
    """Write the segments as a file that `check` and `rehearse` take."""
    with open_api(settings_or_give_up(data=data), url, key) as api:
        _write(out, [_part(one, "id", "name", "condition") for one in api.pages("/segments")])


def import_library(
    file: Annotated[Path, typer.Argument(help="A file of messages, JSON or YAML.")],
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, DataOption] = None,
) -> None:
    """Bring messages of a file into the library where they came from: what says something else is a new version.

    Journeys go on with what they were published with; publish them again to take the new texts over.
    """
    from cli.files.data_files import DataFileRefused
    from cli.files.library_files import read_library

    try:
        messages = read_library([file])
    except DataFileRefused as error:
        give_up(error, code=2)
    with open_api(settings_or_give_up(data=data), url, key) as api:
        for one in messages:
            _put(api, "/library", one.id, {"name": one.name, "fallback": one.fallback, "texts": one.texts})
    say(f"{file}: {len(messages)} in the library")


def import_segments(
    file: Annotated[Path, typer.Argument(help="A file of segments, JSON or YAML.")],
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, DataOption] = None,
) -> None:
    """Bring the segments of a file to where they came from. Journeys under way ask the changed ones from then on."""
    from cli.files.data_files import DataFileRefused
    from cli.files.library_files import read_segments

    try:
        segments = read_segments([file])
    except DataFileRefused as error:
        give_up(error, code=2)
    with open_api(settings_or_give_up(data=data), url, key) as api:
        for one in segments:
            condition = one.condition.model_dump(mode="json", by_alias=True, exclude_none=True)
            _put(api, "/segments", one.id, {"name": one.name, "condition": condition})
    say(f"{file}: {len(segments)} saved")


def _part(one: dict[str, Any], *names: str) -> dict[str, Any]:
    """What it is, without what changes by itself: exported again, nothing differs that nobody changed."""
    return {name: one[name] for name in names}


def _write(out: Path | None, kept: list[dict[str, Any]]) -> None:
    import json

    text = json.dumps(sorted(kept, key=lambda one: one["id"]), indent=2, ensure_ascii=False)
    if out is None:
        say(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    say(f"{out}: {len(kept)}")


def _put(api: Api, path: str, id_: str, body: dict[str, Any]) -> None:
    response = api.send("PUT", f"{path}/{id_}", json=body)
    if response.status_code == 404:
        give_up(f'"{id_}" is not there; make it there first (its id is given then), and export again')
    if response.is_error:
        give_up(f'"{id_}": {told(response)}')
