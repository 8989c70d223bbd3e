"""Tokens that end, and are put again before they do."""

import asyncio
import time
from datetime import timedelta

from azure.core.credentials import AccessToken
from azure.servicebus import ServiceBusMessage
from azure.servicebus._base_handler import _generate_sas_token
from azure.servicebus._common.constants import TOKEN_TYPE_SASTOKEN

from local.servicebus.cbs import KEY_NAME, KEYS
from tests.servicebus.bus import Bus, bodies, receive
from tests.servicebus.waiting import Fresh, waiting

LIFE_SECONDS = 20
"""The SDK puts a new token when a tenth of this is left."""


class ShortLivedTokens:
    """A credential of the SDK's kind; counts the tokens that it gave."""

    token_type = TOKEN_TYPE_SASTOKEN

    def __init__(self) -> None:
        self.given = 0

    async def get_token(self, *scopes: str, **_: object) -> AccessToken:
        self.given += 1
        return _generate_sas_token(scopes[0], KEY_NAME, KEYS[0], timedelta(seconds=LIFE_SECONDS))


@waiting
async def a_client_whose_token_ends_puts_a_new_one_and_goes_on(bus: Bus, fresh: Fresh) -> None:
    queue, tokens = fresh("plain"), ShortLivedTokens()
    own = Bus(bus.connection_string)
    own.client._credential = tokens  # type: ignore[assignment]  # what the SDK makes of a connection string
    sender = await own.sender(queue)
    assert tokens.given == 1
    until, sent = time.monotonic() + LIFE_SECONDS + 5, 0
    while time.monotonic() < until:
        await sender.send_messages(ServiceBusMessage(f"{sent}"))
        sent += 1
        await asyncio.sleep(0.5)
    assert tokens.given >= 2
    assert bodies(await receive(await bus.receiver(queue), sent)) == [f"{number}" for number in range(sent)]
    await own.close()
