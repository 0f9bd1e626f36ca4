"""The result of an import as it grows: lines go to disk when they are many, and are sent from there."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from dataclasses import asdict
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final, Self

import orjson

from engine.store.contacts.files.contact_import import ImportCounts

_IN_MEMORY: Final = 256 * 1024
_BLOCK: Final = 64 * 1024


class SpooledReport:
    """Collects what there is to say about rows, and writes it as the JSON of an `ImportResult`, in constant memory."""

    def __init__(self) -> None:
        self._files = ExitStack()
        self._lists: dict[str, IO[bytes]] = {}
        for name in ("rejected", "phone_problems", "notes"):
            self._lists[name] = self._files.enter_context(SpooledTemporaryFile(_IN_MEMORY))  # noqa: SIM115 - the stack closes it

    def rejected(self, row: int, reason: str, sentence: str) -> None:
        """The row was not imported."""
        self._add("rejected", row, reason, sentence)

    def phone_problem(self, row: int, reason: str, sentence: str) -> None:
        """The row was imported; its phone can't be texted."""
        self._add("phone_problems", row, reason, sentence)

    def note(self, row: int, reason: str, sentence: str) -> None:
        """The row was imported, and something about it should be known."""
        self._add("notes", row, reason, sentence)

    def _add(self, name: str, row: int, reason: str, sentence: str) -> None:
        file = self._lists[name]
        line = orjson.dumps({"row": row, "reason": str(reason), "sentence": sentence})
        file.write(b"," + line if file.tell() else line)

    def json(self, imported: ImportCounts) -> Generator[bytes]:
        """The whole result, in pieces."""
        numbers: dict[str, Any] = asdict(imported)
        yield orjson.dumps(numbers)[:-1]
        for name, file in self._lists.items():
            yield f',"{name}":['.encode()
            file.seek(0)
            while block := file.read(_BLOCK):
                yield block
            yield b"]"
        yield b"}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._files.close()
