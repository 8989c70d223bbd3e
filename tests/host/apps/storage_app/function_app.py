"""Functions that write to queues, blobs and tables by output bindings."""

from typing import List  # noqa: UP035  the library takes no other spelling

import azure.functions as func

app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)


@app.route(route="queue")
@app.queue_output(arg_name="msg", queue_name="%PREFIX%queue", connection="AzureWebJobsStorage")
def queue(req: func.HttpRequest, msg: func.Out[str]) -> func.HttpResponse:
    msg.set(req.get_body().decode())
    return func.HttpResponse("done")


@app.route(route="queue-list")
@app.queue_output(arg_name="msg", queue_name="%PREFIX%queue", connection="")
def queue_list(req: func.HttpRequest, msg: func.Out[List[str]]) -> func.HttpResponse:  # noqa: UP006
    msg.set(["one", "two"])
    return func.HttpResponse("done")


@app.route(route="blob/{folder}")
@app.blob_output(arg_name="out", path="%PREFIX%blobs/{folder}/{Query.name}.bin", connection="AzureWebJobsStorage")
def blob(req: func.HttpRequest, out: func.Out[bytes]) -> func.HttpResponse:
    out.set(req.get_body())
    return func.HttpResponse("done")


@app.route(route="rows/{partition}")
@app.table_output(
    arg_name="row", table_name="%PREFIX%rows", partition_key="{partition}", connection="AzureWebJobsStorage"
)
def rows(req: func.HttpRequest, row: func.Out[str]) -> func.HttpResponse:
    row.set(req.get_body().decode())
    return func.HttpResponse("done")
