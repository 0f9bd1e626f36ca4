"""Lists of words, written as a text."""

from __future__ import annotations


def word_set(words: str) -> frozenset[str]:
    """The words of a text, split at its blanks."""
    return frozenset(words.split())
