"""How a route changes a conference, and how what is refused or came too late becomes a problem."""

import re
from collections.abc import Callable, Container, Mapping
from typing import Any
from uuid import UUID

from domain.conference_management.conference import (
    PRICE_HAS_DECIMALS,
    PRICES_HAVE_DECIMALS,
    UNKNOWN_SEAT_TYPE,
    Change,
    Conference,
)
from domain.messages import Refused
from functions.http.problems import VALIDATION_FAILED, Fault, Problem, ProblemType, conflict, not_found
from functions.http.requests import Request
from functions.http.services import services
from infrastructure.conference_streams import Cause, ConferenceChanged, UnknownConference

PRECONDITION_FAILED = ProblemType("precondition-failed", 412, "It was changed since you read it")
PRECONDITION_REQUIRED = ProblemType("precondition-required", 428, "Say which version you want to change")

_FAULTS = {
    PRICE_HAS_DECIMALS: Fault(
        pointer="/price", detail="Input should be a whole amount: the currency of this conference has no decimals"
    ),
    PRICES_HAVE_DECIMALS: Fault(
        pointer="/currency", detail="Input should be a currency with decimals: a price of this conference has them"
    ),
}
"""Refusals that say what is wrong with a member of the body."""

_VERSION = re.compile(r'"(\d{1,10})"', re.ASCII)


async def load(conference_id: UUID) -> Conference:
    """Raises Problem 404."""
    conference = await services().conferences.find(conference_id)
    if conference is None:
        raise not_found("conference")
    return conference


async def change(
    request: Request[Any, Any], decide: Callable[[Conference], Change], *, if_versions: Container[int] | None = None
) -> Conference:
    """The conference of the request's path after the change. Raises Problem 404, 409 and 412."""
    try:
        result = await services().conferences.change(
            request.ids["id"], decide, Cause(request.new_id(), request.provenance), if_versions=if_versions
        )
    except UnknownConference:
        raise not_found("conference") from None
    except ConferenceChanged:
        raise Problem(PRECONDITION_FAILED, "Read it again and apply your change to what it is now.") from None
    if isinstance(result, Refused):
        raise refused(result)
    return result


def refused(refusal: Refused) -> Problem:
    if refusal.reason == UNKNOWN_SEAT_TYPE:
        return not_found("seat type")
    if fault := _FAULTS.get(refusal.reason):
        return Problem(VALIDATION_FAILED, "See errors for what is wrong where.", [fault])
    words = refusal.reason.replace("-", " ")
    return Problem(conflict(refusal.reason), f"This is not possible as things stand: {words}.")


def etag(conference: Conference) -> dict[str, str]:
    """It moves with what the owner's form shows: not with seat types, quotas and access codes."""
    return {"ETag": f'"{conference.edited_version}"'}


def if_match(headers: Mapping[str, str]) -> Container[int] | None:
    """The versions that the request is meant for; None for `*`, any. Raises Problem 428 where it does not say.

    A tag that is weak or not one of ours matches nothing.
    """
    text = headers.get("if-match", "").strip()
    if not text:
        raise Problem(PRECONDITION_REQUIRED, "Send the ETag of what you read as If-Match.")
    if text == "*":
        return None
    tags = (_VERSION.fullmatch(tag.strip()) for tag in text.split(","))
    return frozenset(int(tag[1]) for tag in tags if tag)
