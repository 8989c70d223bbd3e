"""What does not fit a transaction is refused before anything is sent, in words that name it."""

from datetime import datetime
from uuid import UUID

import pytest

from infrastructure.azure.commit_rows import commit_writes
from infrastructure.event_store import Commit, CommitTooLarge, Marker, Provenance, RecordedEvent, StreamId
from tests.event_store.streams import commit, rejected

ORDER = StreamId("Order", UUID("0d000000-0000-4000-8000-000000000000"))
OTHER = StreamId("Order", UUID("0d000000-0000-4000-8000-000000000001"))

AROUND_REASON = len('{"conferenceId":"c0ffee00-0000-4000-8000-000000000001","reason":""}')
"""Characters of an OrderRejected's JSON besides its reason: 67."""


def events(count: int) -> list[RecordedEvent]:
    return [rejected(ORDER, version) for version in range(count)]


def markers(count: int) -> list[Marker]:
    return [Marker(f"command_{number}", "applied", None, 0, 1) for number in range(count)]


def state(**rows: str) -> dict[str, str | None]:
    return dict(rows)


def test_what_surrounds_a_reason_is_what_the_cases_below_count_with() -> None:
    assert AROUND_REASON == 67


FITS = {
    "100 rows: marker, 98 events, unpublished row": Commit(ORDER, -1, markers(1), events(98)),
    "100 rows: many markers, one event": Commit(ORDER, -1, markers(98), events(1)),
    "100 markers alone": Commit(ORDER, -1, markers(100), []),
    "100 rows with state": Commit(ORDER, -1, markers(1), events(97), state(A="{}")),
    "an event of 32,000 characters": commit(ORDER, "a", rejected(ORDER, 0, "x" * (32_000 - 67))),
    "an event of 32,000 UTF-16 units": commit(ORDER, "a", rejected(ORDER, 0, "😀" * 15_966)),
    "150 KiB of events": commit(ORDER, "a", *(rejected(ORDER, version, "x" * 30_653) for version in range(5))),
    "150 KiB of state and events": commit(ORDER, "a", rejected(ORDER, 0, ""), state=state(A="x" * (153_600 - 67))),
    "a marker key of 512 characters": Commit(ORDER, -1, [Marker("command_" + "x" * 504, "unchanged")], []),
    "a reason of 32,000 characters": Commit(ORDER, -1, [Marker("command_a", "refused", "x" * 32_000)], []),
}


@pytest.mark.parametrize("fitting", FITS.values(), ids=FITS.keys())
def test_a_commit_at_the_limit_is_accepted(fitting: Commit) -> None:
    assert commit_writes(fitting)


TOO_LARGE = {
    "101 rows: marker, 99 events, unpublished row": (Commit(ORDER, -1, markers(1), events(99)), "101 rows"),
    "101 rows: many markers, one event": (Commit(ORDER, -1, markers(99), events(1)), "101 rows"),
    "101 markers alone": (Commit(ORDER, -1, markers(101), []), "101 rows"),
    "101 rows with state": (Commit(ORDER, -1, markers(1), events(98), state(A="{}")), "101 rows"),
    "an event of 32,001 characters": (
        commit(ORDER, "a", rejected(ORDER, 0, "x" * (32_001 - 67))),
        "Payload of row '0000000000' has 32001 characters",
    ),
    "an event of 32,001 UTF-16 units": (
        commit(ORDER, "a", rejected(ORDER, 0, "x" + "😀" * 15_967)),
        "Payload of row '0000000000' has 32002 characters",
    ),
    "150 KiB of events and a byte": (
        commit(ORDER, "a", *(rejected(ORDER, version, "x" * 30_653 + "y" * (version == 4)) for version in range(5))),
        "153601 bytes of payload",
    ),
    "150 KiB counted in UTF-8": (
        commit(ORDER, "a", rejected(ORDER, 0, ""), state=state(A="ä" * 76_767)),
        "153601 bytes of payload",
    ),
    "a marker key of 513 characters": (
        Commit(ORDER, -1, [Marker("command_" + "x" * 505, "unchanged")], []),
        "RowKey",
    ),
    "a reason of 32,001 characters": (
        Commit(ORDER, -1, [Marker("command_a", "refused", "x" * 32_001)], []),
        "Reason of row 'command_a'",
    ),
}


@pytest.mark.parametrize(("too_large", "words"), TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_a_commit_one_over_a_limit_is_refused_by_name(too_large: Commit, words: str) -> None:
    with pytest.raises(CommitTooLarge, match=words):
        commit_writes(too_large)


@pytest.mark.parametrize("character", ["/", "\\", "#", "?", "\t", "\n", "\x7f", "\x80", "\x9f"])
def test_a_key_cannot_have_characters_that_the_service_refuses(character: str) -> None:
    with pytest.raises(ValueError, match="RowKey"):
        commit_writes(Commit(ORDER, -1, [Marker(f"command_{character}", "unchanged")], []))


def without_zone(event: RecordedEvent) -> RecordedEvent:
    return RecordedEvent(event.stream, event.version, event.event, datetime(2026, 11, 23), Provenance("a", "b"))  # noqa: DTZ001


SENSELESS = {
    "no marker": (Commit(ORDER, -1, [], events(1)), "marker"),
    "nothing at all": (Commit(ORDER, -1, [], []), "marker"),
    "the same marker twice": (Commit(ORDER, -1, markers(1) * 2, events(1)), "'command_0' stands twice"),
    "state without an event": (Commit(ORDER, -1, markers(1), [], state(A="{}")), "state"),
    "an event of another stream": (Commit(ORDER, -1, markers(1), [rejected(OTHER, 0)]), "is not Order_"),
    "a version left out": (Commit(ORDER, -1, markers(1), [rejected(ORDER, 0), rejected(ORDER, 2)]), "2 is not"),
    "a version twice": (Commit(ORDER, -1, markers(1), [rejected(ORDER, 0), rejected(ORDER, 0)]), "0 is not"),
    "not the next version": (Commit(ORDER, 4, markers(1), [rejected(ORDER, 6)]), "6 is not"),
    "a time without a zone": (Commit(ORDER, -1, markers(1), [without_zone(rejected(ORDER, 0))]), "zone"),
    "a state key among the events": (Commit(ORDER, -1, markers(1), events(1), {"0000000007": "{}"}), "0000000007"),
    "a state key among the outbox": (Commit(ORDER, -1, markers(1), events(1), {"Unpublished_1": "{}"}), "Unpublished"),
    "a state key among the markers": (Commit(ORDER, -1, markers(1), events(1), {"command_7": "{}"}), "command_7"),
}


@pytest.mark.parametrize(("senseless", "words"), SENSELESS.values(), ids=SENSELESS.keys())
def test_a_commit_that_makes_no_sense_is_refused(senseless: Commit, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        commit_writes(senseless)
