"""A section of a JSON configuration file, read with checks: every problem is collected, none stops the reading."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.host.durations import seconds_of


@dataclass(frozen=True, slots=True)
class Section:
    """An object in the file; keys are compared case-insensitively, as Azure's configuration does."""

    file: str
    content: Mapping[str, Any]
    path: str = ""
    problems: list[str] = field(default_factory=list)
    """One line per problem; shared with the sections below."""

    def section(self, key: str) -> "Section":
        """The object under `key`, empty if absent."""
        content = self._find(key)
        if content is not None and not isinstance(content, dict):
            self.problem(key, "must be an object")
            content = None
        return Section(self.file, content or {}, f"{self.path}{key}.", self.problems)

    def value[T](self, key: str, read: Callable[[Any], T], default: T) -> T:
        """What `read` makes of the value under `key`; its ValueError or TypeError becomes a problem."""
        content = self._find(key)
        if content is None:
            return default
        try:
            return read(content)
        except (ValueError, TypeError) as error:
            self.problem(key, str(error))
            return default

    def refuse_unknown(self, known: Iterable[str], hints: Mapping[str, str]) -> None:
        """Note every key that is not known; `hints` say of some (in lower case) why they are not."""
        names = {name.lower() for name in known}
        for key in self.content:
            if key.lower() not in names:
                self.problem(key, hints.get(key.lower(), "unknown key"))

    def problem(self, key: str, text: str) -> None:
        self.problems.append(f"{self.file}: {self.path}{key}: {text}")

    def _find(self, key: str) -> Any:
        return next((value for name, value in self.content.items() if name.lower() == key.lower()), None)


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("must be a string")
    return value


def texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
        raise TypeError("must be an object of strings")
    return value


def flag(value: Any) -> bool:
    """True or false; as text too, because overrides come from the environment."""
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise TypeError("must be true or false")
    return value


def whole_number(at_least: int) -> Callable[[Any], int]:
    """A whole number not below that; as text too, because overrides come from the environment."""

    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | str):
            raise TypeError("must be a whole number")
        number = int(value)
        if number < at_least:
            raise ValueError(f"must be at least {at_least}")
        return number

    return read


def span(value: Any) -> float:
    """Seconds of a time span such as `00:05:00`."""
    return seconds_of(text(value))
