"""What a scenario speaks of: one conference, the orders of people, the payment that was begun last."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from tests.acceptance.api import Api, Conference, Json, Order, Payment
from tests.stack import Stack

FRESH_SECONDS = 20
"""How long a view may lag behind under load."""

FRESH_AFTER_CRASH_SECONDS = 60
"""What a killed process had received comes again when its locks have run out, after 30 s."""


@dataclass
class World:
    stack: Stack
    api: Api
    person: str = "Anna"
    email: str = "anna@example.com"
    orders: dict[str, Order] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    outcome: str = ""
    owner_email: str = ""
    old_code: str = ""
    mail: Json = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)
    """Of the owner: what was asked, and what became of it."""
    etag: str = ""
    code: str = ""
    """The access code of the conference."""
    responses: list[httpx.Response] = field(default_factory=list)
    """To the same request, sent several times."""
    payments_of: dict[str, list[Payment]] = field(default_factory=dict)
    """Order id → its payments, the oldest first."""
    invoice_periods: list[str] = field(default_factory=list)
    buffer_seconds: int = 840
    fresh_seconds: int = FRESH_SECONDS
    _conference: Conference | None = None

    @property
    def conference(self) -> Conference:
        assert self._conference is not None, "the scenario has no conference yet"
        return self._conference

    @conference.setter
    def conference(self, conference: Conference) -> None:
        self._conference = conference

    @property
    def order(self) -> Order:
        """That of the person spoken of last."""
        return self.orders[self.person]

    @property
    def payment(self) -> Payment:
        return self.payments[-1]

    def wanted(self, text: str) -> list[Json]:
        """`2 "Workshop" and 1 "Keynote"` as seats of the contract."""
        quantities = {name: int(number) for number, name in re.findall(r'(\d+) "([^"]+)"', text)}
        return self.conference.seats(**quantities)

    def eventually(self, read: Callable[[], object], expected: object) -> None:
        """Reads until `expected` shows, for as long as views may lag behind."""
        eventually(read, expected, self.fresh_seconds)

    def check_out(self) -> Payment | None:
        payment = self.order.check_out(email=self.email)
        if payment is not None:
            self.payments.append(payment)
        return payment


def eventually(read: Callable[[], object], expected: object, seconds: float) -> None:
    """Reads until `expected` shows, at most so long; fails with what was read last."""
    deadline = time.monotonic() + seconds
    while (found := read()) != expected:
        assert time.monotonic() < deadline, f"still {found!r}, not {expected!r}, after {seconds:g} s"
        time.sleep(0.1)
