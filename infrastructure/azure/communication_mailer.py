"""Mail by Azure Communication Services; locally by what stands in for it, through the same client."""

from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any, Final

from azure.core.credentials import AzureKeyCredential
from azure.core.credentials_async import AsyncTokenCredential
from azure.core.exceptions import AzureError, HttpResponseError
from azure.core.pipeline.transport import AioHttpTransport

from infrastructure.clock import Clock
from infrastructure.mail.mailer import Mail, MailRefused, MailUnavailable

if TYPE_CHECKING:
    from azure.communication.email.aio import EmailClient

REPEATABLE: Final = timedelta(minutes=4)
"""For five minutes from when it says it was sent first, the service knows a request again. It refuses older ones."""

PASSING: Final = frozenset((401, 403, 404, 408, 409, 412, 425, 429))
"""Statuses that time or an operator will change: roles not there yet, too many mails, the same one under way."""

OF_THE_SENDER: Final = ("sender", "linked")
"""Parts of error codes that name our own address or domain (`InvalidSenderUserName`, `DomainNotLinked`): an operator
will change it. Any other 4xx is about what strangers may have typed in."""


@dataclass(frozen=True, slots=True)
class MailEndpoint:
    """A Communication Services resource that is reached with an identity."""

    url: str
    credential: AsyncTokenCredential


type MailConnection = MailEndpoint | str
"""An endpoint, or a connection string (local)."""


class CommunicationMailer:
    """An `infrastructure.mail.mailer.Mailer`. `sender`: the address that mail comes from."""

    def __init__(self, connection: MailConnection, sender: str, clock: Clock) -> None:
        self._connection = connection
        self._sender = sender
        self._clock = clock
        self._client: EmailClient | None = None

    async def send(self, mail: Mail) -> None:
        now = self._clock.now()
        first_sent = mail.since if timedelta() <= now - mail.since < REPEATABLE else now
        repeatable = {
            "Repeatability-Request-ID": str(mail.id),
            "Repeatability-First-Sent": format_datetime(first_sent, usegmt=True),
        }
        message: Any = {
            "senderAddress": self._sender,
            "recipients": {"to": [{"address": mail.to, "displayName": mail.to_name}]},
            "content": {"subject": mail.subject, "plainText": mail.text, "html": mail.html},
            "userEngagementTrackingDisabled": True,
        }
        try:
            # Not waited for: delivery takes minutes, and what becomes of it is told by the service's own logs.
            await self._connected().begin_send(message, operation_id=str(mail.id), headers=repeatable, polling=False)
        except HttpResponseError as error:
            # Neither the error's text nor its cause: they may quote the mail.
            status, code = error.status_code or 500, (error.error.code if error.error else None) or "no code"
            what = f"mail {mail.id}: status {status}, {code}"
            raise (MailUnavailable if _will_pass(status, code) else MailRefused)(what) from None
        except AzureError as error:
            raise MailUnavailable(f"mail {mail.id}: {type(error).__name__}") from None

    async def close(self) -> None:
        if self._client:
            await self._client.close()

    def _connected(self) -> "EmailClient":
        if self._client is None:
            # Takes a while to import, and most processes mail nothing.
            from azure.communication.email.aio import EmailClient

            options: dict[str, Any] = {
                "retry_total": 1,
                "transport": AioHttpTransport(use_env_settings=False, connection_timeout=5, read_timeout=20),
            }
            match self._connection:
                case MailEndpoint(url, credential):
                    self._client = EmailClient(url, credential, **options)
                case text:
                    # The SDK's own reader of it makes https of every address, which nobody speaks on a laptop.
                    parts = dict(part.split("=", 1) for part in text.split(";") if part)
                    self._client = EmailClient(parts["endpoint"], AzureKeyCredential(parts["accesskey"]), **options)
        return self._client


def _will_pass(status: int, code: str) -> bool:
    return status in PASSING or status >= 500 or any(part in code.lower() for part in OF_THE_SENDER)
