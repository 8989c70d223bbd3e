"""The stand-in for Communication Services, spoken to by our mailer, which is Microsoft's client."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from infrastructure.azure.communication_mailer import CommunicationMailer
from infrastructure.mail.mailer import Mail, MailRefused, MailUnavailable
from local.launcher.front.server import Front
from local.launcher.ports import claim, release
from local.mailbox.kept_mail import Mailbox
from local.mailbox.service import MailService
from tests.stack import free_port

pytestmark = pytest.mark.stack

NOON = datetime(2027, 5, 1, 12, tzinfo=UTC)
SENDER = "conferences@contoso.example"


@dataclass
class Clock:
    time: datetime = NOON

    def now(self) -> datetime:
        return self.time


@dataclass
class Post:
    """A mailer and the mailbox that it leads to; each has a clock."""

    folder: Path
    url: str
    mailbox: Mailbox
    ours: Clock = field(default_factory=Clock)
    theirs: Clock = field(default_factory=Clock)

    def mailer(self) -> CommunicationMailer:
        return CommunicationMailer(f"endpoint={self.url}/local/communication;accesskey=bG9jYWw=", SENDER, self.ours)

    async def send(self, mail: Mail) -> None:
        mailer = self.mailer()
        try:
            await mailer.send(mail)
        finally:
            await mailer.close()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    port = free_port()
    post = Post(tmp_path, f"http://127.0.0.1:{port}", Mailbox(tmp_path, print))
    service = MailService(post.mailbox, post.theirs.now)
    pages = Starlette(routes=[Mount("/local/communication", routes=service.routes())])
    front = Front(host=pages, local=pages, web=pages)
    await front.start(claim(port))
    yield post
    await front.stop()


def mail() -> Mail:
    return Mail(uuid4(), NOON, "ada@example.com", "Ada", "Hello", "Hello Ada", "<p>Hello Ada</p>")


async def test_a_mail_arrives_as_it_was_written_and_outlives_the_process(post: Post) -> None:
    await post.send(sent := mail())
    (kept,) = Mailbox(post.folder, print).newest_first()
    assert (kept.id, kept.to, kept.sender) == (str(sent.id), ["ada@example.com"], SENDER)
    assert (kept.subject, kept.text, kept.html) == ("Hello", "Hello Ada", "<p>Hello Ada</p>")
    assert kept.sent_at == "2027-05-01T12:00:00.000000Z"


async def test_the_same_mail_handed_in_again_is_one_mail_and_another_one_is_two(post: Post) -> None:
    sent = mail()
    for minutes in (0, 3, 9):
        post.ours.time = post.theirs.time = NOON + timedelta(minutes=minutes)
        await post.send(sent)
    assert len(post.mailbox) == 1
    await post.send(replace(sent, id=uuid4()))
    assert [kept.sent_at for kept in post.mailbox.newest_first()] == [
        "2027-05-01T12:09:00.000000Z",
        "2027-05-01T12:00:00.000000Z",
    ]


async def test_a_mail_whose_cause_is_long_past_is_taken_all_the_same(post: Post) -> None:
    post.ours.time = post.theirs.time = NOON + timedelta(hours=5)
    await post.send(mail())
    assert len(post.mailbox) == 1


async def test_a_request_that_says_it_was_sent_first_more_than_5_minutes_ago_may_succeed_later(post: Post) -> None:
    post.theirs.time = NOON + timedelta(minutes=6)
    with pytest.raises(MailUnavailable, match="status 412"):
        await post.send(mail())
    assert len(post.mailbox) == 0


@pytest.mark.parametrize("change", [{"to": "nobody"}, {"subject": ""}, {"text": "", "html": ""}])
async def test_a_mail_that_is_not_complete_is_refused_for_ever_without_being_quoted(
    post: Post, change: dict[str, str]
) -> None:
    with pytest.raises(MailRefused, match="status 400, InvalidMessage") as refused:
        await post.send(replace(mail(), **change))  # type: ignore[arg-type]
    assert "ada" not in str(refused.value).lower()
    assert len(post.mailbox) == 0


async def test_another_mail_under_the_same_id_is_refused(post: Post) -> None:
    await post.send(sent := mail())
    with pytest.raises(MailRefused, match="RepeatabilityMismatch"):
        await post.send(replace(sent, text="Something else"))


async def test_nobody_there_is_something_that_passes() -> None:
    sockets = claim(port := free_port())
    release(sockets)
    mailer = CommunicationMailer(f"endpoint=http://127.0.0.1:{port};accesskey=bG9jYWw=", SENDER, Clock())
    with pytest.raises(MailUnavailable, match="ServiceRequestError"):
        await mailer.send(mail())
    await mailer.close()
