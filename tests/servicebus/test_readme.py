"""The example in the emulator's README runs as it stands there, but for the port."""

import asyncio
import re
import sys
from pathlib import Path

import pytest

from tests.servicebus.emulator import ROOT, start_emulator

pytestmark = pytest.mark.stack


def block(language: str) -> str:
    """The first code block of a language."""
    text = (ROOT / "local" / "servicebus" / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.+?)```", text, re.DOTALL)
    assert found, language
    return found[1]


async def test_the_example_sends_and_receives(tmp_path: Path) -> None:
    (tmp_path / "Config.json").write_text(block("json"))
    emulator = await start_emulator(tmp_path / "Config.json", tmp_path / "servicebus.db")
    program = block("python")
    assert "localhost:5672" in program
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program.replace("localhost:5672", f"localhost:{emulator.port}")),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 60)
    await emulator.stop()
    assert (process.returncode, output) == (0, b"hello\n")


def test_the_command_has_the_options_that_there_are() -> None:
    assert block("console") == "python -m local.servicebus --config Config.json --port 5672 --journal servicebus.db\n"
