"""Running a function by hand (`POST /admin/functions/NAME`): the trigger's value made from a text."""

from datetime import UTC, datetime
from typing import assert_never
from uuid import uuid4

from local.host.functions import Function, HttpFunction, ServiceBusFunction, TimerFunction
from local.host.http_request import rpc_request
from local.host.protos import TypedData
from local.host.sb_batch import batch_payload
from local.host.sb_message import Message
from local.host.sb_payload import Metadata, payload
from local.host.timer_status import TimerStatus, timer_input


def manual_input(function: Function, text: str, timer_status: TimerStatus | None) -> tuple[TypedData, Metadata]:
    """Value and metadata; the text is the body of a request or message, a timer ignores it."""
    match function:
        case TimerFunction():
            return timer_input(timer_status, past_due=False), {}
        case HttpFunction():
            request = rpc_request(
                scheme="http",
                method="POST",
                raw_path=f"/admin/functions/{function.name}",
                raw_query=b"",
                headers={"host": "localhost"},
                route_values={},
                body=text.encode(),
            )
            return request, {}
        case ServiceBusFunction():
            message = Message(
                body=text.encode(),
                message_id=uuid4().hex,
                lock_token=str(uuid4()),
                sequence_number=0,
                delivery_count=1,
                enqueued_time=datetime.now(UTC),
                application_properties={},
            )
            if function.many:
                return batch_payload([message], binary=function.binary, faults=True)
            return payload(message, binary=function.binary)
        case _:
            assert_never(function)
