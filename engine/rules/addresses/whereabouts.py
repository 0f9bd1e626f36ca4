"""Where somebody is, as laws on texts see it: the country, and the state for those that have stricter hours."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

import phonenumbers

from engine.rules.addresses.area_codes import in_the_older_code
from engine.rules.addresses.countries import region_of
from engine.rules.addresses.phone import normalise
from engine.rules.conditions.facts import Reads
from engine.rules.time.zones import zone_named

STATE: Final = Reads(contact=("state",))
"""The contact's attribute that names its state: `FL`, `US-FL` or `Florida`; elsewhere by its code, `BY` or `DE-BY`."""


class Region(NamedTuple):
    """A country by its two letters, and a part of it by its code (ISO 3166-2)."""

    country: str | None
    state: str | None = None


@lru_cache(maxsize=65_536)
def zones_of_number(e164: str) -> tuple[str, ...]:
    """The names of the zones that a number may be in."""
    return normalise(e164).timezones


def zone_of_contact(timezone: str | None, e164: str | None) -> str | None:
    """The name of the zone that a contact's times are decided in by what it says of itself, else by its number when
    that is in one; None when neither tells, and the journey's zone counts."""
    own = zone_named(timezone) if timezone else None
    if own is not None:
        return own.key
    zones = zones_of_number(e164) if e164 else ()
    return zones[0] if len(zones) == 1 else None


def region_of_contact(contact: Mapping[str, Any]) -> Region:
    """Where a contact is: what it says of itself, else what its number says.

    A number's area code presumes a state; Florida's law says so of its own (Fla. Stat. 501.059(8)(d)).
    """
    own_country = contact.get("country")
    number = country_of_number(contact.get("phone"))
    country = (region_of(own_country) if isinstance(own_country, str) and own_country else None) or number
    state = contact.get("state")
    own = _state_named(country, state) if country is not None and isinstance(state, str) else None
    return Region(country, own or (_state_of_number(contact.get("phone")) if country == "US" else None))


@lru_cache(maxsize=65_536)
def country_of_number(e164: str | None) -> str | None:
    """The country of a number, two letters; None when it has none (a satellite phone, no number)."""
    if not e164:
        return None
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(in_the_older_code(e164)))
    except phonenumbers.NumberParseException:
        return None


def _state_named(country: str, name: str) -> str | None:
    if country == "US":
        return _states_by_name().get(name.strip().casefold())
    code = name.strip().upper().removeprefix(f"{country}-")
    return code if len(code) <= _LONGEST_CODE and code.isalnum() else None


_LONGEST_CODE: Final = 3


def _state_of_number(e164: str | None) -> str | None:
    return _state_by_area_code().get(in_the_older_code(e164)[2:5]) if e164 and e164.startswith("+1") else None


@lru_cache(maxsize=1)
def _state_by_area_code() -> dict[str, str]:
    states: dict[str, str] = {}
    state = ""
    for word in _AREA_CODES.split():
        if word.isalpha():
            state = word
        else:
            states[word] = state
    return states


@lru_cache(maxsize=1)
def _states_by_name() -> dict[str, str]:
    states: dict[str, str] = {}
    for line in _STATES.split("|"):
        code, name = line.split(" ", 1)
        states |= {code.casefold(): code, f"us-{code.casefold()}": code, name.casefold(): code}
    return states


_STATES: Final = (
    "AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|"
    "DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|"
    "KS Kansas|KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|"
    "MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|"
    "NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|"
    "PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|"
    "VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming"
)

# Area codes by state, from the North American Numbering Plan as libphonenumber carries it.
_AREA_CODES: Final = """
AK 907
AL 205 251 256 334 659 938
AR 327 479 501 870
AZ 480 520 602 623 928
CA 209 213 279 310 323 341 350 369 408 415 424 442 510 530 559 562 619 626 628 650 657 661 669 707 714 738 747
   760 805 818 820 831 840 858 909 916 925 949 951
CO 303 719 720 748 970 983
CT 203 475 860 959
DC 202 771
DE 302
FL 239 305 321 324 352 386 407 448 561 645 656 689 727 728 754 772 786 813 850 863 904 941 954
GA 229 404 470 478 678 706 762 770 912 943
HI 808
IA 319 515 563 641 712
ID 208 986
IL 217 224 309 312 331 447 464 618 630 708 730 773 779 815 847 872
IN 219 260 317 463 574 765 812 930
KS 316 620 785 913
KY 270 364 502 606 859
LA 225 318 337 504 985
MA 339 351 413 508 617 774 781 857 978
MD 227 240 301 410 443 667
ME 207
MI 231 248 269 313 517 586 616 734 810 906 947 989
MN 218 320 507 612 651 763 952
MO 235 314 417 557 573 636 660 816 975
MS 228 601 662 769
MT 406
NC 252 336 472 704 743 828 910 919 980 984
ND 701
NE 308 402 531
NH 603
NJ 201 551 609 640 732 848 856 862 908 973
NM 505 575
NV 702 725 775
NY 212 315 329 332 347 363 516 518 585 607 631 646 680 716 718 838 845 914 917 929 934
OH 216 220 234 283 326 330 380 419 440 513 567 614 740 937
OK 405 539 572 580 918
OR 458 503 541 971
PA 215 223 267 272 412 445 484 570 582 610 717 724 814 835 878
RI 401
SC 803 821 839 843 854 864
SD 605
TN 423 615 629 731 865 901 931
TX 210 214 254 281 325 346 361 409 430 432 469 512 682 713 726 737 806 817 830 832 903 915 936 940 945 956 972
   979
UT 385 435 801
VA 276 434 540 571 686 703 757 804 826 948
VT 802
WA 206 253 360 425 509 564
WI 262 274 353 414 534 608 715 920
WV 304 681
WY 307
"""
