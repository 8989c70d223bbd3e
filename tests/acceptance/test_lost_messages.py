"""Messages that reach nobody, on the running stack: the audit finishes each registration, and nobody helps it.

The subscriptions of the registration process and of the seat assignments take nothing: that an order was placed or
checked out, what the seats answered, that a payment completed or an order was confirmed, all of it is lost. So is the
alarm of an order that nobody pays. What is audited is overdue after a second here; the timers are told to run now, by
the host's own way to do that.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from azure.servicebus import ServiceBusReceivedMessage
from azure.servicebus.aio import ServiceBusClient

from local.launcher.emulator import Emulator
from tests.acceptance.api import Api, Conference, Order
from tests.azurite import running_azurite
from tests.bare_stack import bare_stack

DEAF = ("process-manager", "seat-assignments")
WITHIN_SECONDS = 60
"""Of the audit's first visit, everything is done."""
SETTINGS = {
    "AUDIT_PATIENCE_SECONDS": "1",
    "AUDIT_SLICES_PER_MINUTE": "1536",
    "RESERVATION_WINDOW_SECONDS": "25",
    "SEAT_RELEASE_BUFFER_SECONDS": "1",
}


class DeafEmulator(Emulator):
    """The rules of the `DEAF` subscriptions ask for what no message has."""

    def __init__(self, data: Path) -> None:
        super().__init__(data, durable=False)
        config = json.loads(self._config.read_text())
        for namespace in config["UserConfig"]["Namespaces"]:
            for topic in namespace["Topics"]:
                for subscription in topic["Subscriptions"]:
                    if subscription["Name"] in DEAF:
                        for rule in subscription["Rules"]:
                            rule["Properties"]["CorrelationFilter"]["Properties"] = {"Nobody": "1"}
        self._config.write_text(json.dumps(config))


class Audited:
    """`conference`: on sale, with 10 workshops at 100.00."""

    def __init__(self, base_url: str, emulator: Emulator) -> None:
        self.api = Api(base_url)
        self.base_url = base_url
        self.emulator = emulator
        self.conference = opened(self.api, 10)

    async def until(self, timer: str, what: object) -> None:
        """Runs the timer now and again until `what()` is true."""
        assert callable(what)
        deadline = time.monotonic() + WITHIN_SECONDS
        async with httpx.AsyncClient(base_url=self.base_url, trust_env=False) as http:
            while not await asyncio.to_thread(what):
                assert time.monotonic() < deadline, "the audit did not find it"
                answer = await http.post(f"/admin/functions/{timer}", json={"input": ""})
                assert answer.status_code == httpx.codes.ACCEPTED
                await asyncio.sleep(0.5)

    async def until_order_is(self, order: Order, state: str) -> None:
        await self.until("look-after-orders", lambda: state_of(order) == state)

    def sales(self) -> tuple[int, int, int]:
        """Sold, reserved, remaining."""
        workshop = self.conference.sales("Workshop")
        return workshop["sold"], workshop["reserved"], workshop["remaining"]


def state_of(order: Order) -> str | None:
    answer = order.request("GET")
    return answer.json()["state"] if answer.status_code == httpx.codes.OK else None


@pytest.fixture(scope="module")
async def audited(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Audited]:
    data = tmp_path_factory.mktemp("deaf")
    emulator = DeafEmulator(data)
    async with running_azurite() as storage, bare_stack(data, storage, emulator, SETTINGS) as base_url:
        audited = await asyncio.to_thread(Audited, base_url, emulator)
        yield audited
        audited.api.close()


async def test_a_registration_whose_every_news_is_lost_is_brought_to_its_end(audited: Audited):
    order = await asyncio.to_thread(place, audited.conference, 2)
    await audited.until_order_is(order, "ReservationCompleted")

    payment = await asyncio.to_thread(order.check_out)
    assert payment is not None
    await audited.until("look-after-orders", lambda: payment.request("GET").status_code == httpx.codes.OK)
    await asyncio.to_thread(payment.settle, "complete")
    await audited.until_order_is(order, "Confirmed")

    assignments = lambda: order.request("GET", "/seat-assignments").status_code == httpx.codes.OK  # noqa: E731
    await audited.until("look-after-orders", assignments)
    assert len((await asyncio.to_thread(order.assignments))["seats"]) == 2
    await audited.until("look-after-orders", lambda: audited.sales() == (2, 0, 8))


async def test_an_order_whose_alarm_is_lost_expires_and_its_seats_are_there_again(audited: Audited):
    order = await asyncio.to_thread(place, audited.conference, 3)
    sold, _, remaining = audited.sales()
    await audited.until_order_is(order, "ReservationCompleted")

    assert await lose_the_alarm_of(order, audited.emulator) == 1

    await audited.until_order_is(order, "Expired")
    await audited.until("look-after-orders", lambda: audited.sales() == (sold, 0, remaining))


@pytest.mark.slow
async def test_a_late_payment_whose_every_news_is_lost_is_honoured(audited: Audited):
    conference = await asyncio.to_thread(opened, audited.api, 2)
    order = await asyncio.to_thread(place, conference, 2)
    await audited.until_order_is(order, "ReservationCompleted")
    payment = await asyncio.to_thread(order.check_out)
    assert payment is not None
    await audited.until("look-after-orders", lambda: payment.request("GET").status_code == httpx.codes.OK)
    await audited.until_order_is(order, "Expired")
    await audited.until("look-after-orders", lambda: conference.sales("Workshop")["reserved"] == 0)

    await asyncio.to_thread(conference.change_seat_type, "Workshop", "100.00", 1)
    await audited.until("look-after-orders", lambda: conference.sales("Workshop")["remaining"] == 1)
    await asyncio.to_thread(payment.settle, "complete")
    await audited.until_order_is(order, "AwaitingAttention")

    await asyncio.to_thread(conference.settle, order, "resolution", "honour")
    await audited.until_order_is(order, "Confirmed")
    await audited.until("look-after-orders", lambda: conference.sales("Workshop")["sold"] == 2)
    workshop = conference.sales("Workshop")
    assert (workshop["quantity"], workshop["reserved"], workshop["remaining"]) == (2, 0, 0)


def opened(api: Api, quantity: int) -> Conference:
    conference = api.create_conference()
    conference.add_seat_type("Workshop", "100.00", quantity)
    conference.publish()
    return conference


def place(conference: Conference, quantity: int) -> Order:
    return conference.place(conference.seats(Workshop=quantity))


async def lose_the_alarm_of(order: Order, emulator: Emulator) -> int:
    """How many scheduled messages there were for the order: they are cancelled behind everybody's back."""
    async with ServiceBusClient.from_connection_string(emulator.connection_string) as client:
        async with client.get_queue_receiver("commands") as receiver:
            alarms = [message for message in await receiver.peek_messages(100) if is_alarm_of(order, message)]
        async with client.get_queue_sender("commands") as sender:
            for alarm in alarms:
                assert alarm.sequence_number is not None
                await sender.cancel_scheduled_messages(alarm.sequence_number)
    return len(alarms)


def is_alarm_of(order: Order, message: ServiceBusReceivedMessage) -> bool:
    body = b"".join(message.body)
    return b"ExpireRegistrationProcess" in body and order.id.encode() in body
