"""The file that says when a timer ran last."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from local.host.timer_status import NEVER, TimerStatus, TimerStatusFile

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAIVE = dict.fromkeys(("Last", "LastUpdated", "Next"), "2026-01-01T00:00:00")


def test_a_status_is_read_as_it_was_written(tmp_path: Path) -> None:
    file = TimerStatusFile(tmp_path / "yearly.json")
    assert file.read() is None
    file.write(TimerStatus(NEVER, NOON, NEVER))
    assert file.read() == TimerStatus(NEVER, NOON, NEVER)


@pytest.mark.parametrize("content", [b"", b"\x00{", b"\xff", b"[]", b"{}", json.dumps(NAIVE).encode()])
def test_a_damaged_file_is_named_and_taken_for_none(
    tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "yearly.json"
    path.write_bytes(content)
    assert TimerStatusFile(path).read() is None
    (record,) = caplog.records
    assert (record.levelname, record.message.startswith(f"{path}: is not a timer's status")) == ("WARNING", True)
    assert path.read_bytes() == content
