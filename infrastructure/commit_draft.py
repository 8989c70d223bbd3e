"""The commit that a flush is about to write: decisions taken in turn, none of them true until it is stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.messages import Event, NotYet, Refused
from infrastructure.event_store import (
    MAX_COMMIT_PAYLOAD_BYTES,
    MAX_COMMIT_ROWS,
    Commit,
    Marker,
    RecordedEvent,
    StreamId,
    Unpublished,
)
from infrastructure.stream_input import Input

type Answer = Marker | NotYet | Exception
type Evolve[S] = Callable[[S | None, Any], S]


@dataclass(slots=True, eq=False)
class Work[S]:
    """One input on its way through a flush; `answer` is None while it is open.

    `comes_first`: nothing behind it may be decided unless it was.
    """

    item: Input[S]
    out_of_patience: bool
    comes_first: bool = False
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Known[S]:
    """The state after event `version` (None and -1 for a stream without events).

    `proven`: the end of the stream was read or written by this very flush. Otherwise it is remembered or assumed, and
    only an append can prove it. `unpublished`: commits up to `version` that may not be published yet.
    """

    state: S | None
    version: int
    proven: bool
    unpublished: frozenset[Unpublished] = frozenset()


class CommitDraft[S]:
    """Takes work until it is full. `answers` are what each got, provided that the commit is stored."""

    def __init__(self, stream: StreamId, known: Known[S], evolve: Evolve[S], now: datetime) -> None:
        self.answers: list[tuple[Work[S], Answer]] = []
        self._stream = stream
        self._known = known
        self._evolve = evolve
        self._now = now
        self._state = known.state
        self._markers: list[Marker] = []
        self._events: list[RecordedEvent] = []
        self._payload_bytes = 0

    @property
    def changes_nothing(self) -> bool:
        """No event: storing it would not prove that the state it was decided on was the newest."""
        return not self._events

    @property
    def is_empty(self) -> bool:
        """Nothing to store, not even a marker."""
        return not self._markers

    def commit(self) -> Commit:
        return Commit(self._stream, self._known.version, self._markers, self._events)

    def outcome(self) -> Known[S]:
        """What is known once the commit is stored."""
        return Known(self._state, self._known.version + len(self._events), proven=True)

    def take(self, work: Work[S]) -> bool:
        """Decides the work on the state that those before it left. False: no room, it is not part of this draft.

        Raises what the decision of a work that comes first raises.
        """
        try:
            decision = work.item.decide(self._state, self._now, work.out_of_patience)
            match decision:
                case NotYet() if not work.out_of_patience:
                    self.answers.append((work, decision))
                    return True
                case NotYet(reason=reason) | Refused(reason=reason):
                    return self._add(work, Marker(work.item.marker_key, "refused", reason), [], self._state)
                case []:
                    return self._add(work, Marker(work.item.marker_key, "unchanged"), [], self._state)
                case events:
                    first_version = self._known.version + len(self._events) + 1
                    marker = Marker(work.item.marker_key, "applied", None, first_version, len(events))
                    return self._add(work, marker, events, self._fold(events))
        except Exception as error:
            if work.comes_first:
                raise
            # It is the answer to this one input; its neighbours go on.
            self.answers.append((work, error))
            return True

    def _fold(self, events: list[Event]) -> S | None:
        state = self._state
        for event in events:
            state = self._evolve(state, event)
        return state

    def _add(self, work: Work[S], marker: Marker, events: list[Event], state: S | None) -> bool:
        rows = len(self._markers) + 1 + len(self._events) + len(events) + 1
        payload_bytes = self._payload_bytes + sum(len(event.model_dump_json().encode()) for event in events)
        if self._markers and (rows > MAX_COMMIT_ROWS or payload_bytes > MAX_COMMIT_PAYLOAD_BYTES):
            return False  # what is too large alone, the store will say
        first_version = self._known.version + len(self._events) + 1
        self._events += (
            RecordedEvent(self._stream, version, event, self._now, work.item.provenance)
            for version, event in enumerate(events, first_version)
        )
        self._markers.append(marker)
        self._payload_bytes = payload_bytes
        self._state = state
        self.answers.append((work, marker))
        return True
