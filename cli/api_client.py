"""Calling the running Postroad from the command line."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx
import typer

from cli.terminal import give_up
from cli.up.datafolder import read_running
from engine.settings.installation import Settings

_NO_READ_LIMIT: Final = httpx.Timeout(30.0, read=None)
"""A long import is answered when it is done."""

UrlOption = typer.Option(
    help="Where Postroad's API is \\[the one that runs on the data folder, else port POSTROAD_PORT here]."
)
KeyOption = typer.Option(help="An API key [POSTROAD_ADMIN_KEY, else the one in the data folder].", show_default=False)


class Api:
    """The API, for one command. What it refuses ends the command with its sentence."""

    def __init__(self, client: httpx.Client, address: str) -> None:
        self._client = client
        self._address = address

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The answer's JSON; None when it has none."""
        response = self.send(method, path, **options)
        if response.is_error:
            give_up(refusal_sentence(response))
        return response.json() if response.content else None

    def pages(self, path: str, **parameters: str) -> Iterator[dict[str, Any]]:
        """Everything in a list, however many pages it has."""
        cursor: dict[str, str] = {}
        while True:
            page = self.call("GET", path, params={"limit": 500, **parameters, **cursor})
            yield from page["items"]
            if page["next_cursor"] is None:
                return
            cursor = {"cursor": page["next_cursor"]}

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The answer, refusals too; ends the command when nobody answers."""
        try:
            return self._client.request(method, f"/api/v1{path}", **options)
        except httpx.HTTPError as error:
            give_up(
                f"Postroad does not answer at {self._address} ({error}); start it with `postroad up`, "
                "or say where it is with --url"
            )

    def blocks(self, path: str) -> Iterator[bytes]:
        """A file, in blocks as it comes; ends the command when it is refused or breaks off."""
        try:
            with self._client.stream("GET", f"/api/v1{path}") as response:
                if response.is_error:
                    response.read()
                    give_up(refusal_sentence(response))
                yield from response.iter_bytes()
        except httpx.HTTPError as error:
            give_up(f"Postroad at {self._address} did not send all of it ({error}); try again")


def refusal_sentence(response: httpx.Response) -> str:
    """What a refusal says."""
    try:
        document: Any = response.json()
        return str(document.get("detail") or document.get("title"))
    except ValueError:
        return f"the server answered {response.status_code}: {response.text[:200]}"


@contextmanager
def open_api(settings: Settings, url: str | None, key: str | None) -> Generator[Api]:
    """The API that runs on the data folder, or at `url`."""
    running = None if url else read_running(settings)
    address = url or (running.address if running else f"http://127.0.0.1:{settings.port}")
    headers = {"Authorization": f"Bearer {key or _key(settings)}"}
    with httpx.Client(base_url=address.rstrip("/"), headers=headers, timeout=_NO_READ_LIMIT, trust_env=False) as client:
        yield Api(client, address)


def _key(settings: Settings) -> str:
    if settings.admin_key is None and not settings.admin_key_file.exists():
        give_up(
            f"no API key: {settings.admin_key_file} is not there; start Postroad with `postroad up`, name its folder "
            "with --data, or give a key with --key or POSTROAD_ADMIN_KEY"
        )
    return settings.read_admin_key()
