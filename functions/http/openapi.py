"""The OpenAPI 3.1 description, made of what the operations declare and of the models that serve them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import TypeAdapter

from functions.http.authorization import BOUND_TO
from functions.http.idempotency import LONGEST_KEY
from functions.http.openapi_responses import Json, header_components, responses
from functions.http.operation import Operation
from functions.http.problems import ProblemDocument

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
            "headers": header_components(),
            "securitySchemes": {
                f"{kind}Token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"} for kind in BOUND_TO
            },
        },
    }


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
        "responses": responses(operation, schemas[operation.name, "serialization"], schemas[_PROBLEM, "serialization"]),
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
    query = operation.models.query
    taken, needed = (dict(query.takes_headers), query.needs_headers) if query else ({}, frozenset())
    schemas: dict[str, Json] = {"Idempotency-Key": {"minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[!-~]+$"}}
    schemas |= {name: {"minLength": 1, "pattern": "[!-~]"} for name in needed}
    if operation.honours_key:
        taken["Idempotency-Key"] = "The same request with the same key has one effect and one answer, for 24 hours."
    if operation.cacheable:
        taken["If-None-Match"] = "The ETag of the answer that the caller has."
    return [
        {
            "name": name,
            "in": "header",
            "required": name in needed,
            "description": does,
            "schema": {"type": "string"} | schemas.get(name, {}),
        }
        for name, does in taken.items()
    ]
