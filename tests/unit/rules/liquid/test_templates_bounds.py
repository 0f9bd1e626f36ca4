"""Hostile templates and values: refused by count, in well under a second, with nothing else touched."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from engine.rules.liquid.render_state import MAX_TEXT, TemplateRefused
from engine.rules.liquid.template import compile_template, template_problems
from engine.rules.time.zones import UTC_ZONE


@pytest.fixture(autouse=True)
def _quickly() -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < 3


DOUBLING = "{% assign x = x | append: x %}"
LOOP = "{% for a in (1..1000) %}"

HOSTILE_BODIES = [
    ("a body of a megabyte", "x" * 1_000_000, "characters"),
    ("a hundred thousand openings", "{{" * 40_000, "not closed"),
    ("openings without blanks between", "{{ " * 30_000, "not closed"),
    ("blanks that a pattern gets lost in", ("{{" + " " * 900 + "}}") * 100, "blanks"),
    ("one endless field", "{{ contact." + "a" * 50_000 + " }}", "longer than 1,000"),
    ("ten thousand fields", "{{ contact.a }}" * 6_000, "more than 1,000"),
    ("unclosed raw blocks", "{% raw %}" * 10_000, "not closed"),
    ("unclosed doc blocks", "{% doc %}" * 10_000, "no tag"),
    ("blocks within blocks", "{% if contact.a %}" * 300, "parse"),
    ("brackets within brackets", "{{ " + "contact[" * 120 + "]" * 120 + " }}", ""),
    ("a range nobody waits for", "{{ (1..99999999999) | join }}", "counted"),
    ("a range asked for a text", "{% if (1..99999999999) contains 'x' %}{% endif %}", "counted"),
    ("files", "{% include '/etc/passwd' %}", "no tag"),
]


@pytest.mark.parametrize(("why", "body", "said"), HOSTILE_BODIES, ids=[case[0] for case in HOSTILE_BODIES])
def test_a_hostile_body_is_a_problem(why: str, body: str, said: str) -> None:
    problems = template_problems(body)
    assert problems, why
    assert said in problems[0].message


HOSTILE_RENDERS = [
    ("doubling", "{% assign x = 'xxxxxxxxxx' %}" + DOUBLING * 30),
    ("doubling in a loop", "{% assign x = 'x' %}" + LOOP + DOUBLING + "{% endfor %}"),
    ("doubling by prepend", "{% assign x = 'x' %}" + LOOP + "{% assign x = x | prepend: x %}{% endfor %}"),
    ("squaring by replace", "{% assign x = 'aaaaaaaaaaaaaaaa' %}" + "{% assign x = x | replace: 'a', x %}" * 8),
    ("a long join", "{{ contact.text | split: '' | join: contact.text }}"),
    ("a list that doubles", "{% assign x = contact.list %}" + LOOP + "{% assign x = x | concat: x %}{% endfor %}"),
    (
        "many copies of a long text",
        "{% assign x = contact.text | split: '$' %}" + "{% assign x = x | concat: x %}" * 12,
    ),
    ("a number that squares", "{% assign x = 9999999999 %}" + LOOP + "{% assign x = x | times: x %}{% endfor %}"),
    ("loops within loops", LOOP * 4 + "x" + "{% endfor %}" * 4),
    ("loops within loops that print nothing", LOOP * 4 + "{% assign x = 1 %}" + "{% endfor %}" * 4),
    ("loops one after the other", (LOOP + "x{% endfor %}") * 300),
    ("a loop over many parts", LOOP + "{% if contact.a == contact.b %}x{% endif %}" * 200 + "{% endfor %}"),
    (
        "a loop of comparisons",
        LOOP + "{% if " + " and ".join(["1 == 1"] * 80) + " %}x{% endif %}" + "{% endfor %}",
    ),
    ("much text in a loop", LOOP + "x" * 1_000 + "{% endfor %}"),
    ("much text captured", "{% capture x %}" + LOOP + "x" * 1_000 + "{% endfor %}{% endcapture %}"),
    ("many captures", "".join(f"{{% capture x{i} %}}{{{{ contact.text }}}}{{% endcapture %}}" for i in range(100))),
    ("uniq of a long list", "{{ contact.list | uniq }}"),
    ("a value of a megabyte", "Hi {{ contact.huge }}"),
    ("a value of a megabyte, changed", "Hi {{ contact.huge | upcase }}"),
    ("a value of a megabyte, with a default", "Hi {{ contact.huge | default: 'x' }}"),
    ("a value of a megabyte in a loop", LOOP + "{% if contact.huge contains 'y' %}x{% endif %}{% endfor %}"),
    ("a megabyte of values", "{{ contact.text }}" * 20),
    ("a format that fills memory", "{{ '2026-01-01' | date: contact.format | append: contact.text }}"),
]
VALUES: dict[str, Any] = {
    "text": "x" * 90_000,
    "list": list(range(4_000)),
    "huge": "x" * 1_000_000,
    "format": "%c" * 40_000,
}


@pytest.mark.parametrize(("why", "body"), HOSTILE_RENDERS, ids=[case[0] for case in HOSTILE_RENDERS])
def test_a_hostile_render_is_refused_with_a_sentence(why: str, body: str) -> None:
    assert template_problems(body) == []
    with pytest.raises(TemplateRefused) as refused:
        compile_template(body).render(VALUES, {}, {}, {}, UTC_ZONE)
    assert 10 < len(str(refused.value)) < 300, why


def test_html_that_is_all_openings_is_stripped_in_one_pass() -> None:
    body = compile_template("{{ contact.html | strip_html | size }}")
    assert body.render({"html": "<" * MAX_TEXT}, {}, {}, {}, UTC_ZONE).text == str(MAX_TEXT)


def test_a_long_newsletter_is_well_within_the_bounds() -> None:
    body = (
        "<p>" + "word " * 10_000 + "</p>" + "{% for item in event.items %}<li>{{ item.name | escape }}</li>{% endfor %}"
    )
    items = [{"name": f"item {number}"} for number in range(500)]
    text = compile_template(body).render({}, {"items": items}, {}, {}, UTC_ZONE).text
    assert text.count("<li>") == 500


def test_a_refused_render_leaves_the_template_as_it_was() -> None:
    template = compile_template("Hi {{ contact.huge }}")
    with pytest.raises(TemplateRefused):
        template.render(VALUES, {}, {}, {}, UTC_ZONE)
    assert template.render({"huge": "you"}, {}, {}, {}, UTC_ZONE).text == "Hi you"
