"""Refusing a file that somebody uploaded."""

from __future__ import annotations

from engine.rules.outcomes.refusal import Refusal


class FileRefused(Refusal):
    """The file can't be read (any further)."""

    code = "file_refused"

    def __init__(self, message: str, *, row: int | None = None, byte: int | None = None, **details: int) -> None:
        super().__init__(message, details={"row": row, "byte": byte, **details})
        self.row = row
        self.byte = byte
