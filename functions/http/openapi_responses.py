"""What an operation may answer, in OpenAPI: its own statuses, the problems, and the headers that come with each."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from functions.http.operation import Operation
from functions.http.problems import (
    BAD_IDEMPOTENCY_KEY,
    BODY_TOO_LARGE,
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL_ERROR,
    MALFORMED_JSON,
    MEDIA_TYPE,
    NOT_FOUND,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNKNOWN_MEMBER,
    VALIDATION_FAILED,
    ProblemType,
)
from functions.http.requests import Html
from functions.http.response_headers import CORRELATION_ID, ETAG, LINK, RESPONSE_HEADERS, ResponseHeader

type Json = dict[str, Any]


def responses(operation: Operation, answer: Json, problem: Json) -> Json:
    """By status. `answer`: the schema of what the handler gives; `problem`: that of problem documents."""
    described: dict[int, Json] = {
        status: {
            "description": HTTPStatus(status).phrase,
            "headers": _headers(_headers_of_success(operation)),
            "content": _content(operation, answer),
        }
        for status in (operation.status, *operation.also)
    }
    if operation.cacheable:
        headers = _headers(_headers_of_success(operation))
        described[304] = {"description": "The caller has it already.", "headers": headers}
    by_status: dict[int, list[ProblemType]] = defaultdict(list)
    for type_ in problems_of(operation):
        by_status[type_.status].append(type_)
    for status, types in by_status.items():
        response = described.setdefault(status, {"headers": {}, "content": {}})
        response["description"] = "; ".join(f"`{type_.slug}`: {type_.title}" for type_ in types)
        response["headers"] |= _headers(header for type_ in types for header in _headers_of_problem(operation, type_))
        response["content"][MEDIA_TYPE] = {"schema": problem}
    return {str(status): described[status] for status in sorted(described)}


def problems_of(operation: Operation) -> list[ProblemType]:
    """All that the operation can answer with: what it declares, and what follows from what it declares."""
    models = operation.models
    implied = [
        *([MALFORMED_JSON, UNKNOWN_MEMBER, BODY_TOO_LARGE, VALIDATION_FAILED] if models.body else []),
        *([VALIDATION_FAILED] if models.query else []),
        *([NOT_FOUND] if operation.ids else []),
        *([UNAUTHORIZED] if operation.token else []),
        *([BAD_IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_REUSED] if operation.honours_key else []),
    ]
    return list(dict.fromkeys([*operation.problems, *implied, INTERNAL_ERROR, UNAVAILABLE]))


def header_components() -> Json:
    """Every header once, for the responses to refer to."""
    return {header.name: {"description": header.says, "schema": {"type": header.type}} for header in RESPONSE_HEADERS}


def _headers_of_success(operation: Operation) -> list[ResponseHeader]:
    query = operation.models.query
    return [
        *operation.gives,
        *(query.gives_headers if query else ()),
        *([ETAG] if operation.cacheable else []),
        *([LINK] if operation.models.csv else []),
    ]


def _headers_of_problem(operation: Operation, type_: ProblemType) -> list[ResponseHeader]:
    query = operation.models.query
    return [*type_.headers, *(query.gives_headers if query and type_ is NOT_FOUND else ())]


def _headers(headers: Iterable[ResponseHeader]) -> Json:
    return {header.name: {"$ref": f"#/components/headers/{header.name}"} for header in (*headers, CORRELATION_ID)}


def _content(operation: Operation, answer: Json) -> Json:
    if operation.models.gives is None:
        return {}
    if operation.models.gives is Html:
        return {"text/html": {"schema": {"type": "string"}}}
    csv = {"text/csv": {"schema": {"type": "string"}}} if operation.models.csv else {}
    return {"application/json": {"schema": answer}, **csv}
