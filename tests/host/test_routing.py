"""Which function a request reaches: Azure's order of routes, its constraints, its 404s."""

import logging

import pytest

from local.host.errors import StartupError
from local.host.functions import HttpFunction
from local.host.routing import Router
from local.host.templates import parse_template


def routed(*routes: str | tuple[str, set[str]], prefix: str = "api") -> Router:
    """A router whose functions are named like their routes; a route alone takes GET."""
    pairs = [(route, {"GET"}) if isinstance(route, str) else route for route in routes]
    functions = [
        HttpFunction(
            name=f"{route} {position}",
            id=str(position),
            parameter="req",
            route=route,
            methods=frozenset(methods) or None,
            auth_level="ANONYMOUS",
        )
        for position, (route, methods) in enumerate(pairs)
    ]
    return Router(functions, prefix)


def function(name: str, route: str, *methods: str) -> HttpFunction:
    return HttpFunction(
        name=name,
        id=name,
        parameter="req",
        route=route,
        methods=frozenset(methods or ("GET",)),
        auth_level="ANONYMOUS",
    )


def winner(path: str, **routes: str) -> str | None:
    """Name of the function that answers, of functions given as name=route."""
    found = Router([function(name, route) for name, route in routes.items()], "api").find("GET", path)
    return found[0].name if found else None


def route_of(router: Router, path: str, method: str = "GET") -> str | None:
    found = router.find(method, path)
    return found[0].route if found else None


def values_of(router: Router, path: str) -> dict[str, str]:
    found = router.find("GET", path)
    assert found is not None
    return dict(found[1])


@pytest.mark.parametrize(
    ("prefix", "path"), [("api", "/api/a"), ("", "/a"), ("v1/shop", "/v1/shop/a"), ("Api", "/aPI/A")]
)
def test_the_prefix_comes_from_host_json(prefix: str, path: str) -> None:
    assert route_of(routed("a", prefix=prefix), path) == "a"


def test_without_its_prefix_a_route_is_unknown() -> None:
    assert route_of(routed("a"), "/a") is None


@pytest.mark.parametrize(
    ("path", "general", "specific"),
    [
        ("/api/a", "{x}", "a"),
        ("/api/1", "{x}", "{x:int}"),
        ("/api/7", "{x:int}", "{x:int:min(5)}"),
        ("/api/a", "a/{x?}", "a"),
        ("/api/a/b", "{x}/b", "a/{y}"),
        ("/api/a/b", "{*rest}", "a/b"),
    ],
)
def test_of_routes_that_fit_the_first_function_by_name_answers(path: str, general: str, specific: str) -> None:
    assert winner(path, first=general, second=specific) == "first"
    assert winner(path, first=specific, second=general) == "first"
    assert winner(path, second=general, first=specific) == "first"


def test_names_are_compared_as_dotnet_does() -> None:
    assert winner("/api/a", B="{x}", a="a") == "a"
    assert winner("/api/a", get_a="{x}", getB="a") == "getB"  # "_" comes behind all letters


def test_a_route_that_does_not_take_the_method_gives_way_to_one_that_does() -> None:
    router = routed(("a", {"POST"}), "{x}")
    assert route_of(router, "/api/a") == "{x}"
    assert route_of(router, "/api/a", "POST") == "a"
    assert route_of(router, "/api/a", "DELETE") is None


def test_a_function_without_methods_takes_any() -> None:
    assert route_of(routed(("a", set())), "/api/a", "PROPFIND") == "a"


def test_overlaps_are_warned_of_with_functions_and_routes(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        Router([function("read", "orders/{id}"), function("locate", "orders/locate")], "api")
    assert caplog.messages == [
        "functions 'locate' and 'read': routes 'orders/locate' and 'orders/{id}' have paths in common, which the first "
        "answers: routes are tried in the order of the functions' names"
    ]


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("a", "b", False),
        ("a", "{x}", True),
        ("a", "{x:int}", False),
        ("1", "{x:int}", True),
        ("{x:int}", "{y:guid}", True),  # not known to be apart
        ("a/{x}", "{y}/b", True),
        ("a/{x}/c", "a/{x}/d", False),
        ("a/{x}", "a", False),
        ("a/{x?}", "a", True),
        ("a/{x=1}/{y?}", "a", True),
        ("a/{x?}/{y?}", "a/b/c/d", False),
        ("a/{*rest}", "a", True),
        ("a/{*rest}", "a/b/c", True),
        ("a/{*rest}", "b/{*rest}", False),
    ],
)
def test_which_routes_overlap(first: str, second: str, overlap: bool) -> None:
    assert parse_template(first).overlaps(parse_template(second)) is overlap
    assert parse_template(second).overlaps(parse_template(first)) is overlap


def test_routes_with_other_methods_do_not_overlap() -> None:
    assert (
        Router([function("read", "orders/{id}"), function("locate", "orders/locate", "POST")], "api").overlaps() == []
    )


@pytest.mark.parametrize("other", ["a/{id}", "A/{ID}", "/a/{id}/"])
def test_the_same_template_with_the_same_method_is_refused(other: str) -> None:
    with pytest.raises(StartupError, match="with the same method belongs to function"):
        routed("a/{id}", other)


def test_the_same_template_with_other_methods_is_fine() -> None:
    router = routed(("a", {"GET"}), ("a", {"PUT"}))
    assert route_of(router, "/api/a", "PUT") == "a"


@pytest.mark.parametrize("route", ["admin/x", "administrators", "runtime", "Runtime/y", "/admin"])
def test_routes_of_the_host_are_refused(route: str) -> None:
    with pytest.raises(StartupError, match="must not start with 'admin' or 'runtime'"):
        routed(route)


@pytest.mark.parametrize(
    "route",
    [
        *("a/{x", "a//b", "{x}-{y}", "{*rest}/a", "{x}/{X}"),
        *("{x:nonsense}", "{x:int", "{x:length(1,2,3)}", "{x:length(a)}", "{x:min()}", "{x:regex([)}"),
    ],
)
def test_a_malformed_route_is_refused_by_name(route: str) -> None:
    with pytest.raises(StartupError) as raised:
        routed(route)
    assert raised.value.problems[0].startswith(f"function '{route} 0': route '{route}': ")


@pytest.mark.parametrize(
    ("template", "fits", "does_not"),
    [
        ("int", ["0", "-5", "2147483647"], ["abc", "1.5", "2147483648", "0x1"]),
        ("long", ["2147483648"], ["9223372036854775808", "a"]),
        ("bool", ["true", "FALSE"], ["1", "yes"]),
        ("guid", ["7c9e6679-7425-40de-944b-e07fc1f90ae7", "7C9E6679742540DE944BE07FC1F90AE7"], ["7c9e6679", "x" * 32]),
        ("decimal", ["1.5", "-3"], ["a", "1.5.2"]),
        ("datetime", ["2026-11-23", "2026-11-23T10:00:00"], ["2026-13-01", "monday"]),
        ("alpha", ["abc", "Z"], ["a1", "a-b"]),
        ("length(3)", ["abc"], ["ab", "abcd"]),
        ("length(2,3)", ["ab", "abc"], ["a", "abcd"]),
        ("minlength(2)", ["ab"], ["a"]),
        ("maxlength(2)", ["ab"], ["abc"]),
        ("min(3)", ["3", "10"], ["2", "a"]),
        ("max(3)", ["3", "-1"], ["4", "a"]),
        ("range(2,4)", ["2", "4"], ["1", "5", "a"]),
        (r"regex(^[a-z]{{2}}\d$)", ["ab1", "AB1"], ["a1", "abc"]),
        ("int:min(10)", ["10"], ["9", "a"]),
    ],
)
def test_constraints_are_azures(template: str, fits: list[str], does_not: list[str]) -> None:
    router = routed(f"a/{{x:{template}}}")
    assert [value for value in fits if route_of(router, f"/api/a/{value}") is None] == []
    assert [value for value in does_not if route_of(router, f"/api/a/{value}") is not None] == []


def test_an_absent_optional_parameter_is_no_route_value() -> None:
    router = routed("a/{x:int?}")
    assert values_of(router, "/api/a") == {}
    assert values_of(router, "/api/a/") == {}
    assert values_of(router, "/api/a/5") == {"x": "5"}
    assert route_of(router, "/api/a/b") is None


def test_an_absent_parameter_takes_its_default() -> None:
    assert values_of(routed("a/{x=first}"), "/api/a") == {"x": "first"}


def test_a_catch_all_keeps_slashes_and_may_be_absent() -> None:
    router = routed("files/{*rest}")
    assert values_of(router, "/api/files/a/b/c") == {"rest": "a/b/c"}
    assert values_of(router, "/api/files") == {}


def test_route_values_are_decoded_but_an_encoded_slash_is_no_separator() -> None:
    router = routed("{x}")
    assert values_of(router, "/api/a%20b%C3%BC") == {"x": "a bü"}
    assert values_of(router, "/api/a%2Fb") == {"x": "a%2Fb"}


def test_a_longer_path_does_not_fit() -> None:
    assert route_of(routed("a/{x}"), "/api/a/b/c") is None
    assert route_of(routed("a/{x}"), "/api/a") is None
