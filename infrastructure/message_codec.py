"""Commands and commits as Service Bus messages, and back.

Everything a consumer relies on stands in the JSON body. The application properties repeat a little of it for those who
do not read bodies: the subscriptions' filters, and the consumer of dead letters, whose body may be unreadable. Command
or commit, `SourceType` and `SourceId` name the stream that the message is about.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, SerializeAsAny, ValidationError

from domain import catalogue
from domain.catalogue import UnknownMessage
from domain.messages import Command, Event, Value
from infrastructure.event_store import Provenance, RecordedEvent, StreamId
from infrastructure.messaging import BusMessage, CommandEnvelope, target_of
from infrastructure.topology import FLAG, SOURCE_TYPE

SOURCE_ID = "SourceId"
FIRST_VERSION = "FirstVersion"
COMMAND_TYPE = "CommandType"


class Undecodable(ValueError):
    """The body is not a message that this release can read. It never will be: no use in trying again."""


class _CommandBody[P](Value):
    type: str
    schema_version: int
    payload: P
    issued_at: AwareDatetime
    correlation_id: str
    causation_id: str
    trace_parent: str | None


class _EventBody[P](Value):
    version: int
    type: str
    schema_version: int
    payload: P
    occurred_at: AwareDatetime
    correlation_id: str
    causation_id: str
    trace_parent: str | None


class _CommitBody[P](Value):
    source_type: str
    source_id: UUID
    events: list[_EventBody[P]] = Field(min_length=1)


# Going out, a payload is a message; coming in, it is the JSON object that the catalogue makes a message of. (Pydantic
# builds a class for each of these: once, not for every message.)
type _Json = dict[str, Any]
_CommandIn, _CommandOut = _CommandBody[_Json], _CommandBody[SerializeAsAny[Command]]
_CommitIn, _CommitOut = _CommitBody[_Json], _CommitBody[SerializeAsAny[Event]]
_EventOut = _EventBody[SerializeAsAny[Event]]


def postponed_command(envelope: CommandEnvelope, again_at: datetime) -> BusMessage:
    """The same command once more, for later; under an id of its own, or duplicate detection would drop it."""
    message = encode_command(envelope, not_before=again_at)
    return replace(message, message_id=f"{message.message_id}~{again_at.timestamp():.0f}")


def encode_command(envelope: CommandEnvelope, *, not_before: datetime | None = None) -> BusMessage:
    """The message that carries the command to `destination(command)`; its id is the command's."""
    command, provenance = envelope.command, envelope.provenance
    target = target_of(command)
    body = _CommandOut(
        type=type(command).__name__,
        schema_version=command.schema_version,
        payload=command,
        issued_at=envelope.issued_at,
        correlation_id=provenance.correlation_id,
        causation_id=provenance.causation_id,
        trace_parent=provenance.trace_parent,
    )
    properties = {SOURCE_TYPE: target.type, SOURCE_ID: str(target.id), COMMAND_TYPE: body.type}
    return BusMessage(str(command.id), body.model_dump_json().encode(), properties, not_before)


def decode_command(body: bytes) -> CommandEnvelope:
    """The inverse of `encode_command`. Raises Undecodable or UnknownMessage."""
    try:
        read = _CommandIn.model_validate_json(body)
        command = catalogue.decode_command(read.type, read.schema_version, read.payload)
    except UnknownMessage:
        raise
    except ValueError as error:
        raise Undecodable(_without_input(error)) from error
    return CommandEnvelope(
        command, read.issued_at, Provenance(read.correlation_id, read.causation_id, read.trace_parent)
    )


def encode_commit(events: Sequence[RecordedEvent]) -> BusMessage:
    """One message for all events of one commit (at least one, of one stream, in version order)."""
    stream, first_version = events[0].stream, events[0].version
    body = _CommitOut(
        source_type=stream.type,
        source_id=stream.id,
        events=[
            _EventOut(
                version=recorded.version,
                type=type(recorded.event).__name__,
                schema_version=recorded.event.schema_version,
                payload=recorded.event,
                occurred_at=recorded.occurred_at,
                correlation_id=recorded.provenance.correlation_id,
                causation_id=recorded.provenance.causation_id,
                trace_parent=recorded.provenance.trace_parent,
            )
            for recorded in events
        ],
    )
    flags = dict.fromkeys((event.type for event in body.events), FLAG)
    properties = flags | {SOURCE_TYPE: stream.type, SOURCE_ID: str(stream.id), FIRST_VERSION: str(first_version)}
    return BusMessage(f"{stream}_{first_version}", body.model_dump_json().encode(), properties)


def decode_commit(body: bytes) -> list[RecordedEvent]:
    """The inverse of `encode_commit`. Raises Undecodable or UnknownMessage."""
    try:
        read = _CommitIn.model_validate_json(body)
        stream = StreamId(read.source_type, read.source_id)
        return [
            RecordedEvent(
                stream,
                event.version,
                catalogue.decode_event(event.type, event.schema_version, event.payload),
                event.occurred_at,
                Provenance(event.correlation_id, event.causation_id, event.trace_parent),
            )
            for event in read.events
        ]
    except UnknownMessage:
        raise
    except ValueError as error:
        raise Undecodable(_without_input(error)) from error


def _without_input(error: ValueError) -> str:
    """What is wrong, without the values: they may be names and addresses, and the text goes to logs."""
    if isinstance(error, ValidationError):
        return str(error.errors(include_url=False, include_context=False, include_input=False))
    return str(error)
