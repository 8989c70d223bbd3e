"""The part of the host's `/admin` API that development needs: is it up, and run this function now."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from local.host.functions import Function
from local.host.http_response import Response, json_response

_FUNCTIONS = "/admin/functions/"

type RunNow = Callable[[Function, str], Awaitable[object]]
"""Invokes a function with a text for its trigger's value."""


class Admin:
    """Whether the caller may is decided before: the master key, if keys are asked for at all."""

    def __init__(self, functions: Mapping[str, Function], run_now: RunNow) -> None:
        """`functions` by name in lower case."""
        self._functions = functions
        self._run_now = run_now
        self._running: set[asyncio.Task[None]] = set()

    def answer(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Answer a request below `/admin/`; a function is started, not waited for."""
        match method, path.lower().rstrip("/"):
            case "GET", "/admin/host/status":
                return json_response(200, {"state": "Running"})
            case "GET" | "POST", "/admin/host/ping":
                return Response(200)
            case "GET", "/admin/functions":
                return json_response(200, [_about(function) for function in self._functions.values()])
            case "GET", below if function := self._functions.get(below.removeprefix(_FUNCTIONS)):
                return json_response(200, _about(function))
            case "POST", below if below.startswith(_FUNCTIONS):
                return self._start(below.removeprefix(_FUNCTIONS), headers, body)
            case _:
                return Response(404)

    def _start(self, name: str, headers: Mapping[str, str], body: bytes) -> Response:
        function = self._functions.get(name)
        if function is None:
            return Response(404)
        # Asking for JSON also keeps web pages out: a browser sends that content type elsewhere only after a preflight.
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Response(415)
        try:
            content = json.loads(body or b"{}")
        except ValueError:
            return Response(400)
        text = content.get("input", "") if isinstance(content, dict) else None
        if not isinstance(text, str):
            return Response(400)
        task = asyncio.create_task(self._run(function, text), name=f"admin run of {function.name}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return Response(202)

    async def _run(self, function: Function, text: str) -> None:
        await self._run_now(function, text)

    async def stop(self, grace: float) -> None:
        """Give what was started `grace` seconds to end, then cancel it."""
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=grace)
            for task in late:
                task.cancel()


def _about(function: Function) -> dict[str, str | bool]:
    return {"name": function.name, "language": "python", "isDisabled": False}
