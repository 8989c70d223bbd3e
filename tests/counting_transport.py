"""A transport that tells which requests were sent, one after the other: what the budgets of requests are counted by."""

from typing import Any

from azure.core.pipeline.transport import AioHttpTransport


class CountingTransport(AioHttpTransport):  # type: ignore[misc]  # azure-core loads it lazily, untyped
    """`sent`: method and path of every request since it was last cleared."""

    def __init__(self) -> None:
        super().__init__(use_env_settings=False)
        self.sent: list[str] = []

    async def send(self, request: Any, **config: Any) -> Any:
        path = str(request.url).partition("devstoreaccount1")[2]
        self.sent.append(f"{request.method} {path}")
        return await super().send(request, **config)
