"""`postroad contacts import`: a CSV of contacts, with a progress bar and files of what is to be mended."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any, Final

import typer

from cli.api_client import KeyOption, UrlOption, open_api, refusal_sentence
from cli.files.file_form import FileForm
from cli.files.import_preview import asks, mapping_of, preview, show_preview
from cli.terminal import give_up, settings_or_give_up

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from cli.api_client import Api

_BLOCK: Final = 64 * 1024
_SHOWN: Final = 10
_TO_MEND: Final = (
    ("rejected", "rejects", "the rejected rows with their reasons"),
    ("phone_problems", "phones", "the rows imported with a phone that can't be texted, with the reasons"),
)
"""Part of the answer, the ending of the file that its rows go to, and what is said of it."""


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    contacts = typer.Typer(help="Contacts.", no_args_is_help=True)
    contacts.command("import")(import_)
    contacts.command("export")(export)
    app.add_typer(contacts, name="contacts")
    opt_outs = typer.Typer(help="Numbers and addresses that opted out.", no_args_is_help=True)
    opt_outs.command("import")(import_opt_outs)
    opt_outs.command("export")(export_opt_outs)
    app.add_typer(opt_outs, name="opt-outs")


OutOption = typer.Option("--out", help="The file to write [the terminal].", show_default=False)


def export(
    out: Annotated[Path | None, OutOption] = None,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder [POSTROAD_DATA].")] = None,
) -> None:
    """Write all contacts with their attributes and consent as CSV. Importing that file again changes nothing."""
    with open_api(settings_or_give_up(data=data), url, key) as api:
        _write(api, "/export/contacts", out)


def export_opt_outs(
    out: Annotated[Path | None, OutOption] = None,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder [POSTROAD_DATA].")] = None,
) -> None:
    """Write every number and address that opted out as CSV, with when and how."""
    with open_api(settings_or_give_up(data=data), url, key) as api:
        _write(api, "/export/opt-outs", out)


def _write(api: Api, path: str, out: Path | None) -> None:
    try:
        target = sys.stdout.buffer if out is None else out.open("wb")
    except OSError as error:
        give_up(f"{out} can't be written: {error.strerror}", code=2)
    for block in api.blocks(path):
        target.write(block)
    target.flush()
    if out is not None:
        target.close()


def import_opt_outs(
    file: Annotated[
        Path, typer.Argument(help="Numbers and e-mail addresses: one a line, or a CSV with a column for them.")
    ],
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder [POSTROAD_DATA].")] = None,
) -> None:
    """Opt out every number and address of a list, also those that no contact has."""
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    with open_api(settings_or_give_up(data=data), url, key) as api:
        result = _send(api, console, file, "/opt-outs/import", {})
    console.print(f"{result['opted_out']:,} opted out, {result['already']:,} were already, of {result['rows']:,} rows")
    for row in result["rejected"][:_SHOWN]:
        console.print(f"Rejected: row {row['row']}: {row['sentence']}", markup=False)
    if len(result["rejected"]) > _SHOWN:
        console.print(f"Rejected: and {len(result['rejected']) - _SHOWN:,} more")


def import_(
    file: Annotated[Path, typer.Argument(help="A CSV with a header row, as spreadsheets and other systems export it.")],
    mapping: Annotated[
        Path | None,
        typer.Option(
            help="What the columns are: a JSON or YAML file, such as --dry-run --json prints.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what each column would become, with samples.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="With --dry-run: print the mapping, to be changed.")] = False,
    consent_source: Annotated[
        str | None,
        typer.Option(
            help="Where the people in the file gave their consent, as in: web form 2026-03.", show_default=False
        ),
    ] = None,
    consent_date: Annotated[
        str | None, typer.Option(help="When they gave it, as in: 2026-03-01.", show_default=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder [POSTROAD_DATA].")] = None,
) -> None:
    """Import a CSV of contacts, of any size.

    Its columns are recognised by their headings, those of HubSpot, Salesforce, Mailchimp and Shopify too. What is not
    certain is asked about when somebody is there to answer, and told in any case. With a mapping nothing is asked.

    Rejected rows go to FILE.rejects.csv with their reasons: mend them there and import that file. Rows imported with a
    phone that can't be texted go to FILE.phones.csv likewise.
    """
    from rich.console import Console

    console = Console(highlight=False, soft_wrap=True)
    mapping_fields = mapping_of(mapping, consent_source, consent_date)
    with open_api(settings_or_give_up(data=data), url, key) as api:
        if dry_run or (mapping is None and not yes and sys.stdin.isatty() and sys.stdout.isatty()):
            shown = preview(api, file, mapping_fields)
            if as_json:
                typer.echo(json.dumps(shown["mapping"], indent=2, ensure_ascii=False))
            else:
                show_preview(console, shown)
            if dry_run:
                raise typer.Exit(0 if shown["importable"] else 2)
            if asks(shown):
                typer.confirm("Import it so?", abort=True)
        result = import_with_progress(api, console, file, mapping_fields)
    show_import(console, result)
    for name, suffix, which in _TO_MEND:
        if result[name]:
            to_mend = file.with_name(f"{file.name}.{suffix}.csv")
            _write_to_mend(file, to_mend, result, result[name])
            console.print(f"{to_mend}: {which}; mend them and import that file", markup=False)


def import_with_progress(
    api: Api, console: Console, file: Path, mapping: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Imports a file and gives the answer; ends the command when it can't be read or is refused."""
    return _send(api, console, file, "/contacts/import", {"mapping": json.dumps(mapping)} if mapping else {})


def _send(api: Api, console: Console, file: Path, path: str, fields: dict[str, str]) -> dict[str, Any]:
    try:
        size = file.stat().st_size
        source = file.open("rb")
    except OSError as error:
        give_up(f"{file} can't be read: {error.strerror}", code=2)
    with source, _progress(console) as progress:
        bar = progress.add_task("Importing", total=size)
        form = FileForm(file.name, fields)
        body = form.around(_blocks(source, progress, bar))
        response = api.send("POST", path, content=body, headers=form.headers)
    if response.is_error:
        give_up(refusal_sentence(response), code=2 if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY else 1)
    result: dict[str, Any] = response.json()
    return result


def _progress(console: Console) -> Progress:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
    )


def _blocks(source: IO[bytes], progress: Progress, bar: TaskID) -> Iterator[bytes]:
    """The file in blocks. The server takes the next when the rows of the one before are written, so what has been sent
    is what has been imported."""
    while block := source.read(_BLOCK):
        yield block
        progress.advance(bar, len(block))


def show_import(console: Console, result: dict[str, Any], *, brief: bool = False) -> None:
    """What came of an import; `brief` leaves single rows out."""
    from rich.table import Table

    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for name, told_as in (
        ("rows", "rows"),
        ("accepted", "imported"),
        ("created", "of them new contacts"),
        ("updated", "of them known contacts"),
        ("unchanged", "of the known, unchanged"),
        ("repeated", "of them repeating an earlier row (the later counts)"),
        ("consent_kept", "opt-outs kept against what the file claims"),
        ("consent_undocumented", "opt-ins without a source, not recorded"),
    ):
        if result[name] or name in ("rows", "accepted"):
            table.add_row(f"{result[name]:,}", told_as)
    table.add_row(f"{len(result['phone_problems']):,}", "imported with a phone that can't be texted")
    table.add_row(f"{len(result['rejected']):,}", "rejected")
    console.print(table)
    if brief:
        return
    if result["encoding"] != "utf-8" or result["system"]:
        system = f"an export of {result['system']}, " if result["system"] else ""
        console.print(f"Read as {system}{result['encoding']}", markup=False)
    for title, name in (("Rejected", "rejected"), ("Phones", "phone_problems"), ("Notes", "notes")):
        rows = result[name]
        for row in rows[:_SHOWN]:
            console.print(f"{title}: row {row['row']}: {row['sentence']}", markup=False)
        if len(rows) > _SHOWN:
            console.print(f"{title}: and {len(rows) - _SHOWN:,} more")


def _write_to_mend(file: Path, to_mend: Path, result: dict[str, Any], told_of: list[dict[str, Any]]) -> None:
    """Rows as they stand in the file, each with its number and reason in columns that an import skips."""
    import csv

    from engine.store.contacts.files.contact_file import read_table

    reasons = {row["row"]: row for row in told_of}
    encoding, delimiter = result["encoding"], result["delimiter"]
    with file.open("rb") as source, to_mend.open("w", encoding="utf-8", newline="") as out:
        table = read_table(iter(lambda: source.read(_BLOCK), b""), encoding=encoding, delimiter=delimiter)
        writer = csv.writer(out)
        writer.writerow([*table.header, "postroad_row", "postroad_reason", "postroad_sentence"])
        width = len(table.header)
        for row in table.rows:
            if row.number in reasons:
                reason = reasons[row.number]
                cells = (row.cells + [""] * width)[: max(width, len(row.cells))]
                writer.writerow([*cells, row.number, reason["reason"], reason["sentence"]])
