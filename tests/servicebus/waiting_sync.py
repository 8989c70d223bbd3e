"""What takes time, through the SDK's client without asyncio."""

import time
from datetime import UTC, datetime

import pytest
from azure.servicebus import NEXT_AVAILABLE_SESSION, AutoLockRenewer, ServiceBusClient, ServiceBusMessage
from azure.servicebus.exceptions import (
    MessageLockLostError,
    OperationTimeoutError,
    SessionCannotBeLockedError,
    SessionLockLostError,
)

from tests.servicebus.bus import Bus
from tests.servicebus.sync_bus import in_a_thread, receive_sync
from tests.servicebus.waiting import Fresh, waiting


@waiting
async def sessions_are_named_next_renewed_stated_and_lost_without_asyncio(bus: Bus, fresh: Fresh) -> None:
    name = fresh("short-sessions")

    def test(client: ServiceBusClient) -> None:
        with client.get_queue_sender(name) as sender:
            sender.send_messages([ServiceBusMessage(f"{number}", session_id="a") for number in range(3)])
        with client.get_queue_receiver(name, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=10) as receiver:
            assert receiver.session.session_id == "a"
            first, second, third = receive_sync(receiver, 3)
            receiver.complete_message(first)
            receiver.session.set_state("one done")
            assert receiver.session.renew_lock() > datetime.now(UTC)
            with pytest.raises(SessionCannotBeLockedError), client.get_queue_receiver(name, session_id="a"):
                pass
            receiver.defer_message(second)
            receiver.abandon_message(third)
            assert [each.delivery_count for each in receive_sync(receiver, 1)] == [1]
        with client.get_queue_receiver(name, session_id="a") as receiver:
            assert receiver.session.get_state() == b"one done"
            [again] = receive_sync(receiver, 1)
            assert (str(again), again.delivery_count) == ("2", 1)
            time.sleep(6)
            with pytest.raises(SessionLockLostError):
                receiver.complete_message(again)
            with pytest.raises(SessionLockLostError):
                receiver.receive_messages(1, max_wait_time=2)
        assert list(client.list_queue_sessions(name)) == ["a"]

    await in_a_thread(bus, test)


@waiting
async def no_session_in_time_is_a_timeout_without_asyncio(bus: Bus, fresh: Fresh) -> None:
    name = fresh("sessions")

    def test(client: ServiceBusClient) -> None:
        with (
            pytest.raises(OperationTimeoutError),
            client.get_queue_receiver(name, session_id=NEXT_AVAILABLE_SESSION, max_wait_time=2),
        ):
            pass

    await in_a_thread(bus, test)


@waiting
async def locks_are_lost_and_renewed_without_asyncio(bus: Bus, fresh: Fresh) -> None:
    name = fresh("renewed")

    def test(client: ServiceBusClient) -> None:
        with client.get_queue_sender(name) as sender, client.get_queue_receiver(name) as receiver:
            sender.send_messages(ServiceBusMessage("x"))
            [lost] = receive_sync(receiver, 1)
            [again] = receive_sync(receiver, 1, seconds=40)
            assert again.delivery_count == 1
            with pytest.raises(MessageLockLostError):
                receiver.complete_message(lost)
            with AutoLockRenewer() as renewer:
                renewer.register(receiver, again, max_lock_renewal_duration=60)
                time.sleep(17)
                receiver.complete_message(again)

    await in_a_thread(bus, test)
