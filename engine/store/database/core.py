"""The tables as SQLAlchemy Core sees them: what set-based statements are written with."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, literal_column
from sqlmodel import SQLModel

from engine.rules.outcomes.states import EnrolmentStatus, MessageState
from engine.store.database import tables


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class."""
    return tables.metadata.tables[cast(Any, model).__tablename__]


account = table_of(tables.AccountTable)
answer = table_of(tables.AnswerTable)
api_key = table_of(tables.ApiKeyTable)
click = table_of(tables.ClickTable)
cohort = table_of(tables.CohortTable)
consent = table_of(tables.ConsentTable)
consent_log = table_of(tables.ConsentLogTable)
contact = table_of(tables.ContactTable)
enrolment = table_of(tables.EnrolmentTable)
event = table_of(tables.EventTable)
follow_up = table_of(tables.FollowUpTable)
form = table_of(tables.FormTable)
form_submission = table_of(tables.FormSubmissionTable)
form_wording = table_of(tables.FormWordingTable)
idempotent_answer = table_of(tables.IdempotentAnswerTable)
inbound = table_of(tables.InboundTable)
journey = table_of(tables.JourneyTable)
launch = table_of(tables.LaunchTable)
lease = table_of(tables.LeaseTable)
message = table_of(tables.MessageTable)
path = table_of(tables.PathTable)
route = table_of(tables.RouteTable)
segment = table_of(tables.SegmentTable)
sender = table_of(tables.SenderTable)
session = table_of(tables.SessionTable)
short_link = table_of(tables.ShortLinkTable)
step_count = table_of(tables.StepCountTable)
template = table_of(tables.TemplateTable)
template_version = table_of(tables.TemplateVersionTable)
version = table_of(tables.VersionTable)
webhook_secret = table_of(tables.WebhookSecretTable)

IS_ACTIVE: ColumnElement[bool] = enrolment.c.status == literal_column(f"'{EnrolmentStatus.ACTIVE}'")
"""Said outright rather than as a value to bind, here and below: an index over these rows alone is used only where it
is certain at planning. SQLite makes sure by planning anew whenever the value is bound, five times the work of running
the statement; PostgreSQL's generic plans go without the index."""

HAS_KEY: ColumnElement[bool] = enrolment.c.key != literal_column("''")

IS_CLAIMED: ColumnElement[bool] = message.c.state == literal_column(f"'{MessageState.CLAIMED}'")
