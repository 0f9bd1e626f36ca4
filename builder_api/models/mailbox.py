"""The local mailbox's e-mails."""

from __future__ import annotations

from builder_api.models.common import Answer, Instant, Page


class MailSummary(Answer):
    """An e-mail in a list."""

    id: int
    to: str
    sender: str | None
    """As its step says; null where it says nothing."""
    subject: str
    excerpt: str
    """How its text begins."""
    at: Instant
    message_id: int | None
    """Ours, of what we sent."""


class MailPage(Page[MailSummary]):
    """A part of the e-mails, newest first."""

    mail_server: str | None
    """The host that e-mails go to now; null while they come here."""


class Mail(MailSummary):
    """An e-mail as a mail program gets it."""

    body: str
    html: bool
    """Whether the body is HTML; else it is plain text."""
    headers: dict[str, str]
    """What else mail programs read, such as `List-Unsubscribe`."""
