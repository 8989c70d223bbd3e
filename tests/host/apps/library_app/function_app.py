"""A small lending library, as the templates of Azure Functions would have it: few types, default routes,
synchronous functions; the rest in a blueprint beside it."""

import json
import logging
import os

import azure.functions as func
from shelves.covers import covers  # type: ignore[import-not-found]

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
app.register_functions(covers)

BOOKS = {1: "Domain-Driven Design"}


@app.route()
def hello(req):
    logging.info("Python HTTP trigger function processed a request.")
    name = req.params.get("name")
    if not name:
        try:
            req_body = req.get_json()
        except ValueError:
            pass
        else:
            name = req_body.get("name")
    return func.HttpResponse(f"{os.environ['GREETING']}, {name or 'stranger'}.")


@app.function_name(name="ListBooks")
@app.route(route="books", methods=["GET"])
def list_books(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(json.dumps(BOOKS), mimetype="application/json")


@app.function_name(name="AddBook")
@app.route(route="books", methods=[func.HttpMethod.POST])
def add_book(req: func.HttpRequest) -> func.HttpResponse:
    number = max(BOOKS) + 1
    BOOKS[number] = req.get_json()["title"]
    return func.HttpResponse(status_code=201, headers={"Location": f"/api/books/{number}"})


@app.function_name(name="OneBook")
@app.route(route="books/{number:int}", methods=["GET", "DELETE"])
def one_book(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    number = int(req.route_params["number"])
    if number not in BOOKS:
        return func.HttpResponse(f"{context.function_name}: no book {number}", status_code=404)
    if req.method == "DELETE":
        del BOOKS[number]
        return func.HttpResponse(status_code=204)
    return func.HttpResponse(BOOKS[number])


@app.route(route="books/newest")
def newest(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse(status_code=302, headers={"Location": f"/api/books/{max(BOOKS)}"})


@app.route(route="page")
async def page(req: func.HttpRequest) -> func.HttpResponse:
    return func.HttpResponse("<h1>Bücher</h1>", mimetype="text/html", charset="iso-8859-1")


@app.route(route="plain")
def plain(req: func.HttpRequest) -> str:
    return "just text"
