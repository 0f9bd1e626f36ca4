"""The tables as SQLAlchemy Core sees them: what set-based statements are written with."""

from typing import Any, cast

from sqlalchemy import ColumnElement, Table, literal_column
from sqlmodel import SQLModel

from engine.store.database import tables


def table_of(model: type[SQLModel]) -> Table:
    """The Core table of a SQLModel class."""
    return tables.metadata.tables[cast(Any, model).__tablename__]


account = table_of(tables.Account)
answer = table_of(tables.Answer)
api_key = table_of(tables.ApiKey)
click = table_of(tables.Click)
cohort = table_of(tables.Cohort)
consent = table_of(tables.Consent)
consent_log = table_of(tables.ConsentLog)
contact = table_of(tables.Contact)
enrolment = table_of(tables.Enrolment)
event = table_of(tables.Event)
follow_up = table_of(tables.FollowUp)
form = table_of(tables.Form)
form_submission = table_of(tables.FormSubmission)
form_wording = table_of(tables.FormWording)
idempotent_answer = table_of(tables.IdempotentAnswer)
inbound = table_of(tables.Inbound)
journey = table_of(tables.Journey)
launch = table_of(tables.Launch)
lease = table_of(tables.Lease)
message = table_of(tables.Message)
path = table_of(tables.Path)
route = table_of(tables.Route)
segment = table_of(tables.Segment)
sender = table_of(tables.Sender)
session = table_of(tables.Session)
short_link = table_of(tables.ShortLink)
step_count = table_of(tables.StepCount)
template = table_of(tables.Template)
template_version = table_of(tables.TemplateVersion)
version = table_of(tables.Version)
webhook_secret = table_of(tables.WebhookSecret)

IS_ACTIVE: ColumnElement[bool] = enrolment.c.status == literal_column("'active'")
"""Said outright rather than as a value to bind, here and below: an index over these rows alone is used only where it
is certain at planning. SQLite makes sure by planning anew whenever the value is bound, five times the work of running
the statement; PostgreSQL's generic plans go without the index."""

HAS_KEY: ColumnElement[bool] = enrolment.c.key != literal_column("''")

IS_CLAIMED: ColumnElement[bool] = message.c.state == literal_column("'claimed'")
