"""Whether a deployment works, asked from outside: `python -m operations.smoke https://API [--web https://PAGES]`.

Waits until it is ready, then asks for what everybody needs. With `--journey` it also registers for a conference of its
own, which passes every queue, subscription and read model; that conference is taken off sale again, and stays.
"""

import argparse
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from operations.journey import register

POLL_SECONDS = 1.0

type Check = Callable[["Deployment"], str]


class Failed(Exception):
    """Something is not as it must be; the text says what was found."""


class Deployment:
    """`api` and `web` are origins. `commit`: which one must answer, if that is known."""

    def __init__(self, api: str, web: str | None, commit: str | None, patience: float) -> None:
        self.api = api.rstrip("/")
        self.web = web.rstrip("/") if web else None
        self.commit = commit
        self.patience = patience
        self.http = httpx.Client(timeout=40)

    def get(self, path: str, expected: int = 200, **arguments: Any) -> httpx.Response:
        answer = self.http.get(f"{self.api}/api/{path}", **arguments)
        if answer.status_code != expected:
            raise Failed(f"GET /api/{path} answered {answer.status_code} instead of {expected}: {answer.text[:200]}")
        return answer


def ready(deployment: Deployment) -> str:
    """Waits for it: new code takes minutes to be there, and so do roles."""
    deadline = time.monotonic() + deployment.patience
    while True:
        found = _state(deployment)
        if found is None:
            return f"ready{f' at {deployment.commit}' if deployment.commit else ''}"
        if time.monotonic() >= deadline:
            raise Failed(found)
        time.sleep(POLL_SECONDS)


def conferences(deployment: Deployment) -> str:
    answer = deployment.get("conferences")
    if "ETag" not in answer.headers:
        raise Failed("the list of conferences has no ETag")
    return f"{len(answer.json())} conferences on sale"


def description(deployment: Deployment) -> str:
    version = deployment.get("openapi.json").json()["openapi"]
    if not version.startswith("3.1"):
        raise Failed(f"described in OpenAPI {version}")
    return f"described in OpenAPI {version}"


def errors(deployment: Deployment) -> str:
    answer = deployment.get(f"conferences/no-such-{uuid.uuid4().hex[:12]}", expected=404)
    kind = answer.headers.get("Content-Type", "")
    if not kind.startswith("application/problem+json"):
        raise Failed(f"an unknown conference is answered as {kind}")
    return "errors are problems"


def guarded(deployment: Deployment) -> str:
    deployment.get(f"orders/{uuid.uuid4()}", expected=401)
    return "orders need a token"


def pages(deployment: Deployment) -> str:
    if deployment.web is None:
        return "pages: not asked for"
    answer = deployment.http.get(deployment.web, follow_redirects=True)
    if answer.status_code != 200 or "Content-Security-Policy" not in answer.text:
        raise Failed(f"{deployment.web} answered {answer.status_code}, or pages without a security policy")
    if deployment.web != deployment.api:
        _may_call(deployment, deployment.web)
    return "pages are served"


def journey(deployment: Deployment) -> str:
    return register(f"{deployment.api}/api", datetime.now(UTC).date() + timedelta(days=365))


CHECKS: tuple[Check, ...] = (ready, conferences, description, errors, guarded, pages)


def main() -> int:
    """Prints a line for each check. Exit code 1 if one failed; those behind it are tried all the same."""
    parser = argparse.ArgumentParser(prog="python -m operations.smoke", description=__doc__)
    parser.add_argument("api", help="origin of the API: https://func-….azurewebsites.net")
    parser.add_argument("--web", help="origin of the pages")
    parser.add_argument("--commit", help="the commit that must answer")
    parser.add_argument("--patience", type=float, default=60, help="seconds until it must be ready (60)")
    parser.add_argument("--journey", action="store_true", help="register for a conference of its own")
    asked = parser.parse_args()
    deployment = Deployment(asked.api, asked.web, asked.commit, asked.patience)
    checks = (*CHECKS, journey) if asked.journey else CHECKS
    passed = [_passes(check, deployment) for check in checks]
    return 0 if all(passed) else 1


def _passes(check: Check, deployment: Deployment) -> bool:
    try:
        print(f"ok      {check(deployment)}")
    except (Failed, AssertionError, httpx.HTTPError, KeyError, ValueError) as error:
        print(f"FAILED  {check.__name__}: {type(error).__name__ if not str(error) else error}")
        return False
    return True


def _state(deployment: Deployment) -> str | None:
    """None if it is ready, else what is missing."""
    try:
        answer = deployment.http.get(f"{deployment.api}/api/health/ready")
    except httpx.TransportError as error:
        return f"nobody answers at {deployment.api}: {error}"
    if answer.status_code != 200:
        return f"not ready after {deployment.patience:g} s: {answer.status_code} {answer.text[:200]}"
    commit = answer.json()["commit"]
    if deployment.commit and commit != deployment.commit:
        return f"{commit} answers, not {deployment.commit}"
    return None


def _may_call(deployment: Deployment, origin: str) -> None:
    asks = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    answer = deployment.http.options(f"{deployment.api}/api/orders/locate", headers=asks)
    if answer.headers.get("Access-Control-Allow-Origin") not in (origin, "*"):
        raise Failed(f"pages of {origin} may not call the API (CORS)")


if __name__ == "__main__":
    sys.exit(main())
