"""Locks of sessions that expire or are renewed, and receivers that wait for a session."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import AutoLockRenewer
from azure.servicebus.exceptions import OperationTimeoutError, SessionLockLostError

from tests.servicebus.bus import Bus, bodies, nothing_comes, receive_one
from tests.servicebus.waiting import Fresh, waiting

LOCK_SECONDS = 5
RENEWED_LOCK_SECONDS = 15


@waiting
async def a_receiver_that_waits_for_a_session_in_vain_times_out(bus: Bus, fresh: Fresh) -> None:
    queue = fresh("sessions")
    began = time.monotonic()
    with pytest.raises(OperationTimeoutError):
        await bus.session(queue, None, wait=3)
    assert 2.5 < time.monotonic() - began < 30
    receiver, sender = await asyncio.gather(bus.session(queue, "a"), bus.sender(queue))
    await sender.send_messages(ServiceBusMessage("not for who gave up", session_id="a"))
    assert bodies([await receive_one(receiver)]) == ["not for who gave up"]


@waiting
async def the_lock_of_a_session_can_be_renewed(bus: Bus, fresh: Fresh) -> None:
    queue = fresh("renewed-sessions")
    sender, receiver = await asyncio.gather(bus.sender(queue), bus.session(queue, "a"))
    await sender.send_messages(ServiceBusMessage("x", session_id="a"))
    held = await receive_one(receiver)
    until = time.monotonic() + 2 * RENEWED_LOCK_SECONDS + 1
    while time.monotonic() < until:
        assert await receiver.session.renew_lock() > datetime.now(UTC)
        await asyncio.sleep(1)
    await receiver.complete_message(held)


@waiting
async def the_sdks_lock_renewer_holds_a_session(bus: Bus, fresh: Fresh) -> None:
    queue = fresh("renewed-sessions")
    sender, receiver = await asyncio.gather(bus.sender(queue), bus.session(queue, "a"))
    await sender.send_messages(ServiceBusMessage("x", session_id="a"))
    async with AutoLockRenewer() as renewer:
        renewer.register(receiver, receiver.session, max_lock_renewal_duration=60)
        held = await receive_one(receiver)
        assert await nothing_comes(receiver, 2 * RENEWED_LOCK_SECONDS + 1)
        await receiver.complete_message(held)


@waiting
async def a_lost_session_can_do_nothing_any_more_and_its_messages_count_a_delivery(bus: Bus, fresh: Fresh) -> None:
    queue = fresh("short-sessions")
    sender, receiver = await asyncio.gather(bus.sender(queue), bus.session(queue, "a"))
    await sender.send_messages(ServiceBusMessage("x", session_id="a"))
    held = await receive_one(receiver)
    waiting_one = asyncio.create_task(bus.session(queue, None, wait=30))
    await asyncio.sleep(LOCK_SECONDS + 1)
    with pytest.raises(SessionLockLostError):
        await receiver.complete_message(held)
    with pytest.raises(SessionLockLostError):
        await receiver.session.renew_lock()
    with pytest.raises(SessionLockLostError):
        await receiver.session.get_state()
    again = await receive_one(await waiting_one)
    assert (str(again), again.session_id, again.delivery_count) == ("x", "a", 1)


@waiting
async def the_service_tells_a_receiver_that_never_asks_that_its_session_is_lost(bus: Bus, fresh: Fresh) -> None:
    receiver = await bus.session(fresh("short-sessions"), "a")
    began = time.monotonic()
    with pytest.raises(SessionLockLostError):
        await receiver.receive_messages(1, max_wait_time=60)
    assert time.monotonic() - began < 40


@waiting
async def the_service_itself_refuses_the_state_of_a_lost_session(bus: Bus, fresh: Fresh) -> None:
    receiver = await bus.session(fresh("short-sessions"), "a")
    await asyncio.sleep(LOCK_SECONDS + 1)
    receiver.session._locked_until_utc = datetime(2090, 1, 1, tzinfo=UTC)  # or the SDK would not ask
    with pytest.raises(SessionLockLostError):
        await receiver.session.set_state("too late")
