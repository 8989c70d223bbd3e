"""The budget file: what a registration may cost, and how it differs from what it did."""

import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.budget.counted_stack import Cost

FILE = Path(__file__).with_name("registration.toml")
SERVICES = ("storage", "bus")


def read() -> dict[str, Any]:
    """Numbers with a point are Decimal."""
    return tomllib.loads(FILE.read_text(), parse_float=Decimal)


def lines_of(document: Mapping[str, Any], step: str) -> dict[str, int]:
    """`storage orders deletes` → how many, of one step of the file."""
    return {
        f"{service} {place} {what}": number
        for service in SERVICES
        for place, counts in document["steps"][step].get(service, {}).items()
        for what, number in counts.items()
    }


def lines_of_cost(cost: Cost) -> dict[str, int]:
    return {
        f"{service} {place} {what}": number
        for service, places in (("storage", cost.storage), ("bus", cost.bus))
        for place, counts in places.items()
        for what, number in counts.items()
    }


def differences(budget: Mapping[str, int], measured: Mapping[str, int]) -> Iterator[str]:
    """One line for each number that is not that of the budget."""
    for line in sorted(budget.keys() | measured.keys()):
        allowed, found = budget.get(line, 0), measured.get(line, 0)
        if found > allowed:
            yield f"{line}: {found}, the budget allows {allowed}"
        elif found < allowed:
            yield f"{line}: {found}, fewer than {allowed}: lower the file, so that it stays true"


def as_toml(step: str, cost: Cost) -> str:
    """The step as the file would have it."""
    parts = []
    for service, places in (("storage", cost.storage), ("bus", cost.bus)):
        parts.append(f"[steps.{step}.{service}]")
        for place, counts in sorted(places.items()):
            inner = ", ".join(f"{what} = {number}" for what, number in sorted(counts.items()))
            parts.append(f'"{place}" = {{ {inner} }}')
    return "\n".join(parts) + "\n"
