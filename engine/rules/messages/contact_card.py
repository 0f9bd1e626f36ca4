"""A sender's contact card, for phones to keep: vCard 3.0 (RFC 2426), which iPhones and Androids both read."""

from typing import Final

_MOST_OCTETS: Final = 75


def contact_card(name: str, number: str) -> str:
    """The card of a name and a number (E.164, a short code), in lines of CR LF, none longer than 75 octets."""
    escaped_name = _escaped(name)
    lines = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        f"N:{escaped_name};;;;",
        f"FN:{escaped_name}",
        f"ORG:{escaped_name}",
        f"TEL;TYPE=CELL,PREF:{_escaped(number)}",
        "END:VCARD",
    )
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _escaped(text: str) -> str:
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> list[str]:
    """Lines that are too long go on in the next, after a space; never within a character."""
    parts: list[str] = [""]
    for character in line:
        if len((parts[-1] + character).encode()) > _MOST_OCTETS:
            parts.append(" ")
        parts[-1] += character
    return parts
