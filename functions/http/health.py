"""Whether this instance lives, and whether orders can be placed now."""

from collections.abc import Mapping

from domain.messages import Value
from functions.http.api import Api
from functions.http.readiness import State
from functions.http.requests import Answer, Request
from functions.http.services import services

health = Api("Operations")


class Health(Value):
    """`dependencies`: name → state of what placing an order needs."""

    status: State
    version: str
    commit: str | None
    dependencies: Mapping[str, State]


@health.operation("GET", "health/live", summary="Tell that this instance answers")
async def health_live(request: Request) -> Answer[Health]:
    return Answer(_health({}))


@health.operation("GET", "health/ready", summary="Tell whether orders can be placed", also=(503,))
async def health_ready(request: Request) -> Answer[Health]:
    found = _health(await services().readiness.states())
    return Answer(found, status=200 if found.status == "up" else 503)


def _health(states: Mapping[str, State]) -> Health:
    build = services().build
    status: State = "down" if "down" in states.values() else "up"
    return Health(status=status, version=build.version, commit=build.commit, dependencies=states)
