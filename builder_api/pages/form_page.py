"""An opt-in form as HTML: the hosted page, and the snippet for somebody's own page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from starlette.responses import Response

from builder_api.pages.page import html_page, page
from engine.rules.consent.form_words import form_words
from engine.settings.opt_in_form import FormSettings
from engine.store.inbound.forms import FormRow

TRAP: Final = "website"
"""A field that people don't see and programs fill in."""

_COMPLETES: Final = {"first_name": "given-name", "last_name": "family-name", "email": "email"}


def form_page(
    form: FormRow, problem: str | None = None, field: str | None = None, entered: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:  # fmt: skip
    """The hosted page; after a refusal with what is wrong, and what was typed."""
    shown = form.set
    notice = f'<p class="problem" role="alert">{escape(problem)}</p>' if problem else ""
    intro = "".join(f"<p>{escape(line)}</p>" for line in shown.intro.splitlines() if line.strip())
    inside = (
        f'{notice}{intro}<form method="post" action="/f/{form.public_id}">{_fields(form, field, entered or {})}</form>'
    )
    return html_page(shown.title or form_words(shown.language).title, inside, status, language=shown.language)


def snippet(form: FormRow, url: str) -> str:
    """HTML for somebody's own page. It brings no style and no script: the page's own rules apply to it."""
    return f'<form method="post" action="{escape(url)}">\n{_fields(form, None, {}, apart=chr(10))}\n</form>'


def _fields(form: FormRow, wrong: str | None, entered: Mapping[str, str], apart: str = "") -> str:
    shown: FormSettings = form.set
    words = form_words(shown.language)
    labels = {"first_name": words.first_name, "last_name": words.last_name, "email": words.email}
    parts = [
        f'<input type="hidden" name="wording" value="{form.wording}">',
        _input("phone", shown.phone_label or words.phone_label, "tel", "tel", wrong, entered, required=True),
        *(
            _input(name, labels[name], "email" if name == "email" else "text", _COMPLETES[name], wrong, entered)
            for name in shown.asks
        ),
        _trap(),
        _tick(form.text, wrong == "agree"),
        f'<button type="submit">{escape(shown.button or words.button)}</button>',
    ]
    return apart.join(parts)


def _trap() -> str:
    # Hidden by itself, so that the snippet needs no style sheet for it.
    return (
        f'<div aria-hidden="true" class="hp"><label hidden>Leave this empty <input name="{TRAP}" tabindex="-1" '
        'autocomplete="off"></label></div>'
    )


def _tick(wording: str, wrong: bool) -> str:
    invalid = ' aria-invalid="true"' if wrong else ""
    return (
        f'<label class="tick"><input type="checkbox" name="agree" value="yes" required{invalid}> '
        f"<span>{escape(wording)}</span></label>"
    )


def _input(
    name: str,
    label: str,
    kind: str,
    completes: str,
    wrong: str | None,
    entered: Mapping[str, str],
    *,
    required: bool = False,
) -> str:
    marks = (" required" if required else "") + (' aria-invalid="true"' if wrong == name else "")
    return (
        f'<label for="pr-{name}">{escape(label)}</label>'
        f'<input id="pr-{name}" name="{name}" type="{kind}" autocomplete="{completes}" maxlength="254" '
        f'value="{escape(entered.get(name, ""))}"{marks}>'
    )


def thanks_page(form: FormRow, number: str | None) -> Response:
    """The answer to whoever submitted it, the same whatever is known of the number: nobody learns here what it agreed
    to."""
    shown = form.set
    words = form_words(shown.language)
    own = "".join(f"<p>{escape(line)}</p>" for line in shown.thanks.splitlines() if line.strip())
    then = words.asked if shown.double_opt_in else words.signed_up
    before = words.again if number is None else words.again_to.format(number=number)
    inside = f'{own}<p>{escape(then)}</p><p class="quiet">{escape(before)}</p>'
    return html_page(words.thanks, inside, language=shown.language)


def closed_page(form: FormRow) -> Response:
    """What a closed form says."""
    words = form_words(form.set.language)
    return page(words.closed, words.closed_more, 410, language=form.set.language)
