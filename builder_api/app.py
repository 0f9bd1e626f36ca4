"""The HTTP API and the UI as one ASGI application."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from builder_api.access.access import Access
from builder_api.access.auth_middleware import API, AuthMiddleware
from builder_api.intake.intake import Intake
from builder_api.routes import events, forms
from builder_api.routes.account import account, api_keys, senders, session, webhook_secret
from builder_api.routes.contacts import consent_proof, contact_import, contacts, exports, fields, segments
from builder_api.routes.events_fast_path import EventsFastPath
from builder_api.routes.journeys import enrolments, journey_control, journeys, rehearsals, starter_journeys
from builder_api.routes.messages import inbox, library, sms
from builder_api.routes.public import contact_cards, health, preferences, public_forms, short_links, twilio
from builder_api.routes.sandbox import mailbox, sandbox
from builder_api.services import ApiServices
from builder_api.streams.live import LiveFeeds
from builder_api.web import problems, static
from builder_api.web.api_description import describe
from builder_api.web.errors import EVERYWHERE, answers


def create_app(services: ApiServices) -> FastAPI:
    """The application over these services. It starts and ends none of them."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        app.state.live = LiveFeeds(services.database)
        app.state.intake = intake = Intake(services.context, services.waker, services.now)
        try:
            yield
        finally:
            await intake.close()

    app = FastAPI(
        title="Postroad",
        version="0.1.0",
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        redirect_slashes=False,
        separate_input_output_schemas=False,
    )
    app.state.services = services
    app.state.access = access = Access(services)
    problems.register(app)
    app.include_router(health.router)
    app.include_router(short_links.router)
    app.include_router(twilio.router)
    app.include_router(public_forms.router)
    app.include_router(preferences.router)
    app.include_router(contact_cards.public)
    api = APIRouter(prefix=API, responses=answers(*EVERYWHERE))
    for router in (
        events.creating,
        events.router,
        session.router,
        account.router,
        api_keys.router,
        webhook_secret.router,
        contact_import.router,
        contact_import.previews,
        exports.router,
        contacts.router,
        journeys.creating,
        journeys.router,
        journey_control.creating,
        journey_control.router,
        enrolments.router,
        sms.router,
        sandbox.creating,
        sandbox.router,
        mailbox.router,
        senders.router,
        fields.router,
        starter_journeys.router,
        starter_journeys.creating,
        rehearsals.router,
        consent_proof.router,
        contact_cards.router,
        inbox.creating,
        inbox.router,
        forms.creating,
        forms.router,
        library.creating,
        library.router,
        segments.creating,
        segments.router,
    ):
        api.include_router(router)
    app.include_router(api)
    static.mount(app, services.ui_folder)
    app.add_middleware(EventsFastPath, owner=app)
    app.add_middleware(AuthMiddleware, access=access)
    describe(app)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
