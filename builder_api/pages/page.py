"""A page for people outside the account: plain HTML with its style inside, and nothing from anywhere else."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from typing import Final

from starlette.responses import Response

_STYLE: Final = (
    "*{box-sizing:border-box}"
    "body{margin:0;background:#f6f7f9;color:#1c2128;font:16px/1.55 system-ui,-apple-system,'Segoe UI',sans-serif}"
    "main{max-width:34rem;margin:8vh auto 4rem;padding:2rem;background:#fff;border:1px solid #dde1e6;"
    "border-radius:12px}"
    "h1{font-size:1.4rem;line-height:1.3;margin:0 0 1rem}p{margin:0 0 1rem}"
    "label{display:block;font-weight:600;margin:1rem 0 .25rem}"
    "input[type=text],input[type=tel],input[type=email]{width:100%;padding:.6rem .7rem;font:inherit;color:inherit;"
    "background:#fff;border:1px solid #7a838f;border-radius:8px}"
    ".tick{display:flex;gap:.7rem;font-weight:400;align-items:flex-start}"
    ".tick input{margin-top:.3rem;width:1.1rem;height:1.1rem;flex:none}"
    "button{margin-top:1.2rem;padding:.65rem 1.2rem;font:inherit;font-weight:600;color:#fff;background:#1f5fbf;"
    "border:0;border-radius:8px;cursor:pointer}button.plain{margin-top:0;background:#fff;color:#1c2128;"
    "border:1px solid #7a838f}form+p{margin-top:1.8rem}"
    ":focus-visible{outline:3px solid #7fb0f5;outline-offset:2px}"
    ".problem{background:#fdecea;color:#7a1712;border-radius:8px;padding:.7rem 1rem}"
    ".quiet{color:#57606a;font-size:.9rem}.hp{position:absolute;left:-10000px;width:1px;height:1px;overflow:hidden}"
    "table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;"
    "padding:.45rem .5rem;border-bottom:1px solid #dde1e6;white-space:nowrap}"
    "th:last-child,td:last-child{white-space:normal;overflow-wrap:anywhere;width:100%}table+p{margin-top:1rem}"
    "main.wide{max-width:70rem}"
    "@media (prefers-color-scheme:dark){body{background:#14171b;color:#e6e9ed}main{background:#1c2026;"
    "border-color:#343a42}input[type=text],input[type=tel],input[type=email],button.plain{background:#14171b;"
    "color:#e6e9ed}.problem{background:#45201d;color:#ffd9d5}.quiet{color:#a5adb8}th,td{border-color:#343a42}}"
    "@media print{body{background:#fff;color:#000}main{border:0;margin:0;padding:0;max-width:none;background:#fff}"
    ".screen{display:none}tr{break-inside:avoid}thead{display:table-header-group}}"
)
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


def page(title: str, text: str, status: int = 200, *, language: str = "en") -> Response:
    """A page that only says something."""
    return html_page(title, f"<p>{escape(text)}</p>", status, language=language)


def html_page(title: str, inside: str, status: int = 200, *, language: str = "en", wide: bool = False) -> Response:
    """A page around what is inside, which must be escaped already."""
    heading = escape(title)
    main = '<main class="wide">' if wide else "<main>"
    text = (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8"><title>{heading}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body>{main}<h1>{heading}</h1>{inside}</main></body></html>\n"
    )
    return Response(text, status, _HEADERS, media_type="text/html")
