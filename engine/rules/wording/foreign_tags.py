"""Merge tags of other tools, which Postroad would send as they stand: `*|FNAME|*`, `{first_name}`, `%NAME%`.

The forms are those of the tools' own manuals: Mailchimp `*|FNAME|*`, ActiveCampaign and EZ Texting `%FIRSTNAME%`,
Salesforce Marketing Cloud and SimpleTexting `%%first_name%%`, Mailgun `%recipient.name%`, AWeber `{!firstname}`,
Infusionsoft `~Contact.FirstName~`, GetResponse and Brevo's older `[[firstname]]`, Attentive and SlickText
`{first_name}`, ERB and templates of programmers `<%= name %>`, `${name}`, `#{name}`, Word's `<<name>>` and `«name»`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from engine.rules.wording.field_names import standard_name
from engine.rules.wording.word_sets import word_set

MANY: Final = 200
"""No more tags of a text are told of."""


class ForeignTag(NamedTuple):
    """A tag that is no merge field of ours."""

    text: str
    """As it stands."""
    field: str | None
    """The field of ours that it is for, when it names one."""
    certain: bool
    """Whether it can be nothing else: by its form, or because it names a field that everybody has."""


_NAME: Final = r"[^\W\d_][\w.:-]{0,60}"
_WORDS: Final = r"[^\W\d_][\w.:-]{0,40}(?:\x20[\w.:-]{1,30}){0,3}"

_CERTAIN: Final = re.compile(
    rf"""
      \*\|\s?(?P<a>[^|*\n]{{1,60}})\|\*              # *|FNAME|*
    | \[\[\s?(?P<b>{_WORDS})\s?\]\]                  # [[first_name]]
    | <<\s?(?P<c>{_WORDS})\s?>>                      # <<First Name>>
    | <%[=-]?\s?(?P<d>[^%<>\n]{{1,60}}?)\s?-?%>      # <%= name %>
    | \$\{{\s?(?P<e>{_NAME})\s?\}}                   # ${{name}}
    | \#\{{\s?(?P<f>{_NAME})\s?\}}                   # #{{name}}
    | \{{!\s?(?P<g>{_NAME})\s?\}}                    # {{!firstname}}
    | %%\s?(?P<h>{_WORDS})\s?%%                      # %%First Name%%
    | \[%=?\s?(?P<i>{_WORDS})\s?%\]                  # [% name %]
    | ~(?P<j>[^\W\d_]\w{{0,30}}\.\w{{1,40}})~        # ~Contact.FirstName~
    | %\(?(?P<k>recipient\.\w{{1,40}})\)?%           # %recipient.name%
    | %\((?P<l>{_NAME})\)s                           # %(name)s
    """,
    re.VERBOSE,
)
_LIKELY: Final = re.compile(
    rf"""
      (?<![{{$\#%\w])\{{\s?(?P<a>{_WORDS})\s?\}}(?!\}})      # {{first_name}}
    | (?<![\w%])%(?P<b>[^\W\d_]\w{{1,40}})%(?![\w%])         # %FIRST_NAME%
    | @@(?P<c>{_NAME})@@                                     # @@name@@
    """,
    re.VERBOSE,
)
_BY_NAME: Final = re.compile(
    rf"""
      (?<!\[)\[\s?(?P<a>{_WORDS})\s?\](?![\](])              # [First Name], and no [link](address)
    | «\s?(?P<b>{_WORDS})\s?»                                # Word's merge fields
    | (?<![\w<])<(?P<c>{_WORDS})>                            # <first name>
    | (?<![\w-])-(?P<d>\w{{3,40}})-(?![\w-])                 # SendGrid's older -name-
    | (?<![\w(])\((?P<e>[^\W\d_]\w{{2,40}})\)                # (first_name)
    | (?<![\w@])@(?P<f>[^\W\d_]\w{{2,40}})(?![\w@.])         # @first_name
    """,
    re.VERBOSE,
)
"""Brackets that texts have for other things too: only around the name of a field."""
_BLANKS: Final = word_set(
    "link url yourlink yourcompany companyname company businessname yourbusiness date time code amount linkhere "
    "insertlink address discountcode couponcode promocode brand brandname storename shopname "
    "ordernumber orderid"
)
"""What texts written by people (and machines) leave to be filled in: `[LINK]`, `[Your Company]`."""
_PLAIN_WORDS: Final = word_set("name first last phone email mail mobile cell tel id mailaddress unsubscribe")
"""Names of fields that are words of their own: `(name)` and `@phone` are no tags."""


@lru_cache(maxsize=2048)
def foreign_tags(text: str, *, prose: bool = True) -> tuple[ForeignTag, ...]:
    """The tags of other tools in a text whose own merge fields were taken out, each once, in order.

    What is not `prose` (a webhook's body, where braces and brackets are the format's own) is looked through for the
    unmistakable forms alone.
    """
    located = sorted(_found(text, prose))
    tags: dict[str, ForeignTag] = {}
    for _, tag in located:
        tags.setdefault(tag.text, tag)
    return tuple(tags.values())[:MANY]


def _found(text: str, prose: bool) -> Iterator[tuple[int, ForeignTag]]:
    spans: list[tuple[int, int]] = []
    for match in _CERTAIN.finditer(text):
        spans.append(match.span())
        yield match.start(), ForeignTag(match[0], standard_name(_named(match)), certain=True)
    if not prose:
        return
    for pattern in (_LIKELY, _BY_NAME):
        for match in pattern.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in spans):
                continue
            tag = _judged(match, by_name=pattern is _BY_NAME)
            if tag is not None:
                spans.append(match.span())
                yield match.start(), tag


def _judged(match: re.Match[str], *, by_name: bool) -> ForeignTag | None:
    name = _named(match)
    field = standard_name(name)
    if not by_name:
        return ForeignTag(match[0], field, certain=field is not None)
    fold = "".join(each for each in name.casefold() if each.isalnum())
    square = match.lastgroup == "a"
    if square and (field is not None or fold in _BLANKS):
        return ForeignTag(match[0], field, certain=fold not in _PLAIN_WORDS and field is not None)
    if field is None or fold in _PLAIN_WORDS or (match.lastgroup in {"d", "e", "f"} and "_" not in name):
        return None
    return ForeignTag(match[0], field, certain=False)


def _named(match: re.Match[str]) -> str:
    """The name within the brackets, without the tool's own prefix: `contact.` of `{contact.firstname}`."""
    name = next(group for group in match.groups() if group is not None).strip()
    return re.split(r"[.:]", name)[-1]
