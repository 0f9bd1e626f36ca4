"""Which column becomes what: guessed from headings of well-known systems, or said in a mapping."""

from __future__ import annotations

import time

import pytest

from engine.rules.imports.import_columns import Columns, columns_of
from engine.rules.imports.import_headings import letters
from engine.rules.imports.import_mapping import MappingRefused, read_mapping

HUBSPOT = [
    *("Record ID", "First Name", "Last Name", "Email", "Phone Number", "Mobile Phone Number", "Contact owner"),
    *("Lifecycle Stage", "Country/Region", "Time Zone", "Preferred language"),
    *("Opted out of email: Marketing Information", "SMS opt-in", "Notes", "Notes"),
]
SALESFORCE = [
    *("ID", "FIRSTNAME", "LASTNAME", "EMAIL", "PHONE", "MOBILEPHONE", "HOMEPHONE", "MAILINGCOUNTRY"),
    *("MAILINGSTATE", "HASOPTEDOUTOFEMAIL", "DONOTCALL", "SMS_OPT_IN__C", "BALANCE__C"),
]
MAILCHIMP = [
    *("Email Address", "First Name", "Last Name", "Phone Number", "MEMBER_RATING", "OPTIN_TIME", "TIMEZONE", "CC"),
    *("LEID", "EUID", "TAGS"),
]
SHOPIFY = [
    *("Customer ID", "First Name", "Email", "Accepts Email Marketing", "Default Address Country Code"),
    *("Default Address Phone", "Phone", "Accepts SMS Marketing", "Total Spent", "Total Orders", "Tags"),
]


def guessed(header: list[str], rows: list[list[str]] | None = None) -> Columns:
    return columns_of(header, read_mapping(None), rows or [])


def by_heading(columns: Columns) -> dict[str, str]:
    return {column.heading: column.becomes for column in columns.columns if column.becomes != "attribute"}


@pytest.mark.parametrize(
    ("system", "header", "expected"),
    [
        (
            "HubSpot",
            HUBSPOT,
            {
                "Record ID": "external_id",
                "First Name": "first_name",
                "Last Name": "last_name",
                "Email": "email",
                "Mobile Phone Number": "phone",
                "Country/Region": "country",
                "Time Zone": "timezone",
                "Preferred language": "language",
                "Opted out of email: Marketing Information": "email_opt_out",
                "SMS opt-in": "sms_consent",
            },
        ),
        (
            "Salesforce",
            SALESFORCE,
            {
                "ID": "external_id",
                "FIRSTNAME": "first_name",
                "LASTNAME": "last_name",
                "EMAIL": "email",
                "MOBILEPHONE": "phone",
                "MAILINGCOUNTRY": "country",
                "HASOPTEDOUTOFEMAIL": "email_opt_out",
                "SMS_OPT_IN__C": "sms_consent",
            },
        ),
        (
            "Mailchimp",
            MAILCHIMP,
            {
                "EUID": "external_id",
                "Email Address": "email",
                "First Name": "first_name",
                "Last Name": "last_name",
                "Phone Number": "phone",
                "TIMEZONE": "timezone",
                "CC": "country",
                "TAGS": "tags",
            },
        ),
        (
            "Shopify",
            SHOPIFY,
            {
                "Customer ID": "external_id",
                "First Name": "first_name",
                "Email": "email",
                "Accepts Email Marketing": "email_consent",
                "Default Address Country Code": "country",
                "Phone": "phone",
                "Accepts SMS Marketing": "sms_consent",
                "Tags": "tags",
            },
        ),
    ],
)
def test_the_export_of_a_well_known_system_is_recognised(
    system: str, header: list[str], expected: dict[str, str]
) -> None:
    columns = guessed(header)

    assert columns.system == system
    assert by_heading(columns) == expected


@pytest.mark.parametrize(
    "heading",
    ["First Name", "first-name", "FIRSTNAME", "First\u00a0Name", "\ufeffFirst Name", "first\u200b_name", " FirstName "],
)
def test_a_heading_is_its_letters(heading: str) -> None:
    assert by_heading(guessed(["External-ID", heading])) == {
        "External-ID": "external_id",
        " ".join(heading.replace("\u200b", "").replace("\ufeff", "").split()): "first_name",
    }


@pytest.mark.parametrize(
    ("heading", "target"),
    [
        ("consent_sms", "sms_consent"),
        ("SMS Opt-In", "sms_consent"),
        ("smsOptIn", "sms_consent"),
        ("Opted out of SMS", "sms_opt_out"),
        ("Has Opted Out Of Email", "email_opt_out"),
        ("Accepts Marketing", "email_consent"),
        ("cell_phone", "phone"),
        ("Handynummer", "phone"),
        ("Vorname", "first_name"),
        ("Pr\u00e9nom", "first_name"),
        ("E-Mail", "email"),
        ("no_sms", "sms_opt_out"),
        ("Stop SMS", "sms_opt_out"),
        ("Don\u2019t text", "sms_opt_out"),
        ("SMS blocked", "sms_opt_out"),
        ("D\u00e9sabonn\u00e9 SMS", "sms_opt_out"),
        ("keine SMS", "sms_opt_out"),
        ("SMS Einwilligung", "sms_consent"),
    ],
)
def test_what_people_call_a_column_is_known(heading: str, target: str) -> None:
    assert by_heading(guessed(["external_id", heading])) == {"external_id": "external_id", heading: target}


@pytest.mark.parametrize(
    "heading",
    [
        *("Opted In", "Consent", "subscribed", "OPTIN_TIME", "GDPR", "Marketing permission", "Opted Out", "Suppressed"),
        *(
            "Blacklisted",
            "No messages",
            "Abgemeldet",
            "D\u00e9sabonn\u00e9",
            "Newsletter",
            "Text OK?",
            "Wants messages",
        ),
    ],
)
def test_a_column_that_may_be_consent_is_asked_about(heading: str) -> None:
    columns = guessed(["external_id", "phone", heading])

    assert columns.columns[2].becomes in ("attribute", "skip")
    assert columns.notes()[-1][0] == "consent_column_not_taken"


@pytest.mark.parametrize(
    "heading", ["options", "adopting_date", "Lifecycle Stage", "cellar", "plan", "Total Spent", "Bus stop"]
)
def test_a_column_of_something_else_is_not_asked_about(heading: str) -> None:
    assert guessed(["external_id", "phone", heading]).notes() == []


def test_every_column_of_opt_outs_counts() -> None:
    both = guessed(["external_id", "phone", "SMS opt-out", "Do not text"])

    assert both.of("sms_opt_out") == [2, 3]
    assert {code for code, _ in both.notes()} == {"column_taken"}


def test_a_phone_that_is_not_taken_and_a_file_without_one_are_said() -> None:
    both = guessed(["external_id", "phone", "mobile"], [["1", "+12125550101", "+12125550102"]])
    numbers = guessed(["external_id", "Nr"], [["1", "'+12125550101"], ["2", "(212) 555-0102"]])

    assert by_heading(both)["phone"] == "phone"
    assert [code for code, _ in both.notes()] == ["phone_column_not_taken"]
    assert [code for code, _ in numbers.notes()] == ["no_phone_column", "phone_column_not_taken"]
    assert '"Nr" may be it' in numbers.notes()[0][1]


def test_headings_that_are_there_twice_are_told_apart() -> None:
    columns = guessed(["external_id", "phone", "Notes", "Notes", "Notes", "Email", "email"])

    assert [column.name for column in columns.columns[2:5]] == ["Notes", "Notes 2", "Notes 3"]
    assert columns.columns[6].name == "email 2"
    assert [code for code, _ in columns.notes()] == ["column_renamed"] * 3


def test_thousands_of_columns_of_one_name_are_told_apart_in_a_moment() -> None:
    started = time.process_time()
    columns = guessed(["external_id", *["x"] * 20_000, "x 3", "x"])

    assert len({column.name for column in columns.columns}) == 20_003
    assert time.process_time() - started < 5


def test_a_mapping_says_what_columns_are() -> None:
    mapping = read_mapping(
        {
            "columns": {"PHONE": "phone", "homephone": "skip", "BALANCE__C": "attribute.balance", "DONOTCALL": None},
            "others": "guess",
            "consent": {"source": "web form", "date": "2025-11-01"},
        }
    )

    columns = columns_of(SALESFORCE, mapping)

    assert by_heading(columns)["PHONE"] == "phone"
    assert columns.of("phone") == [SALESFORCE.index("PHONE")]
    assert {column.heading for column in columns.columns if column.becomes == "skip"} == {"HOMEPHONE", "DONOTCALL"}
    assert next(column.name for column in columns.columns if column.heading == "BALANCE__C") == "balance"


def test_a_mapping_can_leave_out_all_that_it_does_not_name() -> None:
    columns = columns_of(["id", "mobile", "a"], read_mapping({"columns": {"id": "external_id"}, "others": "skip"}))

    assert [column.becomes for column in columns.columns] == ["external_id", "skip", "skip"]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ([], "not an object"),
        ({"colums": {}}, '"colums"'),
        ({"columns": {"id": "telephone"}}, "telephone"),
        ({"columns": {"id": 5}}, "no text"),
        ({"columns": {"nope": "phone"}}, '"nope", which the file does not have'),
        ({"columns": {"a": "phone", "b": "phone"}}, "choose one"),
        ({"consent": {"date": "last week"}}, "no date"),
        ({"delimiter": "x"}, "delimiter"),
        ({"others": "all"}, "others"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_why(mapping: object, said: str) -> None:
    with pytest.raises(MappingRefused) as refused:
        columns_of(["id", "a", "b"], read_mapping(mapping))

    assert said in str(refused.value)


def test_letters_are_what_headings_are_compared_by() -> None:
    assert letters("SMS_OPT_IN__C") == letters("Sms opt-in") == "smsoptin"
