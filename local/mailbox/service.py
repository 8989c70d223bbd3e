"""The part of the Communication Services' e-mail API that sends: `POST /emails:send`, and what became of it.

Repeatable requests as documented: within five minutes of its `Repeatability-First-Sent`, the same
`Repeatability-Request-ID` is the same mail (another body under it is refused), and an older one is refused, 412. The
same `Operation-Id` is the same mail for ever. Whatever is taken succeeds at once; no signature is checked.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from local.mailbox.kept_mail import KeptMail, Mailbox

TRACKED: Final = timedelta(minutes=5)

type Now = Callable[[], datetime]


class _Refused(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.response = JSONResponse({"error": {"code": code, "message": message}}, status)


@dataclass(frozen=True, slots=True)
class MailService:
    mailbox: Mailbox
    now: Now = lambda: datetime.now(UTC)

    def routes(self) -> list[Route]:
        return [
            Route("/emails:send", self.send, methods=["POST"]),
            Route("/emails/operations/{id}", self.operation, methods=["GET"]),
        ]

    async def send(self, request: Request) -> Response:
        try:
            mail_id = self._take(request.headers, await request.body())
        except _Refused as refused:
            return refused.response
        where = f"{str(request.url).split('/emails:send', maxsplit=1)[0]}/emails/operations/{mail_id}"
        headers = {"operation-location": f"{where}?api-version={request.query_params.get('api-version', '')}"}
        return JSONResponse({"id": mail_id, "status": "Running", "error": None}, 202, headers)

    async def operation(self, request: Request) -> Response:
        mail_id = request.path_params["id"]
        if self.mailbox.find(mail_id) is None:
            return _Refused(404, "NotFound", "There is no such operation.").response
        return JSONResponse({"id": mail_id, "status": "Succeeded", "error": None})

    def _take(self, headers: Mapping[str, str], body: bytes) -> str:
        """The mail's id. Raises _Refused."""
        if "authorization" not in headers:
            raise _Refused(401, "Denied", "No Authorization was given.")
        mail_id = _id(headers.get("operation-id") or str(uuid4()), "Operation-Id")
        fingerprint = hashlib.sha256(body).hexdigest()
        self._refuse_late(headers)
        known = self.mailbox.find(mail_id)
        if known is None:
            self.mailbox.keep(_mail(mail_id, _parsed(body), self.now(), fingerprint))
        elif known.fingerprint != fingerprint:
            raise _Refused(400, "RepeatabilityMismatch", "Another mail was sent under this id.")
        return mail_id

    def _refuse_late(self, headers: Mapping[str, str]) -> None:
        if "repeatability-request-id" not in headers:
            return
        _id(headers["repeatability-request-id"], "Repeatability-Request-ID")
        try:
            first_sent = parsedate_to_datetime(headers["repeatability-first-sent"])
        except (KeyError, ValueError):
            raise _Refused(400, "InvalidHeader", "Repeatability-First-Sent is no date.") from None
        if abs(self.now() - first_sent) > TRACKED:
            raise _Refused(412, "PreconditionFailed", "Repeatability-First-Sent is not within five minutes.")


def _id(text: str, name: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise _Refused(400, "InvalidHeader", f"{name} is no GUID.") from None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        raise _Refused(400, "InvalidJson", "The body is not JSON.") from None


def _mail(mail_id: str, message: Any, now: datetime, fingerprint: str) -> KeptMail:
    try:
        to = [_address(recipient["address"]) for recipient in message["recipients"]["to"]]
        content = message["content"]
        text, html = content.get("plainText") or "", content.get("html") or ""
        sender, subject = _address(message["senderAddress"]), str(content["subject"])
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise _Refused(400, "InvalidMessage", f"The mail is not complete: {error}.") from None
    if not to or not subject or not (text or html):
        raise _Refused(400, "InvalidMessage", "A mail has a recipient, a subject and a content.")
    sent_at = now.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return KeptMail(mail_id, to, sender, subject, text, html, sent_at, fingerprint)


def _address(text: str) -> str:
    name, at, domain = text.rpartition("@")
    if not (name and at and domain) or any(character.isspace() for character in text):
        raise ValueError("an address is not one")
    return text
