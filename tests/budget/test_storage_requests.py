"""What the proxy makes of the requests that pass it."""

import pytest

from tests.budget.storage_requests import Kind, StorageRequest

ROW = "orders(PartitionKey='Order_1',RowKey='command_1')"
RANGE = "orders()?$filter=PartitionKey eq 'Order_1' and RowKey ge '0000000000'"
BATCH = b"POST http://127.0.0.1:1/devstoreaccount1/orders HTTP/1.1\r\n\r\n"


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", f"{ROW}?$select=Outcome", "point_reads"),
        ("GET", RANGE, "range_reads"),
        ("POST", "orders", "writes"),
        ("PUT", ROW, "writes"),
        ("PATCH", ROW, "writes"),
        ("DELETE", ROW, "deletes"),
    ],
)
def test_a_request_is_of_its_table_and_of_one_kind(method: str, path: str, kind: Kind):
    assert StorageRequest.of_table(method, path, b"") == StorageRequest("orders", kind, path)


def test_a_transaction_is_of_the_table_that_it_writes_to():
    assert StorageRequest.of_table("POST", "$batch", BATCH) == StorageRequest("orders", "transactions", "orders")


@pytest.mark.parametrize(("method", "kind"), [("GET", "blob_reads"), ("HEAD", "blob_reads"), ("PUT", "blob_writes")])
def test_a_blob_is_of_its_container(method: str, kind: Kind):
    assert StorageRequest.of_blob(method, "seat-assignments/Order_1/a.json", b"") == StorageRequest(
        "seat-assignments", kind, "seat-assignments/Order_1/a.json"
    )


@pytest.mark.parametrize(
    "path",
    [
        "conferences()?$filter=PartitionKey ge 'Conference_' and PartitionKey lt 'Conference_g'",
        "idempotency()?$filter=ClaimedAt lt '2026-11-22'",
        "progress(PartitionKey='progress',RowKey='audit')",
    ],
)
def test_what_looks_through_a_table_and_how_far_it_got_is_the_timers(path: str):
    assert StorageRequest.of_table("GET", path, b"").is_a_timers


@pytest.mark.parametrize("path", [ROW, RANGE])
def test_what_is_about_one_partition_is_no_timers(path: str):
    assert not StorageRequest.of_table("GET", path, b"").is_a_timers
