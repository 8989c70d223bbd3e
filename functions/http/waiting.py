"""Reads that wait: for a command to be decided and to show, for a newer version, or for the thing to be there."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Annotated, ClassVar, Protocol

from pydantic import Field

from functions.http.bodies import Query
from functions.http.prefer import LONGEST_WAIT_SECONDS, preferred_wait
from functions.http.problems import NOT_FOUND, Problem
from functions.http.requests import Answer, Request
from functions.http.response_headers import COMMAND_OUTCOME, PREFERENCE_APPLIED, ResponseHeader
from functions.http.services import services
from functions.http.values import Id
from infrastructure.event_store import Marker, StreamId
from infrastructure.stream_input import command_key

PENDING = "pending"


class Waiting(Query):
    """`command`: the id of a command sent to this; `after`: a version, to be answered with a later one."""

    takes_headers: ClassVar[Mapping[str, str]] = {
        "Prefer": f"`wait=N`: wait up to N seconds, at most {LONGEST_WAIT_SECONDS}, for the command to be decided and "
        "to show, for a version later than `after`, or, with neither, until there is something."
    }

    gives_headers: ClassVar[Sequence[ResponseHeader]] = (COMMAND_OUTCOME, PREFERENCE_APPLIED)

    command: Id | None = None
    after: Annotated[int, Field(ge=0, lt=2**31)] | None = None


class Versioned(Protocol):
    @property
    def version(self) -> int: ...


async def read_waiting[V: Versioned](
    request: Request[None, Waiting],
    stream: StreamId,
    wakes: Hashable,
    read: Callable[[], Awaitable[V | None]],
    what: str,
) -> Answer[V]:
    """What `read` gives, when it is what the request waits for or its time is up, with the command's outcome.

    `stream`: where the commands to this are decided, and whose versions the view counts. `wakes`: the key that is
    notified when the view changes. Raises Problem 404, the outcome included.
    """
    asked, seconds = request.query, preferred_wait(request.headers)
    clock = asyncio.get_running_loop().time
    end = clock() + (seconds or 0)
    marker = await _decided(asked, stream, seconds or 0)
    view = await services().wakeups.wait_for(
        wakes, read, lambda view: _shows(asked, marker, view), max(end - clock(), 0)
    )
    headers = {} if seconds is None else {"Preference-Applied": f"wait={seconds}"}
    if asked.command is not None:
        headers["Command-Outcome"] = _outcome(marker) if _shows_effect(marker, view) else PENDING
    if view is None:
        raise Problem(NOT_FOUND, f"There is no such {what}, or not yet.", headers=headers)
    return Answer(view, headers)


async def _decided(asked: Waiting, stream: StreamId, seconds: float) -> Marker | None:
    """What became of the command, if the request names one and it is decided in time."""
    if asked.command is None:
        return None
    key = command_key(asked.command)
    return await services().wakeups.wait_for(
        stream, lambda: services().store.marker(stream, key), lambda marker: marker is not None, seconds
    )


def _shows(asked: Waiting, marker: Marker | None, view: Versioned | None) -> bool:
    if asked.after is not None and (view is None or view.version <= asked.after):
        return False
    if asked.command is not None:
        return _shows_effect(marker, view)
    return view is not None


def _shows_effect(marker: Marker | None, view: Versioned | None) -> bool:
    """Whether the command is decided and `view` knows all events that it caused."""
    if marker is None:
        return False
    if marker.first_version is None:
        return True
    return view is not None and view.version >= marker.first_version + marker.count - 1


def _outcome(marker: Marker | None) -> str:
    if marker is None:
        return PENDING
    return f"refused; reason={marker.reason}" if marker.outcome == "refused" else marker.outcome
