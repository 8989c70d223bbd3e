"""What is there again after the emulator was killed, and how clients get over it."""

import asyncio

import pytest
from azure.servicebus import ServiceBusMessage
from azure.servicebus.aio import ServiceBusClient
from azure.servicebus.exceptions import MessageLockLostError

from tests.servicebus.bus import Bus, bodies, from_now, receive, receive_one
from tests.servicebus.restartable import restartable_emulator
from tests.servicebus.waiting import Fresh, waiting


@waiting
async def a_killed_emulator_comes_back_with_all_it_had(_: Bus, __: Fresh) -> None:
    async with restartable_emulator() as server:
        before = await server.start()
        sender, receiver, once, events = await asyncio.gather(
            before.sender("orders"), before.receiver("orders"), before.sender("once"), before.sender("events")
        )
        await sender.send_messages(
            [ServiceBusMessage(name) for name in ("done", "abandoned", "dead", "locked", "waiting")]
        )
        done, abandoned, dead, locked = await receive(receiver, 4)
        await receiver.complete_message(done)
        await receiver.abandon_message(abandoned)
        await receiver.dead_letter_message(dead, reason="why")
        await once.send_messages(ServiceBusMessage("first", message_id="same"))
        await sender.schedule_messages(ServiceBusMessage("soon"), from_now(6))
        await events.schedule_messages(ServiceBusMessage("soon too"), from_now(6))
        await events.send_messages(ServiceBusMessage("event"))

        after = await server.kill_and_start()
        sender, receiver, once, dead_letters, one, two = await asyncio.gather(
            after.sender("orders"),
            after.receiver("orders"),
            after.sender("once"),
            after.dead_letters("orders"),
            after.receiver("events/one"),
            after.receiver("events/two"),
        )
        back = await receive(receiver, 3)
        assert [(str(each), each.delivery_count, each.sequence_number) for each in back] == [
            ("abandoned", 1, 2),
            ("locked", 0, 4),
            ("waiting", 0, 5),
        ]
        locked._receiver = receiver  # its lock died with the process
        with pytest.raises(MessageLockLostError):
            await receiver.complete_message(locked)
        dead = await receive_one(dead_letters)
        assert (str(dead), dead.dead_letter_reason, dead.enqueued_sequence_number) == ("dead", "why", 3)
        await once.send_messages(ServiceBusMessage("again", message_id="same"))
        assert bodies(await (await after.receiver("once")).peek_messages(5)) == ["first"]
        for received in await asyncio.gather(receive(one, 2), receive(two, 2)):
            assert bodies(received) == ["event", "soon too"]
        scheduled = await receive_one(await after.receiver("orders"))
        assert (str(scheduled), scheduled.sequence_number) == ("soon", 7)
        await asyncio.gather(before.close(), after.close())


@waiting
async def sessions_states_and_deferred_messages_outlive_the_process(_: Bus, __: Fresh) -> None:
    async with restartable_emulator() as server:
        before = await server.start()
        sender, talk, other = await asyncio.gather(
            before.sender("talks"), before.session("talks", "a"), before.session("talks", "b")
        )
        await sender.send_messages([ServiceBusMessage(name, session_id="a") for name in ("done", "aside", "locked")])
        done, aside, _locked = await receive(talk, 3)
        await talk.complete_message(done)
        await talk.defer_message(aside)
        await talk.session.set_state("one done")
        await other.session.set_state("to be cleared")
        await other.session.set_state(None)

        after = await server.kill_and_start()
        assert [each async for each in after.client.list_queue_sessions("talks")] == ["a"]
        talk = await after.session("talks", None, wait=10)  # the session's lock died with the process
        assert await talk.session.get_state() == b"one done"
        back = await receive_one(talk)
        assert (str(back), back.delivery_count) == ("locked", 0)
        [deferred] = await talk.receive_deferred_messages(aside.sequence_number or 0)
        assert (str(deferred), deferred.delivery_count) == ("aside", 1)
        await talk.complete_message(deferred)
        await asyncio.gather(before.close(), after.close())


@waiting
async def numbers_go_on_after_everything_was_consumed(_: Bus, __: Fresh) -> None:
    async with restartable_emulator() as server:
        before = await server.start()
        sender, receiver = await before.pair("orders")
        await sender.send_messages([ServiceBusMessage("a"), ServiceBusMessage("b")])
        for each in await receive(receiver, 2):
            await receiver.complete_message(each)
        after = await server.kill_and_start()
        sender, receiver = await after.pair("orders")
        await sender.send_messages(ServiceBusMessage("c"))
        received = await receive_one(receiver)
        assert (str(received), received.sequence_number) == ("c", 3)
        await asyncio.gather(before.close(), after.close())


@waiting
async def open_senders_and_receivers_of_the_sdk_recover_by_themselves(_: Bus, __: Fresh) -> None:
    async with restartable_emulator() as server:
        await server.start()
        async with (
            ServiceBusClient.from_connection_string(server.emulator.connection_string) as client,
            client.get_queue_sender("orders") as sender,
            client.get_queue_receiver("orders") as receiver,
        ):
            await sender.send_messages(ServiceBusMessage("before"))
            await receiver.complete_message(await receive_one(receiver))
            await server.kill_and_start()
            await sender.send_messages(ServiceBusMessage("after"))
            assert str(await receive_one(receiver)) == "after"
