"""What the launcher must know of a part of the stack to keep it running."""

from collections.abc import Mapping, Sequence
from typing import Protocol


class Service(Protocol):
    """Azurite, the Service Bus emulator, the Functions host."""

    @property
    def name(self) -> str:
        """One word: prefix of its lines, name of its log and of its process id's file."""
        ...

    @property
    def title(self) -> str:
        """What the developer calls it."""
        ...

    @property
    def grace(self) -> float:
        """Seconds it may take to end when asked to."""
        ...

    def command(self) -> Sequence[str]:
        """Program and arguments of the next start: with the ports of the first one, once they are known.

        Raises CannotStartError when the program is not installed, or cannot use its data."""
        ...

    def environment(self) -> Mapping[str, str]:
        """The whole environment of the next start. Raises CannotStartError when the settings are not usable."""
        ...

    def hears(self, line: str) -> bool:
        """Takes a line of its output; True when this is the one by which it says that it accepts connections."""
        ...
