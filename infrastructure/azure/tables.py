"""Table Storage on azure-core's pipeline: its retries, its authentication, its connections; requests by our own hand.

For streams and read models only, which are most of what this system asks of tables: the SDK's table client costs
several times the CPU for the same requests (its multipart and its deserialisation). What else lies in tables goes by
the SDK; docs/decisions/hot-tables-by-hand.md says why. Rows are JSON objects whose values are strings, 32-bit
numbers and bytes in base64; everything richer lives as JSON in a property.
"""

import json
import zlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from azure.core import AsyncPipelineClient
from azure.core.exceptions import AzureError
from azure.core.pipeline.policies import AsyncRetryPolicy, RequestIdPolicy
from azure.core.pipeline.transport import AsyncHttpTransport
from azure.core.rest import AsyncHttpResponse, HttpRequest

from infrastructure.azure.table_account import TableAccount
from infrastructure.azure.table_batch import (
    Replacement,
    Row,
    TableRefusal,
    UnexpectedAnswer,
    Write,
    check_batch_answer,
    encode_batch,
    encode_row,
    entity_path,
    is_refusal,
    keys_of,
)
from infrastructure.event_store import StorageUnavailable

HEADERS = {
    "x-ms-version": "2019-02-02",
    "DataServiceVersion": "3.0",
    "MaxDataServiceVersion": "3.0;NetFx",
    "Accept": "application/json;odata=nometadata",
}
SENDS_ROW = {"Content-Type": "application/json", "Prefer": "return-no-content"}

CONTINUATION = ("NextPartitionKey", "NextRowKey")

type Continuation = Mapping[str, str]
"""Where a query goes on: query parameters, opaque, good for any later request."""


@dataclass(frozen=True, slots=True)
class Page:
    """`next`: None for the last one."""

    rows: list[dict[str, Any]]
    next: Continuation | None


class Tables:
    """All methods raise StorageUnavailable when the service cannot be reached, cannot serve or its answer is lost."""

    def __init__(
        self,
        account: TableAccount,
        transport: AsyncHttpTransport[Any, Any],
        retries: Mapping[str, Any],
        prefix: str = "",
    ) -> None:
        """`prefix` goes before the name of every table."""
        self._endpoint = account.endpoint
        self._prefix = prefix
        self._client: AsyncPipelineClient[HttpRequest, AsyncHttpResponse] = AsyncPipelineClient(
            account.endpoint,
            policies=[RequestIdPolicy(), AsyncRetryPolicy(**retries), account.authentication()],
            transport=transport,
        )

    async def transact(self, table: str, writes: Sequence[Write | Replacement]) -> str | None:
        """Does all of `writes`, at most 100 in one partition, or nothing. Raises TableRefusal, which names the row.

        Gives the ETag of the first row that was not deleted.
        """
        content_type, body = encode_batch(self._endpoint, self._prefix + table, writes)
        answer = await self._send("POST", "/$batch", {"Content-Type": content_type}, body)
        try:
            return check_batch_answer(answer.text("utf-8"), len(writes))
        except UnexpectedAnswer as error:
            raise StorageUnavailable(str(error)) from error

    async def query(
        self, table: str, filter_: str, columns: Sequence[str] = (), *, page_size: int | None = None
    ) -> AsyncIterator[list[dict[str, Any]]]:
        """The rows that an OData filter lets pass, page by page, all columns unless told."""
        async for page in self.pages(table, filter_, columns, page_size=page_size):
            yield page.rows

    async def pages(
        self,
        table: str,
        filter_: str,
        columns: Sequence[str] = (),
        *,
        page_size: int | None = None,
        start: Continuation | None = None,
    ) -> AsyncIterator[Page]:
        """As `query`, from the place on that another page gave as its `next`.

        A page has at most `page_size` rows, or the service's 1,000, and may be empty.
        """
        parameters = {"$filter": filter_, **(start or {})}
        if columns:
            parameters["$select"] = ",".join(columns)
        if page_size is not None:
            parameters["$top"] = str(page_size)
        while True:
            answer = await self._send("GET", f"/{self._prefix}{table}()?{urlencode(parameters, quote_via=quote)}")
            token = {key: answer.headers.get(f"x-ms-continuation-{key}") for key in CONTINUATION}
            following = {key: value for key, value in token.items() if value} if token["NextPartitionKey"] else None
            yield Page(_rows(answer), following)
            if following is None:
                return
            parameters = {key: value for key, value in parameters.items() if key not in CONTINUATION} | following

    async def get(self, table: str, partition_key: str, row_key: str, columns: Sequence[str]) -> dict[str, Any] | None:
        """The columns of the row, those that it has; None if it is not there."""
        found = await self._find(table, partition_key, row_key, f"?%24select={','.join(columns)}")
        return None if found is None else _json(found)

    async def get_tagged(self, table: str, partition_key: str, row_key: str) -> tuple[dict[str, Any], str] | None:
        """All columns of the row and its ETag; None if it is not there."""
        found = await self._find(table, partition_key, row_key)
        return None if found is None else (_json(found), _etag(found))

    async def insert(self, table: str, row: Row) -> str:
        """Gives the ETag of the new row. Raises TableRefusal, of status 409 where there is a row already."""
        return await self._write("POST", f"/{self._prefix}{table}", row)

    async def replace(self, table: str, row: Row, etag: str) -> str:
        """Gives the new ETag. Raises TableRefusal: 412 if the row was written since it had `etag`, 404 if it is gone.

        A first try that was carried out and whose answer was lost has the second refused.
        """
        return await self._write("PUT", entity_path(self._prefix + table, *keys_of(row)), row, {"If-Match": etag})

    async def delete(self, table: str, partition_key: str, row_key: str) -> None:
        """Deletes the row; that it is gone already is no error."""
        try:
            await self._send("DELETE", entity_path(self._prefix + table, partition_key, row_key), {"If-Match": "*"})
        except TableRefusal as refusal:
            if refusal.status != 404:
                raise

    async def _find(
        self, table: str, partition_key: str, row_key: str, parameters: str = ""
    ) -> AsyncHttpResponse | None:
        try:
            return await self._send("GET", entity_path(self._prefix + table, partition_key, row_key) + parameters)
        except TableRefusal as refusal:
            if refusal.status == 404:
                return None
            raise

    async def _write(self, method: str, path: str, row: Row, condition: Mapping[str, str] | None = None) -> str:
        """Gives the ETag of what was written."""
        answer = await self._send(method, path, {**SENDS_ROW, **(condition or {})}, encode_row(row).encode())
        return _etag(answer)

    async def _send(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> AsyncHttpResponse:
        """An answer of success. Raises TableRefusal or StorageUnavailable.

        Whatever is no plain refusal leaves open whether it was carried out: azure-core reports a POST whose answer was
        lost as one that was never sent.
        """
        request = HttpRequest(method, self._endpoint + path, headers={**HEADERS, **(headers or {})}, content=body)
        try:
            answer = await self._client.send_request(request)
        except (AzureError, zlib.error) as error:  # azure-core passes on what unpacking an answer raises
            raise StorageUnavailable(f"{method} {path:.200}: {error}") from error
        if answer.status_code < 300:
            return answer
        code = _error_code(answer)
        if is_refusal(answer.status_code, code):
            raise TableRefusal(answer.status_code, code)
        raise StorageUnavailable(f"{method} {path:.200} was answered by {answer.status_code} {code}")


def _rows(answer: AsyncHttpResponse) -> list[dict[str, Any]]:
    match _json(answer):
        case {"value": [*rows]}:
            return rows
        case _:
            raise _unexpected(answer, "no list of rows")


def _json(answer: AsyncHttpResponse) -> dict[str, Any]:
    try:
        document = json.loads(answer.content)
    except ValueError as error:
        raise _unexpected(answer, "no JSON") from error
    if not isinstance(document, dict):
        raise _unexpected(answer, "no JSON object")
    return document


def _etag(answer: AsyncHttpResponse) -> str:
    etag = answer.headers.get("ETag")
    if etag is None:
        raise _unexpected(answer, "without an ETag")
    return etag


def _unexpected(answer: AsyncHttpResponse, what: str) -> StorageUnavailable:
    """It quotes nothing: errors are logged, and rows hold personal data."""
    media_type = answer.headers.get("Content-Type")
    return StorageUnavailable(f"the answer is {what}: {len(answer.content)} bytes of {media_type}")


def _error_code(answer: AsyncHttpResponse) -> str:
    try:
        return str(json.loads(answer.content)["odata.error"]["code"])
    except (ValueError, KeyError, TypeError):
        return answer.reason or "without a reason"
