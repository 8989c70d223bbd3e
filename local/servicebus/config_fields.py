"""Typed access to the objects of a configuration, with errors that name the path of the field."""

from typing import Self

from local.servicebus.durations import parse_duration
from local.servicebus.settings import DEFAULT_MAX_SIZE, MEGABYTE

MAX_INT = 2**31 - 1
LONGEST_DURATION = "P10675199DT2H48M5.4775807S"
""".NET's, which Azure shows where no time to live is set."""


class ConfigError(Exception):
    """The configuration cannot be used; the text is one line for the user."""


class Fields:
    """One JSON object and where it is. A missing or null field has a default; one of the wrong type is an error."""

    def __init__(self, path: str, value: object) -> None:
        if not isinstance(value, dict):
            raise ConfigError(f"{path or 'the document'}: must be an object, not {_kind(value)}")
        self.path = path
        self._value: dict[str, object] = value
        self._taken: set[str] = set()

    def only(self, *names: str) -> Self:
        """Refuse other keys."""
        self._taken.update(names)
        self.done()
        return self

    def done(self) -> None:
        """Refuse keys that nobody asked for."""
        for name in self._value:
            if name not in self._taken:
                raise ConfigError(f"{self._at(name)}: unknown key")

    def take(self, name: str) -> object:
        """The raw value of a key; None if it is missing."""
        self._taken.add(name)
        return self._value.get(name)

    def child(self, name: str) -> "Fields":
        """The object under a key; an empty one if it is missing."""
        value = self.take(name)
        return Fields(self._at(name), {} if value is None else value)

    def children(self, name: str) -> list["Fields"]:
        """The objects of a list; none if it is missing."""
        value = self.take(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ConfigError(f"{self._at(name)}: must be a list, not {_kind(value)}")
        return [Fields(f"{self._at(name)}[{index}]", item) for index, item in enumerate(value)]

    def name(self, longest: int) -> str:
        """The name that every entity and rule has, of so many characters at most."""
        name = self.text("Name")
        if not name:
            raise ConfigError(f"{self._at('Name')}: is missing")
        if len(name) > longest:
            raise ConfigError(f"{self._at('Name')}: {len(name)} characters; {longest} are allowed")
        return name

    def text(self, name: str) -> str | None:
        value = self.take(name)
        if value is not None and not isinstance(value, str):
            raise ConfigError(f"{self._at(name)}: must be a string, not {_kind(value)}")
        return value

    def flag(self, name: str) -> bool:
        value = self.take(name)
        if value is not None and not isinstance(value, bool):
            raise ConfigError(f"{self._at(name)}: must be true or false, not {_kind(value)}")
        return bool(value)

    def positive(self, name: str, default: int, largest: int = MAX_INT) -> int:
        value = self.take(name)
        if value is None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ConfigError(f"{self._at(name)}: must be a whole number from 1, not {value!r}")
        if value > largest:
            raise ConfigError(f"{self._at(name)}: at most {largest}, not {value}")
        return value

    def duration(self, name: str, longest: str = LONGEST_DURATION) -> int | None:
        """Milliseconds of an ISO 8601 duration; None if it is missing."""
        text = self.text(name)
        if text is None:
            return None
        try:
            milliseconds = parse_duration(text)
        except ValueError as error:
            raise ConfigError(f"{self._at(name)}: {error}") from error
        if milliseconds == 0:
            raise ConfigError(f"{self._at(name)}: must be longer than nothing")
        if milliseconds > parse_duration(longest):
            raise ConfigError(f"{self._at(name)}: at most {longest}, not {text}")
        return milliseconds

    def duplicate_window(self) -> int | None:
        """The window of duplicate detection, 10 minutes if none is given; None if it is not required."""
        window = self.duration("DuplicateDetectionHistoryTimeWindow", longest="P7D") or 600_000
        return window if self.flag("RequiresDuplicateDetection") else None

    def max_size(self) -> int:
        """Bytes of an entity's quota. `MaxSizeInMegabytes` is a key of ARM that Microsoft's emulator does not have."""
        return self.positive("MaxSizeInMegabytes", DEFAULT_MAX_SIZE // MEGABYTE) * MEGABYTE

    def enabled(self) -> bool:
        """Whether the entity works. `Status` is a key of ARM that Microsoft's emulator does not have."""
        status = self.text("Status") or "Active"
        if status not in ("Active", "Disabled"):
            raise ConfigError(f"{self._at('Status')}: must be Active or Disabled, not {status!r}")
        return status == "Active"

    def scalars(self) -> dict[str, str | int | float | bool]:
        """All keys, with values that an application property can have."""
        scalars: dict[str, str | int | float | bool] = {}
        for name, value in self._value.items():
            if not isinstance(value, str | int | float):
                raise ConfigError(f"{self._at(name)}: must be a string, number, true or false, not {_kind(value)}")
            scalars[name] = value
        return scalars

    def _at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
