"""A file of a multipart form, streamed: its bytes are handed on as they arrive, never collected."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from builder_api.errors import BadRequest, UnsupportedMediaType
from builder_api.strict_route import require_unpacked
from builder_api.validation import parameter_problem

_FIELD: Final = b"file"


async def stream_file(request: Request) -> AsyncIterator[bytes]:
    """The bytes of the form's `file`, or of the body itself when that is `text/csv`.

    Raises UnsupportedMediaType, BadRequest or InvalidRequest for what is neither.
    """
    require_unpacked(request)
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"text/csv":
        async for chunk in request.stream():
            yield chunk
        return
    if kind != b"multipart/form-data":
        raise UnsupportedMediaType(
            "send the file as multipart/form-data in a field named file, or as the body with Content-Type: text/csv"
        )
    boundary = options.get(b"boundary")
    if not boundary:
        raise BadRequest("the Content-Type names no boundary; let your HTTP client write it")
    form = _Form(boundary)
    async for chunk in request.stream():
        for part in form.feed(chunk):
            yield part
    form.finish()


class _Form:
    """A push parser's callbacks, as the parts of one file."""

    def __init__(self, boundary: bytes) -> None:
        self._found = False
        self._ended = False
        self._ours = False
        self._header = bytearray()
        self._value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._ready: list[bytes] = []
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_end": self._end,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks)
        except FormParserError as error:
            raise BadRequest(f"the form can't be read: {error}; let your HTTP client write it") from None

    def feed(self, chunk: bytes) -> list[bytes]:
        """What the chunk brought of the file."""
        self._ready = []
        try:
            self._parser.write(chunk)
        except FormParserError as error:
            raise BadRequest(f"the form can't be read: {error}; let your HTTP client write it") from None
        return self._ready

    def finish(self) -> None:
        """Raises InvalidRequest when there was no file, BadRequest when the form broke off."""
        if not self._found:
            raise parameter_problem("body", "file", "is missing from the form", "add the CSV in a field named file")
        if not self._ended:
            raise BadRequest("the form broke off before its end; send it again")

    def _begin(self) -> None:
        self._headers = {}
        self._ours = False

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if options.get(b"name") == _FIELD and not self._found:
            self._ours = self._found = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._ours:
            self._ready.append(data[start:end])

    def _end(self) -> None:
        self._ended = True
