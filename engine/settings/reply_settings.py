"""The account's words and answers, as the reading of replies takes them."""

from typing import Literal

from engine.rules.replies.keywords import ReplySettings, service_text
from engine.settings.account import AccountSettings


def reply_settings(account: AccountSettings) -> ReplySettings:
    """How the account reads replies: its own words beside the built-in ones."""
    own = account.keywords
    return ReplySettings.of(account.opt_out_matching, opt_out=own.opt_out, opt_in=own.opt_in, help_words=own.help)


def answer_text(account: AccountSettings, kind: Literal["opt_out", "opt_in", "help"], language: str | None) -> str:
    """What is answered, in the contact's language: the account's own text, else the built-in one."""
    match kind:
        case "opt_out":
            own = account.replies.opt_out
        case "opt_in":
            own = account.replies.opt_in
        case "help":
            own = account.replies.help
    return service_text(kind, language, own, account.language)
