"""Each cause is mailed once, however often it is heard of, and whatever crashes."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest

from domain.conference_management.commands import RenewAccessCode
from infrastructure.access_code_renewal import AccessCodeRenewal
from infrastructure.conference_streams import Cause, stream_of
from infrastructure.conferences import Conferences
from infrastructure.event_store import Provenance, RecordedEvent, StorageUnavailable
from infrastructure.mail.dispatch import Dispatch
from infrastructure.mail.letters import Letters
from infrastructure.mail.mailer import MailUnavailable
from infrastructure.publisher import Publisher
from tests.domain.given_when_then import minute
from tests.http.fakes import MemoryAttempts, MemoryBus, MemoryLocators, MemorySlugs, SetClock
from tests.mail.trouble import Carrier, ForgetfulStore
from tests.views.story import conference_details

CONFERENCE = UUID(int=7)
KEY = b"k" * 32
CAUSE = Provenance("correlation", "causation")


@dataclass
class World:
    store: ForgetfulStore = field(default_factory=ForgetfulStore)
    mailer: Carrier = field(default_factory=Carrier)
    attempts: MemoryAttempts = field(default_factory=MemoryAttempts)
    clock: SetClock = field(default_factory=lambda: SetClock(minute(0)))

    def __post_init__(self) -> None:
        locators, publisher = MemoryLocators(), Publisher(self.store, MemoryBus(), self.clock)
        self.conferences = Conferences(self.store, publisher, MemorySlugs(), locators, self.clock, KEY)
        self.renewal = AccessCodeRenewal(self.store, publisher, locators, self.clock, KEY)
        self.mail = Dispatch(
            self.store, self.mailer, Letters("https://conference.test"), self.clock, KEY, self.attempts
        )

    async def created(self) -> RecordedEvent:
        await self.conferences.create(CONFERENCE, conference_details(), "K7MQ2", Cause(uuid4(), CAUSE))
        return await self.last_event()

    async def renew(self, email: str, command_id: UUID | None = None) -> None:
        command = RenewAccessCode(id=command_id or uuid4(), conference_id=CONFERENCE, email=email)
        await self.renewal.renew(command, CAUSE)

    async def last_event(self) -> RecordedEvent:
        return (await self.store.read(stream_of(CONFERENCE))).events[-1]

    async def number_of_events(self) -> int:
        return len((await self.store.read(stream_of(CONFERENCE))).events)


@pytest.fixture
def world() -> World:
    return World()


async def test_news_that_come_twice_are_mailed_once(world: World) -> None:
    created = await world.created()
    await world.mail.react(created)
    await world.mail.react(created)
    (mail,) = world.mailer.handed_in
    assert mail.to == "guido@example.com"
    assert "Access code: K7MQ2\n" in mail.text


async def test_a_crash_after_the_mail_was_taken_hands_in_the_very_same_mail_again(world: World) -> None:
    created = await world.created()
    world.store.forgets = 1
    with pytest.raises(StorageUnavailable):
        await world.mail.react(created)
    await world.mail.react(created)
    await world.mail.react(created)
    first, second = world.mailer.handed_in
    assert first == second


async def test_a_mail_that_nobody_takes_now_is_mailed_later(world: World) -> None:
    created = await world.created()
    world.mailer.fails = True
    with pytest.raises(MailUnavailable):
        await world.mail.react(created)
    world.mailer.fails = False
    await world.mail.react(created)
    assert len(world.mailer.handed_in) == 1


async def test_a_renewed_code_opens_and_the_old_one_does_not_and_both_causes_are_mails_of_their_own(
    world: World,
) -> None:
    await world.mail.react(await world.created())
    await world.renew(" GUIDO@example.com")
    await world.mail.react(await world.last_event())
    first, second = world.mailer.handed_in
    assert first.id != second.id
    code = second.text.split("Access code: ")[1][:5]
    cause = Cause(uuid4(), CAUSE)
    opened = [await world.conferences.open(CONFERENCE, "guido@example.com", tried, cause) for tried in (code, "K7MQ2")]
    assert opened == [1, None]


async def test_a_renewal_delivered_twice_renews_once_and_one_by_a_stranger_changes_nothing(world: World) -> None:
    await world.created()
    command_id = uuid4()
    await world.renew("guido@example.com", command_id)
    await world.renew("guido@example.com", command_id)
    await world.renew("stranger@example.com")
    assert await world.number_of_events() == 2


async def test_a_code_is_in_no_event_and_in_no_log(world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    created = await world.created()
    await world.mail.react(created)
    assert "K7MQ2" not in caplog.text
    assert "K7MQ2" not in created.event.model_dump_json()
    assert "K7MQ2" not in repr(world.mailer.handed_in)
    assert "guido" not in repr(world.mailer.handed_in).lower()
