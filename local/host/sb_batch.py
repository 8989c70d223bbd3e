"""From many messages to what the worker gets of a batch: all bodies, and one array for each kind of metadata."""

import json
from collections.abc import Sequence

from local.host.protos import CollectionBytes, CollectionSInt64, CollectionString, TypedData
from local.host.sb_message import Message
from local.host.sb_payload import Metadata, dates_of, texts_of


def batch_payload(messages: Sequence[Message], *, binary: bool, faults: bool) -> tuple[TypedData, Metadata]:
    """The trigger's value and its metadata.

    `faults`: leave out of every array of texts the entries that are empty, as the real host does for this worker. Then
    what stands behind a gap is taken for the metadata of the message before it, and a text body that is empty makes the
    whole batch unreadable, every time. Without faults a gap is an empty text.
    """
    if binary:
        value = TypedData(collection_bytes=CollectionBytes([message.body for message in messages]))
    else:
        value = _texts([message.body.decode("utf-8", "replace") for message in messages], faults)
    texts, dates = [texts_of(message) for message in messages], [dates_of(message) for message in messages]
    metadata = {f"{key}Array": _texts([of_one[key] or "" for of_one in texts], faults) for key in texts[0]}
    metadata |= {f"{key}Array": TypedData(json=json.dumps([of_one[key] for of_one in dates])) for key in dates[0]}
    # One value for both: the worker counts the messages by the older of the two names.
    properties = TypedData(json=json.dumps([dict(message.application_properties) for message in messages]))
    metadata.update(
        DeliveryCountArray=TypedData(json=json.dumps([message.delivery_count for message in messages])),
        SequenceNumberArray=TypedData(
            collection_sint64=CollectionSInt64([message.sequence_number for message in messages])
        ),
        ApplicationPropertiesArray=properties,
        UserPropertiesArray=properties,
    )
    return value, metadata


def _texts(entries: Sequence[str], faults: bool) -> TypedData:
    return TypedData(collection_string=CollectionString([entry for entry in entries if entry or not faults]))
