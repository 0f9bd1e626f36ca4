"""Telling what an import would make of a file, before it does."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from cli.api_client import refusal_sentence
from cli.files.data_files import DataFileRefused, read_data_file
from cli.files.file_form import FileForm
from cli.terminal import give_up

if TYPE_CHECKING:
    from rich.console import Console

    from cli.api_client import Api

_HEAD: Final = 1024 * 1024
_TO_ASK: Final = frozenset(
    {
        "no_phone_column",
        "phone_column_not_taken",
        "consent_column_not_taken",
        "consent_source_missing",
        "column_renamed",
    }
)
"""What somebody should agree to before a file is imported."""


def mapping_of(file: Path | None, source: str | None, date: str | None) -> dict[str, Any]:
    """The mapping in a file, with the consent's source and date that were said."""
    mapping: dict[str, Any] = {}
    if file is not None:
        try:
            value = read_data_file(file)
        except DataFileRefused as error:
            give_up(str(error), code=2)
        if not isinstance(value, dict):
            give_up(f"{file} is no mapping; it begins with columns: and names headings and what they become", code=2)
        mapping = cast(dict[str, Any], value)
    consent_options = {name: value for name, value in (("source", source), ("date", date)) if value}
    if consent_options:
        before = mapping.get("consent")
        mapping["consent"] = {**(cast(dict[str, Any], before) if isinstance(before, dict) else {}), **consent_options}
    return mapping


def preview(api: Api, file: Path, mapping: dict[str, Any]) -> dict[str, Any]:
    """What would become of the file; ends the command when it can't be read or is refused."""
    import json

    try:
        with file.open("rb") as source:
            head = source.read(_HEAD)
    except OSError as error:
        give_up(f"{file} can't be read: {error.strerror}", code=2)
    form = FileForm(file.name, {"mapping": json.dumps(mapping)} if mapping else {})
    response = api.send("POST", "/contacts/import/preview", content=b"".join(form.around([head])), headers=form.headers)
    if response.is_error:
        give_up(refusal_sentence(response), code=2 if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY else 1)
    return cast(dict[str, Any], response.json())


def show_preview(console: Console, shown: dict[str, Any]) -> None:
    """The columns with what they become, and what should be known."""
    from rich.table import Table
    from rich.text import Text

    system = f"An export of {shown['system']}, in" if shown["system"] else "In"
    console.print(f"{system} {shown['encoding']}", markup=False)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in ("In the file", "Becomes", "First rows"):
        table.add_column(name, justify="left", overflow="fold")
    for column in shown["columns"]:
        becomes = f'attribute "{column["name"]}"' if column["becomes"] == "attribute" else column["becomes"]
        samples = " · ".join(" ".join(sample.split()) for sample in column["samples"])
        table.add_row(*map(Text, (column["heading"] or "(no name)", becomes, samples[:80])))
    console.print(table)
    for note in shown["notes"]:
        if note["code"] != "column_taken":
            console.print(note["sentence"], markup=False)


def asks(shown: dict[str, Any]) -> bool:
    """Whether there is anything that somebody should agree to."""
    return any(note["code"] in _TO_ASK for note in shown["notes"])
