"""The frame of the launcher's own pages: no script but its own, nothing from elsewhere, light and dark."""

from html import escape
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse

HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}

FOLDER: Final = Path(__file__).parent / "assets"

LINKS: Final = (
    ("/local/", "Stack"),
    ("/local/mailbox", "Mailbox"),
    ("/api/docs", "API"),
    ("/", "Web front end"),
)


def page(title: str, body: str) -> HTMLResponse:
    """`body`: HTML. `title`: text."""
    links = "".join(f'<a href="{path}">{name}</a>' for path, name in LINKS)
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/local/assets/page.css">'
        '<script src="/local/assets/refresh.js" defer></script></head>'
        f"<body><nav>{links}</nav><main><h1>{escape(title)}</h1>{body}</main></body></html>",
        headers=HEADERS,
    )


def wants_json(request: Request) -> bool:
    """Whoever does not ask for a page gets what programs read."""
    return "text/html" not in request.headers.get("accept", "")
