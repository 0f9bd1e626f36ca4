"""Templates: what a body renders to, what is noted as missing, and what is refused before anybody gets it."""

from __future__ import annotations

from typing import Any

import liquid
import pytest
from hypothesis import given
from hypothesis import strategies as st
from liquid.exceptions import LiquidError

from engine.rules.conditions.facts import Reads
from engine.rules.liquid.date_format import format_date, unknown_directives
from engine.rules.liquid.render_state import TemplateRefused
from engine.rules.liquid.template import (
    RenderedBody,
    TemplateProblem,
    compile_template,
    template_problems,
    template_reads,
)
from engine.rules.time.instants import from_rfc3339
from engine.rules.time.zones import Zone, to_local, zone_named


def zone(name: str = "UTC") -> Zone:
    found = zone_named(name)
    assert found is not None
    return found


CONTACT: dict[str, Any] = {
    "first_name": "ann",
    "last_name": None,
    "nick": "",
    "score": 42,
    "balance": 12.5,
    "vip": True,
    "tags": frozenset({"b", "a"}),
    "address": {"city": "Paris"},
    "a.b": "spelt",
    "birthday": "1990-05-01",
}
EVENT: dict[str, Any] = {
    "starts_at": "2026-03-05T18:00:00Z",
    "items": [{"name": "hat", "price": 5}, {"name": "coat"}],
    "naive": "2026-03-05 18:00",
    "epoch": 1772733600,
}


def rendered(body: str, at: str = "UTC", **roots: Any) -> RenderedBody:
    known = {"contact": CONTACT, "event": EVENT, "journey": {"name": "Spring"}, "account": {"name": "Acme"}} | roots
    values = (known["contact"], known["event"], known["journey"], known["account"])
    template = compile_template(body)
    now = from_rfc3339("2026-03-01T23:30:00Z")
    assert template.render_thoroughly(*values, zone(at), now) == template.render(*values, zone(at), now)
    return template.render(*values, zone(at), now)


BODIES = [
    ("Hello", "Hello"),
    ("", ""),
    ("Hi {{ contact.first_name }}!", "Hi ann!"),
    ("Hi {{contact.first_name|capitalize}}!", "Hi Ann!"),
    ("Hi {{ contact.first_name | upcase }}!", "Hi ANN!"),
    ("Hi {{ contact.last_name | default: 'there' }}!", "Hi there!"),
    ("Hi {{ contact.nick | default: 'there' }}!", "Hi there!"),
    ("Hi {{ contact.none | default: contact.first_name | capitalize }}!", "Hi Ann!"),
    ("{{ contact.vip | default: 'x' }}", "true"),
    ("{{ contact.score | default: 0 }} points", "42 points"),
    ("{{ contact.balance }}", "12.5"),
    ("{{ contact.balance | plus: 1 }}", "13.5"),
    ("{{ contact.tags | join: ', ' }}", "a, b"),
    ("{{ contact.tags | size }}", "2"),
    ("{{ contact.tags.size }}", "2"),
    ("{{ contact.tags.first }}", "a"),
    ("{{ contact.tags[1] }}", "b"),
    ("{{ contact.address.city }}", "Paris"),
    ("{{ contact['address']['city'] }}", "Paris"),
    ("{{ contact.a.b }}", "spelt"),
    ("{{ event.items[0].name }}", "hat"),
    ("{{ journey.name }} by {{ account.name }}", "Spring by Acme"),
    ("{% if contact.vip %}VIP{% else %}you{% endif %}", "VIP"),
    ("{% unless contact.none %}nobody{% endunless %}", "nobody"),
    ("{% if contact.score > 40 and contact.first_name == 'ann' %}yes{% endif %}", "yes"),
    ("{% if contact.tags contains 'a' %}yes{% endif %}", "yes"),
    ("{% case contact.score %}{% when 42 %}yes{% else %}no{% endcase %}", "yes"),
    ("{% for item in event.items %}{{ item.name }}{% unless forloop.last %}, {% endunless %}{% endfor %}", "hat, coat"),
    ("{% for item in event.items limit: 1 %}{{ forloop.index }}{% endfor %}", "1"),
    ("{% for i in (1..3) %}{{ i }}{% endfor %}", "123"),
    ("{% assign who = contact.first_name | upcase %}{{ who }}", "ANN"),
    ("{% capture who %}{{ contact.first_name }}!{% endcapture %}{{ who }}", "ann!"),
    ("{% cycle 'a', 'b' %}{% cycle 'a', 'b' %}", "ab"),
    ("{% comment %}{{ contact.none }}{% endcomment %}x{% # and this %}", "x"),
    ("{% raw %}{{ contact.first_name }}{% endraw %}", "{{ contact.first_name }}"),
    ("a {{- contact.first_name -}} b", "aannb"),
    ("50% {off} }} and { {", "50% {off} }} and { {"),
    ("{{ '<b>Hi</b> you' | strip_html }}", "Hi you"),
    ("{{ 'a < b' | strip_html }}", "a < b"),
    ("{{ contact.first_name | append: ' & co' | url_encode }}", "ann+%26+co"),
    ("{{ 7 | divided_by: 2 }} {{ true }} {{ nil }}{{ 1.50 }}", "3 true 1.5"),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_a_body_renders_as_liquid_says(body: str, text: str) -> None:
    assert rendered(body) == RenderedBody(text, ())


DATES = [
    ("{{ event.starts_at | date: '%A, %-d %B %Y, %H:%M' }}", "UTC", "Thursday, 5 March 2026, 18:00"),
    ("{{ event.starts_at | date: '%H:%M %Z' }}", "America/New_York", "13:00 EST"),
    ("{{ event.starts_at | date: '%l:%M %p' }}", "America/New_York", " 1:00 PM"),
    ("{{ event.starts_at | date: '%-I:%M %P' }}", "Asia/Tokyo", "3:00 am"),
    ("{{ event.starts_at | date: '%F %R %z' }}", "Asia/Kathmandu", "2026-03-05 23:45 +0545"),
    ("{{ event.naive | date: '%F %R' }}", "Asia/Tokyo", "2026-03-05 18:00"),
    ("{{ event.epoch | date: '%F %R' }}", "UTC", "2026-03-05 18:00"),
    ("{{ contact.birthday | date: '%e %b' }}", "Pacific/Honolulu", " 1 May"),
    ("{{ contact.birthday | date: '%^a %j %d%%' }}", "Pacific/Honolulu", "TUE 121 01%"),
    ("{{ 'now' | date: '%F' }}", "Asia/Tokyo", "2026-03-02"),
    ("{{ 'today' | date: '%F' }}", "UTC", "2026-03-01"),
    ("{{ contact.first_name | date: '%F' }}", "UTC", "ann"),
    ("{{ '2026-02-30' | date: '%F' }}", "UTC", "2026-02-30"),
]


@pytest.mark.parametrize(("body", "at", "text"), DATES)
def test_dates_are_shown_in_the_contacts_zone(body: str, at: str, text: str) -> None:
    assert rendered(body, at) == RenderedBody(text, ())


MISSING = [
    ("Hi {{ contact.none }}!", "Hi !", ("contact.none",)),
    ("Hi {{ contact.last_name }}!", "Hi !", ("contact.last_name",)),
    ("Hi {{ contact.none | capitalize }}!", "Hi !", ("contact.none",)),
    ("{{ contact.none | date: '%F' }}", "", ("contact.none",)),
    ("{{ event.address.city.name }}", "", ("event.address.city.name",)),
    ("{{ contact.none }}{{ contact.other }}{{ contact.none }}", "", ("contact.none", "contact.other")),
    ("{{ contact.none | default: 'you' }}", "you", ()),
    ("{{ contact.none | default: event.none }}", "", ("event.none",)),
    ("{{ 'Dear ' | append: contact.none }}", "Dear ", ("contact.none",)),
    ("{% if contact.none %}a{% endif %}", "", ()),
    ("{% if contact.none == nil %}a{% endif %}", "a", ()),
    ("{% for i in contact.none %}a{% endfor %}", "", ()),
    ("{% for item in event.items %}{{ item.price }}{% endfor %}", "5", ("item.price",)),
    ("{{ contact.nick }}", "", ()),
    ("{{ contact.address }}", "", ("contact.address",)),
]


@pytest.mark.parametrize(("body", "text", "missing"), MISSING)
def test_a_missing_value_renders_empty_and_is_noted(body: str, text: str, missing: tuple[str, ...]) -> None:
    assert rendered(body) == RenderedBody(text, missing)


PROBLEMS = [
    ("{{ contcat.name }}", "{{ contcat.name }} names no known value", "did you mean contact?"),
    ("{{ user.name }}", "{{ user.name }} names no known value", "use contact, event, journey, account"),
    ("{% if evnt.x %}a{% endif %}", "{{ evnt.x }} names no known value", "did you mean event?"),
    ("{{ now }}", "{{ now }} names no known value", "use contact"),
    ("{{ contact }}", "{{ contact }} names no field", "write contact. and a name"),
    ("{{ contact[event.x] }}", "computes the name of a field", "write the name"),
    ("{{ contact.x | capitalise }}", 'there is no filter "capitalise"', 'did you mean "capitalize"?'),
    ("{{ contact.x | zzzz }}", 'there is no filter "zzzz"', "remove it"),
    ("{% assign x = contact.x | nope %}", 'there is no filter "nope"', "remove it"),
    ("{{ contact.x | append }}", 'the filter "append" missing a required argument', "after a colon"),
    ("{{ contact.x | upcase: 1, 2 }}", 'the filter "upcase" too many', "after a colon"),
    ("{{ contact.x | date }}", "needs a format", "after a colon"),
    ("{{ contact.x | date: '%Q' }}", '"%Q" means nothing in a date', "use %d %B %Y"),
    ("{{ contact.x | date: '%99999999d' }}", '"%9" means nothing in a date', "use %d %B %Y"),
    ("{{ contact.name", "{{ is not closed", "add }} after the name"),
    ("a {% if contact.x", "{% is not closed", "add %} after the name"),
    ("{% raw %}x", "{% raw %} is not closed", "add {% endraw %}"),
    ("{% if contact.x %}a", "does not parse: expected tag endif", "each {% if %}"),
    ("{% endif %}", "does not parse", "each {% if %}"),
    ("{{ }}", "does not parse", "each {{ has its }}"),
    ("{{ contact.x | }}", "does not parse", "each {{ has its }}"),
    ("{{ contact.first name }}", "does not parse", "each {{ has its }}"),
    ("{{ contact.x ~ }}", "does not parse: unexpected '~'", "each {{ has its }}"),
    ("{% if contact.x = 1 %}{% endif %}", "does not parse", "each {% if %}"),
    ("{% include 'file' %}", "there is no tag {% include %}", "use if, unless"),
    ("{% render 'file' %}", "there is no tag {% render %}", "use if, unless"),
    ("{% doc %}", "there is no tag {% doc %}", "{% comment %}"),
    ("{% fi contact.x %}", "there is no tag {% fi %}", "use if, unless"),
    ("{% break %}", "{% break %} stands outside of a loop", "remove it"),
    ("{% for i in (1..999999999) %}{% endfor %}", "can't be counted beforehand", "at most 1,000 apart"),
    ("{% for i in (1..event.n) %}{% endfor %}", "can't be counted beforehand", "two whole numbers"),
]


@pytest.mark.parametrize(("body", "message", "remedy"), PROBLEMS)
def test_a_body_that_can_not_work_is_told_with_its_remedy(body: str, message: str, remedy: str) -> None:
    found = template_problems(body)
    assert any(message in problem.message and remedy in problem.remedy for problem in found), found
    with pytest.raises(TemplateProblem, match=r".; ."):
        compile_template(body)
    assert template_reads("ok") == Reads()


def test_all_problems_are_told_with_their_lines() -> None:
    found = template_problems("Hi\n{{ contcat.x }}\n\n{{ contact.x | nope }}")
    assert [(problem.line, problem.message) for problem in found] == [
        (2, "{{ contcat.x }} names no known value"),
        (4, 'there is no filter "nope"'),
    ]


def test_a_body_of_one_line_has_no_line_numbers() -> None:
    assert [problem.line for problem in template_problems("{{ contcat.x }}")] == [None]


@pytest.mark.parametrize(
    ("body", "contact", "event"),
    [
        ("{{ contact.b }}{{ contact.a }}{{ contact.a }}{{ event.x }}", ("a", "b"), ("x",)),
        ("{{ contact.address.city }}", ("address.city",), ()),
        ("{{ contact['first name'] }}", ("first name",), ()),
        ("{{ contact.tags.size }}{{ contact.tags[0] }}", ("tags",), ()),
        ("{% if contact.vip and event.n > contact.score %}{{ journey.name }}{% endif %}", ("score", "vip"), ("n",)),
        ("{% for i in event.items %}{{ i.name }}{% endfor %}", (), ("items",)),
        ("{{ contact.x | default: contact.y | append: event.z }}", ("x", "y"), ("z",)),
        ("{% assign x = contact.x %}{{ x.y }}", ("x",), ()),
    ],
)
def test_a_body_says_what_it_reads(body: str, contact: tuple[str, ...], event: tuple[str, ...]) -> None:
    assert template_reads(body) == compile_template(body).reads == Reads(contact=contact, event=event)


def test_a_body_that_does_not_parse_reads_nothing() -> None:
    assert template_reads("{{ contact.x") == Reads()


def test_the_same_body_is_compiled_once() -> None:
    assert compile_template("Hi {{ contact.x }}") is compile_template("Hi {{ contact.x }}")


@pytest.mark.parametrize(
    ("body", "contact"),
    [
        ("{{ 1 | divided_by: contact.none }}", {}),
        ("{% if contact.x > 5 %}a{% endif %}", {"x": "many"}),
        ("{{ contact.x | base64_decode }}", {"x": "a"}),
        ("{{ contact.x | times: contact.x | times: contact.x }}", {"x": "9" * 4000}),
    ],
)
def test_what_a_filter_can_not_do_with_a_value_is_refused_for_that_contact(body: str, contact: dict[str, Any]) -> None:
    with pytest.raises(TemplateRefused):
        compile_template(body).render(contact, {}, {}, {}, zone())


def test_without_a_now_the_word_is_printed_as_it_is() -> None:
    assert compile_template("{{ 'now' | date: '%F' }}").render({}, {}, {}, {}, zone()).text == "now"


VALUE = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=10) | st.floats(-1e6, 1e6)
VALUES = (
    VALUE | st.lists(VALUE, max_size=3) | st.dictionaries(st.sampled_from(["size", "a", "first"]), VALUE, max_size=2)
)
DATE = st.sampled_from(["2026-03-05T18:00:00Z", "2026-03-05", "soon", "1772733600", "now"])
DATA = st.dictionaries(st.sampled_from(["a", "b", "c", "a.b"]), VALUES | DATE, max_size=4)
PATH = st.builds("{}.{}".format, st.sampled_from(["contact", "event"]), st.sampled_from(
    ["a", "b", "c", "a.b", "a.size", "b.first", "a[0]", "a.b.c", "size"]))  # fmt: skip
OPERAND = PATH | st.sampled_from(["'x'", '"there"', "3", "1.5", "true", "false", "nil", "''"])
FILTER = st.sampled_from(
    ["capitalize", "upcase", "downcase", "strip", "lstrip", "rstrip", "size", "first", "last", "escape",
     "url_encode", "join", "sort", "round", "abs", "strip_html", "squish", "reverse", "uniq"]
) | st.builds("{}: {}".format, st.sampled_from(
    ["default", "append", "prepend", "plus", "minus", "times", "split", "join", "truncate", "at_least", "remove"]
), OPERAND) | st.builds("date: '{}'".format, st.sampled_from(["%F", "%H:%M", "%-d %B", "%s", "x"])) | st.just(
    "default: 'y', allow_false: true")  # fmt: skip
OUTPUT = st.builds(
    lambda left, filters: "{{ " + " | ".join([left, *filters]) + " }}", OPERAND, st.lists(FILTER, max_size=3)
)
BODY = st.lists(OUTPUT | st.text(st.characters(exclude_characters="{%"), max_size=6), max_size=4).map("".join)


def outcome(render: Any, *args: Any) -> Any:
    try:
        return render(*args)
    except (TemplateRefused, LiquidError, ArithmeticError, ValueError, TypeError, LookupError):
        return "refused"


@given(BODY, DATA, DATA, st.sampled_from(["UTC", "Asia/Tokyo"]))
def test_the_short_way_prints_what_python_liquid_prints(
    body: str, contact: dict[str, Any], event: dict[str, Any], at: str
) -> None:
    template = compile_template(body)
    args = (contact, event, {}, {}, zone(at), 1772733600000)
    assert template.is_quick
    assert outcome(template.render, *args) == outcome(template.render_thoroughly, *args)


PLAIN_FILTER = st.sampled_from(["capitalize", "upcase", "strip", "size", "default: 'x'", "append: '!'", "plus: 1"])
PLAIN_BODY = st.lists(
    st.builds(lambda key, used: f"a{{{{ contact.{key} | {used} }}}}", st.sampled_from("abc"), PLAIN_FILTER), max_size=3
).map("".join)


# Without U+0000, which no carrier takes: a body is rendered without it.
PLAIN_TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=9)


@given(PLAIN_BODY, st.dictionaries(st.sampled_from("abc"), PLAIN_TEXT | st.integers(), max_size=3))
def test_our_dialect_prints_what_liquid_prints_anywhere(body: str, contact: dict[str, Any]) -> None:
    expected = liquid.Environment().from_string(body).render(contact=contact)
    assert compile_template(body).render(contact, {}, {}, {}, zone()).text == expected


@given(st.text(alphabet="{}%| .:'\"abcontexvif-endfor()[]0", max_size=60))
def test_no_body_raises_anything_but_its_problem(body: str) -> None:
    if not template_problems(body):
        outcome(compile_template(body).render, {}, {}, {}, {}, zone())


@given(st.sampled_from("aAbBcCdDeFGhHIjklLmMnprRsStTuUvVwWxXyYzZ%"), st.sampled_from(["", "-", "0", "_", "^", "#"]))
def test_every_directive_has_a_text(letter: str, flag: str) -> None:
    moment = to_local(from_rfc3339("2026-03-05T08:07:09.040Z"), zone("Europe/Paris"))
    text = format_date(moment, f"%{flag}{letter}")
    assert text
    assert unknown_directives(f"%{flag}{letter}") == ()
    same_everywhere = letter not in "lkPsLvDeC" and not flag
    assert not same_everywhere or text == moment.strftime(f"%{letter}")
