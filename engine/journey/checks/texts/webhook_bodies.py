"""Checks of what webhooks say: JSON that is JSON, and merge fields that keep their kind in it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.steps.webhook import WebhookData
from engine.journey.wording.phrases import named
from engine.rules.messages.body_formats import begins_with, webhook_format
from engine.rules.messages.json_bodies import JsonField, is_json_without_values, json_fields

_SAYS_HOW = frozenset({"json", "url_encode", "raw"})


def webhook_bodies(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Each merge field of a JSON body by `json`, and a body that is what it is declared to be."""
    for step_id, data in outline.each(WebhookData):
        body = data.body or ""
        if data.method == "GET" or not body.strip():
            continue
        if webhook_format(body, data.headers) == "json":
            yield from _of_json(step_id, body)
        elif not any(name.lower() == "content-type" for name in data.headers) and begins_with(body) not in ("", "raw"):
            yield warning(
                FindingCode.BODY_NOT_DECLARED,
                f"the body of {named(step_id)} is sent as application/json, and does not begin like JSON",
                "add the header Content-Type, such as text/plain or application/x-www-form-urlencoded",
                node=step_id,
                field="headers",
            )


def _of_json(step_id: str, body: str) -> Iterator[Finding]:
    if is_json_without_values(body) is False:
        yield error(
            FindingCode.BODY_NOT_JSON,
            f"the body of {named(step_id)} is declared as JSON and is none, whatever its merge fields say",
            "look for a comma or a quote too many, or declare another Content-Type in its headers",
            node=step_id,
            field="body",
        )
        return
    told: set[JsonField] = set()
    for field in json_fields(body):
        if _SAYS_HOW.isdisjoint(field.filters) and field not in told:
            told.add(field)
            yield warning(
                FindingCode.MERGE_FIELD_IN_JSON,
                f"the body of {named(step_id)} has {{{{ {field.written} }}}} raw in JSON: {_what_happens(field)}",
                _remedy(field),
                node=step_id,
                field="body",
            )


def _what_happens(field: JsonField) -> str:
    if field.in_string:
        return "it is escaped, so that no value breaks out of its quotes, but numbers and missing values become texts"
    return "it is written as a whole JSON value, so that it breaks nothing, and a text of digits becomes a number"


def _remedy(field: JsonField) -> str:
    by_json = f"{{{{ {field.written} | json }}}}"
    if field.alone:
        return f"write {by_json} and leave out the quotes around it: json brings its own"
    if field.in_string:
        captured = f"{{% capture text %}}... {{{{ {field.written} }}}} ...{{% endcapture %}}"
        return f"put the whole text together first, as in {captured}, and write {{{{ text | json }}}} without quotes"
    return f"write {by_json}"
