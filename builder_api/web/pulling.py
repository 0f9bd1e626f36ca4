"""A request's body for work that runs in a thread: its parts, fetched from the event loop one at a time."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from anyio import from_thread

from builder_api.web.multipart import MAY_STILL_COME


def pull(chunks: AsyncIterator[bytes]) -> Iterator[bytes]:
    """The chunks; the sender is held back to the pace of the work."""
    while True:
        chunk = from_thread.run(anext, chunks, None)
        if chunk is None:
            return
        yield chunk


def beginning(pulled: Iterator[bytes]) -> list[bytes]:
    """As much of a file as is looked at before anything is done with it; the form's fields have come by then."""
    chunks_read: list[bytes] = []
    size = 0
    for chunk in pulled:
        chunks_read.append(chunk)
        size += len(chunk)
        if size >= MAY_STILL_COME:
            break
    return chunks_read
