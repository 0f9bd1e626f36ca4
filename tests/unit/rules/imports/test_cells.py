"""What stands in a cell, without what spreadsheets and programs put there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.imports.cells import bare, for_a_spreadsheet, is_scientific, tags_in, value_in


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('="02134"', "02134"),
        ('="+12125550177"', "+12125550177"),
        ('="say ""hi"""', 'say "hi"'),
        ("'62704", "62704"),
        ("'+46701740690", "+46701740690"),
        ("'=1+1", "=1+1"),
        ("'-5", "-5"),
        ("'t Hooft", "'t Hooft"),
        ("'90s kids", "'90s kids"),
        ("'", "'"),
        ("=1+1", "=1+1"),
        ("\u00a0Ada\u00a0", "Ada"),
        ("\u200bAda\ufeff", "Ada"),
        ("\u202a+12125550101\u202c", "+12125550101"),
    ],
)
def test_what_a_spreadsheet_put_around_a_value_is_not_the_value(cell: str, value: str) -> None:
    assert bare(cell) == value


@pytest.mark.parametrize(
    "cell",
    ["NULL", "null", "N/A", "n/a", "#N/A", "-", "--", "none", "None", "nan", "NaN", "#REF!", "(null)", '="N/A"', " - "],
)
def test_what_says_that_there_is_nothing_is_nothing(cell: str) -> None:
    assert value_in(cell) == ""


@pytest.mark.parametrize("cell", ["NA", "Nan", "0", "no", "false", "-5", "Nullarbor", "Nona"])
def test_what_says_something_is_kept(cell: str) -> None:
    assert value_in(cell) == cell


@pytest.mark.parametrize("text", ["1.23457E+11", "1.23457e+11", "1E+12", "1,23457E+11", "7.1E12", "1.2E-05"])
def test_an_id_that_a_spreadsheet_shortened_is_told(text: str) -> None:
    assert is_scientific(text)


@pytest.mark.parametrize("text", ["8d1738f7d9", "1e8a6a63ec", "12345e6789", "1E12", "E+11", "123457", "a1.2E+3", "1.2"])
def test_an_id_that_only_looks_a_little_like_it_is_one(text: str) -> None:
    assert not is_scientific(text)


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("vip; wholesale", ("vip", "wholesale")),
        ("vip, wholesale", ("vip", "wholesale")),
        ('"VIP","Spring Sale"', ("VIP", "Spring Sale")),
        ('"VIP"', ("VIP",)),
        ('"a, b", c', ("a, b", "c")),
        ("one, two; three", ("one, two", "three")),
        ("vip", ("vip",)),
        ("vip,,vip, ", ("vip",)),
        ("N/A", ()),
        ("", ()),
        ('half "open', ('half "open',)),
    ],
)
def test_tags_are_parted_by_semicolons_or_else_by_commas(cell: str, tags: tuple[str, ...]) -> None:
    assert tags_in(cell) == tags


@given(text=st.text(st.sampled_from("'=+-@\t\"0123 abcÅ"), max_size=8).map(str.strip))
def test_what_is_written_for_a_spreadsheet_is_read_back_and_runs_nothing(text: str) -> None:
    cell = for_a_spreadsheet(text)

    assert bare(cell) == text
    assert cell[:1] not in "=@" or not cell


@given(cell=st.text(max_size=20))
def test_no_cell_raises(cell: str) -> None:
    value_in(cell)
    tags_in(cell)
    is_scientific(cell)
