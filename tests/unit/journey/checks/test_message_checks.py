"""What messages say, and the settings of a journey."""

from __future__ import annotations

import pytest

from engine.journey.checks.all_checks import review
from engine.journey.parts.pinned import Pinned
from tests.unit.journey.drawing import (
    NOW,
    OPTED_IN,
    Cases,
    Expected,
    Json,
    alone,
    branch,
    cases,
    found,
    journey,
    manual,
    opt_in_journey,
    rule,
    sms,
    step,
)


def starting(on: Json) -> Json:
    return journey(step("start", "trigger", on=on), sms(), "start -> s1", message_class="transactional")


MESSAGES: Cases = [
    ("an SMS that says nothing", alone(sms(body=" ")), {("no_body", "s1")}),
    (
        "an SMS of the library, and none is chosen",
        alone(step("s1", "send_sms", template_id="")),
        {("no_body", "s1")},
    ),
    ("an SMS from two sources", alone(sms(template_id="t1")), {("body_and_template", "s1")}),
    ("an e-mail without a subject", alone(step("m1", "send_email", subject="", body="x")), {("no_subject", "m1")}),
    ("an e-mail without a body", alone(step("m1", "send_email", subject="x", body="")), {("no_body", "m1")}),
    ("a body that does not parse", alone(sms(body="Hi {{ contact.name")), {("template_problem", "s1")}),
    ("an unknown root", alone(sms(body="Hi {{ contcat.name }}")), {("template_problem", "s1")}),
    (
        "an unknown filter in a subject",
        alone(step("m1", "send_email", subject="{{ contact.a | shout }}", body="x")),
        {("template_problem", "m1")},
    ),
    (
        "an unknown root in a webhook",
        alone(step("h1", "webhook", url="https://example.com", body="{{ user.id }}")),
        {("template_problem", "h1")},
    ),
    ("a public shortener", alone(sms(body="See https://bit.ly/abc")), {("public_shortener", "s1")}),
    (
        "a question without START",
        alone(step("a1", "ask_opt_in", body="Want texts?", timeout="P1D")),
        {("must_ask_for_start", "a1")},
    ),
    ("one curly quote", alone(sms(body="It’s on")), {("body_turns_ucs2", "s1")}),
    ("a pair of curly quotes", alone(sms(body="The “best” sale")), {("body_turns_ucs2", "s1")}),
    ("one emoji", alone(sms(body="Sale! 🎉")), {("body_turns_ucs2", "s1")}),
    ("a body in another alphabet", alone(sms(body="Здравствуйте")), set()),
    ("a long body", alone(sms(body="word " * 110)), {("many_segments", "s1")}),
    (
        "a body that no carrier takes",
        alone(sms(body="word " * 330)),
        {("body_too_long", "s1")},
    ),
    (
        "marketing for whoever opted in, unasked",
        journey(manual(), sms(), "start -> s1"),
        {("marketing_without_consent_branch", "s1")},
    ),
    (
        "marketing that never says how to stop",
        journey(manual(), branch(yes=OPTED_IN), sms(opt_out_clause="never"), "start -> b1", "b1.yes -> s1"),
        {("no_opt_out_clause", "s1")},
    ),
    (
        "a marketing e-mail without a link to unsubscribe",
        journey(manual(), step("m1", "send_email", subject="Sale", body="Hi {{ contact.first_name }}"), "start -> m1"),
        {("no_unsubscribe_link", "m1")},
    ),
    (
        "a marketing e-mail with one",
        journey(
            manual(),
            step("m1", "send_email", subject="Sale", body="Stop: {{ contact.preferences_url | escape }}"),
            "start -> m1",
        ),
        set(),
    ),
    (
        "a transactional e-mail without one",
        alone(step("m1", "send_email", subject="Your order", body="Thanks")),
        set(),
    ),
    (
        "marketing that says itself how to stop",
        journey(
            manual(),
            branch(yes=OPTED_IN),
            sms(body="Sale! Reply STOP to unsubscribe", opt_out_clause="never"),
            "start -> b1",
            "b1.yes -> s1",
        ),
        set(),
    ),
    (
        "a wait until a time that is quiet",
        journey(
            manual(),
            step("w1", "wait", at={"time": "22:00"}),
            branch(yes=OPTED_IN),
            sms(),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> s1",
            quiet_hours={"start": "21:00", "end": "08:00"},
        ),
        {("quiet_hours_always_push", "w1")},
    ),
    (
        "a wait until the quiet hours end",
        journey(
            manual(),
            step("w1", "wait", at={"time": "08:00"}),
            branch(yes=OPTED_IN),
            sms(),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> s1",
            quiet_hours={"start": "21:00", "end": "08:00"},
        ),
        set(),
    ),
]

SETTINGS: Cases = [
    ("a zone that does not exist", opt_in_journey(timezone="Europe/Berlim"), {("unknown_timezone", None)}),
    (
        "quiet hours that are no times",
        opt_in_journey(quiet_hours={"start": "9pm", "end": "8"}),
        {("invalid_quiet_hours", None)},
    ),
    (
        "quiet hours of no length",
        opt_in_journey(quiet_hours={"start": "09:00", "end": "09:00"}),
        {("invalid_quiet_hours", None)},
    ),
    (
        "a cap that lets nothing pass",
        opt_in_journey(frequency_cap={"messages": 0, "per": "P1D"}),
        {("invalid_frequency_cap", None)},
    ),
    (
        "a cap over no time",
        opt_in_journey(frequency_cap={"messages": 1, "per": "PT0S"}),
        {("invalid_frequency_cap", None)},
    ),
    ("a setting that is none", opt_in_journey(quite_hours=None), {("unknown_field", None)}),
    ("a field of a step that is none", alone(sms(on_unkown="resend")), {("unknown_field", "s1")}),
    (
        "a field of a trigger that is none",
        starting({"kind": "manual", "where": OPTED_IN}),
        {("unknown_field", "start")},
    ),
    ("a part of a document that is none", {**opt_in_journey(), "setings": {}}, {("unknown_field", None)}),
    (
        "everything said",
        opt_in_journey(quiet_hours={"start": "21:00", "end": "08:00"}, frequency_cap={"messages": 3, "per": "P1D"}),
        set(),
    ),
]


@cases(MESSAGES)
def test_what_a_message_says_is_checked(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected


@cases(SETTINGS)
def test_settings_and_unknown_fields_are_checked(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected


LONG = "word " * 110
STOP = "Reply STOP to unsubscribe"

LIBRARY: list[tuple[str, dict[str, str], Json, set[str]]] = [
    ("texts without fault", {"en": "Hello", "fr": "Salut"}, {}, set()),
    ("one curly quote in one language", {"en": "It's on", "fr": "C’est parti"}, {}, {"body_turns_ucs2"}),
    ("a long text", {"en": "Hello", "fr": LONG}, {}, {"many_segments"}),
    ("a text that no carrier takes", {"en": 3 * LONG}, {}, {"body_too_long"}),
    ("a text that does not parse", {"en": "Hi {{ contact.name"}, {}, {"template_problem"}),
    ("an unknown root in one language", {"en": "Hi", "fr": "{{ contcat.name }}"}, {}, {"template_problem"}),
    ("a public shortener", {"en": "See https://bit.ly/abc"}, {}, {"public_shortener"}),
    ("no word of how to stop", {"en": "Sale"}, {"opt_out_clause": "never"}, {"no_opt_out_clause"}),
    (
        "how to stop in one language only",
        {"en": STOP, "fr": "Soldes"},
        {"opt_out_clause": "never"},
        {"no_opt_out_clause"},
    ),
    ("how to stop", {"en": STOP}, {"opt_out_clause": "never"}, set()),
]


def sending_from_the_library(**data: object) -> Json:
    nodes = [branch(yes=OPTED_IN), step("s1", "send_sms", template_id="t9", **data)]
    return journey(manual(), *nodes, "start -> b1", "b1.yes -> s1")


def library(**texts: str) -> dict[str, Pinned]:
    return {"t9": Pinned(template_id="t9", version=1, fallback="en", texts=tuple(sorted(texts.items())))}


@pytest.mark.parametrize(("texts", "data", "expected"), [row[1:] for row in LIBRARY], ids=[row[0] for row in LIBRARY])
def test_messages_of_the_library_are_judged_as_bodies_are(
    texts: dict[str, str], data: Json, expected: set[str]
) -> None:
    told = found(sending_from_the_library(**data), templates=library(**texts))
    assert told == {(code, "s1") for code in expected}


def test_a_finding_names_the_text_of_the_library_that_it_is_about() -> None:
    told = review(sending_from_the_library(), NOW, templates=library(en="Hi", fr=LONG)).findings
    (message,) = (one.message for one in told if one.code == "many_segments")
    assert message == (
        'the text "fr" of the library\'s message "t9", which “SMS from template t9” sends, takes 4 segments; '
        "each is sent and billed"
    )


def test_templates_senders_and_segments_are_checked_against_the_account() -> None:
    raw = journey(
        manual(),
        branch(yes=rule("segment.vip", "=", True)),
        step("s1", "send_sms", template_id="t9", sender="+12125550100"),
        "start -> b1",
        "b1.yes -> s1",
        message_class="transactional",
    )
    assert found(raw) == set()
    nothing: frozenset[str] = frozenset()
    assert found(raw, templates={}, senders=nothing, segments=nothing) == {
        ("unknown_segment", "b1"),
        ("unknown_template", "s1"),
        ("unknown_sender", "s1"),
    }
