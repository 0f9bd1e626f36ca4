"""The account: its settings, who may call, what was answered, and who does the housekeeping."""

from typing import Any

from sqlmodel import Field, SQLModel

from engine.store.database.columns import Int64, Json, instant, optional_instant, reference, row_id


class AccountTable(SQLModel, table=True):
    """One row: the settings of this installation."""

    __tablename__: Any = "account"

    id: int = Field(primary_key=True, sa_type=Int64)
    installation: str
    """Random and permanent: makes our message ids unique at a carrier that several installations share."""
    secret: str
    """Random and permanent, never shown: signs webhooks, link codes and the tokens in our own pages' addresses."""
    settings: dict[str, Any] = Field(sa_type=Json)
    updated_at: int = instant()


class ApiKeyTable(SQLModel, table=True):
    """A key that may call the API; only its digest is kept."""

    __tablename__: Any = "api_key"

    id: int | None = row_id()
    name: str
    digest: str = Field(unique=True)
    """SHA-256 of the key, hex."""
    created_at: int = instant()
    revoked_at: int | None = optional_instant()


class SessionTable(SQLModel, table=True):
    """A browser that signed in, for as long as it has not signed out; only a digest of its cookie is kept."""

    __tablename__: Any = "session"

    digest: str = Field(primary_key=True)
    """SHA-256 of the cookie's value, hex."""
    key_id: int = reference()
    """The API key it may do what it may; 0 for the administration key, which has no row."""
    created_at: int = instant()
    expires_at: int = instant(index=True)


class IdempotentAnswerTable(SQLModel, table=True):
    """What was answered to an `Idempotency-Key`, so that the same request again gets the same answer."""

    __tablename__: Any = "idempotent_answer"

    key: str = Field(primary_key=True)
    fingerprint: str
    """SHA-256 of method, path and body: the same key with another request is refused."""
    status: int | None = None
    """None while the first request is still being answered."""
    body: str | None = None
    created_at: int = instant(index=True)


class LeaseTable(SQLModel, table=True):
    """A task that one process at a time does; whoever holds it renews it."""

    __tablename__: Any = "lease"

    name: str = Field(primary_key=True)
    owner: str
    until_at: int = instant()


class WebhookSecretTable(SQLModel, table=True):
    """What webhook calls are signed with. Without a row it is made from the account's own secret, as it always was."""

    __tablename__: Any = "webhook_secret"

    id: int | None = row_id()
    secret: str
    """As Standard Webhooks writes it: `whsec_` and base64. Kept as it is: signing needs it."""
    created_at: int = instant()
    ends_at: int | None = optional_instant()
    """Until when it still signs beside the one that replaced it; None for the one that replaced it."""
