"""The demo conference: on sale after the start, seeded once."""

from pathlib import Path

import httpx
import pytest

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
