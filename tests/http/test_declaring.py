"""What an operation must say of itself before it is served."""

from typing import Any

import pytest

from functions.http.api import Api
from functions.http.bodies import Nothing
from functions.http.requests import Answer, Request


async def takes_anything(request: Request) -> Answer:
    return Answer(None)


async def takes_nothing(request: Request[Nothing]) -> Answer:
    return Answer(None)


async def is_no_handler(request: Any) -> Answer:
    return Answer(None)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_what_changes_something_says_which_body_it_takes(method: Any):
    with pytest.raises(TypeError, match="takes_anything must take"):
        Api("Tests").operation(method, "things", summary="Change things")(takes_anything)
    Api("Tests").operation(method, "things", summary="Change things")(takes_nothing)


def test_what_is_read_takes_no_body():
    with pytest.raises(TypeError, match="takes_nothing must take"):
        Api("Tests").operation("GET", "things", summary="Read things")(takes_nothing)
    Api("Tests").operation("GET", "things", summary="Read things")(takes_anything)


def test_a_handler_takes_a_request():
    with pytest.raises(TypeError, match="is_no_handler"):
        Api("Tests").operation("GET", "things", summary="Read things")(is_no_handler)
