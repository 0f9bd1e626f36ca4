"""The API's description: complete, true, and the same bytes for the same code.

`builder_api.openapi` prints it.
"""

from __future__ import annotations

from typing import Any, Final, cast

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from builder_api.web.errors import PROBLEM_JSON
from engine.rehearsal import RehearsalRequest

_DESCRIPTION: Final = (
    "Runs SMS journeys. Times are RFC 3339 with `Z`, durations ISO 8601, phone numbers E.164. Errors are "
    "problem+json (RFC 9457) with a stable `code`."
)
_COMPONENT: Final = "#/components/schemas/"
_PROBLEM: Final = f"{_COMPONENT}Problem"
_METHODS: Final = ("get", "put", "post", "patch", "delete")


def describe(app: FastAPI) -> None:
    """Makes the app answer with this description."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _finish(
                get_openapi(title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes)
            )
        return app.openapi_schema

    app.openapi = openapi


def _finish(schema: dict[str, Any]) -> dict[str, Any]:
    components = schema.setdefault("components", {})
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "An API key."},
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": "postroad_session",
            "description": "The session of a browser that signed in by POST /api/v1/session.",
        },
    }
    schemas = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _add_rehearsal(schemas)
    _one_name_each(schema)
    for path, operations in schema["paths"].items():
        for method in _METHODS:
            if operation := operations.get(method):
                _finish_operation(path, operation)
    return schema


def _one_name_each(schema: dict[str, Any]) -> None:
    """A model that is sent and answered alike has one name. FastAPI gives it two, `X-Input` and `X-Output`, wherever an
    answer has a computed field somewhere."""
    schemas = schema["components"]["schemas"]
    doubled = [name.removesuffix("-Input") for name in schemas if name.endswith("-Input")]
    for name in doubled:
        request_shape, response_shape = schemas.pop(f"{name}-Input"), schemas.pop(f"{name}-Output")
        _rename(request_shape, name)
        _rename(response_shape, name)
        if request_shape != response_shape:
            raise ValueError(f"{name} is sent and answered in two shapes; give each a class of its own")
        schemas[name] = request_shape
        _rename(schema, name)


def _rename(part: Any, name: str) -> None:
    """Makes every reference to either of a model's two names one to its only name."""
    if isinstance(part, dict):
        members = cast(dict[str, Any], part)
        if members.get("$ref") in (f"{_COMPONENT}{name}-Input", f"{_COMPONENT}{name}-Output"):
            members["$ref"] = _COMPONENT + name
        for member in members.values():
            _rename(member, name)
    elif isinstance(part, list):
        for member in cast(list[Any], part):
            _rename(member, name)


def _add_rehearsal(schemas: dict[str, Any]) -> None:
    """The body of a rehearsal, which its route reads as it comes: `journey_id` may stand for `journey`."""
    request = RehearsalRequest.model_json_schema(ref_template="#/components/schemas/{model}")
    for name, schema in request.pop("$defs", {}).items():
        schemas.setdefault(name, schema)
    request["properties"]["journey_id"] = {
        "type": "string",
        "description": "Instead of `journey`: its draft is played.",
    }
    request["required"] = [name for name in request["required"] if name != "journey"]
    request["anyOf"] = [{"required": ["journey"]}, {"required": ["journey_id"]}]
    schemas["RehearsalRequest"] = request


def _finish_operation(path: str, operation: dict[str, Any]) -> None:
    if path.startswith("/api/v1/") and "security" not in operation:
        operation["security"] = [{"key": []}, {"session": []}]
    for status, response in operation["responses"].items():
        # Whatever a route answers with when all is well, a refusal is a problem document.
        for content in response.get("content", {}).values():
            if status[0] in "45" and content.get("schema", {}).get("$ref") == _PROBLEM:
                response["content"] = {PROBLEM_JSON: content}
                break
