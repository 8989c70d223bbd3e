"""Sentences about who was mailed what."""

import re
import uuid
from functools import partial
from typing import Any

import httpx
from pytest_bdd import given, parsers, then, when

from tests.acceptance.api import Json, expect
from tests.acceptance.world import World

CODE = re.compile(r"(?:Access code|Zugangscode): ([A-Z2-9]{5,6})\n")


def mails_to(world: World, address: str) -> list[Json]:
    """Newest first."""
    return [mail for mail in local(world, "mailbox") if mail["to"] == address]


def local(world: World, page: str) -> Any:
    """What the launcher's own pages tell programs."""
    url = f"{world.stack.base_url}/local/{page}"
    return expect(200, httpx.get(url, headers={"Accept": "application/json"}, trust_env=False, timeout=30))


def number_of_mails(world: World, address: str) -> int:
    return len(mails_to(world, address))


def the_only_mail(world: World, address: str) -> Json:
    """As soon as it is there. A second one would come by the time that all is quiet."""
    world.eventually(lambda: number_of_mails(world, address) > 0, True)
    quiet(world)
    mails = mails_to(world, address)
    assert len(mails) == 1, [mail["subject"] for mail in mails]
    world.mail = mails[0]
    return mails[0]


def quiet(world: World) -> None:
    """No news is on its way to who mails."""

    def is_quiet() -> bool:
        queues = local(world, "status")["queues"]
        waiting = [queues[name] for name in ("events/Subscriptions/mail", "commands") if name in queues]
        return len(waiting) == 2 and all(counts["active"] == counts["locked"] == 0 for counts in waiting)

    world.eventually(is_quiet, True)


def code_in(mail: Json) -> str:
    found = CODE.findall(mail["text"])
    assert len(found) == 1, mail["text"]
    assert found[0] in mail["html"]
    code: str = found[0]
    return code


def opens(world: World, code: str) -> int:
    body = {"email": world.owner_email, "accessCode": code}
    return world.api.http.post("/management/conferences/locate", json=body).status_code


def ask_for_code(world: World, email: str) -> None:
    body = {"email": email, "slug": world.conference.slug}
    expect(202, world.api.http.post("/management/conferences/access-code", json=body))


@given(parsers.parse('an owner whose browser prefers "{languages}"'))
def language(world: World, languages: str) -> None:
    world.api.http.headers["Accept-Language"] = languages


@given(parsers.parse('a conference of a new owner on sale with {quantity:d} "{name}" seats at {price}'))
def new_owner(world: World, quantity: int, name: str, price: str) -> None:
    world.owner_email = f"owner-{uuid.uuid4().hex}@example.com"
    world.conference = world.api.create_conference(ownerEmail=world.owner_email)
    world.conference.add_seat_type(name, price, quantity)
    world.conference.publish()


@then("the owner is mailed the access code of the conference, once")
def owner_mailed(world: World) -> None:
    mail = the_only_mail(world, world.owner_email)
    assert mail["subject"] == "PyCon: your access code"
    assert opens(world, code_in(mail)) == 200


@then("she is mailed the access code of her order, once")
def registrant_mailed(world: World) -> None:
    mail = the_only_mail(world, world.email)
    assert mail["subject"] == "PyCon: your order is confirmed"
    located = world.api.http.post("/orders/locate", json={"email": world.email, "accessCode": code_in(mail)})
    assert expect(200, located)["orderId"] == world.order.id


@then(parsers.parse('the mail says "{text}"'))
def says(world: World, text: str) -> None:
    assert f"\n{text}\n" in world.mail["text"]


@then(parsers.parse('the mail leads to "{path}"'))
def leads_to(world: World, path: str) -> None:
    assert f"\n{world.stack.base_url}{path}\n" in world.mail["text"]
    assert f'href="{world.stack.base_url}{path}"' in world.mail["html"]


@then(parsers.parse('the owner\'s mail begins with "{words}"'))
def owners_words(world: World, words: str) -> None:
    assert the_only_mail(world, world.owner_email)["text"].startswith(words)


@then(parsers.parse('her mail begins with "{words}"'))
def her_words(world: World, words: str) -> None:
    assert the_only_mail(world, world.email)["text"].startswith(words)


@then("she is mailed nothing")
def not_mailed(world: World) -> None:
    quiet(world)
    assert mails_to(world, world.email) == []


@then(parsers.re(r"Anna is told by mail (?P<subjects>.+)"))
def told_by_mail(world: World, subjects: str) -> None:
    """Of her order, these things and nothing else, each once."""
    code = world.orders["Anna"].read()["accessCode"]
    expected = sorted(f"PyCon: {subject}" for subject in re.findall('"([^"]+)"', subjects))

    def told() -> list[str]:
        return sorted(mail["subject"] for mail in mails_to(world, world.email) if code in mail["text"])

    world.eventually(told, expected)
    quiet(world)
    assert told() == expected


@when(parsers.parse("she asks for her order's particulars {times:d} times"))
def asks_again(world: World, times: int) -> None:
    world.statuses = [world.order.request("POST", "/mail").status_code for _ in range(times)]


@then(parsers.parse("she was let in {times:d} times"))
def let_in(world: World, times: int) -> None:
    assert world.statuses == [202] * times + [429] * (len(world.statuses) - times)


@then(parsers.parse("{number:d} mails in all have reached her"))
def reached(world: World, number: int) -> None:
    world.eventually(partial(number_of_mails, world, world.email), number)
    assert {code_in(mail) for mail in mails_to(world, world.email)} == {world.order.read()["accessCode"]}


@when("the owner asks for a new access code")
def owner_asks(world: World) -> None:
    world.old_code = code_in(the_only_mail(world, world.owner_email))
    ask_for_code(world, f" {world.owner_email.upper()}")


@when(parsers.parse("the owner asks for a new access code {times:d} times"))
def owner_asks_often(world: World, times: int) -> None:
    the_only_mail(world, world.owner_email)
    for _ in range(times):
        ask_for_code(world, world.owner_email)


@when("the new access code has been mailed")
def new_code_mailed(world: World) -> None:
    world.eventually(partial(number_of_mails, world, world.owner_email), 2)


@then("the owner's token opens the conference")
def token_opens(world: World) -> None:
    assert world.conference.request("GET").status_code == 200


@then("the owner's token does not open the conference")
def token_opens_nothing(world: World) -> None:
    assert world.conference.request("GET").status_code == 401


@when(parsers.parse("a stranger asks for a new access code {times:d} times"))
def stranger_asks(world: World, times: int) -> None:
    world.email = f"stranger-{uuid.uuid4().hex}@example.com"
    for _ in range(times):
        ask_for_code(world, world.email)


@then("the stranger is mailed nothing")
def stranger_gets_nothing(world: World) -> None:
    not_mailed(world)


@then("the owner is mailed another access code, which opens the conference")
def another_code(world: World) -> None:
    world.eventually(partial(number_of_mails, world, world.owner_email), 2)
    code = code_in(mails_to(world, world.owner_email)[0])
    assert code != world.old_code
    assert opens(world, code) == 200


@then("the old access code does not open it any more")
def old_code(world: World) -> None:
    assert opens(world, world.old_code) == 404


@then(parsers.parse("the owner is mailed {number:d} times in all"))
def mailed_in_all(world: World, number: int) -> None:
    world.eventually(partial(number_of_mails, world, world.owner_email), number)
    quiet(world)
    assert number_of_mails(world, world.owner_email) == number


@then("the owner is mailed that an order awaits a decision, once")
def attention(world: World) -> None:
    quiet(world)
    subjects = [mail["subject"] for mail in mails_to(world, world.owner_email)]
    assert subjects.count("PyCon: an order awaits your decision") == 1
    assert sorted(set(subjects)) == ["PyCon: an order awaits your decision", "PyCon: your access code"]
