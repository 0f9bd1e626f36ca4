"""Starter journeys, which Postroad brings along (`/templates`), and contacts to try them on. The message library is
another thing (`routes/messages/library.py`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import orjson
from anyio.to_thread import run_sync

from builder_api.dependencies import CallerDep, ServicesDep
from builder_api.intake.idempotency import creating_room
from builder_api.models.common import Answer
from builder_api.models.imports import ImportedColumn, ImportResult, RowProblem
from builder_api.services import ApiServices
from builder_api.web.errors import PartMissing, answers
from builder_api.web.strict_route import room
from engine.journey.document.document import SCHEMA, Document
from engine.journey.reading.reading import parse_document
from engine.journey.step_types import step_sentence
from engine.journey.steps.trigger import TriggerNode
from engine.movement.contact_writes import follow
from engine.store.account import accounts
from engine.store.contacts.files.contact_import import ListReport, import_contacts

router = room("templates")
creating = creating_room("templates")

SAMPLE = "sample-contacts.csv"
"""In the examples' folder: invented people with numbers that nobody has."""


class StarterJourney(Answer):
    """A journey one can start from."""

    id: str
    name: str
    description: str
    """Its trigger as a sentence, and how many steps it has."""
    document: Document


class StarterJourneys(Answer):
    """All of them, by id."""

    items: list[StarterJourney]


@router.get("/templates")
def list_starter_journeys(services: ServicesDep) -> StarterJourneys:
    """The journeys that Postroad brings along."""
    return StarterJourneys(items=_starter_journeys(services.examples_folder))


def _starter_journeys(folder: Path) -> list[StarterJourney]:
    starters: list[StarterJourney] = []
    for file in sorted(folder.rglob("*.json")):
        document = _document(file)
        if document is not None:
            stem = file.stem if file.stem != "journey" else file.parent.name
            starter = StarterJourney.model_construct(
                id=stem, name=document.name, description=_description(document), document=document
            )
            starters.append(starter)
    return starters


def _document(file: Path) -> Document | None:
    """The journey in a file; None for files that hold something else, such as rehearsals."""
    raw: Any = orjson.loads(file.read_bytes())
    if not isinstance(raw, dict) or cast(dict[str, Any], raw).get("schema") != SCHEMA:
        return None
    document = parse_document(cast(object, raw))
    return document if isinstance(document, Document) else None


def _description(document: Document) -> str:
    triggers = [step_sentence(node.data) for node in document.nodes if isinstance(node, TriggerNode)]
    steps = len(document.nodes) - len(triggers)
    return f"{triggers[0] if triggers else 'No trigger'}; {steps} {'step' if steps == 1 else 'steps'}"


@creating.post("/samples/contacts", responses=answers(PartMissing))
async def load_sample_contacts(services: ServicesDep, caller: CallerDep) -> ImportResult:
    """Imports some invented contacts, to try journeys on. Doing it again changes nothing."""
    file = services.examples_folder / SAMPLE
    if not file.exists():
        raise PartMissing(f"there is no {SAMPLE} among the examples; import contacts of your own")
    result, wakes = await run_sync(_load, services, file, caller.name)
    services.waker.soon((), wakes)
    return result


def _load(services: ApiServices, file: Path, actor: str) -> tuple[ImportResult, list[int]]:
    report = ListReport()
    wakes: list[int] = []
    now = services.now()
    with services.database.read() as conn:
        plan = accounts.load_settings(conn).number_plan
    imported = import_contacts(
        services.database,
        [file.read_bytes()],
        report,
        plan=plan,
        actor=actor,
        now=now,
        changed=lambda follow_up: wakes.extend(follow(services.context, follow_up, now)),
    )
    lists = {"rejected": report.rejects, "phone_problems": report.phone_problems, "notes": report.notes}
    problems = {
        name: [RowProblem(row=row, reason=reason, sentence=sentence) for row, reason, sentence in rows]
        for name, rows in lists.items()
    }
    numbers = {name: getattr(imported, name) for name in imported.__dataclass_fields__}
    numbers["columns"] = [ImportedColumn.model_validate(column) for column in imported.columns]
    return ImportResult.model_validate(numbers | problems), wakes
