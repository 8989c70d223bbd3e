"""A function app that shows what HTTP functions get and give."""

import asyncio
import base64
import json
import os
import threading
import time

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="echo/{*rest}")
async def echo(req: func.HttpRequest) -> func.HttpResponse:
    seen = {
        "method": req.method,
        "url": req.url,
        "headers": dict(req.headers),
        "query": dict(req.params),
        "route": dict(req.route_params),
        "body": base64.b64encode(req.get_body()).decode(),
    }
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")


@app.route(route="same", methods=["POST"])
async def same(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(req.get_body(), mimetype=req.headers.get("content-type"))


@app.route(methods=["GET"])
async def default_route(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(status_code=204)


@app.route(route="raises")
async def raises(req: func.HttpRequest) -> func.HttpResponse:
    raise ValueError("the function's own fault")


@app.route(route="none")
async def returns_none(req: func.HttpRequest) -> func.HttpResponse:
    return None  # type: ignore[return-value]


@app.route(route="wrong")
async def returns_wrong_type(req: func.HttpRequest) -> func.HttpResponse:
    return {"a": 1}  # type: ignore[return-value]


@app.route(route="exits")
async def exits(req: func.HttpRequest) -> func.HttpResponse:
    raise SystemExit(3)


@app.route(route="text")
async def returns_text(req: func.HttpRequest) -> str:
    return req.get_body().decode()


@app.route(route="cookies")
async def cookies(req: func.HttpRequest) -> func.HttpResponse:
    response = func.HttpResponse("two")
    response.headers.add("Set-Cookie", "a=1; Path=/; HttpOnly; SameSite=Strict")
    response.headers.add("Set-Cookie", 'b="x y"; Max-Age=60; Secure; Expires=Wed, 25 Nov 2026 10:00:00 GMT')
    response.headers.add("X-Twice", "first")
    response.headers.add("X-Twice", "last")
    return response


@app.route(route="length")
async def wrong_length(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("four", headers={"Content-Length": "99", "Connection": "close"})


@app.route(route="trace")
async def trace(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    parent = context.trace_context.trace_parent
    return func.HttpResponse(json.dumps({"parent": parent, "setting": os.environ.get("FROM_FILE")}))


@app.route(route="sleep")
async def sleep(req: func.HttpRequest) -> func.HttpResponse:
    await asyncio.sleep(float(req.params["seconds"]))
    return func.HttpResponse("slept")


_begun = 0
_met = 0
_all_there = asyncio.Event()


@app.route(route="meet", methods=["POST"])
async def meet(req: func.HttpRequest) -> func.HttpResponse:
    """Waits until a thousand calls have begun."""
    global _begun, _met
    _begun += 1
    if _begun == 1000:
        _all_there.set()
    await _all_there.wait()
    _met += 1
    return func.HttpResponse(status_code=204)


@app.route(route="met")
async def met(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(str(_met))


_lock = threading.Lock()
_in_flight = 0


@app.route(route="block")
def block(req: func.HttpRequest) -> func.HttpResponse:
    """Synchronous; answers how many calls ran at once when it began."""
    global _in_flight
    with _lock:
        _in_flight += 1
        now = _in_flight
    time.sleep(0.2)
    with _lock:
        _in_flight -= 1
    return func.HttpResponse(str(now))
