"""Encoding and segments: the committed table, the rules in general, and what made a body UCS-2.

`segment_table.json` holds the text (pieces, or a piece and how often), what it is sent as, and why. `calculator`
stands where the npm package sms-segments-calculator 1.3.0 counts otherwise: it knows the graphemes of Unicode 10
only, and does not split one that is longer than a part.
"""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.messages.encoding import (
    GSM_BASIC,
    GSM_EXTENSION,
    NonGsmCharacter,
    is_gsm,
    measure,
    plain_replacements,
    with_plain_replacements,
)

TABLE: list[dict[str, Any]] = json.loads(Path(__file__).with_name("segment_table.json").read_text())

gsm_texts = st.text(alphabet=GSM_BASIC + GSM_EXTENSION, max_size=500)
any_texts = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("ab€]😀👍🏽🇸🇪ç’\u0301\u200d\ufe0f\r\n")), max_size=300
)


def _text(pieces: list[str | list[Any]]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[0] * piece[1] for piece in pieces)


@pytest.mark.parametrize("row", TABLE, ids=[row["why"] for row in TABLE])
def test_a_body_is_counted_as_the_carrier_bills_it(row: dict[str, Any]) -> None:
    measured = measure(_text(row["text"]))

    assert (measured.encoding, measured.segments, measured.units) == (row["encoding"], row["segments"], row["units"])


def test_the_alphabet_is_the_standards() -> None:
    assert len(GSM_BASIC) == len(set(GSM_BASIC)) == 127  # 128 codes, one of which is the escape
    assert len(GSM_EXTENSION) == len(set(GSM_EXTENSION)) == 10
    assert not set(GSM_BASIC) & set(GSM_EXTENSION)


def _parts_one_by_one(pieces: list[int], single: int, part: int) -> int:
    """The rule in its plainest form: fill parts with pieces that are not split."""
    if sum(pieces) <= single:
        return 1
    parts, used = 1, 0
    for size in pieces:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


@given(gsm_texts)
def test_gsm_parts_are_filled_without_splitting_an_extension_character(text: str) -> None:
    septets = [2 if character in GSM_EXTENSION else 1 for character in text]
    measured = measure(text)

    assert (measured.encoding, measured.units) == ("GSM-7", sum(septets))
    assert measured.segments == _parts_one_by_one(septets, 160, 153)
    assert measured.culprits == ()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(any_texts)
def test_ucs2_parts_are_filled_without_splitting_a_grapheme(text: str) -> None:
    measured = measure(text)
    if is_gsm(text):
        assert measured.encoding == "GSM-7"
        return
    pieces: list[int] = []
    for grapheme in regex.findall(r"\X", text):
        whole = grapheme != "\r\n" and _units(grapheme) <= 67
        pieces += [_units(grapheme)] if whole else [_units(character) for character in grapheme]

    assert (measured.encoding, measured.units) == ("UCS-2", _units(text))
    assert measured.segments == _parts_one_by_one(pieces, 70, 67)


@given(any_texts)
def test_a_culprit_stands_where_it_is_said_to_stand(text: str) -> None:
    encoded = text.encode("utf-16-le", "surrogatepass")
    for culprit in measure(text).culprits:
        assert not is_gsm(culprit.text)
        for position in culprit.positions:
            found = encoded[2 * position : 2 * (position + _units(culprit.text))]
            assert found == culprit.text.encode("utf-16-le", "surrogatepass")


@given(any_texts)
def test_replacing_never_brings_a_culprit_in(text: str) -> None:
    replaced = with_plain_replacements(text)
    left = {culprit.text for culprit in measure(replaced).culprits}

    assert all(is_gsm(plain) for plain in plain_replacements(text).values())
    assert is_gsm(replaced) or left
    assert with_plain_replacements(text) == text or text != replaced


def test_what_made_a_body_ucs2_is_named_with_its_places_and_its_plain_form() -> None:
    assert measure("“It’s 5 😀’s”").culprits == (
        NonGsmCharacter("“", (0,), '"'),
        NonGsmCharacter("’", (3, 10), "'"),
        NonGsmCharacter("😀", (8,), None),
        NonGsmCharacter("”", (12,), '"'),
    )


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Hi”, it’s ‘us’", "\"Hi\", it's 'us'"),
        ("9–5 — daily", "9-5 - daily"),
        ("Soon…", "Soon..."),
        ("5\u00a0pm\u202ftoday", "5 pm today"),
        ("a\tb", "a b"),
        ("`code`", "'code'"),
        ("más ça Čapek", "mas ca Capek"),
        ("cafe\u0301", "café"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("½ price", "1/2 price"),
        ("\ufb01ne １２", "fine 12"),
        ("Łódź", "Lodz"),
        ("™ © ®", "(TM) (c) (R)"),
        ("→ sale", "-> sale"),
        ("already plain €", "already plain €"),
        ("I ❤️ tea", "I ❤️ tea"),
        ("Привет", "Привет"),
    ],
)
def test_a_plain_form_is_offered_where_a_reader_would_not_miss_the_other(text: str, plain: str) -> None:
    assert with_plain_replacements(text) == plain


def test_replacing_can_make_a_body_longer_and_still_cheaper() -> None:
    body = "a" * 150 + "…"
    before, after = measure(body), measure(with_plain_replacements(body))

    assert (before.segments, after.segments) == (3, 1)
    assert after.units > before.units


def test_a_hundred_thousand_bodies_are_counted_in_a_moment() -> None:
    bodies = [f"Hi Ann {number}, your order has shipped: https://x.example/{number}" for number in range(100_000)]
    started = time.process_time()
    segments = sum(measure(body).segments for body in bodies)

    assert segments == 100_000
    assert time.process_time() - started < 2
