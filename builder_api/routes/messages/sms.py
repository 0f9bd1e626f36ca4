"""Bodies and numbers, looked at before anything is sent."""

from __future__ import annotations

from typing import Any

from builder_api.dependencies import ContextDep, DatabaseDep, NowDep
from builder_api.models.sms import (
    CheckedPhone,
    ClausePreview,
    Culprit,
    PhoneQuestion,
    PreviewRequest,
    Reasons,
    ReasonWords,
    SentPreview,
    SmsPreview,
    Warned,
)
from builder_api.web.errors import WITH_BODY, UnknownContact, answers
from builder_api.web.strict_route import room
from engine.preview.sms_preview import MergeContext, preview
from engine.rules.addresses.phone import normalise
from engine.rules.outcomes.reasons import Reason, sentence
from engine.rules.wording.characters import called
from engine.sending.page_links import contact_values
from engine.store.account import accounts
from engine.store.contacts import contacts

router = room("sms")


@router.post("/sms/preview", responses=answers(UnknownContact, *WITH_BODY))
def preview_sms(body: PreviewRequest, context: ContextDep, now: NowDep) -> SmsPreview:
    """Renders and counts a body, for one contact or for nobody."""
    contact: dict[str, Any] = {}
    with context.db.read() as conn:
        account = accounts.load_settings(conn)
        if body.contact is not None:
            row = contacts.find(conn, body.contact)
            if row is None:
                raise UnknownContact(f'there is no contact "{body.contact}"; choose another, or none')
            contact = contact_values(conn, context.address, row)
    reading = preview(body.body, contact, account, now, context.address, MergeContext(body.event, body.journey))
    measured = reading.measured
    return SmsPreview(
        text=measured.text,
        encoding=measured.encoding,
        segments=measured.segments,
        units=measured.units,
        clause=ClausePreview(text=reading.with_clause.text, segments=reading.with_clause.segments),
        sent=SentPreview(
            text=reading.sent.text,
            encoding=reading.sent.encoding,
            segments=reading.sent.segments,
            units=reading.sent.units,
            short_links=reading.short_links,
        ),
        warnings=[Warned.model_validate(each) for each in reading.warnings],
        culprits=[
            Culprit(
                character=culprit.text,
                called=called(culprit.text),
                positions=list(culprit.positions),
                replacement=culprit.plain,
            )
            for culprit in measured.culprits
        ],
        missing=list(reading.missing),
    )


@router.post("/phones/check", responses=answers(*WITH_BODY))
def check_phone(body: PhoneQuestion, database: DatabaseDep) -> CheckedPhone:
    """What a submitted phone number is, and whether it can be texted."""
    with database.read() as conn:
        plan = accounts.load_settings(conn).number_plan
    phone = normalise(body.phone, body.country, plan.region, plan.prefixes)
    return CheckedPhone(
        e164=phone.e164,
        problem=phone.problem,
        sentence=phone.sentence,
        kind=phone.kind,
        timezones=list(phone.timezones),
    )


@router.get("/reasons")
async def list_reasons() -> Reasons:
    """All reason codes that skips, holds, failures and ends can have, in words."""
    return Reasons(items=[ReasonWords(reason=reason, sentence=sentence(reason)) for reason in Reason])
