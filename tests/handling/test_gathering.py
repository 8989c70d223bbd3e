"""What waits for the same key is carried out together, and each item gets its own answer."""

import asyncio
from collections.abc import Sequence

import pytest

from infrastructure.gathering import Gatherer


class Flushes:
    """Records every flush. One on a held key waits for its release; `answers` overrides an item's echo in capitals."""

    def __init__(self, answers: dict[str, Exception] | None = None, at_most: int = 90) -> None:
        self.seen: list[tuple[str, list[str]]] = []
        self.gates: dict[str, asyncio.Event] = {}
        self.running: set[str] = set()
        self.answers = answers or {}
        self.at_most = at_most

    def hold(self, key: str) -> asyncio.Event:
        self.gates[key] = asyncio.Event()
        return self.gates[key]

    async def __call__(self, key: str, items: Sequence[str]) -> Sequence[str | Exception]:
        assert key not in self.running, "two flushes of one key at a time"
        self.running.add(key)
        self.seen.append((key, list(items)))
        try:
            if gate := self.gates.get(key):
                await gate.wait()
            if "explode" in items:
                raise ConnectionError("the whole flush failed")
            return [self.answers.get(item, item.upper()) for item in items[: self.at_most]]
        finally:
            self.running.remove(key)


async def settle() -> None:
    """Let every task that can go on go on until it waits."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_one_item_alone_is_carried_out_at_once() -> None:
    flushes = Flushes()
    assert await Gatherer(flushes).offer("order", "a") == "A"
    assert flushes.seen == [("order", ["a"])]


async def test_all_that_waits_for_a_key_goes_into_the_next_flush_oldest_first() -> None:
    flushes = Flushes()
    gate = flushes.hold("order")
    gatherer = Gatherer[str, str, str](flushes)
    first = asyncio.create_task(gatherer.offer("order", "a"))
    await settle()
    others = [asyncio.create_task(gatherer.offer("order", item)) for item in "bcd"]
    await settle()
    assert flushes.seen == [("order", ["a"])]
    gate.set()
    assert await asyncio.gather(first, *others) == ["A", "B", "C", "D"]
    assert flushes.seen == [("order", ["a"]), ("order", ["b", "c", "d"])]


async def test_keys_do_not_wait_for_each_other() -> None:
    flushes = Flushes()
    gate = flushes.hold("slow")
    gatherer = Gatherer[str, str, str](flushes)
    slow = asyncio.create_task(gatherer.offer("slow", "a"))
    assert await gatherer.offer("quick", "b") == "B"
    assert not slow.done()
    gate.set()
    assert await slow == "A"


async def test_a_flush_takes_no_more_than_the_maximum_and_latecomers_stay_behind() -> None:
    flushes = Flushes()
    gatherer = Gatherer[str, str, str](flushes, maximum=3)
    assert await asyncio.gather(*(gatherer.offer("order", item) for item in "abcdefgh")) == list("ABCDEFGH")
    assert [items for _, items in flushes.seen] == [["a", "b", "c"], ["d", "e", "f"], ["g", "h"]]


async def test_what_a_flush_leaves_over_heads_the_next_one() -> None:
    flushes = Flushes(at_most=2)
    gatherer = Gatherer[str, str, str](flushes, maximum=3)
    assert await asyncio.gather(*(gatherer.offer("order", item) for item in "abcd")) == list("ABCD")
    assert [items for _, items in flushes.seen] == [["a", "b", "c"], ["c", "d"]]


async def test_an_item_that_fails_does_not_touch_its_neighbours() -> None:
    gatherer = Gatherer[str, str, str](Flushes({"b": ValueError("no such seat")}))
    answers = await asyncio.gather(*(gatherer.offer("order", item) for item in "abc"), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["A", "no such seat", "C"]
    assert isinstance(answers[1], ValueError)


async def test_a_flush_that_raises_fails_its_own_items_only() -> None:
    flushes = Flushes()
    gatherer = Gatherer[str, str, str](flushes, maximum=2)
    items = ["a", "explode", "b"]
    answers = await asyncio.gather(*(gatherer.offer("order", item) for item in items), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["the whole flush failed", "the whole flush failed", "B"]


async def test_who_gives_up_before_the_flush_is_left_out() -> None:
    flushes = Flushes()
    gate = flushes.hold("order")
    gatherer = Gatherer[str, str, str](flushes)
    tasks = [asyncio.create_task(gatherer.offer("order", "a"))]
    await settle()
    tasks += [asyncio.create_task(gatherer.offer("order", item)) for item in "bcd"]
    await settle()
    tasks[2].cancel()
    gate.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [answers[0], answers[1], answers[3]] == ["A", "B", "D"]
    assert isinstance(answers[2], asyncio.CancelledError)
    assert flushes.seen[1] == ("order", ["b", "d"])


async def test_who_gives_up_during_the_flush_does_not_stop_it() -> None:
    flushes = Flushes()
    gate = flushes.hold("order")
    gatherer = Gatherer[str, str, str](flushes)
    tasks = [asyncio.create_task(gatherer.offer("order", item)) for item in "ab"]
    await settle()
    tasks[0].cancel()
    await settle()
    assert flushes.running == {"order"}
    gate.set()
    assert await tasks[1] == "B"
    assert tasks[0].cancelled()


async def test_a_key_that_nobody_waits_for_leaves_nothing_behind() -> None:
    gatherer = Gatherer[str, str, str](Flushes({"b": ValueError()}))
    await asyncio.gather(*(gatherer.offer(key, "b") for key in "xyz"), return_exceptions=True)
    await gatherer.offer("x", "explode again")
    await settle()
    assert gatherer._waiting == {}
    assert gatherer._drains == set()


async def test_a_flush_that_answers_for_nobody_fails_instead_of_turning_for_ever() -> None:
    with pytest.raises(RuntimeError, match="a flush of 1 items gave 0 results"):
        await Gatherer[str, str, str](Flushes(at_most=0)).offer("order", "a")
