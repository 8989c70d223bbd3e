"""The pump's receiver on Microsoft's asynchronous Service Bus client."""

import asyncio
import logging
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from azure.servicebus import NEXT_AVAILABLE_SESSION, ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusClient, ServiceBusReceiver
from azure.servicebus.amqp import AmqpMessageBodyType
from azure.servicebus.exceptions import OperationTimeoutError

from local.host import sb_sdk_connection
from local.host.functions import Entity
from local.host.sb_message import Json, Message
from local.host.sb_receiver import NoSessionError, ReceiverLostError, SettlementError

# Seconds; a receive that ends without a message is simply repeated.
_LONG_POLL = 60.0
_SHORTEST_WAIT = 0.05
_WAIT_FOR_COMPANIONS = 0.2
_WAIT_FOR_A_SESSION = 60.0
_CLOSE_TIMEOUT = 5.0

_log = logging.getLogger("Host.ServiceBus")


class SdkDelivery:
    """A received message together with what the client needs to settle it."""

    def __init__(self, received: ServiceBusReceivedMessage) -> None:
        self.received = received

    @property
    def locked_until(self) -> datetime:
        # A settled message has no lock; asked for only by a renewal that comes too late.
        return self.received.locked_until_utc or datetime.now(UTC)

    def read(self) -> Message:
        received = self.received
        if received.body_type != AmqpMessageBodyType.DATA:
            raise ValueError(f"message {received.message_id} has an AMQP {received.body_type.value} body, not bytes")
        return Message(
            body=b"".join(received.body),
            message_id=received.message_id,
            lock_token=str(received.lock_token),
            sequence_number=received.sequence_number or 0,
            delivery_count=(received.delivery_count or 0) + 1,
            enqueued_time=received.enqueued_time_utc or datetime.now(UTC),
            expires_at=received.expires_at_utc,
            application_properties={
                _text(key): _json(value) for key, value in (received.application_properties or {}).items()
            },
            content_type=received.content_type,
            correlation_id=received.correlation_id,
            dead_letter_source=received.dead_letter_source,
            partition_key=received.partition_key,
            reply_to=received.reply_to,
            reply_to_session_id=received.reply_to_session_id,
            session_id=received.session_id,
            subject=received.subject,
            to=received.to,
        )


class SdkReceiver:
    """One link to one entity. The client's own retries are off: the pump decides when to try again."""

    def __init__(self, client: ServiceBusClient, receiver: ServiceBusReceiver) -> None:
        self._client = client
        self._receiver = receiver

    @classmethod
    async def connect(cls, connection_string: str, entity: Entity, prefetch_count: int) -> Self:
        """Raises ReceiverLostError if the broker cannot be reached or refuses the entity."""
        return await cls._open(connection_string, entity, prefetch_count=prefetch_count)

    @classmethod
    async def _open(cls, connection_string: str, entity: Entity, **options: Any) -> Self:
        sb_sdk_connection.spare_tls_contexts()
        client = ServiceBusClient.from_connection_string(connection_string, retry_total=0)
        if entity.subscription is None:
            receiver = client.get_queue_receiver(entity.queue_or_topic, **options)
        else:
            receiver = client.get_subscription_receiver(entity.queue_or_topic, entity.subscription, **options)
        _share_connection_when_open(receiver)
        self = cls(client, receiver)
        try:
            await receiver.__aenter__()
        except Exception as error:
            await self.close()
            if "session_id" in options and isinstance(error, OperationTimeoutError):
                raise NoSessionError from error
            raise ReceiverLostError(_reason(error)) from error
        except asyncio.CancelledError:
            await self.close()
            raise
        return self

    async def receive(self, most: int = 1, wait: float | None = None) -> list[SdkDelivery]:
        seconds = _LONG_POLL if wait is None else max(wait, _SHORTEST_WAIT)
        try:
            while not (messages := await self._receiver.receive_messages(1, max_wait_time=seconds)):
                if wait is not None:
                    return []
            if most > 1:
                await self._add_companions(messages, most)
        except Exception as error:
            raise ReceiverLostError(_reason(error)) from error
        return [SdkDelivery(message) for message in messages]

    async def _add_companions(self, messages: list[ServiceBusReceivedMessage], most: int) -> None:
        """Whatever else is there, until nothing has come for a moment.

        Asked for all at once, the client would keep what it has until all the time is over. And what comes when nobody
        receives, the client hands back, message by message; so the loop goes on while they come, and leaves no credit.
        """
        try:
            while len(messages) < most:
                more = await self._receiver.receive_messages(most - len(messages), max_wait_time=_WAIT_FOR_COMPANIONS)
                if not more:
                    transport: Any = self._receiver._amqp_transport
                    await transport.reset_link_credit_async(self._receiver._handler, 0)
                    return
                messages += more
        except asyncio.CancelledError:
            for message in messages:
                await self._receiver.abandon_message(message)
            raise

    async def complete(self, delivery: SdkDelivery) -> None:
        try:
            await self._receiver.complete_message(delivery.received)
        except Exception as error:
            raise SettlementError(_reason(error)) from error

    async def abandon(self, delivery: SdkDelivery) -> None:
        try:
            await self._receiver.abandon_message(delivery.received)
        except Exception as error:
            raise SettlementError(_reason(error)) from error

    async def renew_lock(self, delivery: SdkDelivery) -> None:
        try:
            await self._receiver.renew_message_lock(delivery.received, timeout=10)
        except Exception as error:
            raise SettlementError(_reason(error)) from error

    async def close(self) -> None:
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT):
                await self._receiver.close()
                await self._client.close()
        except Exception as error:  # noqa: BLE001  the connection is given up either way
            _log.debug("Closing a receiver failed: %r", error)


class SdkSession(SdkReceiver):
    """The link by which one session is held."""

    @classmethod
    async def accept(cls, connection_string: str, entity: Entity, prefetch_count: int) -> Self:
        """Take the next session with messages. Raises NoSessionError after some time, else as `connect`."""
        return await cls._open(
            connection_string,
            entity,
            prefetch_count=prefetch_count,
            session_id=NEXT_AVAILABLE_SESSION,
            max_wait_time=_WAIT_FOR_A_SESSION,
        )

    @property
    def locked_until(self) -> datetime:
        return self._receiver.session.locked_until_utc or datetime.now(UTC)

    async def renew(self) -> None:
        try:
            await self._receiver.session.renew_lock(timeout=10)
        except Exception as error:
            raise SettlementError(_reason(error)) from error


def _share_connection_when_open(receiver: Any) -> None:
    """The client opens its connection anew whenever it finds it broken, also amid a settlement."""
    original = receiver._open

    async def open_shared(timeout: float | None = None) -> None:
        await original(timeout)
        sb_sdk_connection.share(receiver._handler._connection)

    receiver._open = open_shared


def _reason(error: Exception) -> str:
    first_line = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first_line}"


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _json(value: Any) -> Json:
    """Application properties travel as JSON: what JSON does not have becomes text."""
    match value:
        case bytes() | UUID():
            return _text(value)
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)
