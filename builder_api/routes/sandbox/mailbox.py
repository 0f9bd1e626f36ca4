"""The local mailbox: where e-mails go until a mail server is set. Beside the virtual phones, and as harmless."""

from __future__ import annotations

import re
from html import unescape
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from fastapi import Query

from builder_api.dependencies import CursorText, Limit, RowId, ServicesDep
from builder_api.models.mailbox import Mail, MailPage, MailSummary
from builder_api.services import ApiServices, LocalMail, LocalMailbox
from builder_api.web import cursors
from builder_api.web.errors import NotFound, PartMissing, answers
from builder_api.web.strict_route import room
from engine.rules.addresses.email import is_html

router = room("sandbox")

EXCERPT: Final = 140
"""Characters of an e-mail's text in a list."""
_READ: Final = 2_000
"""Characters that it is looked for in: an e-mail can be a megabyte, and its list has many."""
_INLINE: Final = re.compile(r"</?(?:a|b|em|i|span|strong|u)(?:\s[^>]*)?>", re.IGNORECASE)
_TAG: Final = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<[^>]*(?:>|$)", re.IGNORECASE | re.DOTALL)


def _mailbox(services: ApiServices) -> LocalMailbox:
    if services.mailbox is None:
        raise PartMissing("the local mailbox is not open in this process; start Postroad with `postroad up`")
    return services.mailbox


@router.get("/sandbox/mailbox", responses=answers(PartMissing))
def list_mails(
    services: ServicesDep,
    search: Annotated[str, Query(max_length=254, description="Part of the address they went to.")] = "",
    limit: Limit = 50,
    cursor: CursorText = None,
) -> MailPage:
    """E-mails in the local mailbox, newest first."""
    rows = _mailbox(services).mails(limit + 1, cursors.before_id(cursor), search)
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    items = [MailSummary.model_validate(_plain(row)) for row in page]
    return MailPage(items=items, next_cursor=following, mail_server=_mail_server(services))


@router.get("/sandbox/mailbox/{mail_id}", responses=answers(NotFound, PartMissing))
def get_mail(mail_id: RowId, services: ServicesDep) -> Mail:
    """One e-mail, whole."""
    row = _mailbox(services).read(mail_id)
    if row is None:
        raise NotFound(f"there is no e-mail {mail_id} in the mailbox; GET /api/v1/sandbox/mailbox lists them")
    headers = dict(row.headers or ())
    return Mail.model_validate(_plain(row) | {"body": row.body, "html": is_html(row.body), "headers": headers})


def _plain(row: LocalMail) -> dict[str, Any]:
    return {
        "id": row.id,
        "to": row.to,
        "sender": row.sender,
        "subject": row.subject,
        "excerpt": _excerpt(row.body),
        "at": row.at,
        "message_id": row.message_id,
    }


def _excerpt(body: str) -> str:
    begin = body[:_READ]
    text = unescape(_TAG.sub(" ", _INLINE.sub("", begin))) if is_html(begin) else begin
    return " ".join(text.split())[:EXCERPT]


def _mail_server(services: ApiServices) -> str | None:
    url = services.settings.smtp_url
    return None if url is None else urlsplit(url.get_secret_value()).hostname
