"""Guards the internals of the Service Bus client that the host changes (`local/host/sb_sdk_connection.py`)."""

import inspect
from importlib.metadata import version

from azure.servicebus._pyamqp.aio._connection_async import Connection
from azure.servicebus._pyamqp.aio._transport_async import AsyncTransport
from azure.servicebus.aio import ServiceBusReceiver


def test_the_version_is_the_one_that_was_studied() -> None:
    assert version("azure-servicebus") == "7.15.0"


def test_whoever_waits_reads_by_listen() -> None:
    parameters = inspect.signature(Connection.listen).parameters
    assert {name: one.default for name, one in parameters.items() if name != "self"} == {
        "wait": False,
        "batch": 1,
        "kwargs": inspect.Parameter.empty,
    }


def test_write_is_nothing_but_a_locked_unlocked_write() -> None:
    source = inspect.getsource(AsyncTransport.write)
    assert "async with self.socket_lock" in source
    assert "await self._write(s)" in source
    assert "socket_lock" not in inspect.getsource(AsyncTransport._write)


def test_the_receiver_opens_itself_by_open() -> None:
    for method in (ServiceBusReceiver._receive, ServiceBusReceiver._open_with_retry):
        assert "self._open" in inspect.getsource(method)
    assert list(inspect.signature(ServiceBusReceiver._open).parameters) == ["self", "timeout"]
