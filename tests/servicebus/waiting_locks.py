"""Locks that expire, are renewed or outlive their receiver, and receivers that wait."""

import asyncio
import time
from datetime import UTC, datetime

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import AutoLockRenewer
from azure.servicebus.exceptions import MessageLockLostError

from tests.servicebus.bus import Bus, nothing_comes, receive_one
from tests.servicebus.waiting import Fresh, waiting

RENEWED_LOCK_SECONDS = 15


@waiting
async def an_expired_lock_brings_the_message_back_with_one_delivery_more(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    first = await receive_one(receiver)
    second = await receive_one(receiver)
    assert (first.delivery_count, second.delivery_count) == (0, 1)
    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(first)
    await receiver.complete_message(second)


@waiting
async def the_service_says_at_once_that_a_lock_is_lost(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    lost = await receive_one(receiver)
    await receive_one(receiver)
    lost._raw_amqp_message.annotations[b"x-opt-locked-until"] = (time.time() + 60) * 1000  # or the SDK would not ask
    began = time.monotonic()
    with pytest.raises(MessageLockLostError):
        await receiver.complete_message(lost)
    assert time.monotonic() - began < 2


@waiting
async def renewing_keeps_a_lock_beyond_twice_its_duration(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("renewed"))
    await sender.send_messages(ServiceBusMessage("x"))
    held = await receive_one(receiver)
    until = time.monotonic() + 2 * RENEWED_LOCK_SECONDS + 1
    while time.monotonic() < until:
        renewed = await receiver.renew_message_lock(held)
        assert renewed > datetime.now(UTC)
        await asyncio.sleep(1)
    assert await nothing_comes(receiver, 0.3)
    await receiver.complete_message(held)


@waiting
async def an_expired_lock_cannot_be_renewed(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("short"))
    await sender.send_messages(ServiceBusMessage("x"))
    lost = await receive_one(receiver)
    await receive_one(receiver)
    with pytest.raises(MessageLockLostError):
        await receiver.renew_message_lock(lost)


@waiting
async def the_sdks_lock_renewer_holds_a_lock(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("renewed"))
    await sender.send_messages(ServiceBusMessage("x"))
    async with AutoLockRenewer() as renewer:
        held = await receive_one(receiver)
        renewer.register(receiver, held, max_lock_renewal_duration=60)
        assert await nothing_comes(receiver, 2 * RENEWED_LOCK_SECONDS + 1)
        await receiver.complete_message(held)


@waiting
async def closing_a_receiver_keeps_what_it_read_locked_until_the_lock_expires(bus: Bus, fresh: Fresh) -> None:
    queue = fresh("short")
    (sender, receiver), other = await asyncio.gather(bus.pair(queue), bus.receiver(queue))
    await sender.send_messages(ServiceBusMessage("x"))
    await receive_one(receiver)
    await receiver.close()
    assert await nothing_comes(other, 0.5)
    assert (await receive_one(other)).delivery_count == 1


@waiting
async def an_empty_receive_ends_after_its_time(bus: Bus, fresh: Fresh) -> None:
    receiver = await bus.receiver(fresh("plain"))
    began = time.monotonic()
    assert await receiver.receive_messages(1, max_wait_time=2) == []
    assert 1.9 < time.monotonic() - began < 6


@waiting
async def a_receiver_that_was_idle_for_12_seconds_still_gets_a_message(bus: Bus, fresh: Fresh) -> None:
    sender, receiver = await bus.pair(fresh("plain"))
    assert await nothing_comes(receiver, 12)
    await sender.send_messages(ServiceBusMessage("at last"))
    received = await receive_one(receiver)
    assert (str(received), received.delivery_count) == ("at last", 0)
