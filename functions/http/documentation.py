"""The API describes itself: as OpenAPI, and as a page that renders it without asking anybody else for anything."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from functions.http.api import Api
from functions.http.openapi import describe
from functions.http.requests import Answer, Html, Request
from functions.http.services import services

_PAGE = Path(__file__).parent / "docs_page"


def documentation(apis: Sequence[Api]) -> Api:
    """The routes that describe all routes of `apis` and themselves."""
    docs = Api("Description")

    @cache
    def description(version: str) -> dict[str, Any]:
        return describe([operation for api in (*apis, docs) for operation in api.operations], version)

    @docs.operation("GET", "openapi.json", summary="Describe this API in OpenAPI 3.1", cacheable=True)
    async def get_openapi(request: Request) -> Answer[dict[str, Any]]:
        return Answer(description(services().build.version))

    @docs.operation("GET", "docs", summary="Show this description as a page", cacheable=True)
    async def get_docs(request: Request) -> Answer[Html]:
        page, policy = _page()
        return Answer(Html(page), {"Content-Security-Policy": policy})

    return docs


@cache
def _page() -> tuple[str, str]:
    """The page, and the policy that allows exactly its own style and script and what that script reads."""
    style, script = ((_PAGE / name).read_text("utf-8") for name in ("page.css", "page.js"))
    page = (_PAGE / "page.html").read_text("utf-8").replace("/*style*/", style).replace("/*script*/", script)
    policy = (
        "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    )
    return page, policy


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
