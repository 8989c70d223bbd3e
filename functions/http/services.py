"""What the HTTP routes need from the world. Whoever starts the app says how to get it; tests say something else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from functions.http.readiness import Readiness
from infrastructure.attempts import Attempts
from infrastructure.clock import Clock
from infrastructure.conferences import Conferences
from infrastructure.event_store import EventStore
from infrastructure.failures import Failures
from infrastructure.idempotency import IdempotencyStore
from infrastructure.ledger import Ledgers
from infrastructure.locators import Locators
from infrastructure.mail.dispatch import Dispatch
from infrastructure.management_views import ManagementViews
from infrastructure.messaging import Bus
from infrastructure.recent_requests import RecentRequests
from infrastructure.registration_views import RegistrationViews
from infrastructure.settings import Settings
from infrastructure.tokens import Tokens
from infrastructure.waiting import Wakeups


@dataclass(frozen=True, slots=True)
class Build:
    """Which code this is. `commit`: of the repository, None where nobody said."""

    version: str
    commit: str | None


@dataclass(frozen=True, slots=True)
class HttpServices:
    settings: Settings
    build: Build
    clock: Clock
    tokens: Tokens
    idempotency: IdempotencyStore
    store: EventStore
    bus: Bus
    views: RegistrationViews
    conferences: Conferences
    management_views: ManagementViews
    ledgers: Ledgers
    wakeups: Wakeups
    locators: Locators
    attempts: Attempts
    failures: Failures
    mail: Dispatch
    readiness: Readiness
    placings: RecentRequests = field(default_factory=lambda: RecentRequests(timedelta(minutes=1)))


type Provider = Callable[[], HttpServices]

_providers: list[Provider] = []


def provide(provider: Provider) -> None:
    """`provider` is asked at each request, inside the running loop."""
    _providers[:] = [provider]


def services() -> HttpServices:
    return _providers[0]()
