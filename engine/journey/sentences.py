"""Steps, triggers and conditions as a marketer speaks of them: "Wait until 1 hour before event.starts_at"."""

from __future__ import annotations

from typing import Any, Final, cast
from urllib.parse import urlsplit

from engine.journey.document.document import (
    EVENT_LIMIT,
    NO_LIMIT,
    AskOptInData,
    AudienceTrigger,
    BranchData,
    BranchPath,
    EventTrigger,
    ExitData,
    KeywordTrigger,
    ManualTrigger,
    RelativeTime,
    SendEmailData,
    SendSmsData,
    SplitData,
    StepData,
    Trigger,
    TriggerData,
    UpdateContactData,
    WaitData,
    WaitForData,
    WebhookData,
)
from engine.rules.conditions.conditions import Condition, Rule
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import HOUR, MINUTE, SECOND, from_rfc3339, to_datetime

LONGEST_QUOTE: Final = 60
"""Characters of somebody's text that a sentence repeats."""


def quoted(text: object, longest: int = LONGEST_QUOTE) -> str:
    """Somebody's words in quotation marks, on one line, cut, and always writable as UTF-8."""
    plain = " ".join(str(text)[: 10 * longest].split()).encode("utf-8", "replace").decode()
    return f'"{plain if len(plain) <= longest else plain[: longest - 1] + "…"}"'


def named(step_id: str) -> str:
    """`step "w1"`, as findings speak of it."""
    return f"step {quoted(step_id)}"


def listed(words: list[str] | tuple[str, ...], last: str = "and") -> str:
    """`a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def step_sentence(data: StepData) -> str:
    """What a step does, as a sentence. Never raises, also when the step is only half filled in."""
    match data:
        case TriggerData(on=on):
            return trigger_sentence(on)
        case BranchData(paths=paths):
            return _branch(paths)
        case SplitData(arms=arms):
            return f"Split {'/'.join(f'{arm.percent:g}' for arm in arms)} by chance" if arms else "Split"
        case WaitData():
            return _wait(data) + _latest(data.not_later_than, data.relative)
        case WaitForData(event=event, timeout=timeout):
            return f"Wait for {event or 'an event'}, at most {duration_words(timeout)}"
        case SendSmsData(body=body, template_id=template_id):
            words = _with_words("SMS", body) if body or not template_id else f"SMS from template {template_id}"
            return words + _latest(data.not_later_than)
        case SendEmailData(subject=subject):
            return _with_words("E-mail", subject) + _latest(data.not_later_than)
        case UpdateContactData():
            return _update(data)
        case WebhookData(url=url, method=method):
            return f"{method} to {_host(url)}"
        case AskOptInData(timeout=timeout):
            return f"Ask to opt in to SMS, wait at most {duration_words(timeout)}"
        case ExitData(reason=reason):
            return f"Exit: {reason}" if reason else "Exit"
        case _:
            return type(data).__name__.removesuffix("Data")


def trigger_sentence(trigger: Trigger) -> str:
    """What starts the journey."""
    match trigger:
        case EventTrigger(name=name, where=where):
            return f"When {name or 'an event'} happens" + (f" and {_inner(where)}" if where else "")
        case AudienceTrigger(where=where):
            return f"At launch, everyone matching: {_inner(where)}" if where.rules else "At launch, everyone"
        case ManualTrigger():
            return "When somebody adds contacts"
        case KeywordTrigger(keyword=keyword):
            return f"When a phone texts {quoted(keyword)}"


def trigger_subject(trigger: Trigger) -> str:
    """What enrols, to speak of what it carries: `webinar.registered`, `an audience`."""
    match trigger:
        case EventTrigger(name=name):
            return name or "the event"
        case AudienceTrigger():
            return "an audience"
        case ManualTrigger():
            return "an enrolment by hand"
        case KeywordTrigger():
            return "a keyword"


def outlet_words(data: StepData, outlet: str) -> str:
    """An outlet as it is written on its line."""
    match data:
        case BranchData(paths=paths):
            labels = {path.id: path.label or path.id for path in paths}
            return labels.get(outlet, "otherwise" if outlet == "else" else outlet)
        case SplitData(arms=arms):
            shares = {arm.id: arm.label or f"{arm.percent:g} %" for arm in arms}
            return shares.get(outlet, outlet)
        case _:
            return outlet.replace("_", " ")


def duration_words(text: str) -> str:
    """`P1DT2H` as `1 day 2 hours`, without its sign; what is no duration is quoted as it is."""
    try:
        duration = parse_duration(text)
    except ValueError:
        return quoted(text)
    months, exact = duration.months, duration.exact_ms
    parts = [(months // 12, "year"), (months % 12, "month")]
    weeks = duration.days // 7 if duration.days % 7 == 0 else 0
    parts += [(weeks, "week"), (duration.days - weeks * 7, "day")]
    parts += [(exact // HOUR, "hour"), (exact % HOUR // MINUTE, "minute")]
    words = [_counted(count, unit) for count, unit in parts if count]
    if exact % MINUTE:
        words.append(_counted(exact % MINUTE / SECOND, "second"))
    return " ".join(words) or "no time"


def _counted(count: float, unit: str) -> str:
    return f"{count:g} {unit}" + ("" if count == 1 else "s")


def _with_words(what: str, words: str | None) -> str:
    return f"{what}: {quoted(words)}" if words else what


def _wait(data: WaitData) -> str:
    if data.for_ is not None:
        return f"Wait {duration_words(data.for_)}"
    if data.until is not None:
        return f"Wait until {_moment(data.until)}"
    if data.at is not None:
        days = f" on {listed([day.capitalize() for day in data.at.weekdays], 'or')}" if data.at.weekdays else ""
        return f"Wait until {data.at.time}{days}"
    if data.relative is not None:
        return f"Wait until {_relative(data.relative)}"
    return "Wait"


def _latest(limit: str | None, date: RelativeTime | None = None) -> str:
    """The end of a sentence: until when what was due may still be done. `date` is what a wait counts from."""
    if limit is None:
        return ""
    if limit == NO_LIMIT:
        return ", however late"
    if limit == EVENT_LIMIT:
        return f", not later than {_point(date) if date else 'the date waited for'}"
    return f", not later than {duration_words(limit)} after it was due"


def _point(relative: RelativeTime) -> str:
    return f"the next anniversary of {relative.to}" if relative.yearly else relative.to


def _moment(text: str) -> str:
    try:
        moment = to_datetime(from_rfc3339(text))
    except (ValueError, OverflowError):
        return quoted(text)
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _relative(relative: RelativeTime) -> str:
    point = _point(relative)
    try:
        offset = parse_duration(relative.offset)
    except ValueError:
        return f"{quoted(relative.offset)} from {point}"
    if offset.is_zero:
        return point
    return f"{duration_words(relative.offset)} {'before' if offset.sign < 0 else 'after'} {point}"


def _update(data: UpdateContactData) -> str:
    does = [f"set {name} to {_value(value)}" for name, value in data.set.items()]
    does += [f"add tag {tag}" for tag in data.add_tags]
    does += [f"remove tag {tag}" for tag in data.remove_tags]
    if data.add_score:
        does.append(f"{'add' if data.add_score > 0 else 'take'} {abs(data.add_score)} score")
    sentence = listed(does) or "update the contact"
    return sentence[0].upper() + sentence[1:]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or quoted(url)
    except ValueError:
        return quoted(url)


def _branch(paths: tuple[BranchPath, ...]) -> str:
    if not paths:
        return "Branch"
    if len(paths) == 1:
        only = paths[0]
        if len(only.where.rules) == 1 or not only.label:
            words = condition_sentence(only.where)
            return f"{words[0].upper()}{words[1:]}?"
        return f"{only.label}?"
    return f"{', '.join(path.label or path.id for path in paths)} or else?"


def condition_sentence(condition: Condition) -> str:
    """The condition in words: `Opted in to SMS`, `contact.plan is "pro" and happened.purchase`."""
    words = _inner(condition)
    return words if condition.rules else "everybody"


def _inner(condition: Condition, depth: int = 0) -> str:
    if depth > 3:
        return "…"
    parts = [_rule(part) if isinstance(part, Rule) else f"({_inner(part, depth + 1)})" for part in condition.rules[:4]]
    if len(condition.rules) > 4:
        parts.append(f"{len(condition.rules) - 4} more")
    words = f" {condition.combinator} ".join(parts) or "everybody"
    return f"not ({words})" if condition.negated else words


_CONSENT: Final = {
    "opted_in": "opted in to {}",
    "opted_out": "opted out of {}",
    "pending": "asked to opt in to {}",
    "unknown": "{} consent unknown",
}
_CHANNEL: Final = {"sms": "SMS", "email": "e-mail"}
_OPERATORS: Final = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "contains": "contains",
    "doesNotContain": "does not contain",
    "beginsWith": "begins with",
    "endsWith": "ends with",
    "in": "is one of",
    "notIn": "is none of",
    "between": "is between",
    "notBetween": "is not between",
    "null": "is empty",
    "notNull": "is not empty",
}


_BEHAVIOUR = {
    "sent": "{} got an SMS",
    "delivered": "{} had an SMS delivered",
    "clicked": "{} clicked a link in an SMS",
    "replied": "{} replied to an SMS",
    "not_sent": "{} been left without an SMS",
}


def _rule(rule: Rule) -> str:
    root, _, name = rule.field.partition(".")
    negative = "not " if (rule.operator == "!=") is not (rule.value is False) else ""
    match root, rule.operator:
        case "consent", "=" | "!=" if str(rule.value) in _CONSENT and name in _CHANNEL:
            return ("not " if rule.operator == "!=" else "") + _CONSENT[str(rule.value)].format(_CHANNEL[name])
        case "happened", "=" | "!=":
            lately = f" in the last {duration_words(rule.within)}" if rule.within else ""
            return f"{name} {'has not' if negative else 'has'} happened{lately}"
        case "behaviour", "=" | "!=" if name.partition(".")[0] in _BEHAVIOUR:
            fact, _, journey = name.partition(".")
            lately = f" in the last {duration_words(rule.within)}" if rule.within else ""
            of_journey = f" of journey {journey}" if journey else ""
            return _BEHAVIOUR[fact].format("has not" if negative else "has") + of_journey + lately
        case "segment", "=" | "!=":
            return f"{negative}in segment {name}"
        case "message", "=" | "!=":
            return f"message of {quoted(name)} {'not ' if rule.operator == '!=' else ''}{_bare(rule.value)}"
        case "contact", "contains" if name == "tags":
            return f"tagged {_bare(rule.value)}"
        case "contact", "doesNotContain" if name == "tags":
            return f"not tagged {_bare(rule.value)}"
        case _, "null" | "notNull":
            return f"{rule.field} {_OPERATORS[rule.operator]}"
        case _:
            return f"{rule.field} {_OPERATORS.get(rule.operator, rule.operator)} {_value(rule.value)}"


def _bare(value: Any) -> str:
    return quoted(value)[1:-1].replace("_", " ")


def _value(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:g}" if abs(value) < 1e15 else "a very large number"
        case str():
            return quoted(value)
        case list():
            parts = cast(list[Any], value)
            return listed([_value(part) for part in parts[:4]] + (["…"] if len(parts) > 4 else []))
        case _:
            return quoted(value)
