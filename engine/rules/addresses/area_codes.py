"""Area codes of the North American Numbering Plan that libphonenumber does not know yet.

Each was opened, or is about to be, over the area of an older code (an overlay), so that it is of the same place and
kind. Source: the planning letters of the North American Numbering Plan Administrator. A code that libphonenumber has
learnt can go from here.
"""

from typing import Final

OVERLAYS: Final[dict[str, str]] = {
    "357": "559",  # California, Fresno
    "436": "440",  # Ohio, around Cleveland
    "457": "318",  # Louisiana, Shreveport
    "465": "718",  # New York City
    "471": "662",  # Mississippi, north
    "483": "334",  # Alabama, Montgomery
    "621": "713",  # Texas, Houston
    "624": "716",  # New York, Buffalo
    "679": "313",  # Michigan, Detroit
    "729": "423",  # Tennessee, Chattanooga
    "837": "530",  # California, Redding
    "861": "309",  # Illinois, Peoria
    "924": "507",  # Minnesota, south
}
"""New code -> the older code of the same area."""


def in_the_older_code(e164: str) -> str:
    """The number with the older area code of its place; any other number as it is. For look-ups of place and kind
    alone: it is somebody else's number."""
    if e164.startswith("+1") and len(e164) == 12 and (older := OVERLAYS.get(e164[2:5])):
        return f"+1{older}{e164[5:]}"
    return e164
