"""The OpenAPI 3.1 description, made of what the operations declare and of the models that serve them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any

from pydantic import TypeAdapter

from functions.http.authorization import BOUND_TO
from functions.http.operation import Operation
from functions.http.problems import (
    BAD_IDEMPOTENCY_KEY,
    BODY_TOO_LARGE,
    IDEMPOTENCY_KEY_REUSED,
    INTERNAL_ERROR,
    MALFORMED_JSON,
    NOT_FOUND,
    UNAUTHORIZED,
    UNAVAILABLE,
    UNKNOWN_MEMBER,
    VALIDATION_FAILED,
    ProblemDocument,
    ProblemType,
)
from functions.http.problems import MEDIA_TYPE as PROBLEM
from functions.http.requests import Html

type Json = dict[str, Any]

_PROBLEM = "Problem"
_REF = "#/components/schemas/{model}"


def describe(operations: Sequence[Operation], version: str) -> Json:
    """The whole document, JSON values only. Paths are relative to the server, which is `/api` of this host."""
    schemas, definitions = _schemas(operations)
    paths: dict[str, Json] = defaultdict(dict)
    for operation in operations:
        paths[f"/{operation.route}"][operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contoso Conference Management", "version": version},
        "servers": [{"url": "/api"}],
        "tags": [{"name": tag} for tag in dict.fromkeys(operation.tag for operation in operations)],
        "paths": dict(paths),
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                f"{kind}Token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"} for kind in BOUND_TO
            },
        },
    }


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


def _schemas(operations: Iterable[Operation]) -> tuple[dict[tuple[str, str], Json], Json]:
    """The schema of every body (`name`, "validation") and answer (`name`, "serialization"), and those they refer to."""
    adapters: list[tuple[str, Any, TypeAdapter[Any]]] = [(_PROBLEM, "serialization", TypeAdapter(ProblemDocument))]
    for operation in operations:
        adapters.append((operation.name, "serialization", operation.models.answer))
        if operation.models.body:
            adapters.append((operation.name, "validation", TypeAdapter(operation.models.body)))
    schemas, definitions = TypeAdapter.json_schemas(adapters, ref_template=_REF)
    return schemas, definitions["$defs"]  # type: ignore[return-value]


def _operation(operation: Operation, schemas: dict[tuple[str, str], Json]) -> Json:
    described: Json = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": [*_path_parameters(operation), *_query_parameters(operation), *_header_parameters(operation)],
        "responses": _responses(operation, schemas),
    }
    if operation.description:
        described["description"] = operation.description
    if (body := operation.models.body) and body.model_fields:
        required = any(member.is_required() for member in body.model_fields.values())
        content = {"application/json": {"schema": schemas[operation.name, "validation"]}}
        described["requestBody"] = {"required": required, "content": content}
    if operation.token:
        described["security"] = [{f"{operation.token}Token": []}]
    return described


def _path_parameters(operation: Operation) -> list[Json]:
    def schema(parameter: str) -> Json:
        return {"type": "string", "format": "uuid"} if parameter in operation.ids else {"type": "string"}

    return [
        {"name": parameter, "in": "path", "required": True, "schema": schema(parameter)}
        for parameter in operation.path_parameters
    ]


def _query_parameters(operation: Operation) -> list[Json]:
    if operation.models.query is None:
        return []
    schema = operation.models.query.model_json_schema(ref_template=_REF)
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", []), "schema": member}
        for name, member in schema["properties"].items()
    ]


def _header_parameters(operation: Operation) -> list[Json]:
    taken = dict(operation.models.query.takes_headers) if operation.models.query else {}
    if operation.honours_key:
        taken["Idempotency-Key"] = "The same request with the same key has one effect and one answer, for 24 hours."
    if operation.cacheable:
        taken["If-None-Match"] = "The ETag of the answer that the caller has."
    return [
        {"name": name, "in": "header", "required": False, "description": does, "schema": {"type": "string"}}
        for name, does in taken.items()
    ]


def _responses(operation: Operation, schemas: dict[tuple[str, str], Json]) -> Json:
    content = _content(operation, schemas)
    responses: dict[int, Json] = {
        status: {"description": HTTPStatus(status).phrase, "content": dict(content)}
        for status in (operation.status, *operation.also)
    }
    if operation.cacheable:
        responses[304] = {"description": "The caller has it already."}
    by_status: dict[int, list[ProblemType]] = defaultdict(list)
    for problem in problems_of(operation):
        by_status[problem.status].append(problem)
    for status, problems in by_status.items():
        response = responses.setdefault(status, {"content": {}})
        response["description"] = "; ".join(f"`{problem.slug}`: {problem.title}" for problem in problems)
        response["content"][PROBLEM] = {"schema": schemas[_PROBLEM, "serialization"]}
    return {str(status): responses[status] for status in sorted(responses)}


def _content(operation: Operation, schemas: dict[tuple[str, str], Json]) -> Json:
    if operation.models.gives is None:
        return {}
    if operation.models.gives is Html:
        return {"text/html": {"schema": {"type": "string"}}}
    return {"application/json": {"schema": schemas[operation.name, "serialization"]}}
