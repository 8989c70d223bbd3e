"""The smallest app that shows what a launcher does: who serves, with which code, in which environment."""

import asyncio
import json
import os
from urllib.parse import urlsplit

import azure.functions as func

GREETING = "first"
STORAGE = "DataStorage"

begun = 0
"""How many slow requests have reached this process."""

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="health/ready", methods=["GET"])
async def ready(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("ready")


@app.route(route="greeting", methods=["GET"])
async def greeting(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(GREETING)


@app.route(route="caller", methods=["GET", "POST"])
async def caller(req: func.HttpRequest) -> func.HttpResponse:
    """What reached the app of the request."""
    seen = {"method": req.method, "url": req.url, "headers": dict(req.headers), "bytes": len(req.get_body())}
    return func.HttpResponse(json.dumps(seen), mimetype="application/json")


@app.route(route="large", methods=["GET"])
async def large(req: func.HttpRequest) -> func.HttpResponse:
    """As many bytes as asked for."""
    return func.HttpResponse(bytes(int(req.params["bytes"])))


@app.route(route="environment", methods=["GET"])
async def environment(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(dict(os.environ)), mimetype="application/json")


@app.route(route="begun", methods=["GET"])
async def how_many_have_begun(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(str(begun))


@app.route(route="slow", methods=["GET", "POST"])
async def slow(req: func.HttpRequest) -> func.HttpResponse:
    """Answers after `?seconds=`, if there is still a storage to be reached."""
    global begun
    begun += 1
    await asyncio.sleep(float(req.params["seconds"]))
    blobs = urlsplit(os.environ[STORAGE].split("BlobEndpoint=")[1].split(";")[0])
    _, writer = await asyncio.open_connection(blobs.hostname, blobs.port)
    writer.close()
    return func.HttpResponse("at last")
