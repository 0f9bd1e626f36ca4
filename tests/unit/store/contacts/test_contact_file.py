"""Reading a CSV from a stream: every row comes out once, whole or with its reason, however the bytes are cut."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.store.contacts.files.contact_file import FileRefused, FileRow, read_table

NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=0, max_size=12)
CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=20)


def cut(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def rows_of(data: bytes, size: int = 7) -> list[FileRow]:
    return list(read_table(cut(data, size)).rows)


@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8),
    size=st.integers(1, 40),
    bom=st.booleans(),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_what_a_spreadsheet_writes_is_read_back_however_it_is_cut(
    rows: list[list[str]], size: int, bom: bool, end: str, delimiter: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(["external_id", "a", "b"])
    writer.writerows(rows)
    data = text.getvalue().encode("utf-8-sig" if bom else "utf-8")

    table = read_table(cut(data, size))

    assert list(table.header) == ["external_id", "a", "b"]
    assert [row.cells for row in table.rows] == [row for row in rows if any(cell.strip() for cell in row)]


@given(data=st.binary(max_size=300), size=st.integers(1, 50))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes, size: int) -> None:
    rows: list[FileRow] = []
    with suppress(FileRefused):
        rows = rows_of(b"external_id,a\n" + data, size)

    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    assert all(row.problem or row.cells for row in rows)


def test_rows_are_numbered_as_a_spreadsheet_counts_them() -> None:
    rows = rows_of(b'external_id,note\n1,"two\nlines"\n\n2,x\n')

    assert [(row.number, row.cells) for row in rows] == [(2, ["1", "two\nlines"]), (4, ["2", "x"])]


def test_a_quote_that_is_not_closed_costs_its_own_row_only() -> None:
    rows = rows_of(b'external_id,note\n1,"open\n2,x\n3,y\n')

    assert [(row.number, row.problem and row.problem[0]) for row in rows] == [
        (2, "quote_not_closed"),
        (3, None),
        (4, None),
    ]


def test_a_quote_that_swallows_a_large_file_costs_its_own_row_only() -> None:
    lines = "".join(f"{number},x\n" for number in range(2, 2_000))

    rows = rows_of(f'external_id,note\n1,"open\n{lines}'.encode(), 4_096)

    assert [row.number for row in rows if row.problem] == [2]
    assert len(rows) == 1_999


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (b'1,a "b" c\n', None),
        (b'1,"a"b\n', "not_csv"),
        (b"1," + b"x" * 40_000 + b"\n", "cell_too_long"),
        (b"1," + b"x" * 200_000 + b"\n", "cell_too_long"),
        (b"1,a\0b\n", "bad_character"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why_and_the_next_is_taken(row: bytes, problem: str | None) -> None:
    first, second = rows_of(b"external_id,note\n" + row + b"2,fine\n", 8_192)

    assert (first.problem and first.problem[0]) == problem
    assert second.cells == ["2", "fine"]


@pytest.mark.parametrize(
    ("data", "said", "row", "byte"),
    [
        (b"", "empty", 1, None),
        (b"PK\x03\x04rest", "workbook", 1, 0),
        (b"\x1f\x8brest", "archive", 1, 0),
        ("external_id,name\n1,Jos\u00e9\n2,Bj\u00f6rn\n3,".encode() + b"\xff\n4,x\n", "mixes encodings", 4, 36),
        (b"external_id," + b"x" * 2_000_000, "line of more than", None, None),
    ],
)
def test_what_is_no_csv_is_refused_with_the_place(data: bytes, said: str, row: int | None, byte: int | None) -> None:
    with pytest.raises(FileRefused, match=r".*") as refused:
        rows_of(data, 65_536)

    assert said in str(refused.value)
    assert (refused.value.row, refused.value.byte) == (row, byte)


def test_a_stray_byte_far_into_a_large_file_costs_its_own_row() -> None:
    before = b"".join(b"%d,%s\n" % (number, b"x" * 1_000) for number in range(5_000))

    seen = "seen,\u00e9\n".encode()

    rows = rows_of(b"external_id,note\n" + before + seen + b"bad,\xff\nlast,y\n", 65_536)

    assert [(row.number, row.problem and row.problem[0]) for row in rows if row.problem] == [(5_003, "not_utf8")]
    assert rows[-1].cells == ["last", "y"]


def test_lines_of_an_old_mac_are_lines() -> None:
    assert [row.cells for row in rows_of(b"external_id,a\r1,x\r2,y", 100)] == [["1", "x"], ["2", "y"]]


HEADER = "external_id,name\r\n"
NAMES_OF_THE_WEST = st.text(st.sampled_from("abcXYZ\u00e9\u00f6\u00df\u00f1\u2019\u20ac 12"), min_size=1, max_size=12)


@given(names=st.lists(NAMES_OF_THE_WEST, min_size=1, max_size=6), size=st.integers(1, 40), data=st.data())
def test_a_file_is_read_in_the_encoding_it_is_in(names: list[str], size: int, data: st.DataObject) -> None:
    written, told = data.draw(
        st.sampled_from(
            [
                ("utf-8", "utf-8"),
                ("utf-8-sig", "utf-8"),
                ("utf-16", "utf-16-le"),
                ("utf-16-le", "utf-16-le"),
                ("utf-16-be", "utf-16-be"),
                ("cp1252", "windows-1252"),
            ]
        )
    )
    text = HEADER + "".join(f"{number},Jos\u00e9 {name}x\r\n" for number, name in enumerate(names))

    table = read_table(cut(text.encode(written), size))

    assert [row.cells[1] for row in table.rows] == [f"Jos\u00e9 {name}x" for name in names]
    assert table.encoding == told


def test_a_large_file_that_turns_out_to_be_windows_1252_is_read_as_that() -> None:
    before = b"".join(b"%d,%s\n" % (number, b"x" * 1_000) for number in range(5_000))

    table = read_table(cut(b"external_id,note\n" + before + "last,M\u00fcller\n".encode("cp1252"), 65_536))

    assert list(table.rows)[-1].cells == ["last", "M\u00fcller"]
    assert table.encoding == "windows-1252"


def test_an_encoding_that_somebody_says_is_used_and_one_that_is_none_is_refused() -> None:
    text = "external_id,name\n1,\u0418\u0432\u0430\u043d\n".encode("cp1251")

    assert [row.cells for row in read_table([text], encoding="windows-1251").rows] == [
        ["1", "\u0418\u0432\u0430\u043d"]
    ]
    for wrong in ("klingon", "zip", "rot13", "base64"):
        with pytest.raises(FileRefused, match="no encoding of text"):
            read_table([text], encoding=wrong)


@pytest.mark.parametrize(
    ("start", "delimiter"),
    [
        ("sep=;\n", ";"),
        ("SEP=;\r\n", ";"),
        ('"sep=;"\n', ";"),
        ("sep=|\n", "|"),
        ("sep=\t\n", "\t"),
        ("", ";"),
        ("", "|"),
    ],
)
def test_a_line_that_says_what_parts_the_cells_is_no_row(start: str, delimiter: str) -> None:
    text = f"{start}external_id{delimiter}phone\n1{delimiter}+12125550101\n"

    table = read_table([text.encode()])

    assert (list(table.header), table.delimiter) == (["external_id", "phone"], delimiter)
    assert [(row.number, row.cells) for row in table.rows] == [(2, ["1", "+12125550101"])]


def test_rows_without_anything_in_them_are_none_and_others_keep_their_numbers() -> None:
    table = read_table(["\n ,\nexternal_id,a\n1,x\n,,\n\u00a0, \n2,y\n,\n".encode()])

    assert list(table.header) == ["external_id", "a"]
    assert [(row.number, row.cells) for row in table.rows] == [(4, ["1", "x"]), (7, ["2", "y"])]
