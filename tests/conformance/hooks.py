"""What schemathesis is told beside the description: tokens, things that are there, and rules between members.

Loaded by its `--hooks`, in its own process.
"""

import json
import os
import re
from typing import Any
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st

type AnyCase = schemathesis.Case[Any]

THINGS: dict[str, str] = json.loads(os.environ["CONFORMANCE_THINGS"])
"""Path parameter → what is there; security scheme → its token."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SLUG = re.compile(r"[a-z0-9-]+")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
CURRENCY = re.compile(r"[A-Z]{3}")
TEXTS = frozenset(("name", "description", "location", "tagline", "twitterSearch", "ownerName", "firstName", "lastName"))
BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
KEY = re.compile(r"[!-~]{1,255}")

VISIBLE = st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Sc"], max_codepoint=0x24F), min_size=1)
WORD = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)

schemathesis.openapi.format("visible-text", VISIBLE)
schemathesis.openapi.format("email", st.builds("{}@{}.example".format, WORD, WORD))
schemathesis.openapi.format("uri", st.builds("https://{}.example/{}".format, WORD, WORD))
schemathesis.openapi.format("iso-4217", st.sampled_from(["EUR", "GBP", "JPY"]))
schemathesis.openapi.format("iana-time-zone", st.sampled_from(["UTC", "Europe/Vienna"]))


@schemathesis.auth(refresh_interval=None)  # each operation has a token of its own
class Tokens:
    """The token that the operation asks for."""

    def get(self, case: AnyCase, context: schemathesis.AuthContext) -> str | None:
        for scheme in context.operation.definition.raw.get("security", []):
            return THINGS[next(iter(scheme))]
        return None

    def set(self, case: AnyCase, data: str | None, context: schemathesis.AuthContext) -> None:
        if data:
            case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def map_path_parameters(context: schemathesis.HookContext, path_parameters: dict[str, Any] | None) -> Any:
    """Ids of the right form become those of things that are there; others stay as they are."""
    return {name: _real(name, value) for name, value in (path_parameters or {}).items()}


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: AnyCase, kwargs: dict[str, Any]) -> None:
    """Keeps the rules that the description cannot say, where what they are about is of the right form."""
    if isinstance(case.body, dict):
        case.body = _kept(case.body)
    key = case.headers.get("Idempotency-Key")
    if isinstance(key, str) and KEY.fullmatch(key):  # used again for another body, it is refused
        case.headers["Idempotency-Key"] = str(uuid4())


def _kept(body: dict[str, Any]) -> dict[str, Any]:
    body = {name: _filled(_whole(value)) if name in TEXTS else _whole(value) for name, value in body.items()}
    if isinstance(body.get("registrant"), dict):
        body |= {"registrant": _kept(body["registrant"])}
    days = [body.get("startDate"), body.get("endDate")]
    if all(_is(DAY, day) for day in days):
        body |= dict(zip(("startDate", "endDate"), sorted(map(str, days)), strict=True))
    if _is(CURRENCY, body.get("currency")):
        body |= {"currency": "EUR"}
    if _is(UUID, body.get("seatTypeId")):  # in the body of a change it must be the one of the path
        body |= {"seatTypeId": THINGS["seatTypeId"]}
    if isinstance(seats := body.get("seats"), list) and seats and all(map(_is_wanted, seats)):
        body |= {"seats": [{"seatTypeId": THINGS["seatTypeId"], "quantity": max(1, int(seats[0]["quantity"]))}]}
    return body


def _filled(value: Any) -> Any:
    """Blanks around a text do not count for its longest length: here every character of it does."""
    if not isinstance(value, str) or not (text := value.strip(BLANKS)):
        return value
    before = value.index(text)
    return "x" * before + text + "x" * (len(value) - before - len(text))


def _whole(value: Any) -> Any:
    """To JSON Schema 2.0 is an integer; to this API it is none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_wanted(seats: Any) -> bool:
    if not isinstance(seats, dict) or seats.keys() != {"seatTypeId", "quantity"}:
        return False
    quantity = seats["quantity"]
    return _is(UUID, seats["seatTypeId"]) and type(_whole(quantity)) is int and 0 <= quantity <= 100


def _real(name: str, value: Any) -> Any:
    return THINGS.get(name, value) if _is(SLUG if name == "slug" else UUID, value) else value


def _is(form: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and form.fullmatch(value) is not None
