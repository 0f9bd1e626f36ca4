"""Questions that tell whether a part can be used yet."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from pathlib import Path

from cli.up.part import Probe

_TIMEOUT = 30.0
"""Seconds after which a question is asked anew: a machine that starts everything at once takes long for one."""


def http_ok(host: str, port: int, path: str) -> Probe:
    """Ready when `GET path` answers 200."""
    request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode("ascii")

    async def ask() -> bool:
        try:
            async with asyncio.timeout(_TIMEOUT):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(request)
                    status = await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False
        return status.split(b" ", 2)[1:2] == [b"200"]

    return ask


def temporal_ok(binary: Path, address: str, environment: Mapping[str, str]) -> Probe:
    """Ready when the Temporal server's gRPC health check says that it serves.

    Asked through the command line, which spares the supervisor a client with threads of its own.
    """
    command = (str(binary), "operator", "cluster", "health", "--address", address)

    async def ask() -> bool:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
        try:
            return await asyncio.wait_for(process.wait(), _TIMEOUT) == 0
        except TimeoutError:
            return False
        finally:
            # Too slow, or nobody wants to know any more. It may have ended by itself this very moment.
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    return ask
