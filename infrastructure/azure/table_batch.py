"""The wire format of an entity-group transaction: a multipart body of small HTTP requests, and what is answered.

The SDK builds and parses the same with the standard library's e-mail package, at several times the CPU of everything
else that an append does.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote
from uuid import uuid4

type Row = dict[str, str | int]
"""Property → value, `PartitionKey` and `RowKey` among them. An int must fit 32 bits.

`<property>@odata.type` says what a text stands for that is none: `Edm.Binary` for bytes in base64.
"""

type Write = tuple[Literal["insert", "put", "delete"], Row]
"""insert: the row must not be there; put: whatever is there is replaced; delete (keys alone): it must be there."""


@dataclass(frozen=True, slots=True)
class Replacement:
    """What is there is replaced if it still has this ETag."""

    row: Row
    etag: str


_STATUS = re.compile(r"^HTTP/1\.1 (\d{3})", re.MULTILINE)
_REFUSED_ROW = re.compile(r'"value"\s*:\s*"(\d+):')
_CODE = re.compile(r'"code"\s*:\s*"(\w+)"')
_ETAG = re.compile(r"^ETag: *(\S+)", re.MULTILINE)

REFUSALS = (404, 409, 412, 413)
TOO_LARGE = ("EntityTooLarge", "PropertyValueTooLarge", "RequestBodyTooLarge")
"""Codes of a status 400 or 413."""


class TableRefusal(Exception):
    """The service refused, and has changed nothing: `status` one of REFUSALS or `code`, in its words, of TOO_LARGE.

    `row`: the index of the write that it refused, for a transaction.
    """

    def __init__(self, status: int, code: str, row: int = 0) -> None:
        super().__init__(f"{status} {code} (row {row})")
        self.status = status
        self.code = code
        self.row = row

    @property
    def too_large(self) -> bool:
        """It would be refused again, however often."""
        return self.status == 413 or self.code in TOO_LARGE


def is_refusal(status: int, code: str) -> bool:
    """A table that is not there is none: what is asked of it may go well when the deployment has come that far."""
    return (status in REFUSALS and code != "TableNotFound") or code in TOO_LARGE


class UnexpectedAnswer(Exception):
    """The answer does not say what became of the request."""


def keys_of(row: Row) -> tuple[str, str]:
    return str(row["PartitionKey"]), str(row["RowKey"])


def entity_path(table: str, partition_key: str, row_key: str) -> str:
    partition, row = (quote(key.replace("'", "''")) for key in (partition_key, row_key))
    return f"/{table}(PartitionKey='{partition}',RowKey='{row}')"


def encode_row(row: Row) -> str:
    """Kept to ASCII for the emulator's sake.

    It does not find the end of a row that holds a line separator (U+2028), and spoils a character whose bytes reach it
    in two packets.
    """
    return json.dumps(row, separators=(",", ":"))


def encode_batch(endpoint: str, table: str, writes: Sequence[Write | Replacement]) -> tuple[str, bytes]:
    """The content type and body of the request that does all of `writes`, in this order, or nothing."""
    batch, changes = f"batch_{uuid4()}", f"changeset_{uuid4()}"
    parts = (
        f"--{changes}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
        f"{_operation(endpoint, table, write)}\r\n"
        for write in writes
    )
    body = (
        f"--{batch}\r\nContent-Type: multipart/mixed; boundary={changes}\r\n\r\n"
        f"{''.join(parts)}--{changes}--\r\n--{batch}--\r\n"
    )
    return f"multipart/mixed; boundary={batch}", body.encode()


def _operation(endpoint: str, table: str, write: Write | Replacement) -> str:
    common = "Accept: application/json;odata=nometadata\r\nDataServiceVersion: 3.0\r\n"
    body = "Content-Type: application/json\r\nPrefer: return-no-content\r\n"
    match write:
        case ("insert", row):
            return f"POST {endpoint}/{table} HTTP/1.1\r\n{common}{body}\r\n{encode_row(row)}"
        case ("put", row):
            return f"PUT {endpoint}{entity_path(table, *keys_of(row))} HTTP/1.1\r\n{common}{body}\r\n{encode_row(row)}"
        case Replacement(row, etag):
            path, condition = entity_path(table, *keys_of(row)), f"If-Match: {etag}\r\n"
            return f"PUT {endpoint}{path} HTTP/1.1\r\n{common}{condition}{body}\r\n{encode_row(row)}"
        case ("delete", row):
            return f"DELETE {endpoint}{entity_path(table, *keys_of(row))} HTTP/1.1\r\n{common}If-Match: *\r\n\r\n"


def check_batch_answer(text: str, expected: int) -> str | None:
    """Returns if all `expected` writes were done, with the ETag of the first row that has one now.

    Raises TableRefusal if none was, UnexpectedAnswer if it cannot tell.
    Every part of the answer is about one write. A transaction that was refused has one part only, and that names the
    row in front of its message: `"value":"2:The specified entity already exists."`.
    """
    statuses = [int(status) for status in _STATUS.findall(text)]
    if len(statuses) == expected and all(200 <= status < 300 for status in statuses):
        etag = _ETAG.search(text)
        return etag[1] if etag else None
    refused, code = _REFUSED_ROW.search(text), _CODE.search(text)
    if len(statuses) == 1 and refused and code and int(refused[1]) < expected and is_refusal(statuses[0], code[1]):
        raise TableRefusal(statuses[0], code[1], int(refused[1]))
    named = code[1] if code else "no error code"
    raise UnexpectedAnswer(f"{named} in {len(text)} characters that do not say what became of {expected} writes")
