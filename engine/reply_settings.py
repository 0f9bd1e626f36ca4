"""The account's words and answers, as the reading of replies takes them."""

from functools import lru_cache

from engine.account import AccountSettings, Keywords, Replies
from engine.rules.keywords import ReplySettings
from engine.rules.reply_languages import LANGUAGES, LanguageReplies


def reply_settings(account: AccountSettings) -> ReplySettings:
    """Built-in languages with the account's own words and answers beside them."""
    return _made(
        account.keywords.model_dump_json(),
        account.replies.model_dump_json(),
        account.opt_out_matching,
        account.language,
    )


@lru_cache(maxsize=32)
def _made(keywords_json: str, replies_json: str, matching: str, language: str) -> ReplySettings:
    return ReplySettings.model_validate(
        {
            "opt_out_matching": matching,
            "default_language": language,
            "languages": (*_own(Keywords.model_validate_json(keywords_json), Replies.model_validate_json(replies_json)),
                          *LANGUAGES),
        }
    )  # fmt: skip


def _own(keywords: Keywords, replies: Replies) -> tuple[LanguageReplies, ...]:
    tags = sorted(
        {
            *keywords.opt_out, *keywords.opt_in, *keywords.help,
            *replies.opt_out, *replies.opt_in, *replies.help,
        }
    )  # fmt: skip
    return tuple(
        LanguageReplies(
            language=tag,
            opt_out=keywords.opt_out.get(tag, ()),
            opt_in=keywords.opt_in.get(tag, ()),
            help=keywords.help.get(tag, ()),
            opted_out_text=replies.opt_out.get(tag, ""),
            opted_in_text=replies.opt_in.get(tag, ""),
            help_text=replies.help.get(tag, ""),
            clause="",
        )
        for tag in tags
    )
