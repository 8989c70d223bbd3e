"""How the stack is: what its parts do, what waits in the queues, what was parked, what was said last."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from local.launcher.console import Console
from local.launcher.keeper import Keeper
from local.mailbox.kept_mail import Mailbox

ANSWER_SECONDS: Final = 2.0
PARKED: Final = "parked"
MOST_PARKED: Final = 50


@dataclass(frozen=True, slots=True)
class Health:
    """What can be asked of a running stack. Whatever does not answer is said so, in its place."""

    url: str
    console: Console
    mailbox: Mailbox
    keepers: list[Keeper] = field(default_factory=list)
    addresses: dict[str, str] = field(default_factory=dict)
    """`inspection`: of the emulator's page; `storage`: Azurite's connection string. Once they are known."""

    async def document(self) -> dict[str, Any]:
        """As JSON shows it; times are ISO 8601 in UTC."""
        ready, queues, parked = await asyncio.gather(self._ready(), self._queues(), self._parked())
        return {
            "ready": ready,
            "parts": [keeper.status() for keeper in self.keepers],
            "queues": queues,
            "parked": parked,
            "mails": len(self.mailbox),
            "log": [{"part": part, "line": line} for part, line in self.console.recent],
        }

    async def _ready(self) -> Any:
        host = next((keeper for keeper in self.keepers if keeper.name == "host"), None)
        if host is None or not host.ready.is_set():
            return {"status": "down"}
        return await _asked(f"{self.url}/api/health/ready")

    async def _queues(self) -> Any:
        """Entity → counts."""
        if "inspection" not in self.addresses:
            return {}
        found = await _asked(self.addresses["inspection"])
        return found.get("entities", found)

    async def _parked(self) -> Sequence[Any]:
        """The newest messages that can never be handled."""
        if "storage" not in self.addresses:
            return []
        try:
            # Longer at the first time, which goes on and makes the next one quick.
            async with asyncio.timeout(ANSWER_SECONDS):
                return await asyncio.to_thread(parked_messages, self.addresses["storage"])
        except Exception as error:  # noqa: BLE001 - shown in its place, whatever it is
            return [{"error": f"{type(error).__name__}"}]


async def _asked(url: str) -> dict[str, Any]:
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=ANSWER_SECONDS) as client:
            answer = await client.get(url, headers={"accept": "application/json"})
        found = json.loads(answer.text)
    except (httpx.HTTPError, ValueError) as error:
        return {"error": type(error).__name__}
    return found if isinstance(found, dict) else {"error": "no object"}


def parked_messages(storage: str) -> list[dict[str, Any]]:
    """The newest ones. Blocks."""
    # Takes a third of a second to import, which no start of the stack needs to wait for.
    from azure.core.exceptions import ResourceNotFoundError
    from azure.storage.blob import ContainerClient

    options: dict[str, Any] = {"api_version": "2025-11-05", "retry_total": 0, "read_timeout": ANSWER_SECONDS}
    with ContainerClient.from_connection_string(storage, PARKED, **options) as container:
        try:
            blobs = sorted(container.list_blobs(), key=lambda blob: blob.last_modified, reverse=True)
        except ResourceNotFoundError:
            return []
        return [_shown(blob.name, container.download_blob(blob.name).readall()) for blob in blobs[:MOST_PARKED]]


def _shown(name: str, content: bytes) -> dict[str, Any]:
    message = json.loads(content)
    return {"name": name, "reason": message.get("reason"), "parkedAt": message.get("parkedAt")}
