"""What an example does with the sample contacts: `run.yaml` beside its journey."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from builder_api.services import EXAMPLES_FOLDER
from cli.files.data_files import read_data_file
from engine.rules.time.instants import Millis, to_rfc3339
from engine.rules.time.zones import UTC_ZONE, add_duration

SAMPLE_CONTACTS: Final = EXAMPLES_FOLDER / "sample-contacts.csv"


class ExampleEvents(BaseModel):
    """An event that happens to contacts."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    event: str
    properties: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """`{n}` in a text stands for the contact's number among the samples."""
    times: dict[str, str] = Field(default_factory=dict[str, str])
    """More properties: times, as durations from now."""
    first: int | None = None
    """Only to so many contacts."""

    def bodies(self, contacts: Sequence[str], now: Millis) -> Iterator[dict[str, Any]]:
        """What is posted, one a contact."""
        times = {name: to_rfc3339(add_duration(now, length, UTC_ZONE)) for name, length in self.times.items()}
        for number, contact in enumerate(contacts[: self.first], 1):
            own = {
                name: value.replace("{n}", str(number)) if isinstance(value, str) else value
                for name, value in self.properties.items()
            }
            yield {"contact": contact, "name": self.event, "properties": own | times}


class ExampleScript(BaseModel):
    """One example."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    shows: str
    """In a sentence."""
    launch: bool = False
    """Whether its audience is launched."""
    events: tuple[ExampleEvents, ...] = ()
    """In order; the next when everybody has come to a rest."""


def names() -> list[str]:
    """The examples there are."""
    return sorted(path.parent.name for path in EXAMPLES_FOLDER.glob("*/run.yaml"))


def read_script(name: str) -> ExampleScript:
    """What an example does."""
    return ExampleScript.model_validate(read_data_file(folder(name) / "run.yaml"))


def folder(name: str) -> Path:
    """Where an example is."""
    return EXAMPLES_FOLDER / name


def sample_ids() -> list[str]:
    """The external ids of the sample contacts, in order."""
    with SAMPLE_CONTACTS.open(encoding="utf-8", newline="") as file:
        return [row["external_id"] for row in csv.DictReader(file)]
