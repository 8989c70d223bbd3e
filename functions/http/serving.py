"""Carries an operation out: checks all that it declares, calls its handler, and answers whatever happens."""

import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import azure.functions as func

from functions.http.authorization import authorize
from functions.http.bodies import parse_body, parse_query
from functions.http.idempotency import claim_of, once
from functions.http.operation import Operation
from functions.http.problems import INTERNAL_ERROR, UNAVAILABLE, Problem, not_found
from functions.http.requests import Request
from functions.http.responses import problem_answer, render, to_http, unless_known
from functions.http.tracing import Trace
from functions.http.values import parse_id
from infrastructure.event_store import StorageUnavailable
from infrastructure.idempotency import KeptAnswer
from infrastructure.mail.mailer import MailUnavailable
from infrastructure.messaging import BusUnavailable

logger = logging.getLogger(__name__)

type HttpFunction = Callable[[func.HttpRequest], Awaitable[func.HttpResponse]]


def serve(operation: Operation) -> HttpFunction:
    """The function that Azure Functions calls, under the handler's name."""

    async def run(req: func.HttpRequest) -> func.HttpResponse:
        trace = Trace.of(req.headers)
        return to_http(await _answer(operation, req, trace), trace)

    # The worker inspects the signature of what it calls: it must see this function's, not the handler's.
    functools.update_wrapper(run, operation.handler, assigned=("__module__", "__name__", "__qualname__", "__doc__"))
    del run.__wrapped__  # type: ignore[attr-defined]
    return run


async def _answer(operation: Operation, req: func.HttpRequest, trace: Trace) -> KeptAnswer:
    try:
        return await _carry_out(operation, req, trace)
    except Problem as problem:
        return problem_answer(problem, trace)
    except (StorageUnavailable, BusUnavailable, MailUnavailable):
        logger.warning("%s: a dependency does not answer, trace %s", operation.name, trace.trace_id, exc_info=True)
        return problem_answer(Problem(UNAVAILABLE, "Please try again.", headers={"Retry-After": "1"}), trace)
    except Exception:
        logger.exception("%s failed, trace %s", operation.name, trace.trace_id)
        return problem_answer(Problem(INTERNAL_ERROR, "Quote the traceId when you report this."), trace)


async def _carry_out(operation: Operation, req: func.HttpRequest, trace: Trace) -> KeptAnswer:
    request = await _checked(operation, req, trace)

    async def handle(request: Request[Any, Any]) -> KeptAnswer:
        return render(operation, await operation.handler(request))

    claim = claim_of(operation, request)
    if claim is not None:
        return await once(claim, request, handle)
    return unless_known(await handle(request), request.headers)


async def _checked(operation: Operation, req: func.HttpRequest, trace: Trace) -> Request[Any, Any]:
    """Ids first and token second: what a body has wrong is for those to know who may send it."""
    headers, path = dict(req.headers), dict(req.route_params)
    ids = {}
    for parameter in operation.ids:
        try:
            ids[parameter] = parse_id(path[parameter])
        except ValueError:
            raise not_found(parameter.removesuffix("Id")) from None
    grant = await authorize(operation, headers, ids)
    body = parse_body(operation.models.body, req.get_body()) if operation.models.body else None
    query = parse_query(operation.models.query, dict(req.params)) if operation.models.query else None
    return Request(body, query, path, ids, headers, trace, grant)
