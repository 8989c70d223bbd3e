"""Which addresses are pages of the web front end."""

import re
from typing import Final

_ID: Final = r"[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}"
_OF_CONFERENCE: Final = rf"(?:details|seat-types|publication|attendees|money|history|orders(?:/{_ID})?)"
_NAMES: Final = {
    ":slug": r"(?!(?:api|local|manage|orders|payment)(?:/|$))[a-z0-9-]{1,60}",
    ":orderId": _ID,
    ":page": r"(?:seats|checkout|thank-you|attendees)",
    "*": rf"(?:new|open|access-code|{_ID}(?:/{_OF_CONFERENCE})?)",
}

PAGES: Final = (
    "/",
    "/manage",
    "/manage/*",
    "/orders/find",
    "/orders/:orderId",
    "/orders/:orderId/:page",
    "/:slug",
    "/:slug/register",
)
"""As in `web/src/app.tsx`; a test compares them."""

_PATTERNS: Final = [
    re.compile("/".join(_NAMES.get(part, re.escape(part)) for part in page.split("/")), re.ASCII | re.IGNORECASE)
    for page in PAGES
]


def may_be_page(path: str) -> bool:
    """Whether the front end may have a page at `path`. Whether its conference exists, the page itself finds out."""
    bare = path.rstrip("/") or "/"
    return any(pattern.fullmatch(bare) for pattern in _PATTERNS)
