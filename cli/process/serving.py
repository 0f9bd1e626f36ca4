"""The API process: the application over its real parts, served until a signal to stop."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn

from builder_api.app import create_app
from cli.process.api_services import open_api_services
from engine.settings.installation import Settings

_SWITCH: Final = 0.001
"""Seconds after which a thread that computes lets another one on. Python's 5 ms are too long where the event loop waits
for threads that read large bodies: a STOP wakes it some thirty times."""


async def serve(settings: Settings, listener: socket.socket) -> None:
    """Serves the API and the UI on the listening socket; a signal to stop ends it in order."""
    sys.setswitchinterval(_SWITCH)
    async with open_api_services(settings) as parts:
        config = uvicorn.Config(
            create_app(parts),
            http="httptools",
            # Its records go where ours go, and are told as discreetly.
            log_config=None,
            log_level="info",
            access_log=False,
            server_header=False,
            # Longer than proxies keep an idle connection (nginx and AWS 60 s): who closes first must be the one that
            # asks, or a request meets a connection that is just being closed.
            timeout_keep_alive=75,
            # Live updates are streams without an end; stopping does not wait for them any longer than this.
            timeout_graceful_shutdown=3,
        )
        server = _QuietServer(config)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, server.handle_exit, number, None)
        await server.serve(sockets=[listener])


class _QuietServer(uvicorn.Server):
    """Leaves signals to us: uvicorn would raise them again at its end, before the parts beneath it are closed."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield
