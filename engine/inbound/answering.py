"""A person in the account answers a reply: one message to one phone, under the consent of its number."""

from __future__ import annotations

from dataclasses import dataclass

from engine.journey.parts.pinned import language_for
from engine.rules.consent.consent import state_now
from engine.rules.consent.conversation import answer_refusal
from engine.rules.links.links import public_shorteners_in
from engine.rules.liquid.template import TemplateProblem, TemplateRefused, compile_template
from engine.rules.messages.encoding import LONGEST_BODY
from engine.rules.outcomes.reasons import Reason, sentence
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.rules.time.zones import resolve_zone
from engine.runtime.context import Context
from engine.sending.page_links import contact_values
from engine.store import library
from engine.store.account import accounts
from engine.store.account.senders import find_sender
from engine.store.consent.numbers import numbers
from engine.store.contacts import contacts
from engine.store.inbound import inbox
from engine.store.messages.service_messages import note_answer, plan_service_message


class AnswerRefused(Refusal):
    """The answer does not go, and nothing is kept of it."""

    code = "answer_not_allowed"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message, details={"reason": reason})


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """What somebody writes back: their own words, or a quick response of the library in the contact's language."""

    inbound_id: int
    actor: str
    body: str | None = None
    """As it is: braces in it are only braces."""
    template_id: str | None = None


def answer_reply(context: Context, answer: AnswerDraft, now: Millis) -> int | None:
    """Writes the answer down, to be sent at once; its message id, None when there is no such reply.

    Raises AnswerRefused: a STOP blocks it always, and who has not opted in is answered within 24 hours only.
    """
    with context.db.write(urgent=True) as conn:
        reply = inbox.reply(conn, answer.inbound_id)
        if reply is None:
            return None
        account = accounts.load_settings(conn)
        if not account.sms_enabled:
            raise AnswerRefused(Reason.SMS_OFF, sentence(Reason.SMS_OFF))
        if find_sender(conn, account.sender) is None:
            raise AnswerRefused(Reason.NO_SENDER, sentence(Reason.NO_SENDER))
        row = numbers(conn, "sms", [reply.number], lock=True).get(reply.number)
        state = ConsentState.UNKNOWN if row is None else state_now(ConsentState(row.state), row.changed_at, now)
        refused = answer_refusal(reply.number, state, reply.at, now)
        if refused is not None:
            raise AnswerRefused(refused, sentence(refused))
        owner = inbox.contacts_of(conn, [reply]).get(reply.id)
        contact = None if owner is None else contacts.find(conn, owner[0])
        person = {} if contact is None else contact_values(conn, context.address, contact)
        body = answer.body if answer.template_id is None else None
        if answer.template_id is not None:
            message = library.find(conn, answer.template_id)
            if message is None or message.archived_at is not None:
                raise AnswerRefused(
                    "unknown_template",
                    f'the library has no message "{answer.template_id}"; choose another, or write the answer',
                )
            body = _written(
                message.texts[language_for(message.texts, message.fallback, person.get("language"))],
                person,
                account.name,
                account.timezone,
                now,
            )
        text = _checked(body or "")
        contact_id = None if contact is None else int(contact["id"])
        message_id = plan_service_message(
            conn, reply.number, text, "answer", account.sender, now, contact_id=contact_id
        )
        note_answer(conn, message_id, reply.id, answer.actor, now)
        return message_id


def _written(body: str, person: dict[str, object], account: str | None, timezone: str, now: Millis) -> str:
    own = person.get("timezone")
    zone, _ = resolve_zone(str(own) if own else None, (), timezone)
    try:
        written = compile_template(body).render(person, {}, {"name": ""}, {"name": account}, zone, now)
    except (TemplateProblem, TemplateRefused) as error:
        raise AnswerRefused(
            Reason.BODY_REFUSED, f"the quick response can't be written for this contact: {error}"
        ) from None
    if account is None and "account.name" in written.missing:
        raise AnswerRefused(Reason.ACCOUNT_UNNAMED, sentence(Reason.ACCOUNT_UNNAMED))
    return written.text


def _checked(text: str) -> str:
    if not text.strip():
        raise AnswerRefused(Reason.BODY_EMPTY, "the answer is empty; write something")
    if len(text) > LONGEST_BODY:
        raise AnswerRefused(Reason.BODY_TOO_LONG, sentence(Reason.BODY_TOO_LONG))
    for domain in public_shorteners_in(text):
        raise AnswerRefused(
            Reason.PUBLIC_SHORTENER, f"the answer has a link of {domain}, which carriers block; write the full link"
        )
    return text.strip()
