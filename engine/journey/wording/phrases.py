"""Phrases: somebody's words in quotation marks, lists, counts."""

from __future__ import annotations

from typing import Final

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


def counted(count: float, unit: str) -> str:
    """`1 day`, `2 days`."""
    return f"{count:g} {unit}" + ("" if count == 1 else "s")


def with_words(what: str, words: str | None) -> str:
    """`SMS: "Hi"`, or `SMS` alone where nothing is said."""
    return f"{what}: {quoted(words)}" if words else what
