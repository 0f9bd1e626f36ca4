"""The account's settings."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body
from pydantic import ValidationError

from builder_api.dependencies import DatabaseDep, NowDep
from builder_api.web.errors import WITH_BODY, answers
from builder_api.web.strict_route import room
from builder_api.web.validation import refused_by_model
from engine.settings.account import AccountSettings
from engine.store.account import accounts

router = room("account")


@router.get("/account")
def get_account(database: DatabaseDep) -> AccountSettings:
    """The account's settings, defaults included."""
    with database.read() as conn:
        return accounts.load_settings(conn)


@router.patch("/account", responses=answers(*WITH_BODY))
def change_account(
    patch: Annotated[
        dict[str, Any],
        Body(description="A JSON merge patch (RFC 7396) of the settings: null takes one back to its default."),
    ],
    database: DatabaseDep,
    now: NowDep,
) -> AccountSettings:
    """Changes settings; those not named stay."""
    try:
        with database.write() as conn:
            return accounts.change(conn, patch, now).settings
    except ValidationError as error:
        raise refused_by_model(error) from None
