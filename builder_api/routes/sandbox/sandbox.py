"""The virtual phones of the sandbox carrier: read, replied from, and told how to answer."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Path, Query
from pydantic import Field

from builder_api.dependencies import CursorText, Limit, NowDep, ServicesDep
from builder_api.intake.idempotency import creating_room
from builder_api.models.common import Body
from builder_api.models.enrolments import Phone, PhoneMessage, PhonePage, PhoneReply, PhoneSummary, Replied
from builder_api.services import ApiServices, VirtualPhones
from builder_api.web import cursors
from builder_api.web.errors import WITH_BODY, PartMissing, answers
from builder_api.web.strict_route import room
from engine.inbound.replies import InboundMessage
from engine.store.contacts.contacts_by_number import names_of_numbers

router = room("sandbox")
creating = creating_room("sandbox")

E164 = Annotated[str, Path(pattern=r"^\+[1-9][0-9]{4,14}$", description="A number in E.164 form: `+12125550101`.")]
WITH_CHANNEL = Annotated[
    str,
    Path(
        pattern=r"^(?:[a-z]+:)?\+[1-9][0-9]{4,14}$",
        description="A number in E.164 form, maybe with a channel as carriers put it before: `whatsapp:+12125550101`.",
    ),
]


class Script(Body):
    """How the sandbox carrier answers for a phone."""

    answer: Annotated[str, Field(pattern=r"^(accept|throttle|timeout|reject:[0-9A-Za-z_]{1,20})$")]
    """`accept` takes a script back; `reject:21610` refuses with that code; `timeout` takes the message and does not say
    so, now or when it is asked later."""
    times: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    """For so many messages; until it is taken back, when left out."""


def _phones(services: ApiServices) -> VirtualPhones:
    if services.phones is None:
        raise PartMissing("the sandbox carrier does not run in this process; start Postroad with `postroad up`")
    return services.phones


_SUMMARY = tuple(name for name in PhoneSummary.model_fields if name != "names")


@router.get("/sandbox/phones", responses=answers(PartMissing))
def list_phones(
    services: ServicesDep,
    search: Annotated[str, Query(max_length=40, description="Part of a number.")] = "",
    limit: Limit = 50,
    cursor: CursorText = None,
) -> PhonePage:
    """The phones that have anything on them, the latest first."""
    rows = _phones(services).phones(limit + 1, search, cursors.before_id(cursor))
    page, following = cursors.cut(rows, limit, lambda row: [row[0]])
    with services.database.read() as conn:
        names = names_of_numbers(conn, [row[1].phone for row in page])
    items = [
        PhoneSummary.model_validate(
            {name: getattr(summary, name) for name in _SUMMARY} | {"names": names.get(summary.phone, [])}
        )
        for _, summary in page
    ]
    return PhonePage(items=items, next_cursor=following)


@router.get("/sandbox/phones/{e164}", responses=answers(PartMissing))
def get_phone(e164: E164, services: ServicesDep) -> Phone:
    """A virtual phone: what arrived and what it sent, oldest first."""
    return Phone(messages=_messages(_phones(services), e164))


def _messages(phones: VirtualPhones, e164: str) -> list[PhoneMessage]:
    return [PhoneMessage.model_validate(message) for message in phones.messages(e164)]


@creating.post("/sandbox/phones/{e164}/reply", responses=answers(PartMissing, *WITH_BODY))
async def reply_from_phone(e164: WITH_CHANNEL, body: PhoneReply, services: ServicesDep, now: NowDep) -> Replied:
    """Texts from a virtual phone. Answered when consent, confirmation and waits have been committed."""
    phones = _phones(services)
    if services.desk is None:
        raise PartMissing("nothing takes replies in this process; start Postroad with `postroad up`")
    phone = e164.rpartition(":")[2]
    carriers_id = await run_sync(phones.keep_reply, phone, body.body, now)
    outcome = await services.desk.receive(InboundMessage("sandbox", str(carriers_id), e164, body.body))
    return Replied(
        kind=outcome.kind,
        message_id=outcome.service_message_id,
        messages=await run_sync(_messages, phones, phone),
    )


@router.put("/sandbox/phones/{e164}/script", status_code=204, responses=answers(PartMissing, *WITH_BODY))
def script_phone(e164: E164, body: Script, services: ServicesDep) -> None:
    """Makes the sandbox carrier answer so for this phone: to try out what happens then."""
    _phones(services).script(e164, body.answer, -1 if body.times is None else body.times)
