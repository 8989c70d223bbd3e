"""A registration, step by step, each to its very end: a step is over when nothing moves any more."""

import asyncio
from collections.abc import Callable

from tests.acceptance.api import Conference
from tests.budget.counted_stack import Cost, CountedStack

ATTENDEE = {"firstName": "Ada", "lastName": "Able", "email": "ada@example.com"}


async def register(stack: CountedStack, conference: Conference) -> dict[str, Cost]:
    """What each step costs, in their order. Nobody reads meanwhile: how often a registrant looks is not ours to say."""
    costs = {}

    async def step[T](name: str, act: Callable[[], T]) -> T:
        result = await asyncio.to_thread(act)
        costs[name] = await stack.quiet()
        return result

    order = await step("place", lambda: conference.place(conference.seats(Workshop=2)))
    payment = await step("check-out", order.check_out)
    assert payment is not None
    await step("pay", lambda: payment.request("POST", "/complete"))
    await step("assign", lambda: order.send("PUT", "/seat-assignments/0", ATTENDEE))
    costs["deadline"] = await stack.quiet(nothing_scheduled=True)

    assert (await asyncio.to_thread(order.read))["state"] == "Confirmed"
    assert (await asyncio.to_thread(order.assignments))["seats"][0]["attendee"] == ATTENDEE
    await stack.quiet()
    return costs
