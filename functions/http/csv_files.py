"""Lists as CSV files that a spreadsheet opens as they are meant: RFC 4180 in UTF-8 with a byte order mark.

The Functions host takes an answer as bytes, not as a stream: a file is written row by row as its rows are read, and is
never longer than `LARGEST_FILE` and one group of rows. Where there is more, the answer says where to go on.
"""

import csv
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from functions.http.requests import Answer, Csv, Request

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes: far more than 10,000 rows, far less than a small instance has."""

BYTE_ORDER_MARK = "\ufeff"
JSON, CSV = "application/json", "text/csv"
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a cell begins with that a spreadsheet would carry out, full-width forms included (OWASP, CSV injection)."""
_FORMULA_BEHIND_SEMICOLON = re.compile(r'(;[\s"]*)(?=[=+\-@＝＋－＠])')
"""Where lists are separated by semicolons, as in German, a spreadsheet begins another cell there."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that stay on one page, and what to go on behind: the continuation once they are written."""

    continuation: UUID
    rows: Iterable[Sequence[object]]


def prefers_csv(headers: Mapping[str, str]) -> bool:
    """Whether the request accepts CSV, and likes it better than JSON."""
    accepted = parse_accept_header(headers.get("accept", ""), MIMEAccept)
    return accepted.best_match([JSON, CSV]) == CSV


async def csv_answer(
    request: Request[Any, Any], name: str, columns: Sequence[str], groups: AsyncIterator[Rows]
) -> Answer[Csv]:
    """With a Link to the rest where the file cannot hold all: to the request's own route. `columns`: its first row."""
    content, rest = await _written(columns, groups)
    if rest is None:
        return Answer(Csv(content, name))
    asked = {**request.query.model_dump(mode="json", exclude_none=True), "continuation": str(rest)}
    return Answer(Csv(content, name), {"Link": f'<?{urlencode(asked)}>; rel="next"'})


async def _written(columns: Sequence[str], groups: AsyncIterator[Rows]) -> tuple[bytes, UUID | None]:
    """The file, and the continuation where it could not hold all."""
    content = _Bytes()
    writer = csv.writer(content)
    content.write(BYTE_ORDER_MARK)
    writer.writerow(columns)
    last: UUID | None = None
    async for group in groups:
        if len(content.written) >= LARGEST_FILE:
            return bytes(content.written), last
        writer.writerows([_cell(value) for value in row] for row in group.rows)
        last = group.continuation
    return bytes(content.written), None


class _Bytes:
    """Where the writer writes: the file as it goes out, and no text of it besides."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, text: str) -> int:
        self.written += text.encode()
        return len(text)


def _cell(value: object) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe in front, and is text."""
    text = "" if value is None else str(value)
    if ";" in text:
        text = _FORMULA_BEHIND_SEMICOLON.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
