"""The demo conference: on sale after the start, seeded once."""

from pathlib import Path

import httpx
import pytest

from tests.launcher.processes import eventually
from tests.stack import Stack, running_stack

pytestmark = pytest.mark.stack


def seeded(stack: Stack) -> str:
    """The line about it that the launcher prints when it is ready."""

    def line() -> str:
        return next((line for line in stack.output().splitlines() if line.startswith("  Demo  ")), "")

    assert eventually(lambda: line() != "", seconds=30), stack.last_lines()
    return line()


def seat_types(stack: Stack) -> list[tuple[str, str, int]]:
    answer = httpx.get(f"{stack.base_url}/api/conferences/contoso-conf/seat-types", trust_env=False)
    return sorted((each["name"], each["price"], each["availableQuantity"]) for each in answer.raise_for_status().json())


def test_the_demo_conference_is_on_sale_with_a_scarce_and_a_free_seat_type_and_is_seeded_once(tmp_path: Path) -> None:
    on_sale = [("Community evening", "0.00", 200), ("Full conference", "499.00", 500), ("Workshop", "299.50", 10)]

    with running_stack(data=tmp_path, demo=True) as stack:
        assert "manage it as owner@example.com with access code " in seeded(stack)
        assert seat_types(stack) == on_sale

    with running_stack(data=tmp_path, demo=True) as stack:
        assert "made in an earlier run" in seeded(stack)
        assert seat_types(stack) == on_sale
