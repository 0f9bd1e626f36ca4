"""`postroad publish` and `postroad export`: journeys kept in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast
from urllib.parse import quote

import typer

from cli.api_client import KeyOption, UrlOption, open_api
from cli.terminal import give_up, say, settings_or_give_up
from engine.rules.outcomes.states import JourneyStatus

if TYPE_CHECKING:
    from cli.api_client import Api


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command()(publish)
    app.command()(export)


DataOption = typer.Option(help="The data folder [POSTROAD_DATA].")


def publish(
    file: Annotated[Path, typer.Argument(help="A journey file, JSON or YAML.")],
    journey: Annotated[
        str | None, typer.Option(help="The journey to publish it as \\[the one of the same name, else a new one].")
    ] = None,
    draft_only: Annotated[bool, typer.Option("--draft", help="Save it as the draft and publish nothing.")] = False,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, DataOption] = None,
) -> None:
    """Publish a journey file: it becomes the version that new enrolments travel on. Exits 1 when it has errors."""
    from cli.files.data_files import DataFileRefused, read_data_file
    from cli.findings import show_findings
    from engine.journey.findings import Finding

    try:
        document = read_data_file(file)
    except DataFileRefused as error:
        give_up(error, code=2)
    with open_api(settings_or_give_up(data=data), url, key) as api:
        journey_id = _saved(api, document, journey, str(file))
        if draft_only:
            say(f"{journey_id}: the draft is saved")
            return
        response = api.send("POST", f"/journeys/{journey_id}/publish")
        answer: Any = response.json()
        show_findings(str(file), [Finding.model_validate(finding) for finding in answer.get("findings", [])])
        if response.is_error:
            give_up(answer.get("detail", "it was not published"))
        say(f"{journey_id}: version {answer['version']} takes new enrolments")


def _saved(api: Api, document: Any, journey: str | None, file: str) -> str:
    """The id of the journey whose draft the document now is."""
    from cli.findings import show_findings
    from engine.journey.findings import Finding

    name: Any = cast(dict[str, Any], document).get("name") if isinstance(document, dict) else None
    journey_id = _find(api, journey) if journey else _named(api, name if isinstance(name, str) else "")
    if journey_id is None:
        response = api.send("POST", "/journeys", json=document)
    else:
        response = api.send("PUT", f"/journeys/{journey_id}/draft", json=document)
    answer: Any = response.json()
    if response.is_error:
        show_findings(file, [Finding.model_validate(finding) for finding in answer.get("findings", [])])
        give_up(answer.get("detail", "it was not saved"))
    return str(answer["id"])


def export(
    journey: Annotated[str, typer.Argument(help="A journey's id, or its name.")],
    version: Annotated[int | None, typer.Option(help="A published version \\[the draft].")] = None,
    out: Annotated[Path | None, typer.Option(help="The file to write \\[standard output].")] = None,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, DataOption] = None,
) -> None:
    """Write a journey as a file that `check`, `rehearse` and `publish` take."""
    import json

    with open_api(settings_or_give_up(data=data), url, key) as api:
        journey_id = _find(api, journey)
        if version is None:
            document = api.call("GET", f"/journeys/{journey_id}")["draft"]
        else:
            document = api.call("GET", f"/journeys/{journey_id}/versions/{version}")["document"]
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if out is None:
        say(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        say(f"{out}: {document.get('name')}")


def _find(api: Api, journey: str) -> str:
    """The id of a journey that was called by its id or its name; ends the command when there is none."""
    if api.send("GET", f"/journeys/{quote(journey, safe='')}").is_success:
        return journey
    journey_id = _named(api, journey)
    if journey_id is None:
        give_up(f'there is no journey "{journey}"; the builder lists them with their ids')
    return journey_id


def _named(api: Api, name: str) -> str | None:
    """The id of the one journey of that name; ends the command when there are several."""
    ids = [
        each["id"]
        for each in api.pages("/journeys")
        if each["status"] != JourneyStatus.CANCELLED and each["name"] == name
    ]
    if len(ids) > 1:
        give_up(f'several journeys are called "{name}": {", ".join(ids)}; say which with its id')
    return ids[0] if ids else None
