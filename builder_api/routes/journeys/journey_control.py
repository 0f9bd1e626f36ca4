"""Journeys in motion: launched, enrolled into, held, let go on, ended, watched."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial
from typing import Annotated

from anyio import from_thread
from anyio.to_thread import run_sync
from fastapi import Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from builder_api.access.access import Access
from builder_api.dependencies import CallerDep, ContextDep, DatabaseDep, JourneyId, NowDep, ServicesDep
from builder_api.intake.idempotency import HEADER, creating_room
from builder_api.models.journeys import (
    Controlled,
    Enrolled,
    Launched,
    LaunchPreview,
    Live,
    NewEnrolments,
    NewLaunch,
    Resume,
)
from builder_api.routes.journeys.journeys import found_journey
from builder_api.services import ApiServices
from builder_api.streams.live import LiveFeeds, read_live
from builder_api.streams.rehearsing import EVENT_STREAM
from builder_api.web.errors import (
    WITH_BODY,
    NotFound,
    NothingPublished,
    UnknownContact,
    answers,
)
from builder_api.web.strict_route import room
from engine.admission.admission import NotEnrollable
from engine.admission.launch import JUST_NOW, LaunchedBefore, launch
from engine.admission.named_contacts import EnrolOutcome, enrol_contacts
from engine.control import control
from engine.preview.launch_preview import preview_launch
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.contacts import contacts
from engine.store.database.database import Database

router = room("journeys in motion")
creating = creating_room("journeys in motion")


def _row_id(database: Database, journey_id: str) -> int:
    with database.read() as conn:
        return found_journey(conn, journey_id).id


def _published_id(database: Database, journey_id: str) -> int:
    with database.read() as conn:
        row = found_journey(conn, journey_id)
    if row.version_id is None:
        raise NothingPublished(f'journey "{journey_id}" was never published; POST .../publish first')
    return row.id


@router.get("/journeys/{journey_id}/launch/preview", responses=answers(NotFound, NothingPublished, NotEnrollable))
def preview_journey_launch(
    journey_id: JourneyId, database: DatabaseDep, context: ContextDep, now: NowDep
) -> LaunchPreview:
    """Whom a launch would reach now, who would be skipped and why, and how long it takes. Nothing is changed."""
    row_id = _published_id(database, journey_id)
    return LaunchPreview.model_validate(preview_launch(context, row_id, now))


@creating.post(
    "/journeys/{journey_id}/launch",
    responses=answers(NotFound, NothingPublished, NotEnrollable, LaunchedBefore, *WITH_BODY),
)
async def launch_journey(
    journey_id: JourneyId, request: Request, services: ServicesDep, body: NewLaunch | None = None
) -> Launched:
    """Enrols everybody who matches the audience now; they are on their way while others are still being looked at.

    Within a minute of another launch of the journey it asks, with 409 and what was launched: `again: true` launches all
    the same, and so does a request with an `Idempotency-Key`, which is done once anyway.
    """
    row_id = await run_sync(_published_id, services.database, journey_id)
    deliberate = (body is not None and body.again) or HEADER in request.headers
    quiet = 0 if deliberate else JUST_NOW

    def opened(_looked: int, _total: int, cohorts: tuple[int, ...]) -> None:
        if cohorts:
            from_thread.run_sync(services.waker.soon, cohorts, ())

    launched = await run_sync(partial(launch, quiet=quiet), services.context, row_id, services.now, opened)
    return Launched(enrolled=launched.enrolled, skipped=launched.skipped)


@creating.post(
    "/journeys/{journey_id}/enrolments",
    responses=answers(NotFound, NothingPublished, NotEnrollable, UnknownContact, *WITH_BODY),
)
async def enrol(journey_id: JourneyId, body: NewEnrolments, services: ServicesDep, now: NowDep) -> Enrolled:
    """Enrols contacts in a journey with a manual trigger: all of them, or none when one is not known."""
    admitted = await run_sync(_enrol, services, journey_id, body.contacts, now)
    services.waker.soon(admitted.wakes, (), urgent=admitted.urgent)
    return Enrolled(enrolled=len(admitted.enrolments), enrolments=list(admitted.enrolments), skipped=admitted.skipped)


def _enrol(services: ApiServices, journey_id: str, external_ids: list[str], now: Millis) -> EnrolOutcome:
    row_id = _published_id(services.database, journey_id)
    with services.database.read() as conn:
        known = contacts.ids_of(conn, external_ids)
    unknown = [external_id for external_id in dict.fromkeys(external_ids) if external_id not in known]
    if unknown:
        named = ", ".join(f'"{external_id}"' for external_id in unknown[:5])
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise UnknownContact(f"no contact is known as {named}{more}; create them with PUT /api/v1/contacts first")
    return enrol_contacts(services.context, row_id, [known[external_id] for external_id in external_ids], now)


async def _control(
    services: ApiServices,
    journey_id: str,
    now: Millis,
    action: Callable[[Context, int, Millis], control.ControlOutcome],
) -> Controlled:
    row_id = await run_sync(_row_id, services.database, journey_id)
    done = await run_sync(action, services.context, row_id, now)
    services.waker.soon((), done.wakes)
    return Controlled.model_validate({"id": journey_id, "status": done.status, "affected": done.affected})


@router.post("/journeys/{journey_id}/pause", responses=answers(NotFound, control.NotPossible))
async def pause_journey(journey_id: JourneyId, services: ServicesDep, now: NowDep) -> Controlled:
    """Holds everything in place: when this is answered, no message of the journey is claimed any more."""
    return await _control(services, journey_id, now, control.pause)


@router.post("/journeys/{journey_id}/resume", responses=answers(NotFound, control.NotPossible, *WITH_BODY))
async def resume_journey(
    journey_id: JourneyId, services: ServicesDep, now: NowDep, body: Resume | None = None
) -> Controlled:
    """Lets a paused journey go on."""
    overdue = (body or Resume()).overdue

    def resume(context: Context, row_id: int, at: Millis) -> control.ControlOutcome:
        return control.resume(context, row_id, overdue, at)

    return await _control(services, journey_id, now, resume)


@router.post("/journeys/{journey_id}/cancel", responses=answers(NotFound, control.NotPossible))
async def cancel_journey(journey_id: JourneyId, services: ServicesDep, now: NowDep) -> Controlled:
    """Ends everybody's enrolment in the journey, for good."""
    return await _control(services, journey_id, now, control.cancel_journey)


@router.post("/journeys/{journey_id}/archive", responses=answers(NotFound, control.NotPossible))
async def archive_journey(journey_id: JourneyId, services: ServicesDep, now: NowDep) -> Controlled:
    """Takes nobody new; those under way finish."""
    return await _control(services, journey_id, now, control.archive)


async def _numbers_now(journey_id: JourneyId, services: ServicesDep) -> Live:
    """The first numbers of a stream: read before it begins, since a stream that has begun can't answer 404."""
    live = await run_sync(read_live, services.database, journey_id)
    if live is None:
        raise NotFound(f'there is no journey "{journey_id}"; GET /api/v1/journeys lists them')
    return live


_STREAM = {200: {"content": {EVENT_STREAM: {"schema": {"$ref": "#/components/schemas/Live"}}}, "model": Live}}


@router.get(
    "/journeys/{journey_id}/live", response_class=EventSourceResponse, responses={**_STREAM, **answers(NotFound)}
)
async def watch_journey(
    journey_id: JourneyId, first: Annotated[Live, Depends(_numbers_now)], request: Request, caller: CallerDep
) -> AsyncGenerator[ServerSentEvent]:
    """Live numbers per step as server-sent events (`event: live`): at once, and whenever they change."""
    feeds: LiveFeeds = request.app.state.live
    access: Access = request.app.state.access
    async with aclosing(feeds.watch(journey_id, first, partial(access.still, caller))) as events:
        async for event in events:
            yield event
