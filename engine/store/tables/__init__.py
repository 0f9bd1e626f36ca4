"""All tables, by subject. Importing this package makes `metadata` complete."""

from sqlmodel import SQLModel

from engine.store.tables.account import Account, ApiKey, IdempotentAnswer, Lease
from engine.store.tables.enrolments import Cohort, Enrolment, Path, Route, StepCount
from engine.store.tables.journeys import Journey, Launch, Version
from engine.store.tables.messages import Inbound, Message, Sender
from engine.store.tables.people import Consent, ConsentLog, Contact, Event

metadata = SQLModel.metadata

__all__ = [
    "Account",
    "ApiKey",
    "Cohort",
    "Consent",
    "ConsentLog",
    "Contact",
    "Enrolment",
    "Event",
    "IdempotentAnswer",
    "Inbound",
    "Journey",
    "Launch",
    "Lease",
    "Message",
    "Path",
    "Route",
    "Sender",
    "StepCount",
    "Version",
    "metadata",
]
