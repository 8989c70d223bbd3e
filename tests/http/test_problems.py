"""What every answer carries, and what is told when something breaks."""

import logging
from typing import Any

import pytest

from infrastructure.event_store import StorageUnavailable
from tests.domain.orders import ORDER, PLACED
from tests.http.world import World

TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACE_PARENT = f"00-{TRACE_ID}-00f067aa0ba902b7-01"


async def test_a_problem_is_a_problem_document(world: World):
    answer = await world.request("GET", "/conferences/nobody", headers={"traceparent": TRACE_PARENT})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json == {
        "type": "https://contoso.example/problems/not-found",
        "title": "There is no such thing",
        "status": 404,
        "detail": "There is no such conference.",
        "traceId": TRACE_ID,
    }


async def test_a_trace_is_carried_on_into_what_the_request_causes(world: World):
    headers = {"traceparent": TRACE_PARENT, "x-correlation-id": "order-of-alice"}
    await world.request("DELETE", f"/orders/{ORDER}", token="order", headers=headers)
    (sent,) = world.bus.sent
    assert (sent.provenance.trace_parent, sent.provenance.correlation_id) == (TRACE_PARENT, "order-of-alice")


async def test_a_request_without_a_trace_begins_one(world: World):
    answer = await world.request("DELETE", f"/orders/{ORDER}", token="order")
    (sent,) = world.bus.sent
    version, trace_id, span_id, flags = (sent.provenance.trace_parent or "").split("-")
    assert (version, len(trace_id), len(span_id), flags) == ("00", 32, 16, "01")
    assert answer.headers["X-Correlation-Id"] == sent.provenance.correlation_id == trace_id


@pytest.mark.parametrize(
    "trace_parent",
    [
        "garbage",
        f"01-{TRACE_ID}-00f067aa0ba902b7-01",
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        TRACE_PARENT.upper(),
        TRACE_PARENT + "-x",
    ],
)
async def test_a_malformed_trace_is_replaced(world: World, trace_parent: str):
    answer = await world.request("GET", "/conferences/nobody", headers={"traceparent": trace_parent})
    assert len(answer.json["traceId"]) == 32
    assert answer.json["traceId"] not in (TRACE_ID, "0" * 32)


@pytest.mark.parametrize("correlation_id", ["a b", "x" * 65, "<script>", "a\r\nSet-Cookie: b", ""])
async def test_a_malformed_correlation_id_is_replaced(world: World, correlation_id: str):
    answer = await world.request("GET", "/conferences", headers={"x-correlation-id": correlation_id})
    assert len(answer.headers["X-Correlation-Id"]) == 32


async def test_every_answer_has_a_correlation_id(world: World):
    world.order(*PLACED)
    for method, url in (("GET", "/conferences"), ("GET", f"/orders/{ORDER}"), ("GET", "/health/live")):
        for token in (None, "order"):
            answer = await world.request(method, url, token=token)
            assert answer.headers["X-Correlation-Id"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            readable = answer.headers["Access-Control-Expose-Headers"].split(", ")
            assert {"Command-Outcome", "ETag", "Retry-After", "X-Correlation-Id", "Date"} <= set(readable)


async def test_what_nobody_foresaw_is_logged_and_not_told(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    async def break_down(*_: Any) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(world.store, "read", break_down)
    with caplog.at_level(logging.ERROR):
        answer = await world.request("DELETE", f"/orders/{ORDER}", token="order", headers={"traceparent": TRACE_PARENT})
    assert (answer.status, answer.slug) == (500, "internal-error")
    assert b"secret" not in answer.content
    assert answer.json["traceId"] == TRACE_ID
    (logged,) = caplog.records
    assert TRACE_ID in logged.getMessage()
    assert logged.exc_info is not None


async def test_who_meets_a_storage_that_does_not_answer_is_asked_to_try_again(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    async def not_answer(*_: Any) -> None:
        raise StorageUnavailable("host name of the storage")

    monkeypatch.setattr(world.store, "read", not_answer)
    answer = await world.request("DELETE", f"/orders/{ORDER}", token="order")
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (503, "unavailable", "1")
    assert b"host name" not in answer.content


async def test_who_meets_a_bus_that_does_not_answer_is_asked_to_try_again(world: World):
    world.bus.down = True
    answer = await world.request("DELETE", f"/orders/{ORDER}", token="order")
    assert (answer.status, answer.slug, answer.headers["Retry-After"]) == (503, "unavailable", "1")
