"""What a month costs, and what limits it: `python -m operations.cost --orders 20000`.

The formula is explained in docs/operations/capacity.md. Counts of one registration come from
`tests/budget/registration.toml`, which a test holds against what is measured. Prices are list prices in US dollars;
check them for your region before you rely on them.
"""

import argparse
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from infrastructure.topology import QUEUES, SUBSCRIPTIONS
from operations.azure_entities import TIMERS
from operations.generate import REPOSITORY

BUDGET = REPOSITORY / "tests" / "budget" / "registration.toml"

SECONDS = 2_628_000
MINUTES = SECONDS // 60
HOURS = SECONDS // 3600
"""Of a month: a twelfth of a year."""

EXECUTION, FREE_EXECUTIONS = 0.40 / 1e6, 250_000
GB_SECOND, FREE_GB_SECONDS = 0.000026, 100_000
READY_GB_SECOND, READY_BUSY_GB_SECOND = 0.000004, 0.000016
BUS_BASE, BUS_OPERATION, BUS_INCLUDED = 9.81, 0.80 / 1e6, 13_000_000
BUS_UNIT = 677.08
TABLE_REQUEST, TABLE_GB = 0.00036 / 1e4, 0.045
BLOB_WRITE = 0.05 / 1e4
MAIL = 0.00025
LOG_GB, FREE_LOG_GB = 2.30, 5
STATIC_SITE = 9.0
PRIVATE_ENDPOINT = 0.01 * HOURS

CREDITS_A_SECOND = 1000
"""Operations that a Standard namespace takes before it throttles."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What one costs, counted."""

    table_requests: int
    blob_writes: int
    bus_operations: int
    deliveries: int
    commands: int


@dataclass(frozen=True, slots=True)
class Plan:
    """An environment and its use. `reads`: HTTP reads an order. Sizes an order: kilobytes that stay."""

    orders: int
    reads: int = 10
    memory_gb: float = 2.0
    seconds: float = 1.0
    warm: int = 0
    premium_units: int = 0
    months_kept: int = 12
    kilobytes: float = 40
    log_kilobytes: float = 30
    static_site: bool = False
    private_endpoints: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    what: str
    quantity: float
    dollars: float


def registration() -> Registration:
    document = tomllib.loads(BUDGET.read_text())
    steps: list[dict[str, Any]] = list(document["steps"].values())
    blobs = sum(
        count
        for step in steps
        for place in step["storage"].values()
        for name, count in place.items()
        if name == "blob_writes"
    )
    deliveries = sum(entity.get("deliveries", 0) for step in steps for entity in step["bus"].values())
    total = document["total"]
    return Registration(total["storage"] - blobs, blobs, total["bus"], deliveries, len(steps) - 1)


def month(plan: Plan, one: Registration) -> list[Line]:
    timers = MINUTES * (len(TIMERS) - 1) + HOURS
    executions = plan.orders * (one.deliveries + one.commands + plan.reads) + timers
    gb_seconds = executions * max(plan.seconds, 1.0) * plan.memory_gb
    bus = plan.orders * one.bus_operations + MINUTES * (len(QUEUES) + len(SUBSCRIPTIONS))
    tables = plan.orders * (one.table_requests + plan.reads) + 5 * MINUTES
    gigabytes = plan.orders * plan.months_kept * plan.kilobytes / 1e6
    logs = plan.orders * plan.log_kilobytes / 1e6
    used = gb_seconds * READY_BUSY_GB_SECOND if plan.warm else beyond(gb_seconds, FREE_GB_SECONDS) * GB_SECOND
    return [
        Line("executions", executions, beyond(executions, FREE_EXECUTIONS) * EXECUTION),
        Line("GB-seconds of running", gb_seconds, used),
        Line("instances that wait warm", plan.warm, plan.warm * plan.memory_gb * SECONDS * READY_GB_SECOND),
        _bus(plan, bus),
        Line("table requests", tables, tables * TABLE_REQUEST),
        Line("GB of tables", gigabytes, gigabytes * TABLE_GB),
        Line("blob writes", plan.orders * one.blob_writes, plan.orders * one.blob_writes * BLOB_WRITE),
        Line("mails", plan.orders, plan.orders * MAIL),
        Line("GB of logs", logs, beyond(logs, FREE_LOG_GB) * LOG_GB),
        Line("static site", int(plan.static_site), STATIC_SITE * plan.static_site),
        Line("private endpoints", plan.private_endpoints, plan.private_endpoints * PRIVATE_ENDPOINT),
    ]


def beyond(quantity: float, free: float) -> float:
    return max(0.0, quantity - free)


def orders_a_second(one: Registration) -> float:
    """At which Service Bus Standard begins to throttle."""
    return CREDITS_A_SECOND / one.bus_operations


def _bus(plan: Plan, operations: int) -> Line:
    if plan.premium_units:
        return Line("messaging units of Service Bus", plan.premium_units, plan.premium_units * BUS_UNIT)
    return Line("Service Bus operations", operations, BUS_BASE + beyond(operations, BUS_INCLUDED) * BUS_OPERATION)


def table(lines: Sequence[Line], orders: int) -> str:
    total = sum(line.dollars for line in lines)
    rows = [f"{line.what:32}{line.quantity:>16,.0f}{line.dollars:>12,.2f}" for line in lines]
    each = f"{'for each 1,000 orders':48}{1000 * total / orders:>12,.2f}" if orders else ""
    return "\n".join([f"{'a month':32}{'quantity':>16}{'dollars':>12}", *rows, f"{'together':48}{total:>12,.2f}", each])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m operations.cost", description=__doc__)
    parser.add_argument("--orders", type=_count, required=True, help="orders a month")
    parser.add_argument("--reads", type=_count, default=10, help="HTTP reads for each order (10)")
    parser.add_argument("--memory", type=int, choices=[512, 2048, 4096], default=2048, help="MB of an instance (2048)")
    parser.add_argument("--seconds", type=float, default=1.0, help="billed seconds of an execution, 1 at least (1)")
    parser.add_argument("--warm", type=_count, default=0, help="instances that wait warm (0)")
    parser.add_argument(
        "--premium", type=_count, default=0, help="messaging units of Service Bus Premium (0: Standard)"
    )
    parser.add_argument("--months", type=_count, default=12, help="months that orders are kept (12)")
    parser.add_argument("--static-site", action="store_true", help="the Standard tier of the pages")
    parser.add_argument("--private-endpoints", type=_count, default=0, help="how many (0)")
    asked = parser.parse_args()
    one = registration()
    plan = Plan(
        orders=asked.orders,
        reads=asked.reads,
        memory_gb=asked.memory / 1024,
        seconds=asked.seconds,
        warm=asked.warm,
        premium_units=asked.premium,
        months_kept=asked.months,
        static_site=asked.static_site,
        private_endpoints=asked.private_endpoints,
    )
    print(table(month(plan, one), plan.orders))
    if not plan.premium_units:
        print(f"Service Bus Standard throttles from {orders_a_second(one):.0f} orders a second on.")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no count")
    return int(text)


if __name__ == "__main__":
    main()
