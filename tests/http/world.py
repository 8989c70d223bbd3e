"""The routes of the app, called as Azure Functions calls them, on a world of which the test says what happened.

It is noon and one minute; the conference PyCon sells workshops (15.10) and dinners (45.50), and is published.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, cast
from uuid import UUID

import azure.functions as func
from azure.functions.decorators.http import HttpTrigger

from domain.catalogue import CONFERENCE, ORDER, PAYMENT, SEAT_ASSIGNMENTS
from domain.conference_management.events import (
    ConferenceCreated,
    ConferencePublished,
    SeatCreated,
    SeatTypeDetails,
)
from domain.messages import Event
from domain.registration.views import conference, order, seat_assignments
from domain.registration.views.conference import ListedConference, SlugOwner, listed
from functions.http.readiness import Readiness
from functions.http.routes import ROUTES
from functions.http.services import Build, HttpServices
from infrastructure.conferences import Conferences
from infrastructure.event_store import Marker, Provenance, RecordedEvent, StreamId
from infrastructure.failures import Failures
from infrastructure.ledger import Ledgers
from infrastructure.mail.dispatch import Dispatch
from infrastructure.mail.letters import Letters
from infrastructure.management_views import ManagementViews
from infrastructure.publisher import Publisher
from infrastructure.registration_views import (
    PUBLISHED,
    RegistrationViews,
    conference_place,
    listed_row,
    order_place,
    seat_assignments_place,
    slug_place,
)
from infrastructure.settings import Settings, read_settings
from infrastructure.stream_input import command_key
from infrastructure.tokens import Grant, TokenKind, Tokens
from infrastructure.view_store import Document, Place
from infrastructure.waiting import Wakeups
from tests.domain import orders
from tests.domain.given_when_then import minute
from tests.http.described import assert_described
from tests.http.fakes import (
    MemoryAttempts,
    MemoryBus,
    MemoryFailures,
    MemoryIdempotencyStore,
    MemoryLocators,
    MemoryMailer,
    MemorySlugs,
    MemoryViewStore,
    SetClock,
)
from tests.http.told_streams import ToldStreams
from tests.views.story import conference_details

SETTINGS: Settings = read_settings(
    {
        "ENVIRONMENT": "local",
        "DataStorage": "UseDevelopmentStorage=true",
        "ServiceBus": "Endpoint=sb://localhost",
        "PUBLIC_BASE_URL": "https://conference.test",
        "TOKEN_SIGNING_KEYS": '{"k1": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVm"}',
        "LOCATOR_KEY": "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA",
    }
)

SUBJECT: dict[TokenKind, UUID] = {
    "order": orders.ORDER,
    "payment": orders.PAYMENT,
    "conference": orders.CONFERENCE,
}


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)

    @property
    def slug(self) -> str:
        """Which problem it is."""
        assert self.headers["Content-Type"] == "application/problem+json"
        return cast(str, self.json["type"]).rpartition("/")[2]

    @property
    def pointers(self) -> list[str]:
        return [fault["pointer"] for fault in self.json["errors"]]


@dataclass
class World:
    clock: SetClock = field(default_factory=lambda: SetClock(minute(1)))
    bus: MemoryBus = field(default_factory=MemoryBus)
    store: ToldStreams = field(default_factory=ToldStreams)
    rows: MemoryViewStore = field(default_factory=MemoryViewStore)
    blobs: MemoryViewStore = field(default_factory=MemoryViewStore)
    locators: MemoryLocators = field(default_factory=MemoryLocators)
    idempotency: MemoryIdempotencyStore = field(default_factory=MemoryIdempotencyStore)
    attempts: MemoryAttempts = field(default_factory=MemoryAttempts)
    failures: MemoryFailures = field(default_factory=MemoryFailures)
    tokens: Tokens = field(init=False)
    wakeups: Wakeups = field(default_factory=Wakeups)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    broken: set[str] = field(default_factory=set)

    def services(self) -> HttpServices:
        return self._services

    def __post_init__(self) -> None:
        self.tokens = Tokens(SETTINGS.token_signing_keys, self.clock)
        self._services = HttpServices(
            settings=SETTINGS,
            build=Build("1.2.3", "c0ffee"),
            clock=self.clock,
            tokens=self.tokens,
            idempotency=self.idempotency,
            store=self.store,
            bus=self.bus,
            views=RegistrationViews(self.rows, self.blobs),
            conferences=Conferences(
                self.store,
                Publisher(self.store, self.bus, self.clock),
                MemorySlugs(),
                self.locators,
                self.clock,
                SETTINGS.locator_key,
            ),
            management_views=ManagementViews(MemoryViewStore()),
            ledgers=Ledgers(MemoryViewStore()),
            wakeups=self.wakeups,
            locators=self.locators,
            attempts=self.attempts,
            failures=Failures(self.failures, self.clock),
            mail=Dispatch(
                self.store, self.mailer, Letters(SETTINGS.public_base_url), self.clock, b"k" * 32, self.attempts
            ),
            readiness=Readiness({"tables": lambda: self._check("tables"), "bus": lambda: self._check("bus")}),
        )
        self._functions = _functions()

    # --- What happened ------------------------------------------------------------------------------------------------

    def conference(self, *changes: Event, published: bool = True, **details: Any) -> None:
        """PyCon and its seat types, as far as `changes` do not say otherwise."""
        history: list[Event] = [
            ConferenceCreated(details=conference_details(**details)),
            _seat_created(orders.WORKSHOP, "Workshop", "15.10"),
            _seat_created(orders.DINNER, "Dinner", "45.50"),
            *([ConferencePublished()] if published else []),
            *changes,
        ]
        view = self._happened(StreamId(CONFERENCE, orders.CONFERENCE), history, conference.apply)
        _put(self.rows, conference_place(view.id), view)
        self._list(listed(view))
        self.rows.documents[slug_place(view.slug)] = _document(0, SlugOwner(id=view.id))

    def order(
        self, *history: Event, order_id: UUID = orders.ORDER, causes: Mapping[int, UUID] = MappingProxyType({})
    ) -> None:
        """`causes`: version of an event → the command that led to it, where a test asks for it."""
        stream = StreamId(ORDER, order_id)
        _put(self.rows, order_place(order_id), self._happened(stream, history, order.apply, causes))

    def seat_assignments(self, *history: Event) -> None:
        view = self._happened(StreamId(SEAT_ASSIGNMENTS, orders.ORDER), history, seat_assignments.apply)
        _put(self.blobs, seat_assignments_place(orders.ORDER), view)

    def payment(self, *history: Event, since: float = 0) -> None:
        """`since`: the minute after noon of its first event."""
        self._happened(StreamId(PAYMENT, orders.PAYMENT), history, lambda view, recorded: None, since=since)

    def decided(self, stream: StreamId, command: UUID, marker: Marker) -> None:
        self.store.decided(stream, command_key(command), marker)

    def _list(self, summary: ListedConference) -> None:
        row = Place(PUBLISHED, listed_row(summary.id, summary.ends_at))
        self.rows.documents = {place: it for place, it in self.rows.documents.items() if place.partition != PUBLISHED}
        if summary.is_published:
            _put(self.rows, row, summary)

    # --- What is asked ------------------------------------------------------------------------------------------------

    def token(self, kind: TokenKind, subject: UUID | None = None) -> str:
        """For the order, payment or conference of the tests, or another one."""
        grant = Grant(kind, subject or SUBJECT[kind], conference_id=orders.CONFERENCE, order_id=orders.ORDER)
        return self.tokens.issue(grant)

    async def request(
        self,
        method: str,
        url: str,
        body: Any = None,
        *,
        token: str | TokenKind | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> Response:
        """`body`: as JSON; `content`: as it is. `token`: a kind stands for the token of the tests."""
        sent = dict(headers or {})
        if token is not None:
            text = self.token(token) if token in SUBJECT else token
            sent["Authorization"] = f"Bearer {text}"
        if content is None:
            content = b"" if body is None else json.dumps(body).encode()
        route, parameters = self._route(method, url)
        function = self._functions[method, route]
        answer = await function(
            func.HttpRequest(
                method,
                f"https://conference.test/api{url}",
                headers=sent,
                params=query,
                route_params=parameters,
                body=content,
            )
        )
        assert_described(method, route, answer)
        return Response(answer.status_code, answer.headers, answer.get_body())

    def _route(self, method: str, url: str) -> tuple[str, dict[str, str]]:
        """A literal segment goes before a parameter. `test_route_order.py` shows that hosts come to the same answer."""
        candidates = [
            (route.count("{"), route, match.groupdict())
            for its_method, route in self._functions
            if its_method == method and (match := re.fullmatch(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", route), url))
        ]
        _, route, parameters = min(candidates, key=lambda candidate: candidate[0])
        return route, parameters

    def _happened(
        self,
        stream: StreamId,
        history: Any,
        apply: Callable[[Any, Any], Any],
        causes: Mapping[int, UUID] = MappingProxyType({}),
        since: float = 0,
    ) -> Any:
        recorded = [
            RecordedEvent(
                stream,
                version,
                event,
                minute(since + version),
                Provenance("correlation", str(causes.get(version, "causation"))),
            )
            for version, event in enumerate(history)
        ]
        self.store.happened(stream, recorded)
        view = None
        for item in recorded:
            view = apply(view, item)
        return view

    async def _check(self, name: str) -> None:
        if name in self.broken:
            raise ConnectionError(name)


@cache
def _functions() -> dict[tuple[str, str], Callable[..., Any]]:
    """(method, route) → what the app registers for it."""
    app = func.FunctionApp()
    for api in ROUTES:
        app.register_functions(api)
    found = {}
    for function in app.get_functions():
        trigger = function.get_trigger()
        assert isinstance(trigger, HttpTrigger)
        assert trigger.methods
        (method,) = trigger.methods
        found[method.value, f"/{trigger.route}"] = function.get_user_function()
    return found


def _put(store: MemoryViewStore, place: Place, view: Any) -> None:
    store.documents[place] = _document(view.version, view)


def _document(version: int, view: Any) -> Document:
    return Document(version, view.model_dump_json(), str(version))


def _seat_created(seat_type: UUID, name: str, price: str) -> SeatCreated:
    details = SeatTypeDetails(name=name, description="", price=Decimal(price))
    return SeatCreated(seat_type=seat_type, details=details, quantity=10, previous_quantity=0)
