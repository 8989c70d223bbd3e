"""The demo conference: on sale after the start, seeded once."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.launcher.demo import conference_of, seed
from tests.launcher.processes import eventually
from tests.stack import Stack, running_stack

pytestmark = pytest.mark.stack


def is_told(stack: Stack, text: str) -> bool:
    """By the launcher, when the stack is ready and the conference is seeded."""
    return eventually(lambda: text in stack.output(), seconds=30)


def seat_types(stack: Stack) -> list[tuple[str, str, int]]:
    answer = httpx.get(f"{stack.base_url}/api/conferences/contoso-conf/seat-types", trust_env=False)
    return sorted((each["name"], each["price"], each["availableQuantity"]) for each in answer.raise_for_status().json())


def test_the_demo_conference_is_on_sale_with_a_scarce_and_a_free_seat_type_and_is_seeded_once(tmp_path: Path) -> None:
    on_sale = [("Community evening", "0.00", 200), ("Full conference", "499.00", 500), ("Workshop", "299.50", 10)]

    with running_stack(data=tmp_path, demo=True) as stack:
        assert is_told(stack, "manage it as owner@example.com, access code "), stack.last_lines()
        assert seat_types(stack) == on_sale

    with running_stack(data=tmp_path, demo=True) as stack:
        assert is_told(stack, "/api/conferences/contoso-conf (from an earlier run)"), stack.last_lines()
        assert seat_types(stack) == on_sale


def page(stack: Stack) -> Any:
    answer = httpx.get(f"{stack.base_url}/api/conferences/contoso-conf", trust_env=False)
    return answer.raise_for_status().json()


def test_it_takes_place_in_the_year_after_the_one_it_is_seeded_in_and_later_years_leave_it_there(
    tmp_path: Path,
) -> None:
    with running_stack(data=tmp_path) as stack:
        where, _ = asyncio.run(seed(stack.base_url, 2089))
        assert where.endswith("/api/conferences/contoso-conf")
        assert (page(stack)["startDate"], page(stack)["endDate"]) == ("2090-06-03", "2090-06-05")
        for year in (2089, 2090, 2091):
            (line,) = asyncio.run(seed(stack.base_url, year))
            assert line.endswith("/api/conferences/contoso-conf (from an earlier run)")
        assert page(stack)["startDate"] == "2090-06-03"


def test_what_the_last_run_of_a_year_left_unfinished_is_finished_in_the_next_year(tmp_path: Path) -> None:
    with running_stack(data=tmp_path) as stack:
        management = f"{stack.base_url}/api/management/conferences"
        httpx.post(management, json=conference_of(2089), trust_env=False).raise_for_status()
        where, _ = asyncio.run(seed(stack.base_url, 2090))
        assert where.endswith("/api/conferences/contoso-conf")
        assert page(stack)["startDate"] == "2090-06-03"
