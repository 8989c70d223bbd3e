"""The API's description of itself: valid, complete, and true of what the app registers."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from functions.http.bodies import parse_body
from functions.http.management.bodies import SeatTypeMembers
from functions.http.problems import Problem
from functions.http.routes import ROUTES
from tests.http.world import World

PARAMETER = {
    "type": "object",
    "required": ["name", "in", "schema"],
    "properties": {
        "name": {"type": "string"},
        "in": {"enum": ["path", "query", "header"]},
        "required": {"type": "boolean"},
        "description": {"type": "string"},
        "schema": {"type": ["object", "boolean"]},
    },
    "if": {"properties": {"in": {"const": "path"}}},
    "then": {"required": ["required"], "properties": {"required": {"const": True}}},
    "additionalProperties": False,
}
REFERENCE = {
    "type": "object",
    "required": ["$ref"],
    "properties": {"$ref": {"type": "string"}},
    "additionalProperties": False,
}
CONTENT = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-z]+/[a-z+]+$"},
    "additionalProperties": {
        "type": "object",
        "required": ["schema"],
        "properties": {"schema": {"type": "object"}},
        "additionalProperties": False,
    },
}
RESPONSES = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[1-5][0-9]{2}$"},
    "additionalProperties": {
        "type": "object",
        "required": ["description"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "headers": {"type": "object", "additionalProperties": REFERENCE},
            "content": {"type": "object"},
        },
        "additionalProperties": False,
    },
}
OPERATION = {
    "type": "object",
    "required": ["operationId", "summary", "tags", "parameters", "responses"],
    "properties": {
        "operationId": {"type": "string"},
        "summary": {"type": "string", "minLength": 5},
        "description": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "parameters": {"type": "array", "items": PARAMETER},
        "requestBody": {
            "type": "object",
            "required": ["content"],
            "properties": {"required": {"type": "boolean"}, "content": CONTENT},
            "additionalProperties": False,
        },
        "responses": RESPONSES,
        "security": {"type": "array", "items": {"type": "object"}},
    },
    "additionalProperties": False,
}
OPENAPI_3_1 = {
    "type": "object",
    "required": ["openapi", "info", "paths"],
    "properties": {
        "openapi": {"pattern": r"^3\.1\.\d+$"},
        "info": {
            "type": "object",
            "required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}},
            "additionalProperties": False,
        },
        "servers": {"type": "array", "items": {"type": "object", "required": ["url"]}},
        "tags": {"type": "array", "items": {"type": "object", "required": ["name"]}},
        "paths": {
            "type": "object",
            "propertyNames": {"pattern": "^/"},
            "additionalProperties": {
                "type": "object",
                "propertyNames": {"enum": ["get", "put", "post", "delete"]},
                "additionalProperties": OPERATION,
            },
        },
        "components": {
            "type": "object",
            "properties": {
                "schemas": {"type": "object", "propertyNames": {"pattern": r"^[A-Za-z0-9._-]+$"}},
                "headers": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "required": ["description", "schema"],
                        "properties": {"description": {"type": "string"}, "schema": {"type": "object"}},
                        "additionalProperties": False,
                    },
                },
                "securitySchemes": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "required": ["type", "scheme"],
                        "properties": {"type": {"const": "http"}, "scheme": {"const": "bearer"}},
                    },
                },
            },
            "additionalProperties": False,
        },
    },
    "additionalProperties": False,
}
"""What OpenAPI 3.1 says of documents like ours; the schemas in it are JSON Schema 2020-12 themselves."""


@pytest.fixture
async def api(world: World) -> Any:
    answer = await world.request("GET", "/openapi.json")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")
    return answer.json


def operations(api: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in api["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def everything(node: Any) -> Iterator[dict[str, Any]]:
    """All objects of the document."""
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from everything(child)


async def test_it_is_openapi_3_1(api: Any):
    Draft202012Validator(OPENAPI_3_1).validate(api)


async def test_every_schema_in_it_is_json_schema(api: Any):
    for schema in api["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    for node in everything(api["paths"]):
        if "schema" in node:
            Draft202012Validator.check_schema(node["schema"])


async def test_every_reference_leads_somewhere(api: Any):
    references = {node["$ref"] for node in everything(api) if "$ref" in node}
    assert references
    for reference in references:
        kind, name = re.fullmatch("#/components/(schemas|headers)/(.+)", reference).groups()  # type: ignore[union-attr]
        assert name in api["components"][kind]


async def test_it_describes_every_route_of_the_app_and_no_other(api: Any):
    import azure.functions as func
    from azure.functions.decorators.http import HttpTrigger

    app = func.FunctionApp()
    for routes in ROUTES:
        app.register_functions(routes)
    triggers = [function.get_trigger() for function in app.get_functions()]
    registered = {
        (f"/{trigger.route}", method.value.lower())
        for trigger in triggers
        if isinstance(trigger, HttpTrigger)
        for method in trigger.methods or ()
    }
    assert {(path, method) for path, method, _ in operations(api)} == registered


@pytest.mark.parametrize(
    "route",
    [
        "GET /conferences",
        "GET /conferences/{slug}",
        "GET /conferences/{slug}/seat-types",
        "POST /conferences/{slug}/orders",
        "GET /orders/{orderId}",
        "PUT /orders/{orderId}/seats",
        "PUT /orders/{orderId}/registrant",
        "POST /orders/{orderId}/checkout",
        "DELETE /orders/{orderId}",
        "POST /orders/locate",
        "GET /payments/{paymentId}",
        "POST /payments/{paymentId}/complete",
        "POST /payments/{paymentId}/cancel",
        "GET /orders/{orderId}/seat-assignments",
        "PUT /orders/{orderId}/seat-assignments/{position}",
        "DELETE /orders/{orderId}/seat-assignments/{position}",
        "GET /health/live",
        "GET /health/ready",
        "GET /openapi.json",
        "GET /docs",
    ],
)
async def test_the_contract_is_in_it(api: Any, route: str):
    method, path = route.split()
    assert method.lower() in api["paths"][path]


async def test_path_parameters_are_exactly_those_of_the_path(api: Any):
    for path, method, operation in operations(api):
        declared = [item["name"] for item in operation["parameters"] if item["in"] == "path"]
        assert declared == re.findall(r"\{(\w+)\}", path), (method, path)


async def test_operation_ids_and_tags_are_unambiguous(api: Any):
    ids = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(ids) == len(set(ids))
    tags = [tag["name"] for tag in api["tags"]]
    assert len(tags) == len(set(tags))
    assert {tag for _, _, operation in operations(api) for tag in operation["tags"]} == set(tags)


async def test_tokens_are_declared_where_they_are_demanded(api: Any):
    for path, _, operation in operations(api):
        kind = next((kind for kind in ("orderId", "paymentId") if f"{{{kind}}}" in path), None)
        expected: dict[str | None, Any] = {
            None: None,
            "orderId": [{"orderToken": []}],
            "paymentId": [{"paymentToken": []}],
        }
        if path.startswith("/management"):
            continue
        assert operation.get("security") == expected[kind], path
        assert ("401" in operation["responses"]) == (kind is not None), path


async def test_what_placing_an_order_takes_and_gives_is_told(api: Any):
    place = api["paths"]["/conferences/{slug}/orders"]["post"]
    assert sorted(place["responses"]) == ["202", "400", "404", "409", "413", "422", "429", "500", "503"]
    assert "`order-exists`" in place["responses"]["409"]["description"]
    taken = schema_of(api, place["requestBody"]["content"]["application/json"]["schema"])
    assert sorted(taken["properties"]) == ["orderId", "seats"]
    assert taken["required"] == ["seats"]
    assert taken["additionalProperties"] is False
    given = schema_of(api, place["responses"]["202"]["content"]["application/json"]["schema"])
    assert sorted(given["properties"]) == ["accessToken", "commandId", "orderId"]
    problem = schema_of(api, place["responses"]["422"]["content"]["application/problem+json"]["schema"])
    assert {"type", "title", "status", "detail", "traceId", "errors"} <= set(problem["properties"])


async def test_reads_that_wait_tell_how(api: Any):
    parameters = api["paths"]["/orders/{orderId}"]["get"]["parameters"]
    assert [(item["name"], item["in"]) for item in parameters] == [
        ("orderId", "path"),
        ("command", "query"),
        ("after", "query"),
        ("Prefer", "header"),
    ]


@pytest.mark.parametrize(
    ("route", "status", "headers"),
    [
        ("GET /conferences", "200", ["ETag"]),
        ("GET /conferences", "304", ["ETag"]),
        ("GET /conferences", "503", ["Retry-After"]),
        ("GET /conferences/{slug}", "404", []),
        ("POST /conferences/{slug}/orders", "202", ["Location"]),
        ("POST /conferences/{slug}/orders", "409", []),
        ("GET /orders/{orderId}", "200", ["Command-Outcome", "Preference-Applied"]),
        ("GET /orders/{orderId}", "404", ["Command-Outcome", "Preference-Applied"]),
        ("GET /orders/{orderId}", "401", ["WWW-Authenticate"]),
        ("GET /payments/{paymentId}", "200", ["Command-Outcome", "Preference-Applied"]),
        ("PUT /orders/{orderId}/seats", "202", []),
        ("POST /orders/locate", "429", ["Retry-After"]),
        ("POST /management/conferences", "201", ["Location"]),
        ("GET /management/conferences/{id}", "200", ["ETag"]),
        ("PUT /management/conferences/{id}", "200", ["ETag"]),
        ("PUT /management/conferences/{id}", "412", []),
        ("POST /management/conferences/{id}/seat-types", "201", ["Location"]),
        ("POST /management/conferences/{id}/publish", "204", []),
    ],
)
async def test_the_headers_of_answers_are_told(api: Any, route: str, status: str, headers: list[str]):
    method, path = route.split()
    told = api["paths"][path][method.lower()]["responses"][status]["headers"]
    assert sorted(told) == [*headers, "X-Correlation-Id"]
    assert all(told[name] == {"$ref": f"#/components/headers/{name}"} for name in told)


async def test_the_page_asks_nobody_but_this_host(world: World):
    answer = await world.request("GET", "/docs")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    page = answer.content.decode()
    assert not re.search(r"https?://|//[a-z]|@import|url\(", page)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["connect-src"] == "'self'"
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy["script-src"])


async def test_what_the_app_answers_is_what_it_describes(world: World, api: Any):
    """An answer of each kind against its schema."""
    from tests.domain.orders import CHECKED_OUT, ORDER

    world.order(*CHECKED_OUT)
    for url, path, token in (
        ("/conferences", "/conferences", None),
        ("/conferences/pycon", "/conferences/{slug}", None),
        ("/conferences/pycon/seat-types", "/conferences/{slug}/seat-types", None),
        (f"/orders/{ORDER}", "/orders/{orderId}", "order"),
        ("/health/ready", "/health/ready", None),
    ):
        answer = await world.request("GET", url, token=token)
        described = api["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        whole = described | {"components": api["components"]}
        Draft202012Validator(json.loads(json.dumps(whole))).validate(answer.json)


async def test_headers_are_described_with_their_form_and_whether_they_are_needed(api: Any):
    def header(method: str, path: str, name: str) -> Any:
        return next(item for item in api["paths"][path][method]["parameters"] if item["name"] == name)

    version = header("put", "/management/conferences/{id}", "If-Match")
    assert version["required"] is True
    assert version["schema"] == {"type": "string", "minLength": 1, "pattern": "[!-~]"}
    key = header("post", "/orders/{orderId}/checkout", "Idempotency-Key")
    assert key["required"] is False
    assert key["schema"] == {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"}


async def test_an_order_is_described_with_as_many_seat_types_as_it_may_have(api: Any):
    seats = api["components"]["schemas"]["SeatsBody"]["properties"]["seats"]
    assert (seats["minItems"], seats["maxItems"]) == (1, 50)


SEAT_TYPE = {"name": "Workshop", "description": "All day", "price": "100.00", "quantity": 5}


@pytest.mark.parametrize(
    ("member", "value", "fits"),
    [
        ("name", " Workshop ", True),
        ("name", "", False),
        ("name", " \u3000\t", False),
        ("name", "Work\tshop", False),
        ("name", "Work\u0085shop", False),
        ("name", "Work\u2028shop", False),
        ("name", "\nWorkshop\n", True),
        ("name", "x" * 71, False),
        ("description", "", True),
        ("description", "one\ntwo\r\nthree\tfour", True),
        ("description", "one\rtwo", False),
        ("description", "one\x00two", False),
        ("price", "50000.00", True),
        ("price", "50000.01", False),
        ("price", "49999.99", True),
        ("price", "0", True),
        ("price", "1.005", False),
        ("price", "-1", False),
        ("price", 1, False),
        ("quantity", 100_001, False),
        ("quantity", "1", False),
        ("color", "red", False),
    ],
)
async def test_a_body_fits_its_description_if_and_only_if_it_is_taken(api: Any, member: str, value: object, fits: bool):
    body = SEAT_TYPE | {member: value}
    described = {"$ref": "#/components/schemas/SeatTypeMembers", "components": api["components"]}
    assert Draft202012Validator(described).is_valid(body) is fits
    if fits:
        parse_body(SeatTypeMembers, json.dumps(body).encode())
    else:
        with pytest.raises(Problem):
            parse_body(SeatTypeMembers, json.dumps(body).encode())


def schema_of(api: Any, schema: Any) -> Any:
    return api["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
