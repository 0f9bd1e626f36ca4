"""A file sent as a form: in blocks, and what is said of it first."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping


class FileForm:
    """multipart/form-data (RFC 7578) with one file that is read while it is sent."""

    def __init__(self, name: str, fields: Mapping[str, str]) -> None:
        self._name = "".join("_" if character in '"\\\r\n' else character for character in name)
        self._fields = fields
        self._boundary = f"postroad-{secrets.token_hex(16)}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers it is sent with."""
        return {"Content-Type": f"multipart/form-data; boundary={self._boundary}"}

    def around(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The form, with these as the file's content."""
        for name, value in self._fields.items():
            yield f'--{self._boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        disposition = f'form-data; name="file"; filename="{self._name}"'
        yield f"--{self._boundary}\r\nContent-Disposition: {disposition}\r\nContent-Type: text/csv\r\n\r\n".encode()
        yield from blocks
        yield f"\r\n--{self._boundary}--\r\n".encode()
