"""A form that somebody submitted: refused with a sentence, or taken in with its evidence."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from engine.admission.incoming_event import IncomingEvent, note_event
from engine.inbound.form_answers import no_longer_certain, without_a_taken_address
from engine.movement.contact_writes import follow
from engine.rules.addresses.email import email_problem
from engine.rules.addresses.phone import normalise
from engine.rules.consent.consent import ConsentDecision, Evidence, Source, SourceKind, UnchangedReason
from engine.rules.consent.opt_in_question import opt_in_question
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import AnswersState, ConsentState, SubmissionOutcome
from engine.rules.time.instants import DAY, HOUR, MINUTE, Millis
from engine.runtime.context import Context
from engine.settings.account import AccountSettings
from engine.settings.opt_in_form import FormSettings
from engine.store.account import accounts
from engine.store.consent import consents
from engine.store.consent.consent_changes import ConsentChange, confirm_consent
from engine.store.contacts import contacts
from engine.store.contacts.change_notes import note_contact_changes
from engine.store.contacts.contacts import ContactConsentChange, ContactInput, PhoneReader, write_contacts
from engine.store.contacts.contacts_by_number import contacts_with_number
from engine.store.inbound import forms
from engine.store.messages.service_messages import plan_service_message

LIMITS: Final = ((MINUTE, 20), (HOUR, 200))
"""Submissions from one address: a queue at a fair's one tablet passes, a script does not."""
NUMBER_LIMIT: Final = (DAY, 5)
"""Submissions for one number."""
LONGEST_NAME: Final = 100
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class FormRefused(Refusal):
    """The submission is not taken; nothing of it is kept. The message tells the person what to do."""

    code = "bad_request"


@dataclass(frozen=True, slots=True)
class Submission:
    """What was posted."""

    form: str
    """The form's public id."""
    wording: int
    """The version of the wording that was shown."""
    agreed: bool
    phone: str
    ip: str
    user_agent: str | None = None
    page: str | None = None
    """Where the form stood."""
    fields: dict[str, str] = field(default_factory=dict[str, str])
    """First name, last name, e-mail: what was answered of what the form asks."""


@dataclass(frozen=True, slots=True)
class SubmissionReceipt:
    """What became of it."""

    outcome: SubmissionOutcome
    question_id: int | None
    """The question to send now."""
    event: IncomingEvent
    """`form.submitted`, to be received."""
    wakes: tuple[int, ...]


def submit(context: Context, posted: Submission, now: Millis) -> SubmissionReceipt:
    """Takes a submission in: the contact, the consent with its evidence, and the question, in one transaction.

    A number that said STOP stays opted out: only its own START undoes that. Raises FormRefused.
    """
    with context.db.write(urgent=True) as conn:
        account = accounts.load_settings(conn)
        form, wording = _form_and_wording(conn, posted)
        if not says_who_asks(account.name, form.set):
            raise FormRefused(UNNAMED, code="account_unnamed")
        number = _number(posted, account)
        _within_limits(conn, posted.ip, number, now)
        answers = _answers_with_tags(posted, form)
        person, answers_state = _person(conn, posted, form, wording, number, answers, now)
        written = write_contacts(conn, [person], PhoneReader(account.number_plan), now)
        decision = written[0].decisions[0][1]
        outcome = _outcome(decision, form.set.double_opt_in)
        contact_id = written[0].id
        if outcome == SubmissionOutcome.ALREADY:
            claim = person.claims[0]
            confirm_consent(conn, ConsentChange("sms", number, None, claim.source, claim.details), decision.state, now)
        submission_id = forms.write_submission(
            conn,
            {
                "form_id": form.id,
                "wording": posted.wording,
                "at": now,
                "ip": posted.ip[:100],
                "number": number,
                "contact_id": contact_id,
                "outcome": outcome,
                "answers": answers,
                "answers_state": answers_state if answers else None,
            },
        )
        question = None
        if outcome == SubmissionOutcome.ASKED:
            words = _question(form, account.name)
            question = plan_service_message(
                conn, number, words, "form_question", account.sender, now, contact_id=contact_id
            )
        properties = {"form": form.public_id, "form_name": form.name, "page": posted.page, "outcome": str(outcome)}
        happened = IncomingEvent(
            written[0].row["external_id"], "form.submitted", properties, now, f"postroad:form:{submission_id}"
        )
        event = note_event(conn, happened, now)
        follow_up = note_contact_changes(conn, written, now)
    return SubmissionReceipt(outcome, question, event, follow(context, follow_up, now))


def _form_and_wording(conn: Connection, posted: Submission) -> tuple[forms.FormRow, str]:
    form = forms.find(conn, posted.form)
    if form is None:
        raise FormRefused("There is no such form. Check the address you came by.", code="unknown_form")
    if form.closed_at is not None:
        raise FormRefused("This form is closed and takes no more sign-ups.", code="form_closed")
    wording = forms.wording(conn, form.id, posted.wording)
    if wording is None:
        raise FormRefused(
            "The form has changed. Load the page again and sign up from there.", code="unknown_wording", field="wording"
        )
    if not posted.agreed:
        raise FormRefused("To get texts, tick the box beside what you agree to.", code="not_agreed", field="agree")
    return form, wording


def says_who_asks(account_name: str | None, form: FormSettings) -> bool:
    """Whether whoever is asked to opt in can read in whose name: the question says it, and is the form's own or has the
    account's name."""
    return not form.double_opt_in or opt_in_question(account_name, form.language, form.question) is not None


def _question(form: forms.FormRow, account_name: str | None) -> str:
    words = opt_in_question(account_name, form.set.language, form.set.question)
    if words is None:
        raise FormRefused(UNNAMED, code="account_unnamed")
    return words


UNNAMED: Final = "This form is not open yet: whoever runs it has not said their name. Come back later."


def _number(posted: Submission, account: AccountSettings) -> str:
    if not posted.phone.strip():
        raise FormRefused("Enter your mobile number.", code="no_phone", field="phone")
    phone = normalise(posted.phone[:100], None, account.region, account.phone_prefixes)
    if phone.e164 is None or phone.problem is not None:
        message = phone.sentence or "This is not a number that can be texted."
        raise FormRefused(message, code=phone.problem or "phone_not_a_number", field="phone")
    return phone.e164


def _within_limits(conn: Connection, ip: str, number: str, now: Millis) -> None:
    for length, most in LIMITS:
        if forms.posts_since(conn, now - length, ip=ip[:100]) >= most:
            raise FormRefused(
                "Too many sign-ups came from your network just now. Try again in an hour.", code="too_many_posts"
            )
    length, most = NUMBER_LIMIT
    if forms.posts_since(conn, now - length, number=number) >= most:
        raise FormRefused("This number was signed up several times today. Try again tomorrow.", code="too_many_posts")


def _person(
    conn: Connection,
    posted: Submission,
    form: forms.FormRow,
    wording: str,
    number: str,
    answers: Mapping[str, Any],
    now: Millis,
) -> tuple[ContactInput, AnswersState]:
    """Who has the number, and what becomes of the answers: the oldest contact with it, of which nothing is filled in
    (whoever types a number may not be its owner); else a new one."""
    claim = _claim(posted, form, wording)
    owners = contacts_with_number(conn, number)
    if owners:
        external_id = next(iter(owners))
        given_up: dict[str, None] = {}
        if consents.states(conn, "sms", [number], now)[number] is not ConsentState.OPTED_IN:
            row = contacts.find(conn, external_id) or {}
            given_up = no_longer_certain(row, forms.unsettled_answers(conn, number), answers)
        return ContactInput(external_id, columns=dict(given_up), claims=(claim,)), AnswersState.WAITING
    external_id = number if contacts.find(conn, number) is None else f"{number}-{secrets.token_hex(4)}"
    fields = {name: value for name, value in answers.items() if name != "tags"}
    columns = without_a_taken_address(conn, fields, None, now)
    columns |= {"phone_raw": posted.phone[:100], "language": form.set.language}
    return ContactInput(external_id, columns=columns, add_tags=form.set.tags, claims=(claim,)), AnswersState.MADE


def _answers_with_tags(posted: Submission, form: forms.FormRow) -> dict[str, Any]:
    answers = _answers(posted, form)
    return answers | {"tags": list(form.set.tags)} if form.set.tags else answers


def _answers(posted: Submission, form: forms.FormRow) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for name in form.set.asks:
        value = _CONTROL.sub(" ", posted.fields.get(name, "")).strip()
        if not value:
            continue
        if name == "email":
            if email_problem(value) is not None:
                raise FormRefused(
                    "This is not an e-mail address. Correct it, or empty it.", code="email_not_valid", field=name
                )
        elif len(value) > LONGEST_NAME:
            raise FormRefused(f"A name has at most {LONGEST_NAME} characters here.", code="too_long", field=name)
        answers[name] = value
    return answers


def _claim(posted: Submission, form: forms.FormRow, wording: str) -> ContactConsentChange:
    evidence = Evidence(
        wording=wording,
        wording_version=str(posted.wording),
        page=None if posted.page is None else posted.page[:500],
        ip=posted.ip[:100],
        user_agent=None if posted.user_agent is None else posted.user_agent[:500],
    )
    source = Source(SourceKind.FORM, f"form {form.name}", evidence)
    state = ConsentState.PENDING if form.set.double_opt_in else ConsentState.OPTED_IN
    return ContactConsentChange("sms", state, source, {"form": form.public_id, "submitted_phone": posted.phone[:100]})


def _outcome(decision: ConsentDecision, double: bool) -> SubmissionOutcome:
    if decision.kept_reason in (UnchangedReason.ONLY_THE_PHONE, UnchangedReason.ONLY_THE_PERSON):
        return SubmissionOutcome.STOPPED
    if decision.state is ConsentState.OPTED_IN:
        return SubmissionOutcome.OPTED_IN if decision.changed and not double else SubmissionOutcome.ALREADY
    return SubmissionOutcome.ASKED if decision.changed else SubmissionOutcome.WAITING
