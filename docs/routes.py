"""Every call of the HTTP API in one list, read from its own description."""

from __future__ import annotations

import json
from typing import Any

from builder_api.openapi import printed

_METHODS = ("get", "post", "put", "patch", "delete")


def routes_page() -> str:
    """The calls by subject, with what each does and answers."""
    described: dict[str, Any] = json.loads(printed())
    by_subject: dict[str, list[str]] = {}
    for path, operations in sorted(described["paths"].items()):
        for method in _METHODS:
            if operation := operations.get(method):
                subject = (operation.get("tags") or ["other"])[0]
                by_subject.setdefault(subject, []).append(_row(method, path, operation))
    parts = [
        (
            "# Routes\n\nEvery call of the API. The whole description, with every field, is "
            "`GET /api/v1/openapi.json`; [HTTP](http.md) has an example for each resource.\n"
        )
    ]
    for subject in sorted(by_subject):
        rows = "\n".join(by_subject[subject])
        parts.append(
            f"## {subject[:1].upper()}{subject[1:]}\n\n| call | takes | does | answers |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n".join(parts)


def _row(method: str, path: str, operation: dict[str, Any]) -> str:
    takes = ", ".join(f"`{name}`" for name in _taken(operation))
    description = " ".join((operation.get("description") or operation.get("summary", "")).split())
    return (
        f"| `{method.upper()} {path}` | {takes} | {_told(description)} | {' '.join(sorted(operation['responses']))} |"
    )


def _taken(operation: dict[str, Any]) -> list[str]:
    """The query, the headers, and the shape (or kind) of the body."""
    names = [
        parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] in ("query", "header")
    ]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        refs = [part["$ref"] for part in (schema, *schema.get("anyOf", ())) if "$ref" in part]
        names += [ref.rpartition("/")[2] for ref in refs] or [kind]
    return names


def _told(text: str) -> str:
    return text.replace("|", "\\|")
