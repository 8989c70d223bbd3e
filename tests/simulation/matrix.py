"""Goes through all orders of some acts, with everything that can go wrong in each, by way of the states they lead to.

Two histories that left the same events and the same deadlines are one state: whatever is done next has the same
outcome, so that it is done once. (Equal but for times and the ids of what causes events. The clock decides nothing but
through the one act that lets the order expire: before it little time passes, after it less than an hour.)
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, combinations

from tests.simulation.house import House
from tests.simulation.world import UNDISTURBED, Act, Disturbance, Extent, World

type State = str
type Disturbances = Callable[[Extent], Iterable[Disturbance]]
"""What to try besides the undisturbed act, which had that extent."""

_TIMES = re.compile(r"20\d\d-\d\d-\d\dT[0-9:.]+(Z|\+00:00)")
_CAUSES = re.compile(r'"cause": ?"[^"]*"')


def state_of(world: World) -> State:
    streams = {
        str(stream): [(type(item.event).__name__, item.event.model_dump_json()) for item in world.store.events(stream)]
        for stream in world.store.all_streams()
    }
    deadlines = sorted(f"{letter.entity} {letter.message.body.decode()}" for letter in world.letters.waiting)
    return _CAUSES.sub("", _TIMES.sub("", json.dumps([streams, deadlines])))


type Step = tuple[str, ...]
"""Acts that are done together: none waits for what follows from another."""


@dataclass
class Coverage:
    """`orders`: how many orders of all acts were gone through. `runs`: steps carried out for it."""

    states: int = 0
    runs: int = 0
    orders: int = 0


@dataclass
class Matrix:
    """`check` is called once for each state, and raises what is wrong with it.

    `together`: how many acts a step has at most. Of acts that are done together the last one named is done last.
    """

    acts: Mapping[str, Act]
    disturbances: Disturbances
    check: Callable[[World], Awaitable[None]]
    together: int = 1
    coverage: Coverage = field(default_factory=Coverage)
    _worlds: dict[State, World] = field(default_factory=dict)
    _outcomes: dict[tuple[State, Step], frozenset[State]] = field(default_factory=dict)
    _gone_through: dict[tuple[State, frozenset[str]], int] = field(default_factory=dict)

    async def go_through(self, world: World) -> Coverage:
        begin = await self._known(world)
        self.coverage.orders = await self._go_on(begin, frozenset(self.acts), [])
        self.coverage.states = len(self._worlds)
        return self.coverage

    async def _go_on(self, state: State, left: frozenset[str], path: list[Step]) -> int:
        """All orders of what is left, from this state on. Gives how many, each counted once whatever disturbed it."""
        if not left:
            return 1
        if (orders := self._gone_through.get((state, left))) is None:
            orders = 0
            for step in self._steps(left):
                outcomes = await self._outcomes_of(state, step, path)
                counts = {await self._go_on(outcome, left - {*step}, [*path, step]) for outcome in sorted(outcomes)}
                [count] = counts  # it depends on what is left only
                orders += count
            self._gone_through[state, left] = orders
        return orders

    def _steps(self, left: frozenset[str]) -> Iterator[Step]:
        named = [name for name in self.acts if name in left]
        return chain.from_iterable(combinations(named, number) for number in range(1, self.together + 1))

    async def _outcomes_of(self, state: State, step: Step, path: list[Step]) -> frozenset[State]:
        if (state, step) not in self._outcomes:
            outcome, extent = await self._try(state, step, UNDISTURBED, path)
            outcomes = {outcome}
            for disturbance in self.disturbances(extent):
                outcomes.add((await self._try(state, step, disturbance, path))[0])
            self._outcomes[state, step] = frozenset(outcomes)
        return self._outcomes[state, step]

    async def _try(self, state: State, step: Step, disturbance: Disturbance, path: list[Step]) -> tuple[State, Extent]:
        async def do(world: World, house: House) -> None:
            for name in step:
                await self.acts[name](world, house)

        world = self._worlds[state].copy()
        self.coverage.runs += 1
        try:
            extent = await world.carry_out(do, disturbance)
            return await self._known(world), extent
        except Exception as error:
            told = ", ".join(" and ".join(names) for names in [*path, step])
            error.add_note(f"{told}; the last one with {disturbance}")
            raise

    async def _known(self, world: World) -> State:
        state = state_of(world)
        if state not in self._worlds:
            self._worlds[state] = world
            await self.check(world)
        return state


def power_cuts(extent: Extent) -> Iterator[Disturbance]:
    """Before each effect, and so after each. (After the last one there is nothing left to do.)"""
    for effect in range(extent.effects):
        yield Disturbance(cut_before=effect)


def losses(extent: Extent) -> Iterator[Disturbance]:
    for number in range(extent.deliveries):
        yield Disturbance(lost=number)


def repetitions(extent: Extent) -> Iterator[Disturbance]:
    for number in range(extent.deliveries):
        yield Disturbance(twice=number)


def other_orders(extent: Extent) -> Iterator[Disturbance]:
    """The other way round, at random, and each message when all else has come."""
    yield Disturbance(newest_first=True)
    for seed in range(5):
        yield Disturbance(seed=seed)
    for number in range(extent.deliveries):
        yield Disturbance(late=number)
