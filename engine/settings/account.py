"""The account's settings: what holds for every journey unless the journey says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from engine.journey.parts.settings import FrequencyCap
from engine.rules.addresses.countries import region_of
from engine.rules.addresses.phone import NumberPlan
from engine.rules.links.links import UTM_KEYS, public_shorteners_in
from engine.rules.links.short_links import LinkRules
from engine.rules.messages.clause import DEFAULT_CLAUSE
from engine.rules.replies.keywords import service_text
from engine.rules.time.durations import parse_duration
from engine.rules.time.quiet_hours import QuietRules, QuietWindow, quiet_window
from engine.rules.time.zones import zone_named

Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""A language tag: `en`, `sv`, `pt-BR` (RFC 5646)."""
CountryOrPart = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""A country (`US`) or a part of one (`US-TX`), ISO 3166."""
Words = Annotated[str, Field(min_length=1, max_length=1600)]
Keyword = Annotated[str, Field(min_length=1, max_length=40)]


class _Setting(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class QuietWindowSetting(_Setting):
    """No marketing between two local times; it may pass midnight."""

    start: str
    """`21:00`"""
    end: str
    """`08:00`; `24:00` is the end of the day."""
    weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] | None = None
    """Days on which it starts; null is every day, or with `holidays` none but those."""
    holidays: str | None = None
    """Starts also on the public holidays of this country (`FR`) or part of one (`DE-BY`)."""

    @model_validator(mode="after")
    def _readable(self) -> Self:
        self.window()
        return self

    def window(self) -> QuietWindow:
        """The window as the clock reads it; raises ValueError with a remedy."""
        return quiet_window(self.start, self.end, self.weekdays, self.holidays)


class QuietHoursSetting(_Setting):
    """Quiet hours by the contact's country or part of one. A journey can be stricter, never laxer."""

    by_country: dict[CountryOrPart, tuple[QuietWindowSetting, ...]] = Field(
        default_factory=dict[CountryOrPart, tuple[QuietWindowSetting, ...]]
    )
    elsewhere: tuple[QuietWindowSetting, ...] = ()

    @cached_property
    def rules(self) -> QuietRules:
        """What the gate asks."""
        return QuietRules(
            {place: tuple(each.window() for each in windows) for place, windows in self.by_country.items()},
            tuple(each.window() for each in self.elsewhere),
        )

    @property
    def by_state(self) -> bool:
        """Whether a state has hours of its own, so that a contact's state matters."""
        return any("-" in place for place in self.by_country)


class OptOutClause(_Setting):
    """How a marketing SMS says how to stop when its body does not."""

    texts: dict[Language, Words] = Field(default_factory=lambda: {"en": DEFAULT_CLAUSE})
    """By language; a missing language gets the built-in text, or the account's own language, or English."""
    every_days: Annotated[int, Field(ge=1, le=30)] = 30
    """A number is told at least this often."""
    always: bool = False
    """On every marketing message."""

    def text(self, language: str | None, fallback: str) -> str:
        """The clause for a contact's language."""
        return service_text("clause", language, self.texts, fallback)


class Replies(_Setting):
    """What is answered to STOP, START and HELP, by language; a missing language gets the built-in text."""

    opt_out: dict[Language, Words] = Field(default_factory=dict[Language, Words])
    opt_in: dict[Language, Words] = Field(default_factory=dict[Language, Words])
    help: dict[Language, Words] = Field(default_factory=dict[Language, Words])


class Utm(_Setting):
    """UTM parameters on the links of marketing SMS; what a link has of its own stays."""

    source: Annotated[str, Field(max_length=100)] = "postroad"
    medium: Annotated[str, Field(max_length=100)] = "sms"
    campaign: Annotated[str, Field(max_length=200)] | None = None
    """Null: the journey's name."""
    term: Annotated[str, Field(max_length=100)] | None = None
    content: Annotated[str, Field(max_length=100)] | None = None


class Links(_Setting):
    """What becomes of the links in marketing SMS. Links out of merge fields are always left alone."""

    short: bool = False
    """Links become short ones of our own, and clicks on them are counted."""
    domain: str | None = None
    """The host of short links, such as `go.example.com`, which must lead here; null is this installation's own
    address."""
    utm: Utm | None = None
    """Null adds none."""

    @field_validator("domain")
    @classmethod
    def _a_host(cls, value: str | None) -> str | None:
        if value is None:
            return None
        host = value.strip().lower().removeprefix("https://").rstrip("/")
        if len(host) > 100 or not _HOST.fullmatch(host):
            raise ValueError(f'"{value}" is not a host; write it as go.example.com')
        if public_shorteners_in(f"https://{host}/"):
            raise ValueError(f'"{host}" is a public shortener, which carriers block; use a domain of your own')
        return host

    def rules(self, journey_name: str, address: str) -> LinkRules | None:
        """What the gate does with a body's links; None when it leaves them as they are. `address` is where this
        installation is reached."""
        utm = () if self.utm is None else tuple(_given(self.utm, journey_name))
        if not self.short:
            return LinkRules(None, utm) if utm else None
        return LinkRules(f"https://{self.domain}" if self.domain else address.rstrip("/"), utm)


_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+(?::[0-9]{2,5})?")


def _given(utm: Utm, journey_name: str) -> Iterator[tuple[str, str]]:
    for key in UTM_KEYS:
        value = getattr(utm, key) or (journey_name if key == "campaign" else None)
        if value:
            yield key, value


class Keywords(_Setting):
    """Words of the account's own, beside the built-in ones (which can't be switched off), by language."""

    opt_out: dict[Language, tuple[Keyword, ...]] = Field(default_factory=dict[Language, tuple[Keyword, ...]])
    opt_in: dict[Language, tuple[Keyword, ...]] = Field(default_factory=dict[Language, tuple[Keyword, ...]])
    help: dict[Language, tuple[Keyword, ...]] = Field(default_factory=dict[Language, tuple[Keyword, ...]])


class AccountSettings(_Setting):
    """Everything one sets for the account."""

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")] | None = None
    """Who is sending, as people know you: what Liquid calls `account.name`. Null until somebody says it: until then no
    form asks for an opt-in in your name, and no text that has the name in it goes out."""
    timezone: str = "UTC"
    """For new journeys, and for the console."""
    region: str = "US"
    """Where phone numbers without a country are from."""
    phone_prefixes: Annotated[tuple[str, ...], Field(max_length=200)] = ()
    """Ranges that are in use although this version's number plan does not know them yet, such as `+1436` for a new area
    code: numbers that start so can be texted."""
    language: Language = "en"
    """For contacts whose language is unknown."""
    sms_enabled: bool = True
    """Off: consent is collected, nothing is sent."""
    sender: str = "sandbox"
    """The sender of steps that name none."""
    transactional_allows_unknown: bool = False
    """Transactional SMS may go to numbers that never said anything. STOP blocks them always."""
    opt_out_matching: Literal["reasonable", "keywords_only"] = "reasonable"
    """`reasonable`: a message with clear opt-out intent counts as well (47 CFR 64.1200(a)(10))."""
    quiet_hours: QuietHoursSetting = QuietHoursSetting()
    frequency_cap: FrequencyCap | None = None
    """For journeys that set none of their own."""
    opt_out_clause: OptOutClause = OptOutClause()
    keywords: Keywords = Keywords()
    replies: Replies = Replies()
    links: Links = Links()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        zone = zone_named(value)
        if zone is None:
            raise ValueError(f'"{value}" is not a time zone; use a name such as Europe/Stockholm')
        return zone.key or value

    @field_validator("region")
    @classmethod
    def _known_region(cls, value: str) -> str:
        region = region_of(value)
        if region is None:
            raise ValueError(f'"{value}" is not a country; use two letters such as US')
        return region

    @field_validator("phone_prefixes")
    @classmethod
    def _readable_prefixes(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        prefixes: list[str] = []
        for written in value:
            prefix = re.sub(r"[\s().-]", "", written)
            if not re.fullmatch(r"\+[1-9][0-9]{3,11}", prefix):
                raise ValueError(
                    f'"{written[:40]}" is not the beginning of phone numbers; write a +, the country code and the area '
                    "or mobile code, such as +1436"
                )
            prefixes.append(prefix)
        return tuple(sorted(set(prefixes)))

    @property
    def number_plan(self) -> NumberPlan:
        """How the account's phone numbers are read."""
        return NumberPlan(self.region, self.phone_prefixes)

    @field_validator("frequency_cap")
    @classmethod
    def _readable_cap(cls, value: FrequencyCap | None) -> FrequencyCap | None:
        if value is not None:
            parse_duration(value.per)
            if value.messages < 1:
                raise ValueError("a frequency cap lets at least 1 message through; use null for no cap")
        return value
