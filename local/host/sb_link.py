"""Keeps a receiver open across outages of the broker, and settles what it delivered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import assert_never

from local.host.functions import ServiceBusFunction
from local.host.sb_receiver import Delivery, Receiver, ReceiverLostError, SettlementError
from local.host.worker import Failed, Outcome, Succeeded

_FIRST_BACK_OFF = 0.5
_LONGEST_BACK_OFF = 10.0

_log = logging.getLogger("Host.ServiceBus")


class Link[D: Delivery]:
    """One receiver at a time for one function."""

    def __init__(
        self, function: ServiceBusFunction, connect: Callable[[], Awaitable[Receiver[D]]], auto_complete: bool
    ) -> None:
        """`connect` opens a receiver or raises ReceiverLostError; `auto_complete`: whether success completes."""
        self._function = function
        self._connect = connect
        self._auto_complete = auto_complete
        self._receiver: Receiver[D] | None = None
        self._connected = asyncio.Event()

    async def run(self, use: Callable[[Receiver[D]], Awaitable[None]]) -> None:
        """Open a receiver and `use` it, for ever; an outage is logged once, when it begins and when it ends."""
        back_off, in_outage = _FIRST_BACK_OFF, False
        while True:
            try:
                self._receiver = await self._connect()
                self._connected.set()
                if in_outage:
                    _log.info("%s: receives from %s again", self._function.name, self._function.entity)
                back_off, in_outage = _FIRST_BACK_OFF, False
                await use(self._receiver)
            except ReceiverLostError as error:
                self._connected.clear()
                if not in_outage:
                    _log.warning("%s: cannot receive from %s: %s", self._function.name, self._function.entity, error)
                in_outage = True
                lost, self._receiver = self._receiver, None
                if lost:
                    await lost.close()
            await asyncio.sleep(back_off)
            back_off = min(back_off * 2, _LONGEST_BACK_OFF)

    async def settle(self, delivery: D, outcome: Outcome) -> None:
        """Success completes a message, failure abandons it, as soon as there is a receiver.

        A settlement that fails is only logged: the message's lock runs out and it is delivered again.
        """
        try:
            await settle(await self._current_receiver(delivery), delivery, outcome, self._auto_complete)
        except SettlementError as error:
            _log.warning("%s: a message was not settled and will come again: %s", self._function.name, error)

    async def renew_lock(self, delivery: D) -> None:
        """Raises SettlementError."""
        if self._receiver is None:
            raise SettlementError("there is no connection")
        await self._receiver.renew_lock(delivery)

    async def close(self) -> None:
        if self._receiver:
            await self._receiver.close()

    async def _current_receiver(self, delivery: D) -> Receiver[D]:
        """The receiver, waiting for its return from an outage as long as the message is locked."""
        left = (delivery.locked_until - datetime.now(UTC)).total_seconds()
        try:
            async with asyncio.timeout(max(left, 0)):
                await self._connected.wait()
        except TimeoutError:
            raise SettlementError("the broker was away for longer than the message's lock") from None
        assert self._receiver is not None
        return self._receiver


async def settle[D: Delivery](receiver: Receiver[D], delivery: D, outcome: Outcome, auto_complete: bool) -> None:
    """Failure abandons even without `auto_complete`, as in Azure. Raises SettlementError."""
    match outcome:
        case Succeeded():
            if auto_complete:
                await receiver.complete(delivery)
        case Failed():
            await receiver.abandon(delivery)
        case _:
            assert_never(outcome)
