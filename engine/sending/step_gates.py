"""The gates of a journey's steps: what each is built from, and which facts it reads. They are built here alone, for
what is sent and for what is looked at before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from engine.journey.parts.settings import JourneySettings
from engine.journey.plan import Step
from engine.journey.step_types import definition_of
from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.webhook import WebhookData
from engine.rules.addresses.whereabouts import STATE
from engine.rules.conditions.facts import Reads
from engine.rules.liquid.template import template_reads
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import MessageChannel
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.sending import page_links
from engine.sending.gate import Gate, Send, Skip, Verdict
from engine.settings.account import AccountSettings, QuietHoursSetting
from engine.store.account import accounts
from engine.store.account.senders import SenderRow
from engine.store.journeys.journey_names import journey_name
from engine.store.segments.facts import ContactFacts, FactsSubject, load_facts

_CONTACT_FIELDS: Final = ("country", "email", "language", "phone", "phone_problem", "timezone")
"""What a gate looks at of a contact, whatever its bodies name."""


@dataclass(frozen=True, slots=True)
class StepGates:
    """What the gates of one journey's steps have in common."""

    account: AccountSettings
    journey: JourneySettings
    journey_name: str
    address: str
    """Where this installation is reached: short links lead there."""

    @classmethod
    def read(cls, conn: Connection, compiled: CompiledPlan, journey_id: int, address: str) -> StepGates:
        """Those of a version, with the account's settings as they are now."""
        name = journey_name(conn, journey_id)
        return cls(accounts.load_settings(conn), compiled.plan.settings, name, address)

    def for_any_time(self) -> StepGates:
        """The same without quiet hours and caps, and with SMS switched on: they judge what would be sent, not when."""
        account = self.account.model_copy(
            update={"quiet_hours": QuietHoursSetting(), "frequency_cap": None, "sms_enabled": True}
        )
        journey = self.journey.model_copy(update={"quiet_hours": None, "frequency_cap": None})
        return replace(self, account=account, journey=journey)

    def sender_id(self, step: Step) -> str:
        """The sender of a step's SMS: its own, else the account's."""
        own = step.data.sender if isinstance(step.data, SendSmsData) else None
        return own or self.account.sender

    def gate(self, step: Step, sender: SenderRow | None) -> Gate:
        """The gate of a send step, whose SMS go by this sender."""
        data = step.data
        if not isinstance(data, SendSmsData | SendEmailData | WebhookData | AskOptInData):
            raise TypeError(f'step "{step.id}" is of the type {step.type}, which sends nothing')
        return Gate(
            self.account,
            self.journey,
            self.journey_name,
            data,
            step.pinned,
            self.account.links.rules(self.journey_name, self.address),
            None if sender is None else sender.countries,
        )

    def reads(self, *steps: Step) -> Reads:
        """What the gates of these send steps look at, and what the texts name that they send."""
        return Reads(contact=_CONTACT_FIELDS).union(*(self._reads_of(step) for step in steps))

    def _reads_of(self, step: Step) -> Reads:
        texts = [*step.bodies, *(text for _, text in definition_of(step.data).texts(step.data))]
        reads = Reads().union(*(template_reads(text) for text in texts))
        gate = self.gate(step, None)
        if gate.channel is MessageChannel.EMAIL:
            reads = reads.union(Reads(consent=("email",)))
        return reads.union(STATE) if gate.asks_state else reads


def load_gate_facts(
    conn: Connection,
    address: str,
    subjects: Sequence[FactsSubject],
    reads: Reads,
    now: Millis,
    *,
    external_id: bool = False,
) -> list[ContactFacts]:
    """What gates are told of contacts, in their order; with the addresses of their own pages, where texts name them."""
    facts = load_facts(conn, subjects, reads, now, zone=True, external_id=external_id)
    if page_links.MERGE_FIELD not in reads.contact:
        return facts
    return page_links.with_urls(conn, address, [subject.contact_id for subject in subjects], facts)


def verdict_by_sender(verdict: Verdict, sender: SenderRow | None) -> Verdict:
    """What becomes of a verdict where nobody is there to send an SMS."""
    if sender is None and isinstance(verdict, Send) and verdict.channel is MessageChannel.SMS:
        return Skip(Reason.NO_SENDER)
    return verdict
