"""Our own short links in bodies: in the right places, of the right length, with codes that are nobody else's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.links.link_codes import code_for, is_code
from engine.rules.links.short_links import LinkRules, prepare_links, put_codes
from engine.rules.messages.encoding import measure

BASE = "https://go.example.com"
SHORT = LinkRules(BASE)
SECRET = b"sixteen random b"


def code(position: int) -> str:
    return code_for(SECRET, 7, position)


@pytest.mark.parametrize(
    ("body", "targets"),
    [
        ("Sale: https://shop.example/a.", ("https://shop.example/a",)),
        ("(http://a.example/x) and https://b.example/", ("http://a.example/x", "https://b.example/")),
        ("Join: {{ event.join_url }}", ()),
        ("https://shop.example/?c={{ contact.id }}", ()),
        ("{% assign u = 'https://x.example' %}{{ u }}", ()),
        (f"{BASE}/l/2345678923 is ours already, as is {BASE.upper()}/p/x", ()),
        ("no link, shop.example neither", ()),
    ],
)
def test_links_that_the_body_spells_out_become_short_ones(body: str, targets: tuple[str, ...]) -> None:
    prepared = prepare_links(body, SHORT)

    assert prepared.targets == targets
    assert all(target not in prepared.body for target in targets)
    if not targets:
        assert prepared.body == body


def test_each_link_gets_its_code_and_the_text_keeps_its_length() -> None:
    prepared = prepare_links("One https://a.example/1 two https://a.example/2!", SHORT)
    coded = put_codes(prepared.body, BASE, prepared.targets, code)

    assert coded.text == f"One {BASE}/l/{code(0)} two {BASE}/l/{code(1)}!"
    assert coded.links == ((code(0), 0, "https://a.example/1"), (code(1), 1, "https://a.example/2"))
    assert measure(coded.text).segments == measure(prepared.body).segments
    assert len(coded.text) == len(prepared.body)


def test_a_link_that_was_not_rendered_has_no_code() -> None:
    prepared = prepare_links("{% if contact.vip %} https://a.example/vip {% endif %} https://a.example/all", SHORT)
    rendered = prepared.body.partition("{% endif %}")[2]

    coded = put_codes(rendered, BASE, prepared.targets, code)

    assert [position for _, position, _ in coded.links] == [1]


def test_utm_parameters_are_on_the_target_and_without_short_links_in_the_text() -> None:
    utm = (("source", "postroad"), ("campaign", "May sale"))

    assert prepare_links("https://a.example/?x=1", LinkRules(BASE, utm)).targets == (
        "https://a.example/?x=1&utm_source=postroad&utm_campaign=May%20sale",
    )
    whole = prepare_links("See https://a.example/.", LinkRules(None, utm))
    assert whole == ("See https://a.example/?utm_source=postroad&utm_campaign=May%20sale.", ())


@given(st.text(max_size=200), st.integers(0, 3))
def test_a_placeholder_is_never_a_code_and_whatever_surrounds_it_stays(text: str, links: int) -> None:
    body = text.replace("{", "").replace("}", "") + "".join(f" https://a.example/{index} " for index in range(links))
    prepared = prepare_links(body, SHORT)
    coded = put_codes(prepared.body, BASE, prepared.targets, code)

    back = coded.text
    for given_code, _, target in coded.links:
        assert is_code(given_code)
        back = back.replace(f"{BASE}/l/{given_code}", target)
    assert back == body
