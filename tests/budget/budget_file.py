"""The budget file: what a registration may cost, and how it differs from what it did."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.budget.counted_stack import Cost

FILE = Path(__file__).with_name("registration.toml")
SERVICES = ("storage", "bus")
STORAGE_KINDS = ("transactions", "deletes", "writes", "point_reads", "range_reads", "blob_writes", "blob_reads")
BUS_KINDS = ("sends", "deliveries", "settlements", "renewals", "peeks", "cancellations")
KINDS = STORAGE_KINDS + BUS_KINDS
"""In the order of the file."""
BARE_KEY = re.compile(r"[\w-]+", re.ASCII)


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
    """The step as the file has it."""
    lines = [f"[steps.{step}]", f"total = {sum(lines_of_cost(cost).values())}"]
    for service, places in (("storage", cost.storage), ("bus", cost.bus)):
        lines += ["", f"[steps.{step}.{service}]"]
        for place, counts in sorted(places.items()):
            key = place if BARE_KEY.fullmatch(place) else f'"{place}"'
            lines.append(f"{key} = {{ {', '.join(f'{what} = {counts[what]}' for what in KINDS if what in counts)} }}")
    return "\n".join([*lines, ""])
