"""`postroad library` and `postroad segments`: what journeys name, kept in files beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.api_client import KeyOption, UrlOption, open_api, refusal_sentence
from cli.terminal import give_up, say, settings_or_give_up

if TYPE_CHECKING:
    from cli.api_client import Api
    from engine.settings.library_files import MessageFile, SegmentFile

DataOption = typer.Option(help="The data folder [POSTROAD_DATA].")
OutOption = typer.Option(help="The file to write \\[standard output].")
FileArgument = typer.Argument(help="A file as `export` writes it, JSON or YAML.")


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of thing that is exported to files and imported from them."""

    command: str
    """The command line's name for it, and the API's path."""
    about: str
    exporting: str
    importing: str
    exported: tuple[str, ...]
    """The fields that an export writes: none that changes by itself, so that where nobody changed anything, a second
    export writes the same file."""
    imported: frozenset[str]
    """The fields that an import sends."""
    read: Callable[[Sequence[Path]], Sequence[MessageFile | SegmentFile]]
    """Reads files of it; raises DataFileRefused."""
    outcome: str
    """Follows the number that were imported."""


def _read_messages(paths: Sequence[Path]) -> Sequence[MessageFile]:
    from cli.files.library_files import read_library

    return read_library(paths)


def _read_segments(paths: Sequence[Path]) -> Sequence[SegmentFile]:
    from cli.files.library_files import read_segments

    return read_segments(paths)


_KINDS: Final = (
    FileKind(
        command="library",
        about="The library's messages, as files.",
        exporting="Write the library's messages as a file that `check` and `rehearse` take.",
        importing="""Bring messages of a file into the library where they came from: what says something else is a new
        version.

        Journeys go on with what they were published with; publish them again to take the new texts over.""",
        exported=("id", "name", "kind", "fallback", "texts"),
        imported=frozenset(("name", "fallback", "texts")),
        read=_read_messages,
        outcome="in the library",
    ),
    FileKind(
        command="segments",
        about="Segments, as files.",
        exporting="Write the segments as a file that `check` and `rehearse` take.",
        importing="""Bring the segments of a file to where they came from. Journeys under way ask the changed ones from
        then on.""",
        exported=("id", "name", "condition"),
        imported=frozenset(("name", "condition")),
        read=_read_segments,
        outcome="saved",
    ),
)


def register(app: typer.Typer) -> None:
    """Adds the commands: `export` and `import` of each kind."""
    for kind in _KINDS:
        commands = typer.Typer(help=kind.about, no_args_is_help=True)
        commands.command("export", help=kind.exporting)(_export_of(kind))
        commands.command("import", help=kind.importing)(_import_of(kind))
        app.add_typer(commands, name=kind.command)


def _export_of(kind: FileKind) -> Callable[..., None]:
    def export(
        out: Annotated[Path | None, OutOption] = None,
        url: Annotated[str | None, UrlOption] = None,
        key: Annotated[str | None, KeyOption] = None,
        data: Annotated[Path | None, DataOption] = None,
    ) -> None:
        with open_api(settings_or_give_up(data=data), url, key) as api:
            items = [{name: item[name] for name in kind.exported} for item in api.pages(f"/{kind.command}")]
        _write(out, items)

    return export


def _import_of(kind: FileKind) -> Callable[..., None]:
    def import_(
        file: Annotated[Path, FileArgument],
        url: Annotated[str | None, UrlOption] = None,
        key: Annotated[str | None, KeyOption] = None,
        data: Annotated[Path | None, DataOption] = None,
    ) -> None:
        from cli.files.data_files import DataFileRefused

        try:
            entries = kind.read([file])
        except DataFileRefused as error:
            give_up(error, code=2)
        with open_api(settings_or_give_up(data=data), url, key) as api:
            for entry in entries:
                body = entry.model_dump(mode="json", by_alias=True, exclude_none=True, include=set(kind.imported))
                _put(api, f"/{kind.command}/{entry.id}", entry.id, body)
        say(f"{file}: {len(entries)} {kind.outcome}")

    return import_


def _write(out: Path | None, items: list[dict[str, Any]]) -> None:
    import json

    text = json.dumps(sorted(items, key=lambda item: item["id"]), indent=2, ensure_ascii=False)
    if out is None:
        say(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    say(f"{out}: {len(items)}")


def _put(api: Api, path: str, id_: str, body: dict[str, Any]) -> None:
    response = api.send("PUT", path, json=body)
    if response.status_code == 404:
        give_up(f'"{id_}" is not there; make it there first (its id is given then), and export again')
    if response.is_error:
        give_up(f'"{id_}": {refusal_sentence(response)}')
