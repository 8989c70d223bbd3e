"""What the developer sees: every line with the name of who says it, in its own colour on a terminal."""

import logging
from collections import deque
from contextlib import suppress
from typing import Final, Protocol

WIDTH: Final = max(map(len, ("azurite", "servicebus", "host", "launcher")))
COLOURS: Final = {"azurite": 36, "servicebus": 35, "host": 32, "launcher": 33}

RECENT_LINES: Final = 100


class ConsoleHandler(logging.Handler):
    """Says what libraries log."""

    def __init__(self, console: "Console") -> None:
        super().__init__(logging.WARNING)
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        for line in self.format(record).splitlines():
            self._console.say(line)


class Output(Protocol):
    """What is needed of a text file."""

    def isatty(self) -> bool: ...

    def write(self, text: str, /) -> int: ...

    def flush(self) -> None: ...


class Console:
    """Writes whole lines at once. A terminal that was closed is no reason to end less cleanly."""

    def __init__(self, out: Output) -> None:
        self._out = out
        self._coloured = out.isatty()
        self.recent: deque[tuple[str, str]] = deque(maxlen=RECENT_LINES)
        """Who said what, the last lines."""

    def line(self, speaker: str, text: str) -> None:
        self.recent.append((speaker, text))
        prefix = f"{speaker:<{WIDTH}} |"
        if self._coloured:
            prefix = f"\033[{COLOURS[speaker]}m{prefix}\033[0m"
        self._write(f"{prefix} {text}\n")

    def say(self, text: str) -> None:
        """The launcher's own word."""
        self.line("launcher", text)

    def block(self, *lines: str) -> None:
        """Stands out from the log: blank lines around, no prefix."""
        self._write("\n" + "".join(f"  {line}".rstrip() + "\n" for line in lines) + "\n")

    def _write(self, text: str) -> None:
        with suppress(OSError):
            self._out.write(text)
            self._out.flush()
