"""Cross-origin requests, answered as Core Tools do with `Host.CORS` of local.settings.json.

(In Azure the platform does this, by its own setting.)
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cors:
    """Which origins may call; none: the host neither answers preflights nor adds headers."""

    origins: tuple[str, ...] = ()
    credentials: bool = False

    def is_preflight(self, method: str, headers: Mapping[str, str]) -> bool:
        """Whether the host answers this request itself, before any function."""
        return (
            bool(self.origins)
            and method == "OPTIONS"
            and "origin" in headers
            and "access-control-request-method" in headers
        )

    def preflight_headers(self, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        """The answer to a preflight: any method and header is allowed, if the origin is."""
        allowed = self.response_headers(headers)
        if not allowed:
            return []
        allowed.append(("Access-Control-Allow-Methods", headers["access-control-request-method"]))
        if requested := headers.get("access-control-request-headers"):
            allowed.append(("Access-Control-Allow-Headers", requested))
        return allowed

    def response_headers(self, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        """What every response to an allowed origin carries; nothing for others."""
        origin = headers.get("origin")
        if origin is None or not self._allows(origin):
            return []
        if "*" in self.origins and not self.credentials:
            return [("Access-Control-Allow-Origin", "*")]
        result = [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
        if self.credentials:
            result.append(("Access-Control-Allow-Credentials", "true"))
        return result

    def _allows(self, origin: str) -> bool:
        return "*" in self.origins or origin.lower() in {allowed.lower() for allowed in self.origins}
