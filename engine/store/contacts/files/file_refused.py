"""Refusing a file that somebody uploaded."""

from __future__ import annotations


class FileRefused(Exception):
    """The file can't be read (any further): says why, where and what to do."""

    def __init__(self, message: str, *, row: int | None = None, byte: int | None = None) -> None:
        super().__init__(message)
        self.row = row
        self.byte = byte
