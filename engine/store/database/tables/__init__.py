"""All tables, by subject. Importing this package makes `metadata` complete."""

from sqlmodel import SQLModel

from engine.store.database.tables.account import Account, ApiKey, IdempotentAnswer, Lease, Session, WebhookSecret
from engine.store.database.tables.answers import Answer
from engine.store.database.tables.enrolments import Cohort, Enrolment, Path, Route, StepCount
from engine.store.database.tables.follow_ups import FollowUp
from engine.store.database.tables.forms import Form, FormSubmission, FormWording
from engine.store.database.tables.journeys import Journey, Launch, Version
from engine.store.database.tables.links import Click, ShortLink
from engine.store.database.tables.messages import Inbound, Message, Sender
from engine.store.database.tables.people import Consent, ConsentLog, Contact, Event
from engine.store.database.tables.segments import Segment
from engine.store.database.tables.templates import Template, TemplateVersion

metadata = SQLModel.metadata

__all__ = [
    "Account",
    "Answer",
    "ApiKey",
    "Click",
    "Cohort",
    "Consent",
    "ConsentLog",
    "Contact",
    "Enrolment",
    "Event",
    "FollowUp",
    "Form",
    "FormSubmission",
    "FormWording",
    "IdempotentAnswer",
    "Inbound",
    "Journey",
    "Launch",
    "Lease",
    "Message",
    "Path",
    "Route",
    "Segment",
    "Sender",
    "Session",
    "ShortLink",
    "StepCount",
    "Template",
    "TemplateVersion",
    "Version",
    "WebhookSecret",
    "metadata",
]
