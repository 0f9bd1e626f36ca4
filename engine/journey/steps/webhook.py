"""The webhook: a call to an address on the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field

from engine.journey.definition.arrival import Arriving, Rests, rests_for_dispatch
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import AfterUnknown, Dispatch, OptedOutAhead, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.wording.phrases import quoted
from engine.rules.messages.body_formats import begins_with, webhook_format
from engine.rules.messages.json_bodies import JsonField, is_json_without_values, json_fields
from engine.rules.outcomes.states import MessageChannel


class WebhookData(StepData):
    url: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    body: str | None = None
    """Liquid."""
    headers: dict[str, str] = Field(default_factory=dict)


class WebhookNode(Node):
    type: Literal["webhook"]
    data: WebhookData


def _sentence(data: WebhookData) -> str:
    return f"{data.method} to {_host(data.url)}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or quoted(url)
    except ValueError:
        return quoted(url)


def _ahead(_: WebhookData) -> OptedOutAhead:
    return OptedOutAhead.MORE


def _arrive(_: WebhookData, arriving: Arriving) -> Rests:
    return rests_for_dispatch(arriving)


_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
"""RFC 9110, 5.6.2: token."""

_SAYS_HOW: Final = frozenset({"json", "url_encode", "raw"})


def _checks(data: WebhookData, step: CheckedStep) -> Iterator[Finding]:
    """An address on the web, headers that HTTP can carry, and a body that is what it is declared to be."""
    if not _is_web_address(data.url):
        problem = f"calls {quoted(data.url)}, which is no address" if data.url.strip() else "has no address"
        yield step.error(
            FindingCode.INVALID_URL,
            f"{step.name} {problem}",
            "write it as https://example.com/hook",
            field="url",
        )
    for name, value in data.headers.items():
        if not _HEADER_NAME.fullmatch(name) or not value.isprintable():
            yield step.error(
                FindingCode.INVALID_HEADER,
                f"{step.name} has the header {quoted(name)}, which HTTP can't carry",
                "use letters, digits and dashes in its name, and one line of text as its value",
                field="headers",
            )
    yield from _body_checks(data, step)


def _body_checks(data: WebhookData, step: CheckedStep) -> Iterator[Finding]:
    """Each merge field of a JSON body by `json`, and a body that is what it is declared to be."""
    body = data.body or ""
    if data.method == "GET" or not body.strip():
        return
    if webhook_format(body, data.headers) == "json":
        yield from _json_checks(body, step)
    elif not any(name.lower() == "content-type" for name in data.headers) and begins_with(body) not in ("", "raw"):
        yield step.warning(
            FindingCode.BODY_NOT_DECLARED,
            f"the body of {step.name} is sent as application/json, and does not begin like JSON",
            "add the header Content-Type, such as text/plain or application/x-www-form-urlencoded",
            field="headers",
        )


def _json_checks(body: str, step: CheckedStep) -> Iterator[Finding]:
    if is_json_without_values(body) is False:
        yield step.error(
            FindingCode.BODY_NOT_JSON,
            f"the body of {step.name} is declared as JSON and is none, whatever its merge fields say",
            "look for a comma or a quote too many, or declare another Content-Type in its headers",
            field="body",
        )
        return
    reported: set[JsonField] = set()
    for field in json_fields(body):
        if _SAYS_HOW.isdisjoint(field.filters) and field not in reported:
            reported.add(field)
            yield step.warning(
                FindingCode.MERGE_FIELD_IN_JSON,
                f"the body of {step.name} has {{{{ {field.written} }}}} raw in JSON: {_what_happens(field)}",
                _remedy(field),
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


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def _after_unknown(_: WebhookData) -> AfterUnknown:
    return AfterUnknown.CALL_AGAIN


WEBHOOK = StepDefinition(
    data=WebhookData,
    node=WebhookNode,
    title="Webhook",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    outlets=("next", "failed"),
    rests=True,
    dispatch=Dispatch(MessageChannel.WEBHOOK, not_sent="failed"),
    ahead=_ahead,
    text_fields=("body",),
    after_unknown=_after_unknown,
)
