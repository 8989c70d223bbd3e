"""Mail that is asked for: an order's particulars, and a conference's access code."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from domain.conference_management.commands import RenewAccessCode
from domain.messages import Event
from domain.payments.events import PaymentRefunded
from functions.http.services import provide
from infrastructure.conference_streams import Cause
from infrastructure.event_store import Provenance
from infrastructure.mail.dispatch import Dispatch
from infrastructure.mail.letters import Letters
from infrastructure.mail.mailer import MailRefused, MailUnavailable
from tests.domain.orders import (
    CHECKED_OUT,
    CONFERENCE,
    CONFIRMED,
    EXPIRED,
    GIVEN_UP,
    INVOICED,
    ORDER,
    PLACED,
    REFUNDED,
    RESERVED,
    SET_ASIDE,
    expired,
    registrant,
    rejected,
    updated,
    workshop,
)
from tests.http.world import World
from tests.views.story import conference_details


async def ask(world: World, **headers: str) -> Any:
    return await world.request("POST", f"/orders/{ORDER}/mail", token="order", headers=headers)


async def ask_for_code(
    world: World, email: str = "guido@example.com", slug: str = "pycon", client: str = "1", **more: str
) -> Any:
    headers = {"X-Forwarded-For": f"10.0.0.{client}:1234", **more}
    body = {"email": email, "slug": slug}
    return await world.request("POST", "/management/conferences/access-code", body, headers=headers)


async def test_the_registrant_is_mailed_code_link_and_summary(world: World):
    world.order(*CHECKED_OUT)
    answer = await ask(world)
    assert (answer.status, answer.content) == (202, b"")
    (mail,) = world.mailer.sent
    assert mail.to == "alice@example.org"
    assert "Access code: ABC234\n" in mail.text
    assert "https://conference.test/orders/find\n" in mail.text
    assert "3 × Workshop: 45.30 EUR\nTotal: 45.30 EUR\n" in mail.text


async def test_a_request_that_is_sent_again_with_its_key_is_one_mail(world: World):
    world.order(*CHECKED_OUT)
    for _ in range(2):
        assert (await ask(world, **{"Idempotency-Key": "a-key"})).status == 202
    assert len(world.mailer.sent) == 1


async def test_3_mails_in_15_minutes(world: World):
    world.order(*CHECKED_OUT)
    assert [(await ask(world)).status for _ in range(4)] == [202, 202, 202, 429]
    assert len(world.mailer.sent) == 3


@pytest.mark.parametrize("history", [PLACED, RESERVED, (*RESERVED, registrant())])
async def test_an_order_that_was_not_checked_out_is_not_mailed_whoever_is_its_registrant(
    world: World, history: tuple[Event, ...]
):
    world.order(*history)
    answer = await ask(world)
    assert (answer.status, answer.slug) == (409, "not-checked-out")
    assert world.mailer.sent == []


async def test_an_order_that_does_not_exist_is_not_mailed(world: World):
    assert (await ask(world)).status == 404


@pytest.mark.parametrize(
    ("error", "status", "slug"),
    [(MailUnavailable("status 503"), 503, "unavailable"), (MailRefused("status 400"), 409, "mail-refused")],
)
async def test_a_carrier_that_does_not_take_it(world: World, error: Exception, status: int, slug: str):
    world.order(*CHECKED_OUT)
    world.mailer.fails = error
    answer = await ask(world)
    assert (answer.status, answer.slug) == (status, slug)


async def test_whether_the_address_is_the_owners_is_decided_where_nobody_waits_for_it(world: World):
    world.conference()
    for email in ("guido@example.com", "stranger@example.com"):
        answer = await ask_for_code(world, email)
        assert (answer.status, answer.content) == (202, b"")
    asked = [command for command in world.bus.commands if isinstance(command, RenewAccessCode)]
    assert [(command.conference_id, command.email) for command in asked] == [
        (CONFERENCE, "guido@example.com"),
        (CONFERENCE, "stranger@example.com"),
    ]


async def test_a_deployment_without_mail_makes_no_code_void_that_it_could_not_tell(world: World):
    world.conference()
    without_mail = Dispatch(
        world.store, None, Letters("https://conference.test"), world.clock, b"k" * 32, world.attempts
    )
    provide(lambda: replace(world.services(), mail=without_mail))
    answer = await ask_for_code(world)
    assert (answer.status, answer.slug) == (503, "unavailable")
    assert world.bus.commands == []


async def test_a_request_for_a_code_that_is_sent_again_with_its_key_is_one_command(world: World):
    """Carried out twice, it would void the code that the first mail brings."""
    world.conference()
    for _ in range(2):
        assert (await ask_for_code(world, **{"Idempotency-Key": "a-key"})).status == 202
    first, again = world.bus.commands
    assert first.id == again.id
    refused = await ask_for_code(world, "stranger@example.com", **{"Idempotency-Key": "a-key"})
    assert (refused.status, refused.slug) == (422, "idempotency-key-reused")


async def test_a_slug_of_no_conference_is_answered_and_handled_like_any_other(world: World):
    """The command is for a conference that nobody has: it takes as long, and changes nothing."""
    world.conference()
    nowhere, somewhere = await ask_for_code(world, slug="nowhere"), await ask_for_code(world)
    assert (nowhere.status, nowhere.content) == (somewhere.status, somewhere.content) == (202, b"")
    assert dict(nowhere.headers).keys() == dict(somewhere.headers).keys()
    of_nobody, of_owner = (command for command in world.bus.commands if isinstance(command, RenewAccessCode))
    assert of_nobody.conference_id != CONFERENCE
    assert of_owner.conference_id == CONFERENCE


async def test_a_stranger_does_not_use_up_the_requests_of_an_owner(world: World):
    """With any slug, and with hers: only the command knows who fits, and counts."""
    world.conference()
    for number, slug in enumerate(["nowhere", "elsewhere", "pycon"] * 2):
        assert (await ask_for_code(world, slug=slug, client=str(number))).status == 202
    assert (await ask_for_code(world, client="99")).status == 202
    asked = [command for command in world.bus.commands if isinstance(command, RenewAccessCode)]
    assert [command.conference_id == CONFERENCE for command in asked] == [*[False, False, True] * 2, True]


@pytest.mark.parametrize("slug", ["pycon", "nowhere"])
async def test_a_network_has_50_requests_in_15_minutes_whether_they_fit_or_not(world: World, slug: str):
    world.conference()
    statuses = [(await ask_for_code(world, f"owner{number % 7}@example.com", slug)).status for number in range(50)]
    assert statuses == [202] * 50
    refused = await ask_for_code(world)
    assert (refused.status, refused.slug, refused.headers["Retry-After"]) == (429, "too-many-tries", "900")
    assert len(world.bus.commands) == 50
    assert (await ask_for_code(world, client="2")).status == 202
    world.clock.time += timedelta(minutes=15)
    assert (await ask_for_code(world)).status == 202


@pytest.mark.parametrize("body", [{"email": "guido@example.com"}, {"email": "no", "slug": "pycon"}, {"slug": "pycon"}])
async def test_what_is_no_request_for_a_code(world: World, body: dict[str, str]):
    assert (await world.request("POST", "/management/conferences/access-code", body)).status == 422


@pytest.mark.parametrize(
    ("history", "subject", "sentence"),
    [
        (CHECKED_OUT, "PyCon: your order", "It is not paid yet."),
        (CONFIRMED, "PyCon: your order", "you asked for the particulars of your order"),
        (INVOICED, "PyCon: how to pay for your order", "Please pay 45.30 EUR by then."),
        ((*INVOICED, expired), "PyCon: your order has expired", "no payment for your order for PyCon was recorded"),
        (EXPIRED, "PyCon: your order has expired", "was not paid in time"),
        ((*INVOICED, rejected("invoice-cancelled")), "PyCon: your order was cancelled", "The organiser has cancelled"),
        (GIVEN_UP, "PyCon: your order", "The order was cancelled."),
        (SET_ASIDE, "PyCon: your payment arrived too late", "The organiser now decides"),
    ],
    ids=["unpaid", "confirmed", "invoice", "invoice expired", "expired", "cancelled", "given up", "undecided"],
)
async def test_the_latest_mail_is_sent_again(history: tuple[Event, ...], subject: str, sentence: str):
    world = World()
    provide(world.services)
    cause = Cause(uuid4(), Provenance("correlation", "causation"))
    await world.services().conferences.create(CONFERENCE, conference_details(), "K7MQ2", cause)
    world.order(*history)
    assert (await ask(world)).status == 202
    (mail,) = world.mailer.sent
    assert (mail.to, mail.subject) == ("alice@example.org", subject)
    assert sentence.casefold() in mail.text.casefold()


REFUND = PaymentRefunded(order_id=ORDER, amount=Decimal("45.30"), currency="EUR", reason="other-amount")


@pytest.mark.parametrize(
    "history",
    [REFUNDED, EXPIRED, CONFIRMED, GIVEN_UP, (*CHECKED_OUT, updated(workshop(2)))],
    ids=["refunded", "expired", "confirmed", "given up", "changed"],
)
async def test_the_mail_about_a_refund_that_came_last_is_sent_again_whatever_the_order(
    world: World, history: tuple[Event, ...]
):
    world.order(*history)
    world.payment(REFUND, since=30)
    assert (await ask(world)).status == 202
    (mail,) = world.mailer.sent
    assert mail.subject == "PyCon: your payment is refunded"


async def test_a_refund_is_not_the_latest_mail_once_the_order_is_confirmed(world: World):
    world.order(*CONFIRMED)
    world.payment(REFUND, since=2)
    assert (await ask(world)).status == 202
    (mail,) = world.mailer.sent
    assert mail.subject == "PyCon: your order"
