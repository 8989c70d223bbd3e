"""The files of the web front end, as a static web host serves them."""

import json
import os
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from local.launcher.front.page_addresses import may_be_page

CONFIGURATION: Final = "staticwebapp.config.json"
"""Azure Static Web Apps' own file, if the build has one: its `globalHeaders` are sent here, too."""
START_PAGE: Final = "index.html"
"""Answers every address of a page: its script shows the page, or that there is none."""

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
}
IMMUTABLE: Final = "public, max-age=31536000, immutable"
REVALIDATED: Final = "no-cache"
NEVER_KEPT: Final = "no-store"

NOT_BUILT: Final = """The web front end is not built: there is no {folder}/index.html.

    {base}/api/docs describes the API
    {base}/local/   shows the stack
"""


class WebFiles:
    """An ASGI application. `folder` is looked for at each request: it may be built while the stack runs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = _Files(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (self._folder / START_PAGE).is_file():
            response = await self._file(scope)
        else:
            host = dict(scope["headers"]).get(b"host", b"localhost").decode("latin-1")
            text = NOT_BUILT.format(folder=self._folder, base=f"http://{host}")
            response = PlainTextResponse(text, 404)
        response.headers["cache-control"] = _cache_control(scope["path"], response)
        for name, value in (HEADERS | _configured_headers(self._folder)).items():
            response.headers[name] = value
        await response(scope, receive, send)

    async def _file(self, scope: Scope) -> Response:
        try:
            response = await self._files.get_response(self._files.get_path({**scope, "root_path": ""}), scope)
        except HTTPException as error:
            if error.status_code == 404 and b"text/html" in dict(scope["headers"]).get(b"accept", b""):
                return FileResponse(self._folder / START_PAGE, 404)
            headers = MutableHeaders({"allow": "GET, HEAD"}) if error.status_code == 405 else None
            return PlainTextResponse(error.detail, error.status_code, headers)
        stands_in = isinstance(response, FileResponse) and Path(response.path) == self._folder.resolve() / START_PAGE
        if stands_in and response.status_code == 200 and scope["path"] != f"/{START_PAGE}":
            response.status_code = 200 if may_be_page(scope["path"]) else 404
        return response


class _Files(StaticFiles):
    """A path is a file, a folder's index.html, a page without its .html, or (without an extension) the start page."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self.config_checked = True

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        for candidate in _candidates(path):
            found, status = super().lookup_path(candidate)
            if status is not None and Path(found).is_file():
                return found, status
        return "", None


def _candidates(path: str) -> Iterator[str]:
    yield path
    yield str(PurePosixPath(path, "index.html"))
    if not PurePosixPath(path).suffix:
        yield f"{path}.html"
        yield START_PAGE


def _cache_control(path: str, response: Response) -> str:
    if response.status_code >= 400 or response.headers.get("content-type", "").startswith("text/html"):
        return NEVER_KEPT
    return IMMUTABLE if path.startswith("/assets/") else REVALIDATED


def _configured_headers(folder: Path) -> dict[str, str]:
    try:
        document = json.loads((folder / CONFIGURATION).read_text())
    except FileNotFoundError:
        return {}
    return {name.lower(): value for name, value in document.get("globalHeaders", {}).items()}
