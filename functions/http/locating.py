"""How something is found again without its token: by an e-mail address and an access code, throttled."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from pydantic import Field

from functions.http.bodies import Body
from functions.http.describing import NOT_BLANK_LINE, described
from functions.http.problems import NOT_FOUND, Problem
from functions.http.requests import Request
from functions.http.throttling import begin_try
from functions.http.values import Email, Text


class LocateBody(Body):
    email: Email
    access_code: Annotated[Text, Field(min_length=1, max_length=20), described(pattern=NOT_BLANK_LINE)]


async def located[T](request: Request[LocateBody], find: Callable[[LocateBody], Awaitable[T | None]], what: str) -> T:
    """What `find` gives. Raises Problem 404, which never tells which of address and code was wrong, and 429."""
    this_try = await begin_try(request.body.email, request.headers)
    try:
        found = await find(request.body)
    except Exception:
        # It says nothing of the code: whoever has the right one is not locked out by an outage.
        await this_try.forgive()
        raise
    if found is None:
        await this_try.fail()
        raise Problem(NOT_FOUND, f"There is no {what} with this e-mail address and access code.")
    await this_try.forgive()
    return found
