"""Reading a CSV of contacts from a stream: rows out, one by one, whatever was uploaded, in bounded memory."""

from __future__ import annotations

import csv
import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

_WINDOW: Final = 4 * 1024 * 1024
"""Bytes looked at before anything is imported: most files whole, so that a wrong one changes nothing."""
_LONGEST_LINE: Final = 1024 * 1024
_LONGEST_ROW: Final = 500
"""Lines that one row may take, by line breaks in its quotes; beyond it, a quote was not closed."""
_LONGEST_CELL: Final = 32_000
_DELIMITERS: Final = (",", ";", "\t")


class FileRefused(Exception):
    """The file can't be read (any further): says why, where and what to do."""

    def __init__(self, message: str, *, row: int | None = None, byte: int | None = None) -> None:
        super().__init__(message)
        self.row = row
        self.byte = byte


class Row(NamedTuple):
    """One row of the file."""

    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: list[str]
    problem: tuple[str, str] | None
    """(code, sentence) of a row that can't be taken."""


@dataclass(frozen=True, slots=True)
class Table:
    """The file's columns, and its rows as they are read."""

    header: Sequence[str]
    rows: Iterator[Row]


def read_table(chunks: Iterable[bytes]) -> Table:
    """The header and the rows; raises FileRefused, now or while rows are read."""
    stream = iter(chunks)
    window = bytearray()
    for chunk in stream:
        window += chunk
        if len(window) >= _WINDOW:
            break
    head = bytes(window)
    _check(head)
    if head.startswith(b"\xef\xbb\xbf"):
        head = head[3:]
    if b"\n" not in head and b"\r" in head:
        head, stream = head.replace(b"\r", b"\n"), (chunk.replace(b"\r", b"\n") for chunk in stream)
    lines = _Lines(itertools.chain((head,), stream))
    first = lines.peek()
    if first is None:
        raise FileRefused("the file is empty; its first row must name the columns", row=1)
    records = _records(lines, _delimiter(first))
    header = next(records)
    if header.problem:
        raise FileRefused(f"row 1: {header.problem[1]}", row=1)
    return Table([name.strip() for name in header.cells], records)


def _check(head: bytes) -> None:
    """Refuses what is no CSV in UTF-8."""
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        raise FileRefused(
            "the file is a workbook or an archive, not a CSV; save it as CSV UTF-8 and upload that", row=1, byte=0
        )
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileRefused("the file is UTF-16 text; save it as CSV UTF-8 and upload that", row=1, byte=0)
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.end == len(head) >= _WINDOW:
            return
        row = head.count(b"\n", 0, error.start) + 1
        line = head[head.rfind(b"\n", 0, error.start) + 1 : error.start + 20].partition(b"\n")[0]
        raise FileRefused(
            f"the file is not UTF-8: byte 0x{head[error.start]:02X} at offset {error.start}, in row {row} "
            f'("...{line[-60:].decode("latin-1").strip()}..." when read as Latin-1), is part of no character; '
            "save the file as CSV UTF-8 and upload it again. Nothing was imported",
            row=row,
            byte=error.start,
        ) from None


class _QuoteOpen(Exception):
    """A row takes more lines than any row does."""


class _Lines:
    """The lines of the file with their ends, for `csv.reader`; remembers those of the row being read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""
        self._ready: deque[str] = deque()
        self._ended = False
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.of_row) >= _LONGEST_ROW:
            raise _QuoteOpen
        if not self._fill():
            raise StopIteration
        line = self._ready.popleft()
        self.of_row.append(line)
        return line

    def peek(self) -> str | None:
        """The next line, left where it is."""
        return self._ready[0] if self._fill() else None

    def give_back(self) -> None:
        """All lines of the row but its first are to be read again."""
        self._ready.extendleft(reversed(self.of_row[1:]))

    def _fill(self) -> bool:
        while not self._ready and not self._ended:
            chunk = next(self._chunks, None)
            if chunk is None:
                self._ended = True
                if self._rest:
                    self._ready.append(self._rest.decode("utf-8", "surrogateescape"))
                break
            parts = (self._rest + chunk).split(b"\n")
            self._rest = parts.pop()
            self._ready.extend([part.decode("utf-8", "surrogateescape") + "\n" for part in parts])
            if len(self._rest) > _LONGEST_LINE:
                raise FileRefused(
                    f"the file has a line of more than {_LONGEST_LINE:,} bytes, which no row of contacts has; "
                    "is it a CSV? Rows before it were imported"
                )
        return bool(self._ready)


def _records(lines: _Lines, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        lines.of_row = []
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _QuoteOpen) as error:
            yield Row(number, [line.rstrip("\r\n") for line in lines.of_row[:1]], _unreadable(error))
            # What an open quote swallowed are rows of their own.
            lines.give_back()
            continue
        if cells:
            yield Row(number, cells, _problem(cells, lines.of_row))


def _unreadable(error: Exception) -> tuple[str, str]:
    said = str(error)
    if "field limit" in said:
        return "cell_too_long", f"A cell is longer than {_LONGEST_CELL:,} characters; shorten it."
    if isinstance(error, _QuoteOpen) or "end of data" in said:
        return "quote_not_closed", 'A quote (") is opened and not closed; close it, or write a single quote as "".'
    return "not_csv", 'A quote (") stands in the middle of a cell; put the cell in quotes and double those inside it.'


def _problem(cells: Sequence[str], lines: Sequence[str]) -> tuple[str, str] | None:
    for line in lines:
        if "\0" in line:
            return "bad_character", "The row has a character U+0000; remove it."
        if not line.isascii() and (bad := _stray_byte(line)) is not None:
            return "not_utf8", f"The row is not UTF-8 (byte 0x{bad:02X}); save the file as CSV UTF-8."
    if sum(map(len, lines)) > _LONGEST_CELL and any(len(cell) > _LONGEST_CELL for cell in cells):
        return "cell_too_long", f"A cell is longer than {_LONGEST_CELL:,} characters; shorten it."
    return None


def _stray_byte(line: str) -> int | None:
    """A byte that could not be decoded; `surrogateescape` keeps it as U+DC80 to U+DCFF."""
    return next((ord(character) - 0xDC00 for character in line if "\udc80" <= character <= "\udcff"), None)


def _delimiter(header: str) -> str:
    """What parts the names in the header: the most frequent of comma, semicolon and tab outside quotes."""
    bare = "".join(part for index, part in enumerate(header.split('"')) if index % 2 == 0)
    return max(_DELIMITERS, key=bare.count)
