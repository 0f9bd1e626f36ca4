"""The gate: what stands between an enrolment at a send step and the carrier. Pure; `dispatch` opens it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, assert_never

from engine.journey.parts.pinned import Pinned
from engine.journey.parts.settings import FrequencyCap, JourneySettings
from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.webhook import WebhookData
from engine.rules.addresses.email import email_problem, trimmed_email
from engine.rules.addresses.email_senders import is_no_sender
from engine.rules.addresses.whereabouts import country_of_number, region_of_contact
from engine.rules.conditions.conditions import Facts
from engine.rules.consent.consent import asking, refusal, state_now
from engine.rules.links.links import public_shorteners_in
from engine.rules.links.short_links import LinkRules, prepare_links
from engine.rules.liquid.escaping import TextFormat, is_json
from engine.rules.liquid.template import TemplateProblem, TemplateRefused, compile_template
from engine.rules.messages.body_formats import email_format, kept_plain, webhook_format
from engine.rules.messages.clause import append_clause, clause_due, has_clause
from engine.rules.messages.encoding import measure
from engine.rules.messages.frequency_caps import CapWindow, cap_window
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState, MessageChannel, MessageClass
from engine.rules.time.instants import DAY, Millis
from engine.rules.time.quiet_hours import QuietWindow, quiet_until, quiet_window
from engine.rules.time.zones import Zone
from engine.settings.account import AccountSettings

LONGEST_BODY = 1_600
"""Characters a carrier takes in one body (Twilio's cap)."""

LONGEST_OTHER_BODY = 1_000_000
"""Characters of an e-mail or a webhook's body."""


@dataclass(frozen=True, slots=True)
class NumberState:
    """What is known of the number (or e-mail address) a message would go to."""

    state: str = ConsentState.UNKNOWN
    changed_at: Millis = 0
    clause_at: Millis | None = None
    messages_in_cap: int = 0
    """Marketing messages handed over to it that count against the next one."""


@dataclass(frozen=True, slots=True)
class Send:
    """May go: everything that the claim writes down."""

    channel: MessageChannel
    to: str
    body: str
    encoding: str | None
    segments: int
    clause: bool
    notes: tuple[str, ...]
    subject: str | None = None
    targets: tuple[str, ...] = ()
    """Where the body's short links lead, by position; their codes are put in when the message has an id."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Does not go to this contact, for this reason; the contact goes on."""

    reason: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now; through the gate again at that time."""

    until: Millis
    reason: str


@dataclass(frozen=True, slots=True)
class AlreadyAsked:
    """The question is sent once: the number was asked already (or has answered meanwhile), so it only waits."""


@dataclass(frozen=True, slots=True)
class GoalReached:
    """The goal is reached: nothing more is sent, the contact leaves as converted."""


Verdict = Send | Skip | Hold | AlreadyAsked | GoalReached


@lru_cache(maxsize=256)
def _journey_windows(start: str, end: str) -> tuple[QuietWindow, ...]:
    return (quiet_window(start, end),)


@dataclass(frozen=True, slots=True)
class Gate:
    """One step's gate, with the settings that hold at it."""

    account: AccountSettings
    journey: JourneySettings
    journey_name: str
    data: SendSmsData | SendEmailData | WebhookData | AskOptInData
    pinned: Pinned | None = None
    """What the step sends of the library, as its version was published with it."""
    links: LinkRules | None = None
    """What becomes of the links in a marketing SMS; None leaves them as they are."""
    countries: frozenset[str] | None = None
    """Countries that the sender texts, two letters each; None is all."""

    @property
    def channel(self) -> MessageChannel:
        match self.data:
            case SendSmsData() | AskOptInData():
                return MessageChannel.SMS
            case SendEmailData():
                return MessageChannel.EMAIL
            case WebhookData():
                return MessageChannel.WEBHOOK
            case _ as never:
                assert_never(never)

    @property
    def marketing(self) -> bool:
        return self.journey.message_class == MessageClass.MARKETING

    @property
    def asks_state(self) -> bool:
        """Whether the contact's state decides on its quiet hours."""
        return self.marketing and self.channel is MessageChannel.SMS and self.account.quiet_hours.by_state

    @property
    def cap(self) -> FrequencyCap | None:
        """The journey's frequency cap, else the account's; none for transactional messages."""
        if not self.marketing or self.channel is not MessageChannel.SMS:
            return None
        return self.journey.frequency_cap or self.account.frequency_cap

    def window(self, counted: Millis, zone: Zone) -> CapWindow | None:
        """What counts against a message that counts at that moment; None without a cap."""
        return None if self.cap is None else cap_window(self.cap.per, counted, zone)

    def judge(self, facts: Facts, number: NumberState, skip_next: bool, zone: Zone, now: Millis) -> Verdict:
        """In this order: the phone, the consent, the cap, the quiet hours, the body. (That the enrolment is active and
        the journey running comes before, and the sender's rate after; the claim looks at all of it once more.)"""
        if skip_next:
            return Skip(Reason.PAUSED)
        match self.data:
            case SendSmsData():
                return self._judge_sms(self.data, facts, number, zone, now)
            case AskOptInData():
                return self._judge_question(self.data, facts, number, zone, now)
            case SendEmailData():
                return self._judge_email(self.data, facts, zone, now)
            case WebhookData():
                return self._write(self.data.url, self.data.body or "", None, facts, zone, now, clause=None)
            case _ as never:
                assert_never(never)

    def _judge_sms(self, data: SendSmsData, facts: Facts, number: NumberState, zone: Zone, now: Millis) -> Verdict:
        problem = self._phone_problem(facts.contact)
        if problem is not None:
            return Skip(problem)
        state = state_now(ConsentState(number.state), number.changed_at, now)
        refused = refusal(
            state,
            transactional=not self.marketing,
            unknown_may_get_transactional=self.account.transactional_allows_unknown,
        )
        if refused is not None:
            return Skip(refused)
        cap = self.cap
        if cap is not None and number.messages_in_cap >= cap.messages:
            return Skip(Reason.FREQUENCY_CAP)
        opens = self._quiet_until(facts.contact, zone, now)
        if opens is not None:
            return Hold(opens, Reason.QUIET_HOURS)
        body = (data.body or "") if self.pinned is None else self.pinned.body(facts.contact.get("language"))
        clause = self._clause(data, facts, number, now)
        if self.links is None or not self.marketing:
            return self._write(facts.contact["phone"], body, None, facts, zone, now, clause=clause)
        prepared = prepare_links(body, self.links)
        verdict = self._write(facts.contact["phone"], prepared.body, None, facts, zone, now, clause=clause)
        return replace(verdict, targets=prepared.targets) if isinstance(verdict, Send) else verdict

    def _judge_question(
        self, data: AskOptInData, facts: Facts, number: NumberState, zone: Zone, now: Millis
    ) -> Verdict:
        """The one message that asks for consent: to numbers that have said nothing, or were asked before."""
        problem = self._phone_problem(facts.contact)
        if problem is not None:
            return Skip(problem)
        state = state_now(ConsentState(number.state), number.changed_at, now)
        match asking(state):
            case "ask":
                pass
            case "wait" | "pass":
                return AlreadyAsked()
            case "leave":
                return Skip(Reason.OPTED_OUT)
            case _ as never:
                assert_never(never)
        opens = self._quiet_until(facts.contact, zone, now)
        if opens is not None:
            return Hold(opens, Reason.QUIET_HOURS)
        return self._write(facts.contact["phone"], data.body or "", None, facts, zone, now, clause=None)

    def _judge_email(self, data: SendEmailData, facts: Facts, zone: Zone, now: Millis) -> Verdict:
        address = facts.contact.get("email")
        problem = email_problem(address)
        if problem is not None:
            return Skip(problem)
        if facts.consent.get("email") == ConsentState.OPTED_OUT:
            return Skip(Reason.EMAIL_OPTED_OUT)
        if is_no_sender(data.from_):
            return Skip(Reason.EMAIL_SENDER_NOT_VALID)
        return self._write(trimmed_email(str(address)), data.body, data.subject, facts, zone, now, clause=None)

    def _format_of(self, body: str) -> TextFormat:
        """How values are escaped in a body of this step."""
        match self.data:
            case SendEmailData():
                return email_format(body)
            case WebhookData(headers=headers, method=method):
                return "plain" if method == "GET" else webhook_format(body, headers)
            case SendSmsData() | AskOptInData():
                return "plain"
            case _ as never:
                assert_never(never)

    def _phone_problem(self, contact: Mapping[str, Any]) -> str | None:
        if not self.account.sms_enabled:
            return Reason.SMS_OFF
        if contact.get("phone_problem"):
            return str(contact["phone_problem"])
        phone = contact.get("phone")
        if not phone:
            return Reason.NO_PHONE
        served = self.countries is None or country_of_number(phone) in self.countries
        return None if served else Reason.COUNTRY_NOT_SERVED

    def _quiet_until(self, contact: Mapping[str, Any], zone: Zone, now: Millis) -> Millis | None:
        if not self.marketing:
            return None
        quiet = self.journey.quiet_hours
        own = () if quiet is None else _journey_windows(quiet.start, quiet.end)
        account = self.account.quiet_hours
        if account.by_country or account.elsewhere:
            place = region_of_contact(contact)
            windows = account.rules.windows(place.country, place.state, own)
        else:
            windows = own
        return quiet_until(now, zone, windows) if windows else None

    def _clause(self, data: SendSmsData, facts: Facts, number: NumberState, now: Millis) -> str | None:
        if not self.marketing or data.opt_out_clause == "never":
            return None
        setting = self.account.opt_out_clause
        due = clause_due(number.clause_at, now, every=setting.every_days * DAY, always=setting.always)
        return setting.text(facts.contact.get("language"), self.account.language) if due else None

    def _write(
        self, to: str, body: str, subject: str | None, facts: Facts, zone: Zone, now: Millis, *, clause: str | None
    ) -> Verdict:
        """Renders the message for this contact and looks at what came out."""
        journey = {"name": self.journey_name}
        account = {"name": self.account.name}
        try:
            form = self._format_of(body)
            written = compile_template(body, form).render(facts.contact, facts.event, journey, account, zone, now)
            head = (
                None
                if subject is None
                else compile_template(subject).render(facts.contact, facts.event, journey, account, zone, now)
            )
        except (TemplateProblem, TemplateRefused):
            return Skip(Reason.BODY_REFUSED)
        text = written.text
        notes = written.missing if head is None else (*written.missing, *head.missing)
        if self.account.name is None and "account.name" in notes:
            return Skip(Reason.ACCOUNT_UNNAMED)
        if self.channel is not MessageChannel.SMS:
            if len(text) > LONGEST_OTHER_BODY:
                return Skip(Reason.BODY_REFUSED)
            if form == "json" and text.strip() and not is_json(text):
                return Skip(Reason.BODY_NOT_JSON)
            if self.channel is MessageChannel.EMAIL and form == "plain":
                text = kept_plain(text)
            # A header is one line: a value with a newline in it must not begin another (RFC 5322, 2.2).
            subject = None if head is None else " ".join(head.text.split())
            return Send(self.channel, to, text, None, 0, False, notes, subject)
        if not text.strip():
            return Skip(Reason.BODY_EMPTY)
        if public_shorteners_in(text):
            return Skip(Reason.PUBLIC_SHORTENER)
        with_clause = append_clause(text, clause) if clause else text
        carries = bool(clause) and (with_clause is not text or has_clause(text))
        if len(with_clause) > LONGEST_BODY:
            return Skip(Reason.BODY_TOO_LONG)
        measured = measure(with_clause)
        return Send(MessageChannel.SMS, to, with_clause, measured.encoding, measured.segments, carries, notes)
