"""The parts of Postroad on embedded defaults: a Temporal server, the API with the UI, a worker."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cli.up.part import Part
from cli.up.ports import LOOPBACK, free_port
from cli.up.probes import http_ok, temporal_ok
from engine.settings.installation import Settings

_SERVER_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Temporal's default journal is three times slower; what a power cut takes from it, housekeeping rebuilds."""


class ProgramMissing(Exception):
    """A program that Postroad brings along is not there."""

    def __init__(self, program: str) -> None:
        super().__init__(f"{program} is not installed beside {sys.executable}; run `make setup`")


@dataclass(frozen=True, slots=True)
class TemporalPorts:
    """Where the embedded Temporal server listens; picked free once, kept over its restarts."""

    frontend: int
    ui: int

    @classmethod
    def pick(cls) -> TemporalPorts:
        """Two ports that are free now."""
        return cls(frontend=free_port(), ui=free_port())

    @property
    def address(self) -> str:
        """host:port for Temporal clients."""
        return f"{LOOPBACK}:{self.frontend}"

    @property
    def ui_address(self) -> str:
        """Where a browser finds Temporal's own UI."""
        return f"http://{LOOPBACK}:{self.ui}"


def find_temporal() -> Path:
    """The `temporal` program that came with our packages; raises ProgramMissing."""
    beside_python = Path(sys.executable).with_name("temporal")
    program = beside_python if beside_python.exists() else shutil.which("temporal")
    if program is None:
        raise ProgramMissing("temporal")
    return Path(program)


def environment(settings: Settings, temporal: TemporalPorts, inherited: Mapping[str, str]) -> dict[str, str]:
    """What the parts are told: ours, and nothing of a Temporal cluster that serves other work."""
    variables = {
        name: value
        for name, value in inherited.items()
        # Without compiled Python every start takes twice as long.
        if not name.startswith("TEMPORAL_") and name != "PYTHONDONTWRITEBYTECODE"
    }
    return variables | {
        "POSTROAD_DATA": str(settings.data),
        "POSTROAD_HOST": settings.host,
        "POSTROAD_PORT": str(settings.port),
        "TEMPORAL_ADDRESS": temporal.address,
        "TEMPORAL_NAMESPACE": "default",
        "TEMPORAL_CONFIG_FILE": os.devnull,
        "PYTHONUNBUFFERED": "1",
    }


def parts(settings: Settings, temporal: TemporalPorts, listener: int) -> tuple[Part, ...]:
    """All of Postroad; `listener` is the descriptor of the socket that the API serves."""
    variables = environment(settings, temporal, os.environ)
    binary = find_temporal()
    postroad = (sys.executable, "-P", "-m", "cli.main")
    pragmas = tuple(word for pragma in _SERVER_PRAGMAS for word in ("--sqlite-pragma", pragma))
    server = (
        *(str(binary), "server", "start-dev", "--namespace", "default", "--log-level", "warn"),
        *("--db-filename", str(settings.data / "temporal.db"), *pragmas),
        *("--ip", LOOPBACK, "--port", str(temporal.frontend), "--ui-port", str(temporal.ui)),
        "--ui-disable-news-fetch",
    )
    return (
        Part("temporal", server, variables, ready=temporal_ok(binary, temporal.address, variables)),
        Part("migrate", (*postroad, "migrate"), variables, once=True),
        Part(
            "api",
            (*postroad, "api", "--listener", str(listener)),
            variables,
            after=("temporal", "migrate"),
            ready=http_ok(settings.host, settings.port, "/healthz"),
            pass_fds=(listener,),
        ),
        # After the API, which can do all the work there is at first: so it has the machine to itself while it starts.
        Part("worker", (*postroad, "worker"), variables, after=("api",)),
    )
