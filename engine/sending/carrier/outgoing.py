"""A claimed message as its carrier gets it."""

from collections.abc import Callable

from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.webhook import WebhookData
from engine.sending.carrier.carrier import Outgoing
from engine.sending.page_links import Headers
from engine.store.messages.messages import ClaimedMessage


def reference_of(installation: str, message_id: int) -> str:
    """Our id of a message at carriers: unique over all installations that share one."""
    return f"{installation}-{message_id}"


def outgoing(
    row: ClaimedMessage,
    data: object,
    sender_number: str | None,
    installation: str,
    unsubscribe: Callable[[int], Headers] | None = None,
) -> Outgoing:
    """What is handed over for a claimed row; `data` is its step's, for what a channel needs beside the body.
    `unsubscribe` gives the headers by which a contact unsubscribes, for marketing e-mail."""
    options: tuple[tuple[str, str], ...] = ()
    sender = sender_number
    if isinstance(data, WebhookData):
        options = (("method", data.method), *sorted((f"header:{name}", value) for name, value in data.headers.items()))
        sender = None
    elif isinstance(data, SendEmailData):
        sender = data.from_
        if unsubscribe is not None and row.contact_id is not None:
            options = tuple((f"header:{name}", value) for name, value in unsubscribe(row.contact_id))
    return Outgoing(
        message_id=row.id,
        reference=reference_of(installation, row.id),
        channel=row.channel,
        sender=sender,
        to=row.to,
        body=row.body,
        segments=row.segments,
        subject=row.subject,
        options=options,
    )
