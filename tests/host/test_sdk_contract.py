"""Guards what the host uses of Microsoft's SDKs: all of it, and above all the internals that it reads or changes."""

import inspect
import re
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import version

import pytest
from azure.functions import meta, servicebus
from azure.servicebus import ServiceBusReceivedMessage
from azure.servicebus._pyamqp.aio._connection_async import Connection
from azure.servicebus._pyamqp.aio._transport_async import AsyncTransport
from azure.servicebus.aio import ServiceBusReceiver, ServiceBusSession

from local.host.sb_batch import batch_payload
from local.host.sb_message import Message
from local.host.sb_payload import payload
from tests.host.source_names import HOST, attributes_of, imported, privates_of_others, trees

STUDIED = {
    "azure-functions": "2.3.0",
    "azure-servicebus": "7.15.0",
    "azure-storage-blob": "12.31.1",
    "azure-storage-queue": "12.18.1",
    "azure-data-tables": "12.7.0",
}
IMPORTED = {
    *("azure.functions.meta", "azure.servicebus.NEXT_AVAILABLE_SESSION", "azure.servicebus.ServiceBusMessage"),
    "azure.servicebus.parse_connection_string",
    *("azure.servicebus.ServiceBusReceivedMessage", "azure.servicebus.aio.ServiceBusClient"),
    *("azure.servicebus.aio.ServiceBusReceiver", "azure.servicebus.aio.ServiceBusSender"),
    *("azure.servicebus.amqp.AmqpMessageBodyType", "azure.servicebus.exceptions.OperationTimeoutError"),
    "azure.servicebus._pyamqp.aio._transport_async.AsyncTransport",
    *("azure.core.exceptions.AzureError", "azure.core.exceptions.ResourceNotFoundError"),
    *("azure.storage.blob.aio.BlobServiceClient", "azure.storage.queue.aio.QueueServiceClient"),
    "azure.data.tables.aio.TableServiceClient",
}
PRIVATE = {
    *("_BaseConverter", "_parse_datetime"),  # azure.functions, by quick_dates
    *("_transport", "_write"),  # a connection and its transport, by sb_sdk_connection
    *("_build_ssl_opts", "_use_tls"),  # the transport
    *("_open", "_handler", "_connection", "_amqp_transport"),  # a receiver, by sb_sdk_receiver
}

# Metadata that the SDK reads of a message and that Azure does not send.
NEVER_SENT = {
    *("DeadLetterErrorDescription", "DeadLetterReason", "EnqueuedSequenceNumber", "LockedUntil"),
    *("ScheduledEnqueueTimeUtc", "State", "TimeToLive"),
}
FULL = Message(
    body=b"x",
    message_id="m",
    lock_token="t",
    sequence_number=1,
    delivery_count=1,
    enqueued_time=datetime.now(UTC),
    application_properties={},
    content_type="c",
    correlation_id="c",
    dead_letter_source="d",
    partition_key="p",
    reply_to="r",
    reply_to_session_id="r",
    session_id="s",
    subject="s",
    to="t",
    transaction_partition_key="t",
)


@pytest.mark.parametrize(("package", "studied"), list(STUDIED.items()))
def test_the_version_is_the_one_that_was_studied_and_is_pinned(package: str, studied: str) -> None:
    files = ("requirements.txt", "requirements-dev.txt")
    pins = [line for file in files for line in (HOST.parents[1] / file).read_text("utf-8").splitlines()]
    assert version(package) == studied
    assert f"{package}=={studied}" in pins


def test_the_host_imports_these_names_and_they_are_there() -> None:
    assert imported("azure", trees(HOST)) == IMPORTED
    for name in IMPORTED:
        module, _, attribute = name.rpartition(".")
        assert hasattr(import_module(module), attribute), name


def test_the_host_reaches_into_these_internals_only() -> None:
    assert privates_of_others(trees(HOST)) == PRIVATE


def test_a_received_message_has_what_the_host_reads_of_it() -> None:
    read = attributes_of("received", trees(HOST))
    assert read == {
        *("application_properties", "body", "body_type", "content_type", "correlation_id", "dead_letter_source"),
        *("delivery_count", "enqueued_time_utc", "expires_at_utc", "lock_token", "message_id", "partition_key"),
        *("reply_to", "reply_to_session_id", "sequence_number", "session_id", "subject", "to"),
    }
    assert [name for name in read if not hasattr(ServiceBusReceivedMessage, name)] == []


def test_a_receiver_and_a_session_have_what_the_host_calls() -> None:
    for method in ("receive_messages", "complete_message", "abandon_message", "renew_message_lock", "close"):
        assert inspect.iscoroutinefunction(getattr(ServiceBusReceiver, method)), method
    assert list(inspect.signature(ServiceBusReceiver.receive_messages).parameters) == [
        *("self", "max_message_count", "max_wait_time"),
    ]
    assert inspect.iscoroutinefunction(ServiceBusSession.renew_lock)
    assert isinstance(inspect.getattr_static(ServiceBusSession, "locked_until_utc"), property)


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


def test_a_connection_without_tls_needs_no_tls_context() -> None:
    source = inspect.getsource(AsyncTransport.connect)
    assert "self.sslopts = self._build_ssl_opts(self.sslopts)" in source
    assert "ssl=self.sslopts if self._use_tls else None" in source
    assert list(inspect.signature(AsyncTransport._build_ssl_opts).parameters)[-1] in ("sslopts", "options")


def test_the_receiver_opens_itself_by_open() -> None:
    for method in (ServiceBusReceiver._receive, ServiceBusReceiver._open_with_retry):
        assert "self._open" in inspect.getsource(method)
    assert list(inspect.signature(ServiceBusReceiver._open).parameters) == ["self", "timeout"]
    assert "self._handler" in inspect.getsource(ServiceBusReceiver._create_handler)


def test_a_partial_batch_is_still_held_until_all_the_time_is_over() -> None:
    """Why the host asks for the first message alone; without this the detour could go."""
    source = inspect.getsource(ServiceBusReceiver._receive)
    assert "received_messages_queue.qsize() < max_message_count" in source
    assert "self._further_pull_receive_timeout" in source
    assert "self._amqp_transport.reset_link_credit_async(amqp_receive_client, link_credit_needed)" in source


def test_dates_are_parsed_by_the_method_that_is_replaced() -> None:
    assert "cls._parse_datetime(" in inspect.getsource(servicebus.ServiceBusMessageInConverter._extract_messages)
    assert "cls._parse_datetime(" in inspect.getsource(meta._BaseConverter._parse_datetime_metadata)


def test_the_sdk_reads_the_metadata_that_the_host_sends_and_those_that_azure_never_sends() -> None:
    converter = servicebus.ServiceBusMessageInConverter
    read = set(re.findall(r"trigger_metadata,\s+'(\w+)'", inspect.getsource(converter.decode_single_message)))
    assert read - set(payload(FULL, binary=True)[1]) == NEVER_SENT
    read_of_many = set(re.findall(r"trigger_metadata,\s+'(\w+)'", inspect.getsource(converter._extract_messages)))
    sent = set(batch_payload([FULL], binary=True, faults=True)[1])
    assert read_of_many - sent == {f"{name}Array" for name in NEVER_SENT}


def test_the_sdk_tells_one_message_from_many_by_these_names() -> None:
    converter = servicebus.ServiceBusMessageInConverter
    assert "'UserProperties' in trigger_metadata" in inspect.getsource(converter._is_cardinality_one)
    assert "'UserPropertiesArray' in trigger_metadata" in inspect.getsource(converter._is_cardinality_many)
