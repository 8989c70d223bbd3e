"""From the bytes of a request to a model, or to the problem that says what is wrong with them.

Bodies are read as JSON in UTF-8 whatever their Content-Type says; of a member named twice the last one counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, from_json

from functions.http.problems import (
    BODY_TOO_LARGE,
    MALFORMED_JSON,
    UNKNOWN_MEMBER,
    VALIDATION_FAILED,
    Fault,
    Problem,
)
from functions.http.response_headers import ResponseHeader

LARGEST_BODY = 64 * 1024


class Body(BaseModel):
    """What a request carries: camelCase members, strict JSON types, nothing unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, alias_generator=to_camel)


class Nothing(Body):
    """The body of a route that needs none: empty, or `{}`."""


class Query(BaseModel):
    """The query parameters of a route. Others than these are ignored.

    `takes_headers`: request headers that belong to them, each with what it does; `needs_headers`: those of them that a
    request must have. `gives_headers`: those of the answer, be there something or not.
    """

    takes_headers: ClassVar[Mapping[str, str]] = {}
    needs_headers: ClassVar[frozenset[str]] = frozenset()
    gives_headers: ClassVar[Sequence[ResponseHeader]] = ()

    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


def parse_body[B: Body](model: type[B], raw: bytes) -> B:
    """Raises Problem: 413 too large, 400 no JSON or unknown members, 422 anything else that breaks the model."""
    if len(raw) > LARGEST_BODY:
        raise Problem(BODY_TOO_LARGE, f"The body has {len(raw)} bytes, at most {LARGEST_BODY} are taken.")
    if not raw.strip() and not any(member.is_required() for member in model.model_fields.values()):
        return model()
    _check_json(raw)
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    unknown = [fault for fault in found if fault["type"] == "extra_forbidden"]
    if unknown:
        raise Problem(UNKNOWN_MEMBER, "See errors for the members in question.", faults(unknown))
    raise Problem(VALIDATION_FAILED, "See errors for what is wrong where.", faults(found))


def parse_query[Q: Query](model: type[Q], parameters: dict[str, str]) -> Q:
    """Raises Problem 422; the pointers name the parameters."""
    try:
        return model.model_validate_strings(parameters)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
    raise Problem(VALIDATION_FAILED, "See errors for the query parameters in question.", faults(found))


def faults(found: Iterable[ErrorDetails]) -> list[Fault]:
    return [Fault(pointer=pointer(fault["loc"]), detail=fault["msg"].removeprefix("Value error, ")) for fault in found]


def pointer(location: tuple[int | str, ...]) -> str:
    """`("seats", 0, "quantity")` → `/seats/0/quantity`."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def _check_json(raw: bytes) -> None:
    # The models' own parser also takes NaN and Infinity, which are not JSON.
    try:
        from_json(raw, allow_inf_nan=False)
    except ValueError as error:
        raise Problem(MALFORMED_JSON, f"The body is not JSON in UTF-8: {error}.") from None
