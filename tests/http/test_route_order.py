"""The app's own routes in the order in which Azure tries them: by the names of their functions."""

from local.host.functions import HttpFunction
from local.host.routing import Router
from tests.whole_app import triggers

INTENDED: set[tuple[str, str]] = set()
"""Pairs of functions whose routes have paths in common; the first answers them, and is meant to.

A route that is more specific than another must belong to the function whose name comes first: name it accordingly.
"""


def router() -> Router:
    """As the host makes it of the whole app."""
    return Router(
        [
            HttpFunction(
                name=trigger["functionName"],
                id=trigger["functionName"],
                parameter="req",
                route=trigger["route"],
                methods=frozenset(str(getattr(method, "value", method)) for method in trigger["methods"]),
                auth_level="ANONYMOUS",
            )
            for trigger in triggers()
            if trigger["type"] == "httpTrigger"
        ],
        "api",
    )


def answering(method: str, path: str) -> str | None:
    found = router().find(method, f"/api/{path}")
    return found[0].name if found else None


def test_where_routes_overlap_the_intended_function_answers() -> None:
    assert {(first.function.name, second.function.name) for first, second in router().overlaps()} == INTENDED


def test_words_in_the_place_of_an_id_reach_their_own_functions() -> None:
    assert answering("POST", "orders/locate") == "locate_order"
    assert answering("POST", "management/conferences/locate") == "locate_conference"
    assert answering("POST", "management/conferences/access-code") == "ask_for_access_code"
    assert answering("GET", "orders/locate") == "get_order"  # which knows no such order
    assert answering("PUT", "orders/locate") is None
