"""What the API works with, handed to it by whoever starts it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from engine.inbound.replies import InboundMessage, ReplyOutcome
from engine.rules.time.instants import Millis
from engine.runtime.clock import Clock, wall_clock
from engine.runtime.context import Context
from engine.settings.installation import Settings
from engine.store.database.database import Database

UI_FOLDER = Path(__file__).resolve().parent.parent / "ui" / "dist"
"""Where a checkout has its built UI."""
EXAMPLES_FOLDER = Path(__file__).resolve().parent.parent / "examples"
"""The journeys one can start from."""


class Waker(Protocol):
    """The workflow client, as far as the API needs it."""

    def soon(self, opened: Iterable[int], woken: Iterable[int], urgent: bool = False) -> None:
        """Starts cohorts that were opened and wakes others, without being waited for; a wake that is lost,
        housekeeping makes good."""
        ...

    async def reachable(self) -> bool:
        """Whether the Temporal server answers."""
        ...


class VirtualMessage(Protocol):
    """One message on a virtual phone."""

    @property
    def direction(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def at(self) -> Millis: ...
    @property
    def message_id(self) -> int | None: ...


class VirtualPhone(Protocol):
    """One virtual phone."""

    @property
    def phone(self) -> str: ...
    @property
    def messages(self) -> int: ...
    @property
    def last_at(self) -> Millis: ...
    @property
    def last_body(self) -> str: ...
    @property
    def last_direction(self) -> str: ...


class VirtualPhones(Protocol):
    """The sandbox carrier's phones."""

    def messages(self, phone: str, limit: int = 500) -> Sequence[VirtualMessage]: ...

    def phones(
        self, limit: int = 100, search: str = "", before_id: int | None = None
    ) -> Sequence[tuple[int, VirtualPhone]]: ...

    def keep_reply(self, phone: str, body: str, at: Millis) -> int: ...

    def script(self, phone: str, answer: str, times: int = -1) -> None: ...


class LocalMail(Protocol):
    """One e-mail in the local mailbox."""

    @property
    def id(self) -> int: ...
    @property
    def to(self) -> str: ...
    @property
    def sender(self) -> str | None: ...
    @property
    def subject(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def at(self) -> Millis: ...
    @property
    def message_id(self) -> int | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, str]] | None: ...


class LocalMailbox(Protocol):
    """Where e-mails go without a mail server."""

    def mails(self, limit: int = 100, before_id: int | None = None, search: str = "") -> Sequence[LocalMail]: ...

    def read(self, mail_id: int) -> LocalMail | None: ...


class ReplyDesk(Protocol):
    """Takes in what phones send."""

    async def receive(self, inbound: InboundMessage) -> ReplyOutcome:
        """Returns when consent, confirmation and waits have been committed."""
        ...

    async def send(self, message_id: int) -> None:
        """Hands over a planned message that belongs to no journey: a form's question, a person's answer."""
        ...


class NobodyAwake:
    """The waker where no Temporal server runs: housekeeping finds what is to be woken."""

    def soon(self, opened: Iterable[int], woken: Iterable[int], urgent: bool = False) -> None:
        """Does nothing."""

    async def reachable(self) -> bool:
        """Never."""
        return False


@dataclass(slots=True)
class ApiServices:
    """What `create_app` is given."""

    settings: Settings
    database: Database
    context: Context = field(init=False)
    """What the engine's functions are given."""
    waker: Waker = field(default_factory=NobodyAwake)
    phones: VirtualPhones | None = None
    """None where the sandbox carrier does not run."""
    mailbox: LocalMailbox | None = None
    """None where the sandbox does not run."""
    desk: ReplyDesk | None = None
    """None where nothing is sent, and so no reply can be answered."""
    carriers: frozenset[str] = frozenset({"sandbox"})
    """Those that senders may name."""
    now: Clock = wall_clock
    ui_folder: Path = UI_FOLDER
    examples_folder: Path = EXAMPLES_FOLDER

    def __post_init__(self) -> None:
        self.context = Context(self.database, address=self.settings.address)
