"""An app that cannot be served: exit code 1 and one clear line that names the culprit."""

import asyncio
import socket
from pathlib import Path

import pytest

from tests.host.running_host import APPS, refused

# Two dozen processes: on a loaded machine their starts take their time.
pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]

HEAD = """
import typing
import azure.functions as func
app = func.FunctionApp(http_auth_level=func.AuthLevel.ANONYMOUS)
"""
ROUTE = '@app.route(route="{route}", methods=["GET"])\n'
BODY = "def {name}(req: func.HttpRequest) -> func.HttpResponse: ...\n"
QUEUE = '@app.service_bus_queue_trigger(arg_name="msg", queue_name="{queue}", connection="{connection}"{more})\n'
CONSUMER = "def consume(msg: func.ServiceBusMessage) -> None: ...\n"

CONNECTIONS = {
    "Bus": "Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k;UseDevelopmentEmulator=true",
    "Keyless": "Endpoint=sb://127.0.0.1:1",
    "Nonsense": "nonsense",
}

# What is wrong, the app's code behind HEAD, and what the line must say.
BROKEN = {
    "a blueprint that was not registered": (
        "bp = func.Blueprint\n"
        "def make():\n    b = func.Blueprint()\n    @b.route()\n"
        "    def lost(req: func.HttpRequest) -> func.HttpResponse: ...\n    return b\nmake()",
        ["has no functions"],
    ),
    "a parameter of another name": (
        ROUTE.format(route="a") + BODY.format(name="f").replace("req:", "request:"),
        ["f", "request"],
    ),
    "a list of messages": (
        QUEUE.format(queue="q", connection="Bus", more=', cardinality="many"')
        + CONSUMER.replace("func.ServiceBusMessage", "list[func.ServiceBusMessage]"),
        ["consume", "msg"],
    ),
    "an import error": (
        "import nowhere_to_be_found",
        ["No module named 'nowhere_to_be_found'", 'function_app.py", line'],
    ),
    "a syntax error": ("def f(:", ["SyntaxError", "line"]),
    "an exit": ("import sys\nsys.exit(4)", ["calls sys.exit(4)"]),
    "a duplicate name": (
        ROUTE.format(route="a") + BODY.format(name="twice") + ROUTE.format(route="b") + BODY.format(name="twice"),
        ["twice"],
    ),
    "two routes alike": (
        ROUTE.format(route="a/{id}") + BODY.format(name="one") + ROUTE.format(route="A/{id}") + BODY.format(name="two"),
        ["with the same method belongs to function", "one", "two"],
    ),
    "a reserved route": (
        ROUTE.format(route="administrators") + BODY.format(name="f"),
        ["'f'", "'administrators'", "admin"],
    ),
    "names that differ by case": (
        ROUTE.format(route="a") + BODY.format(name="once") + ROUTE.format(route="b") + BODY.format(name="Once"),
        ["names must differ by more than case", "'once'", "'Once'"],
    ),
    "a list of texts to send": (
        ROUTE.format(route="a")
        + '@app.service_bus_queue_output(arg_name="out", queue_name="q", connection="Bus")\n'
        + "def f(req: func.HttpRequest, out: func.Out[typing.List[str]]) -> func.HttpResponse: ...\n",
        ["the annotation of a parameter is none that its binding takes"],
    ),
    "a connection string that is none": (
        QUEUE.format(queue="q", connection="Nonsense", more="") + CONSUMER,
        ["function 'consume': connection string of its trigger: "],
    ),
    "a connection string without a key": (
        ROUTE.format(route="a")
        + '@app.service_bus_queue_output(arg_name="out", queue_name="q", connection="Keyless")\n'
        + "def f(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...\n",
        ["function 'f': output binding 'out': connection string: At least one of the SharedAccessKey"],
    ),
    "a storage connection string that is none": (
        ROUTE.format(route="a")
        + '@app.blob_output(arg_name="out", path="a/b", connection="Nonsense")\n'
        + "def f(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...\n",
        ["function 'f': output binding 'out': connection string: "],
    ),
    "a blob without a container": (
        ROUTE.format(route="a")
        + '@app.blob_output(arg_name="out", path="b", connection="Bus")\n'
        + "def f(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...\n",
        ["function 'f': output binding 'out': path 'b' is not 'container/blob'"],
    ),
    "a schedule that is none": (
        '@app.timer_trigger(schedule="every day", arg_name="t")\ndef f(t: func.TimerRequest) -> None: ...\n',
        ["function 'f': schedule 'every day'"],
    ),
}


def make_app(folder: Path, code: str, host_json: str = '{"version": "2.0"}') -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "function_app.py").write_text(HEAD + code, "utf-8")
    (folder / "host.json").write_text(host_json, "utf-8")
    return folder


@pytest.fixture(scope="module")
async def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every broken app's output; two processes at a time, for the sake of two cores."""
    folder, slots = tmp_path_factory.mktemp("broken"), asyncio.Semaphore(2)

    async def output_of(position: int, code: str) -> str:
        async with slots:
            return await refused(make_app(folder / f"app{position}", code), env=CONNECTIONS)

    results = await asyncio.gather(*(output_of(n, code) for n, (code, _) in enumerate(BROKEN.values())))
    return dict(zip(BROKEN, results, strict=True))


@pytest.mark.parametrize("wrong", list(BROKEN))
async def test_it_is_named_on_one_line(outputs: dict[str, str], wrong: str) -> None:
    lines = [line for line in outputs[wrong].splitlines() if line.startswith("error: ")]
    assert len(lines) == 1, outputs[wrong]
    assert [part for part in BROKEN[wrong][1] if part not in lines[0]] == [], lines[0]


# Functions that load but cannot be served; the host tells of all of them at once.
NOT_SERVED = {
    "setting": QUEUE.format(queue="%NOWHERE%", connection="Bus", more="") + CONSUMER.replace("consume", "setting"),
    "connection": QUEUE.format(queue="q", connection="Nowhere", more="") + CONSUMER.replace("consume", "connection"),
    "output": ROUTE.format(route="a")
    + '@app.event_hub_output(arg_name="out", event_hub_name="h", connection="Bus")\n'
    + "def output(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...\n",
    "input": ROUTE.format(route="b")
    + '@app.blob_input(arg_name="inp", path="a/b", connection="Bus")\n'
    + "def input(req: func.HttpRequest, inp: str) -> func.HttpResponse: ...\n",
    "nowhere": ROUTE.format(route="c")
    + '@app.service_bus_queue_output(arg_name="out", queue_name="q", connection="Nowhere")\n'
    + "def nowhere(req: func.HttpRequest, out: func.Out[str]) -> func.HttpResponse: ...\n",
    "other": '@app.queue_trigger(arg_name="msg", queue_name="q", connection="Bus")\n'
    "def other(msg: func.QueueMessage) -> None: ...\n",
}


async def test_functions_that_cannot_be_served_are_all_told_each_with_its_reason(tmp_path: Path) -> None:
    output = await refused(make_app(tmp_path, "".join(NOT_SERVED.values())), env=CONNECTIONS)
    assert sorted(line for line in output.splitlines() if line.startswith("error: ")) == [
        "error: function 'connection': connection setting 'Nowhere' is not set",
        "error: function 'input': input binding 'inp' of type 'blob' is not supported by this host",
        "error: function 'nowhere': connection setting 'Nowhere' is not set",
        "error: function 'other': trigger 'queueTrigger' is not supported by this host",
        "error: function 'output': output binding 'out' of type 'eventHub' is not supported by this host",
        "error: function 'setting': setting 'NOWHERE' (for '%NOWHERE%') is not set",
    ]


async def test_a_bad_host_json_is_told_before_the_app_is_imported(tmp_path: Path) -> None:
    app = make_app(tmp_path, "import nowhere_to_be_found", '{"version": "2.0", "extensions": {"serviceBus": {"x": 1}}}')
    assert await refused(app) == f"error: {tmp_path}/host.json: extensions.serviceBus.x: unknown key\n"


async def test_a_log_level_that_does_not_exist_is_told(tmp_path: Path) -> None:
    levels = '{"version": "2.0", "logging": {"logLevel": {"Function": "Loud"}}}'
    assert await refused(make_app(tmp_path, "", levels)) == (
        "error: host.json: logging.logLevel.Function: 'Loud' is not a log level\n"
    )


async def test_a_folder_without_an_app_is_refused(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"version": "2.0"}', "utf-8")
    assert await refused(tmp_path) == f"error: {tmp_path}/function_app.py: no such file\n"


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
async def test_a_taken_port_is_told(family: socket.AddressFamily, address: str) -> None:
    with socket.create_server((address, 0), family=family) as taken:
        port = taken.getsockname()[1]
        output = await refused(APPS / "http_app", "--port", str(port))
    assert output == f"error: port {port} is taken; choose another with --port\n"
