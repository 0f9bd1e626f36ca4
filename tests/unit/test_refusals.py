"""Refusals say what is wrong and what to do, and carry a code for programs."""

from engine.rules.outcomes.refusal import Refusal


class FormShut(Refusal):
    """This form is closed
    and takes no more sign-ups.

    Not part of the message.
    """

    code = "form_shut"


def test_the_docstring_is_the_message_where_it_is_fixed() -> None:
    refusal = FormShut()
    assert (refusal.code, str(refusal)) == ("form_shut", "This form is closed and takes no more sign-ups.")


def test_the_remedy_follows_the_message() -> None:
    assert str(FormShut("the form is shut", remedy="open it again")) == "the form is shut; open it again"
    assert str(FormShut(remedy="Choose another.")).endswith("sign-ups. Choose another.")


def test_it_says_what_it_is_about() -> None:
    refusal = FormShut(code="not_agreed", contact="ann", field="agree", details={"row": 3})
    assert (refusal.code, refusal.contact, refusal.field, refusal.details) == (
        "not_agreed",
        "ann",
        "agree",
        {"row": 3},
    )
    assert FormShut.code == "form_shut"
