"""A value stays a value wherever it is merged in: in JSON, in HTML, in a form's fields."""

from __future__ import annotations

import html
import json
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses.email import is_html
from engine.rules.liquid.escaping import TextFormat
from engine.rules.liquid.render_state import TemplateRefused
from engine.rules.liquid.template import compile_template
from engine.rules.messages.body_formats import email_format, kept_plain, webhook_format
from engine.rules.time.zones import UTC_ZONE

BREAKS_OUT = 'x","role":"admin'
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.sampled_from(
    [BREAKS_OUT, "\\", '\\"', "\n"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def rendered(body: str, written_in: TextFormat, **event: Any) -> str:
    """Both ways of rendering, which say the same."""
    template = compile_template(body, written_in)
    text = template.render({}, event, {}, {}, UTC_ZONE).text
    assert template.render_thoroughly({}, event, {}, {}, UTC_ZONE).text == text
    return text


@given(name=TEXTS, other=TEXTS)
def test_no_text_breaks_out_of_the_quotes_it_stands_in(name: str, other: str) -> None:
    plain = '{"name":"{{ event.name }}","note":"Hi {{ event.name }}, {{ event.other }}!","role":"reader"}'
    by_tags = plain.replace('"{{ event.name }}"', '"{% if event.name %}{{ event.name }}{% endif %}"')
    for body in (plain, by_tags.replace("reader", '{% cycle "reader", "x" %}')):
        read = json.loads(rendered(body, "json", name=name, other=other))
        assert read == {"name": name, "note": f"Hi {name}, {other}!", "role": "reader"}


@given(value=JSON)
def test_any_value_is_one_value_of_json_outside_of_quotes(value: Any) -> None:
    told = json.loads(rendered('{"v":{{ event.v }},"j":{{ event.v | json }},"role":"reader"}', "json", v=value))
    assert set(told) == {"v", "j", "role"}
    assert told["j"] == value
    if not isinstance(value, str):
        assert told["v"] == value


def test_numbers_stay_as_they_are_written_and_a_missing_value_is_null() -> None:
    body = '{"a":{{ event.a }},"b":{{ event.b }},"c":{{ event.c }},"d":{{ event.d | json }},"e":"{{ event.e }}"}'
    assert rendered(body, "json", a="12.50", b="007", c=3) == '{"a":12.50,"b":"007","c":3,"d":null,"e":""}'


def test_json_within_quotes_brings_no_second_pair() -> None:
    assert rendered('{"a":"{{ event.a | json }}"}', "json", a='x"y') == '{"a":"x\\"y"}'


def test_what_is_captured_is_a_value_and_raw_inserts_json_that_is_whole() -> None:
    body = '{% capture t %}Hi {{ event.a }}{% endcapture %}{"t":{{ t | json }},"r":{{ event.r | raw }}}'
    assert json.loads(rendered(body, "json", a=BREAKS_OUT, r='{"a":[1]}')) == {"t": f"Hi {BREAKS_OUT}", "r": {"a": [1]}}
    assert json.loads(rendered(body, "json", a="", r='1,"x":2'))["r"] == '1,"x":2'


def test_a_backslash_right_before_a_value_is_refused_as_it_would_escape_it() -> None:
    for event in ({"a": '",'}, {"a": "x"}):
        with pytest.raises(TemplateRefused, match="backslash"):
            rendered('{"a":"\\{{ event.a }}"}', "json", **event)
    assert json.loads(rendered('{"a":"\\\\{{ event.a }}"}', "json", a='",')) == {"a": '\\",'}


class Tags(HTMLParser):
    """What a mail program makes of HTML: its tags with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[Any] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(value=TEXTS)
def test_no_value_becomes_markup_of_an_html_email(value: str) -> None:
    body = "<p>Hi {{ event.v }}<a href=\"https://x.example/?a={{ event.v }}\" title='{{ event.v }}'>go</a></p>"
    seen = Tags(rendered(body, "html", v=value))
    assert [tag for tag, _ in seen.tags] == ["p", "a"]
    assert [name for name, _ in seen.tags[1][1]] == ["href", "title"]


def test_a_join_url_works_in_html_and_an_escape_of_ones_own_is_not_doubled() -> None:
    url = "https://meet.example/j/1?pwd=a&lang=en"
    body = '<a href="{{ event.url }}">{{ event.name | escape }} {{ event.name | raw }} '
    body += "{{ event.text | newline_to_br }}</a>"
    text = rendered(body, "html", url=url, name="<i>O'Neil</i>", text="a\n<b>")
    assert dict(Tags(text).tags[0][1])["href"] == url
    assert text.endswith("&lt;i&gt;O&#x27;Neil&lt;/i&gt; <i>O'Neil</i> a<br />\n&lt;b&gt;</a>")
    captured = '<p>{% capture link %}<a href="{{ event.url }}">x</a>{% endcapture %}{{ link }}{{ link | strip }}</p>'
    assert rendered(captured, "html", url=url).count(f'<a href="{html.escape(url)}">x</a>') == 2


@given(value=TEXTS)
def test_no_value_breaks_out_of_a_forms_field(value: str) -> None:
    text = rendered("a={{ event.v }}&b={{ event.v | url_encode }}", "form", v=value)
    assert parse_qs(text, keep_blank_values=True) == {"a": [value], "b": [value]}


def test_plain_text_is_as_it_always_was() -> None:
    assert rendered("{{ event.v }} & {{ event.v | escape }}", "plain", v="<b>") == "<b> & &lt;b&gt;"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>Hi</p>", "html"),
        ("\n  {% comment %}x{% endcomment %}{% assign a = 1 %}<!doctype html>", "html"),
        ("{% if event.vip %}<p>VIP</p>{% else %}<p>Hi</p>{% endif %}", "html"),
        ("{{ event.page | raw }}", "html"),
        ("{{ event.page }}", "plain"),
        ("Hi <b>you</b>", "plain"),
        ("", "plain"),
    ],
)
def test_the_template_alone_says_whether_an_email_is_html(body: str, expected: str) -> None:
    assert email_format(body) == expected


def test_a_value_makes_no_html_of_a_plain_email() -> None:
    assert not is_html(kept_plain(" <img src=x>"))
    assert kept_plain("Hi <b>") == "Hi <b>"


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ('{"a":1}', {}, "json"),
        (" [1]", {}, "json"),
        ("{% if event.a %}{}{% endif %}", {}, "json"),
        ("{{ event.a }}", {}, "plain"),
        ("hello", {}, "plain"),
        ("{{ event.a | json }}", {"content-type": "application/problem+json; charset=utf-8"}, "json"),
        ("a=1", {"Content-Type": "application/x-www-form-urlencoded"}, "form"),
        ("<a/>", {"CONTENT-TYPE": "application/xml"}, "html"),
        ('{"a":1}', {"Content-Type": "text/plain"}, "plain"),
    ],
)
def test_what_a_webhooks_body_is_declared_as_says_how_values_are_escaped(
    body: str, headers: dict[str, str], expected: str
) -> None:
    assert webhook_format(body, headers) == expected
