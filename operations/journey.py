"""One registration from end to end, by the HTTP contract alone."""

import uuid
from datetime import date
from typing import Any

import httpx

type Json = dict[str, Any]

WAIT = {"Prefer": "wait=20"}


def register(api: str, day: date) -> str:
    """Puts a conference on sale, registers for a free seat of it, takes it off sale. Gives a line that says so.

    `api`: with `/api`. Raises AssertionError or httpx.HTTPError where something does not happen within 20 s.
    """
    with httpx.Client(base_url=api, timeout=40) as http:
        conference = _conference(http, day)
        owner = _bearer(conference)
        path = f"/management/conferences/{conference['conferenceId']}"
        seats = {"name": "Seat", "description": "Of a smoke test", "price": "0.00", "quantity": 5}
        seat_type = _expect(201, http.post(f"{path}/seat-types", json=seats, headers=owner))["id"]
        _expect(204, http.post(f"{path}/publish", headers=owner))
        try:
            return _order(http, conference["slug"], seat_type)
        finally:
            _expect(204, http.post(f"{path}/unpublish", json={}, headers=owner))


def _conference(http: httpx.Client, day: date) -> Json:
    body = {
        "ownerName": "Smoke test",
        "ownerEmail": "smoke-test@example.com",
        "name": "Smoke test",
        "slug": f"smoke-{uuid.uuid4().hex[:12]}",
        "description": "Made by operations.smoke",
        "location": "Nowhere",
        "startDate": day.isoformat(),
        "endDate": day.isoformat(),
        "currency": "EUR",
    }
    return _expect(201, http.post("/management/conferences", json=body))


def _order(http: httpx.Client, slug: str, seat_type: str) -> str:
    body = {"seats": [{"seatTypeId": seat_type, "quantity": 2}]}
    placed = _expect(202, http.post(f"/conferences/{slug}/orders", json=body))
    order, token = f"/orders/{placed['orderId']}", _bearer(placed)
    _reach(http, order, token, "ReservationCompleted")
    registrant = {"registrant": {"firstName": "Smoke", "lastName": "Test", "email": "smoke-test@example.com"}}
    _expect(202, http.post(f"{order}/checkout", json=registrant, headers=token))
    _reach(http, order, token, "Confirmed")
    assigned = _expect(200, http.get(f"{order}/seat-assignments", headers=token | WAIT))
    assert len(assigned["seats"]) == 2, f"{len(assigned['seats'])} seats to assign instead of 2"
    return f"registered for {slug}: two seats, confirmed"


def _reach(http: httpx.Client, order: str, token: dict[str, str], state: str) -> None:
    """Follows the order, version by version, until it is in that state."""
    shown = _expect(200, http.get(order, headers=token | WAIT))
    for _ in range(10):
        if shown["state"] == state:
            return
        shown = _expect(200, http.get(order, params={"after": shown["version"]}, headers=token | WAIT))
    raise AssertionError(f"the order stays {shown['state']} instead of {state}")


def _bearer(answer: Json) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer['accessToken']}"}


def _expect(status: int, answer: httpx.Response) -> Json:
    request = answer.request
    assert answer.status_code == status, (
        f"{request.method} {request.url.path}: {answer.status_code} {answer.text[:200]}"
    )
    return dict(answer.json()) if answer.content else {}
