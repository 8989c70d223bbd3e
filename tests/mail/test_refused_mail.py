"""Which answers of the carrier are the recipient's, and which are ours: strangers must not set alerts off."""

import logging
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from infrastructure.azure.communication_mailer import CommunicationMailer
from infrastructure.handling import MessageHandling
from infrastructure.mail.mailer import Mail, MailRefused, MailUnavailable
from infrastructure.message_codec import encode_commit
from infrastructure.messaging import Delivery
from infrastructure.parking import ParkedMessage, Parking
from infrastructure.publisher import Publisher
from infrastructure.retries import Retries
from local.launcher.front.server import Front
from local.launcher.ports import claim
from tests.domain.given_when_then import minute
from tests.http.fakes import MemoryBus
from tests.mail.test_dispatch import World
from tests.stack import free_port


class Carrier:
    """Answers every mail with one status and error code."""

    def __init__(self) -> None:
        self.status, self.code = 202, ""

    async def answer(self, request: Request) -> JSONResponse:
        error = {"code": self.code, "message": "ada@example.com is not liked"} if self.code else {}
        return JSONResponse({"error": error}, self.status)


@pytest.fixture
async def carrier() -> AsyncIterator[tuple[Carrier, CommunicationMailer]]:
    carrier, port = Carrier(), free_port()
    pages = Starlette(routes=[Route("/emails:send", carrier.answer, methods=["POST"])])
    front = Front(host=pages, local=pages, web=pages)
    await front.start(claim(port))
    endpoint = f"endpoint=http://127.0.0.1:{port};accesskey=bG9jYWw="
    mailer = CommunicationMailer(endpoint, "us@contoso.example", World().clock)
    yield carrier, mailer
    await mailer.close()
    await front.stop()


@pytest.mark.stack
@pytest.mark.parametrize(
    ("status", "code", "raised"),
    [
        (400, "InvalidEmailAddress", MailRefused),
        (400, "EmailDroppedAllRecipientsSuppressed", MailRefused),
        (400, "BadRequest", MailRefused),
        (400, "", MailRefused),
        (413, "RequestEntityTooLarge", MailRefused),
        (422, "InvalidRecipient", MailRefused),
        (400, "InvalidSenderUserName", MailUnavailable),
        (404, "DomainNotLinked", MailUnavailable),
        (400, "DomainNotLinked", MailUnavailable),
        (401, "Denied", MailUnavailable),
        (403, "Forbidden", MailUnavailable),
        (429, "TooManyRequests", MailUnavailable),
        (500, "InternalError", MailUnavailable),
        (503, "", MailUnavailable),
    ],
)
async def test_what_is_about_the_mail_is_refused_for_good_and_what_is_about_us_is_tried_again(
    carrier: tuple[Carrier, CommunicationMailer], status: int, code: str, raised: type[Exception]
):
    its, mailer = carrier
    its.status, its.code = status, code
    with pytest.raises(raised) as caught:
        await mailer.send(Mail(uuid4(), minute(0), "ada@example.com", "Ada", "Hello", "Hello", "<p>Hello</p>"))
    assert "ada" not in str(caught.value).lower()
    assert f"status {status}" in str(caught.value)


class Parked:
    """An `infrastructure.parking.ParkedMessages` that a test can look into."""

    def __init__(self) -> None:
        self.names: list[str] = []

    async def keep(self, message: ParkedMessage, name: str) -> None:
        self.names.append(name)


class RefusingMailer:
    async def send(self, mail: Mail) -> None:
        raise MailRefused(f"mail {mail.id}: status 400, InvalidEmailAddress")


async def test_a_refused_address_parks_no_message_and_logs_no_error(caplog: pytest.LogCaptureFixture):
    """A parked message is an error in the log, and that is an alert of severity 1."""
    world = World()
    world.mail._mailer = RefusingMailer()
    created = await world.created()
    parked = Parked()
    bus = MemoryBus()
    parking = Parking(Publisher(world.store, bus, world.clock), parked, world.clock)
    handling = MessageHandling(parking, Retries(bus, world.clock))
    message = encode_commit([created])
    delivery = Delivery("events/mail", message.message_id, message.body, message.properties, 1)
    for _ in range(2):
        await handling.run_each(delivery, world.mail.react)
    assert parked.names == []
    assert [record.levelno for record in caplog.records if "refused" in record.message] == [logging.WARNING]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
