"""From message to what the worker gets: body and metadata exactly as the real host sends them, faults included.

Fields that the real extension does not send (such as time to live or the dead-letter reason) are left out here too: a
host that is kinder than Azure makes tests lie.
"""

import json
from datetime import datetime
from typing import Any

from local.host.protos import TypedData
from local.host.sb_message import Message

type Metadata = dict[str, TypedData]

# .NET's DateTimeOffset.MaxValue: what a message without time to live "expires" at.
_END_OF_TIME = "9999-12-31T23:59:59.9999999"


def payload(message: Message, *, binary: bool, faults: bool = True) -> tuple[TypedData, Metadata]:
    """The trigger's value and its metadata.

    `binary`: the trigger was declared with `data_type=BINARY`; `faults`: whether a text body overwrites metadata.
    """
    metadata = _metadata(message)
    if binary:
        return (TypedData(bytes=message.body) if message.body else TypedData()), metadata
    text = message.body.decode("utf-8", "replace")
    if faults:
        _let_body_shadow(text, metadata)
    return (TypedData(string=text) if text else TypedData()), metadata


def texts_of(message: Message) -> dict[str, str | None]:
    """The metadata that are text, by Azure's names."""
    return {
        "MessageId": message.message_id,
        "ContentType": message.content_type,
        "CorrelationId": message.correlation_id,
        "DeadLetterSource": message.dead_letter_source,
        "Label": message.subject,
        "LockToken": message.lock_token,
        "PartitionKey": message.partition_key,
        "ReplyTo": message.reply_to,
        "ReplyToSessionId": message.reply_to_session_id,
        "SessionId": message.session_id,
        "Subject": message.subject,
        "To": message.to,
        "TransactionPartitionKey": message.transaction_partition_key,
    }


def dates_of(message: Message) -> dict[str, str]:
    """The metadata that are dates: those named UTC come without a zone."""
    enqueued = _local_time(message.enqueued_time)
    expires = _local_time(message.expires_at) if message.expires_at else _END_OF_TIME
    return {
        "EnqueuedTimeUtc": enqueued,
        "EnqueuedTime": f"{enqueued}+00:00",
        "ExpiresAtUtc": expires,
        "ExpiresAt": f"{expires}+00:00",
    }


def _metadata(message: Message) -> Metadata:
    metadata = {key: TypedData(string=value) for key, value in texts_of(message).items() if value is not None}
    metadata |= {key: TypedData(json=f'"{value}"') for key, value in dates_of(message).items()}
    # One value for both: the older of the two names is the one by which the worker tells a single message.
    properties = TypedData(json=json.dumps(dict(message.application_properties)))
    metadata.update(
        DeliveryCount=TypedData(json=str(message.delivery_count)),
        SequenceNumber=TypedData(json=str(message.sequence_number)),
        ApplicationProperties=properties,
        UserProperties=properties,
    )
    return metadata


def _local_time(moment: datetime) -> str:
    """ISO 8601 without a zone, as .NET writes an unspecified time: no trailing zeros in the fraction."""
    text = moment.replace(tzinfo=None).isoformat()
    return text.rstrip("0") if "." in text else text


def _let_body_shadow(text: str, metadata: Metadata) -> None:
    """The real host's fault with text bodies: members of a JSON body become binding data of that name.

    They overwrite metadata of the same name in any case, as text; arrays and nulls do not.
    """
    if not text.lstrip().startswith("{"):
        return
    try:
        members = json.loads(text)
    except json.JSONDecodeError:
        return
    names = {name.lower(): name for name in metadata}
    for key, value in members.items():
        if value is not None and not isinstance(value, list):
            metadata[names.get(key.lower(), key)] = TypedData(string=_as_text(value))


def _as_text(value: Any) -> str:
    """As Newtonsoft's JToken.ToString() does."""
    match value:
        case str():
            return value
        case bool():
            return str(value)
        case _:
            return json.dumps(value)
