"""A client that knows nothing but the HTTP contract: it places orders, waits for what its commands did, pays."""

import uuid
from dataclasses import dataclass, field
from typing import Any

import httpx

type Json = dict[str, Any]

LONGEST_WAIT = 20
"""Seconds the server may hold a waiting read (Prefer: wait)."""


def new_id() -> str:
    return str(uuid.uuid4())


def draft(**changes: Any) -> Json:
    """A new conference, under a slug that nobody has, in a year that no run of these tests sees."""
    return {
        "ownerName": "Olga Owner",
        "ownerEmail": "olga@example.com",
        "name": "PyCon",
        "slug": f"pycon-{uuid.uuid4().hex[:12]}",
        "description": "All about Python",
        "location": "Berlin",
        "startDate": "2090-05-01",
        "endDate": "2090-05-03",
        "currency": "EUR",
    } | changes


class Api:
    def __init__(self, base_url: str) -> None:
        self.http = httpx.Client(base_url=f"{base_url}/api", timeout=40)

    def close(self) -> None:
        self.http.close()

    def create_conference(self, **changes: Any) -> "Conference":
        body = draft(**changes)
        answer = expect(201, self.http.post("/management/conferences", json=body))
        return Conference(
            self,
            answer["conferenceId"],
            answer["slug"],
            answer["accessToken"],
            owner_email=body["ownerEmail"],
            access_code=answer["accessCode"],
        )


@dataclass
class Conference:
    api: Api
    id: str
    slug: str
    token: str
    owner_email: str = ""
    access_code: str = ""
    seat_types: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/management/conferences/{self.id}"

    def request(self, method: str, path: str = "", **arguments: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | arguments.pop("headers", {})
        return self.api.http.request(method, self.path + path, headers=headers, **arguments)

    def add_seat_type(self, name: str, price: str, quantity: int) -> Json:
        body = {"name": name, "description": f"{name} seats", "price": price, "quantity": quantity}
        answer = expect(201, self.request("POST", "/seat-types", json=body))
        self.seat_types[name] = answer["id"]
        return answer

    def change_seat_type(self, name: str, price: str, quantity: int) -> Json:
        body = {"name": name, "description": f"{name} seats", "price": price, "quantity": quantity}
        return expect(200, self.request("PUT", f"/seat-types/{self.seat_types[name]}", json=body))

    def publish(self) -> None:
        expect(204, self.request("POST", "/publish"))

    def unpublish(self, redirect_url: str | None = None) -> None:
        expect(204, self.request("POST", "/unpublish", json={"redirectUrl": redirect_url} if redirect_url else {}))

    def available(self, name: str) -> int:
        """Seats of that type that the public sees as available."""
        return self.public_seat_type(name)["availableQuantity"]

    def public_seat_type(self, name: str) -> Json:
        answer = expect(200, self.api.http.get(f"/conferences/{self.slug}/seat-types"))
        return next(item for item in answer if item["name"] == name)

    def sales(self, name: str) -> Json:
        """The owner's view of a seat type: quantity, reserved, sold, remaining."""
        answer = expect(200, self.request("GET", "/seat-types"))
        return next(item for item in answer if item["name"] == name)

    def settle(self, order: "Order", what: str, action: str) -> Json:
        """`what`: resolution or invoice. The command that is accepted."""
        return expect(202, self.request("POST", f"/orders/{order.id}/{what}", json={"action": action}))

    def outcome(self, order: "Order", command: str) -> str:
        """What became of the owner's command about that order, once decided and shown."""
        answer = self.request(
            "GET", f"/orders/{order.id}", headers={"Prefer": f"wait={LONGEST_WAIT}"}, params={"command": command}
        )
        return answer.headers["Command-Outcome"]

    def ledger(self) -> dict[str, dict[str, str]]:
        """Currency → the totals."""
        totals = expect(200, self.request("GET", "/ledger"))["totals"]
        return {item["currency"]: item for item in totals}

    def ledger_entries(self) -> list[Json]:
        """All of them, page by page."""
        page = expect(200, self.request("GET", "/ledger"))
        items = page["items"]
        while page["continuation"]:
            page = expect(200, self.request("GET", "/ledger", params={"continuation": page["continuation"]}))
            items += page["items"]
        return items

    def listed_orders(self, **query: str) -> list[Json]:
        return expect(200, self.request("GET", "/orders", params=query))["items"]

    def listed_counts(self) -> dict[str, int]:
        counts: dict[str, int] = expect(200, self.request("GET", "/orders"))["counts"]
        return counts

    def seats(self, **quantities: int) -> list[Json]:
        return [{"seatTypeId": self.seat_types[name], "quantity": number} for name, number in quantities.items()]

    def place(self, seats: list[Json], order_id: str | None = None) -> "Order":
        body = {"orderId": order_id or new_id(), "seats": seats}
        answer = expect(202, self.api.http.post(f"/conferences/{self.slug}/orders", json=body))
        return Order(self.api, answer["orderId"], answer["accessToken"], answer["commandId"])


@dataclass
class Payment:
    api: Api
    id: str
    token: str

    def request(self, method: str, path: str = "", **arguments: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | arguments.pop("headers", {})
        return self.api.http.request(method, f"/payments/{self.id}{path}", headers=headers, **arguments)

    def read(self) -> Json:
        """Waits until the payment is known to the processor."""
        return expect(200, self.request("GET", headers={"Prefer": f"wait={LONGEST_WAIT}"}))

    def settle(self, action: str) -> str:
        """Completes or cancels the payment; the command's outcome."""
        command = expect(202, self.request("POST", f"/{action}"))["commandId"]
        answer = self.request("GET", headers={"Prefer": f"wait={LONGEST_WAIT}"}, params={"command": command})
        return answer.headers["Command-Outcome"]


@dataclass
class Order:
    api: Api
    id: str
    token: str
    last_command: str

    def request(self, method: str, path: str = "", **arguments: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | arguments.pop("headers", {})
        return self.api.http.request(method, f"/orders/{self.id}{path}", headers=headers, **arguments)

    def send(self, method: str, path: str = "", body: Json | None = None) -> Json:
        """A command that is accepted."""
        answer = expect(202, self.request(method, path, json=body) if body is not None else self.request(method, path))
        self.last_command = answer["commandId"]
        return answer

    def outcome(self, path: str = "", command: str | None = None) -> str:
        """What became of the last command, once decided and shown."""
        answer = self.request(
            "GET",
            path,
            headers={"Prefer": f"wait={LONGEST_WAIT}"},
            params={"command": command or self.last_command},
        )
        return answer.headers["Command-Outcome"]

    def read(self) -> Json:
        return expect(200, self.request("GET"))

    def wait_until(self, *states: str, deadline: int = 60) -> Json:
        """The order as soon as it is in one of `states`; waits for each next version it shows."""
        order: Json = expect(200, self.request("GET", headers={"Prefer": f"wait={LONGEST_WAIT}"}))
        for _ in range(deadline):
            if order["state"] in states:
                return order
            order = expect(200, self.request("GET", headers={"Prefer": "wait=1"}, params={"after": order["version"]}))
        raise AssertionError(f"order is {order['state']}, not {' or '.join(states)}, after {deadline} s: {order}")

    def check_out_by_invoice(self, **changes: Any) -> None:
        registrant = {"firstName": "Anna", "lastName": "Ames", "email": "anna@example.com"} | changes
        self.send("POST", "/checkout", {"registrant": registrant, "paymentType": "invoice"})

    def check_out(self, **changes: Any) -> Payment | None:
        registrant = {"firstName": "Anna", "lastName": "Ames", "email": "anna@example.com"} | changes
        answer = self.send("POST", "/checkout", {"registrant": registrant})
        if answer["paymentId"] is None:
            return None
        return Payment(self.api, answer["paymentId"], answer["paymentToken"])

    def assignments(self) -> Json:
        return expect(200, self.request("GET", "/seat-assignments", headers={"Prefer": f"wait={LONGEST_WAIT}"}))


class Refused(AssertionError):
    """A conflict where something else was expected: that it comes too late may be part of the game."""


def expect(status: int, response: httpx.Response) -> Any:
    """The answer's JSON (None if empty). Fails with all there is to know if the status is another."""
    request = response.request
    if response.status_code == httpx.codes.CONFLICT != status:
        raise Refused(f"{request.method} {request.url} answered 409, not {status}: {response.text}")
    assert response.status_code == status, (
        f"{request.method} {request.url} answered {response.status_code}, not {status}: {response.text}"
    )
    return response.json() if response.content else None
