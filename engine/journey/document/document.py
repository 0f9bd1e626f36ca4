"""The journey document: what the builder draws, files hold and the API speaks. React Flow's own shape.

One discriminated union of node types is the single truth for API, engine and builder: `step_types.JourneyNode`.
"""

from __future__ import annotations

from typing import Final, Literal

from pydantic import Field

from engine.journey.parts.part import DocumentPart, Identifier
from engine.journey.parts.settings import JourneySettings
from engine.journey.step_types import JourneyNode

SCHEMA: Final = "postroad/journey@1"


class JourneyEdge(DocumentPart):
    """A line from an outlet of one step to the next step."""

    id: Identifier
    source: Identifier
    source_handle: Identifier = Field(alias="sourceHandle")
    """The outlet it leaves from."""
    target: Identifier


class Document(DocumentPart):
    """A journey as it is drawn, kept in files and sent over the API."""

    schema_name: Literal["postroad/journey@1"] = Field(alias="schema")
    name: str
    settings: JourneySettings = JourneySettings()
    nodes: tuple[JourneyNode, ...] = ()
    edges: tuple[JourneyEdge, ...] = ()
