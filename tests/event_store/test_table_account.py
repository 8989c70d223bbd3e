"""Which account a setting means, and how it is told who asks."""

from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ServiceRequestError
from azure.core.pipeline.transport import AioHttpTransport

from infrastructure.azure.table_account import account_by_connection_string, account_by_identity
from infrastructure.azure.tables import Tables
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
    """Notes who asks and sends nothing."""

    async def send(self, request: Any, **_: Any) -> Any:
        self.authorization = request.headers["Authorization"]
        raise ServiceRequestError("unplugged")


async def test_an_identity_proves_itself_by_a_token_for_storage() -> None:
    transport = Unplugged()
    tables = Tables(account_by_identity("https://shop.table.core.windows.net/", Credential()), transport, {})

    with pytest.raises(StorageUnavailable, match="unplugged"):
        await tables.get("things", "p", "r", ("Text",))

    assert transport.authorization == "Bearer token for https://storage.azure.com/.default"
