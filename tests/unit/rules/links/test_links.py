"""Links: public shorteners are found wherever a phone would make a link of them, and UTM leaves the rest alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.links.links import links_in, public_shorteners_in, tag_links, trackable_links, with_utm
from engine.rules.links.shorteners import PUBLIC_SHORTENERS

SHORTENED = [
    ("Sale: https://bit.ly/3xYz", "bit.ly"),
    ("Sale: http://bit.ly/3xYz!", "bit.ly"),
    ("Sale at bit.ly/3xYz", "bit.ly"),
    ("Sale at bit.ly.", "bit.ly"),
    ("BIT.LY/ABC", "bit.ly"),
    ("Https://Bit.Ly/abc", "bit.ly"),
    ("(see tinyurl.com/abc)", "tinyurl.com"),
    ("go to www.tinyurl.com/abc, now", "tinyurl.com"),
    ("https://sale.rebrand.ly/x", "rebrand.ly"),
    ("https://bit.ly:443/x", "bit.ly"),
    ("https://bit.ly./x", "bit.ly"),
    ("https://shop.example@bit.ly/x", "bit.ly"),
    ("https:\\\\bit.ly\\x", "bit.ly"),
    ("//bit.ly/x", "bit.ly"),
    ("https://bit%2Ely/x", "bit.ly"),
    ("https://b%69t.ly/x", "bit.ly"),
    ("https://ｂｉｔ．ｌｙ/x", "bit.ly"),
    ("https://bit。ly/x", "bit.ly"),
    ("https://b\u00adit.ly/x", "bit.ly"),
    ("bit\u200b.ly/x", "bit.ly"),
    ("Visit:https://t.co/x", "t.co"),
    ("ends now.https://t.co/x", "t.co"),
    ("is.gd/abc", "is.gd"),
    ("https://goo.gl/maps/x", "goo.gl"),
    ("https://ow.ly/x?y=z", "ow.ly"),
    ("https://buff.ly/x#y", "buff.ly"),
    ("“https://cutt.ly/x”", "cutt.ly"),
    ("https://bit.ly/{{ contact.code }}", "bit.ly"),
    ("→bit.ly/x", "bit.ly"),
    ("-bit.ly/x", "bit.ly"),
]

HARMLESS = [
    "notbit.ly/abc",
    "https://notbit.ly.example/abc",
    "https://bit.ly.example/abc",
    "https://not-bit.ly/abc",
    "https://bit.ly@shop.example/x",
    "https://shop.example/bit.ly/abc",
    "shop.example/bit.ly",
    "https://shop.example/?next=bit.ly",
    "write to sales@bit.ly",
    "a bit. ly is the end of Libya's names",
    "a rabbit.lyric",
    "https://amzn.to/x is a brand's own",
    "https://youtu.be/x is a brand's own",
    "no link at all",
    "t.company and at.co",
    "https://xn--bt-6ka.ly/x",
    "...",
    "https://",
    "",
]


@pytest.mark.parametrize(("text", "shortener"), SHORTENED)
def test_a_public_shortener_is_found(text: str, shortener: str) -> None:
    assert public_shorteners_in(text) == (shortener,)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_one_is_not_found(text: str) -> None:
    assert public_shorteners_in(text) == ()


def test_each_shortener_is_named_once_in_order() -> None:
    assert public_shorteners_in("t.co/1 bit.ly/2 t.co/3 x.example/4") == ("t.co", "bit.ly")


@pytest.mark.parametrize("domain", sorted(PUBLIC_SHORTENERS))
def test_every_listed_shortener_is_found(domain: str) -> None:
    assert public_shorteners_in(f"See https://{domain}/abc.") == (domain,)


@given(st.text(max_size=200))
def test_any_text_is_looked_through(text: str) -> None:
    assert set(public_shorteners_in(text)) <= PUBLIC_SHORTENERS
    assert all(text[link.start : link.end] == link.url for link in links_in(text))


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("See https://shop.example/sale.", ["https://shop.example/sale"]),
        ("(https://shop.example/a_(b))", ["https://shop.example/a_(b)"]),
        ("HTTPS://SHOP.EXAMPLE, http://b.example!", ["HTTPS://SHOP.EXAMPLE", "http://b.example"]),
        ("shop.example has no scheme", []),
        ("https:// is nothing", []),
        ("点击https://shop.example/sale，谢谢", ["https://shop.example/sale"]),
        ("点击https://shop.example/sale。谢谢", ["https://shop.example/sale"]),
        ("（https://shop.example/sale）", ["https://shop.example/sale"]),
        ("「https://shop.example/sale」！", ["https://shop.example/sale"]),
        ("https://shop.example/sale：今天", ["https://shop.example/sale"]),
        ("https://shop.example/sale\u3000谢谢", ["https://shop.example/sale"]),
        ("https://shop.example/sale\u200e", ["https://shop.example/sale"]),
        ("\u2068https://shop.example/sale\u2069 now", ["https://shop.example/sale"]),
        ("https://shop.example/sale\u200b\u200bnow", ["https://shop.example/sale"]),
        ("https://shop.example/sale\ufeff", ["https://shop.example/sale"]),
        ("https://shop.example/sale\u00a0now", ["https://shop.example/sale"]),
        ("https://shop.example/sale🎉", ["https://shop.example/sale"]),
        ("https://shop.example/sale❤️ now", ["https://shop.example/sale"]),
        ("🎉https://shop.example🎉", ["https://shop.example"]),
        ("👉🏽https://shop.example/a👈🏽", ["https://shop.example/a"]),
        ("https://shop.example/sale→now", ["https://shop.example/sale"]),
        ("https://shop.example/sale…", ["https://shop.example/sale"]),
        ("https://shop.example/sale...", ["https://shop.example/sale"]),
        ("https://shop.example/sale-", ["https://shop.example/sale-"]),
        ("https://shop.example/a-b_c~d", ["https://shop.example/a-b_c~d"]),
        ("https://shop.example/sale–now", ["https://shop.example/sale"]),
        ("https://shop.example/sale—now", ["https://shop.example/sale"]),
        ("https://shop.example/sale – now", ["https://shop.example/sale"]),
        ("https://shop.example/sale,now", ["https://shop.example/sale"]),
        ("https://shop.example,now", ["https://shop.example"]),
        ("https://a.example/x,https://b.example/y", ["https://a.example/x", "https://b.example/y"]),
        ("https://maps.example/@51.5,-0.1,12z", ["https://maps.example/@51.5,-0.1,12z"]),
        ("https://shop.example/sale|https://b.example/y", ["https://shop.example/sale", "https://b.example/y"]),
        ("https://shop.example/sale | now", ["https://shop.example/sale"]),
        ("(https://shop.example/a)", ["https://shop.example/a"]),
        ("(https://shop.example/a)and", ["https://shop.example/a"]),
        ("[Sale](https://shop.example/a).", ["https://shop.example/a"]),
        ("{https://shop.example/a}", ["https://shop.example/a"]),
        ("<https://shop.example/a>", ["https://shop.example/a"]),
        ("https://shop.example/a(", ["https://shop.example/a"]),
        ("https://[2001:db8::1]/a", ["https://[2001:db8::1]/a"]),
        ('"https://shop.example/a"', ["https://shop.example/a"]),
        ("'https://shop.example/a'", ["https://shop.example/a"]),
        ("«https://shop.example/a»", ["https://shop.example/a"]),
        ("„https://shop.example/a“", ["https://shop.example/a"]),
        ("‘https://shop.example/a’", ["https://shop.example/a"]),
        ("`https://shop.example/a`", ["https://shop.example/a"]),
        ("*https://shop.example/a*", ["https://shop.example/a"]),
        ("HTTPS://SHOP.EXAMPLE/Sale!", ["HTTPS://SHOP.EXAMPLE/Sale"]),
        ("https://müller.example/größe?q=é", ["https://müller.example/größe?q=é"]),
        ("https://例え.example/テスト、です", ["https://例え.example/テスト"]),
        ("https://пример.example/путь.", ["https://пример.example/путь"]),
        ("https://shop.example/a%20b?x=1&y=[2]#top!", ["https://shop.example/a%20b?x=1&y=[2]#top"]),
        ("https://u:p@shop.example:8443/a;b=1", ["https://u:p@shop.example:8443/a;b=1"]),
        ("https://\u200bshop.example", []),
    ],
)
def test_a_link_ends_where_the_sentence_goes_on(text: str, urls: list[str]) -> None:
    assert [link.url for link in links_in(text)] == urls


@given(
    st.from_regex(r"https://[a-z]{1,9}\.example(/[a-zA-Z0-9%_~-]{1,9}){0,3}", fullmatch=True),
    st.sampled_from(
        ["，", "。", "🎉", "\u200e", "\u200b", "\u2069", "—", "…", ",", "|", ")", "»", "”", "\n", " ", "！", "】"]
    ),
    st.text(max_size=9),
)
def test_a_link_ends_at_what_no_link_has(url: str, mark: str, rest: str) -> None:
    assert links_in(url + mark + rest)[0].url == url


@pytest.mark.parametrize(
    "template",
    [
        "Join: {{ event.join_url }}",
        "Join: https://{{ event.host }}/room",
        "Join: https://zoom.example/{{ event.room }}",
        "Cart: https://shop.example/cart?u={{ contact.external_id | url_encode }}",
        "https://shop.example/{% if contact.vip %}vip{% endif %}",
        '{{ event.url | default: "https://shop.example" }}',
    ],
)
def test_a_link_with_or_from_a_merge_field_is_left_alone(template: str) -> None:
    assert trackable_links(template) == ()
    assert tag_links(template, {"source": "postroad"}) == template


def test_only_the_links_a_template_spells_out_are_tagged() -> None:
    template = "Hi {{ contact.first_name }}, join {{ event.join_url }} or read https://shop.example/help."

    assert tag_links(template, {"source": "postroad", "medium": "sms"}) == (
        "Hi {{ contact.first_name }}, join {{ event.join_url }} or read "
        "https://shop.example/help?utm_source=postroad&utm_medium=sms."
    )


@pytest.mark.parametrize(
    ("url", "tagged"),
    [
        ("https://a.example", "https://a.example?utm_source=sms%20x"),
        ("https://a.example/p?q=1", "https://a.example/p?q=1&utm_source=sms%20x"),
        ("https://a.example/p?", "https://a.example/p?utm_source=sms%20x"),
        ("https://a.example/p#top", "https://a.example/p?utm_source=sms%20x#top"),
        ("https://a.example/?UTM_Source=mine", "https://a.example/?UTM_Source=mine"),
        ("https://a.example/?q=a%2Fb&q=c+d", "https://a.example/?q=a%2Fb&q=c+d&utm_source=sms%20x"),
    ],
)
def test_utm_is_added_and_what_the_link_has_is_kept(url: str, tagged: str) -> None:
    assert with_utm(url, {"source": "sms x", "campaign": ""}) == tagged


@given(st.sampled_from(["https://a.example", "https://a.example/p?q=1", "https://a.example/#x"]), st.text(max_size=9))
def test_utm_is_added_once(url: str, campaign: str) -> None:
    utm = {"campaign": campaign, "medium": "sms"}

    assert with_utm(with_utm(url, utm), utm) == with_utm(url, utm)
