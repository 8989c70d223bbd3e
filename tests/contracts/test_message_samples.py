"""A sample of every version of every message that was ever published. Never change one: add the next version's."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from domain.catalogue import COMMANDS, EVENTS, decode_command, decode_event
from domain.conference_management.events import ConferenceCreated, ConferenceUpdated
from domain.messages import Message

SAMPLES = Path(__file__).parent / "samples"
DECODERS = {"events": decode_event, "commands": decode_command}
TYPES: dict[str, Mapping[str, type[Message]]] = {"events": EVENTS, "commands": COMMANDS}


def samples() -> list[Path]:
    return sorted(SAMPLES.glob("*/*.json"))


def told_apart(sample: Path) -> tuple[str, str, int]:
    """`events/OrderPlaced.1.json`: kind, type, schema version."""
    name, version, _ = sample.name.split(".")
    return sample.parent.name, name, int(version)


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_every_version_ever_published_still_loads(sample: Path):
    kind, name, version = told_apart(sample)
    message = DECODERS[kind](name, version, sample.read_text())
    assert type(message).__name__ == name


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_what_is_published_now_looks_as_it_always_did(sample: Path):
    kind, name, version = told_apart(sample)
    if version < TYPES[kind][name].schema_version:
        return
    message = DECODERS[kind](name, version, sample.read_text())
    assert json.loads(message.model_dump_json()) == json.loads(sample.read_text())


@pytest.mark.parametrize("kind", ["events", "commands"])
def test_no_version_is_without_a_sample(kind: str):
    expected = {
        f"{name}.{version}"
        for name, message_type in TYPES[kind].items()
        for version in range(1, message_type.schema_version + 1)
    }
    assert {sample.name.removesuffix(".json") for sample in (SAMPLES / kind).glob("*.json")} == expected


def test_a_member_that_a_later_release_adds_is_ignored():
    later = json.loads((SAMPLES / "events" / "OrderExpired.1.json").read_text()) | {"because": "the clock ran out"}
    assert decode_event("OrderExpired", 1, json.dumps(later)) == decode_event(
        "OrderExpired", 1, (SAMPLES / "events" / "OrderExpired.1.json").read_text()
    )


@pytest.mark.parametrize("decode", [decode_event, decode_command])
def test_a_message_of_an_unknown_type_is_refused_by_name(decode):
    with pytest.raises(ValueError, match="'SeatsEaten'"):
        decode("SeatsEaten", 1, "{}")


@pytest.mark.parametrize("sample", ["ConferenceCreated.1", "ConferenceCreated.2", "ConferenceUpdated.1"])
def test_conferences_of_earlier_releases_are_in_utc(sample: str):
    name, _, version = sample.partition(".")
    event = decode_event(name, int(version), (SAMPLES / "events" / f"{sample}.json").read_text())
    assert isinstance(event, ConferenceCreated | ConferenceUpdated)
    assert event.details.time_zone == "UTC"
