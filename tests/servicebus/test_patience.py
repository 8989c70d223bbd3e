"""What takes minutes: the default wait for a session, and a connection on which nothing happens."""

import asyncio
import time

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.exceptions import OperationTimeoutError

from tests.servicebus.bus import Bus, receive_one
from tests.servicebus.waiting import Fresh

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(600)]

IDLE_SECONDS = 250


async def test_without_a_time_of_its_own_a_client_waits_65_seconds_for_a_session(bus: Bus, fresh: Fresh) -> None:
    began = time.monotonic()
    with pytest.raises(OperationTimeoutError):
        await bus.session(fresh("sessions"), None)
    assert 60 < time.monotonic() - began < 90


async def test_a_client_that_was_idle_for_more_than_four_minutes_goes_on(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    await asyncio.sleep(IDLE_SECONDS)
    await sender.send_messages(ServiceBusMessage("after the break"))
    received = await receive_one(receiver)
    assert (str(received), received.delivery_count) == ("after the break", 0)
    await receiver.complete_message(received)
