"""Phone numbers: every spelling and trap, the form beside the verdict, and nothing ever guessed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses.phone import normalise
from engine.rules.outcomes.reasons import Reason, sentence

SPELLINGS = [
    "(212) 555-0147",
    "+1 212-555-0147",
    "1 (212) 555-0147",
    "12125550147",
    "00 1 212-555-0147",
    "212.555.0147",
    "2125550147",
    "+12125550147",
    "212 555 0147",
    "(+1) 212-555-0147",
    "+1(212)555-0147",
    "+1.212.555.0147",
    "0012125550147",
    "011 1 212 555 0147",
    "tel:+1-212-555-0147",
    "Mobile: (212) 555-0147",
    "++1 212 555 0147",
    "212/555-0147",
    "212\u2013555\u20110147",
    "212\u00a0555\u202f0147",
    "\u202a+1 (212) 555-0147\u202c",
    "\u200b2125550147\ufeff",
    "２１２ ５５５ ０１４７",
    "٢١٢٥٥٥٠١٤٧",
    "2125550147.0",
    "'+12125550147",
    "  212-555-0147\n",
]


@pytest.mark.parametrize("raw", SPELLINGS)
@pytest.mark.parametrize("country", [None, "US", "us", "USA", "United States"])
def test_every_spelling_of_an_american_number_is_one_number(raw: str, country: str | None) -> None:
    phone = normalise(raw, country)

    assert (phone.raw, phone.e164, phone.problem) == (raw, "+12125550147", None)
    assert phone.timezones == ("America/New_York",)


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        # With a country: a +, a 00, the contact's own, or its code in front.
        ("+61 412 345 678", None, "+61412345678"),
        ("00 61 412 345 678", None, "+61412345678"),
        ("0412 345 678", "AU", "+61412345678"),
        ("0412 345 678", "Australia", "+61412345678"),
        ("61412345678", "AU", "+61412345678"),
        ("0011 61 412 345 678", "AU", "+61412345678"),
        ("0011 1 212 555 0147", "AU", "+12125550147"),
        ("00 1 416 555 0147", "AU", "+14165550147"),
        ("070-174 06 35", "SE", "+46701740635"),
        ("46701740652", "SE", "+46701740652"),
        ("+46 (0)70-174 06 05", None, "+46701740605"),
        ("4915123456789", "DE", "+4915123456789"),
        ("0151 23456789", "DE", "+4915123456789"),
        ("07400 123456", "GB", "+447400123456"),
        ("07400 123456", "UK", "+447400123456"),
        ("+44 (0)7400 123456", None, "+447400123456"),
        ("085 012 3456", "IE", "+353850123456"),
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("347 123 4567", "IT", "+393471234567"),
        ("39 347 123 4567", "IT", "+393471234567"),
        ("612 34 56 78", "ES", "+34612345678"),
        ("011 44 7400 123456", "US", "+447400123456"),
        ("+1 416 555 0147", "SE", "+14165550147"),
        ("416-555-0147", "CA", "+14165550147"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("0065 9123 4567", "SG", "+6591234567"),
        ("00852 6123 4567", "HK", "+85261234567"),
    ],
)
def test_a_number_of_another_country_is_read_by_its_country(raw: str, country: str | None, e164: str) -> None:
    phone = normalise(raw, country)

    assert (phone.e164, phone.problem) == (e164, None)


@pytest.mark.parametrize(
    ("raw", "country", "problem"),
    [
        # +1 is never guessed for a number that is not from the region.
        ("61412345678", None, Reason.PHONE_NO_COUNTRY),
        ("46701740652", "US", Reason.PHONE_NO_COUNTRY),
        ("0412 345 678", None, Reason.PHONE_NO_COUNTRY),
        ("0701740635", None, Reason.PHONE_NO_COUNTRY),
        ("0412 345 678", "Narnia", Reason.PHONE_UNKNOWN_COUNTRY),
        # Only a part of a number.
        ("555-2671", "US", Reason.PHONE_TOO_SHORT),
        ("12345", "US", Reason.PHONE_TOO_SHORT),
        ("++49 151", "US", Reason.PHONE_TOO_SHORT),
        ("+", None, Reason.PHONE_NOT_A_NUMBER),
        ("00", None, Reason.PHONE_TOO_SHORT),
        ("+1", None, Reason.PHONE_TOO_SHORT),
        # Too much of one.
        ("+1 212 555 01477", None, Reason.PHONE_TOO_LONG),
        ("+49 1512 3456789 0123456", None, Reason.PHONE_TOO_LONG),
        ("00 1 1 212 555 0147", None, Reason.PHONE_TOO_LONG),
        ("212-555-0147 / 212-555-0148", "US", Reason.PHONE_SEVERAL_NUMBERS),
        ("2125550147, 2125550148", "US", Reason.PHONE_SEVERAL_NUMBERS),
        ("212-555-0147 or 212-555-0148", "US", Reason.PHONE_SEVERAL_NUMBERS),
        # None at all.
        ("call me", "US", Reason.PHONE_NOT_A_NUMBER),
        ("n/a", "US", Reason.PHONE_NOT_A_NUMBER),
        ("1-800-FLOWERS", "US", Reason.PHONE_NOT_A_NUMBER),
        ("ann@example.com", "US", Reason.PHONE_NOT_A_NUMBER),
        ("2" * 500, "US", Reason.PHONE_NOT_A_NUMBER),
        ("2.12556E+09", "US", Reason.PHONE_ROUNDED),
        ("0000000000", "US", Reason.PHONE_NOT_VALID),
        ("", "US", Reason.NO_PHONE),
        ("  \t", "US", Reason.NO_PHONE),
        (None, "US", Reason.NO_PHONE),
        # Never texted.
        ("+1 212 555 0147 ext. 9", "US", Reason.PHONE_EXTENSION),
        ("212-555-0147 x9", "US", Reason.PHONE_EXTENSION),
        ("(212) 555-0147 #12", "US", Reason.PHONE_EXTENSION),
        ("tel:+1-212-555-0147;ext=9", None, Reason.PHONE_EXTENSION),
        ("+1 212 555 0147,,9", None, Reason.PHONE_EXTENSION),
        ("23456", "US", Reason.PHONE_SHORT_CODE),
        ("741741", "US", Reason.PHONE_SHORT_CODE),
        ("72345", "SE", Reason.PHONE_SHORT_CODE),
    ],
)
def test_what_is_no_whole_number_has_a_problem_and_no_form(
    raw: str | None, country: str | None, problem: Reason
) -> None:
    phone = normalise(raw, country)

    assert (phone.raw, phone.e164, phone.problem) == (raw or "", None, problem)
    assert phone.sentence == sentence(problem)
    assert phone.timezones == ()


@pytest.mark.parametrize(
    ("raw", "e164"),
    [
        ("1 (123) 456-7890", "+11234567890"),
        ("11234567890", "+11234567890"),
        ("(123) 456-7890", "+11234567890"),
        ("+1 123 456 7890", "+11234567890"),
        ("+1 012 555 0147", "+10125550147"),
        ("+447700900123", "+447700900123"),
        ("(555) 555-0101", "+15555550101"),
    ],
)
def test_a_number_that_no_phone_has_keeps_its_form_beside_the_problem(raw: str, e164: str) -> None:
    phone = normalise(raw, "US")

    assert (phone.e164, phone.problem, phone.kind) == (e164, Reason.PHONE_NOT_VALID, "unknown")


@pytest.mark.parametrize(
    ("raw", "country", "e164"),
    [
        ("0412 345 678", "AUS", "+61412345678"),
        ("(212) 555-0147", "U.S.", "+12125550147"),
        ("8 912 345-67-89", "Russian Federation", "+79123456789"),
        ("0912 345 678", "Viet Nam", "+84912345678"),
        ("212-555-0147 (cell)", "US", "+12125550147"),
        ("c: 212-555-0147", "US", "+12125550147"),
        ("Mobile Number: 212-555-0147", "US", "+12125550147"),
        ("212-555-0147*", "US", "+12125550147"),
        ("1.2125550147E+10", "US", "+12125550147"),
        ("2,125,550,147", "US", "+12125550147"),
        ('="+12125550147"', "US", "+12125550147"),
        ("+0012125550147", "US", "+12125550147"),
        ("+48 (0) 512 345 678", "PL", "+48512345678"),
        ("044 55 1234 5678", "MX", "+525512345678"),
        ("436-555-0147", "US", "+14365550147"),
        ("cell - 212-555-0147", "US", "+12125550147"),
        ("cell 212-555-0147", "US", "+12125550147"),
        ("Cell Phone #: 212-555-0147", "US", "+12125550147"),
        ("Tel. no. 212-555-0147", "US", "+12125550147"),
        ("(c) 212-555-0147", "US", "+12125550147"),
        ("(cell) 212-555-0147", "US", "+12125550147"),
        ("(m)2125550147", "US", "+12125550147"),
        ("[mobile] 212-555-0147", "US", "+12125550147"),
        ("212-555-0147 [home]", "US", "+12125550147"),
        ("212-555-0147 cell", "US", "+12125550147"),
        ("212-555-0147 - mobile", "US", "+12125550147"),
        ("212-555-0147 (call after 5pm)", "US", "+12125550147"),
        ("'2125550147", "US", "+12125550147"),
        ("=12125550147", "US", "+12125550147"),
        ("=+12125550147", "US", "+12125550147"),
        ("* 212-555-0147", "US", "+12125550147"),
        ("212-555-0147.", "US", "+12125550147"),
        ("212-555-0147,", "US", "+12125550147"),
        ("1,2125550147E+10", "US", "+12125550147"),
        ("1.2125550147e10", "US", "+12125550147"),
        ("1.21255501470E+10", "US", "+12125550147"),
        ("2.125550147E+09", "US", "+12125550147"),
        ("4.915123456789E+12", "DE", "+4915123456789"),
        ("2125550147.0", "US", "+12125550147"),
        ("412345678.0", "AU", "+61412345678"),
        ("12,125,550,147", "US", "+12125550147"),
        ("9,87,65,43,210", "IN", "+919876543210"),
        ("+ 48 (0)512 345 678", None, "+48512345678"),
        ("0048 (0) 512 345 678", "PL", "+48512345678"),
        ("+44 (0) 7400 123456", None, "+447400123456"),
        ("+49(0)151 23456789", None, "+4915123456789"),
        ("+39 (0)347 123 4567", None, "+393471234567"),
        ("+47 (0) 412 34 567", None, "+4741234567"),
        ("045 55 1234 5678", "MX", "+525512345678"),
        ("01 55 1234 5678", "MX", "+525512345678"),
        ("+52 1 55 1234 5678", None, "+525512345678"),
        ("+52 044 55 1234 5678", None, "+525512345678"),
        ("044 33 1234 5678", "Mexico", "+523312345678"),
        ("+1 436 555 0147", None, "+14365550147"),
        ("(621) 555-0147", "US", "+16215550147"),
        ("(212) 555-0147 (US)", None, "+12125550147"),
        ("(Australia) 0412 345 678", None, "+61412345678"),
        ("tel:+12125550147", None, "+12125550147"),
        ("Handy: 0151 23456789", "DE", "+4915123456789"),
        ("Tél. : 06 12 34 56 78", "FR", "+33612345678"),
        ("Móvil 612 34 56 78", "ES", "+34612345678"),
        ("mob.nr. 070-174 06 35", "SE", "+46701740635"),
        ("Home/Cell: 212-555-0147", "US", "+12125550147"),
        ("My cell is 212-555-0147", "US", "+12125550147"),
        ('"+12125550147"', "US", "+12125550147"),
        ("“212-555-0147”", "US", "+12125550147"),
        ("+1 (0) 212 555 0147", None, "+12125550147"),
        ("(0) 412 345 678", "AU", "+61412345678"),
        ("212-555-0147 (EST)", "US", "+12125550147"),
        ("212-555-0147 †", "US", "+12125550147"),
        ("212.555.0147 m", "US", "+12125550147"),
        ("2125550147 (work) ", "US", "+12125550147"),
        ("+1-212-555-0147 <preferred>", None, "+12125550147"),
        ("12125550147.00", "US", "+12125550147"),
        ("+1 212 555 0147;", "US", "+12125550147"),
        ("(555) 555-0101", "US", "+15555550101"),
        ("001-212-555-0147", "US", "+12125550147"),
        ("+1(436)555-0147", None, "+14365550147"),
        ("212-555-0147 Mobile phone", "US", "+12125550147"),
    ],
)
def test_what_people_and_spreadsheets_write_around_a_number_is_no_part_of_it(
    raw: str, country: str | None, e164: str
) -> None:
    phone = normalise(raw, country)

    assert phone.e164 == e164
    assert phone.problem == (Reason.PHONE_NOT_VALID if "(555)" in raw else None)


@pytest.mark.parametrize(
    ("raw", "country", "problem"),
    [
        ("212-555-0147 (ext 12)", "US", Reason.PHONE_EXTENSION),
        ("212-555-0147 (x12)", "US", Reason.PHONE_EXTENSION),
        ("0151 2345678 (2)", "DE", Reason.PHONE_EXTENSION),
        ("212 555 0147 poste 12", "CA", Reason.PHONE_EXTENSION),
        ("1.2126E+10", "US", Reason.PHONE_ROUNDED),
        ("2.12555E9", "US", Reason.PHONE_ROUNDED),
        ("8.0012E+10", "US", Reason.PHONE_ROUNDED),
        # A letter typed for a digit, or a number that says two countries, could be anybody's.
        ("0151 234567o", "DE", Reason.PHONE_NOT_A_NUMBER),
        ("(US) 212-555-0147", "AU", Reason.PHONE_NO_COUNTRY),
        ("044 55 1234 5678", "US", Reason.PHONE_TOO_LONG),
        ("Ann 212-555-0147", "US", Reason.PHONE_NOT_A_NUMBER),
        ("fax: 212-555-0147", "US", Reason.PHONE_NOT_A_NUMBER),
        ("p: 212-555-0147 e: ann@example.com", "US", Reason.PHONE_NOT_A_NUMBER),
        ("212-555-0147 (h) 212-555-0148 (w)", "US", Reason.PHONE_NOT_A_NUMBER),
        ("212 555 0147", "Congo", Reason.PHONE_UNKNOWN_COUNTRY),
    ],
)
def test_what_could_be_anybodys_number_is_nobodys(raw: str, country: str, problem: Reason) -> None:
    phone = normalise(raw, country)

    assert (phone.e164, phone.problem) == (None, problem)


def test_an_account_knows_ranges_that_the_number_plan_does_not_know_yet() -> None:
    unknown = normalise("(299) 555-0147", "US")
    assert (unknown.e164, unknown.problem) == ("+12995550147", Reason.PHONE_NOT_VALID)

    known = normalise("(299) 555-0147", "US", prefixes=("+1299",))
    assert (known.e164, known.problem) == ("+12995550147", None)
    assert normalise("(298) 555-0147", "US", prefixes=("+1299",)).problem == Reason.PHONE_NOT_VALID
    # A prefix says that a range is in use, and nothing of numbers that cost whoever is texted, or are too long.
    assert normalise("+19005550123", prefixes=("+1",)).problem == Reason.PHONE_PREMIUM_RATE
    assert normalise("+1 299 555 01477", prefixes=("+1299",)).problem == Reason.PHONE_TOO_LONG


@pytest.mark.parametrize(
    ("raw", "kind", "problem"),
    [
        ("+12125550147", "fixed_line_or_mobile", None),
        ("+61412345678", "mobile", None),
        ("+15005550006", "personal_number", None),
        ("+447012345678", "personal_number", Reason.PHONE_PERSONAL),
        ("+442079460018", "fixed_line", Reason.PHONE_FIXED_LINE),
        ("+18005550199", "toll_free", Reason.PHONE_TOLL_FREE),
        ("+80012345678", "toll_free", Reason.PHONE_TOLL_FREE),
        ("+19005550123", "premium_rate", Reason.PHONE_PREMIUM_RATE),
        ("+4918012345", "shared_cost", Reason.PHONE_SHARED_COST),
        ("+445512345678", "uan", Reason.PHONE_UAN),
        ("+447640123456", "pager", Reason.PHONE_PAGER),
    ],
)
def test_kinds_that_are_never_texted_are_told(raw: str, kind: str, problem: Reason | None) -> None:
    phone = normalise(raw)

    assert (phone.e164, phone.kind, phone.problem) == (raw, kind, problem)


@pytest.mark.parametrize("area", ["201", "212", "305", "415", "504", "617", "720", "808", "907"])
def test_numbers_reserved_for_fiction_can_be_used_in_examples(area: str) -> None:
    assert normalise(f"({area}) 555-0142", "US").problem is None


@pytest.mark.parametrize(
    ("raw", "zones"),
    [
        ("+12125550147", 1),
        ("+46701740652", 1),
        ("+61412345678", 8),
        ("+12684641234", 1),
        ("+18005550199", 40),
        ("+11234567890", 0),
    ],
)
def test_the_zones_of_a_number_are_all_it_can_be_in(raw: str, zones: int) -> None:
    found = normalise(raw).timezones

    assert len(found) >= zones if zones == 40 else len(found) == zones
    assert list(found) == sorted(found)
    assert "Etc/Unknown" not in found


@pytest.mark.parametrize(
    ("raw", "region", "e164"),
    [("070-174 06 35", "SE", "+46701740635"), ("2125550147", "SE", None), ("07400 123456", "GB", "+447400123456")],
)
def test_an_accounts_region_is_where_numbers_without_a_country_are_from(
    raw: str, region: str, e164: str | None
) -> None:
    phone = normalise(raw, None, region)

    assert (phone.e164 if phone.problem is None else None) == e164


countries = st.sampled_from(
    [None, "US", "CA", "AU", "DE", "SE", "GB", "IT", "FR", "BR", "SG", "HK", "AR", "MX", "Narnia"]
)
spelled = st.text(alphabet="0123456789+-() ./x#", max_size=24)


@given(st.one_of(st.text(max_size=120), spelled), countries, st.sampled_from(["US", "SE", "AU", "GB", "IT"]))
def test_no_input_raises_and_what_was_submitted_is_kept(raw: str, country: str | None, region: str) -> None:
    phone = normalise(raw, country, region)

    assert phone.raw == raw
    assert (phone.problem is None) == (phone.sentence is None)
    assert phone.problem is None or phone.problem in set(Reason)
    assert phone.e164 is not None or phone.problem is not None


@given(
    st.one_of(
        spelled,
        st.from_regex(r"(\+|00)?[1-9][0-9]{6,14}", fullmatch=True),
        st.from_regex(r"0[0-9]{7,12}", fullmatch=True),
    ),
    countries,
    st.sampled_from(["US", "SE", "AU", "GB", "IT"]),
)
def test_normalising_twice_changes_nothing(raw: str, country: str | None, region: str) -> None:
    once = normalise(raw, country, region)
    if once.e164 is None:
        return
    twice = normalise(once.e164, country, region)

    assert (twice.e164, twice.problem, twice.kind, twice.timezones) == (
        once.e164,
        once.problem,
        once.kind,
        once.timezones,
    )


@given(st.from_regex(r"[2-9][0-9]{9}", fullmatch=True), st.sampled_from(SPELLINGS[:7]))
def test_dress_does_not_change_an_american_number(digits: str, spelling: str) -> None:
    dressed = iter(digits)
    pattern = spelling.replace("2125550147", "##########").replace("212", "###").replace("555", "###")
    pattern = pattern.replace("0147", "####")
    raw = "".join(next(dressed) if character == "#" else character for character in pattern)

    assert normalise(raw, "US").e164 == f"+1{digits}"


def test_ten_thousand_numbers_are_read_in_a_moment() -> None:
    numbers = [f"({200 + n % 700}) {200 + n % 797}-{n % 10_000:04}" for n in range(10_000)]
    started = time.process_time()
    for number in numbers:
        normalise(number, "US")

    assert time.process_time() - started < 2
