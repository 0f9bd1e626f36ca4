"""What an installation is told from outside: where it listens, where its data is, who may call it."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path
from typing import Annotated, Final

from pydantic import BeforeValidator, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.settings.private_files import make_private

_DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}


def normalise_database_url(url: str) -> str:
    """The URL with the driver Postroad speaks (psycopg 3, SQLite); raises ValueError for any other database.

    `postgres://` and `postgresql://`, which hosting services hand out, mean the same here.
    """
    scheme, separator, rest = url.strip().partition("://")
    driver = _DRIVERS.get(scheme.lower())
    if not separator or driver is None:
        examples = "postgresql://user:password@host/name or sqlite:////folder/postroad.db"
        raise ValueError(f'POSTROAD_DATABASE_URL starts with "{scheme}"; write it as {examples}')
    return f"{driver}://{rest}"


def _absolute(folder: object) -> object:
    return Path(folder).expanduser().absolute() if isinstance(folder, str | Path) else folder


class Settings(BaseSettings):
    """The environment of an installation. Where Temporal is, `temporalio.envconfig` tells."""

    model_config = SettingsConfigDict(env_prefix="POSTROAD_", env_ignore_empty=True, frozen=True, extra="ignore")

    host: str = "127.0.0.1"
    """The address the API listens on; a container sets 0.0.0.0."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    """The API's port."""
    data: Annotated[Path, BeforeValidator(_absolute), Field(validate_default=True)] = Path("data")
    """The folder of the embedded databases, logs and generated keys; made absolute."""
    database_url: Annotated[str | None, BeforeValidator(lambda url: url and normalise_database_url(url))] = None
    """PostgreSQL in production; unset: SQLite in the data folder. Read `database`."""
    sandbox_database_url: Annotated[str | None, BeforeValidator(lambda url: url and normalise_database_url(url))] = None
    """Where the sandbox carrier keeps its phones; unset: SQLite. Read `sandbox_database`."""
    public_url: Annotated[str, Field(pattern=r"^https?://[^\s/?#]+$")] | None = None
    """Where people reach this installation from outside (`https://sms.example.com`): short links and preference pages
    lead there. Unset: the address it listens on. Read `address`."""
    housekeeping: bool = True
    """Whether this process finishes what dead processes left undone. Off, contacts move by Temporal's timers alone."""
    admin_key: SecretStr | None = None
    """An API key with all rights; generated into the data folder when unset. Use `read_admin_key`."""

    smtp_url: SecretStr | None = None
    """The mail server, `smtp://user:password@host:587/?from=news@example.com`; unset: a local mailbox. By TLS."""
    twilio_auth_token: SecretStr | None = None
    """The Twilio account's auth token: what it posts to us is signed with it. Unset: its webhooks are refused."""
    webhooks_to_private: bool = False
    """Whether webhook steps may call addresses of private networks."""

    @property
    def address(self) -> str:
        """Where this installation is reached, without a slash at the end."""
        host = "localhost" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104 (told apart, not bound)
        return self.public_url or f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    @property
    def database(self) -> str:
        """The SQLAlchemy URL of Postroad's own database."""
        return self.database_url or f"sqlite:///{self.data / 'postroad.db'}"

    @property
    def sandbox_database(self) -> str:
        """The SQLAlchemy URL of the sandbox carrier's database, which is never Postroad's own."""
        return self.sandbox_database_url or f"sqlite:///{self.data / 'sandbox.db'}"

    @property
    def admin_key_file(self) -> Path:
        """Where the generated admin key lives, readable by its owner only."""
        return self.data / "admin_key"

    @property
    def login_token_file(self) -> Path:
        """Where the one-time token of the printed address waits to be redeemed."""
        return self.data / "login_token"

    @property
    def running_file(self) -> Path:
        """What a running `postroad up` tells of itself: address, Temporal's port, process ids."""
        return self.data / "up.json"

    def make_data_folder(self) -> None:
        """Makes the data folder where there is none, for its owner only: people's numbers will be in it. One that is
        there already is made so, with all of ours in it; raises NotPrivate when that can't be."""
        make_private(self.data)

    def read_admin_key(self) -> str:
        """The admin key: the one given, else the one in the data folder, made on first use."""
        if self.admin_key is not None:
            return self.admin_key.get_secret_value()
        self.make_data_folder()
        if not self.admin_key_file.exists():
            _publish_once(self.admin_key_file, f"pr_{secrets.token_urlsafe(32)}\n")
        return self.admin_key_file.read_text(encoding="ascii").strip()


def _publish_once(path: Path, text: str) -> None:
    """Writes a private file whole, unless another process was first: a reader never sees half a key."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}-", encoding="ascii") as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
        try:
            os.link(draft.name, path)
        except FileExistsError:
            return
