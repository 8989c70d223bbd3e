"""Keeps a receiver open across outages of the broker, and settles what it delivered."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, assert_never

from local.host.functions import ServiceBusFunction
from local.host.sb_outage import Outage
from local.host.sb_receiver import Delivery, NoSessionError, Receiver, ReceiverLostError, SettlementError
from local.host.worker import Failed, Outcome, Succeeded

_FIRST_BACK_OFF = 0.5
_LONGEST_BACK_OFF = 10.0

_log = logging.getLogger("Host.ServiceBus")


class Link[D: Delivery, R: Receiver[Any]]:
    """One receiver at a time for one function."""

    def __init__(
        self, function: ServiceBusFunction, connect: Callable[[], Awaitable[R]], auto_complete: bool, outage: Outage
    ) -> None:
        """`connect` opens a receiver or raises ReceiverLostError or NoSessionError.

        `auto_complete`: whether success completes a message.
        """
        self._function = function
        self._connect = connect
        self._auto_complete = auto_complete
        self._outage = outage
        self._receiver: R | None = None
        self._connected = asyncio.Event()

    async def run(self, use: Callable[[R], Awaitable[None]]) -> None:
        """Open a receiver and `use` it, and so on, for ever; after an outage with a pause that grows."""
        back_off = _FIRST_BACK_OFF
        while True:
            try:
                self._receiver = await self._connect()
                self._connected.set()
                self._outage.ends()
                back_off = _FIRST_BACK_OFF
                await use(self._receiver)
                await self._give_up()
            except NoSessionError:
                self._outage.ends()
                back_off = _FIRST_BACK_OFF
            except ReceiverLostError as error:
                self._outage.begins(error)
                await self._give_up()
                await asyncio.sleep(back_off)
                back_off = min(back_off * 2, _LONGEST_BACK_OFF)

    async def settle(self, delivery: D, outcome: Outcome, by: R | None = None) -> None:
        """Success completes a message, failure abandons it, as soon as there is a receiver.

        `by`: the session it came by, which alone can settle it. A settlement that fails is only logged: the message's
        lock runs out and it is delivered again.
        """
        try:
            receiver = by or await self._current_receiver(delivery)
            match outcome:
                case Succeeded():
                    if self._auto_complete:
                        await receiver.complete(delivery)
                case Failed():
                    # Without auto-complete too, as in Azure.
                    await receiver.abandon(delivery)
                case _:
                    assert_never(outcome)
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

    async def _give_up(self) -> None:
        self._connected.clear()
        given_up, self._receiver = self._receiver, None
        if given_up:
            await given_up.close()

    async def _current_receiver(self, delivery: D) -> R:
        """The receiver, waiting for its return from an outage as long as the message is locked."""
        left = (delivery.locked_until - datetime.now(UTC)).total_seconds()
        try:
            async with asyncio.timeout(max(left, 0)):
                await self._connected.wait()
        except TimeoutError:
            raise SettlementError("the broker was away for longer than the message's lock") from None
        assert self._receiver is not None
        return self._receiver
