"""What a projector's subscription brings becomes documents."""

from collections.abc import Mapping
from typing import Any

from infrastructure.handling import MessageHandling
from infrastructure.message_codec import decode_commit
from infrastructure.messaging import Delivery
from infrastructure.projecting import Projector


class ViewProjectors:
    """`projectors`: stream type → who projects its commits."""

    def __init__(self, handling: MessageHandling, projectors: Mapping[str, Projector[Any]]) -> None:
        self._handling = handling
        self._projectors = projectors

    async def handle(self, delivery: Delivery) -> None:
        """Returns once the documents know the commit that the message brings, or the message is parked.

        Raises what is to be delivered again.
        """

        async def project() -> None:
            commit = decode_commit(delivery.body)
            await self._projectors[commit[0].stream.type].project(commit)

        await self._handling.run(delivery, project)
