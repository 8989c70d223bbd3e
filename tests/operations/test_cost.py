"""The calculator, against sums done by hand."""

import subprocess
import sys

import pytest

from operations.cost import Plan, Registration, beyond, month, orders_a_second, registration
from operations.generate import REPOSITORY

ONE = Registration(table_requests=50, blob_writes=2, bus_operations=80, deliveries=30, commands=4)


def dollars(plan: Plan) -> dict[str, float]:
    return {line.what: round(line.dollars, 2) for line in month(plan, ONE)}


def quantities(plan: Plan) -> dict[str, float]:
    return {line.what: line.quantity for line in month(plan, ONE)}


def test_an_idle_month_costs_the_base_of_the_bus_and_the_timers():
    # Four timers a minute of 43,800 minutes, one an hour of 730 hours: 175,930 executions of a second at 2 GB.
    found = quantities(Plan(orders=0))
    assert found["executions"] == 175_930
    assert found["GB-seconds of running"] == 351_860
    assert found["Service Bus operations"] == 7 * 43_800
    costs = dollars(Plan(orders=0))
    assert costs["executions"] == 0  # 250,000 are free
    assert costs["GB-seconds of running"] == 6.55  # (351,860 - 100,000) * 0.000026
    assert costs["Service Bus operations"] == 9.81
    assert sum(costs.values()) == pytest.approx(16.37, abs=0.011)


def test_a_hundred_thousand_orders():
    # 44 executions an order; 80 bus operations; 60 table requests.
    plan = Plan(orders=100_000, memory_gb=0.5)
    found, costs = quantities(plan), dollars(plan)
    assert found["executions"] == 4_400_000 + 175_930
    assert costs["executions"] == 1.73  # 4,325,930 * 0.40 / 1,000,000
    assert costs["GB-seconds of running"] == 56.89  # (4,575,930 / 2 - 100,000) * 0.000026
    assert costs["Service Bus operations"] == 9.81  # 8,306,600 of 13,000,000
    assert costs["table requests"] == 0.22  # 6,219,000 * 0.00036 / 10,000
    assert costs["GB of tables"] == 2.16  # 100,000 * 12 * 40 kB * 0.045
    assert costs["blob writes"] == 1.00  # 200,000 * 0.05 / 10,000
    assert costs["mails"] == 25.00
    assert costs["GB of logs"] == 0  # 3 of 5 free


def test_beyond_what_is_included_each_bus_operation_counts():
    costs = dollars(Plan(orders=200_000))
    assert costs["Service Bus operations"] == 12.46  # 9.81 + (16,306,600 - 13,000,000) * 0.80 / 1,000,000


def test_warm_instances_cost_while_they_wait_and_less_while_they_run():
    costs = dollars(Plan(orders=0, warm=1))
    assert costs["instances that wait warm"] == 21.02  # 2 GB * 2,628,000 s * 0.000004
    assert costs["GB-seconds of running"] == 5.63  # 351,860 * 0.000016, nothing is free


def test_premium_and_the_fixed_things():
    costs = dollars(Plan(orders=0, premium_units=2, static_site=True, private_endpoints=6))
    assert costs["messaging units of Service Bus"] == 1354.16
    assert costs["static site"] == 9.00
    assert costs["private endpoints"] == 43.80


def test_the_standard_tier_is_full_at_a_thousand_operations_a_second():
    assert orders_a_second(ONE) == 12.5


def test_nothing_is_free_twice():
    assert (beyond(5, 10), beyond(10, 10), beyond(12, 10)) == (0, 0, 2)


def test_what_a_registration_costs_is_read_from_the_budget_that_is_measured():
    one = registration()
    assert 0 < one.blob_writes < one.table_requests
    assert one.commands == 4  # place, check out, pay, assign
    assert one.deliveries < one.bus_operations


def test_the_command_adds_up():
    command = [sys.executable, "-m", "operations.cost", "--orders", "1000", "--memory", "512"]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()
    amounts = [float(line.split()[-1].replace(",", "")) for line in said[1:12]]
    assert said[12].startswith("together")
    assert float(said[12].split()[-1]) == pytest.approx(sum(amounts), abs=0.05)
    assert said[-1].startswith("Service Bus Standard throttles from ")
