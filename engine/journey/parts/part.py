"""What every part of a document has in common.

The models are lenient where a half-drawn journey must still be readable: durations, times and Liquid bodies are plain
text here and are judged by the checks, so that a draft gets all its findings at once.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(min_length=1, max_length=200)]
"""The id of a step, a line or an outlet."""


def _without_additional(schema: dict[str, Any]) -> None:
    # Unknown fields are kept to be reported; a generated client type should still name only the known ones.
    schema.pop("additionalProperties", None)


class DocumentPart(BaseModel):
    """A part of a document: immutable, and keeps fields it does not know so that they can be reported."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        populate_by_name=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        json_schema_extra=_without_additional,
    )


class StepData(DocumentPart):
    """What a step was told to do. Each type has its own; see its definition."""


class CanvasPosition(DocumentPart):
    x: float = 0
    y: float = 0


class Node(DocumentPart):
    """A step as it is drawn; each type adds `type` and `data`."""

    id: Identifier
    position: CanvasPosition = CanvasPosition()
