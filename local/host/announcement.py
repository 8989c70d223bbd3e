"""What the host says of its functions when it is ready."""

import logging
from collections.abc import Sequence

from local.host.functions import Function, HttpFunction, ServiceBusFunction, TimerFunction

_log = logging.getLogger("Host.Startup")


def announce(functions: Sequence[Function], base_url: str, prefix: str, *, keys_are_asked_for: bool) -> None:
    """Print the functions, then the line `Functions host ready on URL`, which the launcher and the tests wait for."""
    routes = f"{base_url}/{prefix}".rstrip("/")
    for function in sorted(functions, key=lambda one: one.name):
        print(f"  {function.name}: {_describe(function, routes)}")
        if isinstance(function, HttpFunction) and function.auth_level != "ANONYMOUS" and not keys_are_asked_for:
            _log.warning("%s: any caller may; keys (%s) are not asked for here", function.name, function.auth_level)
    print(f"Functions host ready on {base_url}", flush=True)


def _describe(function: Function, routes: str) -> str:
    match function:
        case HttpFunction():
            methods = ",".join(sorted(function.methods)) if function.methods else "any method"
            return f"[{methods}] {routes}/{function.route.strip('/')}"
        case ServiceBusFunction():
            return f"[Service Bus] {function.entity}"
        case TimerFunction():
            return f"[timer] {function.schedule}"
