"""When a timer ran last and is due next: what the host remembers between runs, and the trigger's value made of it."""

import json
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from local.host.protos import TypedData

_log = logging.getLogger("Host.Timer")

# .NET's default for a time that never was.
NEVER = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class TimerStatus:
    """All times aware, in UTC."""

    last: datetime
    next: datetime
    last_updated: datetime

    def to_json(self) -> dict[str, str]:
        return {
            "Last": self.last.isoformat(),
            "LastUpdated": self.last_updated.isoformat(),
            "Next": self.next.isoformat(),
        }


@dataclass(frozen=True, slots=True)
class TimerStatusFile:
    """One timer's status on disk."""

    path: Path

    def read(self) -> TimerStatus | None:
        """None if it was never written, or is not what `write` writes: the host can do without it."""
        try:
            content = json.loads(self.path.read_text("utf-8"))
            last, due, updated = (_time(content[key]) for key in ("Last", "Next", "LastUpdated"))
        except FileNotFoundError:
            return None
        except (KeyError, TypeError, ValueError) as error:
            _log.warning("%s: is not a timer's status, it is written again (%r)", self.path, error)
            return None
        return TimerStatus(last=last, next=due, last_updated=updated)

    def write(self, status: TimerStatus) -> None:
        """Whole or not at all, so that a kill leaves a file that can be read."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(status.to_json()), "utf-8")
        new.replace(self.path)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if time.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    return time


def timer_input(status: TimerStatus | None, *, past_due: bool) -> TypedData:
    """The trigger's value; a timer without monitor has no status."""
    content = {
        "Schedule": {"AdjustForDST": True},
        "ScheduleStatus": status.to_json() if status else None,
        "IsPastDue": past_due,
    }
    return TypedData(json=json.dumps(content))
