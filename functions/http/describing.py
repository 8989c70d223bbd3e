"""What JSON Schema can say of a value beside what pydantic says by itself."""

from dataclasses import dataclass
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

_BLANK = r"\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Characters that are dropped around a text. (Not `\\s`: languages differ in what that is.)"""
_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029"
"""Control characters and line breaks."""

ONE_LINE = rf"^[{_BLANK}]*[^{_CONTROL}]*[{_BLANK}]*$"
NOT_BLANK_LINE = rf"^[{_BLANK}]*[^{_CONTROL}{_BLANK}][^{_CONTROL}]*[{_BLANK}]*$"
LINES = rf"^[{_BLANK}]*([^{_CONTROL}]|\t|\r?\n)*[{_BLANK}]*$"


@dataclass(frozen=True, slots=True)
class Described:
    """In `Annotated`: puts these keywords into the value's JSON Schema; the value is checked by others."""

    keywords: tuple[tuple[str, Any], ...]

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return handler(schema) | dict(self.keywords)


def described(**keywords: Any) -> Described:
    return Described(tuple(keywords.items()))
