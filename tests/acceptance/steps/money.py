"""Sentences about the ledger of the conference."""

import re

from pytest_bdd import parsers, then

from tests.acceptance.world import World

SUMS = ("taken", "refunded", "income", "held", "invoiced", "balance")


@then(parsers.re(r"the ledger says (?P<sums>.+)"))
def ledger_says(world: World, sums: str) -> None:
    """`"taken" 600.00, "income" 600.00`: whatever is not named is zero, the balance too."""
    expected = dict.fromkeys(SUMS, "0.00") | dict(re.findall(r'"(\w+)" ([\d.]+)', sums))
    expected["owed"] = f"{float(expected['income']) + float(expected['held']):.2f}"

    def found() -> dict[str, str]:
        euros = world.conference.ledger().get("EUR", dict.fromkeys([*SUMS, "owed"], "0.00"))
        return {name: amount for name, amount in euros.items() if name != "currency"}

    world.eventually(found, expected)


@then("the ledger has no entry")
def no_entry(world: World) -> None:
    world.eventually(world.conference.ledger_entries, [])
