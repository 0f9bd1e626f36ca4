"""Keys for programs that call the API."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from builder_api.dependencies import DatabaseDep, NowDep, RowId
from builder_api.models.common import Answer, Body, Instant
from builder_api.web.errors import WITH_BODY, NotFound, answers
from builder_api.web.strict_route import room
from engine.store.account import api_keys

router = room("api keys")


class NewKey(Body):
    """A key to be made."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    """Which program has it: it is kept in the consent log for what the program does."""


class ApiKey(Answer):
    """A key, without the key itself."""

    id: int
    name: str
    created_at: Instant
    revoked_at: Instant | None


class CreatedKey(ApiKey):
    """A key, shown this once."""

    key: str


class ApiKeys(Answer):
    """All keys, newest first."""

    items: list[ApiKey]


@router.get("/api-keys")
def list_api_keys(database: DatabaseDep) -> ApiKeys:
    """All keys, revoked ones too; the administration key is not among them."""
    with database.read() as conn:
        return ApiKeys(items=[ApiKey.model_validate(key) for key in api_keys.listed(conn)])


@router.post("/api-keys", status_code=201, responses=answers(*WITH_BODY))
def create_api_key(body: NewKey, database: DatabaseDep, now: NowDep) -> CreatedKey:
    """Makes a key. Its text is in this answer and nowhere else, so it takes no `Idempotency-Key`: no answer is kept."""
    with database.write() as conn:
        key, text = api_keys.create(conn, body.name, now)
    return CreatedKey(id=key.id, name=key.name, created_at=key.created_at, revoked_at=key.revoked_at, key=text)


@router.delete("/api-keys/{key_id}", responses=answers(NotFound))
def revoke_api_key(key_id: RowId, database: DatabaseDep, now: NowDep) -> ApiKey:
    """Revokes a key; within two seconds it is refused everywhere."""
    with database.write() as conn:
        key = api_keys.revoke(conn, key_id, now)
    if key is None:
        raise NotFound(f"there is no API key {key_id}; GET /api/v1/api-keys lists them")
    return ApiKey.model_validate(key)
