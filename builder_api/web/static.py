"""The built UI, from the same origin as the API: nothing it needs comes from elsewhere."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Final

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""Scripts, styles, fonts and calls: from here, and nothing from inside the page's own text."""

_PAGE_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_ASSET_HEADERS: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""The builder puts a hash of the content into the names of its assets."""
_OTHER_HEADERS: Final = {"Cache-Control": "no-cache"}

_NOT_BUILT: Final = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Postroad</title></head>
<body>
<h1>Postroad is running; its pages are not built</h1>
<p>The API answers at <code>/api/v1</code>. To build the pages, run <code>make setup</code> in the checkout (or
<code>npm ci &amp;&amp; npm run build</code> in its <code>ui</code> folder) and load this page again.</p>
</body>
</html>
"""


def mount(app: FastAPI, folder: Path) -> None:
    """Serves the folder at /, and its index.html for every address that the UI's own router knows."""
    root = folder.resolve()

    @app.get("/{path:path}", include_in_schema=False, response_model=None)
    @app.head("/{path:path}", include_in_schema=False, response_model=None)
    async def pages(path: str, request: Request) -> Response:
        if path == "api" or path.startswith(("api/", "webhooks/")):
            # HEAD comes here for what has no HEAD of its own; whether it is there, the answer to an error finds out.
            raise HTTPException(405 if request.method == "HEAD" else 404)
        file = (root / path).resolve()
        if path and file.is_relative_to(root) and file.is_file() and file.name != "index.html":
            headers = _ASSET_HEADERS if path.startswith("assets/") else _OTHER_HEADERS
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            small = file.with_name(file.name + ".gz")
            if small.is_file():
                headers = {**headers, "Vary": "Accept-Encoding"}
                if _takes_gzip(request.headers.get("accept-encoding", "")):
                    headers["Content-Encoding"] = "gzip"
                    file = small
            return FileResponse(file, headers=headers, media_type=kind)
        if path.startswith("assets/"):
            raise HTTPException(404)
        return _page(root / "index.html")


def _takes_gzip(accepted: str) -> bool:
    """Whether a client takes gzip, by its Accept-Encoding (RFC 9110, 12.5.3)."""
    for part in accepted.split(","):
        coding, _, weight = part.partition(";")
        if coding.strip().lower() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _page(index: Path) -> Response:
    try:
        text = index.read_text(encoding="utf-8")
    except FileNotFoundError:
        return HTMLResponse(_NOT_BUILT, headers=_PAGE_HEADERS)
    return HTMLResponse(text, headers=_PAGE_HEADERS)
