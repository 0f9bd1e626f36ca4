"""Checks of what single steps were told: each type's definition judges its own data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding
from engine.journey.step_types import definition_of


def own_data(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Every step by its own definition."""
    for step_id, data in outline.data():
        step = CheckedStep(step_id, partial(outline.named, step_id), outline.trigger, circumstances)
        yield from definition_of(data).checks(data, step)
