"""Putting the parts of a process together from its settings."""

from __future__ import annotations

from builder_api.parts import Parts
from engine.settings import Settings
from engine.store.database import Database


def api_parts(settings: Settings) -> Parts:
    """What the API is made of."""
    return Parts(settings, Database(settings.database))
