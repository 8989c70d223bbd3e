"""Which account a setting means, and how it is told who asks."""

from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import AioHttpTransport

from infrastructure.azure.clients import StorageClients, StorageEndpoints
from infrastructure.azure.table_account import account_by_connection_string
from infrastructure.event_store import StorageUnavailable

KEY = "c2VjcmV0"


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        (f"AccountName=shop;AccountKey={KEY}", "https://shop.table.core.windows.net"),
        (
            f"DefaultEndpointsProtocol=https;AccountName=shop;AccountKey={KEY};EndpointSuffix=core.chinacloudapi.cn",
            "https://shop.table.core.chinacloudapi.cn",
        ),
        (
            f"AccountName=shop;AccountKey={KEY};TableEndpoint=http://127.0.0.1:5/shop/;",
            "http://127.0.0.1:5/shop",
        ),
        ("UseDevelopmentStorage=true", "http://127.0.0.1:10002/devstoreaccount1"),
        ("UseDevelopmentStorage=true;", "http://127.0.0.1:10002/devstoreaccount1"),
    ],
)
def test_a_connection_string_names_the_tables_address(text: str, endpoint: str) -> None:
    assert account_by_connection_string(text).endpoint == endpoint


@pytest.mark.parametrize(
    ("text", "missing"), [(f"AccountKey={KEY}", "AccountName"), ("AccountName=shop", "AccountKey"), ("", "AccountName")]
)
def test_what_a_connection_string_lacks_is_named_and_its_key_is_not_shown(text: str, missing: str) -> None:
    with pytest.raises(ValueError, match=missing) as wrong:
        account_by_connection_string(text)
    assert KEY not in str(wrong.value)


class Credential:
    async def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        return AccessToken(f"token for {scopes[0]}", 4_102_444_800)

    async def close(self) -> None: ...

    async def __aenter__(self) -> "Credential":
        return self

    async def __aexit__(self, *_: object) -> None: ...


class Unplugged(AioHttpTransport):  # type: ignore[misc]  # azure-core loads it lazily, untyped
    """Notes what is asked, and who asks; sends nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, str]] = []

    async def send(self, request: Any, **_: Any) -> Any:
        self.asked.append((request.url, request.headers["Authorization"]))
        raise ServiceRequestError("unplugged")


async def test_an_identity_proves_itself_by_a_token_for_storage_by_hand_and_by_the_sdk() -> None:
    transport = Unplugged()
    endpoints = StorageEndpoints("https://shop.table.core.windows.net/", "https://unused", Credential())
    clients = StorageClients(endpoints, transport=transport)

    with pytest.raises(StorageUnavailable, match="unplugged"):
        await clients.tables.insert("things", {"PartitionKey": "p", "RowKey": "r"})
    with pytest.raises(StorageUnavailable, match="unplugged"):
        await clients.ensure_table("things")

    token = "Bearer token for https://storage.azure.com/.default"
    assert transport.asked == [
        ("https://shop.table.core.windows.net/things", token),
        ("https://shop.table.core.windows.net/Tables", token),
    ]
