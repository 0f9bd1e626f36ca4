"""What Twilio posts to us: messages from phones, and receipts. Both are believed only with Twilio's signature."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import parse_qsl

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from builder_api.dependencies import NowDep, ServicesDep
from builder_api.services import ApiServices
from builder_api.web.errors import (
    BadRequest,
    InvalidRequest,
    NotFound,
    PartMissing,
    SignatureRefused,
    TooLarge,
    answers,
)
from builder_api.web.strict_route import read_limited
from builder_api.web.validation import parameter_problem
from engine.inbound.receipts import CarrierReceipt, receive_receipt
from engine.inbound.replies import InboundMessage
from engine.rules.messages import twilio

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])

_NOTHING: Final = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""TwiML that says nothing: our own answers go out as messages, with a life of their own."""
_MOST_FIELDS: Final = 200
FORM_LIMIT: Final = 65_536
"""Bytes of a post: many times what a carrier sends. It is read before we know whose it is."""
_FORM: Final = {
    "requestBody": {
        "required": True,
        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
    }
}
_REFUSALS: Final = answers(BadRequest, SignatureRefused, NotFound, TooLarge, InvalidRequest, PartMissing)


async def _signed_form(request: Request, services: ApiServices) -> dict[str, str]:
    """The fields of a post that is Twilio's; raises SignatureRefused for any other."""
    token = services.settings.twilio_auth_token
    if token is None:
        raise NotFound("Twilio is not set up here; give its auth token in POSTROAD_TWILIO_AUTH_TOKEN")
    raw = await read_limited(request, FORM_LIMIT)
    try:
        form = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        raise BadRequest("the form can't be read; it must be fields in UTF-8") from None
    # Behind a proxy we see another address than the one that Twilio called and signed.
    query = f"?{request.url.query}" if request.url.query else ""
    url = f"{services.settings.address}{request.url.path}{query}"
    given = request.headers.get("x-twilio-signature", "")
    if not twilio.is_signed(token.get_secret_value(), url, form, given):
        raise SignatureRefused(
            "the signature is not Twilio's for this address; see that POSTROAD_PUBLIC_URL is the one Twilio calls, "
            "and POSTROAD_TWILIO_AUTH_TOKEN the account's"
        )
    return dict(form)


def _field(form: dict[str, str], name: str) -> str:
    value = form.get(name, "")
    if not value or "\0" in value:
        raise parameter_problem("body", name, "is missing from the form, or can't be read", "let Twilio send it")
    return value


@router.post("/inbound", response_class=Response, responses=_REFUSALS, openapi_extra=_FORM)
async def receive_twilio_message(request: Request, services: ServicesDep) -> Response:
    """A message from a phone. Answered when consent, confirmation and waits have been committed.

    `OptOutType`, where Twilio sends it, decides whatever the text is, and is not answered again. A channel before the
    number (`whatsapp:`, `rcs:`) is none of it; a short code or a name is kept and not answered.
    """
    form = await _signed_form(request, services)
    if services.desk is None:
        raise PartMissing("nothing takes replies in this process; start Postroad with `postroad up`")
    opt_out_type = form.get("OptOutType", "")
    inbound = InboundMessage(
        carrier="twilio",
        carrier_inbound_id=_field(form, "MessageSid"),
        number=_field(form, "From"),
        body=form.get("Body", "").replace("\0", ""),
        sent_to=form.get("To") or None,
        # Twilio has answered a STOP, START or HELP itself, and says so; its account may have words of its own for them.
        carrier_answered=bool(opt_out_type),
        carrier_word=twilio.carrier_word(opt_out_type),
    )
    await services.desk.receive(inbound)
    return Response(_NOTHING, media_type="text/xml")


@router.post("/status", status_code=204, responses=_REFUSALS, openapi_extra=_FORM)
async def receive_twilio_status(
    request: Request,
    services: ServicesDep,
    now: NowDep,
    message_id: Annotated[int, Query(ge=1, le=2**63 - 1, description="Ours, which we gave with the message.")],
) -> None:
    """A receipt. They come out of order and more than once, and never take a message back."""
    form = await _signed_form(request, services)
    state = twilio.receipt(_field(form, "MessageStatus"))
    if state is None:
        return
    receipt = CarrierReceipt("twilio", message_id, _field(form, "MessageSid"), state, form.get("ErrorCode") or None)
    receipted = await run_sync(receive_receipt, services.context, receipt, now)
    if receipted.wakes:
        services.waker.soon((), receipted.wakes, urgent=True)
    if receipted.event is not None:
        await request.app.state.intake.take(receipted.event)
