"""Covers of books: binary bodies, in a blueprint of its own."""

from __future__ import annotations

import hashlib

import azure.functions as func

covers = func.Blueprint()

_images: dict[str, bytes] = {}


@covers.route(route="covers/{book}/{size?}", methods=["PUT", "GET"])
def cover(req: func.HttpRequest) -> func.HttpResponse:
    key = f"{req.route_params['book']}/{req.route_params.get('size', 'full')}"
    if req.method == "PUT":
        _images[key] = req.get_body()
        return func.HttpResponse(hashlib.sha256(_images[key]).hexdigest())
    if key not in _images:
        return func.HttpResponse(status_code=404)
    return func.HttpResponse(_images[key], mimetype="image/png", headers={"ETag": f'"{len(_images[key])}"'})


@covers.route(route="files/{*path}")
async def files(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(req.route_params["path"])
