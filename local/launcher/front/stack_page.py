"""`GET /local/`: how the stack is, as a page for people and as JSON for programs."""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.launcher.front.page import page, wants_json
from local.launcher.health import Health

COUNTS = ("active", "locked", "scheduled", "deferred", "deadLetter")


class StackPage:
    def __init__(self, health: Health) -> None:
        self._health = health

    def routes(self) -> list[Route]:
        return [Route("/", self.show, methods=["GET"]), Route("/status", self.status, methods=["GET"])]

    async def show(self, request: Request) -> Response:
        if wants_json(request):
            return await self.status(request)
        return page("The stack on this machine", "".join(_sections(await self._health.document(), self._health)))

    async def status(self, _: Request) -> Response:
        return JSONResponse(await self._health.document(), headers={"cache-control": "no-store"})


def _sections(document: Mapping[str, Any], health: Health) -> Iterator[str]:
    ready = document["ready"].get("status") == "up"
    verdict = '<span class="good">ready</span>' if ready else f'<span class="bad">{_said(document["ready"])}</span>'
    yield f"<p>{escape(health.url)} is {verdict}.</p>"
    yield _table(
        ("Part", "State", "Process", "Started", "Restarts", "Last problem"),
        (
            (escape(part["title"]), _state(part), part["pid"], part["since"], part["restarts"], _text(part["problem"]))
            for part in document["parts"]
        ),
    )
    if document["ready"].get("dependencies"):
        yield f"<p>The app says of what it needs: {_said(document['ready']['dependencies'])}.</p>"
    yield "<h2>Queues and subscriptions</h2>"
    yield _queues(document["queues"])
    if "inspection" in health.addresses:
        yield f'<p><a href="{escape(health.addresses["inspection"])}">The messages themselves</a></p>'
    yield "<h2>Parked messages</h2>"
    yield _parked(document["parked"])
    yield f'<h2>Mailbox</h2><p>Mails: <a href="/local/mailbox">{document["mails"]}</a></p>'
    yield "<h2>Last lines of the logs</h2>"
    lines = "\n".join(f"{escape(each['part']):<10} | {escape(each['line'])}" for each in reversed(document["log"]))
    yield f'<pre class="log" tabindex="0">{lines}</pre>'


def _state(part: Mapping[str, Any]) -> str:
    return f'<span class="{"good" if part["state"] == "runs" else "bad"}">{escape(part["state"])}</span>'


def _queues(queues: Mapping[str, Any]) -> str:
    rows = [
        (escape(name), *(counts.get(count, "") for count in COUNTS))
        for name, counts in queues.items()
        if isinstance(counts, Mapping)
    ]
    if not rows:
        return f'<p class="bad">The emulator does not answer: {_said(queues) or "it is starting"}</p>'
    return _table(("Entity", "Active", "Locked", "Scheduled", "Deferred", "Dead letters"), rows)


def _parked(parked: Iterable[Mapping[str, Any]]) -> str:
    rows = [
        (_text(each.get("parkedAt")), _text(each.get("name")), _text(each.get("reason") or each.get("error")))
        for each in parked
    ]
    return _table(("Parked", "Message", "Why"), rows) if rows else "<p>None.</p>"


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """`rows`: of HTML, or numbers."""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    kind = ' class="number"' if isinstance(value, int) else ""
    return f"<td{kind}>{'' if value is None else value}</td>"


def _text(value: object) -> str:
    return "" if value is None else escape(str(value))


def _said(document: Mapping[str, Any]) -> str:
    return escape(", ".join(f"{name} {value}" for name, value in document.items() if isinstance(value, str)))
