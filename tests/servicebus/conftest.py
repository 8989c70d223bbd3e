"""One emulator for the whole folder; every test takes entities of its own."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from itertools import count

import pytest
import pytest_asyncio

from tests.servicebus.bus import Bus
from tests.servicebus.emulator import namespace, running_emulator
from tests.servicebus.waiting import CASES, Fresh

PLAIN = {"LockDuration": "PT5M"}
SHORT_LOCK = {"LockDuration": "PT5S"}
RENEWED_LOCK = {"LockDuration": "PT15S"}  # long enough to be renewed in time on a machine that has much else to do
SESSIONS = {"LockDuration": "PT5M", "RequiresSession": True}
SHORT_SESSIONS = {"LockDuration": "PT5S", "RequiresSession": True}
DUPLICATES = {"RequiresDuplicateDetection": True, "DuplicateDetectionHistoryTimeWindow": "PT8S"}
POOL = 60
JOURNAL_SWITCH = "SERVICEBUS_TESTS_JOURNAL"


def _string_filter(**flags: str) -> dict[str, object]:
    return {"FilterType": "Correlation", "CorrelationFilter": {"Properties": flags}}


def _label_filter(label: str) -> dict[str, object]:
    return {"FilterType": "Correlation", "CorrelationFilter": {"Label": label}}


def _sql(expression: str) -> dict[str, object]:
    return {"FilterType": "Sql", "SqlFilter": {"SqlExpression": expression}}


def _rules(*properties: dict[str, object]) -> list[dict[str, object]]:
    return [{"Name": f"rule{number}", "Properties": each} for number, each in enumerate(properties)]


CONFIG = namespace(
    queues={f"plain{number}": PLAIN for number in range(POOL)}
    | {f"short{number}": SHORT_LOCK for number in range(POOL)}
    | {f"renewed{number}": RENEWED_LOCK for number in range(5)}
    | {f"renewed-sessions{number}": {**RENEWED_LOCK, "RequiresSession": True} for number in range(5)}
    | {f"sessions{number}": SESSIONS for number in range(POOL)}
    | {f"short-sessions{number}": SHORT_SESSIONS for number in range(10)}
    | {f"duplicates{number}": DUPLICATES for number in range(5)}
    | {
        "three-deliveries": {**PLAIN, "MaxDeliveryCount": 3},
        "two-session-deliveries": {**SESSIONS, "MaxDeliveryCount": 2},
        "one-megabyte": {**PLAIN, "MaxSizeInMegabytes": 1},
        "short-life": {"DefaultMessageTimeToLive": "PT2S", "DeadLetteringOnMessageExpiration": True},
        "short-life-dropped": {"DefaultMessageTimeToLive": "PT2S"},
        "disabled": {"Status": "Disabled"},
        "Mixed-Case": PLAIN,
    },
    topics={
        "events": {
            "Subscriptions": [
                {"Name": "all"},
                {"Name": "placed", "Rules": _rules(_string_filter(OrderPlaced="1"))},
                {"Name": "either", "Rules": _rules(_string_filter(OrderPlaced="1"), _label_filter("urgent"))},
                {"Name": "both", "Rules": _rules(_string_filter(OrderPlaced="1", OrderConfirmed="1"))},
            ]
        },
        "orders": {
            "Subscriptions": [
                {"Name": "large", "Rules": _rules(_sql("quantity > 10 AND sys.Label LIKE 'order-%'"))},
                {"Name": "rest", "Rules": _rules(_sql("NOT quantity > 10"), _sql("quantity IS NULL"))},
                {"Name": "empty-rules", "Rules": []},
            ]
        },
        "two-deliveries": {"Subscriptions": [{"Name": "only", "Properties": {"MaxDeliveryCount": 2}}]},
        "numbers": {"Subscriptions": [{"Name": "all"}, {"Name": "b", "Rules": _rules(_label_filter("b"))}]},
        "later": {"Properties": DUPLICATES, "Subscriptions": [{"Name": "one"}, {"Name": "two"}]},
        "atomic": {"Subscriptions": [{"Name": "one"}, {"Name": "two"}]},
        "conversations": {
            "Subscriptions": [{"Name": "by-session", "Properties": SESSIONS}, {"Name": "all", "Properties": PLAIN}]
        },
    },
)


@pytest_asyncio.fixture(scope="session")
async def bus(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Bus]:
    """The SDK, connected to the emulator that the tests share. Whoever uses it is marked `stack`.

    The emulator keeps a journal, unless the environment says otherwise, as `test_without_journal.py` does.
    """
    kept = tmp_path_factory.mktemp("servicebus") / "journal.db"
    journal = kept if os.environ.get(JOURNAL_SWITCH, "1") == "1" else None
    async with running_emulator(CONFIG, journal) as connection_string:
        bus = Bus(connection_string)
        yield bus
        await bus.close()


@pytest.fixture(scope="session")
def fresh() -> Fresh:
    """Names of unused queues: `fresh("plain")`, `fresh("short")` with locks of 5 s, `fresh("duplicates")`."""
    used: dict[str, Iterator[int]] = {}

    def name(kind: str) -> str:
        return f"{kind}{next(used.setdefault(kind, count()))}"

    return name


@pytest_asyncio.fixture(scope="session")
async def waiting_cases(
    bus: Bus, fresh: Fresh, request: pytest.FixtureRequest
) -> AsyncIterator[dict[str, asyncio.Task[None]]]:
    """The selected cases by name, all under way."""
    selected = {item.name.partition("[")[2].rstrip("]") for item in request.session.items}
    tasks = {name: asyncio.create_task(case(bus, fresh)) for name, case in CASES.items() if name in selected}
    yield tasks
    for task in tasks.values():
        task.cancel()
    await asyncio.gather(*tasks.values(), return_exceptions=True)


@pytest.fixture
def queue(fresh: Fresh, waiting_cases: dict[str, asyncio.Task[None]]) -> str:
    """A queue of this test's own, with locks of 5 minutes. Its first use also starts what takes long."""
    return fresh("plain")
