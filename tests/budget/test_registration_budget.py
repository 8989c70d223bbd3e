"""What one registration costs, counted where it is billed, is what the budget file says: no more, and no less."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.acceptance.api import Api, Conference
from tests.budget import budget_file
from tests.budget.budget_file import as_toml, differences, lines_of, lines_of_cost
from tests.budget.counted_stack import Cost, counted_stack
from tests.budget.steps import register

DEADLINE_SOON = {"RESERVATION_WINDOW_SECONDS": "12", "SEAT_RELEASE_BUFFER_SECONDS": "1"}


def opened_conference(api: Api) -> Conference:
    conference = api.create_conference()
    conference.add_seat_type("Workshop", "100.00", 50)
    conference.publish()
    return conference


@pytest.mark.stack
async def test_one_order_alone_costs_what_the_budget_says(tmp_path: Path):
    async with counted_stack(tmp_path, DEADLINE_SOON) as stack:
        api = Api(stack.base_url)
        conference = await asyncio.to_thread(opened_conference, api)
        await stack.quiet()
        await register(stack, conference)  # a first one, so that everything is warm
        costs = await register(stack, conference)
        api.close()
    budget = budget_file.read()
    assert list(costs) == list(budget["steps"])
    wrong = {step: list(differences(lines_of(budget, step), lines_of_cost(cost))) for step, cost in costs.items()}
    told = [_told(step, wrong[step], cost) for step, cost in costs.items() if wrong[step]]
    assert not told, "\n".join(told)


def test_the_totals_of_the_file_are_the_sums_of_its_steps():
    budget = budget_file.read()
    for step, content in budget["steps"].items():
        assert content["total"] == sum(lines_of(budget, step).values()), step
    numbers = [line for step in budget["steps"] for line in lines_of(budget, step).items()]
    storage, bus = _sum_of(numbers, "storage"), _sum_of(numbers, "bus")
    assert budget["total"] == {"storage": storage, "bus": bus, "together": storage + bus}


def test_the_dollars_of_the_file_follow_from_its_prices():
    budget = budget_file.read()
    prices = budget["prices"]
    numbers = [line for step in budget["steps"] for line in lines_of(budget, step).items()]
    blobs = sum(number for line, number in numbers if line.endswith(" blob_writes"))
    tables = _sum_of(numbers, "storage") - blobs
    assert not [line for line, _ in numbers if line.endswith(" blob_reads")], "they have a price of their own"
    dollars = budget["dollars_of_1000_orders"]
    assert dollars["tables"] == tables * prices["tables_10000_requests"] / 10
    assert dollars["blobs"] == blobs * prices["blobs_10000_writes"] / 10
    assert dollars["bus"] == _sum_of(numbers, "bus") * prices["bus_million_operations"] / 1000
    assert dollars["together"] == dollars["tables"] + dollars["blobs"] + dollars["bus"]


class TestComparing:
    def test_what_is_as_the_budget_says_is_no_difference(self):
        assert list(differences({"storage orders deletes": 2}, {"storage orders deletes": 2})) == []

    def test_growth_is_told(self):
        found = list(differences({"bus commands sends": 2}, {"bus commands sends": 3, "bus mail sends": 1}))
        assert found == [
            "bus commands sends: 3, the budget allows 2",
            "bus mail sends: 1, the budget allows 0",
        ]

    def test_less_is_told_too(self):
        assert list(differences({"bus commands sends": 2}, {"bus commands sends": 1})) == [
            "bus commands sends: 1, fewer than 2: lower the file, so that it stays true"
        ]


def _told(step: str, wrong: list[str], cost: Cost) -> str:
    """All that helps to find out why, and the step as the file would have to be."""
    requests = [f"{request.kind} {request.path}" for request in cost.requests]
    return "\n".join([f"{step}:", *wrong, "", *requests, "", as_toml(step, cost)])


def _sum_of(lines: Iterable[tuple[str, int]], service: str) -> int:
    return sum(number for line, number in lines if line.startswith(f"{service} "))
