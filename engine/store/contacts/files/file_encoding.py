"""The encoding of a text file that somebody uploaded: found in its beginning, and taken off on the way."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from engine.store.contacts.files.file_refused import FileRefused

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; UTF-32's little one begins as UTF-16's does, so it is looked for first."""
_LOOKED_AT: Final = 4_000
"""Bytes that show whether text without a mark is UTF-16: the header and some rows."""


class EncodedText(NamedTuple):
    """A file's text as UTF-8."""

    encoding: str
    """What it was in: `utf-8`, `windows-1252`, `utf-16-le`, ..."""
    head: bytes
    rest: Iterator[bytes]


def in_utf8(head: bytes, stream: Iterable[bytes], declared: str | None = None) -> EncodedText:
    """The file as UTF-8 without a mark; `wanted` is the encoding somebody says it has.

    Certain are UTF-8, and UTF-16 or UTF-32 by their marks or their zeros. What is no UTF-8 anywhere is taken as
    Windows-1252, which Excel and most exports of western systems write. Raises FileRefused when neither can be, with
    the place.
    """
    encoding = _named(declared) if declared else _found(head)
    if encoding == "utf-8":
        return EncodedText("utf-8", head.removeprefix(codecs.BOM_UTF8), iter(stream))
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    first = decoder.decode(head).removeprefix("\ufeff").encode("utf-8", "replace")
    return EncodedText(encoding, first, _decoded(decoder, stream))


def _decoded(decoder: codecs.IncrementalDecoder, stream: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in stream:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    if last := decoder.decode(b"", final=True):
        yield last.encode("utf-8", "replace")


def _named(name: str) -> str:
    try:
        codec = codecs.lookup(name.strip())
        if "a".encode(codec.name).decode(codec.name) != "a":
            raise LookupError
    except (LookupError, ValueError, TypeError, AttributeError):
        raise FileRefused(
            f'"{name[:40]}" is no encoding of text; use utf-8, windows-1252, utf-16, or leave it out'
        ) from None
    return _WINDOWS if codec.name == "cp1252" else "utf-8" if codec.name == "utf-8-sig" else codec.name


_WINDOWS: Final = "windows-1252"


def _found(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            if encoding == "utf-16":
                return "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
            return encoding
    zeros = _by_zeros(head[:_LOOKED_AT])
    if zeros:
        return zeros
    text = head.decode("utf-8", "surrogateescape")
    # Cut in the middle of a character, the end of the window says nothing.
    stray = [character for character in text[:-3] if "\udc80" <= character <= "\udcff"]
    if not stray:
        return "utf-8"
    good = sum(1 for character in text if character > "\x7f" and not "\udc80" <= character <= "\udcff")
    if good < len(stray):
        return _WINDOWS
    raise _mixed(head)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: in text with a header in Latin letters every second byte is zero."""
    pairs = len(head) // 2
    if pairs < 4:
        return None
    low, high = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if high > pairs * 0.6 and low == 0:
        return "utf-16-le"
    return "utf-16-be" if low > pairs * 0.6 and high == 0 else None


def _mixed(head: bytes) -> FileRefused:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        row = head.count(b"\n", 0, error.start) + 1
        line = head[head.rfind(b"\n", 0, error.start) + 1 : error.start + 20].partition(b"\n")[0]
        return FileRefused(
            f"the file mixes encodings: most of it is UTF-8, but row {row} has a character that is not "
            f'("...{line[-60:].decode("latin-1").strip()}..." read as Latin-1); save the file as CSV UTF-8 and upload '
            "it again, or choose its encoding. Nothing was imported",
            row=row,
            byte=error.start,
        )
    raise AssertionError("only called for what is not UTF-8")
