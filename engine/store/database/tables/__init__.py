"""All tables, by subject. Importing this package makes `metadata` complete."""

from sqlmodel import SQLModel

from engine.store.database.tables.account import (
    AccountTable,
    ApiKeyTable,
    IdempotentAnswerTable,
    LeaseTable,
    SessionTable,
    WebhookSecretTable,
)
from engine.store.database.tables.answers import AnswerTable
from engine.store.database.tables.enrolments import CohortTable, EnrolmentTable, PathTable, RouteTable, StepCountTable
from engine.store.database.tables.follow_ups import FollowUpTable
from engine.store.database.tables.forms import FormSubmissionTable, FormTable, FormWordingTable
from engine.store.database.tables.journeys import JourneyTable, LaunchTable, VersionTable
from engine.store.database.tables.links import ClickTable, ShortLinkTable
from engine.store.database.tables.messages import InboundTable, MessageTable, SenderTable
from engine.store.database.tables.people import ConsentLogTable, ConsentTable, ContactTable, EventTable
from engine.store.database.tables.segments import SegmentTable
from engine.store.database.tables.templates import TemplateTable, TemplateVersionTable

metadata = SQLModel.metadata

__all__ = [
    "AccountTable",
    "AnswerTable",
    "ApiKeyTable",
    "ClickTable",
    "CohortTable",
    "ConsentLogTable",
    "ConsentTable",
    "ContactTable",
    "EnrolmentTable",
    "EventTable",
    "FollowUpTable",
    "FormSubmissionTable",
    "FormTable",
    "FormWordingTable",
    "IdempotentAnswerTable",
    "InboundTable",
    "JourneyTable",
    "LaunchTable",
    "LeaseTable",
    "MessageTable",
    "PathTable",
    "RouteTable",
    "SegmentTable",
    "SenderTable",
    "SessionTable",
    "ShortLinkTable",
    "StepCountTable",
    "TemplateTable",
    "TemplateVersionTable",
    "VersionTable",
    "WebhookSecretTable",
    "metadata",
]
