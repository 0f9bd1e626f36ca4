"""A file of a multipart form, streamed: its bytes are handed on as they arrive, never collected.

The parser is python-multipart's, which FastAPI needs anyway. streaming-form-data would be shorter to use, and does not
tell of a form that broke off before its end, of fields that came after a large file, or of one that is too long while
it arrives: each is refused here, as rows may have been imported by then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from builder_api.web.errors import BadRequest, UnsupportedMediaType
from builder_api.web.strict_route import require_unpacked
from builder_api.web.validation import parameter_problem

_FIELD: Final = b"file"
MAY_STILL_COME: Final = 4 * 1024 * 1024
"""Bytes of a file after which no more fields are taken: its rows may have been imported."""
_LONGEST_FIELD: Final = 100_000
"""Bytes of the form's fields that are no file."""


class Upload:
    """The file of a form, or a body that is the file itself, and the fields that came with it."""

    def __init__(self, request: Request, fields: tuple[str, ...] = ()) -> None:
        """`fields` are the names of those that are kept beside the file."""
        self._request = request
        self._wanted = fields
        self.fields: dict[str, str] = {}
        """The form's other fields, as far as they have come."""
        self.file_name: str | None = None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the form's `file`, or of the body itself when that is `text/csv`.

        Raises UnsupportedMediaType, BadRequest or InvalidRequest for what is neither.
        """
        require_unpacked(self._request)
        kind, options = parse_options_header(self._request.headers.get("content-type", ""))
        if kind in (b"text/csv", b"text/plain"):
            async for chunk in self._request.stream():
                yield chunk
            return
        if kind != b"multipart/form-data":
            raise UnsupportedMediaType(
                "send the file as multipart/form-data in a field named file, or as the body with Content-Type: text/csv"
            )
        boundary = options.get(b"boundary")
        if not boundary:
            raise BadRequest("the Content-Type names no boundary; let your HTTP client write it")
        form = _Form(boundary, self)
        async for chunk in self._request.stream():
            for part in form.feed(chunk):
                yield part
        form.finish()

    def wants(self, name: str) -> bool:
        """Whether a field of that name is kept."""
        return name in self._wanted


class _Form:
    """A push parser's callbacks, as the parts of one file."""

    def __init__(self, boundary: bytes, upload: Upload) -> None:
        self._upload = upload
        self._field: tuple[str, bytearray] | None = None
        self._taken = 0
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
            "on_part_end": self._part_end,
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
        self._field = None

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
        name = options.get(b"name", b"")
        if name == _FIELD and not self._found:
            self._ours = self._found = True
            self._upload.file_name = options.get(b"filename", b"").decode("utf-8", "replace")[:200] or None
        elif self._upload.wants(field_name := name.decode("utf-8", "replace")):
            if self._taken > MAY_STILL_COME:
                raise BadRequest(
                    f"the form's {field_name} came after a large file, whose rows are imported as they come; "
                    "send it first"
                )
            self._field = (field_name, bytearray())

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._ours:
            self._taken += end - start
            self._ready.append(data[start:end])
        elif self._field is not None:
            name, value = self._field
            value += data[start:end]
            if len(value) > _LONGEST_FIELD:
                raise BadRequest(f"the form's {name} is longer than {_LONGEST_FIELD:,} bytes; shorten it")

    def _part_end(self) -> None:
        if self._field is not None:
            name, value = self._field
            self._upload.fields[name] = value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True
