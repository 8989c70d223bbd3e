"""What was changed about a conference, when, and from what to what, as its owner wants to read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from domain.conference_management.conference import Conference, SeatType, evolve
from domain.conference_management.events import ConferenceEvent, SeatCreated, SeatDeleted, SeatUpdated
from domain.messages import Value
from domain.recorded import Recorded
from domain.values import money_text

type Said = str | int | None
"""A member as the API shows it: dates and amounts of money as text."""


class MemberChange(Value):
    """`before`: None where there was nothing; `after`: None where there is nothing any more."""

    member: str
    before: Said
    after: Said


class HistoryItem(Value):
    """`what`: the name of the event, such as `ConferencePublished` or `SeatUpdated`. `when`: aware UTC.

    `seat_type_name`: of the seat type that it was about, as it was called from then on; None for the conference itself.
    `changes`: none for a new conference.
    """

    version: int
    what: str
    when: datetime
    seat_type_name: str | None
    changes: list[MemberChange]


def history(events: Sequence[Recorded[ConferenceEvent]], limit: int) -> list[HistoryItem]:
    """The last `limit` changes, newest first. `events`: all of the conference's."""
    states: list[Conference | None] = [None]
    for recorded in events:
        states.append(evolve(states[-1], recorded))
    steps = zip(events, pairwise(states), strict=True)
    return [_item(recorded, before, after) for recorded, (before, after) in list(steps)[: -limit - 1 : -1]]


def _item(recorded: Recorded[ConferenceEvent], before: Conference | None, after: Conference | None) -> HistoryItem:
    event = recorded.event
    name: str | None = None
    if isinstance(event, SeatCreated | SeatUpdated | SeatDeleted):
        was, now = (state.seat_type(event.seat_type) if state else None for state in (before, after))
        known = now or was
        name = known.details.name if known else None
        changes = _differences(_seat_type(was), _seat_type(now))
    else:
        changes = _differences(_conference(before), _conference(after)) if before else []
    return HistoryItem(
        version=recorded.version,
        what=type(event).__name__,
        when=recorded.occurred_at,
        seat_type_name=name,
        changes=changes,
    )


def _differences(before: Mapping[str, Said], after: Mapping[str, Said]) -> list[MemberChange]:
    return [
        MemberChange(member=member, before=before.get(member), after=after.get(member))
        for member in after or before
        if before.get(member) != after.get(member)
    ]


def _conference(conference: Conference | None) -> Mapping[str, Said]:
    """Whether it is published goes without saying: it is what the event is about."""
    if conference is None:
        return {}
    details = conference.details
    shown: dict[str, Said] = details.model_dump(mode="json", exclude={"owner", "slug"})
    return {"ownerName": details.owner.name, **shown, "redirectUrl": conference.redirect_url}


def _seat_type(seat_type: SeatType | None) -> Mapping[str, Said]:
    if seat_type is None:
        return {}
    details = seat_type.details
    price = money_text(details.price)
    return {
        "name": details.name,
        "description": details.description,
        "price": price,
        "quantity": seat_type.quantity,
    }
