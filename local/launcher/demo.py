"""A published demo conference, seeded over HTTP like any business customer's."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import httpx

SLUG: Final = "contoso-conf"
OWNER_EMAIL: Final = "owner@example.com"
CONFERENCE_ID: Final = "7f8d3a5e-52c1-4b0e-9d5c-0d6a4f3b2c10"

# Fixed ids, and bodies that change with the year only: asked for again, nothing is made twice.
_CONFERENCE: Final = {
    "conferenceId": CONFERENCE_ID,
    "ownerName": "Avery Howard",
    "ownerEmail": OWNER_EMAIL,
    "name": "Contoso Conf",
    "slug": SLUG,
    "description": "Three days on distributed systems that keep their promises.",
    "location": "Lisbon",
    "tagline": "News of the truth",
    "twitterSearch": "#contosoconf",
    "currency": "EUR",
    "invoicePeriodDays": 30,
}
SEAT_TYPES: Final = (
    {
        "seatTypeId": "3c0f7a52-8a44-4f2e-8f6f-5a1a3c7d9e01",
        "name": "Full conference",
        "description": "All three days, with lunch",
        "price": "499.00",
        "quantity": 500,
    },
    {
        "seatTypeId": "3c0f7a52-8a44-4f2e-8f6f-5a1a3c7d9e02",
        "name": "Workshop",
        "description": "Event sourcing by hand: one day, one table, ten people",
        "price": "299.50",
        "quantity": 10,
    },
    {
        "seatTypeId": "3c0f7a52-8a44-4f2e-8f6f-5a1a3c7d9e03",
        "name": "Community evening",
        "description": "Talks and food, free of charge",
        "price": "0.00",
        "quantity": 200,
    },
)
ANSWER_SECONDS: Final = 30.0


def conference_of(year: int) -> dict[str, Any]:
    """Gives the conference as it is created in that year: in June of the next one, 5 to 17 months ahead."""
    return _CONFERENCE | {"startDate": date(year + 1, 6, 3).isoformat(), "endDate": date(year + 1, 6, 5).isoformat()}


async def seed(base_url: str, year: int) -> list[str]:
    """Lines that tell what there is. What an earlier run published stays; what it left unfinished is finished.

    `year`: the present one.
    """
    where = f"Demo          {base_url}/api/conferences/{SLUG}"
    async with httpx.AsyncClient(base_url=f"{base_url}/api/management", trust_env=False, timeout=ANSWER_SECONDS) as api:
        created = await api.post("/conferences", json=conference_of(year))
        if _exists_otherwise(created):  # of the last year, perhaps, and unfinished
            created = await api.post("/conferences", json=conference_of(year - 1))
        if _exists_otherwise(created):
            return [f"{where} (from an earlier run)"]
        answer = created.raise_for_status().json()
        if answer["accessToken"] is None:  # it was published before
            return [f"{where} (from an earlier run)"]
        await _put_on_sale(api, {"Authorization": f"Bearer {answer['accessToken']}"})
    code = answer["accessCode"] or "told in an earlier run"
    return [where, f"              manage it as {OWNER_EMAIL}, access code {code}"]


def _exists_otherwise(answer: httpx.Response) -> bool:
    """Whether there is a conference of this id that was created with another body."""
    return answer.status_code == httpx.codes.CONFLICT and answer.json()["type"].endswith("/conference-exists")


async def _put_on_sale(api: httpx.AsyncClient, token: Mapping[str, str]) -> None:
    conference = f"/conferences/{CONFERENCE_ID}"
    for seat_type in SEAT_TYPES:
        (await api.post(f"{conference}/seat-types", json=seat_type, headers=token)).raise_for_status()
    (await api.post(f"{conference}/publish", headers=token)).raise_for_status()
