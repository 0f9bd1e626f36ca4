"""What texts say that their readers would not see as it was meant, and the merge fields that nobody has."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.checks.all_checks import review
from engine.journey.definition.known_names import KnownNames
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.pinned import Pinned
from tests.unit.journey.drawing import NOW, Json, alone, journey, manual, on_event, sms, step

KNOWN = KnownNames(
    contact={"plan": "text", "renewal": "date", "address.city": "text", "date": "text"},
    events={"webinar.registered": {"title": "text", "begins": "datetime", "hour": "text"}},
    has_contacts=True,
)


def findings(raw: Json, code: FindingCode, **account: Any) -> list[Finding]:
    return [finding for finding in review(raw, NOW, **account).findings if finding.code is code]


def said_of(body: str, code: FindingCode, **account: Any) -> list[Finding]:
    return findings(alone(sms(body=body)), code, **account)


FOREIGN = [
    ("Hi *|FNAME|*", "*|FNAME|*", "error", "write {{ contact.first_name }}"),
    ("Hi {first_name}", "{first_name}", "error", "write {{ contact.first_name }}"),
    ("Hi {First Name}!", "{First Name}", "error", "write {{ contact.first_name }}"),
    ("Hi [[first_name]]", "[[first_name]]", "error", "write {{ contact.first_name }}"),
    ("Hi %FIRST_NAME%,", "%FIRST_NAME%", "error", "write {{ contact.first_name }}"),
    ("Hi %%First Name%%,", "%%First Name%%", "error", "write {{ contact.first_name }}"),
    ("Hi %recipient.lname%", "%recipient.lname%", "error", "write {{ contact.last_name }}"),
    ("Hi ${firstName}", "${firstName}", "error", "write {{ contact.first_name }}"),
    ("Hi #{name}", "#{name}", "error", "write {{ contact.first_name }}"),
    ("Hi <<name>>", "<<name>>", "error", "write {{ contact.first_name }}"),
    ("Hi <%= user %>", "<%= user %>", "error", '{{ "<%= user %>" }}'),
    ("Hi [First Name]", "[First Name]", "error", "write {{ contact.first_name }}"),
    ("Hi «first_name»", "«first_name»", "warning", "write {{ contact.first_name }}"),
    ("Hi {!firstname_fix}", "{!firstname_fix}", "error", "contact.<field>"),
    ("Hi ~Contact.FirstName~", "~Contact.FirstName~", "error", "write {{ contact.first_name }}"),
    ("Your plan: {plan}", "{plan}", "warning", "contact.<field>"),
    ("Go to [LINK]", "[LINK]", "warning", "contact.<field>"),
]


@pytest.mark.parametrize(("body", "tag", "severity", "remedy"), FOREIGN)
def test_tags_of_other_tools_are_told_before_they_are_sent(body: str, tag: str, severity: str, remedy: str) -> None:
    (found,) = said_of(body, FindingCode.FOREIGN_TAG)
    assert (found.severity, found.node_id, found.field) == (severity, "s1", "body")
    assert tag in found.message
    assert remedy in found.remedy


@pytest.mark.parametrize(
    "body",
    [
        "50% off today, 20% tomorrow",
        "Save 50%-70% on [Acme] shoes {limited}!".replace("{limited}", "(limited)"),
        "I <3 you; a < b > c",
        "[Acme] Your code is 1234",
        "Mail us (name and phone) @acme",
        'We send "{{ contact.first_name }}" {% if contact.plan %}[x]{% endif %}',
        '{{ "*|FNAME|*" }}',
        "{% raw %}{{ first_name }}{% endraw %}",
        "Week-end -50%- now",
        "$5 {50% off}",
    ],
)
def test_what_only_looks_a_little_like_a_tag_is_left_alone(body: str) -> None:
    assert said_of(body, FindingCode.FOREIGN_TAG) == []


def test_each_tag_is_told_once_in_every_text_of_the_journey() -> None:
    mail = step("m1", "send_email", subject="Hi *|FNAME|*", body="<p>%%name%% %%name%%</p>")
    assert [(finding.node_id, finding.field) for finding in findings(alone(mail), FindingCode.FOREIGN_TAG)] == [
        ("m1", "subject"),
        ("m1", "body"),
    ]
    hook = step("h1", "webhook", url="https://example.com", body='{"q":"{user{id}}","w":"[name]","n":"*|FNAME|*"}')
    assert [finding.severity for finding in findings(alone(hook), FindingCode.FOREIGN_TAG)] == ["warning"]
    texts = (("de", "Hallo {first_name}"), ("en", "Hi {{ contact.first_name }}"))
    library = {"t1": Pinned(template_id="t1", version=1, fallback="en", texts=texts)}
    (found,) = findings(alone(step("s1", "send_sms", template_id="t1")), FindingCode.FOREIGN_TAG, templates=library)
    assert 'the text "de"' in found.message


def test_a_root_that_another_tool_has_is_told_with_the_field_that_was_meant() -> None:
    for body in ("Hi {{ first_name }}", "Hi {{FNAME}}", "Hi {{ subscriber.firstname }}", "Hi {{ user.name }}"):
        (found,) = said_of(body, FindingCode.TEMPLATE_PROBLEM)
        assert found.remedy.startswith("write contact.first_name")


@pytest.mark.parametrize(
    ("field", "near"),
    [
        ("contact.frist_name", "contact.first_name"),
        ("contact.firstname", "contact.first_name"),
        ("contact.FirstName", "contact.first_name"),
        ("contact.fname", "contact.first_name"),
        ("contact.emial", "contact.email"),
        ("contact.unsubscribe_url", "contact.preferences_url"),
    ],
)
def test_a_field_that_is_a_slip_is_told_without_any_contacts_too(field: str, near: str) -> None:
    for known in (None, KNOWN, KnownNames()):
        (found,) = said_of(f"Hi {{{{ {field} | default: 'you' }}}}", FindingCode.UNKNOWN_CONTACT_FIELD, known=known)
        assert found.severity == "warning"
        assert field in found.message
        assert found.remedy == f"did you mean {near}?"


def test_a_field_of_the_accounts_own_is_judged_by_what_contacts_have() -> None:
    body = "{{ contact.plan }} {{ contact.address.city }} {{ contact.shoe_size }} {{ contact.pln }}"
    assert said_of(body, FindingCode.UNKNOWN_CONTACT_FIELD) == []
    found = said_of(body, FindingCode.UNKNOWN_CONTACT_FIELD, known=KNOWN)
    assert [(one.message.split('"')[-2], one.remedy[:30]) for one in found] == [
        ("shoe_size", "choose another field, or impor"),
        ("pln", "did you mean contact.plan?"),
    ]


def test_a_field_that_a_step_sets_or_a_condition_only_reads_is_looked_at_alike() -> None:
    update = step("u1", "update_contact", set={"shoe_size": 40})
    raw = journey(manual(), update, sms(body="{{ contact.shoe_size }}{% if contact.frist_name %}!{% endif %}"))
    found = findings(raw, FindingCode.UNKNOWN_CONTACT_FIELD, known=KNOWN)
    assert [one.remedy for one in found] == ["did you mean contact.first_name?"]


def test_a_property_that_no_trigger_declares_is_told() -> None:
    trigger = on_event(requires=["starts_at", "room"], key="event.webinar_id")
    said = "{{ event.room }} {{ event.webinar_id }} {{ event.nope }} "
    said += "{{ event.tittle | default: 'it' }} {{ event.x | default: '' }}"
    raw = journey(trigger, sms(body=said), "start -> s1")
    found = findings(raw, FindingCode.UNDECLARED_PROPERTY)
    assert [one.message.split(" asks for ")[1].split(",")[0] for one in found] == ["event.nope"]
    assert '"requires"' in found[0].remedy
    found = findings(raw, FindingCode.UNDECLARED_PROPERTY, known=KNOWN)
    assert [one.remedy for one in found][1:] == ["did you mean event.title?"]


def test_a_property_that_came_with_an_event_or_stands_in_the_triggers_condition_is_declared() -> None:
    where = {"combinator": "and", "rules": [{"field": "event.level", "operator": "=", "value": 1}]}
    raw = journey(on_event(where=where), sms(body="{{ event.title }} {{ event.level }}"), "start -> s1")
    assert findings(raw, FindingCode.UNDECLARED_PROPERTY, known=KNOWN) == []


def test_a_journey_without_an_event_has_no_properties() -> None:
    (found,) = findings(journey(manual(), sms(body="{{ event.title }}")), FindingCode.UNDECLARED_PROPERTY)
    assert "carries no event" in found.message


RAW_DATES = [
    ("{{ event.starts_at }}", True),
    ("{{ event.starts_at | default: 'soon' }}", True),
    ("{% assign at = event.starts_at %}See you {{ at | strip }}", True),
    ("{{ contact.birthday }} {{ contact.birthday }}", True),
    ("{{ contact.created_at }}", True),
    ("{{ event.dueDate }}", True),
    ("{{ contact.renewal }}", True),
    ("{{ event.begins }}", True),
    ("{{ event.starts_at | date: '%H:%M' }}", False),
    ("{{ event.starts_at | slice: 0, 10 }}", False),
    ("{% assign at = event.starts_at | date: '%d' %}{{ at }}", False),
    ("{% if event.starts_at %}soon{% endif %}", False),
    ("{{ contact.date }}", False),
    ("{{ event.hour }} {{ event.that }} {{ event.format }}", False),
]


@pytest.mark.parametrize(("body", "told"), RAW_DATES)
def test_a_date_as_a_machine_writes_it_is_told(body: str, told: bool) -> None:
    found = said_of(body, FindingCode.RAW_DATE, known=KNOWN)
    assert len(found) == told
    assert all("| date:" in one.remedy for one in found)


def test_what_a_wait_counts_from_is_a_date_whatever_its_name_and_a_server_may_read_it() -> None:
    wait = step("w1", "wait", relative={"to": "event.kickoff", "offset": "-PT1H"})
    hook = step("h1", "webhook", url="https://example.com", body='{"at":{{ event.kickoff | json }}}')
    raw = journey(on_event(requires=["kickoff"]), wait, sms(body="{{ event.kickoff }}"), hook)
    assert [finding.node_id for finding in findings(raw, FindingCode.RAW_DATE)] == ["s1"]


@pytest.mark.parametrize(
    ("wanted", "severity", "remedy"),
    [
        ("MMMM D", "error", '"%B %-d"'),
        ("dd.MM.yyyy HH:mm", "error", '"%d.%m.%Y %H:%M"'),
        ("F j, Y", "error", "%-d %B"),
        ("", "error", "%-d %B"),
        ("%d/MM/YYYY", "warning", '"%d/%m/%Y"'),
    ],
)
def test_a_date_format_of_another_tool_is_told_with_ours(wanted: str, severity: str, remedy: str) -> None:
    (found,) = said_of(f'On {{{{ contact.renewal | date: "{wanted}" }}}}', FindingCode.DATE_FORMAT)
    assert found.severity == severity
    assert remedy in found.remedy


@pytest.mark.parametrize("wanted", ["%A, %-d %B at %H:%M", "%H o'clock", "%d. %m. um %H Uhr", "%I %p"])
def test_a_date_format_of_ours_is_left_alone(wanted: str) -> None:
    assert said_of(f'{{{{ contact.renewal | date: "{wanted}" }}}}', FindingCode.DATE_FORMAT) == []


@pytest.mark.parametrize(
    ("body", "piece"),
    [
        ("Bob &amp; Co<br>Sale", "&amp;"),
        ("Bob &#38; Co", "&#38;"),
        ("<b>Sale</b>", "<b>"),
        ("<a href='https://x.example'>Sale</a>", "<a href='https://x.example'>"),
        ("See [the sale](https://x.example)", "[the sale](https://x.example)"),
        ("**Sale** now", "**Sale**"),
        ("Hi {{ contact.first_name | escape }}", "contact.first_name | escape"),
    ],
)
def test_markup_in_an_sms_is_told(body: str, piece: str) -> None:
    found = said_of(body, FindingCode.MARKUP_IN_TEXT)
    assert any(piece in one.message for one in found)


@pytest.mark.parametrize("body", ["I <3 R&B; Q&A; x", "a <b and c> d", "https://x.example/?a=1&amp=2&copy=3", "2*3*4"])
def test_signs_that_are_no_markup_are_left_alone(body: str) -> None:
    assert said_of(body, FindingCode.MARKUP_IN_TEXT) == []


def test_markup_belongs_into_an_html_email_and_into_nothing_else() -> None:
    html = step("m1", "send_email", subject="Q&amp;A", body="<p>Bob &amp; Co</p>")
    assert [finding.field for finding in findings(alone(html), FindingCode.MARKUP_IN_TEXT)] == ["subject"]
    plain = step("m1", "send_email", subject="x", body="Bob &amp; Co<br>")
    (found,) = findings(alone(plain), FindingCode.MARKUP_IN_TEXT)
    assert "begin the body with a tag" in found.remedy


@pytest.mark.parametrize(
    ("body", "called", "remedy"),
    [
        ("Hi\u00a0Ada", "no-break space (U+00A0)", "write a plain space instead"),
        ("Sale\u200b now", "zero-width space (U+200B)", "remove it"),
        ("S\u0430le", "cyrillic small letter a (U+0430)", "replace it"),
        ("It\u2019s on", '"\u2019"', 'write "\'" instead'),
        (
            "Hi\u00a0Ada\u200b",
            "no-break space (U+00A0) and zero-width space (U+200B)",
            "write a plain space instead, and",
        ),
    ],
)
def test_a_character_that_makes_a_body_dearer_is_named_also_when_nobody_sees_it(
    body: str, called: str, remedy: str
) -> None:
    (found,) = said_of(body, FindingCode.BODY_TURNS_UCS2)
    assert called in found.message
    assert found.remedy.startswith(remedy)


def test_a_word_that_opts_people_out_is_told_in_an_sms_and_a_question_and_not_in_an_email() -> None:
    said = "Reply CANCEL to cancel your appointment"
    asked = step("a1", "ask_opt_in", body=f"Reply START to get texts. {said}", timeout="P1D")
    for node, told in ((sms(body=said), 1), (asked, 1), (step("m1", "send_email", subject=said, body=said), 0)):
        found = findings(alone(node), FindingCode.REPLY_WORD_TAKEN)
        assert len(found) == told
        assert all("opts the person out" in one.message and '"CANCEL"' in one.message for one in found)
