"""Reading a CSV of contacts from a stream: rows out, one by one, whatever was uploaded, in bounded memory."""

from __future__ import annotations

import csv
import itertools
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from engine.store.contacts.files.file_encoding import in_utf8
from engine.store.contacts.files.file_refused import FileRefused

_WINDOW: Final = 4 * 1024 * 1024
"""Bytes looked at before anything is imported: most files whole, so that a wrong one changes nothing."""
_LONGEST_LINE: Final = 1024 * 1024
ROWS_AT_ONCE: Final = 1_000
"""Rows of a file that are written in one transaction, or read at once to be written out."""
_LONGEST_ROW: Final = 500
"""Lines that one row may take, by line breaks in its quotes; beyond it, a quote was not closed."""
_LONGEST_CELL: Final = 32_000
_DELIMITERS: Final = (",", ";", "\t", "|")
_SEPARATOR: Final = re.compile(r"[\"']?sep=(\\t|[^\w\"'])[\"']?[,;\t|\s]*", re.IGNORECASE)
"""A first line that tells Excel what parts the cells; Excel shows it to nobody, and it is no row."""


class FileRow(NamedTuple):
    """One row of the file."""

    number: int
    """As a spreadsheet counts: the header is row 1."""
    cells: list[str]
    problem: tuple[str, str] | None
    """(code, sentence) of a row that can't be taken."""


@dataclass(frozen=True, slots=True)
class FileTable:
    """The file's columns, and its rows as they are read. Rows without anything in them are none."""

    header: Sequence[str]
    rows: Iterator[FileRow]
    delimiter: str
    _encoding: str
    _lines: _Lines

    @property
    def encoding(self) -> str:
        """What the text is in, as far as it has been read."""
        return "windows-1252" if self._lines.is_windows else self._encoding


def read_table(chunks: Iterable[bytes], *, encoding: str | None = None, delimiter: str | None = None) -> FileTable:
    """The header and the rows; raises FileRefused, now or while rows are read. `encoding` and `delimiter` are what
    somebody says; without them they are found out."""
    stream = iter(chunks)
    window = bytearray()
    for chunk in stream:
        window += chunk
        if len(window) >= _WINDOW:
            break
    head = bytes(window)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")):
        raise FileRefused(
            "the file is a workbook or an archive, not a CSV; save it as CSV and upload that", row=1, byte=0
        )
    used_encoding, head, rest = in_utf8(head, stream, encoding)
    if b"\n" not in head and b"\r" in head:
        head, rest = head.replace(b"\r", b"\n"), (chunk.replace(b"\r", b"\n") for chunk in rest)
    lines = _Lines(itertools.chain((head,), rest))
    first = lines.peek()
    separator = _SEPARATOR.fullmatch(first.strip("\r\n\ufeff ")) if first else None
    if separator:
        next(lines)
        first = lines.peek()
    parted = delimiter or (separator[1].replace("\\t", "\t") if separator else _delimiter(first or ""))
    records = _records(lines, parted)
    header = next(records, None)
    if header is None:
        raise FileRefused("the file is empty; its first row must name the columns", row=1)
    if header.problem:
        raise FileRefused(f"row {header.number}: {header.problem[1]}", row=header.number)
    return FileTable(header.cells, records, parted, used_encoding, lines)


class _QuoteOpen(Exception):
    """A row takes more lines than any row does."""


class _Lines:
    """The lines of the file with their ends, for `csv.reader`; remembers those of the row being read."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._rest = b""
        self._ready: deque[str] = deque()
        self._ended = False
        self._is_utf8 = False
        self.is_windows = False
        """Whether a line was found to be in Windows-1252, far into a file that was plain ASCII before."""
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
                    self._ready.append(self._decoded(self._rest))
                break
            whole = self._rest + chunk
            end = whole.rfind(b"\n") + 1
            self._rest = whole[end:]
            self._ready.extend(self._lines(whole[:end]))
            if len(self._rest) > _LONGEST_LINE:
                raise FileRefused(
                    f"the file has a line of more than {_LONGEST_LINE:,} bytes, which no row of contacts has; "
                    "is it a CSV? Rows before it were imported"
                )
        return bool(self._ready)

    def _lines(self, block: bytes) -> list[str]:
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError:
            return [self._decoded(line) + "\n" for line in block.split(b"\n")[:-1]]
        self._is_utf8 = self._is_utf8 or not text.isascii()
        parts = text.split("\n")
        parts.pop()
        return [part + "\n" for part in parts]

    def _decoded(self, line: bytes) -> str:
        """A line as text. A stray byte in a file whose every character so far was ASCII is Windows-1252's."""
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            if self._is_utf8:
                return line.decode("utf-8", "surrogateescape")
            self.is_windows = True
            return line.decode("cp1252", "replace")
        self._is_utf8 = self._is_utf8 or not text.isascii()
        return text


def _records(lines: _Lines, delimiter: str) -> Iterator[FileRow]:
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
            yield FileRow(number, [line.rstrip("\r\n") for line in lines.of_row[:1]], _unreadable(error))
            # What an open quote swallowed are rows of their own.
            lines.give_back()
            continue
        # `any` of the cells as they are is decided by the first that has something.
        if any(cells) and any(map(str.strip, cells)):
            yield FileRow(number, cells, _problem(cells, lines.of_row))


def _unreadable(error: Exception) -> tuple[str, str]:
    message = str(error)
    if "field limit" in message:
        return "cell_too_long", f"A cell is longer than {_LONGEST_CELL:,} characters; shorten it."
    if isinstance(error, _QuoteOpen) or "end of data" in message:
        return "quote_not_closed", 'A quote (") is opened and not closed; close it, or write a single quote as "".'
    return "not_csv", 'A quote (") stands in the middle of a cell; put the cell in quotes and double those inside it.'


def _problem(cells: Sequence[str], lines: Sequence[str]) -> tuple[str, str] | None:
    for line in lines:
        if "\0" in line:
            return "bad_character", "The row has a character U+0000; remove it."
        if not line.isascii() and _stray_byte(line) is not None:
            return "not_utf8", "The row has a character in another encoding; save the file as CSV UTF-8."
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
