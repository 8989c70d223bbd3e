"""From what a handler gives, or a problem, to the bytes and headers that go out."""

import hashlib
from collections.abc import Mapping

import azure.functions as func

from functions.http.operation import Operation
from functions.http.problems import MEDIA_TYPE, Problem
from functions.http.requests import Answer, Csv, Html
from functions.http.response_headers import RESPONSE_HEADERS
from functions.http.tracing import Trace
from infrastructure.idempotency import KeptAnswer

NO_STORE = "no-store"
REVALIDATE = "public, no-cache"

READABLE = ", ".join(["Content-Disposition", "Date", *(header.name for header in RESPONSE_HEADERS)])
"""What pages of another origin may read of an answer: in Azure the pages are a site of their own."""


def render(operation: Operation, answer: Answer[object]) -> KeptAnswer:
    status = answer.status or operation.status
    match answer.content:
        case None:
            content, media_type = b"", dict[str, str]()
        case Html(text):
            content, media_type = text.encode(), {"Content-Type": "text/html; charset=utf-8"}
        case Csv(content, name):
            media_type = {
                "Content-Type": "text/csv; charset=utf-8; header=present",
                "Content-Disposition": f'attachment; filename="{name}"',
            }
        case model:
            content = operation.models.answer.dump_json(model, by_alias=True)
            media_type = {"Content-Type": "application/json"}
    if operation.models.csv:
        media_type["Vary"] = "Accept"
    caching = {"ETag": _etag(content), "Cache-Control": REVALIDATE} if operation.cacheable else {}
    return KeptAnswer(status, content, {"Cache-Control": NO_STORE, **media_type, **caching, **answer.headers})


def unless_known(answer: KeptAnswer, headers: Mapping[str, str]) -> KeptAnswer:
    """304 without content where the caller's If-None-Match shows that it has this very answer."""
    etag = answer.headers.get("ETag")
    known = [tag.strip().removeprefix("W/") for tag in headers.get("if-none-match", "").split(",")]
    if answer.status != 200 or etag is None or (etag not in known and known != ["*"]):
        return answer
    kept = {name: value for name, value in answer.headers.items() if name != "Content-Type"}
    return KeptAnswer(304, b"", kept)


def problem_answer(problem: Problem, trace: Trace) -> KeptAnswer:
    headers = {"Content-Type": MEDIA_TYPE, "Cache-Control": NO_STORE, **problem.headers}
    document = problem.document(trace.trace_id).model_dump_json(exclude_none=True)
    return KeptAnswer(problem.type.status, document.encode(), headers)


def to_http(answer: KeptAnswer, trace: Trace) -> func.HttpResponse:
    headers = {
        **answer.headers,
        "X-Correlation-Id": trace.correlation_id,
        "X-Content-Type-Options": "nosniff",
        "Access-Control-Expose-Headers": READABLE,
    }
    media_type = headers.get("Content-Type")
    return func.HttpResponse(answer.content, status_code=answer.status, headers=headers, mimetype=media_type)


def _etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'
