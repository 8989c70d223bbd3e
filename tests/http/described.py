"""Holds every answer that any test gets against what the API tells of itself."""

import json
from functools import cache
from typing import Any

import azure.functions as func

from functions.http.openapi import describe
from functions.http.routes import ROUTES

UNTOLD = {
    "Content-Type",
    "Content-Disposition",
    "Vary",
    "Cache-Control",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Access-Control-Expose-Headers",
}
"""Headers for browsers and caches: they go without saying in the API's description."""


def assert_described(method: str, route: str, answer: func.HttpResponse) -> None:
    """Whatever a test is about: no answer has a status, header, media type or problem that the API does not tell of."""
    what = f"{method} {route} {answer.status_code}"
    described = _description()["paths"][route][method.lower()]["responses"]
    assert str(answer.status_code) in described, what
    told = described[str(answer.status_code)]
    assert answer.headers.keys() - told["headers"].keys() <= UNTOLD, what
    content = answer.get_body()
    media_type = answer.headers["Content-Type"].partition(";")[0] if content else None
    assert media_type is None or media_type in told["content"], what
    if media_type == "application/problem+json":
        slug = json.loads(content)["type"].rpartition("/")[2]
        assert f"`{slug}`" in told["description"], f"{what} {slug}"


@cache
def _description() -> Any:
    return describe([operation for api in ROUTES for operation in api.operations], "1.2.3")
