"""Checks of what is said: bodies, their templates, links, and how to stop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.journey.checks.texts.step_texts import texts
from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.step_types import definition_named
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.wait import WaitData
from engine.journey.timing.waits import parse_clock_time
from engine.rules.links.links import public_shorteners_in
from engine.rules.liquid.template import template_problems, template_reads
from engine.rules.messages.clause import has_clause
from engine.rules.outcomes.states import MessageClass
from engine.rules.time.quiet_hours import quiet_window

_PAGE: Final = "preferences_url"
"""The merge field `contact.preferences_url`: the address of the contact's own page."""
_START: Final = re.compile(r"\bSTART\b", re.IGNORECASE)


def templates(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Bodies that do not parse, or ask for what does not exist."""
    for text in texts(outline, circumstances):
        for problem in template_problems(text.body):
            line = f" (line {problem.line})" if problem.line else ""
            yield error(
                FindingCode.TEMPLATE_PROBLEM,
                f"{text.named.rstrip(',')}{line}: {problem.message}",
                problem.remedy,
                node=text.step,
                field=text.field,
            )


def shorteners(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Public link shorteners: carriers block messages with them (CTIA Messaging Principles, 5.3.4)."""
    for text in texts(outline, circumstances):
        if text.is_sms:
            for domain in public_shorteners_in(text.body):
                yield error(
                    FindingCode.PUBLIC_SHORTENER,
                    f"{text.named} has a link of {domain}, a public shortener that carriers block",
                    "write the full link; Postroad shortens it with your own domain",
                    node=text.step,
                    field=text.field,
                )


def opt_out_clauses(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Every marketing SMS must say how to stop; `never` leaves that to what it says, in each of its languages."""
    if outline.settings.message_class != MessageClass.MARKETING:
        return
    leave_it = {step_id for step_id, data in outline.each(SendSmsData) if data.opt_out_clause == "never"}
    for text in texts(outline, circumstances):
        if text.step in leave_it and not has_clause(text.body):
            subject = text.named if text.of_library else f"the marketing SMS of {outline.named(text.step)}"
            place = "that text" if text.of_library else "the body"
            yield warning(
                FindingCode.NO_OPT_OUT_CLAUSE,
                f"{subject} never says how to stop",
                f'set "opt_out_clause" to "auto", or write "Reply STOP to unsubscribe" into {place}',
                node=text.step,
                field="opt_out_clause",
            )


def unsubscribe_links(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Every marketing e-mail must say how to stop (15 U.S.C. 7704(a)(3)). The headers that mail programs make a button
    of do not count: not every program shows one."""
    if outline.settings.message_class != MessageClass.MARKETING:
        return
    for step_id, data in outline.each(SendEmailData):
        if data.body.strip() and not template_problems(data.body) and _PAGE not in template_reads(data.body).contact:
            yield warning(
                FindingCode.NO_UNSUBSCRIBE_LINK,
                f"the marketing e-mail of {outline.named(step_id)} has no link to unsubscribe",
                'add a line such as "Unsubscribe: {{ contact.preferences_url }}" to the body',
                node=step_id,
                field="body",
            )


def pushed_waits(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Waits until a time of day that lies in the quiet hours, with a marketing SMS right after."""
    settings = outline.settings
    if settings.message_class != MessageClass.MARKETING or settings.quiet_hours is None:
        return
    try:
        window = quiet_window(settings.quiet_hours.start, settings.quiet_hours.end)
    except ValueError:
        return
    for step_id, data in outline.each(WaitData):
        if data.at is None or data.kinds() != ("at",):
            continue
        try:
            clock = parse_clock_time(data.at.time)
        except ValueError:
            continue
        minute = clock.hour * 60 + clock.minute
        passes_midnight = window.end <= window.start
        is_quiet = (
            minute >= window.start or minute < window.end if passes_midnight else window.start <= minute < window.end
        )
        if is_quiet and _sends_right_after(outline, step_id):
            hours = f"{settings.quiet_hours.start} to {settings.quiet_hours.end}"
            yield warning(
                FindingCode.QUIET_HOURS_ALWAYS_PUSH,
                f"{outline.named(step_id)} waits until {data.at.time}, within the quiet hours ({hours}): "
                f"its SMS always goes out at {settings.quiet_hours.end}",
                "choose a time outside of the quiet hours",
                node=step_id,
                field="at.time",
            )


def _sends_right_after(outline: Outline, step_id: str) -> bool:
    """Whether an SMS is reached through instant steps alone."""
    rest, visited = [step_id], {step_id}
    while rest:
        for target in outline.graph.successors(rest.pop()):
            if outline.types[target] == "send_sms":
                return True
            definition = definition_named(outline.types[target])
            if definition is not None and not definition.rests and target not in visited:
                visited.add(target)
                rest.append(target)
    return False
