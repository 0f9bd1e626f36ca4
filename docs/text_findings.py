"""What the findings about texts mean, for their reference page."""

from __future__ import annotations

from typing import Final

from engine.journey.findings import FindingCode

TEXT_FINDINGS: Final[tuple[tuple[FindingCode, str, str, str], ...]] = (
    (
        FindingCode.FOREIGN_TAG,
        "error when it can be nothing else, or names a field that everybody has; else warning",
        (
            "a merge tag of another tool (`*|FNAME|*`, `{first_name}`, `[[first_name]]`, `%FIRST_NAME%`, `<<name>>`, "
            "`${name}`, `[First Name]`) is sent as it stands"
        ),
        'write `{{ contact.first_name }}`; to send it as it stands, write `{{ "*|FNAME|*" }}`',
    ),
    (
        FindingCode.UNKNOWN_CONTACT_FIELD,
        "warning",
        (
            "no contact has the field; without contacts to look at (a file, a new installation) only what is a slip "
            "of a field that everybody has is told"
        ),
        "take the name that is offered, or import contacts with that column first",
    ),
    (
        FindingCode.UNDECLARED_PROPERTY,
        "warning",
        (
            "the trigger does not declare the property of the event: not in `requires`, its key or its condition, and "
            "no such event had it yet. With a `default` only a slip is told"
        ),
        "add it to `requires`, or give it a `default`",
    ),
    (
        FindingCode.RAW_DATE,
        "warning",
        "a date is printed as a machine writes it, 2026-03-05T18:00:00Z",
        '`{{ event.starts_at | date: "%A, %-d %B at %H:%M" }}`',
    ),
    (
        FindingCode.DATE_FORMAT,
        "error when it has no % in it; else warning",
        'the format is another tool\'s: `date: "MMMM D"` prints MMMM D',
        "take the format that is offered",
    ),
    (
        FindingCode.MARKUP_IN_TEXT,
        "warning",
        (
            "an SMS, a subject or a plain e-mail has HTML tags, entities (`&amp;`) or Markdown in it, or a filter that "
            "makes HTML"
        ),
        "write plain text, or begin an e-mail with a tag",
    ),
    (
        FindingCode.REPLY_WORD_TAKEN,
        "warning",
        (
            "the text asks for a reply that opts people out (or in, or is answered with the help text) for something "
            "else; in all eight languages, and for the account's own words"
        ),
        "ask for another word or a number",
    ),
    (
        FindingCode.BODY_TURNS_UCS2,
        "warning",
        "a character makes the SMS dearer; what nobody sees is named: no-break space (U+00A0)",
        "write what is offered instead",
    ),
    (
        FindingCode.INVALID_SENDER_ADDRESS,
        "error",
        "an e-mail is from what is not one address",
        "`news@example.com` or `Acme <news@example.com>`, or leave it to the account",
    ),
    (
        FindingCode.MERGE_FIELD_IN_JSON,
        "warning",
        (
            "a merge field stands raw in a webhook's JSON: escaped, but numbers and missing values become texts "
            "(within quotes), or texts of digits numbers (outside)"
        ),
        "`{{ contact.first_name | json }}`, without quotes around it",
    ),
    (
        FindingCode.BODY_NOT_JSON,
        "error",
        "a webhook's body is declared as JSON and is none, whatever its values",
        "look for a comma or a quote too many",
    ),
    (
        FindingCode.BODY_NOT_DECLARED,
        "warning",
        "a webhook's body is no JSON and its headers do not say what it is",
        "add the header `Content-Type`",
    ),
)
"""(code, severity, what is wrong, what to do)."""
