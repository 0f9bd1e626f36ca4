"""An e-mail address has one form, however it is written; two addresses never have the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.addresses.email import email_problem, normal_email
from engine.rules.outcomes.reasons import Reason

ALIKE = {
    "ann@example.com": [
        "ann@example.com", "Ann@Example.COM", " ann@example.com", "ann@example.com\r\n", "\tann@example.com ",
        "\u00a0ann@example.com\u2003", "\ufeffann@example.com", "an\u200bn@example.com",
        "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "ann@example.com.",
    ],
    "änni@example.com": ["änni@example.com", "ÄNNI@example.com", "a\u0308nni@example.com", "A\u0308NNI@EXAMPLE.COM"],
    "ann@xn--exmple-cua.com": [
        "ann@exämple.com", "ann@EXÄMPLE.com", "ann@exa\u0308mple.com", "Ann@xn--exmple-cua.com",
        "ann@XN--EXMPLE-CUA.com",
    ],
    "ann@xn--bcher-kva.example": ["ann@bücher.example", "ANN@BÜCHER.example", "ann@bücher。example"],
    "øyvind@example.com": ["Øyvind@example.com", "ØYVIND@EXAMPLE.COM"],
    "елена@example.com": ["Елена@example.com", "ЕЛЕНА@example.com"],
}  # fmt: skip


@pytest.mark.parametrize(("form", "written"), [(form, each) for form in ALIKE for each in ALIKE[form]])
def test_spellings_of_one_address_have_one_form(form: str, written: str) -> None:
    assert normal_email(written) == form
    assert email_problem(written) is None


@pytest.mark.parametrize(
    "written",
    ["", " ", None, "ann", "ann@", "@example.com", "ann@example", "a b@example.com", "ann@exam ple.com", "a@b@c.com",
     "ann@example.com\nBcc: x@example.com", "ann@example.com,bob@example.com", "a\x00nn@example.com",
     "ann@\u2603\u0301..com",
     "x" * 250 + "@example.com", "Ann <ann@example.com>"],
)  # fmt: skip
def test_what_is_no_address_has_no_form(written: str | None) -> None:
    assert normal_email(written) is None
    assert email_problem(written) in (Reason.NO_EMAIL, Reason.EMAIL_NOT_VALID)


@given(
    st.text(max_size=40),
    st.sampled_from(["example.com", "Bücher.example", "EXÄMPLE.com"]),
    st.text(" \t\r\n", max_size=3),
)
def test_the_form_of_a_form_is_the_form(local: str, domain: str, around: str) -> None:
    form = normal_email(f"{around}{local}@{domain}{around}")

    assert form is None or normal_email(form) == form
    assert form == normal_email(f"{local}@{domain}")


@given(st.text(max_size=300))
def test_no_input_raises(written: str) -> None:
    assert (normal_email(written) is None) == (email_problem(written) is not None)
