"""What every message of the system is made of: events say what happened, commands say what is wanted.

Messages are immutable and travel as JSON with camelCase member names. Their class names and member names are the
storage contract: they never change; a rename is a new schema version with an upcaster (`domain.catalogue`).
Members that a reader does not know are ignored, so that a release can read what the next one writes.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Value(BaseModel):
    """An immutable part of a message or of a read model, JSON with camelCase names."""

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        hide_input_in_errors=True,  # it may be a name or an address, and errors go to logs
    )


class Message(Value):
    schema_version: ClassVar[int] = 1


class Event(Message):
    """Something that happened. Which stream it belongs to, its version and its time stand in its envelope."""


class Command(Message):
    """Something that is wanted. `id` makes it take effect at most once, for ever, however often it is delivered."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer to a command that the rules do not allow. `reason` is a stable slug (`reservation-expired`)."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotYet:
    """What the command is about is not known yet, its news may be on the way: to be asked again for a while.

    After `patience_seconds` since the command was issued it is decided once more as out of patience; a decision that
    still cannot be taken then counts as `Refused(reason)`.
    """

    reason: str
    patience_seconds: int


type Decision[E: Event] = list[E] | Refused | NotYet
"""Events (none: nothing to do), a refusal, or a request to be asked again."""
