"""From path and method to function, in the order in which Azure tries routes."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from urllib.parse import unquote

from local.host.errors import StartupError
from local.host.functions import HttpFunction
from local.host.templates import Template, parse_template

_RESERVED = ("admin", "runtime")


@dataclass(frozen=True, slots=True)
class Route:
    template: Template
    function: HttpFunction

    @property
    def rank(self) -> str:
        """Azure's host sorts functions by their names, as .NET's StringComparer.OrdinalIgnoreCase does."""
        return self.function.name.upper()

    def shares_a_method_with(self, other: "Route") -> bool:
        mine, others = self.function.methods, other.function.methods
        return mine is None or others is None or not mine.isdisjoint(others)


class Router:
    """All HTTP functions of the app under one prefix."""

    def __init__(self, functions: Sequence[HttpFunction], prefix: str) -> None:
        """Raises StartupError for malformed, reserved and clashing routes; warns of those that overlap."""
        self._prefix = [part.lower() for part in prefix.split("/") if part]
        self._routes = sorted((_route(function) for function in functions), key=lambda route: route.rank)
        _refuse_clashes(self._routes)
        for first, second in self.overlaps():
            logging.getLogger("Host.Startup").warning(
                "functions '%s' and '%s': routes '%s' and '%s' have paths in common, which the first answers: "
                "routes are tried in the order of the functions' names",
                first.function.name,
                second.function.name,
                first.template.text,
                second.template.text,
            )

    def overlaps(self) -> list[tuple[Route, Route]]:
        """Pairs of routes that some requests fit both; the first of a pair answers them."""
        return [
            (first, second)
            for first, second in combinations(self._routes, 2)
            if first.shares_a_method_with(second) and first.template.overlaps(second.template)
        ]

    def find(self, method: str, raw_path: str) -> tuple[HttpFunction, Mapping[str, str]] | None:
        """The function for a request and its route values; None is a 404, for an unknown method too (never 405).

        `raw_path` is as sent, percent-encoded; matching ignores case and one slash at the end.
        """
        segments = _decoded_segments(raw_path)
        size = len(self._prefix)
        if [segment.lower() for segment in segments[:size]] != self._prefix:
            return None
        path = segments[size:]
        for route in self._routes:
            methods = route.function.methods
            if methods is not None and method not in methods:
                continue
            values = route.template.match(path)
            if values is not None:
                return route.function, values
        return None


def _decoded_segments(raw_path: str) -> list[str]:
    parts = raw_path.removeprefix("/").removesuffix("/").split("/")
    # As Kestrel does, an encoded slash stays encoded: it is part of a segment, not a separator.
    return [unquote(part.replace("%2F", "%252F").replace("%2f", "%252f")) for part in parts] if parts != [""] else []


def _route(function: HttpFunction) -> Route:
    where = f"function '{function.name}': route '{function.route}'"
    if function.route.lstrip("/").lower().startswith(_RESERVED):
        raise StartupError(f"{where}: must not start with 'admin' or 'runtime', which belong to the host")
    try:
        return Route(parse_template(function.route), function)
    except ValueError as error:
        raise StartupError(f"{where}: {error}") from error


def _refuse_clashes(routes: Sequence[Route]) -> None:
    by_text: dict[str, list[Route]] = {}
    for route in routes:
        same = by_text.setdefault(route.template.text.strip("/").lower(), [])
        for other in same:
            if route.shares_a_method_with(other):
                raise StartupError(
                    f"function '{route.function.name}': route '{route.template.text}' with the same method belongs to "
                    f"function '{other.function.name}' already"
                )
        same.append(route)
