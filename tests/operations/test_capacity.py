"""Every figure in docs/operations/capacity.md: ours are compared with the code, and none stands there unexplained."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from infrastructure.commit_draft import CommitDraft, Known, Work
from infrastructure.event_store import MAX_COMMIT_PAYLOAD_BYTES, MAX_COMMIT_ROWS
from operations import cost
from operations.azure_entities import TIMERS, azure_entities
from operations.generate import REPOSITORY
from tests.bicep.estate import Estate, estate
from tests.handling.seats import add, evolve, new_conference

PAGE = (REPOSITORY / "docs" / "operations" / "capacity.md").read_text()


def reservations_of_a_transaction() -> int:
    """As many inputs of one event each as a commit takes."""
    draft = CommitDraft(new_conference(), Known(None, -1, proven=True), evolve, datetime.now(UTC))
    taken = 0
    while draft.take(Work(add(f"c{taken}"), out_of_patience=False)):
        taken += 1
    return taken


def host_setting(*path: str) -> Any:
    value = json.loads((REPOSITORY / "host.json").read_text())
    for name in path:
        value = value[name]
    return value


def scale(deployed: Estate) -> dict[str, Any]:
    settings: dict[str, Any] = deployed.one("Web/sites").body["properties"]["functionAppConfig"]["scaleAndConcurrency"]
    return settings


def billed_gb_seconds(seconds: float) -> float:
    lines = cost.month(cost.Plan(orders=1000, seconds=seconds), cost.registration())
    return next(line.quantity for line in lines if line.what == "GB-seconds of running")


def warm_instances_of_production() -> int:
    return sum(each["instanceCount"] for each in scale(estate("prod"))["alwaysReady"])


def minutely_timers() -> int:
    text = (REPOSITORY / "functions" / "timers" / "triggers.py").read_text()
    return len(re.findall(r"schedule=EVERY_MINUTE\b", text))


def thresholds_of_the_budget() -> list[int]:
    notifications = estate("prod").one("Consumption/budgets").body["properties"]["notifications"].values()
    return sorted(each["threshold"] for each in notifications if each["thresholdType"] == "Actual")


OURS: list[tuple[str, Callable[[], object], object]] = [
    ("about 1,000 operations a second", lambda: cost.CREDITS_A_SECOND, 1000),
    ("13 million operations a month included", lambda: cost.BUS_INCLUDED, 13_000_000),
    ("a commit is held to 150 KiB", lambda: MAX_COMMIT_PAYLOAD_BYTES, 153_600),
    ("takes up to 49 reservations", reservations_of_a_transaction, 49),
    ("into one transaction: 100 rows", lambda: MAX_COMMIT_ROWS, 100),
    ("20,000 requests a second", lambda: 20_000 // cost.registration().table_requests // 100, 3),  # hundreds of orders
    ("250 instances of 2 GB", lambda: 512_000 // scale(estate("prod"))["instanceMemoryMB"], 250),
    ("`maxConcurrentCalls` (64)", lambda: host_setting("extensions", "serviceBus", "maxConcurrentCalls"), 64),
    ("`httpConcurrency` (100)", lambda: scale(estate("prod"))["triggers"]["http"]["perInstanceConcurrency"], 100),
    ("passes seven functions", lambda: len(azure_entities()["consumers"]), 7),
    ("512 MB costs a quarter", lambda: 512 / scale(estate("prod"))["instanceMemoryMB"], 0.25),
    ("timers (four a minute, one an hour)", lambda: (minutely_timers(), len(TIMERS)), (4, 5)),
    ("max(billed seconds, 1)", lambda: billed_gb_seconds(0.1) / billed_gb_seconds(1), 1),
    ("GB × 2,628,000 s", lambda: cost.SECONDS, 2_628_000),
    ("--warm 26", warm_instances_of_production, 26),
    ("--private-endpoints 5", lambda: len(estate("prod").all("Network/privateEndpoints")), 5),
    ("alert of the budget at 50, 75, 90 %", thresholds_of_the_budget, [50, 75, 90]),
]
"""What the page says, what the code says, and the value worked out by hand."""

OF_AZURE = [
    "256 KB a message (Standard)",
    "2,000 entities a second",
    "1,000 connections included, 5,000 at most",
    "512,000 MB",
    "the plan's default for Python is 1",
    "percentiles(DurationMs, 50, 95)",
    "ago(1d)",
    "sum(Quantity) / 1000",
]
"""Limits of the services, and queries: nothing in the code follows from them."""

EXAMPLES = ["--orders 20000", "--orders 500000", "--memory 512"]


@pytest.mark.parametrize(("sentence", "actual", "expected"), OURS, ids=[sentence for sentence, *_ in OURS])
def test_a_figure_of_ours_is_what_the_code_says(sentence: str, actual: Callable[[], object], expected: object):
    assert sentence in PAGE
    assert actual() == expected


def test_no_other_figure_stands_on_the_page():
    rest = PAGE
    for sentence in sorted([*(sentence for sentence, *_ in OURS), *OF_AZURE, *EXAMPLES], key=len, reverse=True):
        assert sentence in PAGE
        rest = rest.replace(sentence, "")
    assert re.findall(r".*\d.*", rest) == []
