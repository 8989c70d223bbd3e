"""A short cut for dates of Service Bus messages: the same result at a tenth of the cost.

azure-functions 2.3.0 tries a dozen formats, by exceptions, before the one in which the real host writes dates (ISO 8601
without a zone). For two dates a message that is 0.2 ms, a third of all that the host does for it.
"""

import re
from datetime import datetime

from azure.functions import meta

_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")


def install() -> None:
    """Replace the library's parser for exactly that format; every other text goes to the original."""
    converter = meta._BaseConverter
    original = converter._parse_datetime

    def parse(text: str | None) -> datetime | None:
        if text and _WITHOUT_ZONE.fullmatch(text):
            return datetime.fromisoformat(text)
        return original(text)

    converter._parse_datetime = staticmethod(parse)  # type: ignore[method-assign,assignment]
