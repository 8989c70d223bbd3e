"""The same emulator through the SDK's client without asyncio, which has code of its own for everything.

The tests run in threads, beside the event loop of the shared fixtures.
"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from azure.servicebus import (
    ServiceBusClient,
    ServiceBusMessage,
    ServiceBusMessageState,
    ServiceBusReceiveMode,
    ServiceBusSubQueue,
)
from azure.servicebus.exceptions import (
    MessageAlreadySettled,
    MessageNotFoundError,
    MessageSizeExceededError,
    MessagingEntityNotFoundError,
    ServiceBusAuthenticationError,
    ServiceBusAuthorizationError,
    ServiceBusError,
)

from tests.servicebus.bus import Bus
from tests.servicebus.sync_bus import in_a_thread, receive_sync, sync_client, texts
from tests.servicebus.waiting import Fresh

pytestmark = pytest.mark.stack


async def test_messages_are_sent_received_and_settled_in_every_way(bus: Bus, queue: str) -> None:
    def test(client: ServiceBusClient) -> None:
        with (
            client.get_queue_sender(queue) as sender,
            client.get_queue_receiver(queue) as receiver,
            client.get_queue_receiver(queue, sub_queue=ServiceBusSubQueue.DEAD_LETTER) as dead_letters,
        ):
            sender.send_messages([ServiceBusMessage(name) for name in ("complete", "abandon", "defer", "dead")])
            complete, abandon, defer, dead = receive_sync(receiver, 4)
            assert receiver.renew_message_lock(complete) > datetime.now(UTC)
            receiver.complete_message(complete)
            with pytest.raises(MessageAlreadySettled):
                receiver.complete_message(complete)
            receiver.abandon_message(abandon)
            receiver.defer_message(defer)
            receiver.dead_letter_message(dead, reason="why", error_description="because")
            [again] = receive_sync(receiver, 1)
            assert (str(again), again.delivery_count) == ("abandon", 1)
            receiver.complete_message(again)
            [deferred] = receiver.receive_deferred_messages(defer.sequence_number or 0)
            receiver.complete_message(deferred)
            with pytest.raises(MessageNotFoundError):
                receiver.receive_deferred_messages(defer.sequence_number or 0)
            [buried] = receive_sync(dead_letters, 1)
            assert (buried.dead_letter_reason, buried.dead_letter_error_description) == ("why", "because")
            dead_letters.complete_message(buried)
            assert receiver.peek_messages(5, sequence_number=1) == []

    await in_a_thread(bus, test)


async def test_an_iterator_with_prefetch_keeps_the_order_and_ends_after_its_time(bus: Bus, queue: str) -> None:
    def test(client: ServiceBusClient) -> None:
        with client.get_queue_sender(queue) as sender:
            batch = sender.create_message_batch()
            for number in range(100):
                batch.add_message(ServiceBusMessage(f"{number}"))
            sender.send_messages(batch)
        with client.get_queue_receiver(queue, prefetch_count=30, max_wait_time=2) as receiver:
            seen = []
            for message in receiver:
                receiver.complete_message(message)
                seen.append(str(message))
        assert seen == [f"{number}" for number in range(100)]

    await in_a_thread(bus, test)


async def test_messages_are_scheduled_peeked_and_cancelled(bus: Bus, queue: str) -> None:
    def test(client: ServiceBusClient) -> None:
        with client.get_queue_sender(queue) as sender, client.get_queue_receiver(queue) as receiver:
            later = datetime.now(UTC) + timedelta(seconds=4)
            keep, cancel = sender.schedule_messages([ServiceBusMessage("keep"), ServiceBusMessage("cancel")], later)
            assert [each.state for each in receiver.peek_messages(5)] == [ServiceBusMessageState.SCHEDULED] * 2
            sender.cancel_scheduled_messages(cancel)
            assert texts(receive_sync(receiver, 1)) == ["keep"]
            assert datetime.now(UTC) >= later
            with pytest.raises(MessageNotFoundError):
                sender.cancel_scheduled_messages(keep)

    await in_a_thread(bus, test)


async def test_receive_and_delete_leaves_nothing(bus: Bus, queue: str) -> None:
    def test(client: ServiceBusClient) -> None:
        mode = ServiceBusReceiveMode.RECEIVE_AND_DELETE
        with (
            client.get_queue_sender(queue) as sender,
            client.get_queue_receiver(queue, receive_mode=mode, prefetch_count=5) as receiver,
        ):
            sender.send_messages([ServiceBusMessage(f"{number}") for number in range(10)])
            assert texts(receive_sync(receiver, 10)) == [f"{number}" for number in range(10)]
            assert receiver.peek_messages(5, sequence_number=1) == []

    await in_a_thread(bus, test)


async def test_refusals_are_the_documented_errors(bus: Bus, queue: str, fresh: Fresh) -> None:
    sessions = fresh("sessions")

    def test(client: ServiceBusClient) -> None:
        for missing in (client.get_queue_sender("missing"), client.get_queue_receiver("missing")):
            with pytest.raises(MessagingEntityNotFoundError), missing:
                pass
        with client.get_queue_sender(queue) as sender, pytest.raises(MessageSizeExceededError):
            sender.send_messages(ServiceBusMessage("x" * 300_000))
        with client.get_queue_sender(sessions) as sender, pytest.raises(ServiceBusError, match="SessionId was not set"):
            sender.send_messages(ServiceBusMessage("x"))
        with pytest.raises(ServiceBusError, match="requires sessions"), client.get_queue_receiver(sessions):
            pass
        with (
            pytest.raises(ServiceBusError, match="does not require sessions"),
            client.get_queue_receiver(queue, session_id="a"),
        ):
            pass

    await in_a_thread(bus, test)


async def test_the_key_of_microsofts_emulator_opens_and_a_wrong_one_does_not(bus: Bus, queue: str) -> None:
    def connect(key: str) -> None:
        text = bus.connection_string.replace("SharedAccessKey=local", f"SharedAccessKey={key}")
        with sync_client(text) as client, client.get_queue_sender(queue):
            pass

    await asyncio.to_thread(connect, "SAS_KEY_VALUE")
    with pytest.raises((ServiceBusAuthenticationError, ServiceBusAuthorizationError)):
        await asyncio.to_thread(connect, "wrong")
